"""What a campaign's rules say of the leads of a list that it is given: found out in the background, a block at a time.

A list of ten million leads takes some seconds; who gives it to a campaign waits for none of them, and no shorter list
does.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

from dialer.compliance.load import Profiles
from dialer.core.errors import NotFound
from dialer.imports.admission import Proofs, Ruled, judged, merged
from dialer.imports.store.imports import ruling_lines
from dialer.lists.store.assignment import Assignment
from dialer.lists.store.legal_bases import MOST
from dialer.lists.store.ranges import SPARSE, Extent
from dialer.storage.database import TROUBLE
from dialer.storage.error_codes import lasts
from dialer.storage.retry import is_absent
from dialer.stores import Store

log = logging.getLogger(__name__)

BLOCK: Final = 20_000  # ids at a time: some hundredths of a second
AGAIN_S: Final = 5.0  # after a database that did not answer
LOOK_S: Final = 600.0  # for what a process has left that is gone, and for rules that can be read by now
LEAST_PAUSE_S: Final = 0.001


class Judging:
    """Asks the rules of every lead of such lists, a block of each in turn, and writes the audit."""

    def __init__(self, store: Store, profiles: Profiles, clock: Callable[[], float]) -> None:
        self._store, self._profiles, self._clock = store, profiles, clock
        self._task: asyncio.Task[None] | None = None
        self._more = False
        self._again: asyncio.TimerHandle | None = None
        self._watching: asyncio.Task[None] | None = None

    def recover(self) -> None:
        """After a start: begin anew with what a stop or a crash has broken off, and keep looking for more of it."""
        self.begin()
        if self._watching is None:
            self._watching = asyncio.create_task(self._watch(), name="lists watched")

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            self.begin()

    def begin(self) -> None:
        """Look which lists there are."""
        self._more = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._judge_all(), name="lists judged")
            self._task.add_done_callback(_ended)

    async def wait(self) -> None:
        """Wait until the audit says it of every list that can be judged now."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def close(self) -> None:
        """Stop; after the next start it begins anew."""
        tasks = [task for task in (self._watching, self._task) if task is not None]
        self._watching = None
        if self._again is not None:
            self._again.cancel()
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _judge_all(self) -> None:
        loop, turns = asyncio.get_running_loop(), dict[Assignment, AsyncIterator[bool]]()
        while self._more or turns:
            if self._more:
                self._more = False
                await self._look(turns)
            for one, turn in list(turns.items()):
                began = loop.time()
                if not await self._goes_on(one, turn):
                    del turns[one]
                await asyncio.sleep(max(loop.time() - began, LEAST_PAUSE_S))  # as long as it took: others have theirs

    async def _look(self, turns: dict[Assignment, AsyncIterator[bool]]) -> None:
        """Take in the lists that have come since."""
        try:
            for one in await self._store.assigning.open():
                turns.setdefault(one, self._judge(one))
        except TROUBLE as error:
            log.warning("what rules say of lists is not written down yet: %s", type(error).__name__)
            self._begin_again()

    def _begin_again(self) -> None:
        """After a while, with what could not be judged."""
        if self._again is not None:
            self._again.cancel()
        self._again = asyncio.get_running_loop().call_later(AGAIN_S, self.begin)

    async def _goes_on(self, one: Assignment, turn: AsyncIterator[bool]) -> bool:
        """Let a list have its turn; False if it has no other. Whatever is wrong with it keeps none behind it."""
        try:
            return await anext(turn, False)
        except Exception as error:
            if is_absent(error) or lasts(error):
                log.warning("what rules say of list %d is not written down yet: %s", one.list_id, type(error).__name__)
                self._begin_again()
            else:  # as of a campaign whose rules cannot be read: it does not start either, and `check` says why
                log.exception("what its rules say of list %d is not written down", one.list_id)
        return False

    async def _judge(self, one: Assignment) -> AsyncIterator[bool]:
        """Judge one, a block at each turn."""
        said: list[dict[str, Any]] = []
        try:
            async for rulings in self._rulings(one):
                said = merged(said, rulings)
                yield True
        except NotFound:  # the list was deleted, or the campaign
            said = []
        about = {"list_id": one.list_id, "assigned": True}
        await self._store.assigning.conclude(one.id, ruling_lines(said, one.campaign_id, about, self._clock()))

    async def _rulings(self, one: Assignment) -> AsyncIterator[list[Ruled]]:
        await self._store.lists.get(one.list_id)
        campaign = await self._store.campaigns.get(one.campaign_id)
        reach = (await self._store.lists.extents([one.list_id])).get(one.list_id)
        async for proofs in self._proofs(one, reach):
            # Apart from the loop: rows that each say something else are many to ask about.
            yield await asyncio.to_thread(
                judged, self._profiles, campaign.law, campaign.controller.name, proofs, now=one.at
            )

    async def _proofs(self, one: Assignment, reach: Extent | None) -> AsyncIterator[list[Proofs]]:
        """What its leads say of their basis, block by block; at once where few lie among many of other lists."""
        if reach is None:
            return
        if reach.leads <= MOST and reach.leads * SPARSE < reach.last - reach.first + 1:
            yield await self._store.law.proofs([one.list_id], now=one.at)
            return
        for first in range(reach.first, reach.last + 1, BLOCK):
            yield await self._store.assigning.proofs(one.list_id, first, first + BLOCK - 1, now=one.at)


def _ended(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("what rules say of lists is not written down yet", exc_info=error)
