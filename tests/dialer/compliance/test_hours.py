"""Calling hours in local time, across zones and changes of the clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialer.compliance.hours import ALWAYS, DAY_NAMES, BadHours, Window, is_open, next_opening, read_hours, zones_of

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]
OFFICE = read_hours(
    [{"days": WEEKDAYS, "from": "09:00", "to": "20:00"}, {"days": ["sat"], "from": "10:00", "to": "19:00"}]
)


def at(text: str, zone: str = "Europe/Rome", *, fold: int = 0) -> float:
    """Local time of a zone as epoch seconds."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp()


def local(instant: float | None, zone: str = "Europe/Rome") -> str:
    assert instant is not None
    return datetime.fromtimestamp(instant, ZoneInfo(zone)).isoformat(timespec="minutes")


def rome(*names: str) -> tuple[ZoneInfo, ...]:
    return tuple(ZoneInfo(name) for name in names or ("Europe/Rome",))


@pytest.mark.parametrize(
    ("when", "is_so"),
    [
        ("2026-03-02T08:59:59", False),  # a Monday
        ("2026-03-02T09:00:00", True),
        ("2026-03-02T19:59:59", True),
        ("2026-03-02T20:00:00", False),
        ("2026-03-07T09:30:00", False),  # Saturday begins later
        ("2026-03-07T10:00:00", True),
        ("2026-03-08T12:00:00", False),  # Sunday: none
    ],
)
def test_a_window_is_open_from_its_first_minute_until_its_end(when, is_so):
    assert is_open(OFFICE, rome(), at(when)) is is_so


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-03-02T08:00", "2026-03-02T09:00+01:00"),
        ("2026-03-02T12:00", "2026-03-02T12:00+01:00"),  # open already
        ("2026-03-06T21:00", "2026-03-07T10:00+01:00"),
        ("2026-03-07T19:00", "2026-03-09T09:00+01:00"),  # over the Sunday
        ("2026-03-28T20:00", "2026-03-30T09:00+02:00"),  # over the change to summer time
        ("2026-10-24T20:00", "2026-10-26T09:00+01:00"),  # and back
    ],
)
def test_the_next_opening(now, opens):
    assert local(next_opening(OFFICE, rome(), at(now))) == opens


def test_the_day_ends_at_twenty_four():
    late = read_hours([{"days": ["sun"], "from": "22:00", "to": "24:00"}])
    assert is_open(late, rome(), at("2026-03-08T23:59:59"))
    assert not is_open(late, rome(), at("2026-03-09T00:00"))
    assert is_open(ALWAYS, rome(), at("2026-03-08T00:00"))


def test_no_row_allows_no_hour():
    assert read_hours([]) == ()
    assert not is_open((), rome(), at("2026-03-02T12:00"))
    assert next_opening((), rome(), at("2026-03-02T12:00")) is None


def test_no_zone_allows_no_hour():
    assert not is_open(ALWAYS, (), at("2026-03-02T12:00"))


def test_a_call_must_be_in_hours_wherever_the_person_may_be():
    both = rome("America/New_York", "America/Los_Angeles")
    noon_in_new_york = at("2026-03-02T11:00", "America/New_York")
    assert is_open(OFFICE, both[:1], noon_in_new_york)
    assert not is_open(OFFICE, both, noon_in_new_york)
    assert local(next_opening(OFFICE, both, noon_in_new_york), "America/New_York") == "2026-03-02T12:00-05:00"


def test_zones_too_far_apart_have_no_common_hour():
    short = (Window(frozenset(range(7)), 9 * 60, 10 * 60),)
    assert next_opening(short, rome("Europe/Rome", "Asia/Tokyo"), at("2026-03-02T12:00")) is None


def test_a_beginning_that_the_change_to_summer_time_leaves_out_is_the_first_minute_after():
    night = read_hours([{"days": ["sun"], "from": "02:30", "to": "05:00"}])
    now = at("2026-03-29T01:00")  # clocks go from 02:00 to 03:00
    assert local(next_opening(night, rome(), now)) == "2026-03-29T03:00+02:00"
    new_york = at("2026-03-08T01:00", "America/New_York")
    assert (
        local(next_opening(night, rome("America/New_York"), new_york), "America/New_York") == "2026-03-08T03:00-04:00"
    )


def test_a_window_wholly_left_out_does_not_open_that_day():
    night = read_hours([{"days": ["sun"], "from": "02:10", "to": "02:50"}])
    assert local(next_opening(night, rome(), at("2026-03-29T01:00"))) == "2026-04-05T02:10+02:00"


