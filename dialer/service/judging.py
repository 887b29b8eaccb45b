"""What a campaign's rules say of the leads of a list that it is given: found out in the background, a block at a time.

A list of ten million leads takes some seconds; who gives it to a campaign waits for none of them.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

from dialer.compliance.load import Profiles
from dialer.errors import NotFound
from dialer.leads.admission import Proofs, judged, merged
from dialer.store import Store
from dialer.store.absence import is_absent
from dialer.store.assigning import Assignment
from dialer.store.database import TROUBLE
from dialer.store.extents import SPARSE, Extent
from dialer.store.imports import ruling_lines
from dialer.store.proofs import MOST
from dialer.store.troubles import lasts

log = logging.getLogger(__name__)

BLOCK: Final = 20_000  # ids at a time: some hundredths of a second
AGAIN_S: Final = 5.0  # after a database that did not answer
LOOK_S: Final = 600.0  # for what a process has left that is gone, and for rules that can be read by now
LEAST_PAUSE_S: Final = 0.001


class Judging:
    """Asks the rules of every lead of such lists, one list after the other, and writes the audit."""

    def __init__(self, store: Store, profiles: Profiles, clock: Callable[[], float]) -> None:
        self._store, self._profiles, self._clock = store, profiles, clock
        self._task: asyncio.Task[None] | None = None
        self._more = False
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
        """Wait until the audit says it of every list."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def close(self) -> None:
        """Stop; after the next start it begins anew."""
        tasks = [task for task in (self._watching, self._task) if task is not None]
        self._watching = None
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _judge_all(self) -> None:
        while self._more:
            self._more = False
            try:
                tried = [await self._tried(one) for one in await self._store.assigning.open()]
            except TROUBLE as error:
                log.warning("what rules say of lists is not written down yet: %s", type(error).__name__)
                tried = [False]
            if not all(tried):
                self._more = True
                await asyncio.sleep(AGAIN_S)

    async def _tried(self, one: Assignment) -> bool:
        """Judge one; False if it is to be tried again. Whatever is wrong with it keeps none behind it."""
        try:
            await self._judge(one)
        except Exception as error:
            if is_absent(error) or lasts(error):
                log.warning("what rules say of list %d is not written down yet: %s", one.list_id, type(error).__name__)
                return False
            # As of a campaign whose rules cannot be read: it does not start either, and `check` says why.
            log.exception("what its rules say of list %d is not written down", one.list_id)
        return True

    async def _judge(self, one: Assignment) -> None:
        try:
            said = await self._said(one)
        except NotFound:  # the list was deleted, or the campaign
            said = []
        about = {"list_id": one.list_id, "assigned": True}
        await self._store.assigning.conclude(one.id, ruling_lines(said, one.campaign_id, about, self._clock()))

    async def _said(self, one: Assignment) -> list[dict[str, Any]]:
        await self._store.lists.get(one.list_id)
        campaign = await self._store.campaigns.get(one.campaign_id)
        reach = (await self._store.lists.extents([one.list_id])).get(one.list_id)
        loop, said = asyncio.get_running_loop(), list[dict[str, Any]]()
        began = loop.time()
        async for proofs in self._proofs(one, reach):
            # Apart from the loop: rows that each say something else are many to ask about.
            rulings = await asyncio.to_thread(
                judged, self._profiles, campaign.law, campaign.controller.name, proofs, now=one.at
            )
            said = merged(said, rulings)
            await asyncio.sleep(max(loop.time() - began, LEAST_PAUSE_S))  # as long as it took: others have their turn
            began = loop.time()
        return said

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
