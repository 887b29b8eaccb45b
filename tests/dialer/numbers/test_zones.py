"""Time zones judged by numbers."""

from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from phonenumbers.timezone import UNKNOWN_TIMEZONE, time_zones_for_number

from dialer.numbers.zones import join_zones, known_zone, zone_key


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("+393331234567", "Europe/Rome"),  # the Vatican has the same clock
        ("+390612345678", "Europe/Rome"),
        ("+442079460018", "Europe/London"),
        ("+34600123456", "Atlantic/Canary|Europe/Madrid"),
        ("+12125550123", "America/New_York"),
        ("+14235550123", "America/Chicago|America/New_York"),  # the area code lies in both
        ("+80012345678", ""),
    ],
)
def test_a_number_has_every_zone_its_holder_may_be_in(number, key):
    assert zone_key([number]) == key


def test_a_toll_free_number_says_nothing_so_every_zone_counts():
    assert len(zone_key(["+18005550199"]).split("|")) > 20


def test_several_numbers_have_the_zones_of_all():
    assert zone_key(["+393331234567", "+12125550123"]) == "America/New_York|Europe/Rome"


def test_no_zone_that_the_library_names_is_left_out():
    """Over an example of every kind of number of every country, ours is at least as careful."""
    lacking = []
    for region in phonenumbers.SUPPORTED_REGIONS:
        for kind in range(11):
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None:
                continue
            number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
            named = {zone for zone in time_zones_for_number(example) if zone != UNKNOWN_TIMEZONE}
            ours = {join_zones([zone]) for zone in zone_key([number]).split("|") if zone}
            if not {join_zones([zone]) for zone in named} <= ours:
                lacking.append(number)
    assert lacking == []


def test_names_that_share_a_clock_are_one():
    assert join_zones(["Europe/Vatican", "Europe/Rome", "Europe/San_Marino"]) == "Europe/Rome"


def test_a_zone_is_known_however_it_is_written():
    assert known_zone(" europe/rome ") == "Europe/Rome"
    assert ZoneInfo(known_zone("Europe/Vatican") or "")
    assert known_zone("Europe/Atlantis") is None
    assert known_zone("") is None
