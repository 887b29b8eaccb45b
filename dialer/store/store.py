"""The store: everything Pronto keeps, by subject."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection

from dialer.store.agents import Agents
from dialer.store.attempts import Attempts
from dialer.store.audit import Audit
from dialer.store.away import Away
from dialer.store.callbacks import Callbacks
from dialer.store.campaigns import Campaigns
from dialer.store.database import Database, open_database
from dialer.store.digests import Digests, claim_key
from dialer.store.estate import CallerIds, Controllers, Nodes, Trunks
from dialer.store.law import Law
from dialer.store.leads import Leads
from dialer.store.leases import Leases
from dialer.store.memory import Memory
from dialer.store.pasts import Pasts
from dialer.store.penetration import Penetrations
from dialer.store.retention_runs import RetentionRuns
from dialer.store.revision import current, newest
from dialer.store.rule_files import RuleFiles
from dialer.store.said import Said
from dialer.store.suppressions import Suppressions
from dialer.store.tokens import Tokens

if TYPE_CHECKING:
    from dialer.store.adding import Adding
    from dialer.store.arranging import Arranging
    from dialer.store.assigning import Assigning
    from dialer.store.consents import Consents
    from dialer.store.exporting import Exports
    from dialer.store.finding import Finding
    from dialer.store.foreseeing import Foreseeing
    from dialer.store.imports import Imports
    from dialer.store.lists import Lists
    from dialer.store.numbers_checked import EachNumber
    from dialer.store.own_fields import OwnFields
    from dialer.store.persons import Persons
    from dialer.store.proving import Proving
    from dialer.store.registers import Registers
    from dialer.store.retention import Retention
    from dialer.store.retiring import Retiring
    from dialer.store.watching import Watching


class Store:
    """Every operation is one transaction; `now` is epoch seconds, handed in."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self.database, self.digests = database, digests
        self.controllers = Controllers(database)
        self.nodes = Nodes(database)
        self.trunks = Trunks(database)
        self.caller_ids = CallerIds(database)
        self.campaigns = Campaigns(database, digests)
        self.leads = Leads(database, digests)
        self.attempts = Attempts(database, digests)
        self.said = Said(database)
        self.penetration = Penetrations(database)
        self.callbacks = Callbacks(database)
        self.pasts = Pasts(database, digests)
        self.agents = Agents(database)
        self.tokens = Tokens(database)
        self.suppressions = Suppressions(database, digests)
        self.retention_runs = RetentionRuns(database)
        self.audit = Audit(database)
        self.leases = Leases(database)
        self.memory = Memory(database)
        self.law = Law(database)
        self.away = Away(database)
        self.rule_files = RuleFiles(database)

    # What an engine does not ask is imported when it is first asked, so that an engine starts sooner.

    @cached_property
    def lists(self) -> "Lists":
        from dialer.store.lists import Lists

        return Lists(self.database)

    @cached_property
    def assigning(self) -> "Assigning":
        from dialer.store.assigning import Assigning

        return Assigning(self.database)

    @cached_property
    def finding(self) -> "Finding":
        from dialer.store.finding import Finding

        return Finding(self.database)

    @cached_property
    def adding(self) -> "Adding":
        from dialer.store.adding import Adding

        return Adding(self.database, self.digests)

    @cached_property
    def arranging(self) -> "Arranging":
        from dialer.store.arranging import Arranging

        return Arranging(self.database)

    @cached_property
    def retiring(self) -> "Retiring":
        from dialer.store.retiring import Retiring

        return Retiring(self.database)

    @cached_property
    def registers(self) -> "Registers":
        from dialer.store.registers import Registers

        return Registers(self.database, self.digests)

    @cached_property
    def persons(self) -> "Persons":
        from dialer.store.persons import Persons

        return Persons(self.database, self.digests)

    @cached_property
    def retention(self) -> "Retention":
        from dialer.store.retention import Retention

        return Retention(self.database, self.digests)

    @cached_property
    def consents(self) -> "Consents":
        from dialer.store.consents import Consents

        return Consents(self.database)

    @cached_property
    def proving(self) -> "Proving":
        from dialer.store.proving import Proving

        return Proving(self.database, self.digests)

    @cached_property
    def imports(self) -> "Imports":
        from dialer.store.imports import Imports

        return Imports(self.database)

    @cached_property
    def foreseeing(self) -> "Foreseeing":
        from dialer.store.foreseeing import Foreseeing

        return Foreseeing(self.database, self.digests)

    @cached_property
    def exports(self) -> "Exports":
        from dialer.store.exporting import Exports

        return Exports(self.database)

    @cached_property
    def numbers(self) -> "EachNumber":
        from dialer.store.numbers_checked import EachNumber

        return EachNumber(self.database, self.digests)

    @cached_property
    def own_fields(self) -> "OwnFields":
        from dialer.store.own_fields import OwnFields

        return OwnFields(self.database)

    @cached_property
    def watching(self) -> "Watching":
        from dialer.store.watching import Watching

        return Watching(self.database)

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, *, migrate: bool = False, key: bytes = b"") -> AsyncIterator[Self]:
        """Open the store at `sqlite:///FILE` or `postgresql://…`; with `migrate`, bring its tables up to date first.

        Numbers are hashed with `key`. Raises BadDatabaseUrl, and WrongKey when the database was filled with another.
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
        from dialer.store.migrate import migrate  # Alembic, which a database that is up to date does not need

        migrate(connection, digests)
    claim_key(connection, digests)
