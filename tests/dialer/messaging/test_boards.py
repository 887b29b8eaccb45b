"""Several engines side by side: whoever reads the board sees all of them, and none that is gone."""

import asyncio
from typing import Any

from dialer.messaging.boards import GONE_S, one_board
from dialer.messaging.bus import Topic
from tests.dialer.messaging.conftest import Ends
from tests.support.patience import PATIENCE_S

NOW = 1_750_000_000.0


def a_board(engine_id: str, *ids: int, at: float = NOW, **changes: Any) -> dict[str, Any]:
    """Of an engine that runs these nodes, with one trunk and one campaign each."""
    parts = {part: [{"id": id_, "by": engine_id} for id_ in ids] for part in ("nodes", "trunks", "campaigns")}
    return {"at": at, "engine": "up", "engine_id": engine_id, "decision_us": {"p50": 10.0}, **parts} | changes


def shown(board: Any) -> list[tuple[int, str]]:
    return [(one["id"], one["by"]) for one in board["campaigns"]]


def test_one_engine_s_board_is_the_board():
    board = a_board("a", 1)
    assert one_board([board]) is board
    assert one_board([]) is None


def test_what_each_engine_runs_is_on_it_in_an_order_that_stays():
    one, two = a_board("a", 2, at=NOW + 0.4), a_board("b", 1, 3, decision_us={"p50": 25.0, "max": 90.0})
    board = one_board([one, two])
    assert board == one_board([two, one])
    assert board is not None
    assert shown(board) == [(1, "b"), (2, "a"), (3, "b")]
    assert (board["at"], board["decision_us"]) == (NOW + 0.4, {"p50": 25.0, "max": 90.0})


def test_a_node_that_has_changed_hands_is_shown_by_who_told_of_it_last():
    board = one_board([a_board("a", 1, 2, at=NOW + 1.0), a_board("b", 2)])
    assert shown(board) == [(1, "a"), (2, "a")]


def test_an_engine_that_is_gone_is_on_the_board_no_more():
    gone, here = a_board("a", 1), a_board("b", 2, at=NOW + GONE_S + 0.1)
    assert one_board([gone, here]) is here
    assert one_board([gone]) is gone  # were it the only one, its age would tell


def test_while_one_engine_works_another_that_ends_does_not_make_the_whole_drain():
    draining = a_board("a", 1, at=NOW + 1.0, engine="draining")
    assert one_board([draining, a_board("b", 2)])["engine"] == "up"  # type: ignore[index]
    assert one_board([draining, a_board("b", 2, engine="draining")])["engine"] == "draining"  # type: ignore[index]


async def test_listeners_and_those_who_come_later_see_all_engines(ends: Ends) -> None:
    async with ends.far.subscribe(Topic.BOARD) as news:
        ends.near.publish(Topic.BOARD, a_board("a", 1))
        async with asyncio.timeout(PATIENCE_S):
            await news.get()
            ends.near.publish(Topic.BOARD, a_board("b", 2))
            assert shown((await news.get()).body) == [(1, "a"), (2, "b")]
    assert shown(await ends.far.latest(Topic.BOARD)) == [(1, "a"), (2, "b")]
