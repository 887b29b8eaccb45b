"""Counts leads by state and talks without a disposition, for boards; dialable leads, for pacers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from dialer.cell.cell import Cell
from dialer.core.enums import CampaignStatus, LeadState
from dialer.core.local_time import day_of, start_of
from dialer.engine.engine_events import Counted
from dialer.engine.inbox import Inbox
from dialer.people.callbacks.model import OffList
from dialer.stores.everything import Store

MOVING: Final = (LeadState.BOOKED, LeadState.CLAIMED, LeadState.CALLING, LeadState.WRAPPING)
WHOLE_SHARE: Final = 0.02  # share of the time spent on counting all leads: ten million take a second or two
WHOLE_MOST_S: Final = 300.0


@dataclass(slots=True, kw_only=True)
class LeadCounts:
    """Counts the few moving leads each time, and all leads as often as that is cheap."""

    store: Store
    inbox: Inbox
    clock: Callable[[], float]
    cells: Mapping[int, Cell]
    by_campaign: dict[int, Mapping[LeadState, int]] = field(default_factory=dict)
    off: Sequence[OffList] = ()  # lists that are off and have call-backs waiting
    undisposed: dict[int, Mapping[int | None, int]] = field(default_factory=dict)  # talks of the day, by agent
    _whole_at: dict[int, float] = field(default_factory=dict)  # when all leads are counted next

    async def refresh(self) -> None:
        """Count the leads of all campaigns, and report to the running ones how many they could dial."""
        for known in (self.by_campaign, self.undisposed, self._whole_at):
            for campaign_id in known.keys() - self.cells.keys():  # ended campaigns
                del known[campaign_id]
        self.off = await self.store.callbacks.off(self.cells)
        for campaign_id in list(self.cells):
            await self._count(campaign_id)
            await self._count_undisposed(campaign_id)
            cell = self.cells.get(campaign_id)
            if cell is None or cell.campaign.status is not CampaignStatus.RUNNING or not cell.openings.open_keys:
                continue
            dialable = await self.store.leads.dialable(campaign_id, cell.openings.open_keys, now=self.clock())
            self.inbox.put(Counted(campaign_id, dialable), wake=False)

    async def _count(self, campaign_id: int) -> None:
        began = self.clock()
        if began < self._whole_at.get(campaign_id, 0.0):
            moving = await self.store.leads.counts(campaign_id, MOVING)
            self.by_campaign[campaign_id] = {**self.by_campaign[campaign_id], **moving}
            return
        self.by_campaign[campaign_id] = await self.store.leads.counts(campaign_id)
        ended = self.clock()
        self._whole_at[campaign_id] = ended + min(WHOLE_MOST_S, (ended - began) / WHOLE_SHARE)

    async def _count_undisposed(self, campaign_id: int) -> None:
        """Count the talks of the campaign's day whose wrap-up is over and that have no disposition."""
        if (cell := self.cells.get(campaign_id)) is None:
            return
        now, zone = self.clock(), ZoneInfo(cell.campaign.rules.time_zone)
        began_at, over_before = start_of(day_of(now, zone), zone), now - cell.campaign.wrap_up_limit_s
        self.undisposed[campaign_id] = await self.store.attempts.unsaid(campaign_id, since=began_at, before=over_before)
