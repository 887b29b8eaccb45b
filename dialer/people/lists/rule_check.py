"""Applies a campaign's rules to the leads of a list that is assigned to it: in the background, in blocks.

A list of ten million leads takes some seconds; neither the person who assigns it nor a shorter list waits for it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from typing import Any, Final, Protocol

from dialer.access.companies.campaigns import CampaignReader
from dialer.compliance.load import Profiles
from dialer.core.errors import NotFound
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import msg
from dialer.jobs.kinds import RULE_CHECK
from dialer.jobs.model import Job, JobKind
from dialer.jobs.runner import Runner
from dialer.people.imports.admission import Proofs, Ruled, judged, merged
from dialer.people.imports.store.imports import ruling_lines
from dialer.people.lists.store.assignment import Assigning
from dialer.people.lists.store.legal_bases import MOST
from dialer.people.lists.store.lists import Lists
from dialer.people.lists.store.ranges import SPARSE, Extent

BLOCK: Final = 20_000  # ids at a time: some hundredths of a second
LEAST_PAUSE_S: Final = 0.001
BLOCKS: Final = msg("The rules are applied, a block of {ids:,} leads at a time", ids=BLOCK)


class LawReader(Protocol):
    """Reads what the law wants to know of lists: `dialer.campaigns.store.legal_facts.Law` does."""

    async def proofs(self, list_ids: Collection[int], *, now: float) -> list[Proofs]:
        """The legal basis of those leads of these lists that are not done."""


class RuleChecks:
    """Applies the rules to every lead of such lists, one block of each list in turn, and writes the audit."""

    def __init__(
        self,
        assigning: Assigning,
        lists: Lists,
        campaigns: CampaignReader,
        law: LawReader,
        runner: Runner,
        profiles: Profiles,
        clock: Callable[[], float],
    ) -> None:
        self._assigning, self._lists, self._campaigns, self._law = assigning, lists, campaigns, law
        self._runner, self._profiles, self._clock = runner, profiles, clock
        self._turn = asyncio.Lock()
        runner.add(JobKind(name=RULE_CHECK, run=self._judge))

    async def _judge(self, job: Job) -> None:
        campaign_id, list_id = job.arguments["campaign_id"], job.arguments["list_id"]
        said: list[dict[str, Any]] = []
        blocks, done = self._rulings(campaign_id, list_id, job.created_at), 0
        try:
            while (rulings := await self._next(blocks)) is not None:
                said, done = merged(said, rulings), done + 1
                self._runner.report(job, done, phase=BLOCKS)
        except NotFound:  # the list or the campaign was deleted
            said = []
        lines = ruling_lines(said, campaign_id, {"list_id": list_id, "assigned": True}, self._clock())
        await self._assigning.conclude(job, self._runner.owner, lines, now=self._clock())

    async def _next(self, blocks: AsyncIterator[list[Ruled]]) -> list[Ruled] | None:
        """The rulings on the next block, when it is its turn; None after the last."""
        loop = asyncio.get_running_loop()
        async with self._turn:
            began = loop.time()
            rulings = await anext(blocks, None)
            await asyncio.sleep(max(loop.time() - began, LEAST_PAUSE_S))  # as long as the block took
            return rulings

    async def _rulings(self, campaign_id: int, list_id: int, at: float) -> AsyncIterator[list[Ruled]]:
        await self._lists.get(list_id, sees=EVERYTHING)
        campaign = await self._campaigns.get(campaign_id, sees=EVERYTHING)
        reach = (await self._lists.extents([list_id])).get(list_id)
        async for proofs in self._proofs(list_id, reach, at):
            # In a thread: consents that all differ make many rulings.
            yield await asyncio.to_thread(judged, self._profiles, campaign.law, campaign.company, proofs, now=at)

    async def _proofs(self, list_id: int, reach: Extent | None, at: float) -> AsyncIterator[list[Proofs]]:
        """The legal bases of its leads, block by block; at once if few lie scattered among many others."""
        if reach is None:
            return
        if reach.leads <= MOST and reach.leads * SPARSE < reach.last - reach.first + 1:
            yield await self._law.proofs([list_id], now=at)
            return
        for first in range(reach.first, reach.last + 1, BLOCK):
            yield await self._assigning.proofs(list_id, first, first + BLOCK - 1, now=at)
