"""Writes the progress and ends of calls in batches: a transaction for each call would cost more than the call.

What is lost when the process dies, a restart recovers: the attempt was written before it was dialled, and Asterisk
knows which channels live.
"""

import asyncio
import contextlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from dialer.campaigns.attempts.model import AttemptProgress, FinishedAttempt, SparedAttempt
from dialer.cell.call.state_machine import Call
from dialer.cell.effects import Finish
from dialer.core.call_times import end_of, times_of
from dialer.core.enums import AttemptState
from dialer.storage.database import REFUSED, TROUBLE
from dialer.stores.everything import Store

log = logging.getLogger("pronto.engine.writer")

BATCH_WAIT_S = 0.25  # calls that moved meanwhile share one transaction
RETRY_S = 1.0


@dataclass(slots=True)
class Writer:
    """Collects progress and ends of attempts, and writes them in order."""

    store: Store
    _progress: dict[str, AttemptProgress] = field(default_factory=dict)
    _ends: dict[str, FinishedAttempt] = field(default_factory=dict)
    _spared: dict[str, SparedAttempt] = field(default_factory=dict)
    _work: asyncio.Event = field(default_factory=asyncio.Event)
    _at_once: asyncio.Event = field(default_factory=asyncio.Event)  # no batch is waited for
    _wrote: asyncio.Event = field(default_factory=asyncio.Event)
    _stopped: bool = False
    healthy: bool = True

    def progress(self, call: Call) -> None:
        """Queue the call's progress. A join is written at once: Asterisk notes a talk only when it ends, so if both die
        in the talk nothing else tells that the person was served.
        """
        state = AttemptState.TALKING if call.agent_joined_at is not None else AttemptState.ANSWERED
        self._progress[call.id] = AttemptProgress(id=call.id, state=state, agent_id=call.agent_id, **times_of(call))
        self._work.set()
        if state is AttemptState.TALKING:
            self._at_once.set()

    def finish(self, effect: Finish) -> None:
        """Queue the call's end."""
        call = effect.call
        assert call.outcome is not None
        assert call.ended_at is not None
        self._progress.pop(call.id, None)
        self._ends[call.id] = FinishedAttempt(
            id=call.id,
            lead_id=call.lead_id,
            step=effect.step,
            agent_id=call.agent_id,
            ruled_after=effect.ruled_after,
            **times_of(call),
            **end_of(call),
        )
        self._work.set()

    def spare(self, calls: Iterable[Call], due_at: float) -> None:
        """Queue the return of these calls to their leads; their ends are written or queued already."""
        for call in calls:
            self._spared[call.id] = SparedAttempt(id=call.id, lead_id=call.lead_id, due_at=due_at)
        self._work.set()

    def pending(self, call_id: str) -> bool:
        """Whether the end of this call is still to be written."""
        return call_id in self._ends

    async def written(self, call_id: str) -> bool:
        """Wait until the end of this call is written; False if this runs no more before it is."""
        while call_id in self._ends and not self._stopped:
            self._wrote.clear()
            await self._wrote.wait()
        return call_id not in self._ends

    @property
    def backlog(self) -> int:
        """The number of notes not yet written."""
        return len(self._progress) + len(self._ends) + len(self._spared)

    async def run(self) -> None:
        """Write until cancelled."""
        try:
            while True:
                await self._work.wait()
                with contextlib.suppress(TimeoutError):  # let a batch gather
                    await asyncio.wait_for(self._at_once.wait(), BATCH_WAIT_S)
                self._work.clear()
                self._at_once.clear()
                if not await self.flush():
                    self._work.set()
                    await asyncio.sleep(RETRY_S)
        finally:
            self._stopped = True
            self._wrote.set()  # who waits for an end would wait for ever

    async def flush(self) -> bool:
        """Write everything now; False if the database did not accept it. Nothing is lost then."""
        progress, ends = list(self._progress.values()), list(self._ends.values())
        spared = list(self._spared.values())
        try:
            await self._write(progress, ends, spared)
        except TROUBLE as error:
            if self.healthy:
                log.warning("the database takes no results, trying again until it does: %s", type(error).__name__)
            self.healthy = False
            return False
        if not self.healthy:
            log.warning("the database takes results again")
        self.healthy = True
        for note in progress:
            if self._progress.get(note.id) is note:
                del self._progress[note.id]
        for end in ends:
            self._ends.pop(end.id, None)
        for one in spared:
            del self._spared[one.id]
        self._wrote.set()
        return True

    async def _write(
        self, progress: list[AttemptProgress], ends: list[FinishedAttempt], spared: list[SparedAttempt]
    ) -> None:
        try:
            await self.store.attempts.note(progress, ends, spared)
        except REFUSED:
            # One of them does not fit the tables. Written one by one, it cannot block the others for ever.
            for note in progress:
                await self._write_one(note)
            for end in ends:
                await self._write_one(end)
            await self.store.attempts.note([], [], spared)

    async def _write_one(self, note: AttemptProgress | FinishedAttempt) -> None:
        """Write the note, without its agent if need be: the phone may be of an agent unknown to this database."""
        for attempt in (note, replace(note, agent_id=None)):
            try:
                if isinstance(attempt, FinishedAttempt):
                    await self.store.attempts.note([], [attempt])
                else:
                    await self.store.attempts.note([attempt], [])
            except REFUSED as error:
                log.error("attempt %s cannot be written as it is: %s", note.id, type(error).__name__)
            else:
                return
