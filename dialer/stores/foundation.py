"""The database, and what is kept for every domain: the audit and the jobs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection

from dialer.audit.store import Audit
from dialer.storage.database import Database, open_database
from dialer.storage.digests import Digests, claim_key
from dialer.storage.revision import current, newest

if TYPE_CHECKING:
    from dialer.jobs.store import Jobs
    from dialer.requests.store import KeyedRequests


class FoundationStore:
    """Every operation is one transaction; `now` is epoch seconds, handed in."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self.database, self.digests = database, digests
        self.audit = Audit(database)

    @cached_property
    def jobs(self) -> "Jobs":
        from dialer.jobs.store import Jobs

        return Jobs(self.database)

    @cached_property
    def requests(self) -> "KeyedRequests":
        from dialer.requests.store import KeyedRequests

        return KeyedRequests(self.database, self.digests)

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, *, migrate: bool = False, key: bytes = b"") -> AsyncIterator[Self]:
        """Open the store at `sqlite:///FILE` or `postgresql://…`; with `migrate`, update its tables first.

        Numbers are hashed with `key`. Raises BadDatabaseUrl, WrongKey if the database was filled with another key, and
        OldTables or OtherTables if another version made its tables.
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
