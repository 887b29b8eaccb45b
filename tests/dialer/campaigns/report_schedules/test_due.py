"""When a report is due, and over which days."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from dialer.campaigns.report_schedules.model import Rhythm
from dialer.campaigns.report_schedules.rules import days_before, last_due, next_due

ROME = "Europe/Rome"


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ROME)).timestamp()


@pytest.mark.parametrize(
    ("rhythm", "after", "due"),
    [
        (Rhythm.DAILY, "2026-03-02T07:00", "2026-03-02T07:30"),
        (Rhythm.DAILY, "2026-03-02T07:30", "2026-03-03T07:30"),
        (Rhythm.WEEKLY, "2026-03-02T07:00", "2026-03-02T07:30"),  # a Monday
        (Rhythm.WEEKLY, "2026-03-02T08:00", "2026-03-09T07:30"),
        (Rhythm.DAILY, "2026-10-24T08:00", "2026-10-25T07:30"),  # clocks go back in the night
    ],
)
def test_a_report_is_due_next_at_its_time_of_day(rhythm: Rhythm, after: str, due: str) -> None:
    assert next_due(rhythm, 0, "07:30", ROME, after=at(after)) == at(due)


def test_a_time_that_the_clocks_leave_out_comes_as_much_later() -> None:
    due = next_due(Rhythm.DAILY, 0, "02:30", ROME, after=at("2026-03-28T12:00"))
    assert datetime.fromtimestamp(due, UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert next_due(Rhythm.DAILY, 0, "02:30", ROME, after=due) == at("2026-03-30T02:30")


def test_of_several_that_were_missed_the_last_is_sent() -> None:
    first = at("2026-03-02T07:30")
    assert last_due(Rhythm.DAILY, 0, "07:30", ROME, first=first, now=at("2026-03-05T12:00")) == at("2026-03-05T07:30")
    assert last_due(Rhythm.DAILY, 0, "07:30", ROME, first=first, now=at("2026-03-02T08:00")) == first


def test_a_report_covers_the_days_before() -> None:
    due = at("2026-03-02T07:30")
    assert days_before(Rhythm.DAILY, due, ROME) == (date(2026, 3, 1), date(2026, 3, 1))
    assert days_before(Rhythm.WEEKLY, due, ROME) == (date(2026, 2, 23), date(2026, 3, 1))
