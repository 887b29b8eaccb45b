"""The probability that an answer finds nobody, against counting it out."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacing import risk


def counted(idle: int, freed: list[float], answered: list[float]) -> float:
    """P(idle + R - A <= 0) by convolution of every single chance."""
    chances = {idle: 1.0}
    for step, each in ((1, freed), (-1, answered)):
        for chance in each:
            after: dict[int, float] = {}
            for count, weight in chances.items():
                after[count] = after.get(count, 0.0) + weight * (1.0 - chance)
                after[count + step] = after.get(count + step, 0.0) + weight * chance
            chances = after
    return sum(weight for count, weight in chances.items() if count <= 0)


def moments(chances: list[float]) -> tuple[float, float]:
    return sum(chances), sum(chance * (1.0 - chance) for chance in chances)


@pytest.mark.parametrize("agents", [3, 8, 20, 60, 150])
@pytest.mark.parametrize("idle", [-1, 0, 1, 2, 5])
def test_the_risk_is_that_of_counting_it_out(agents: int, idle: int) -> None:
    chance = Random(agents + 7 * idle)
    freed = [chance.random() ** 2 for _ in range(agents)]
    answered = [0.4 * chance.random() for _ in range(2 * agents)]
    true = counted(idle, freed, answered)
    found = risk.shortage(idle, risk.sum_of([(1, chance) for chance in freed]), moments(answered))
    assert found == pytest.approx(true, abs=0.004)


def test_where_both_ways_apply_they_agree() -> None:
    freed, answered = risk.matched(25.0, 14.0), (24.0, 14.5)
    for idle in range(-5, 12):
        few, many = (way(idle, freed, answered) for way in (risk.shortage_counted, risk.shortage_normal))
        assert many == pytest.approx(few, abs=0.003)


@pytest.mark.parametrize(("mean", "variance"), [(3.0, 1.0), (0.9, 0.05), (4.0, 4.0), (5.0, 12.0), (30.0, 14.0)])
def test_a_matched_count_has_the_moments_it_was_asked_for(mean: float, variance: float) -> None:
    chances = risk.matched(mean, variance).chances
    assert sum(chances) == pytest.approx(1.0, abs=2e-4)
    assert sum(k * chance for k, chance in enumerate(chances)) == pytest.approx(mean, rel=0.01)


@given(
    idle=st.integers(-10, 40),
    freed=st.tuples(st.floats(0.0, 60.0), st.floats(0.05, 1.0)),
    answered=st.tuples(st.floats(0.0, 60.0), st.floats(0.05, 6.0)),
)
def test_a_risk_is_a_probability_and_another_idle_agent_does_not_raise_it(
    idle: int, freed: tuple[float, float], answered: tuple[float, float]
) -> None:
    r, a = risk.matched(freed[0], freed[0] * freed[1]), (answered[0], answered[0] * answered[1])
    here, one_more = risk.shortage(idle, r, a), risk.shortage(idle + 1, r, a)
    assert 0.0 <= one_more <= here + 1e-9 <= 1.0 + 1e-9


def test_with_nobody_free_and_nobody_to_come_every_answer_is_lost() -> None:
    assert risk.shortage(0, risk.sum_of([]), (0.0, 0.0)) == 1.0
    assert risk.shortage(1, risk.sum_of([]), (0.0, 0.0)) == 0.0


@pytest.mark.parametrize(
    ("idle", "freed", "answered", "found"),
    [
        (0, risk.Count(25.0, 0.0), (1.0, 0.5), 0.0),
        (-25, risk.Count(25.0, 0.0), (0.0, 0.0), 1.0),
        (-24, risk.Count(25.0, 0.0), (0.0, 0.0), 0.0),
        (0, risk.Count(300.0, 9.0), (5.0, 4.0), 0.0),
        (0, risk.Count(220.0, 8.0), (1.0, 0.5), 0.0),
        (0, risk.Count(2.0, 1.0), (300.0, 9.0), 1.0),
        (0, risk.Count(0.0, 0.0), (40.0, 0.0), 1.0),
        (41, risk.Count(0.0, 0.0), (40.0, 0.0), 0.0),
        (320, risk.Count(2.0, 1.0), (300.0, 9.0), 0.0),
    ],
)
def test_where_nearly_all_are_sure_the_risk_is_known(
    idle: int, freed: risk.Count, answered: tuple[float, float], found: float
) -> None:
    assert risk.shortage(idle, freed, answered) == pytest.approx(found, abs=1e-6)


@pytest.mark.parametrize(("agents", "chance"), [(309, 0.97), (500, 0.985), (250, 0.99)])
def test_many_agents_who_are_all_but_sure_to_be_free_are_counted_out(agents: int, chance: float) -> None:
    freed = risk.matched(agents * chance, agents * chance * (1.0 - chance))
    answered = [0.5, 0.2]
    for idle in (-agents, -agents + 5, -agents + 12, 0):
        true = counted(idle, [chance] * agents, answered)
        assert risk.shortage_counted(idle, freed, moments(answered)) == pytest.approx(true, abs=2e-3)
