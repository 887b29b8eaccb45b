"""Area codes of North America whose zones the library's data does not know, or knows wrongly."""

import phonenumbers
import pytest
from phonenumbers.tzdata import TIMEZONE_DATA

from dialer.numbers.addresses import zones_of_state
from dialer.numbers.area_codes import IN_ONE_ZONE
from dialer.numbers.geography import hinted_states
from dialer.numbers.zones import join_zones, zone_key, zone_of

EAST, CENTRAL, MOUNTAIN, WEST = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"


@pytest.mark.parametrize(
    ("code", "zones"),
    [
        ("448", {CENTRAL, EAST}),  # lies over Florida's 850, west of the Apalachicola in central time
        ("850", {CENTRAL, EAST}),
        ("689", {CENTRAL, EAST}),  # Orlando, which the data puts into central time
        ("930", {CENTRAL, EAST}),  # over Indiana's 812
        ("364", {CENTRAL, EAST}),  # over Kentucky's 270
        ("458", {MOUNTAIN, WEST}),  # over Oregon's 541, with Malheur County
        ("986", {MOUNTAIN, "America/Boise", WEST}),  # over Idaho's 208
        ("402", {CENTRAL, MOUNTAIN}),  # Nebraska, with Cody in mountain time
        ("531", {CENTRAL, MOUNTAIN}),
        ("906", {CENTRAL, EAST}),
        ("423", {CENTRAL, EAST}),
        ("701", {CENTRAL, MOUNTAIN}),
        ("605", {CENTRAL, MOUNTAIN}),
        ("620", {CENTRAL, MOUNTAIN}),
        ("785", {CENTRAL, MOUNTAIN}),
        ("775", {MOUNTAIN, WEST}),
        ("928", {MOUNTAIN, "America/Phoenix"}),
        ("236", {"America/Vancouver", "America/Edmonton", "America/Dawson_Creek"}),  # over British Columbia's 250
        ("257", {"America/Vancouver", "America/Edmonton"}),
        ("672", {"America/Vancouver", "America/Edmonton"}),
        ("778", {"America/Vancouver", "America/Edmonton"}),
        ("367", {"America/Toronto", "America/Halifax"}),  # over Quebec's 418, with the Magdalen Islands
        ("581", {"America/Toronto", "America/Halifax"}),
        ("879", {"America/St_Johns", "America/Halifax"}),  # over 709: Labrador keeps Atlantic time
        ("474", {"America/Regina", "America/Edmonton"}),  # Saskatchewan, with Lloydminster
        ("306", {"America/Regina", "America/Edmonton"}),
    ],
)
def test_a_code_of_a_divided_state_has_the_zones_of_the_state(code, zones):
    wanted = set(join_zones(zones).split("|"))
    assert wanted <= set(zone_of(f"+1{code}9820100").split("|"))
    assert zone_of(f"+1{code}9820100") == zone_key([f"+1{code}9820100"])


@pytest.mark.parametrize(
    ("code", "zone"),
    [("305", EAST), ("260", EAST), ("502", EAST), ("503", WEST), ("615", CENTRAL), ("713", CENTRAL), ("915", MOUNTAIN),
     ("313", EAST), ("316", CENTRAL), ("702", WEST), ("602", "America/Phoenix"), ("416", "America/Toronto"),
     ("604", "America/Vancouver"), ("514", "America/Toronto"), ("212", EAST), ("808", "Pacific/Honolulu")],
)  # fmt: skip
def test_a_code_that_lies_in_one_zone_keeps_it(code, zone):
    assert zone_of(f"+1{code}9820100") == zone


def test_no_code_of_the_library_has_fewer_zones_than_its_state_unless_the_plan_says_so():
    """A code that a later version of the library brings is joined with its state's zones until somebody looks."""
    lacking = []
    for prefix in TIMEZONE_DATA:
        code = prefix[1:4]
        number = f"+1{code}9820100"
        if not prefix.startswith("1") or len(prefix) != 4 or code in IN_ONE_ZONE:
            continue
        ours = set(zone_of(number).split("|"))
        lacking += [
            (code, state)
            for state in hinted_states(number)
            if not set(join_zones(zones_of_state(state)).split("|")) <= ours
        ]
    assert lacking == []


def test_each_code_that_is_said_to_lie_in_one_zone_has_one_by_the_library_too():
    """Where the two disagree neither is believed."""
    doubtful = []
    for code in sorted(IN_ONE_ZONE):
        zones = {zone for prefix, found in TIMEZONE_DATA.items() if prefix.startswith(f"1{code}") for zone in found}
        if len({join_zones([zone]) for zone in zones}) != 1:
            doubtful.append((code, zones))
        assert phonenumbers.is_valid_number(phonenumbers.parse(f"+1{code}9820100")), code
    assert doubtful == []
