"""What an operator may ask of machine detection."""

from collections.abc import Callable

from dialer.core.time_units import DAY_S
from dialer.core.visibility import Visibility
from dialer.machine_detection.model import DetectionFigures
from dialer.machine_detection.rules import figures_of
from dialer.stores import Store


class MachineDetectionService:
    """Requests about machine detection."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock

    async def of_campaign(self, campaign_id: int, *, days: int, sees: Visibility) -> DetectionFigures:
        """What it cost the campaign in the last days. Raises UnknownCampaign."""
        campaign = await self._store.campaigns.get(campaign_id, sees=sees)
        since = self._clock() - days * DAY_S
        calls = await self._store.machine_detection.screened(campaign_id, since)
        return figures_of(calls, campaign.law.amd_audit, since=since)
