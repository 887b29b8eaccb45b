"""Reads, every few seconds, the facts of campaigns' lists and the error of the clock that the rules judge by."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from dialer.campaigns.model import CampaignConfig
from dialer.compliance.campaign_facts import NOTHING_SEEN, Seen
from dialer.core import clock
from dialer.core.enums import CampaignStatus
from dialer.core.errors import UnknownCampaign
from dialer.core.settings import Settings
from dialer.stores.campaigns import CampaignStore

LOOK_EVERY_S: Final = 10.0


@dataclass(slots=True)
class FactsReader:
    """The last facts of each campaign."""

    store: CampaignStore
    settings: Settings
    _seen: dict[int, tuple[float, CampaignConfig, Seen]] = field(default_factory=dict)

    async def look(self, campaigns: Sequence[CampaignConfig], *, now: float) -> dict[int, Seen]:
        """The facts of each campaign; stopped campaigns, and unchanged ones read a moment ago, keep their last ones."""
        for config in campaigns:
            at, known, _ = self._seen.get(config.id, (0.0, None, None))
            asleep = config.status is CampaignStatus.STOPPED and known is not None
            if config != known or (not asleep and now - at >= LOOK_EVERY_S):
                seen = with_clock(await self._of(config.id), self.settings)
                self._seen[config.id] = (now, config, seen)
        self._seen = {config.id: self._seen[config.id] for config in campaigns}  # drops campaigns that have ended
        return {campaign_id: seen for campaign_id, (_, _, seen) in self._seen.items()}

    async def _of(self, campaign_id: int) -> Seen:
        try:
            return await self.store.law.seen(campaign_id)
        except UnknownCampaign:  # deleted since the campaigns were read
            return NOTHING_SEEN


def with_clock(seen: Seen, settings: Settings) -> Seen:
    """Add the possible error of the time.

    It is the kernel's estimate, or none if the admin vouches for the clock; plus the distance of Pronto's clock from
    the machine's, in case that was set.
    """
    told_s = clock.kernel_error_s()
    if told_s is None and not settings.clock_kept:
        return seen
    skew_s = round((told_s or 0.0) + abs(clock.apart_s()), 2)
    return replace(seen, clock_skew_s=skew_s, clock_source="stated" if told_s is None else "kernel")
