"""The price as a company: what it does to the share over a window, and how often a window ends over its limit."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

import pytest

from pacing import budget
from pacing.guard import allowance, counted
from pacing.learned import Learned
from pacing.snapshot import Constraint, Elsewhere, Mode, Policy

LIMIT = 0.03
STEP_S = 5.0
LAG = 3  # steps from a decision to the answers it brings
ACCOUNT = budget.Account(
    limit=LIMIT, answered=1_000.0, abandoned=20.0, recent_answered=100.0, recent_abandoned=2.0, to_come=math.inf
)


def window(
    seed: int, *, agents: int, hours: float, overrun_chance: float = 0.01, half_hour_at: float = 0.77, ends: bool = True
) -> tuple[int, int, float]:
    """Answers, abandoned calls and the last price of one window of a team that is busy five sixths of the time.

    Three in four calls of a risk are abandoned as foretold (the last one started is the worst); one abandoned call in
    five brings another.
    """
    chance = Random(seed)
    steps = int(hours * 3_600.0 / STEP_S)
    answers, abandoned, prices = [0], [0], [0.001] * LAG
    for step in range(steps):
        thirds = [max(step - int(part * budget.RECENT_S / STEP_S), 0) for part in budget.THIRDS]
        pace = (answers[-1] - answers[thirds[-1]]) / max(min(step * STEP_S, budget.RECENT_S), 60.0)
        account = budget.Account(
            limit=LIMIT,
            answered=answers[-1],
            abandoned=abandoned[-1],
            recent_answered=0.5 * sum(answers[-1] - answers[since] for since in thirds),
            recent_abandoned=0.5 * sum(abandoned[-1] - abandoned[since] for since in thirds),
            to_come=(steps - step) * STEP_S * pace if ends else math.inf,
            pace=pace,
            overrun_chance=overrun_chance,
            half_hour_at=half_hour_at,
        )
        prices.append(budget.price(account))
        came = poisson(chance, agents / 96.0 * STEP_S)
        lost = 0
        for _ in range(came):
            if chance.random() < 0.6 * prices[-1 - LAG]:
                lost += 1
                while chance.random() < 0.2:
                    lost += 1
        answers.append(answers[-1] + max(came, lost))
        abandoned.append(abandoned[-1] + lost)
    return answers[-1], abandoned[-1], prices[-1]


def shared_window(seed: int, *, cells: int, agents: int, hours: float) -> tuple[int, int]:
    """Answers and abandoned calls of cells that share one constraint and tell each other their counts every 5 s."""
    chance, steps = Random(seed), int(hours * 3_600.0 / STEP_S)
    constraint = Constraint(name="day", limit=LIMIT, starts_at=0.0, ends_at=hours * 3_600.0)
    policy = Policy(mode=Mode.PREDICTIVE, constraints=(constraint,))
    memories = [Learned() for _ in range(cells)]
    prices = [[0.001] * LAG for _ in range(cells)]
    for step in range(steps):
        now = step * STEP_S
        counts = [counted(memory.tally, constraint, policy, now) for memory in memories]
        for cell, memory in enumerate(memories):
            others = [count for other, count in enumerate(counts) if other != cell]
            elsewhere = Elsewhere(
                answered=sum(one.answered for one in others),
                abandoned=sum(one.abandoned for one in others),
                recent_answered=sum(one.recent_answered for one in others),
                recent_abandoned=sum(one.recent_abandoned for one in others),
            )
            prices[cell].append(allowance(memory, policy, now, {"day": elsewhere}).price)
            came = poisson(chance, agents / 96.0 * STEP_S)
            lost = sum(chance.random() < 0.75 * prices[cell][-1 - LAG] for _ in range(came))
            memory.tally.add(now, served=came - lost, abandoned=lost)
    ends = [memory.tally.since(None) for memory in memories]
    return sum(count.answered for count in ends), sum(count.abandoned for count in ends)


def poisson(chance: Random, mean: float) -> int:
    count, left = 0, chance.random()
    while left > math.exp(-mean):
        count += 1
        left *= chance.random()
    return count


@pytest.mark.parametrize(("agents", "windows"), [(10, 50), (40, 30)])
def test_a_window_over_its_limit_is_a_rare_event(agents: int, windows: int) -> None:
    ends = [window(seed, agents=agents, hours=2.0) for seed in range(windows)]
    over = sum(abandoned > LIMIT * answers for answers, abandoned, _ in ends)
    # With one in a hundred, two or more are seen in fewer than one in ten such tests; the seeds are fixed.
    assert over <= 1
    used = sum(abandoned for _, abandoned, _ in ends) / sum(answers for answers, _, _ in ends)
    assert 0.016 < used <= LIMIT  # these windows answer worse than foretold; the half hour holds them further down


@pytest.mark.parametrize("agents", [10, 40])
def test_where_the_half_hour_is_not_held_what_is_allowed_is_spent(agents: int) -> None:
    ends = [window(seed, agents=agents, hours=2.0, half_hour_at=math.inf) for seed in range(20)]
    assert sum(abandoned > LIMIT * answers for answers, abandoned, _ in ends) <= 1
    used = sum(abandoned for _, abandoned, _ in ends) / sum(answers for answers, _, _ in ends)
    assert 0.024 < used <= LIMIT


def test_a_window_that_may_be_looked_at_any_time_keeps_back_what_its_chance_wants() -> None:
    """The half hour, which would keep it further down, is not held here."""

    def over_and_used(chance: float) -> tuple[int, float]:
        ended = [
            window(seed, agents=20, hours=1.5, overrun_chance=chance, half_hour_at=math.inf, ends=False)
            for seed in range(50)
        ]
        over = sum(abandoned > LIMIT * answers for answers, abandoned, _ in ended)
        return over, sum(abandoned for _, abandoned, _ in ended) / sum(answers for answers, _, _ in ended)

    (over, less), (_, more) = over_and_used(0.01), over_and_used(0.2)
    assert over <= 1
    assert 0.02 < less < more < LIMIT
    deviation = math.sqrt(1.5 / (2.0 * budget.day_gain(ACCOUNT)))
    assert budget.margin(ACCOUNT) - budget.floor(ACCOUNT) == pytest.approx(2.326 * deviation, abs=0.01)


def test_cells_that_share_a_budget_spend_it_together_and_not_twice() -> None:
    ends = [shared_window(seed, cells=3, agents=6, hours=2.0) for seed in range(5)]
    assert not any(abandoned > LIMIT * answers for answers, abandoned in ends)
    used = sum(abandoned for _, abandoned in ends) / sum(answers for answers, _ in ends)
    assert 0.016 < used <= LIMIT


def test_who_accepts_more_overruns_may_spend_more_before_the_end() -> None:
    near = replace(ACCOUNT, abandoned=28.0, to_come=40.0, pace=0.2)
    careful, bold = (budget.price(replace(near, overrun_chance=chance)) for chance in (0.001, 0.3))
    assert careful < bold
    assert budget.floor(replace(near, overrun_chance=0.001)) > budget.floor(near) > 1.0 - LIMIT


def test_far_from_a_known_end_a_call_too_many_is_paid_by_the_next_answers() -> None:
    far = replace(ACCOUNT, to_come=1e6, pace=1.0)
    assert budget.floor(far) == pytest.approx(0.0, abs=0.01)
    assert budget.price(replace(far, abandoned=29.5)) > budget.careful(far)
    assert budget.price(replace(far, abandoned=30.5)) == budget.careful(far)


@pytest.mark.parametrize(("answered", "abandoned"), [(1_000.0, 30.0), (700.0, 21.0), (100.0, 3.0), (100.0, 3.1)])
def test_at_the_limit_the_price_is_the_lowest_however_many_agents_are_ready(answered: float, abandoned: float) -> None:
    spent = replace(ACCOUNT, answered=answered, abandoned=abandoned, to_come=1e5, pace=1.0, ready=100, scale=0.15)
    assert budget.price(spent) == budget.careful(spent)
    assert budget.price(replace(spent, abandoned=abandoned - 0.5)) > budget.careful(spent)


def test_a_window_without_an_end_is_always_at_its_end() -> None:
    assert budget.floor(ACCOUNT) == pytest.approx(1.0 - LIMIT)
    one_too_many = replace(ACCOUNT, abandoned=29.5)
    assert budget.price(one_too_many) == budget.careful(one_too_many)


def test_a_window_that_rolls_keeps_back_what_is_on_its_way_and_what_answers_that_leave_it_had_earned() -> None:
    rolls = replace(ACCOUNT, pace=0.2, rolls=True)
    on_the_way = 1.0  # 0.1 abandoned calls in the mean: two of them in less than one of a hundred such moments
    leaving = 2.33 * LIMIT * math.sqrt(1_000.0)
    assert budget.floor(rolls) == pytest.approx(1.0 - LIMIT + on_the_way + leaving, abs=0.01)
    careless = replace(rolls, overrun_chance=0.2)
    assert budget.floor(careless) < budget.floor(rolls)
    near = replace(rolls, abandoned=26.0)
    assert budget.price(near) == budget.careful(near)
    assert budget.price(replace(near, rolls=False)) > budget.careful(near)


def test_until_one_abandoned_call_is_allowed_the_price_is_the_lowest() -> None:
    few = replace(ACCOUNT, answered=32.0, abandoned=0.0, recent_answered=32.0, recent_abandoned=0.0)
    assert budget.price(few) == budget.careful(few)
    assert budget.price(replace(few, answered=40.0, recent_answered=40.0)) > budget.careful(few)


def test_abandoned_calls_in_a_cluster_lower_the_price_and_a_quiet_half_hour_is_not_spent_at_once() -> None:
    busy = replace(ACCOUNT, recent_answered=400.0, pace=400.0 / budget.RECENT_S)
    prices = [budget.price(replace(busy, recent_abandoned=count)) for count in (2.0, 10.0, 12.0, 16.0)]
    assert prices[0] > prices[1] > prices[2] > prices[3] > 0.001
    free = replace(busy, recent_abandoned=16.0, half_hour_at=math.inf)
    assert budget.price(free) > prices[3]


def test_a_slow_hand_holds_many_calls_and_a_quick_one_few() -> None:
    gains = [budget.gain(replace(ACCOUNT, pace=agents / 90.0)) for agents in (2, 5, 20, 50, 300)]
    assert gains == sorted(gains, reverse=True)
    assert gains[0] < 1.0


def test_what_ready_agents_will_earn_lets_a_large_team_begin_but_not_at_the_full_price() -> None:
    beginning = replace(
        ACCOUNT, answered=0.0, abandoned=0.0, recent_answered=0.0, recent_abandoned=0.0, ready=50, pace=0.0
    )
    assert budget.careful(beginning) < budget.price(beginning) < LIMIT / 4.0
    first_answers = replace(beginning, answered=40.0, recent_answered=40.0, ready=10, pace=1.0)
    assert budget.price(first_answers) > LIMIT / 2.0
