"""Calling windows with holidays, in several zones at once; compared with looking at every minute."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialer.compliance.holiday_calendar import is_eve, is_holiday, knows_holidays_of
from dialer.compliance.hours import BadHours, Window
from dialer.compliance.params.contacts import CallWindow, read_windows
from dialer.compliance.timetable import Timetable, is_open, next_opening
from tests.support.profiles import DAY, at, rule

ITALY: Timetable = rule("IT-HOURS").params.timetable
ROME, PLACES = ("Europe/Rome",), ("IT",)


def test_windows_are_read_as_they_are_written():
    assert read_windows(("mon-fri 09:00-20:00", "sat 10:00-24:00")) == (
        Window(frozenset(range(5)), 540, 1200),
        Window(frozenset({5}), 600, 1440),
    )
    assert read_windows(("10:00-19:00",)) == (Window(frozenset(range(7)), 600, 1140),)


@pytest.mark.parametrize(
    "text", ["mon 09:00", "9:00-20:00", "mon-sun 09:00-25:00", "mon 09:00-24:30", "mon 10:00-10:00"]
)
def test_hours_that_cannot_be_read_are_refused(text):
    with pytest.raises(ValueError, match="hours"):
        read_windows((text,))


def test_windows_of_a_holiday_name_no_day():
    with pytest.raises(ValueError, match="names days"):
        CallWindow.model_validate({"open": [], "on_holidays": ["mon 10:00-12:00"]})
    with pytest.raises(ValueError, match="names no day"):
        CallWindow.model_validate({"open": ["10:00-12:00"]})


def test_holidays_are_those_of_the_country_and_the_regions():
    assert is_holiday(("IT",), date(2026, 4, 6))
    assert not is_holiday(("IT",), date(2026, 12, 7))
    assert is_holiday(("IT", "IT-MI"), date(2026, 12, 7))  # Saint Ambrose, in Milan
    assert is_holiday(("GB", "GB-NIR"), date(2026, 7, 13))
    assert is_eve(("IT",), date(2026, 12, 24))
    assert not is_holiday((), date(2026, 12, 25))
    assert not is_holiday(("XX",), date(2026, 12, 25))
    assert knows_holidays_of("US-AL")
    assert not knows_holidays_of("US-ZZ")


def test_a_holiday_is_a_day_like_others_where_the_hours_do_not_speak_of_it():
    plain = Timetable(open=read_windows(("mon-sun 09:00-20:00",)))
    assert is_open(plain, ROME, PLACES, at("2026-12-25 12:00"))


def test_the_day_before_a_holiday_narrows_what_is_open_and_opens_nothing():
    christmas = at("2026-12-25 12:00")  # a holiday, and the day before one
    assert not is_open(ITALY, ROME, PLACES, christmas)
    sunday = at("2026-05-31 12:00")  # a Sunday; the Tuesday after is a holiday
    assert not is_open(ITALY, ROME, PLACES, sunday)


def test_without_a_zone_nothing_is_open_and_an_unknown_zone_says_so():
    assert not is_open(ITALY, (), PLACES, at("2026-06-09 12:00"))
    with pytest.raises(BadHours, match="Mars/Base"):
        is_open(ITALY, ("Mars/Base",), PLACES, at("2026-06-09 12:00"))


def test_zones_without_a_common_hour_have_no_opening():
    short = Timetable(open=read_windows(("mon-sun 00:00-00:01",)))
    assert next_opening(short, ("Europe/Rome", "Asia/Tokyo"), (), at("2026-06-09 12:00")) is None


ZONES = st.lists(
    st.sampled_from(["Europe/Rome", "America/New_York", "America/Phoenix", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    min_size=1,
    max_size=3,
    unique=True,
)
TIMES = st.sampled_from(["00:00-24:00", "01:30-02:30", "02:00-03:00", "09:00-20:00", "00:30-01:00", "23:00-24:00"])
DAYS = st.sampled_from(["mon-sun", "mon-fri", "sun", "sat"])
TABLES = st.builds(
    lambda rows, holidays, eves, margin: Timetable(
        open=read_windows(tuple(f"{days} {times}" for days, times in rows)),
        on_holidays=None if holidays is None else read_windows(tuple(holidays)),
        before_holidays=None if eves is None else read_windows(tuple(eves)),
        margin_s=margin,
    ),
    st.lists(st.tuples(DAYS, TIMES), max_size=2),
    st.none() | st.lists(TIMES, max_size=1),
    st.none() | st.lists(TIMES, max_size=1),
    st.sampled_from([0.0, 60.0, 90.0]),
)
CHANGES = [at("2026-03-28 22:00"), at("2026-10-24 22:00"), at("2026-12-23 22:00"), at("2026-04-04 12:00")]


@settings(max_examples=60)
@given(table=TABLES, zones=ZONES, start=st.sampled_from(CHANGES), offset=st.integers(0, 20 * 3600))
def test_the_next_opening_is_the_first_minute_that_is_open(table, zones, start, offset):
    now = start + offset
    found = next_opening(table, tuple(zones), PLACES, now)
    minute = -(-now // 60) * 60
    minutes = (now, *(minute + 60 * step for step in range(2 * 1440)))
    first = next((one for one in minutes if is_open(table, tuple(zones), PLACES, one)), None)
    if first is not None:
        assert found == first
    else:
        assert found is None or found > now + 2 * DAY - 60


@given(table=TABLES, zones=ZONES, now=st.floats(CHANGES[0], CHANGES[0] + 300 * DAY))
def test_one_zone_more_never_opens_what_was_closed(table, zones, now):
    if is_open(table, tuple(zones), PLACES, now):
        assert all(is_open(table, (zone,), PLACES, now) for zone in zones)
    else:
        assert not all(is_open(table, (zone,), PLACES, now) for zone in zones)


@given(now=st.floats(CHANGES[0], CHANGES[0] + 300 * DAY))
def test_one_region_more_never_opens_what_was_closed(now):
    if is_open(ITALY, ROME, ("IT", "IT-MI", "IT-NA"), now):
        assert is_open(ITALY, ROME, PLACES, now)
