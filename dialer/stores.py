"""The store: everything Pronto keeps, by subject."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection

from dialer.access.store.keys import Keys
from dialer.access.store.users import Users
from dialer.agents.store import Agents
from dialer.attempts.store.attempts import Attempts
from dialer.attempts.store.dispositions_since import Dispositions
from dialer.audit.store import Audit
from dialer.callbacks.store.callbacks import Callbacks
from dialer.caller_ids.store.pools import CallerIdPools
from dialer.campaigns.store.campaigns import Campaigns
from dialer.campaigns.store.legal_facts import Law
from dialer.campaigns.store.pacer_memory import Memory
from dialer.controllers.store import CallerIds, Controllers
from dialer.destinations.store import DestinationStore
from dialer.leads.store.contact_history import Pasts
from dialer.leads.store.leads import Leads
from dialer.leads.store.returns import Away
from dialer.lists.store.penetration import Penetrations
from dialer.nodes.store.leases import Leases
from dialer.nodes.store.nodes import Nodes
from dialer.pauses.store import Pauses
from dialer.profiles.store import RuleFiles
from dialer.results.store.number_shows import NumberShows
from dialer.retention.store.runs import RetentionRuns
from dialer.storage.database import Database, open_database
from dialer.storage.digests import Digests, claim_key
from dialer.storage.revision import current, newest
from dialer.suppression.store.suppressions import Suppressions
from dialer.trunks.store import TrunkGroups, Trunks

if TYPE_CHECKING:
    from dialer.access.store.boards import Boards
    from dialer.access.store.grants import Grants
    from dialer.access.store.monitoring import Watching
    from dialer.access.store.sessions import BoardTokens, Sessions
    from dialer.access.store.teams import Teams
    from dialer.caller_ids.store.number_tests import NumberTests
    from dialer.campaigns.store.retirement import Retiring
    from dialer.data_protection.store.persons import Persons
    from dialer.desk_phones.store import DeskPhones
    from dialer.documents.store.campaign_report import Proving
    from dialer.guides.store.guides import Guides
    from dialer.guides.store.identities import Identities
    from dialer.guides.store.runs import GuideRuns
    from dialer.imports.store.imports import Imports
    from dialer.interactions.store.history import Histories
    from dialer.interactions.store.interactions import Interactions
    from dialer.interactions.store.moods import Moods
    from dialer.jobs.store import Jobs
    from dialer.leads.store.changes import Changes
    from dialer.leads.store.dry_run import Foreseeing
    from dialer.leads.store.export import Exports
    from dialer.leads.store.search import Finding
    from dialer.leads.store.single_lead import Adding
    from dialer.lists.store.arrangement import Arranging
    from dialer.lists.store.assignment import Assigning
    from dialer.lists.store.consents import ListConsents
    from dialer.lists.store.custom_fields import OwnFields
    from dialer.lists.store.lists import Lists
    from dialer.lists.store.shares import ListShares
    from dialer.machine_detection.store import MachineDetection
    from dialer.mail.store import Messages
    from dialer.memos.store import Memos
    from dialer.persons.store.consents import Consents
    from dialer.persons.store.masked_numbers import MaskedNumbers
    from dialer.persons.store.records import PersonRecords
    from dialer.phones.store import PhoneAccounts
    from dialer.provisioning.store import TrunkVersions
    from dialer.registers.store.coverage import EachNumber
    from dialer.registers.store.registers import Registers
    from dialer.remarks.store import Remarks
    from dialer.report_schedules.store import ReportSchedules
    from dialer.requests.store import KeyedRequests
    from dialer.results.store.counting import Counting
    from dialer.results.store.figures import ResultFigures
    from dialer.retention.store.retention import Retention
    from dialer.simulations.store import Simulations
    from dialer.tasks.store.promises import Promises
    from dialer.tasks.store.tasks import Tasks
    from dialer.workday.store import Workdays


class Store:
    """Every operation is one transaction; `now` is epoch seconds, handed in."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self.database, self.digests = database, digests
        self.controllers = Controllers(database)
        self.nodes = Nodes(database)
        self.trunks, self.trunk_groups = Trunks(database), TrunkGroups(database)
        self.destinations = DestinationStore(database)
        self.caller_ids = CallerIds(database)
        self.caller_id_pools, self.number_shows = CallerIdPools(database), NumberShows(database)
        self.campaigns = Campaigns(database, digests)
        self.leads = Leads(database, digests)
        self.attempts = Attempts(database, digests)
        self.dispositions = Dispositions(database)
        self.penetration = Penetrations(database)
        self.callbacks = Callbacks(database)
        self.pasts = Pasts(database, digests)
        self.agents = Agents(database)
        self.pauses = Pauses(database)
        self.users = Users(database)
        self.keys = Keys(database)
        self.suppressions = Suppressions(database, digests)
        self.retention_runs = RetentionRuns(database)
        self.audit = Audit(database)
        self.leases = Leases(database)
        self.memory = Memory(database)
        self.law = Law(database)
        self.away = Away(database)
        self.rule_files = RuleFiles(database)

    # Stores that an engine does not use are imported on first use, so that an engine starts faster.

    @cached_property
    def boards(self) -> "Boards":
        from dialer.access.store.boards import Boards

        return Boards(self.database)

    @cached_property
    def sessions(self) -> "Sessions":
        from dialer.access.store.sessions import Sessions

        return Sessions(self.database)

    @cached_property
    def number_tests(self) -> "NumberTests":
        from dialer.caller_ids.store.number_tests import NumberTests

        return NumberTests(self.database)

    @cached_property
    def machine_detection(self) -> "MachineDetection":
        from dialer.machine_detection.store import MachineDetection

        return MachineDetection(self.database)

    @cached_property
    def memos(self) -> "Memos":
        from dialer.memos.store import Memos

        return Memos(self.database)

    @cached_property
    def remarks(self) -> "Remarks":
        from dialer.remarks.store import Remarks

        return Remarks(self.database)

    @cached_property
    def report_schedules(self) -> "ReportSchedules":
        from dialer.report_schedules.store import ReportSchedules

        return ReportSchedules(self.database)

    @cached_property
    def results(self) -> "ResultFigures":
        from dialer.results.store.figures import ResultFigures

        return ResultFigures(self.database)

    @cached_property
    def counting(self) -> "Counting":
        from dialer.results.store.counting import Counting

        return Counting(self.database)

    @cached_property
    def simulations(self) -> "Simulations":
        from dialer.simulations.store import Simulations

        return Simulations(self.database)

    @cached_property
    def workdays(self) -> "Workdays":
        from dialer.workday.store import Workdays

        return Workdays(self.database)

    @cached_property
    def phones(self) -> "PhoneAccounts":
        from dialer.phones.store import PhoneAccounts

        return PhoneAccounts(self.database)

    @cached_property
    def desk_phones(self) -> "DeskPhones":
        from dialer.desk_phones.store import DeskPhones

        return DeskPhones(self.database)

    @cached_property
    def trunk_versions(self) -> "TrunkVersions":
        from dialer.provisioning.store import TrunkVersions

        return TrunkVersions(self.database)

    @cached_property
    def board_tokens(self) -> "BoardTokens":
        from dialer.access.store.sessions import BoardTokens

        return BoardTokens(self.database)

    @cached_property
    def grants(self) -> "Grants":
        from dialer.access.store.grants import Grants

        return Grants(self.database)

    @cached_property
    def teams(self) -> "Teams":
        from dialer.access.store.teams import Teams
        from dialer.agents.store import leave_team

        return Teams(self.database, leave_team)

    @cached_property
    def guides(self) -> "Guides":
        from dialer.guides.store.guides import Guides

        return Guides(self.database)

    @cached_property
    def guide_runs(self) -> "GuideRuns":
        from dialer.guides.store.runs import GuideRuns

        return GuideRuns(self.database)

    @cached_property
    def masked_numbers(self) -> "MaskedNumbers":
        from dialer.persons.store.masked_numbers import MaskedNumbers

        return MaskedNumbers(self.database)

    @cached_property
    def identities(self) -> "Identities":
        from dialer.guides.store.identities import Identities

        return Identities(self.database)

    @cached_property
    def jobs(self) -> "Jobs":
        from dialer.jobs.store import Jobs

        return Jobs(self.database)

    @cached_property
    def lists(self) -> "Lists":
        from dialer.lists.store.lists import Lists

        return Lists(self.database)

    @cached_property
    def list_consents(self) -> "ListConsents":
        from dialer.lists.store.consents import ListConsents

        return ListConsents(self.database)

    @cached_property
    def assigning(self) -> "Assigning":
        from dialer.lists.store.assignment import Assigning

        return Assigning(self.database)

    @cached_property
    def finding(self) -> "Finding":
        from dialer.leads.store.search import Finding

        return Finding(self.database)

    @cached_property
    def lead_changes(self) -> "Changes":
        from dialer.leads.store.changes import Changes

        return Changes(self.database)

    @cached_property
    def adding(self) -> "Adding":
        from dialer.leads.store.single_lead import Adding

        return Adding(self.database, self.digests)

    @cached_property
    def arranging(self) -> "Arranging":
        from dialer.lists.store.arrangement import Arranging

        return Arranging(self.database)

    @cached_property
    def list_shares(self) -> "ListShares":
        from dialer.lists.store.shares import ListShares

        return ListShares(self.database)

    @cached_property
    def retiring(self) -> "Retiring":
        from dialer.campaigns.store.retirement import Retiring

        return Retiring(self.database)

    @cached_property
    def registers(self) -> "Registers":
        from dialer.registers.store.registers import Registers

        return Registers(self.database, self.digests)

    @cached_property
    def requests(self) -> "KeyedRequests":
        from dialer.requests.store import KeyedRequests

        return KeyedRequests(self.database, self.digests)

    @cached_property
    def persons(self) -> "Persons":
        from dialer.data_protection.store.persons import Persons

        return Persons(self.database, self.digests)

    @cached_property
    def person_records(self) -> "PersonRecords":
        from dialer.persons.store.records import PersonRecords

        return PersonRecords(self.database, self.digests)

    @cached_property
    def interactions(self) -> "Interactions":
        from dialer.interactions.store.interactions import Interactions

        return Interactions(self.database, self.digests)

    @cached_property
    def moods(self) -> "Moods":
        from dialer.interactions.store.moods import Moods

        return Moods(self.database)

    @cached_property
    def histories(self) -> "Histories":
        from dialer.interactions.store.history import Histories

        return Histories(self.database)

    @cached_property
    def messages(self) -> "Messages":
        from dialer.mail.store import Messages

        return Messages(self.database)

    @cached_property
    def tasks(self) -> "Tasks":
        from dialer.tasks.store.tasks import Tasks

        return Tasks(self.database)

    @cached_property
    def promises(self) -> "Promises":
        from dialer.tasks.store.promises import Promises

        return Promises(self.database)

    @cached_property
    def retention(self) -> "Retention":
        from dialer.retention.store.retention import Retention

        return Retention(self.database, self.digests)

    @cached_property
    def consents(self) -> "Consents":
        from dialer.persons.store.consents import Consents

        return Consents(self.database)

    @cached_property
    def proving(self) -> "Proving":
        from dialer.documents.store.campaign_report import Proving

        return Proving(self.database, self.digests)

    @cached_property
    def imports(self) -> "Imports":
        from dialer.imports.store.imports import Imports

        return Imports(self.database)

    @cached_property
    def foreseeing(self) -> "Foreseeing":
        from dialer.leads.store.dry_run import Foreseeing

        return Foreseeing(self.database, self.digests)

    @cached_property
    def exports(self) -> "Exports":
        from dialer.leads.store.export import Exports

        return Exports(self.database)

    @cached_property
    def numbers(self) -> "EachNumber":
        from dialer.registers.store.coverage import EachNumber

        return EachNumber(self.database, self.digests)

    @cached_property
    def own_fields(self) -> "OwnFields":
        from dialer.lists.store.custom_fields import OwnFields

        return OwnFields(self.database)

    @cached_property
    def watching(self) -> "Watching":
        from dialer.access.store.monitoring import Watching

        return Watching(self.database)

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, *, migrate: bool = False, key: bytes = b"") -> AsyncIterator[Self]:
        """Open the store at `sqlite:///FILE` or `postgresql://…`; with `migrate`, update its tables first.

        Numbers are hashed with `key`. Raises BadDatabaseUrl, WrongKey if the database was filled with another key, and
        OtherTables if another version made its tables.
        """
        digests = Digests(key)
        if migrate:
            async with open_database(url, patient=True) as database:
                await database.write(_bring_up, digests)
        async with open_database(url) as database:
            if key and not migrate:
                await database.write(claim_key, digests)
            yield cls(database, digests)


def _bring_up(connection: Connection, digests: Digests) -> None:
    if current(connection) != newest():
        from dialer.storage.migrate import migrate  # imports Alembic, which an up-to-date database does not need

        migrate(connection)
    claim_key(connection, digests)
