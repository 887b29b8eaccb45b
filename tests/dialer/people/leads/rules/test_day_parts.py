"""The next attempt in another part of the day."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from dialer.compliance.hours import is_open, read_hours
from dialer.people.leads.rules.day_parts import Times, another_part, times_of

ROME = ZoneInfo("Europe/Rome")
WEEK = ["mon", "tue", "wed", "thu", "fri"]
HOURS = read_hours([{"days": WEEK, "from": "09:00", "to": "20:00"}, {"days": ["sat"], "from": "10:00", "to": "13:00"}])
SHORT = read_hours([{"days": WEEK, "from": "09:00", "to": "13:00"}])


def at(day: int, hour: int, minute: int = 0) -> float:
    return datetime(2025, 6, day, hour, minute, tzinfo=ROME).timestamp()


def after(earliest: float, *tried: float, hours=HOURS) -> datetime:
    times = Times(hours=hours, zones=(ROME,), tried_at=tried)
    return datetime.fromtimestamp(another_part(times, earliest=earliest), ROME)


def test_who_was_tried_in_the_morning_is_tried_in_the_afternoon():
    assert after(at(16, 11), at(16, 10)) == datetime(2025, 6, 16, 12, tzinfo=ROME)


def test_who_was_tried_in_the_morning_and_the_afternoon_is_tried_in_the_evening():
    assert after(at(16, 13), at(16, 12), at(16, 10)) == datetime(2025, 6, 16, 17, tzinfo=ROME)


def test_after_the_evening_comes_the_next_morning_within_hours():
    tried = (at(16, 18), at(16, 13))
    assert after(at(16, 19), *tried) == datetime(2025, 6, 17, 9, tzinfo=ROME)
    assert after(at(20, 19), at(20, 18), at(20, 13)) == datetime(2025, 6, 21, 10, tzinfo=ROME)  # Saturday


def test_when_all_parts_were_tried_alike_the_next_one_will_do():
    assert after(at(16, 18, 30), at(16, 18), at(16, 13), at(16, 10)) == datetime(2025, 6, 16, 18, 30, tzinfo=ROME)


def test_a_part_without_hours_is_not_waited_for():
    # Noon is in the afternoon: a campaign until 13:00 has two parts.
    assert after(at(16, 9, 30), at(16, 9), hours=SHORT) == datetime(2025, 6, 16, 12, tzinfo=ROME)
    assert after(at(16, 12, 30), at(16, 12), at(16, 9), hours=SHORT) == datetime(2025, 6, 16, 12, 30, tzinfo=ROME)


def test_without_any_hours_the_gate_has_the_say():
    assert after(at(16, 9), hours=()) == datetime(2025, 6, 16, 9, tzinfo=ROME)
    assert times_of(HOURS, "No/Where", [], default="Europe/Rome") is None


@given(st.integers(0, 14 * 24 * 60), st.lists(st.integers(0, 14 * 24 * 60), max_size=6))
def test_the_instant_lies_ahead_and_in_hours(minute, tried):
    start = datetime(2025, 3, 24, tzinfo=UTC).timestamp()  # the clock changes within
    earliest = start + minute * 60
    found = after(earliest, *(start + one * 60 for one in tried)).timestamp()
    assert earliest <= found <= earliest + 8 * 86400
    assert is_open(HOURS, (ROME,), found)
