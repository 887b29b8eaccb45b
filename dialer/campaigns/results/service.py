"""Results: figures of campaigns over days, and the counting ahead that keeps them quick."""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dialer.campaigns.results.model import Meanings, Results
from dialer.campaigns.results.rules import MOST_DAYS, period_of
from dialer.campaigns.results.store.counting import Clocks, Count
from dialer.core.local_time import day_of
from dialer.core.request_errors import Invalid
from dialer.core.visibility import Visibility
from dialer.i18n.message import msg
from dialer.jobs.kinds import RESULT_COUNTING
from dialer.jobs.model import Job, JobKind
from dialer.jobs.runner import Runner
from dialer.storage.throttle import Pace
from dialer.stores.campaigns import CampaignStore

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 300.0
USUAL_DAYS: Final = 7  # of a period that nobody chose


class ResultService:
    """Requests about results."""

    def __init__(self, store: CampaignStore, runner: Runner, clock: Callable[[], float]) -> None:
        self._store, self._runner, self._clock = store, runner, clock
        self._looked_at = 0.0
        runner.add(JobKind(name=RESULT_COUNTING, run=self._count, at_once=1))
        runner.add_duty(self.look)

    async def of_campaign(
        self, campaign_id: int, *, first: date | None, last: date | None, sees: Visibility, names_agents: bool
    ) -> Results:
        """The campaign's results over days by its clocks, both included; by default the last seven.

        Raises `UnknownCampaign`, `Invalid`.
        """
        campaign = await self._store.campaigns.get(campaign_id, sees=sees)
        now = self._clock()
        last = last or day_of(now, ZoneInfo(campaign.time_zone))
        first = first or last - timedelta(days=USUAL_DAYS - 1)
        check_days(first, last)
        period = period_of(first, last, campaign.time_zone)
        [clocks] = await self._store.counting.clocks(campaign_id)
        scope = clocks.scope(period.since, period.until)
        figures = await self._store.results.read(scope, sees=sees, names_agents=names_agents)
        return Results(
            campaign_id=campaign_id,
            campaign_name=campaign.name,
            period=period,
            counted_at=now,
            figures=figures,
        )

    async def meanings(self, campaign_id: int) -> Meanings:
        """What the campaign's dispositions mean; nothing of a campaign that is not there."""
        found = await self._store.counting.clocks(campaign_id)
        return found[0].meanings if found else Meanings()

    async def look(self) -> None:
        """Queue the counting of what is over, and of what has changed since."""
        now = self._clock()
        if now < self._looked_at + LOOK_EVERY_S:
            return
        self._looked_at = now
        if await self._store.jobs.open(RESULT_COUNTING) or not await self._store.counting.waiting(now=now):
            return
        await self._store.jobs.queue(RESULT_COUNTING, "results", {}, actor="", now=now)
        self._runner.wake()

    async def _count(self, job: Job) -> None:
        done = 0
        for clocks in await self._store.counting.waiting(now=self._clock()):
            done += await self._count_campaign(clocks, job, done)
        log.info("results: %d hours and days were counted", done)

    async def _count_campaign(self, clocks: Clocks, job: Job, before: int) -> int:
        counting, pace, done = self._store.counting, Pace(self._store.database), 0

        async def written(count: Count | None) -> bool:
            nonlocal done
            if count is None or not await counting.write(count):
                return False
            done += 1
            self._runner.report(job, before + done)
            await pace.rest(pace.rows)
            return True

        while await written(await counting.ahead(clocks, now=self._clock())):
            pass
        while await written(await counting.again(clocks)):
            pass
        return done


def check_days(first: date, last: date) -> None:
    """Raise `Invalid` unless these days are a period that can be counted."""
    if first > last:
        raise Invalid([("last_day", msg("the last day must not lie before the first"))])
    if (last - first).days >= MOST_DAYS:
        raise Invalid([("first_day", msg("choose at most {days} days", days=MOST_DAYS))])
    if first.year < 1971 or last.year > 2998:
        raise Invalid([("first_day", msg("choose days of this age"))])
