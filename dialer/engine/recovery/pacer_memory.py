"""What pacers have learned, kept over restarts: saved while they dial, loaded before their cells are made."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from dialer.campaigns.model import CampaignConfig
from dialer.campaigns.simulations.store import DaySoFar
from dialer.campaigns.store.pacer_memory import CellMemory
from dialer.cell.agents.roster import AgentState
from dialer.cell.cell import Cell
from dialer.cell.dialling.forecast_accounts import LiveLearned
from dialer.cell.tally import Tally as DayTally
from dialer.compliance.hours import BadHours, zone_of
from dialer.core.local_time import day_of, start_of
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.engine.recovery.cell_history import Past
from dialer.engine.recovery.pacer_warmup import learned_from, tally_of
from dialer.engine.shared_budgets import Budgets, read_tally
from dialer.storage.database import REFUSED
from dialer.stores.everything import Store
from pacing.windowed_counts import Tally

log = logging.getLogger("pronto.engine.memory")

PAST_CALLS = 2000  # own calls that teach a campaign without a memory
WORKED = "worked"  # key of the day and its agents' seconds by state
KIN_CALLS = 60  # calls of a similar campaign: a start that its own first calls soon outweigh
KIN_TRIED = 5
KIN_SINCE_S = 30 * DAY_S


@dataclass(slots=True, kw_only=True)
class Memory:
    """The memories of an engine's campaigns."""

    store: Store
    clock: Callable[[], float]
    fence_of: Callable[[int], int | None] = lambda _: None  # fencing number of our lease on a node; 0: none
    _recalled: dict[int, Past] = field(default_factory=dict)

    def take(self, campaign_id: int) -> Past | None:
        """What was loaded for the campaign; returned once, to its cell."""
        return self._recalled.pop(campaign_id, None)

    def forget(self) -> None:
        """Drop all that was loaded: another engine may have counted since."""
        self._recalled.clear()

    async def recall(self, campaign: CampaignConfig, cells: Mapping[int, Cell]) -> None:
        """Load what the pacer starts with: its memory, else its past calls, else those of a similar campaign."""
        if campaign.id in cells or campaign.id in self._recalled:
            return
        memory = await self.store.memory.load(campaign.id)
        learned = _saved(memory) or await self._past(campaign.id) or await self._kin(campaign) or LiveLearned()
        learned.tally = await counted_in_rows(self.store, campaign.id, now=self.clock())
        self._recalled[campaign.id] = Past(learned=learned, tally=await self._day(campaign, memory))

    async def _day(self, campaign: CampaignConfig, memory: CellMemory | None) -> DayTally:
        try:
            zone = zone_of(campaign.time_zone)
        except BadHours:
            return DayTally()  # a campaign with bad hours cannot be run
        day = day_of(self.clock(), zone)
        seen = await self.store.attempts.totals(campaign.id, start_of(day, zone))
        return DayTally(
            day=day,
            seconds=_worked(memory, day),
            placed=seen.placed,
            answered=seen.answered,
            served=seen.served,
            connected=seen.connected,
            abandoned=seen.abandoned,
            outcomes=Counter(seen.outcomes),
        )

    async def _past(self, campaign_id: int) -> LiveLearned | None:
        attempts = await self.store.attempts.list(campaign_id, limit=PAST_CALLS, sees=EVERYTHING)
        return await asyncio.to_thread(learned_from, attempts) if attempts else None

    async def _kin(self, campaign: CampaignConfig) -> LiveLearned | None:
        since = self.clock() - KIN_SINCE_S
        for other in await self.store.campaigns.like(campaign, most=KIN_TRIED):
            attempts = await self.store.attempts.list(other, limit=KIN_CALLS, since=since, sees=EVERYTHING)
            if len(attempts) == KIN_CALLS:
                log.info("campaign %d begins with what the last calls of campaign %d show", campaign.id, other)
                return learned_from(attempts, own=False)
        return None

    async def save(self, cells: Mapping[int, Cell]) -> None:
        """Save what the cells have learned, and how their days stand."""
        for campaign_id, cell in list(cells.items()):
            try:
                worked = {state.value: seconds for state, seconds in cell.tally.seconds.items()}
                learned = cell.learned.dump() | {WORKED: [str(cell.tally.day), worked]}
                fence = self.fence_of(cell.campaign.node_id)
                if not await self.store.memory.save(campaign_id, learned, now=self.clock(), fence=fence):
                    log.warning("what campaign %d has learned is another engine's to keep by now", campaign_id)
                elif (so_far := _so_far(campaign_id, cell.tally)) is not None:
                    await self.store.simulations.note_work(so_far, now=self.clock())
            except REFUSED as error:  # the campaign is deleted; the others' memories are kept all the same
                log.warning("what campaign %d has learned cannot be kept: %s", campaign_id, type(error).__name__)

    async def exchange(self, budgets: Budgets, cells: Mapping[int, Cell]) -> dict[int, Tally] | None:
        """Save the counts of campaigns with a shared budget, and load those of other engines' partners.

        None if no campaign of another engine shares a budget with ours.
        """
        wanted = budgets.wanted(cells.keys()).difference(budgets.ended)
        if not wanted:
            return None
        await self.save({campaign_id: cell for campaign_id, cell in cells.items() if budgets.partners(campaign_id)})
        return await tallies_of(self.store, wanted)


def _so_far(campaign_id: int, tally: DayTally) -> DaySoFar | None:
    """How the campaign's day stands; None before anybody worked in it."""
    if tally.day is None or not any(tally.seconds.values()):
        return None
    return DaySoFar(
        campaign_id=campaign_id,
        day=tally.day,
        staffed_s=tally.staffed_seconds(),
        busy_s=tally.busy_seconds(),
        served=tally.served,
        abandoned=tally.abandoned,
    )


def _worked(memory: CellMemory | None, day: date) -> dict[AgentState, float]:
    """Agents' time of the day, as last saved: it is in no other row."""
    saved = (memory.learned.get(WORKED) if memory else None) or ["", {}]
    seconds = saved[1] if saved[0] == str(day) else {}
    return {state: float(seconds.get(state, 0.0)) for state in AgentState}


def _saved(memory: CellMemory | None) -> LiveLearned | None:
    if memory is None:
        return None
    try:
        return LiveLearned.load(memory.learned)
    except (KeyError, TypeError, ValueError) as error:
        log.warning("what campaign %d had learned cannot be read, it learns anew: %s", memory.campaign_id, error)
        return None


async def tallies_of(store: Store, campaign_ids: Iterable[int]) -> dict[int, Tally]:
    """The campaigns' counts, as their engines last saved them."""
    tallies = {}
    for campaign_id in campaign_ids:
        memory = await store.memory.load(campaign_id)
        if memory is not None and (tally := read_tally(memory.learned)) is not None:
            tallies[campaign_id] = tally
    return tallies


async def counted_in_rows(store: Store, campaign_id: int, *, now: float) -> Tally:
    """The campaign's counts by the rows of its calls: the law asks for these, whatever a memory says."""
    counts = await store.attempts.counts(campaign_id)
    tally = await asyncio.to_thread(tally_of, counts, now=now)
    # Dispositions given while no engine listened are in the database.
    tally.recount_met(await store.attempts.met_machines(campaign_id))
    return tally