def test_an_hour_that_is_there_twice_opens_twice():
    night = read_hours([{"days": ["sun"], "from": "02:10", "to": "02:50"}])
    between = at("2026-10-25T02:55", fold=0)
    again = next_opening(night, rome(), between)
    assert again == at("2026-10-25T02:10", fold=1)
    evening = read_hours([{"days": ["sun"], "from": "00:00", "to": "02:30"}])
    assert next_opening(evening, rome(), at("2026-10-25T02:40", fold=0)) == at("2026-10-25T02:00", fold=1)


def test_midnight_left_out_by_the_clock():
    all_day = read_hours([{"days": ["sun"], "from": "00:00", "to": "24:00"}])
    beirut = rome("Asia/Beirut")
    before = at("2026-03-28T23:59", "Asia/Beirut")  # the next minute is 01:00
    assert local(next_opening(all_day, beirut, before), "Asia/Beirut") == "2026-03-29T01:00+03:00"


WINDOWS = st.lists(
    st.builds(
        lambda days, start, length: Window(frozenset(days), start, min(1440, start + length)),
        st.sets(st.integers(0, 6), min_size=1),
        st.integers(0, 1439),
        st.integers(1, 600),
    ),
    min_size=1,
    max_size=3,
)
ZONES = st.lists(
    st.sampled_from(["Europe/Rome", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca"]),
    min_size=1,
    max_size=2,
    unique=True,
)
CHANGES = st.sampled_from(
    [at("2026-03-28T12:00"), at("2026-10-24T12:00"), at("2026-03-07T12:00"), at("2026-04-04T12:00")]
)


@settings(max_examples=40)
@given(windows=WINDOWS, names=ZONES, begin=CHANGES, offset=st.integers(0, 2 * 1440))
def test_the_next_opening_is_the_first_open_minute(windows, names, begin, offset):
    hours, zones, now = tuple(windows), rome(*names), begin + offset * 60.0
    found = next_opening(hours, zones, now)
    horizon = 3 * 1440
    first = next((now + i * 60.0 for i in range(horizon) if is_open(hours, zones, now + i * 60.0)), None)
    if first is None:
        assert found is None or found >= now + horizon * 60.0
    else:
        assert found == first


def test_unknown_zones_say_how_to_write_them():
    for name in ("Mars/Base", "Europe", "", "../etc", "Europe/Rome|", "x" * 300, "a\0b"):
        with pytest.raises(BadHours, match=r"is not known: use a name as in Europe/Rome\.$"):
            zones_of(name, default="")
    assert [zone.key for zone in zones_of("America/Denver|America/Phoenix", default="")] == [
        "America/Denver",
        "America/Phoenix",
    ]
    assert zones_of("", default="Europe/Rome") == rome()


GOOD = {"days": ["mon"], "from": "09:00", "to": "20:00"}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            {**GOOD, "days": ["mon", "someday"]},
            "Row 2 of the calling hours does not know the day 'someday': use mon, tue",
        ),
        ({**GOOD, "days": []}, "Row 2 of the calling hours names no day: use mon, tue"),
        ({"from": "09:00", "to": "20:00"}, "Row 2 of the calling hours names no day"),
        ({**GOOD, "days": "mon"}, "Row 2 of the calling hours has the days 'mon': write a list"),
        ({**GOOD, "days": None}, "Row 2 of the calling hours has the days None: write a list"),
        ({**GOOD, "from": "9 am"}, "Row 2 of the calling hours has the time '9 am': write it as 09:00, at most 24:00"),
        ({**GOOD, "to": "24:01"}, "Row 2 .* time '24:01'"),
        ({**GOOD, "to": "12:60"}, "Row 2 .* time '12:60'"),
        ({**GOOD, "to": "12:5"}, "Row 2 .* time '12:5'"),
        ({**GOOD, "to": None}, "Row 2 .* time None"),
        ({"days": ["mon"], "from": "09:00"}, "Row 2 .* time None"),
        ({**GOOD, "from": "20:00", "to": "09:00"}, "Row 2 .* ends before it begins: for a night, write two rows"),
        ({**GOOD, "from": "09:00", "to": "09:00"}, "Row 2 .* ends before it begins"),
    ],
)
def test_a_bad_row_is_named_with_what_mends_it(row, says):
    with pytest.raises(BadHours, match=says):
        read_hours([GOOD, row])


def test_every_day_has_its_name():
    hours = read_hours([{"days": list(DAY_NAMES), "from": "00:00", "to": "24:00"}])
    assert hours == ALWAYS
