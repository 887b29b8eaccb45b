"""How much is looked at of each list, and where in a long one."""

from itertools import pairwise

import pytest

from dialer.people.lists.store.ranges import BLOCK, SPARSE, Extent, shares, spread


def reaching(list_id: int, leads: int, *, first: int = 1, last: int | None = None) -> Extent:
    return Extent(list_id=list_id, leads=leads, first=first, last=first + leads - 1 if last is None else last)


@pytest.mark.parametrize(
    ("leads", "most", "each"),
    [
        ([5, 7], 100, [5, 7]),
        ([5, 1000], 100, [5, 95]),
        ([1000, 5, 900], 100, [48, 5, 47]),
        ([], 100, []),
    ],
)
def test_short_lists_are_looked_at_whole_and_long_ones_in_equal_parts(leads, most, each):
    found = shares([reaching(place, count) for place, count in enumerate(leads)], most)
    assert sum(found.values()) <= most
    assert [found[place] for place in range(len(leads))] == pytest.approx(each, abs=1)


@pytest.mark.parametrize(("leads", "wanted"), [(1_000_000, 100_000), (7_654_321, 333_333), (BLOCK + 1, BLOCK)])
def test_blocks_lie_evenly_over_a_list_and_never_twice_on_a_lead(leads, wanted):
    listed = reaching(1, leads, first=77)
    blocks = list(spread(listed, wanted))
    assert blocks[0][0] == listed.first
    assert all(first <= last <= listed.last for first, last in blocks)
    assert all(last < first for (_, last), (first, _) in pairwise(blocks))
    assert sum(last - first + 1 for first, last in blocks) == pytest.approx(wanted, abs=BLOCK)
    gaps = {after - before for (before, _), (after, _) in pairwise(blocks)}
    assert max(gaps, default=0) - min(gaps, default=0) <= 1


def test_where_the_leads_of_other_lists_lie_between_no_more_ids_than_bearable_are_looked_at():
    blocks = list(spread(reaching(1, 1_000_000, first=1, last=1_000_000_000), 100_000))
    assert sum(last - first + 1 for first, last in blocks) <= 100_000 * SPARSE
