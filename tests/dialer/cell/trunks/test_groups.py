"""Groups of trunks: order, shares by weight, and limits of the group on each trunk."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from dialer.cell.trunks.trunk_selection import Lines
from dialer.telephony.trunks.model import GroupMember, TrunkGroup
from tests.support.cells import NOW, some_lines


def a_group(*members: GroupMember, **changes: object) -> TrunkGroup:
    return TrunkGroup(**{"id": 1, "node_id": 1, "name": "both", "members": members} | changes)


def lines_with(*members: GroupMember, max_channels: int = 10_000) -> Lines:
    lines = some_lines(trunks=len(members), max_channels=max_channels, rate=1e6)
    lines.node.max_channels, lines.node.starts.rate = 100_000, 1e6
    mine = lines.of_cell()
    mine.use(a_group(*members))
    return mine


def taken(lines: Lines, times: int) -> Counter[int]:
    ids = tuple(lines.trunks)
    found: Counter[int] = Counter()
    for turn in range(times):
        best = lines.best(ids, NOW + turn)
        line = lines.take(ids, NOW + turn)
        assert line is best
        if line is not None:
            found[line.id] += 1
    return found


@given(weights=st.lists(st.integers(1, 20), min_size=2, max_size=5))
def test_trunks_of_one_order_share_the_calls_by_their_weights(weights: list[int]) -> None:
    lines = lines_with(*(GroupMember(trunk_id=place, weight=weight) for place, weight in enumerate(weights, start=1)))
    for rounds in range(1, 4):
        found = taken(lines, sum(weights))
        assert found == Counter(dict(enumerate(weights, start=1))), rounds


@given(weights=st.lists(st.integers(1, 9), min_size=2, max_size=4), turns=st.integers(1, 60))
def test_no_trunk_is_ever_further_than_a_round_from_its_share(weights: list[int], turns: int) -> None:
    lines = lines_with(*(GroupMember(trunk_id=place, weight=weight) for place, weight in enumerate(weights, start=1)))
    found = taken(lines, turns)
    for trunk_id, weight in enumerate(weights, start=1):
        assert abs(found[trunk_id] - turns * weight / sum(weights)) < len(weights)


def test_a_later_order_takes_what_the_first_cannot() -> None:
    lines = lines_with(GroupMember(trunk_id=1, order=2), GroupMember(trunk_id=2, order=1, max_channels=3))
    assert taken(lines, 5) == {2: 3, 1: 2}
    lines.give_back(2)
    assert taken(lines, 1) == {2: 1}


def test_one_that_was_down_is_not_made_to_catch_up() -> None:
    lines = lines_with(GroupMember(trunk_id=1), GroupMember(trunk_id=2))
    lines.trunks[2].up = False
    assert taken(lines, 10) == {1: 10}
    lines.trunks[2].up = True
    assert taken(lines, 10) == {1: 5, 2: 5}


def test_the_groups_limits_hold_for_all_its_campaigns_together() -> None:
    group = a_group(GroupMember(trunk_id=1, max_channels=2))
    root = some_lines(trunks=1)
    first, second = root.of_cell(), root.of_cell()
    first.use(group)
    second.use(group)
    assert first.take((1,), NOW)
    assert second.take((1,), NOW)
    assert (first.free((1,)), second.take((1,), NOW)) == (0, None)
    assert root.of_cell().free((1,)) > 0  # another campaign has the trunk's own limit
    second.use(None)  # it leaves the group, with its call
    assert first.take((1,), NOW)
    assert first.take((1,), NOW) is None


def test_the_groups_calls_per_second_bound_its_starts() -> None:
    lines = lines_with(GroupMember(trunk_id=1, calls_per_second=2.0))
    assert lines.starts((1,), NOW) == 1
    assert lines.take((1,), NOW)
    assert lines.take((1,), NOW) is None
    assert lines.next_start_at((1,), NOW) == NOW + 0.5
    assert lines.take((1,), NOW + 0.51)


def test_a_trunk_that_has_refused_the_call_is_left_out() -> None:
    lines = lines_with(GroupMember(trunk_id=1), GroupMember(trunk_id=2, order=2))
    assert lines.best((1, 2), NOW, avoiding={1}) is lines.trunks[2]
    assert lines.best((1, 2), NOW, avoiding={1, 2}) is None
    assert lines.has_other((1, 2), {1})
    assert not lines.has_other((1, 2), {1, 2})


def test_the_group_may_want_numbers_in_another_form() -> None:
    lines = lines_with(GroupMember(trunk_id=1, number_format="plain"), GroupMember(trunk_id=2))
    assert [lines.number_format(line) for line in lines.trunks.values()] == ["plain", "e164"]
