"""The turns of the engine's loop: as many as there is something to do."""

import asyncio
import time

import uvloop

from dialer.engine.inbox import Inbox
from dialer.engine.items import Stocked
from dialer.engine.turns import Turns
from tests.dialer.engine.story import Story

WATCHED_S = 0.2


def test_an_alarm_does_not_ring_again_and_again_before_its_time() -> None:
    taken, paced = uvloop.run(_turns(Story().begin()))
    assert paced > 5  # the alarms did ring
    assert taken <= 4 * paced


async def _turns(story: Story) -> tuple[int, int]:
    """Turn for a while, with news right behind each pacing; return the turns taken and how often pacers were asked."""
    began, over = time.monotonic(), asyncio.Event()
    taken = paced = 0

    def clock() -> float:
        return story.now + time.monotonic() - began

    def done() -> None:
        nonlocal taken, paced
        taken += 1
        if not story.switchboard.dirty:
            paced += 1
            inbox.put(Stocked(story.config.id, [], story.zones, None))
        if clock() > story.now + WATCHED_S:
            over.set()

    inbox = Inbox(clock)
    turns = Turns(inbox=inbox, switchboard=story.switchboard, clock=clock, perform=lambda: None, done=done)
    running = asyncio.create_task(turns.run())
    await over.wait()
    running.cancel()
    return taken, paced
