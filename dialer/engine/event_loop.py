"""Turns of the one writer: take all events, ask the pacers, perform effects, and wake again in time."""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from dialer.cell.tally import RECENT
from dialer.engine.inbox import Inbox
from dialer.engine.switchboard import Switchboard

TICK_S = 0.25
TIMER_STEP_S = 0.001  # uvloop's timers count whole steps, from an instant up to one step in the past
# So long without a turn means that process or machine stood still, and leases may have run out. Nothing that was heard
# is acted on until the nodes are certainly still ours.
STALLED_S = 10.0  # less than a lease lasts when its renewal is due
PACE_GAP_S = 0.004  # events come in bunches: pacers answer the first at once, and those right behind it together


@dataclass(slots=True, kw_only=True)
class Turns:
    """One turn at each wake of the inbox. `perform` performs the effects; `done` is called after every turn.

    `stalled` is called instead of a turn when none was taken for long; then no turn is taken before `go_on`.
    """

    inbox: Inbox
    switchboard: Switchboard
    clock: Callable[[], float]
    perform: Callable[[], None]
    done: Callable[[], None]
    stalled: Callable[[], object]
    beat_at: float = 0.0  # when the last turn began
    deciding_us: deque[float] = field(default_factory=lambda: deque(maxlen=RECENT))  # per decision, everything included
    _held: bool = False
    _next_tick: float = 0.0
    _pace_from: float = 0.0
    _alarm: asyncio.TimerHandle | None = field(default=None)
    _alarm_at: float = 0.0

    async def run(self) -> None:
        """Take turns until cancelled."""
        await self.inbox.serve(self._turn)

    def go_on(self) -> None:
        """Resume turns."""
        self._held, self.beat_at = False, self.clock()
        self.inbox.wake()

    def _turn(self) -> None:
        now, before = self.clock(), self.beat_at
        if self._held:
            return
        if before and now - before > STALLED_S:
            self._held = True
            self.stalled()
            return
        self.beat_at = now
        while (entry := self.inbox.take()) is not None:
            item, heard_at = entry
            self.switchboard.take(item, now=heard_at)
            self.perform()
        if now >= self._next_tick:
            self.switchboard.tick(now=now)
            self._next_tick = now + TICK_S
        now = self.clock()
        if now >= self._pace_from:
            decisions = self.switchboard.pace(now=now)
            self._pace_from = now + PACE_GAP_S
            if decisions:
                self.deciding_us.append((self.clock() - now) * 1e6 / decisions)
        self.perform()
        self.done()
        pace_at = self._pace_from if self.switchboard.dirty else self.switchboard.wake_at() or self._next_tick
        self._look_at(min(self._next_tick, max(pace_at, self._pace_from)))

    def _look_at(self, at: float) -> None:
        """Take a turn at `at`, or earlier: an alarm that rings too early costs less than setting it again each time."""
        if self._alarm is not None and self._alarm_at <= at:
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm_at = at
        # Rounded up: an alarm that rings a moment too soon finds nothing to do, and is set again and again.
        steps = math.ceil(max(0.0, at - self.clock()) / TIMER_STEP_S) + 1
        self._alarm = asyncio.get_running_loop().call_later(steps * TIMER_STEP_S, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        self.inbox.wake()
