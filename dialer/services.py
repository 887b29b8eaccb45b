"""The services, by subject. They write intent to the store and notify the engine; they hold no engine object."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING, Final

from dialer.access.companies.service import CompanyService
from dialer.access.last_used import LastUsed
from dialer.access.log_ins import LogIns
from dialer.access.passwords import Passwords
from dialer.access.provider_accounts import ProviderAccounts
from dialer.access.second_factor import SecondFactor
from dialer.access.service import Access
from dialer.access.sign_ins import SignIns
from dialer.access.store.teams import Teams
from dialer.access.waits import Waits
from dialer.audit.service import AuditService
from dialer.bulk.service import BulkService
from dialer.campaigns.alerts.service import AlertService
from dialer.campaigns.attempts.disposition_service import DispositionService
from dialer.campaigns.caller_id_pools import CallerIdService
from dialer.campaigns.follow_ups.callbacks import CallbackService
from dialer.campaigns.follow_ups.tasks import TaskService
from dialer.campaigns.machine_detection.service import MachineDetectionService
from dialer.campaigns.manual_calls import ManualCalls
from dialer.campaigns.monitoring import MonitoringService
from dialer.campaigns.penetration import PenetrationForecasts
from dialer.campaigns.report_schedules.service import ReportScheduleService
from dialer.campaigns.results.service import ResultService
from dialer.campaigns.scripts.cells import QuotaCells
from dialer.campaigns.scripts.runs import ScriptRuns
from dialer.campaigns.scripts.service import ScriptService
from dialer.campaigns.service import Campaigns
from dialer.campaigns.simulations.service import SimulationService
from dialer.campaigns.trunk_retirement import TrunkRetirement
from dialer.campaigns.wait_reasons import WaitReasons
from dialer.compliance.load import load
from dialer.core.request_errors import TooManyNumberFiles
from dialer.core.settings import Settings
from dialer.data_protection.retention.service import RetentionService
from dialer.data_protection.service import PersonService
from dialer.documents.report_files import ReportFiles
from dialer.documents.service import ReportService
from dialer.jobs.runner import Runner
from dialer.jobs.turns import AtOnce
from dialer.messaging.bus import Bus, Topic
from dialer.people.imports.service import Uploads
from dialer.people.interactions.service import InteractionService
from dialer.people.leads.searches import NumberSearches
from dialer.people.leads.service import LeadService
from dialer.people.lists.arrangement import Arranging
from dialer.people.lists.consent_correction import ConsentCorrection
from dialer.people.lists.exports import ListExports
from dialer.people.lists.rule_check import RuleChecks
from dialer.people.lists.service import Lists
from dialer.people.mail.account_notices import AccountNotices
from dialer.people.mail.service import MailService
from dialer.people.persons.record_service import PersonRecordService
from dialer.people.registers.service import RegisterService
from dialer.people.suppression.service import SuppressionService
from dialer.profiles.service import ProfileService
from dialer.provisioning.desk_phones.service import DeskPhoneService
from dialer.provisioning.phones.service import PhoneAccountService
from dialer.provisioning.service import ProvisioningService
from dialer.provisioning.standing_trunks import StandingTrunks
from dialer.provisioning.trunk_apply import TrunkApply
from dialer.setup.service import SetupService
from dialer.setup.trial_calls import TrialCallService
from dialer.stores.everything import Store
from dialer.telephony.destinations.service import DestinationService
from dialer.telephony.nodes.checks import NodeChecks
from dialer.work.agents.commands import AgentCommands
from dialer.work.agents.service import Agents
from dialer.work.agents.store import leave_team
from dialer.work.issue_reports.service import IssueReportService
from dialer.work.pauses.service import PauseService
from dialer.work.team_messages.service import TeamMessageService
from dialer.work.workday.service import WorkdayService

if TYPE_CHECKING:
    from dialer.access.identity_provider import IdentityProvider

NUMBER_FILES_AT_ONCE: Final = 2  # each has a process of its own
NUMBER_FILES_WAITING: Final = 8


class Service:
    """The services by subject. `actor` in their methods is the name of the requester in the audit."""

    def __init__(
        self, *, store: Store, bus: Bus, settings: Settings, clock: Callable[[], float], serves: bool = True
    ) -> None:
        profiles = load(settings.profiles_dir)
        store.jobs.tell_to(partial(bus.publish, Topic.JOB))
        self.jobs = Runner(store.jobs, settings.database_url, clock, serves=serves)
        self.arranging = Arranging(store, self.jobs, bus, settings, clock)
        self.campaigns = Campaigns(store, bus, settings, profiles, clock, typed=self.arranging.typed)
        self.setup = SetupService(store, bus, self.campaigns, settings, clock)
        self.companies = CompanyService(store.companies, store.audit, clock)
        self.destinations = DestinationService(store.destinations, store.audit, bus, clock)
        self.caller_ids = CallerIdService(store, bus, self.jobs, settings, profiles, clock)
        self.trial_calls = TrialCallService(store, bus, clock)
        self.node_checks = NodeChecks(store.nodes, store.jobs, store.audit, self.jobs, bus, clock)
        self.penetration = PenetrationForecasts(store, profiles, clock)
        self.callbacks = CallbackService(store, bus, profiles, clock)
        self.agents = Agents(store, clock)
        self.agent_commands = AgentCommands(store, bus, self.agents, clock)
        self.dispositions = DispositionService(store, bus, profiles, clock)
        self.phones = PhoneAccountService(
            store.agents, store.phones, store.audit, store.nodes, store.campaigns, settings, clock
        )
        applies = TrunkApply(store, self.jobs, bus, settings, clock)
        self.standing_trunks = StandingTrunks(
            store.trunk_versions, store.audit, store.nodes, store.trunks, self.jobs, bus, settings, applies, clock
        )
        self.provisioning = ProvisioningService(
            store.trunk_versions, store.trunks, store.nodes, bus, settings, applies, self.standing_trunks, clock
        )
        self.retirement = TrunkRetirement(
            store.nodes, store.retiring, store.trunk_versions, settings, applies, self.standing_trunks, clock
        )
        self.desk_phones = DeskPhoneService(store, self.jobs, bus, settings, self.agents, clock)
        self.rule_checks = RuleChecks(
            store.assigning, store.lists, store.campaigns, store.law, self.jobs, profiles, clock
        )
        cells = QuotaCells(store.scripts, store.lists, store.script_runs, self.arranging)
        self.lists = Lists(store, bus, clock, typed=self.arranging.typed, assigned=cells.settle_list, runner=self.jobs)
        self.consent_corrections = ConsentCorrection(store.lists, store.list_consents, self.jobs, bus, clock)
        files = AtOnce(NUMBER_FILES_AT_ONCE, waiting=NUMBER_FILES_WAITING, refusal=TooManyNumberFiles)
        self.suppression = SuppressionService(store, self.jobs, bus, settings, clock, turns=files)
        self.searches = NumberSearches(store.audit, clock)
        self.leads = LeadService(store, bus, self.suppression, self.searches, profiles, clock)
        self.wait_reasons = WaitReasons(store, bus, settings, profiles, clock)
        self.manual = ManualCalls(store, bus, self.leads, self.wait_reasons, clock)
        self.uploads = Uploads(store, self.jobs, bus, settings, clock, loaded=self.arranging.loaded)
        self.exports = ListExports(store.lists, store.exports, store.audit, store.imports, store.arranging, clock)
        self.passwords = Passwords()
        self.second_factor = SecondFactor(store.users, settings.state_dir, clock)
        self.mail = MailService(store, self.jobs, settings, clock)
        notices = AccountNotices(store.jobs, store.users, self.jobs, settings, self.mail.templates, clock)
        self.access = Access(
            store, partial(Teams, leave=leave_team), self.passwords, self.second_factor, notices.tell, clock
        )
        self.log_ins = LogIns(store.audit, clock)
        self.last_used = LastUsed(store.sessions, clock)
        self.waits = Waits(settings)
        self.sign_ins = SignIns(
            store.sessions,
            store.users,
            store.board_tokens,
            passwords=self.passwords,
            second_factor=self.second_factor,
            waits=self.waits,
            log_ins=self.log_ins,
            last_used=self.last_used,
            provider=_provider(settings, clock),
            provider_accounts=ProviderAccounts(store.users, store.audit, settings, clock),
            clock=clock,
        )
        self.registers = RegisterService(store, self.jobs, bus, settings, clock, turns=files)
        self.persons = PersonService(store, self.suppression, settings, profiles, clock)
        self.person_records = PersonRecordService(store, self.jobs, self.suppression, clock)
        self.interactions = InteractionService(store.interactions, bus, clock)
        self.pauses = PauseService(store.pauses, store.audit, clock)
        self.issue_reports = IssueReportService(store.agents, store.attempts, store.issue_reports, store.audit, clock)
        self.workdays = WorkdayService(store.agents, store.workdays, store.pauses, clock)
        self.team_messages = TeamMessageService(
            store.users, store.team_messages, store.agents, store.audit, bus, self.agent_commands, clock
        )
        self.alerts = AlertService(store, profiles, self.caller_ids, clock)
        self.machine_detection = MachineDetectionService(store.campaigns, store.machine_detection, clock)
        self.results = ResultService(store, self.jobs, clock)
        self.report_schedules = ReportScheduleService(
            store.report_schedules, store.campaigns, self.jobs, self.mail, self.results, clock
        )
        self.tasks = TaskService(store, self.callbacks, self.mail, clock)
        self.retention = RetentionService(store, self.jobs, settings, profiles, clock)
        self.audit = AuditService(store.audit, settings)
        self.report_files = ReportFiles(self.jobs, settings, clock)
        self.reports = ReportService(store, self.audit, settings, profiles, clock)
        self.rule_files = ProfileService(store.rule_files, store.audit, settings, clock)
        self.watching = MonitoringService(store, profiles, clock)
        self.simulations = SimulationService(store.simulations, store.jobs, self.jobs, settings, clock)
        self.scripts = ScriptService(store.scripts, store.campaigns, store.law, profiles, cells, clock)
        self.script_runs = ScriptRuns(store, cells, bus, clock)
        self.bulk = BulkService(
            store,
            self.jobs,
            agents=self.agents,
            agent_commands=self.agent_commands,
            callbacks=self.callbacks,
            campaigns=self.campaigns,
            leads=self.leads,
            suppression=self.suppression,
            clock=clock,
        )

    async def close(self) -> None:
        """End background work."""
        async with AsyncExitStack() as closing:
            for subject in (self.log_ins, self.last_used, self.passwords, self.waits, self.searches, self.jobs):
                closing.push_async_callback(subject.close)


def _provider(settings: Settings, clock: Callable[[], float]) -> "IdentityProvider | None":
    if settings.oidc_issuer is None:
        return None
    from dialer.access.identity_provider import IdentityProvider  # an extra, which most installations do without

    return IdentityProvider(settings, clock)
