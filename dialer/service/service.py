"""What an operator may ask, by subject. It writes intent to the store and nudges the engine; it never holds it."""

from collections.abc import Callable
from contextlib import AsyncExitStack

from dialer.compliance.load import load
from dialer.live.bus import Bus
from dialer.service.access import Access
from dialer.service.agents import Agents
from dialer.service.arranging import Arranging
from dialer.service.audit import AuditDesk
from dialer.service.callbacks import CallbackDesk
from dialer.service.campaigns import Campaigns
from dialer.service.exports import ExportDesk
from dialer.service.foretelling import Foretelling
from dialer.service.judging import Judging
from dialer.service.leads import LeadDesk
from dialer.service.lists import Lists
from dialer.service.log_ins import LogIns
from dialer.service.manual import ManualDesk
from dialer.service.persons import PersonDesk
from dialer.service.previews import PreviewDesk
from dialer.service.registers import RegisterDesk
from dialer.service.reports import ReportDesk
from dialer.service.retention import RetentionDesk
from dialer.service.rule_files import RuleDesk
from dialer.service.searches import NumberSearches
from dialer.service.suppression import SuppressionDesk
from dialer.service.uploads import Uploads
from dialer.service.watching import WatchDesk
from dialer.settings import Settings
from dialer.store import Store


class Service:
    """The subjects. `actor` in their methods is how the audit names who asked."""

    def __init__(self, *, store: Store, bus: Bus, settings: Settings, clock: Callable[[], float]) -> None:
        profiles = load(settings.profiles_dir)
        self.arranging = Arranging(store, bus, settings, clock)
        self.campaigns = Campaigns(store, bus, settings, profiles, clock, typed=self.arranging.typed)
        self.foretelling = Foretelling(store, profiles, clock)
        self.callbacks = CallbackDesk(store, bus, clock)
        self.agents = Agents(store, bus, profiles, clock)
        self.judging = Judging(store, profiles, clock)
        self.lists = Lists(store, bus, clock, typed=self.arranging.typed, judging=self.judging)
        self.suppression = SuppressionDesk(store, bus, settings, clock)
        self.searches = NumberSearches(store, clock)
        self.leads = LeadDesk(store, bus, self.suppression, self.searches, settings, profiles, clock)
        self.manual = ManualDesk(store, bus, self.leads, clock)
        self.uploads = Uploads(store, bus, settings, clock, loaded=self.arranging.loaded)
        self.previews = PreviewDesk(store, self.lists, self.uploads)
        self.exports = ExportDesk(store, clock)
        self.access = Access(store, settings, clock)
        self.log_ins = LogIns(store, clock)
        self.registers = RegisterDesk(store, bus, settings, clock)
        self.persons = PersonDesk(store, self.suppression, settings, profiles, clock)
        self.retention = RetentionDesk(store, settings, profiles, clock)
        self.audit = AuditDesk(store, settings)
        self.reports = ReportDesk(store, self.audit, settings, profiles, clock)
        self.rule_files = RuleDesk(store, settings, clock)
        self.watching = WatchDesk(store, profiles, clock)

    async def close(self) -> None:
        """End the work in the background."""
        async with AsyncExitStack() as closing:
            for subject in (self.log_ins, self.searches, self.uploads, self.arranging, self.judging):
                closing.push_async_callback(subject.close)
