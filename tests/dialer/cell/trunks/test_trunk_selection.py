"""Trunks and their limits."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialer.cell.trunks.token_bucket import TokenBucket
from dialer.cell.trunks.trunk_selection import Line, Lines
from dialer.telephony.trunks.dial_strings import endpoint_of
from tests.support.cells import NOW, some_lines

BOTH = (1, 2)


@settings(max_examples=40)
@given(
    rate=st.floats(0.1, 200.0),
    waits=st.lists(st.one_of(st.just(0.0), st.floats(0.0, 3.0)), min_size=1, max_size=20),
)
def test_never_more_starts_than_the_rate_and_one_burst(rate, waits):
    bucket, now, started = TokenBucket(rate), NOW, []
    burst = max(1.0, rate / 4)
    for wait in waits:
        now += wait
        while bucket.available(now) >= 1:
            bucket.take(now)
            started.append(now)
    for index, begin in enumerate(started):
        for end_index in range(index, len(started)):
            span = started[end_index] - begin
            assert end_index - index + 1 <= rate * span + burst + 1e-3


@given(rate=st.floats(0.1, 1000.0), taken=st.integers(0, 20))
def test_the_next_start_is_allowed_when_it_is_said_to_be(rate, taken):
    bucket = TokenBucket(rate)
    for _ in range(taken):
        if bucket.available(NOW) >= 1:
            bucket.take(NOW)
    at = bucket.next_at(NOW)
    assert at >= NOW
    assert bucket.available(at + 1e-5) >= 1


def test_a_clock_that_goes_back_gives_nothing_twice():
    bucket = TokenBucket(1.0)
    bucket.take(NOW)
    assert bucket.available(NOW - 10.0) == 0
    assert bucket.available(NOW) == 0
    assert bucket.available(NOW + 1.0) == 1


def test_a_rate_of_nothing_allows_nothing_ever():
    bucket = TokenBucket(0.0)
    assert (bucket.available(NOW), bucket.next_at(NOW)) == (0, math.inf)


def test_the_best_trunk_is_taken_until_it_is_full():
    lines = some_lines(trunks=2, max_channels=2)
    taken = [line.id if (line := lines.take((2, 1), NOW)) else None for _ in range(5)]
    assert taken == [2, 2, 1, 1, None]
    assert (lines.free(BOTH), lines.node.in_use) == (0, 4)
    lines.give_back(2)
    assert (lines.free(BOTH), lines.trunks[2].in_use, lines.node.in_use) == (1, 1, 3)


def test_a_trunk_known_to_be_down_is_not_used_and_an_unknown_one_is():
    lines = some_lines(trunks=2)
    lines.trunks[1].up = False
    assert [line.id for line in lines.usable(BOTH)] == [2]
    lines.trunks[2].up = False
    assert (lines.take(BOTH, NOW), lines.next_start_at(BOTH, NOW), lines.free(BOTH)) == (None, None, 0)


def some_that_rest(*resting: int) -> Lines:
    """Two trunks, of which these rest until fifteen seconds from NOW."""
    lines = some_lines(trunks=2)
    for trunk_id in resting:
        rest = lines.breaker(lines.trunks[trunk_id])
        rest.since, rest.until = NOW, NOW + 15.0
    return lines


def test_a_trunk_that_rests_is_left_out_and_the_next_is_taken():
    lines = some_that_rest(1)
    assert [line.id for line in lines.usable(BOTH)] == [2]
    assert (lines.free(BOTH), lines.starts(BOTH, NOW), lines.next_start_at(BOTH, NOW)) == (100, 25, NOW)
    taken = lines.take(BOTH, NOW)
    assert taken is lines.trunks[2]


def test_where_every_trunk_rests_none_is_taken():
    lines = some_that_rest(1, 2)
    assert (lines.usable(BOTH), lines.free(BOTH), lines.starts(BOTH, NOW)) == ([], 0, 0)
    assert (lines.take(BOTH, NOW), lines.next_start_at(BOTH, NOW)) == (None, None)


def test_one_call_tries_a_trunk_whose_rest_is_over_and_the_others_take_the_next():
    lines, later = some_that_rest(1), NOW + 15.0
    lines.pass_time(later)
    assert (lines.free((1,)), lines.starts((1,), later), lines.starts(BOTH, later)) == (1, 1, 26)
    trial = lines.take(BOTH, later)
    assert trial is lines.trunks[1]
    lines.breaker(trial).started("a call", later)
    assert (lines.free((1,)), lines.starts((1,), later), lines.take((1,), later)) == (0, 0, None)
    assert lines.take(BOTH, later) is lines.trunks[2]


def test_a_trunk_rests_for_one_cell_and_the_others_share_what_is_in_use():
    lines = some_that_rest(1)
    others = lines.of_cell()
    assert others.take(BOTH, NOW) is lines.trunks[1]
    assert (lines.trunks[1].in_use, lines.node.in_use, others.node) == (1, 1, lines.node)
    assert [line.id for line in lines.usable(BOTH)] == [2]


def test_a_trunk_that_was_changed_rests_for_nobody():
    lines = some_that_rest(1)
    lines.trunks[1].changes += 1
    assert [line.id for line in lines.usable(BOTH)] == [1, 2]


def test_a_trunk_that_is_down_is_not_tried():
    lines = some_that_rest(1)
    lines.trunks[1].up = False
    lines.pass_time(NOW + 15.0)
    assert [line.id for line in lines.usable(BOTH)] == [2]


def test_the_node_limits_all_its_trunks():
    lines = some_lines(trunks=2)
    lines.node.max_channels = 1
    assert lines.take(BOTH, NOW) is not None
    assert (lines.take(BOTH, NOW), lines.free(BOTH)) == (None, 0)


def test_starts_are_the_trunks_together_within_the_nodes():
    lines = some_lines(trunks=2, rate=8.0)
    assert lines.starts(BOTH, NOW) == 4
    lines.node.starts = TokenBucket(12.0)
    assert lines.starts(BOTH, NOW) == 3
    for _ in range(3):
        assert lines.take(BOTH, NOW) is not None
    assert lines.take(BOTH, NOW) is None
    assert lines.next_start_at(BOTH, NOW) == pytest.approx(NOW + 1 / 12, abs=1e-6)


def test_a_channel_on_a_trunk_nobody_knows_counts_on_the_node():
    lines = some_lines()
    lines.hold(9)
    assert lines.node.in_use == 1
    lines.give_back(9)
    assert lines.node.in_use == 0


@pytest.mark.parametrize(("number_format", "dialled"), [("e164", "PJSIP/+3902@x"), ("plain", "PJSIP/3902@x")])
def test_the_number_is_written_as_the_trunk_wants_it(number_format, dialled):
    line = Line(1, "x", 1, TokenBucket(1.0), dial="PJSIP/{number}@x", number_format=number_format)
    assert line.dial_string("+3902") == dialled


def test_no_trunk_is_no_line():
    lines = Lines(Line(1, "one", 1, TokenBucket(1.0)))
    assert (lines.take((), NOW), lines.take((7,), NOW)) == (None, None)


def test_an_agents_phone_has_a_channel_of_its_node_from_its_call_until_it_is_gone():
    lines = some_lines()
    lines.node.max_channels = 2
    lines.ring("leg-1", "PJSIP/1001", 100.0)
    lines.adopt_leg("leg-1", "PJSIP/1001", 200.0)
    assert (lines.node.used, lines.node.left, lines.free((1,))) == (1, 1, 1)
    lines.ring("leg-2", "PJSIP/1002", 100.0)
    assert (lines.free((1,)), lines.take((1,), 100.0), lines.may_ring("PJSIP/1003", 101.0)) == (0, None, False)
    lines.leg_gone("leg-2")
    assert lines.may_ring("PJSIP/1003", 101.0)
    lines.keep_legs({"leg-1"}, asked_before=150.0)
    assert lines.node.used == 1
    lines.keep_legs((), asked_before=150.0)
    assert lines.node.used == 0


def test_phones_are_called_at_the_pace_of_the_node_even_while_calls_take_every_start():
    lines = some_lines()
    lines.node.starts = TokenBucket(2.0)
    now, rung = 100.0, 0
    while now < 110.0:
        while lines.may_ring("PJSIP/1001", now):
            rung += 1
            lines.ring(f"leg-{rung}", "PJSIP/1001", now)
        now += 0.25
    assert 20 <= rung <= 22
    started, before = 0, rung
    while now < 120.0:
        while lines.take((1,), now) is not None:
            started += 1
        if lines.may_ring("PJSIP/1001", now):
            rung += 1
            lines.ring(f"leg-{rung}", "PJSIP/1001", now)
        now += 0.25
    assert rung > before
    assert started + rung - before <= 22


def test_no_phone_is_called_where_nothing_may_start():
    lines = some_lines()
    lines.node.starts = TokenBucket(0.0)
    assert not lines.may_ring("PJSIP/1001", 100.0)


@pytest.mark.parametrize(
    ("dial", "phone", "over"),
    [
        ("PJSIP/{number}@carrier", "PJSIP/0331@carrier", True),
        ("PJSIP/0039{number}@carrier", "PJSIP/331@carrier", True),
        ("DAHDI/g1/{number}", "DAHDI/g1/1001", True),
        ("PJSIP/{number}@carrier", "PJSIP/1001", False),
        ("DAHDI/g1/{number}", "DAHDI/g2/1001", False),
    ],
)
def test_a_phone_that_goes_out_by_a_trunk_counts_there_too(dial, phone, over):
    lines = some_lines()
    lines.trunks[1].dial, lines.trunks[1].endpoint = dial, endpoint_of(dial) or "carrier"
    lines.ring("leg-1", phone, 100.0)
    assert (lines.node.used, lines.trunks[1].used) == (1, 1 if over else 0)
