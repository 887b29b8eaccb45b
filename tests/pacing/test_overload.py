"""Overload control by given delays: nothing without any, fewer starts as they grow, and back without swinging."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacing.overload import EASY_S, FULL_IN_S, MOST_S, STEP_S, STEPS, STOP_S, TARGET_S, Lag, OverloadControl

NOW = 1_800_000_000.0
TICK_S = 0.25


class Machine:
    """A control, its clock, and calls that are started at the rate wanted, as far as it lets them."""

    def __init__(self, wanted: float = 40.0) -> None:
        self.control, self.now, self.wanted, self.started = OverloadControl(), NOW, wanted, 0.0
        self.rates: list[float] = []

    def run(self, seconds: float, lag_s: float | None, kind: Lag = Lag.ANSWER) -> "Machine":
        for _ in range(round(seconds / TICK_S)):
            self.now += TICK_S
            self.started += TICK_S * min(self.wanted, self.control.rate)
            self.control.late(kind, lag_s)
            self.control.pass_time(self.now, int(self.started))
            self.rates.append(self.control.rate)
        return self


@given(st.lists(st.tuples(st.sampled_from(Lag), st.floats(0, TARGET_S)), max_size=200))
def test_delays_within_the_target_hold_nothing_back(delays: list[tuple[Lag, float]]) -> None:
    machine = Machine()
    for kind, seconds in delays:
        machine.run(TICK_S, seconds, kind)
    assert set(machine.rates) <= {math.inf}
    assert not machine.control.holds_back


def test_one_hiccup_holds_nothing_back_however_long():
    machine = Machine().run(10, 0.005)
    machine.now += 30
    machine.run(TICK_S, 30.0).run(10, 0.005)
    assert set(machine.rates) == {math.inf}


def test_a_machine_that_stands_still_now_and_then_is_found_out_though_it_is_quick_in_between():
    machine = Machine()
    for _ in range(10):
        machine.run(1.75, 0.01).run(0.25, 1.5)
    assert machine.control.behind_s == pytest.approx(2 / STEPS * 1.5, abs=0.01)
    assert machine.control.rate < 0.5 * machine.wanted


@pytest.mark.parametrize("kind", list(Lag))
def test_each_kind_of_delay_holds_back_and_is_named(kind: Lag):
    machine = Machine().run(10, 0.5, kind)
    assert machine.control.rate < 0.5 * machine.wanted
    assert (machine.control.cause, machine.control.behind_s) == (kind, pytest.approx(0.5))


def test_the_more_it_is_behind_the_fewer_calls_are_started():
    rates = [Machine().run(8, lag_s).control.rate for lag_s in (TARGET_S, 0.3, 0.4, 0.6, STOP_S)]
    assert rates[0] == math.inf
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] == 0.0


def test_no_call_is_started_while_answers_would_come_too_late():
    machine = Machine().run(5, 0.01).run(STEPS * STEP_S, STOP_S)
    assert machine.control.rate == 0.0
    started = int(machine.started)
    machine.run(60, 1.2)
    assert int(machine.started) == started


def test_the_nearer_to_the_target_the_slower_the_rate_rises():
    def recovers_in(lag_s: float) -> int:
        machine = Machine().run(10, 0.4).run(STEPS * STEP_S, lag_s)
        rates = len(machine.rates)
        machine.run(20 * FULL_IN_S, lag_s)
        return machine.rates[rates:].index(math.inf)

    took = [recovers_in(lag_s) for lag_s in (0.01, EASY_S, (TARGET_S + EASY_S) / 2, 0.9 * TARGET_S)]
    assert took[0] <= took[1] < took[2] < took[3]


def test_a_delay_within_the_target_that_goes_on_leaves_nothing_stopped():
    """As on a link to another continent after one bad moment: no call is started, so none is the delay's cause."""
    machine = Machine().run(10, 0.2).run(STEPS * STEP_S, 1.5)
    assert machine.control.rate == 0.0
    machine.run(STEPS * STEP_S + 4 * FULL_IN_S, 0.2)
    assert machine.control.rate == math.inf


def test_it_comes_back_step_by_step_and_then_holds_nothing_back():
    machine = Machine().run(10, 2.0)
    assert machine.control.rate == 0.0
    machine.rates.clear()
    machine.run(STEPS * STEP_S + FULL_IN_S + 2, 0.01)
    finite = [rate for rate in machine.rates if rate < math.inf]
    assert finite == sorted(finite)
    assert max(b - a for a, b in pairwise(finite)) <= machine.wanted * STEP_S / FULL_IN_S + 1e-9
    assert machine.control.rate == math.inf
    assert machine.control.behind_s == pytest.approx(0.01)


def test_a_campaign_that_begins_on_a_machine_that_is_behind_may_still_try():
    machine = Machine(wanted=0.0).run(10, 0.4)
    assert 0.0 < machine.control.rate < 1.0


def test_a_machine_that_carries_so_much_settles_near_it():
    """Delays grow with what is started beyond what the machine carries, and shrink with what it has to spare."""
    machine, carries, queue, means = Machine(wanted=60.0), 30.0, 0.0, []
    for second in range(600):
        before = machine.started
        for _ in range(4):
            rate = min(machine.wanted, machine.control.rate)
            queue = max(queue + (rate - carries) * TICK_S, 0.0)
            machine.run(TICK_S, queue / carries)
        if second >= 120:
            means.append(machine.started - before)
    assert 0.6 * carries < sum(means) / len(means) <= carries * 1.02


@given(st.lists(st.tuples(st.sampled_from(Lag), st.floats(0, 100)), max_size=300))
def test_whatever_the_delays_it_recovers(delays: list[tuple[Lag, float]]) -> None:
    machine = Machine()
    for kind, seconds in delays:
        machine.run(TICK_S, seconds, kind)
        assert machine.control.rate >= 0.0
        assert machine.control.behind_s <= MOST_S
    machine.run(STEPS * STEP_S + FULL_IN_S + 2, 0.0)
    assert machine.control.rate == math.inf


def test_where_nothing_is_measured_nothing_is_held_back():
    assert set(Machine().run(60, None).rates) == {math.inf}
