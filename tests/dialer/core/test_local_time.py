"""An hour of the day, by the clocks of a zone."""

from datetime import datetime

import pytest

from dialer.core.local_time import Daily, read_daily


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def half_past_three() -> Daily:
    found = read_daily("03:30 Europe/Rome")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-25T02:29:59+00:00", "2026-11-24"),
        ("2026-11-25T02:30:00+00:00", "2026-11-25"),
        ("2026-11-25T22:59:59+00:00", "2026-11-25"),
        ("2026-11-25T23:00:00+00:00", "2026-11-25"),
        ("2026-06-25T01:30:00+00:00", "2026-06-25"),  # summer time
    ],
)
def test_the_last_hour_is_told_by_the_zones_clocks(now: str, day: str) -> None:
    assert half_past_three().last(at(now)) == day


def test_an_hour_that_the_clocks_skip_comes_all_the_same() -> None:
    skipped = read_daily("02:30 Europe/Rome")
    assert skipped is not None
    assert skipped.last(at("2026-03-29T12:00:00+00:00")) == "2026-03-29"


def test_off_is_none_and_anything_else_says_how_to_write_it() -> None:
    assert read_daily(" OFF ") is None
    for wrong in ("3:30", "03:30", "24:00 UTC", "03:30 Rome/Italy"):
        with pytest.raises(ValueError, match="03:30 Europe/Rome"):
            read_daily(wrong)
