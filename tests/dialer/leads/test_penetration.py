"""When lists run dry: those due now, and those who come due while they are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.leads.penetration import dialled_s, dry_after_s


@pytest.mark.parametrize(
    ("due", "later", "dry_s"),
    [
        (60, [], 60.0),
        (60, [(30.0, 10)], 70.0),
        (60, [(61.0, 10)], 60.0),
        (60, [(30.0, 10), (69.0, 5), (100.0, 50)], 75.0),
        (0, [(10.0, 5)], 0.0),
    ],
)
def test_retries_that_come_due_before_the_lists_are_dry_put_it_off(due, later, dry_s):
    assert dry_after_s(due, later, 1.0) == dry_s


def test_while_nothing_is_called_nobody_can_tell():
    assert dry_after_s(10, [], 0.0) is None


@given(
    due=st.integers(0, 1000),
    later=st.lists(st.tuples(st.floats(0.1, 1e4), st.integers(1, 100)), max_size=30).map(sorted),
)
def test_whoever_comes_due_before_is_called_and_nobody_who_comes_after(due, later):
    dry_s = dry_after_s(due, later, 1.0)
    before = sum(leads for in_s, leads in later if in_s <= dry_s)
    assert dry_s == pytest.approx(due + before)


def every(step_s: float, since: float, until: float) -> list[float]:
    return [since + n * step_s for n in range(int((until - since) / step_s) + 1)]


@pytest.mark.parametrize(
    ("at", "before", "dialled"),
    [
        (every(5.0, 880.0, 1000.0), None, 120.0),  # begun two minutes ago
        (every(5.0, 880.0, 1000.0), -400.0, 120.0),  # after a break
        (every(5.0, 100.0, 1000.0), 95.0, 900.0),  # all the while
        (every(5.0, 100.0, 400.0) + every(5.0, 700.0, 1000.0), 95.0, 600.0),  # stopped in between
        (every(5.0, 100.0, 400.0), 95.0, 300.0),  # stopped since
        (every(300.0, 200.0, 800.0), -100.0, 900.0),  # few calls, far apart
        ([990.0], None, 60.0),  # one call tells no rate yet
        ([], None, 900.0),
        ([], 50.0, 900.0),
    ],
)
def test_the_rate_is_that_of_the_time_in_which_the_campaign_dialled(at, before, dialled):
    assert dialled_s(at, placed=len(at), before=before, now=1000.0) == pytest.approx(dialled)
