"""What an operator may ask of machine detection."""

from collections.abc import Callable

from dialer.campaigns.machine_detection.model import DetectionFigures
from dialer.campaigns.machine_detection.rules import figures_of
from dialer.campaigns.machine_detection.store import MachineDetection
from dialer.campaigns.store.campaigns import Campaigns
from dialer.core.time_units import DAY_S
from dialer.core.visibility import Visibility


class MachineDetectionService:
    """Requests about machine detection."""

    def __init__(self, campaigns: Campaigns, machine_detection: MachineDetection, clock: Callable[[], float]) -> None:
        self._campaigns, self._machine_detection, self._clock = campaigns, machine_detection, clock

    async def of_campaign(self, campaign_id: int, *, days: int, sees: Visibility) -> DetectionFigures:
        """What it cost the campaign in the last days. Raises UnknownCampaign."""
        campaign = await self._campaigns.get(campaign_id, sees=sees)
        since = self._clock() - days * DAY_S
        calls = await self._machine_detection.screened(campaign_id, since)
        return figures_of(calls, campaign.law.amd_audit, since=since)
