"""Everything Pronto keeps."""

from functools import cached_property
from typing import TYPE_CHECKING

from dialer.data_protection.retention.store.runs import RetentionRuns
from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.stores.campaigns import CampaignStore

if TYPE_CHECKING:
    from dialer.data_protection.retention.store.retention import Retention
    from dialer.data_protection.store.persons import Persons
    from dialer.documents.store.campaign_report import Proving


class Store(CampaignStore):
    """Everything Pronto keeps: what each domain keeps, and what reaches over all of them."""

    def __init__(self, database: Database, digests: Digests) -> None:
        super().__init__(database, digests)
        self.retention_runs = RetentionRuns(database)

    @cached_property
    def persons(self) -> "Persons":
        from dialer.data_protection.store.persons import Persons

        return Persons(self.database, self.digests)

    @cached_property
    def retention(self) -> "Retention":
        from dialer.data_protection.retention.store.retention import Retention

        return Retention(self.database, self.digests)

    @cached_property
    def proving(self) -> "Proving":
        from dialer.documents.store.campaign_report import Proving

        return Proving(self.database, self.digests)
