"""Constraints, windows, and the price of a call."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacing import budget
from pacing.busy_agents import BusyAgent, BusyPhase
from pacing.decide import decide
from pacing.guard import Level, allowance, allowances
from pacing.learned import Learned
from pacing.snapshot import CallInFlight, Constraint, Elsewhere, Mode, Policy, Why
from tests.support.snapshots import NOW as SEEN_AT
from tests.support.snapshots import a_history, a_snapshot

NOW = 1_700_000_000.0
ACCOUNT = budget.Account(
    limit=0.03, answered=1_000.0, abandoned=20.0, recent_answered=100.0, recent_abandoned=2.0, to_come=math.inf
)


def a_cell(*counts: tuple[float, int, int, int]) -> Learned:
    """A cell with (seconds ago, served, abandoned, machines)."""
    learned = Learned()
    for ago, served, abandoned, machines in counts:
        learned.tally.add(NOW - ago, served=served, abandoned=abandoned, machines=machines)
    return learned


def a_policy(**changes: object) -> Policy:
    screening = changes.pop("screening_false_share", 0.0)
    constraint = replace(Constraint(name="law", limit=0.03), **changes)
    return Policy(mode=Mode.PREDICTIVE, constraints=(constraint,), screening_false_share=float(str(screening)))


def test_without_a_constraint_nothing_holds_back() -> None:
    free = allowance(Learned(), Policy(mode=Mode.RATIO, constraints=()), NOW)
    assert (free.level, free.over, free.price) == (Level.FREE, 1.0, math.inf)


def test_few_answers_are_no_licence() -> None:
    allowed = allowance(a_cell((10.0, 30, 0, 0)), a_policy(), NOW)
    assert allowed.learning
    assert allowed.over == 0.0
    assert allowed.price == pytest.approx(0.001)


@pytest.mark.parametrize(
    ("abandoned", "level"), [(5, Level.FREE), (25, Level.THROTTLE), (31, Level.PROGRESSIVE), (60, Level.STOP)]
)
def test_the_level_follows_the_share_of_the_limit_used(abandoned: int, level: Level) -> None:
    cell = a_cell((10.0, 1_000 - abandoned, abandoned, 0))
    assert allowance(cell, a_policy(stop_at=1.5), NOW).level is level


def test_in_a_short_window_that_rolls_the_younger_calls_weigh_heavier_too() -> None:
    """They stay in the windows to come; those that are about to leave do not."""
    policy = a_policy(window_s=900.0)
    lately, long_ago = (a_cell((800.0, 300, 0, 0), (ago, 93, 7, 0)) for ago in (100.0, 700.0))
    assert allowance(lately, policy, NOW).price < allowance(long_ago, policy, NOW).price


def test_the_price_aims_at_the_level_from_which_calls_are_one_to_one() -> None:
    """Else the campaign would run into that level, be held, and begin anew, all day."""
    cell = a_cell((3_600.0, 500, 5, 0), (10.0, 480, 15, 0))
    held_at_two = allowance(cell, a_policy(progressive_at=2 / 3), NOW)
    two = allowance(cell, a_policy(limit=0.02), NOW)
    three = allowance(cell, a_policy(), NOW)
    assert held_at_two.price == pytest.approx(two.price)
    assert held_at_two.price < three.price
    assert (held_at_two.limit, held_at_two.bank) == (0.03, pytest.approx(two.bank))


def test_a_rolling_window_forgets_and_a_block_counts_from_its_start() -> None:
    cell = a_cell((7_200.0, 100, 20, 0), (60.0, 200, 1, 0))
    assert allowance(cell, a_policy(window_s=3_600.0), NOW).level is Level.FREE
    assert allowance(cell, a_policy(starts_at=NOW - 3_600.0), NOW).level is Level.FREE
    assert allowance(cell, a_policy(), NOW).level is Level.PROGRESSIVE


def test_a_machine_counts_as_abandoned_where_the_law_says_so_and_in_part_where_some_were_people() -> None:
    cell = a_cell((60.0, 1_000, 10, 100))
    assert allowance(cell, a_policy(), NOW).share == pytest.approx(10 / 1_010)
    strict = allowance(cell, a_policy(count_machines=True), NOW)
    assert strict.share == pytest.approx(110 / 1_110)
    assert strict.level is Level.PROGRESSIVE
    estimated = allowance(cell, a_policy(screening_false_share=0.1), NOW)
    assert estimated.share == pytest.approx(20 / 1_020)


def test_the_price_falls_with_every_abandoned_call_and_never_below_a_thirtieth_of_the_limit() -> None:
    prices = [budget.price(replace(ACCOUNT, abandoned=float(count))) for count in range(60)]
    assert prices == sorted(prices, reverse=True)
    assert prices[-1] == pytest.approx(0.001)
    assert prices[0] < 0.2


def test_abandoned_calls_of_the_last_half_hour_weigh_twice() -> None:
    assert budget.price(replace(ACCOUNT, recent_abandoned=8.0)) < budget.price(ACCOUNT)


def test_before_a_known_end_what_is_left_is_spent() -> None:
    early = replace(ACCOUNT, abandoned=24.0, pace=0.5, half_hour_at=math.inf)
    assert budget.price(replace(early, to_come=30.0)) > 1.2 * budget.price(early)
    over_the_floor = [budget.margin(one) - budget.floor(one) for one in (replace(early, to_come=5.0), early)]
    assert over_the_floor[0] < over_the_floor[1]


@given(
    limit=st.floats(0.0, 0.2),
    answered=st.integers(0, 100_000),
    share=st.floats(0.0, 1.0),
    to_come=st.one_of(st.just(math.inf), st.floats(0.0, 1e5)),
)
def test_a_price_is_always_a_small_probability(limit: float, answered: int, share: float, to_come: float) -> None:
    account = budget.Account(
        limit=limit,
        answered=answered,
        abandoned=answered * share,
        recent_answered=0.0,
        recent_abandoned=0.0,
        to_come=to_come,
    )
    assert 0.0 <= budget.price(account) <= 0.35


BLOCK = Constraint(name="block", limit=0.03)
DAY = Constraint(name="day", limit=0.03, starts_at=NOW - 600.0)


def a_month_and_a_morning() -> Learned:
    """A block at the throttle level, and a day of ten answers."""
    return a_cell((5 * 86_400.0, 9_750, 250, 0), (10.0, 10, 0, 0))


@pytest.mark.parametrize("constraints", [(BLOCK, DAY), (DAY, BLOCK)])
def test_a_constraint_at_a_higher_level_hides_nothing_of_another(constraints: tuple[Constraint, ...]) -> None:
    learned = a_month_and_a_morning()
    policy = Policy(mode=Mode.PREDICTIVE, constraints=constraints)
    alone = {one.constraint: one for one in allowances(learned, policy, NOW)}
    assert (alone["block"].level, alone["day"].level) == (Level.THROTTLE, Level.FREE)
    assert alone["block"].price > alone["day"].price
    both = allowance(learned, policy, NOW)
    assert (both.level, both.over, both.price, both.learning) == (Level.THROTTLE, 0.0, pytest.approx(0.001), True)
    assert (both.constraint, both.bank, both.why) == ("day", alone["day"].bank, Why.LEARNING)


def test_a_fixed_ratio_is_held_to_one_by_a_day_that_learns_whatever_its_month_says() -> None:
    cell = replace(a_snapshot(a_month_and_a_morning()), now=NOW)
    dials = [
        decide(cell, Policy(mode=Mode.RATIO, ratio=3.0, constraints=constraints)).dial
        for constraints in ((DAY,), (BLOCK,), (DAY, BLOCK))
    ]
    assert dials[0] == dials[2] == 10 < dials[1]


def test_the_reason_and_the_name_are_those_of_the_constraint_whose_price_is_the_lowest() -> None:
    """One at its limit of 3 % allows a higher price than one of 1 % that has hardly begun."""
    learned = a_cell((86_400.0, 960, 40, 0), (10.0, 20, 0, 0))
    strict = Constraint(name="strict", limit=0.01, starts_at=NOW - 600.0)
    cell = replace(a_snapshot(learned), now=NOW)
    decision = decide(cell, Policy(mode=Mode.PREDICTIVE, constraints=(BLOCK, strict)))
    assert decision.reason.code is Why.LEARNING
    assert decision.reason.facts["constraint"] == "strict"
    assert decision.reason.facts["price"] == pytest.approx(0.01 / 30.0)


def constraints() -> st.SearchStrategy[Constraint]:
    return st.builds(
        Constraint,
        name=st.sampled_from(["law", "house", "day"]),
        limit=st.sampled_from([0.01, 0.03, 0.05]),
        window_s=st.sampled_from([None, 1_800.0]),
        ends_at=st.sampled_from([None, SEEN_AT + 600.0, SEEN_AT + 20_000.0]),
        throttle_at=st.sampled_from([0.3, 0.67]),
        progressive_at=st.sampled_from([0.67, 1.0, 1.5]),
        stop_at=st.sampled_from([None, 1.5]),
        min_count=st.sampled_from([0, 100]),
    )


@settings(max_examples=150, deadline=None)
@given(
    bound=st.lists(constraints(), max_size=3),
    one_more=constraints(),
    answers=st.integers(0, 400),
    abandoned=st.integers(0, 20),
    ready=st.integers(0, 20),
    mode=st.sampled_from(list(Mode)),
)
def test_another_constraint_never_lets_more_calls_start_nor_riskier_ones(
    bound: list[Constraint], one_more: Constraint, answers: int, abandoned: int, ready: int, mode: Mode
) -> None:
    busy = tuple(BusyAgent(BusyPhase.WRAP_UP, SEEN_AT - 20.0) for _ in range(10))
    cell = a_snapshot(a_history(answers, min(abandoned, answers)), agents_ready=ready, agents_busy=busy)
    before = Policy(mode=mode, ratio=3.0, constraints=tuple(bound))
    after = replace(before, constraints=(*bound, one_more))
    few, more = (allowance(cell.learned, policy, cell.now, ready=ready) for policy in (after, before))
    assert few.price <= more.price
    assert few.over <= more.over
    assert few.level >= more.level
    assert decide(cell, after).dial <= decide(cell, before).dial


@given(
    constraint=constraints(),
    answers=st.integers(1, 3_000),
    share=st.floats(0.0, 0.1),
    ready=st.integers(0, 200),
)
def test_from_the_level_where_calls_are_one_to_one_the_price_is_the_lowest(
    constraint: Constraint, answers: int, share: float, ready: int
) -> None:
    abandoned = round(share * answers)
    learned = Learned()
    learned.tally.add(SEEN_AT - 600.0, served=answers - abandoned, abandoned=abandoned)
    policy = Policy(mode=Mode.PREDICTIVE, constraints=(constraint,))
    allowed = allowance(learned, policy, SEEN_AT, ready=ready)
    if allowed.level >= Level.PROGRESSIVE:
        assert allowed.price == pytest.approx(constraint.aim / 30.0)


A_DAY = Constraint(name="day", limit=0.03, starts_at=NOW - 5_000.0, ends_at=NOW + 20_000.0, half_hour_at=math.inf)


def a_morning(abandoned: int) -> Learned:
    return a_cell((4_000.0, 1_500 - 40, 40, 0), (1_200.0, 500 - abandoned, abandoned, 0))


def test_a_list_that_ends_before_the_window_is_the_end_before_which_what_is_left_is_spent() -> None:
    policy = Policy(mode=Mode.PREDICTIVE, constraints=(A_DAY,))
    endless, long, short = (
        allowance(a_morning(14), policy, NOW, leads_to_come=leads).price for leads in (math.inf, 100_000, 120)
    )
    assert endless == long < short / 1.5
    cell = replace(a_snapshot(a_morning(14)), now=NOW, leads_left=120, agents_ready=1)
    assert decide(replace(cell, leads_to_come=120), policy).reason.facts["price"] == pytest.approx(short, rel=0.05)
    # A trickle of retries may be dialled now; who knows how many more will be due before the day ends?
    assert decide(cell, policy).reason.facts["price"] == pytest.approx(endless, rel=0.05)


def test_where_the_list_ends_no_answers_come_to_pay_for_one_abandoned_call_too_many() -> None:
    policy = Policy(mode=Mode.PREDICTIVE, constraints=(A_DAY,))
    endless, short = (allowance(a_morning(19), policy, NOW, leads_to_come=leads).price for leads in (math.inf, 120))
    assert short == pytest.approx(0.001)
    assert endless > 0.002


def test_what_other_cells_will_still_hear_does_not_end_with_our_list() -> None:
    policy = Policy(mode=Mode.PREDICTIVE, constraints=(A_DAY,))
    others = {"day": Elsewhere(answered=2_000.0, abandoned=54.0, recent_answered=500.0, recent_abandoned=14.0)}
    alone, together = (allowance(a_morning(14), policy, NOW, each, leads_to_come=40).price for each in (None, others))
    assert together == pytest.approx(allowance(a_morning(14), policy, NOW, others).price, rel=0.05)
    assert alone != pytest.approx(allowance(a_morning(14), policy, NOW).price, rel=0.05)


def test_below_the_smallest_count_that_a_constraint_states_predictive_dialling_is_one_to_one() -> None:
    busy = tuple(BusyAgent(BusyPhase.WRAP_UP, SEEN_AT - 150.0) for _ in range(10))
    stated = replace(DAY, starts_at=None, min_count=100)
    dials = {}
    for answers in (0, 60, 99, 100):
        cell = a_snapshot(a_history(answers, 0), agents_busy=busy, agents_ready=50)
        for constraint in (stated, replace(stated, min_count=0)):
            decision = decide(cell, Policy(mode=Mode.PREDICTIVE, constraints=(constraint,)))
            dials[answers, constraint.min_count] = decision.dial
            if answers < constraint.min_count:
                assert (decision.reason.code, decision.price) == (Why.LEARNING, None)
                assert decision.reason.facts["constraint"] == "day"
    assert [dials[answers, 100] for answers in (0, 60, 99)] == [50, 50, 50]
    assert dials[0, 0] > 50  # a cold start that no constraint forbids to dial ahead
    assert dials[100, 100] == dials[100, 0] > 50


def test_one_to_one_for_want_of_a_count_still_calls_off_what_rings_for_nobody() -> None:
    old = tuple(CallInFlight(SEEN_AT - 18.0, call_id=name, ringing_at=SEEN_AT - 16.0) for name in ("a", "b", "c"))
    talking = tuple(BusyAgent(BusyPhase.TALK, SEEN_AT - 1.0) for _ in range(5))
    cell = a_snapshot(agents_ready=0, agents_busy=talking, calls=old)
    stated = Policy(mode=Mode.PREDICTIVE, ring_min_s=15.0, constraints=(replace(DAY, starts_at=None, min_count=100),))
    assert decide(cell, stated).call_off == ("a", "b", "c")
