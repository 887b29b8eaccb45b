"""Caps: when a person has been called often enough."""

import pytest

from dialer.core.time_units import DAY_S
from dialer.people.leads.rules.caps import Cap, Full, Per, Span, reached

NOW = 1_750_000_000.0
TWO_A_DAY = Cap(per=Per.NUMBER, span=Span.DAY, at_most=2)
THREE_A_WEEK = Cap(per=Per.NUMBER, span=Span.WEEK, at_most=3)


def full(*hours_ago: float) -> Full | None:
    return reached((TWO_A_DAY, THREE_A_WEEK), Per.NUMBER, [NOW - hours * 3600.0 for hours in hours_ago], now=NOW)


@pytest.mark.parametrize("hours_ago", [(), (1,), (1, 25), (1, 24.001)])
def test_below_the_caps_there_is_room(hours_ago):
    assert full(*hours_ago) is None


def test_a_full_day_ends_when_its_first_attempt_is_a_day_old():
    assert full(1, 5) == Full(NOW - 5 * 3600 + DAY_S, "cap:number:day:2")


def test_of_several_full_caps_the_last_to_end_decides():
    assert full(1, 5, 30) == Full(NOW - 30 * 3600 + 7 * DAY_S, "cap:number:week:3")


def test_a_cap_of_numbers_says_nothing_of_leads():
    assert reached((TWO_A_DAY,), Per.LEAD, [NOW, NOW], now=NOW) is None
