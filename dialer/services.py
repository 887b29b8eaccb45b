"""The services, by subject. They write intent to the store and notify the engine; they hold no engine object."""

from collections.abc import Callable
from contextlib import AsyncExitStack

from dialer.access.log_ins import LogIns
from dialer.access.monitoring import WatchDesk
from dialer.access.service import Access
from dialer.agents.manual_calls import ManualDesk
from dialer.agents.service import Agents
from dialer.audit.service import AuditDesk
from dialer.callbacks.service import CallbackDesk
from dialer.campaigns.service import Campaigns
from dialer.compliance.load import load
from dialer.core.settings import Settings
from dialer.documents.service import ReportDesk
from dialer.imports.service import Uploads
from dialer.jobs.runner import Runner
from dialer.leads.searches import NumberSearches
from dialer.leads.service import LeadDesk
from dialer.lists.arrangement import Arranging
from dialer.lists.exports import ExportDesk
from dialer.lists.penetration import Foretelling
from dialer.lists.rule_check import Judging
from dialer.lists.service import Lists
from dialer.messaging.bus import Bus
from dialer.persons.service import PersonDesk
from dialer.profiles.service import RuleDesk
from dialer.registers.service import RegisterDesk
from dialer.retention.service import RetentionDesk
from dialer.stores import Store
from dialer.suppression.service import SuppressionDesk


class Service:
    """The services by subject. `actor` in their methods is the name of the requester in the audit."""

    def __init__(self, *, store: Store, bus: Bus, settings: Settings, clock: Callable[[], float]) -> None:
        profiles = load(settings.profiles_dir)
        self.jobs = Runner(store.jobs, settings.database_url, clock)
        self.arranging = Arranging(store, self.jobs, bus, settings, clock)
        self.campaigns = Campaigns(store, bus, settings, profiles, clock, typed=self.arranging.typed)
        self.foretelling = Foretelling(store, profiles, clock)
        self.callbacks = CallbackDesk(store, bus, clock)
        self.agents = Agents(store, bus, profiles, clock)
        self.judging = Judging(store, self.jobs, profiles, clock)
        self.lists = Lists(store, bus, clock, typed=self.arranging.typed, runner=self.jobs)
        self.suppression = SuppressionDesk(store, bus, settings, clock)
        self.searches = NumberSearches(store, clock)
        self.leads = LeadDesk(store, bus, self.suppression, self.searches, settings, profiles, clock)
        self.manual = ManualDesk(store, bus, self.leads, clock)
        self.uploads = Uploads(store, self.jobs, bus, settings, clock, loaded=self.arranging.loaded)
        self.exports = ExportDesk(store, clock)
        self.access = Access(store, settings, clock)
        self.log_ins = LogIns(store, clock)
        self.registers = RegisterDesk(store, bus, settings, clock)
        self.persons = PersonDesk(store, self.suppression, settings, profiles, clock)
        self.retention = RetentionDesk(store, self.jobs, settings, profiles, clock)
        self.audit = AuditDesk(store, settings)
        self.reports = ReportDesk(store, self.audit, settings, profiles, clock)
        self.rule_files = RuleDesk(store, settings, clock)
        self.watching = WatchDesk(store, profiles, clock)

    async def close(self) -> None:
        """End background work."""
        async with AsyncExitStack() as closing:
            for subject in (self.log_ins, self.searches, self.jobs):
                closing.push_async_callback(subject.close)
