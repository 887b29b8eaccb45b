"""The turns of the engine's loop: as many as there is something to do."""

import asyncio
import time
from dataclasses import dataclass

import uvloop

from dialer.engine.engine_events import Stocked
from dialer.engine.event_loop import STALLED_S, Turns
from dialer.engine.inbox import Inbox
from dialer.engine.nodes import stall_guard
from tests.support.story import Story

PACINGS = 20


def test_an_alarm_does_not_ring_again_and_again_before_its_time() -> None:
    taken, paced = uvloop.run(_turns(Story().begin()))
    assert taken <= 4 * paced


async def _turns(story: Story) -> tuple[int, int]:
    """Turn with news right behind each pacing, which alarms let follow each other; the turns taken, and the pacings."""
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
        if paced == PACINGS:
            over.set()

    inbox = Inbox(clock)
    turns = Turns(
        inbox=inbox, switchboard=story.switchboard, clock=clock, perform=lambda: None, done=done, stalled=over.set
    )
    running = asyncio.create_task(turns.run())
    await over.wait()
    running.cancel()
    return taken, paced


def test_after_a_stall_nothing_is_read_before_it_is_certain_whose_the_nodes_are() -> None:
    assert uvloop.run(_stall(STALLED_S + 0.1)) == (1, [1, 0])
    assert uvloop.run(_stall(STALLED_S - 0.1)) == (0, [0, 0])


async def _stall(seconds: float) -> tuple[int, list[int]]:
    """How often the stall was told; how many items wait unread after it, and when turns are taken again."""
    story, told, now = Story().begin(), 0, 1000.0
    taken = asyncio.Event()

    def stalled() -> None:
        nonlocal told
        told += 1

    inbox = Inbox(lambda: now)
    turns = Turns(
        inbox=inbox,
        switchboard=story.switchboard,
        clock=lambda: now,
        perform=lambda: None,
        done=taken.set,
        stalled=stalled,
    )
    running = asyncio.create_task(turns.run())
    await taken.wait()
    now += seconds
    inbox.put(Stocked(story.config.id, [], story.zones, None))
    for _ in range(5):
        await asyncio.sleep(0)
    unread = [len(inbox._items)]
    turns.go_on()
    for _ in range(5):
        await asyncio.sleep(0)
    running.cancel()
    return told, [*unread, len(inbox._items)]


def test_a_silent_database_keeps_nobody_from_going_on_whose_lease_lasts(monkeypatch) -> None:
    monkeypatch.setattr(stall_guard, "SURE_WITHIN_S", 0.01)
    turns = Going()
    asyncio.run(stall_guard.go_on_when_sure([Silent(holds=True), Silent(serves=False)], turns))  # type: ignore[list-item, arg-type]
    assert turns.gone_on


def test_a_node_whose_lease_may_have_run_out_is_asked_for_until_the_database_answers(monkeypatch) -> None:
    monkeypatch.setattr(stall_guard, "ASK_AGAIN_S", 0.0)
    keeper, turns = AnswersLate(times=3), Going()
    asyncio.run(stall_guard.go_on_when_sure([keeper], turns))  # type: ignore[list-item, arg-type]
    assert (turns.gone_on, keeper.times) == (True, 0)


@dataclass
class Silent:
    """A keeper whose database does not answer."""

    serves: bool = True
    holds: bool = False

    async def sure(self) -> None:
        await asyncio.Event().wait()


@dataclass
class AnswersLate:
    """A keeper whose database answers when it was asked so many times more."""

    times: int
    serves: bool = True
    holds: bool = False

    async def sure(self) -> None:
        self.times -= 1
        self.holds = self.times == 0


class Going:
    """Turns that are told to go on."""

    gone_on = False

    def go_on(self) -> None:
        self.gone_on = True
