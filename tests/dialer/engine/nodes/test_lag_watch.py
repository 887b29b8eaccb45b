"""The watch tells the loop how far each link and the event loop are behind, and the log when calls are held back."""

import asyncio
import logging
import time
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ami.lag import LinkLag
from dialer.campaigns.cell_campaign import new_lines
from dialer.engine.board.call_measures import CallMeasures
from dialer.engine.engine_events import Lagged
from dialer.engine.inbox import Inbox
from dialer.engine.nodes.lag_watch import LagWatch
from dialer.engine.nodes.node_state import NodeState
from tests.support.cells import a_node
from tests.support.patience import PATIENCE_S


async def first_told(watch: LagWatch, *, stand_still_s: float = 0.0) -> Lagged:
    """What it tells the loop first, after the loop has stood still for so long."""
    watching = asyncio.create_task(watch.watch())
    await asyncio.sleep(0)
    time.sleep(stand_still_s)  # noqa: ASYNC251 - the loop itself is to stand still
    async with asyncio.timeout(PATIENCE_S):
        while (entry := watch.inbox.take()) is None:  # noqa: ASYNC110 - what it tells wakes nobody
            await asyncio.sleep(0)
    watching.cancel()
    assert isinstance(entry[0], Lagged)
    return entry[0]


def a_watch(lag: LinkLag | None, desk: NodeState | None = None) -> LagWatch:
    links = cast("Any", {1: SimpleNamespace(lag=lag)})
    return LagWatch(
        inbox=Inbox(time.monotonic),
        clock=time.monotonic,
        links=links,
        nodes={1: desk} if desk else {},
        measures=CallMeasures(),
    )


async def test_a_ping_that_waits_and_a_loop_that_stands_still_are_told():
    lag = LinkLag()
    lag.asked(time.monotonic() - 2.0)
    told = await first_told(a_watch(lag), stand_still_s=0.6)
    assert told.answer_s is not None
    assert told.answer_s >= 2.0
    assert told.event_s is None
    assert told.loop_s >= 0.3


async def test_a_link_that_is_down_tells_of_the_loop_only():
    told = await first_told(a_watch(None))
    assert (told.node_id, told.answer_s, told.event_s) == (1, None, None)


async def test_the_log_says_once_that_calls_are_held_back_and_once_that_they_are_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING, "pronto.engine")
    node = a_node()
    desk = NodeState(node, new_lines(node))
    watch = a_watch(LinkLag(), desk)
    desk.overload.rate = 2.0
    for _ in range(2):
        await first_told(watch)
    desk.overload.rate = float("inf")
    for _ in range(2):
        await first_told(watch)
    assert [record.message.partition(":")[0] for record in caplog.records] == [
        f"node {node.name} is overloaded, fewer calls are started",
        f"node {node.name} has caught up",
    ]
