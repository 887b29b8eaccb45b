"""A campaign's penetration of its lists, and when these run dry within its calling hours."""

from collections.abc import Callable

from dialer.campaigns.cell_campaign import read_campaign
from dialer.cell.legal.calling_hours import hours_of
from dialer.cell.legal.legal_campaign import lawful
from dialer.compliance.load import Profiles
from dialer.core.enums import CampaignStatus
from dialer.core.visibility import EVERYTHING
from dialer.people.lists.rules.penetration import Penetration, as_of
from dialer.stores.campaigns import CampaignStore


class PenetrationForecasts:
    """Forecasts of penetration."""

    def __init__(self, store: CampaignStore, profiles: Profiles, clock: Callable[[], float]) -> None:
        self._store, self._profiles, self._clock = store, profiles, clock

    async def of_campaign(self, campaign_id: int) -> Penetration:
        """Count a campaign's leads; there is no forecast for one that does not run. Raises `UnknownCampaign`."""
        store, now = self._store, self._clock()
        config = await store.campaigns.get(campaign_id, sees=EVERYTHING)
        try:
            own = read_campaign(config, profiles=self._profiles, seen=await store.law.seen(campaign_id))
        except ValueError:  # its settings cannot be run: no forecast
            return as_of(await store.penetration.of(campaign_id, now=now), CampaignStatus.STOPPED)
        hours = hours_of(lawful(own, now))
        return as_of(await store.penetration.of(campaign_id, now=now, hours=hours), config.status)
