"""What the guard counts for a constraint's budget, which constraint binds, and which window was the worst."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from pacing import budget
from pacing.guard import Allowance, Level, allowance, allowances, worst_window
from pacing.learned import Learned
from pacing.snapshot import Constraint, Elsewhere, Mode, Policy, Why
from pacing.windowed_counts import Tally

NOW = 1_700_000_000.0
BLOCK = Constraint(name="block", limit=0.03)
# Two ways in which the last half hour counts: it holds the price, or it does not matter.
HELD, FREE = 0.5, math.inf


def a_cell(*counts: tuple[float, int, int]) -> Learned:
    """A cell with (seconds ago, served, abandoned)."""
    learned = Learned()
    for ago, served, abandoned in counts:
        learned.tally.add(NOW - ago, served=served, abandoned=abandoned)
    return learned


def a_morning() -> Learned:
    """1,000 answers, of which 400 came in the last half hour: 100 in each of its first two thirds, 200 in the last."""
    return a_cell((4_000.0, 588, 12), (1_500.0, 98, 2), (900.0, 99, 1), (300.0, 197, 3))


# What the budget is asked about that morning, by a constraint without an end.
MORNING: dict[str, Any] = {
    "limit": 0.03,
    "answered": 1_000.0,
    "abandoned": 18.0,
    "recent_answered": 0.5 * (200 + 300 + 400),
    "recent_abandoned": 0.5 * (3 + 4 + 6),
    "to_come": math.inf,
    "pace": 400 / 1_800.0,
}
A_DAY = {"starts_at": NOW - 1_000.0, "ends_at": NOW + 5_000.0}
DAY: dict[str, Any] = MORNING | {
    "answered": 300.0,
    "abandoned": 4.0,
    "recent_answered": 0.5 * (200 + 300 + 300),
    "recent_abandoned": 0.5 * (3 + 4 + 4),
    "pace": 300 / 1_000.0,
    "to_come": 1_500.0,
}


def check_price(found: Allowance, half_hour_at: float, **account: Any) -> None:
    """The price is that of this account, and none that a budget has at its bounds, where its figures do not matter."""
    expected = budget.Account(half_hour_at=half_hour_at, **account)
    assert found.price == pytest.approx(budget.price(expected), rel=1e-12)
    assert budget.careful(expected) * 1.01 < found.price < 0.34
    assert found.bank == expected.bank


@pytest.mark.parametrize("half_hour_at", [HELD, FREE])
@pytest.mark.parametrize(
    ("constraint", "account"),
    [
        ({}, MORNING),
        ({"overrun_chance": 0.2}, MORNING | {"overrun_chance": 0.2}),
        ({"progressive_at": 0.9}, MORNING | {"limit": 0.03 * 0.9}),
        (A_DAY, DAY),
        ({"window_s": 86_400.0, "limit": 0.05}, MORNING | {"limit": 0.05, "rolls": True}),
        (
            {"window_s": 1_200.0, "limit": 0.1},
            {
                "limit": 0.1,
                "answered": 300.0,
                "abandoned": 4.0,
                "recent_answered": 0.5 * (200 + 200 + 300),
                "recent_abandoned": 0.5 * (3 + 3 + 4),
                "to_come": math.inf,
                "pace": 300 / 1_200.0,
                "recent_s": 1_200.0,
                "rolls": True,
            },
        ),
    ],
)
def test_the_price_of_a_constraint_is_that_of_the_calls_in_its_window(constraint, account, half_hour_at) -> None:
    one = replace(BLOCK, half_hour_at=half_hour_at, **constraint)
    policy = Policy(mode=Mode.PREDICTIVE, constraints=(one,))
    check_price(allowance(a_morning(), policy, NOW), half_hour_at, **account)
    [found] = allowances(a_morning(), policy, NOW)
    check_price(found, half_hour_at, **account)
    ready = allowance(a_morning(), policy, NOW, ready=10)
    check_price(ready, half_hour_at, **account, ready=10)


def test_the_price_is_divided_by_how_much_of_the_risk_comes_true() -> None:
    learned = a_morning()
    learned.scale.priced(0.5, NOW)
    for _ in range(8):
        learned.scale.answered(abandoned=False)
    assert learned.scale.ratio < 0.6
    policy = Policy(mode=Mode.PREDICTIVE, constraints=(replace(BLOCK, half_hour_at=FREE),))
    check_price(allowance(learned, policy, NOW), FREE, **MORNING, scale=learned.scale.ratio)


@pytest.mark.parametrize(("first_ago", "for_s"), [(300.0, 300.0 + 20.0), (5.0, 60.0)])
def test_the_pace_of_a_young_campaign_is_that_since_its_first_minute(first_ago: float, for_s: float) -> None:
    """The first minute begins up to a minute before its first call."""
    learned = a_cell((first_ago, 99, 1))
    constraint = replace(BLOCK, half_hour_at=FREE, ends_at=NOW + 600.0)
    counted = {"limit": 0.03, "answered": 100.0, "abandoned": 1.0}
    recent = {"recent_answered": 150.0, "recent_abandoned": 1.5}
    pace = 100 / for_s
    found = allowance(learned, Policy(mode=Mode.PREDICTIVE, constraints=(constraint,)), NOW)
    check_price(found, FREE, **counted, **recent, pace=pace, to_come=600.0 * pace)


def test_a_window_whose_end_has_passed_expects_no_more_answers() -> None:
    learned = a_cell((400.0, 998, 2))
    constraint = replace(BLOCK, half_hour_at=HELD, ends_at=NOW - 10.0)
    found = allowance(learned, Policy(mode=Mode.PREDICTIVE, constraints=(constraint,)), NOW)
    counted = {"limit": 0.03, "answered": 1_000.0, "abandoned": 2.0}
    pace = 1_000 / 440.0
    expected = budget.Account(
        **counted, recent_answered=1_500.0, recent_abandoned=3.0, pace=pace, to_come=0.0, half_hour_at=HELD
    )
    assert found.price == budget.price(expected)


@pytest.mark.parametrize("half_hour_at", [HELD, FREE])
@pytest.mark.parametrize(("window", "own"), [({}, MORNING), (A_DAY, DAY)])
def test_cells_that_share_a_budget_price_their_calls_by_its_common_account(window, own, half_hour_at) -> None:
    others = Elsewhere(answered=500.0, abandoned=10.0, recent_answered=225.0, recent_abandoned=2.5)
    constraint = replace(BLOCK, half_hour_at=half_hour_at, **window)
    policy = Policy(mode=Mode.PREDICTIVE, constraints=(constraint,))
    times = (own["recent_answered"] + 225.0) / own["recent_answered"]
    account = own | {
        "answered": own["answered"] + 500.0,
        "abandoned": own["abandoned"] + 10.0,
        "recent_answered": own["recent_answered"] + 225.0,
        "recent_abandoned": own["recent_abandoned"] + 2.5,
        "pace": own["pace"] * times,
        "to_come": own["to_come"] * times,
    }
    check_price(allowance(a_morning(), policy, NOW, {"block": others}), half_hour_at, **account)
    alone = allowance(a_morning(), policy, NOW, {"another": others})
    check_price(alone, half_hour_at, **own)


def test_a_cell_that_heard_nobody_lately_takes_the_pace_of_the_others_for_none() -> None:
    quiet = a_cell((4_000.0, 588, 12))
    others = Elsewhere(answered=400.0, abandoned=6.0, recent_answered=450.0, recent_abandoned=6.5)
    policy = Policy(mode=Mode.PREDICTIVE, constraints=(replace(BLOCK, half_hour_at=FREE),))
    check_price(allowance(quiet, policy, NOW, {"block": others}), FREE, **MORNING | {"pace": 0.0})


@pytest.mark.parametrize("leads", [0.0, 600.0, 1e6])
def test_no_more_answers_are_expected_in_a_window_than_the_leads_to_come_can_give(leads: float) -> None:
    learned = a_morning()
    rate = learned.rate("").mean
    others = Elsewhere(answered=300.0, abandoned=4.0, recent_answered=400.0, recent_abandoned=5.5)
    policy = Policy(mode=Mode.PREDICTIVE, constraints=(replace(BLOCK, half_hour_at=FREE, **A_DAY),))
    ours = min(leads * rate, 1_500.0)
    [found] = allowances(learned, policy, NOW, {"block": others}, leads_to_come=leads)
    check_price(
        found,
        FREE,
        **MORNING
        | {
            "answered": 600.0,
            "abandoned": 8.0,
            "recent_answered": 800.0,
            "recent_abandoned": 11.0,
            "pace": 0.6,
            "to_come": 1_500.0 + ours,
        },
    )


def test_in_a_window_without_an_end_the_leads_to_come_do_not_matter() -> None:
    policy = Policy(mode=Mode.PREDICTIVE, constraints=(replace(BLOCK, half_hour_at=FREE),))
    check_price(allowance(a_morning(), policy, NOW, leads_to_come=100.0), FREE, **MORNING)


def test_a_machine_that_an_agent_met_counts_only_where_machines_do() -> None:
    learned = a_morning()
    learned.tally.met_machine(NOW - 4_000.0, 100)
    policy = Policy(mode=Mode.PREDICTIVE, constraints=(replace(BLOCK, people_only=True), BLOCK))
    assert [one.share for one in allowances(learned, policy, NOW)] == [18 / 900, 18 / 1_000]


# Levels.

QUARTER = Constraint(name="quarter", limit=0.25, throttle_at=0.5, stop_at=1.5, progressive_at=1.0)


@pytest.mark.parametrize(
    ("abandoned", "level", "over", "why"),
    [
        (124, Level.FREE, 1.0, None),
        (125, Level.THROTTLE, 1.0, Why.GUARD_THROTTLE),
        (200, Level.THROTTLE, 0.4, Why.GUARD_THROTTLE),
        (250, Level.PROGRESSIVE, 0.0, Why.GUARD_PROGRESSIVE),
        (374, Level.PROGRESSIVE, 0.0, Why.GUARD_PROGRESSIVE),
        (375, Level.STOP, 0.0, Why.GUARD_STOP),
    ],
)
def test_each_level_begins_at_its_very_share_and_says_why(
    abandoned: int, level: Level, over: float, why: Why | None
) -> None:
    cell = a_cell((10.0, 1_000 - abandoned, abandoned))
    found = allowance(cell, Policy(mode=Mode.RATIO, constraints=(QUARTER,)), NOW)
    assert (found.level, found.over, found.why) == (level, pytest.approx(over), why)
    assert (found.share, found.limit, found.constraint) == (abandoned / 1_000, 0.25, "quarter")


@pytest.mark.parametrize(("answers", "learning"), [(99, True), (100, False)])
def test_one_abandoned_call_is_too_many_until_the_limit_allows_one(answers: int, learning: bool) -> None:
    policy = Policy(mode=Mode.RATIO, constraints=(replace(BLOCK, limit=0.01),))
    found = allowance(a_cell((10.0, answers, 0)), policy, NOW)
    assert (found.learning, found.over, found.why) == (
        learning,
        float(not learning),
        Why.LEARNING if learning else None,
    )


def test_a_limit_of_none_allows_no_call_ahead() -> None:
    policy = Policy(mode=Mode.RATIO, constraints=(replace(BLOCK, limit=0.0),))
    found = allowance(a_morning(), policy, NOW)
    assert (found.level, found.over, found.price) == (Level.PROGRESSIVE, 0.0, 0.0)


# Which constraint binds.

STARTED = NOW - 600.0
EASY = Constraint(name="easy", limit=0.2)
TIGHT = Constraint(name="tight", limit=0.01, starts_at=STARTED)
BUSY = Constraint(name="busy", limit=0.03, throttle_at=0.5)


def two(mode: Mode, cell: Learned, *constraints: Constraint) -> list[Allowance]:
    """What the constraints allow together, in either order."""
    orders = constraints, constraints[::-1]
    return [allowance(cell, Policy(mode=mode, constraints=order), NOW) for order in orders]


def test_of_several_constraints_each_figure_is_the_strictest() -> None:
    cell = a_cell((4_000.0, 1_980, 20), (300.0, 300, 0))
    throttled = replace(BUSY, throttle_at=0.1)
    dear, cheap = (allowance(cell, Policy(mode=Mode.PREDICTIVE, constraints=(one,)), NOW) for one in (throttled, TIGHT))
    assert cheap.price < dear.price
    assert dear.over < cheap.over
    for both in two(Mode.PREDICTIVE, cell, throttled, TIGHT):
        assert both == replace(cheap, level=Level.THROTTLE, over=dear.over)


def test_a_constraint_that_binds_by_its_over_dialling_has_the_price_of_the_cheapest() -> None:
    cell = a_cell((4_000.0, 1_980, 20), (300.0, 300, 0))
    throttled = replace(BUSY, throttle_at=0.1)
    dear, cheap = (allowance(cell, Policy(mode=Mode.RATIO, constraints=(one,)), NOW) for one in (throttled, TIGHT))
    for both in two(Mode.RATIO, cell, throttled, TIGHT):
        assert both == replace(dear, price=cheap.price)


@pytest.mark.parametrize("mode", [Mode.PREDICTIVE, Mode.RATIO])
def test_one_that_stops_binds_before_one_that_learns_whose_price_is_lower(mode: Mode) -> None:
    cell = a_cell((4_000.0, 900, 100), (300.0, 50, 0))
    stopped = replace(BLOCK, stop_at=1.5)
    few = replace(TIGHT, min_count=100)
    for both in two(mode, cell, stopped, few):
        assert (both.constraint, both.level, both.why) == ("block", Level.STOP, Why.GUARD_STOP)
        assert (both.learning, both.one_to_one, both.price) == (True, True, pytest.approx(0.01 / 30.0))


@pytest.mark.parametrize("mode", [Mode.PREDICTIVE, Mode.RATIO])
def test_one_that_stops_binds_before_another_that_only_holds_back(mode: Mode) -> None:
    cell = a_cell((4_000.0, 625, 375))
    for both in two(mode, cell, BLOCK, QUARTER):
        assert (both.constraint, both.level) == ("quarter", Level.STOP)


def test_one_with_too_few_answers_binds_a_predictive_campaign_before_a_lower_price() -> None:
    cell = a_cell((4_000.0, 900, 100), (300.0, 50, 0))
    few = replace(EASY, starts_at=STARTED, min_count=100)
    for both in two(Mode.PREDICTIVE, cell, BLOCK, few):
        assert (both.constraint, both.why, both.one_to_one) == ("easy", Why.LEARNING, True)


@pytest.mark.parametrize("mode", [Mode.PREDICTIVE, Mode.RATIO])
def test_of_two_that_allow_as_little_the_one_at_the_higher_level_binds(mode: Mode) -> None:
    cell = a_cell((4_000.0, 900, 100), (300.0, 5, 0))
    for both in two(mode, cell, BLOCK, replace(BLOCK, name="today", starts_at=STARTED)):
        assert (both.constraint, both.level, both.why) == ("block", Level.PROGRESSIVE, Why.GUARD_PROGRESSIVE)


# The worst window.


def worst(tally: Tally, constraint: Constraint, since: float = NOW - 36_000.0) -> tuple[float, float] | None:
    return worst_window(tally, constraint, Policy(mode=Mode.RATIO), since=since, now=NOW)


def test_a_calendar_window_counts_from_its_start_and_needs_enough_answers() -> None:
    tally = a_cell((7_200.0, 0, 50), (3_000.0, 8, 2)).tally
    day = replace(BLOCK, starts_at=NOW - 3_600.0, min_count=10)
    assert worst(tally, day) == (0.2, NOW)
    assert worst(tally, replace(day, min_count=11)) is None
    assert worst(tally, replace(day, starts_at=None)) == (52 / 60, NOW)
    assert worst(Tally(), BLOCK) is None


def test_one_answer_is_enough_for_a_constraint_that_states_no_count() -> None:
    assert worst(a_cell((3_000.0, 0, 1)).tally, BLOCK) == (1.0, NOW)


def test_of_rolling_windows_that_are_as_bad_the_first_is_named() -> None:
    tally = a_cell((7_220.0, 3, 1), (3_620.0, 3, 1)).tally
    hour = replace(BLOCK, window_s=1_800.0)
    assert worst(tally, hour) == (0.25, NOW - 7_220.0 + 60.0)
    tally.add(NOW - 3_620.0, abandoned=1)
    assert worst(tally, hour) == (0.4, NOW - 3_620.0 + 60.0)
    assert worst(tally, replace(hour, window_s=7_200.0)) == (3 / 9, NOW - 3_620.0 + 60.0)
    assert worst(tally, hour, since=NOW - 3_000.0) is None


def test_the_running_minute_counts_in_a_rolling_window_that_ends_now() -> None:
    tally = a_cell((5.0, 1, 1)).tally
    assert worst(tally, replace(BLOCK, window_s=1_800.0)) == (0.5, NOW)
