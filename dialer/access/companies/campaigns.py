"""What features below the campaigns ask of a campaign: whose it is, where it dials, and by which law."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from dialer.access.companies.model import Company
from dialer.compliance.settings import LawSettings
from dialer.core.enums import CampaignStatus
from dialer.core.visibility import Visibility
from dialer.storage.database import Database


class CampaignBasics(Protocol):
    """A campaign, as far as its lists, leads, agents and phones need to know it."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def company(self) -> Company: ...
    @property
    def node_id(self) -> int: ...
    @property
    def time_zone(self) -> str: ...
    @property
    def law(self) -> LawSettings: ...
    @property
    def field_types(self) -> Mapping[str, Any]: ...


class ReopenLeads(Protocol):
    """Makes leads that the rules have put off due again: `dialer.people.leads.store.recheck.reopen_all` does."""

    async def __call__(self, database: Database, *, campaign_id: int, now: float) -> None: ...


class CampaignReader(Protocol):
    """Reads campaigns: `dialer.campaigns.store.campaigns.Campaigns` does."""

    async def get(self, campaign_id: int, *, sees: Visibility) -> CampaignBasics:
        """One campaign. Raises `UnknownCampaign`."""

    async def list(self, statuses: Collection[CampaignStatus] = ..., *, sees: Visibility) -> Sequence[CampaignBasics]:
        """The campaigns of these states."""

    async def ids(self, *, sees: Visibility) -> frozenset[int]:
        """The ids of all campaigns, including archived ones."""

    async def of_companies(self, company_ids: Collection[int]) -> Sequence[int]:
        """The ids of all campaigns of these companies, including ended ones."""
