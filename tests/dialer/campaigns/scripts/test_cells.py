"""Full quota cells leave people out of lists, by a filter that managers can read."""

import pytest

from dialer.campaigns.scripts.model import Quota
from dialer.campaigns.scripts.rules.cells import closed_filter, filter_of_cell


def quota(cell: str) -> Quota:
    return Quota(code="a", cell=cell, limit=1, to="bye")


@pytest.mark.parametrize(
    ("cell", "filter_"),
    [
        ("lead.age > 60", "`age` > 60"),
        ("lead.`x` > 60", ""),
        ("`lead.last order` è vuoto e non lead.e = 'a'", "`last order` è vuoto e non `e` = 'a'"),
        ("days_since(lead.born) > 3", "days_since(`born` ) > 3"),
        ("age_group = 'under_30'", ""),
        ("lead.age > 60 and age_group = 'under_30'", ""),
        ("1 = 1", ""),
        ("lead.age >", ""),
    ],
)
def test_a_cell_by_the_lead_alone_is_a_filter(cell: str, filter_: str) -> None:
    assert filter_of_cell(quota(cell)) == filter_


def test_cells_are_closed_and_opened_and_the_managers_filter_stays() -> None:
    own, a, b = "score > 5 or vip", "`age` > 60", "`city` = 'Roma'"
    once = closed_filter(own, [a, b], [a])
    assert once == "(score > 5 or vip) and not (`age` > 60)"
    both = closed_filter(once, [a, b], [a, b])
    assert both == "(score > 5 or vip) and not (`age` > 60) and not (`city` = 'Roma')"
    assert closed_filter(both, [a, b], [a, b]) == both
    assert closed_filter(both, [a, b], [b]) == "(score > 5 or vip) and not (`city` = 'Roma')"
    assert closed_filter(both, [a, b], []) == own


def test_a_list_without_a_filter_has_none_again() -> None:
    a, b = "`age` > 60", "`city` = 'Roma'"
    assert closed_filter("", [a, b], [a, b]) == "not (`age` > 60) and not (`city` = 'Roma')"
    assert closed_filter("not (`age` > 60) and not (`city` = 'Roma')", [a, b], []) == ""


def test_a_filter_in_brackets_is_left_alone() -> None:
    assert closed_filter("(a = 1) or (b = 2)", ["`age` > 60"], []) == "(a = 1) or (b = 2)"
