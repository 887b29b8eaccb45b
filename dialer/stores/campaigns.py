"""What is kept of campaigns, of their attempts and of what came of them."""

from functools import cached_property
from typing import TYPE_CHECKING

from dialer.campaigns.attempts.store.attempts import Attempts
from dialer.campaigns.attempts.store.dispositions_since import Dispositions
from dialer.campaigns.results.store.number_shows import NumberShows
from dialer.campaigns.store.campaigns import Campaigns
from dialer.campaigns.store.legal_facts import Law
from dialer.campaigns.store.pacer_memory import Memory
from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.stores.provisioning import ProvisioningStore

if TYPE_CHECKING:
    from dialer.campaigns.machine_detection.store import MachineDetection
    from dialer.campaigns.report_schedules.store import ReportSchedules
    from dialer.campaigns.results.store.counting import Counting
    from dialer.campaigns.results.store.figures import ResultFigures
    from dialer.campaigns.scripts.store.identities import Identities
    from dialer.campaigns.scripts.store.runs import ScriptRuns
    from dialer.campaigns.scripts.store.scripts import Scripts
    from dialer.campaigns.simulations.store import Simulations
    from dialer.campaigns.store.retirement import Retiring


class CampaignStore(ProvisioningStore):
    """What is kept of campaigns, of their attempts and of what came of them."""

    def __init__(self, database: Database, digests: Digests) -> None:
        super().__init__(database, digests)
        self.campaigns: Campaigns = Campaigns(database, digests)
        self.attempts = Attempts(database, digests)
        self.dispositions = Dispositions(database)
        self.number_shows = NumberShows(database)
        self.memory = Memory(database)
        self.law = Law(database)

    @cached_property
    def machine_detection(self) -> "MachineDetection":
        from dialer.campaigns.machine_detection.store import MachineDetection

        return MachineDetection(self.database)

    @cached_property
    def report_schedules(self) -> "ReportSchedules":
        from dialer.campaigns.report_schedules.store import ReportSchedules

        return ReportSchedules(self.database)

    @cached_property
    def results(self) -> "ResultFigures":
        from dialer.campaigns.results.store.figures import ResultFigures

        return ResultFigures(self.database)

    @cached_property
    def counting(self) -> "Counting":
        from dialer.campaigns.results.store.counting import Counting

        return Counting(self.database)

    @cached_property
    def simulations(self) -> "Simulations":
        from dialer.campaigns.simulations.store import Simulations

        return Simulations(self.database)

    @cached_property
    def scripts(self) -> "Scripts":
        from dialer.campaigns.scripts.store.scripts import Scripts

        return Scripts(self.database)

    @cached_property
    def script_runs(self) -> "ScriptRuns":
        from dialer.campaigns.scripts.store.runs import ScriptRuns

        return ScriptRuns(self.database)

    @cached_property
    def identities(self) -> "Identities":
        from dialer.campaigns.scripts.store.identities import Identities

        return Identities(self.database)

    @cached_property
    def retiring(self) -> "Retiring":
        from dialer.campaigns.store.retirement import Retiring

        return Retiring(self.database)
