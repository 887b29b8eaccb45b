"""Plans are drawn as the scenario says: exact shares, the distributions' shape, the same every time."""

from collections import Counter
from itertools import pairwise
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.lab.scenario import REALISTIC, Outcome, Plan, Scenario, Spread, plan_for, plan_index, plans


def test_shares_are_exact() -> None:
    counts = Counter(plan.outcome for plan in plans(REALISTIC, 1000))
    assert counts == {
        Outcome.PERSON: 300,
        Outcome.MACHINE: 100,
        Outcome.NO_ANSWER: 350,
        Outcome.BUSY: 120,
        Outcome.CONGESTION: 50,
        Outcome.INVALID_NUMBER: 80,
    }


@given(
    st.dictionaries(st.sampled_from(Outcome), st.floats(0, 100), min_size=1).filter(
        lambda shares: sum(shares.values()) > 0.01
    ),
    st.integers(1, 300),
)
def test_every_count_is_within_one_of_its_share(shares: dict[Outcome, float], count: int) -> None:
    scenario = Scenario(
        shares=shares, ring=REALISTIC.ring, refusal=REALISTIC.refusal, person_greeting=REALISTIC.person_greeting,
        machine_greeting=REALISTIC.machine_greeting, talk=REALISTIC.talk, message=REALISTIC.message,
    )  # fmt: skip
    drawn = plans(scenario, count)
    counts = Counter(plan.outcome for plan in drawn)
    assert len(drawn) == count
    for outcome, share in shares.items():
        assert abs(counts[outcome] - count * share / sum(shares.values())) < 1


def test_the_same_seed_gives_the_same_plans() -> None:
    assert plans(REALISTIC, 200) == plans(REALISTIC, 200)


def test_talk_times_have_the_asked_mean_and_spread() -> None:
    talks = [plan.talk_s for plan in plans(REALISTIC, 1000) if plan.outcome is Outcome.PERSON]
    assert fmean(talks) == pytest.approx(25, rel=0.02)
    assert stdev(talks) / fmean(talks) == pytest.approx(0.6, rel=0.05)


def test_neighbours_in_the_table_are_not_sorted_by_outcome() -> None:
    outcomes = [plan.outcome for plan in plans(REALISTIC, 1000)]
    changes = sum(a is not b for a, b in pairwise(outcomes))
    assert changes > 600


@pytest.mark.parametrize(
    ("spread", "share", "value"),
    [
        (Spread(kind="fixed", mean=4), 0.9, 4.0),
        (Spread(kind="uniform", low=2, high=4), 0.25, 2.5),
        (Spread(kind="lognormal", mean=6, cv=0.5), 0.5, 6 / 1.25**0.5),  # the median is mean / sqrt(1 + cv^2)
        (Spread(kind="lognormal", mean=6, cv=0.5, high=7), 0.999, 7.0),
        (Spread(kind="lognormal", mean=6, cv=0.5, low=5), 0.001, 5.0),
    ],
)
def test_quantiles(spread: Spread, share: float, value: float) -> None:
    assert spread.at(share) == pytest.approx(value)


@pytest.mark.parametrize(
    "numbers",
    [{"kind": "uniform", "low": 1}, {"kind": "lognormal", "mean": 0, "cv": 1}, {"kind": "fixed", "low": 3, "high": 2}],
)
def test_a_spread_without_meaning_is_refused(numbers: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="needs"):
        Spread(**numbers)  # type: ignore[arg-type]


def test_shares_that_say_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="not all 0"):
        Scenario(
            shares={Outcome.BUSY: 0}, ring=REALISTIC.ring, refusal=REALISTIC.refusal, talk=REALISTIC.talk,
            person_greeting=REALISTIC.ring, machine_greeting=REALISTIC.ring, message=REALISTIC.message,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "count", "index"), [("+441134960123", 1000, 123), ("+441134960123", 7, 960123 % 7), ("+123", 100, 23)]
)
def test_a_number_chooses_by_its_last_six_digits(number: str, count: int, index: int) -> None:
    assert plan_index(number, count) == index


def test_plan_for() -> None:
    busy, person = Plan(outcome=Outcome.BUSY), Plan(outcome=Outcome.PERSON)
    assert [plan_for(number, (busy, person)) for number in ("+441134960000", "+441134960001")] == [busy, person]
