"""What a machine carries grows with its cores and their speed."""

import pytest

from dialer.telephony.nodes.sizing import TURN_US, capacity


def test_twice_the_cores_carry_twice_the_agents_and_an_engine_no_more_calls():
    one, two = capacity(4, TURN_US), capacity(8, TURN_US)
    assert two.agents == pytest.approx(2 * one.agents, abs=1)
    assert two.calls_per_second == one.calls_per_second


def test_a_core_of_half_the_speed_carries_half():
    fast, slow = capacity(4, TURN_US), capacity(4, 2 * TURN_US)
    assert (fast.speed, slow.speed) == (1.0, 0.5)
    assert slow.agents == pytest.approx(fast.agents / 2, abs=1)
    assert slow.calls_per_second == pytest.approx(fast.calls_per_second / 2)
