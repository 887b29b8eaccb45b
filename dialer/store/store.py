"""The store: everything Pronto keeps, by subject."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from sqlalchemy import Connection

from dialer.store.adding import Adding
from dialer.store.agents import Agents
from dialer.store.arranging import Arranging
from dialer.store.assigning import Assigning
from dialer.store.attempts import Attempts
from dialer.store.audit import Audit
from dialer.store.away import Away
from dialer.store.callbacks import Callbacks
from dialer.store.campaigns import Campaigns
from dialer.store.consents import Consents
from dialer.store.database import Database, open_database
from dialer.store.digests import Digests, claim_key
from dialer.store.estate import CallerIds, Controllers, Nodes, Trunks
from dialer.store.exporting import Exports
from dialer.store.finding import Finding
from dialer.store.foreseeing import Foreseeing
from dialer.store.imports import Imports
from dialer.store.law import Law
from dialer.store.leads import Leads
from dialer.store.leases import Leases
from dialer.store.lists import Lists
from dialer.store.memory import Memory
from dialer.store.migrate import migrate as run_migrations
from dialer.store.numbers_checked import EachNumber
from dialer.store.own_fields import OwnFields
from dialer.store.pasts import Pasts
from dialer.store.penetration import Penetrations
from dialer.store.persons import Persons
from dialer.store.proving import Proving
from dialer.store.registers import Registers
from dialer.store.retention import Retention
from dialer.store.retention_runs import RetentionRuns
from dialer.store.retiring import Retiring
from dialer.store.rule_files import RuleFiles
from dialer.store.said import Said
from dialer.store.suppressions import Suppressions
from dialer.store.tokens import Tokens
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
        self.lists = Lists(database)
        self.assigning = Assigning(database)
        self.leads = Leads(database, digests)
        self.finding = Finding(database)
        self.adding = Adding(database, digests)
        self.attempts = Attempts(database, digests)
        self.said = Said(database)
        self.penetration = Penetrations(database)
        self.arranging = Arranging(database)
        self.callbacks = Callbacks(database)
        self.pasts = Pasts(database, digests)
        self.agents = Agents(database)
        self.retiring = Retiring(database)
        self.tokens = Tokens(database)
        self.suppressions = Suppressions(database, digests)
        self.registers = Registers(database, digests)
        self.persons = Persons(database, digests)
        self.retention = Retention(database, digests)
        self.retention_runs = RetentionRuns(database)
        self.consents = Consents(database)
        self.proving = Proving(database, digests)
        self.audit = Audit(database)
        self.imports = Imports(database)
        self.foreseeing = Foreseeing(database, digests)
        self.exports = Exports(database)
        self.leases = Leases(database)
        self.memory = Memory(database)
        self.law = Law(database)
        self.numbers = EachNumber(database, digests)
        self.own_fields = OwnFields(database)
        self.away = Away(database)
        self.rule_files = RuleFiles(database)
        self.watching = Watching(database)

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
    run_migrations(connection, digests)
    claim_key(connection, digests)
