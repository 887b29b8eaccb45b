"""The one clock: what the machine sleeps counts, and it never steps back."""

from dataclasses import dataclass

import pytest

from dialer.campaigns.facts_reader import with_clock
from dialer.compliance.campaign_facts import NOTHING_SEEN
from dialer.core import clock
from dialer.core.clock import FOLLOWS_S, Clock
from dialer.core.settings import Settings


@dataclass
class Machine:
    """A machine's time of day, and its steady counter."""

    time: float = 1_000_000.0
    counter: float = 50.0

    def clock(self) -> Clock:
        return Clock(lambda: self.time, lambda: self.counter)

    def passes(self, seconds: float) -> None:
        self.time += seconds
        self.counter += seconds


def test_it_goes_on_as_the_counter_does():
    machine = Machine()
    ours = machine.clock()
    machine.passes(12.5)
    assert (ours.now(), ours.apart_s()) == (1_000_012.5, 0.0)


def test_a_machine_s_time_that_is_put_forward_is_followed():
    """So a machine that booted with a wrong hour, and learns the right one, dials in the right hours."""
    machine = Machine()
    ours = machine.clock()
    machine.time += 3_600.0
    assert (ours.now(), ours.apart_s()) == (1_003_600.0, 0.0)
    machine.passes(1.0)
    assert ours.now() == 1_003_601.0


def test_a_little_apart_is_no_step():
    machine = Machine()
    ours = machine.clock()
    machine.time += FOLLOWS_S / 2.0
    assert ours.now() == 1_000_000.0


def test_a_machine_s_time_that_is_put_back_is_waited_for_and_told():
    machine = Machine()
    ours = machine.clock()
    machine.time -= 600.0
    machine.passes(5.0)
    assert (ours.now(), ours.apart_s()) == (pytest.approx(1_000_004.95, abs=0.001), pytest.approx(599.95, abs=0.001))


def test_a_second_back_is_made_up_for_in_minutes_without_a_step_back():
    machine = Machine()
    ours = machine.clock()
    machine.time -= 1.0
    told = [ours.now()]
    for _ in range(101):
        machine.passes(1.0)
        told.append(ours.now())
    assert told == sorted(told)
    assert ours.apart_s() == pytest.approx(0.0, abs=1e-6)


def test_the_one_clock_keeps_to_the_machine_s_time():
    assert abs(clock.apart_s()) <= 1.0


def test_the_rules_hear_by_how_much_the_machine_s_time_was_put_back(monkeypatch):
    monkeypatch.setattr(clock, "apart_s", lambda: 600.0)
    monkeypatch.setattr(clock, "kernel_error_s", lambda: 0.25)
    assert with_clock(NOTHING_SEEN, Settings()).clock_skew_s == 600.25
    monkeypatch.setattr(clock, "kernel_error_s", lambda: None)
    assert with_clock(NOTHING_SEEN, Settings()).clock_skew_s is None
    seen = with_clock(NOTHING_SEEN, Settings(clock_kept=True))
    assert (seen.clock_skew_s, seen.clock_source) == (600.0, "stated")
