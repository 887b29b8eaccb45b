"""The number of calls is the same as by trying one after the other, and few are tried."""

import math
from itertools import accumulate

from hypothesis import example, given
from hypothesis import strategies as st

from pacing.search import largest

STEPS = st.lists(st.one_of(st.just(0.0), st.floats(0.0, 0.05), st.floats(0.0, 1e-6)), min_size=1, max_size=120)
PRICES = st.one_of(st.floats(0.0, 1.0), st.just(math.inf), st.just(0.0))


@given(steps=STEPS, price=PRICES, sure=st.integers(0, 130))
@example(steps=[0.0, 0.0, 1.0], price=0.0, sure=0)
def test_as_many_as_one_after_the_other_would_be(steps: list[float], price: float, sure: int) -> None:
    risks = list(accumulate(steps))
    most = len(risks)
    sure = min(sure, most)
    one_by_one = sure
    while one_by_one < most and risks[one_by_one] <= price:
        one_by_one += 1
    assert largest(sure, most, risks.__getitem__, price) == one_by_one


def test_no_risk_is_looked_at_twice_nor_beyond_the_most() -> None:
    looked: list[int] = []

    def risk_after(calls: int) -> float:
        looked.append(calls)
        return 0.0

    assert largest(2, 50, risk_after, 0.03) == 50
    assert len(set(looked)) == len(looked)
    assert max(looked) == 49


@given(first=st.floats(1e-6, 0.02), factor=st.floats(1.05, 2.0))
def test_a_risk_that_grows_evenly_takes_few_looks(first: float, factor: float) -> None:
    looked: list[int] = []

    def risk_after(calls: int) -> float:
        looked.append(calls)
        return first * factor**calls

    found = largest(0, 1_000, risk_after, 0.03)
    assert first * factor ** (found - 1) <= 0.03 * (1 + 1e-9) < first * factor**found * (1 + 2e-9)
    assert len(looked) <= 5


@given(at=st.integers(0, 999))
def test_a_risk_that_jumps_is_found_by_halves(at: int) -> None:
    looked: list[int] = []

    def risk_after(calls: int) -> float:
        looked.append(calls)
        return 1.0 if calls >= at else 0.0

    assert largest(0, 1_000, risk_after, 0.03) == at
    assert len(looked) <= 8 + 10
