"""Corrects what a list says of its legal basis, also for the leads that have taken it over: these in the background."""

import asyncio
from collections.abc import Callable, Mapping
from types import EllipsisType
from typing import Final

from dialer.core.errors import NotFound
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import msg
from dialer.jobs.kinds import CONSENT_CORRECTION
from dialer.jobs.model import Job, JobKind
from dialer.jobs.runner import Runner
from dialer.messaging.bus import Bus, Topic
from dialer.people.lists.service import dated
from dialer.people.lists.store.consents import ListConsents
from dialer.people.lists.store.lists import LeadList, Lists

BLOCK: Final = 1000  # ids at a time: some hundredths of a second
LEAST_PAUSE_S: Final = 0.001
GIVEN: Final = msg("Leads get the list's corrected legal basis")


class ConsentCorrection:
    """Requests to correct the consent of lists."""

    def __init__(
        self, lists: Lists, list_consents: ListConsents, runner: Runner, bus: Bus, clock: Callable[[], float]
    ) -> None:
        self._lists, self._list_consents, self._runner = lists, list_consents, runner
        self._bus, self._clock = bus, clock
        runner.add(JobKind(name=CONSENT_CORRECTION, run=self._give))

    async def correct(
        self, list_id: int, consent: Mapping[str, str], *, actor: str, expected: LeadList | EllipsisType = ...
    ) -> LeadList:
        """Replace the consent of rows that state none. Leads that have the former one get it too, by a job.

        Leads whose rows said something of their own keep it. Raises `UnknownList`, `Invalid`, `InUse`, `Changed`.
        """
        before = await self._lists.get(list_id, sees=EVERYTHING)
        now = self._clock()
        said = dated(consent, before.country, now)
        if said == before.consent:
            return before
        after = await self._list_consents.correct(list_id, said, actor=actor, now=now, expected=expected)
        self._runner.wake()
        self._nudge(after)
        return after

    async def _give(self, job: Job) -> None:
        list_id, before, after = (job.arguments[name] for name in ("list_id", "before", "after"))
        loop, given = asyncio.get_running_loop(), 0
        first, last = await self._list_consents.reach(list_id) or (1, 0)
        for start in range(first, last + 1, BLOCK):
            began = loop.time()
            given += await self._list_consents.give(list_id, before, after, start, start + BLOCK - 1)
            self._runner.report(job, given, phase=GIVEN)
            # As long as the block took, so that dialling does not wait for every second transaction.
            await asyncio.sleep(max(loop.time() - began, LEAST_PAUSE_S))
        try:
            self._nudge(await self._lists.get(list_id, sees=EVERYTHING))
        except NotFound:  # it was deleted
            return

    def _nudge(self, listed: LeadList) -> None:
        if listed.campaign_id is not None:
            self._bus.publish(Topic.CAMPAIGN, {"campaign_id": listed.campaign_id})
