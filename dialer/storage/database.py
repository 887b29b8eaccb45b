"""The handle on SQLite or PostgreSQL: a transaction is one plain function over one connection, run off the event loop.

SQLite transactions run in threads of ours, one hop per transaction instead of one per statement: one thread writes,
a few read. PostgreSQL transactions run on asyncpg. The functions are the same for both.
"""

import asyncio
import os
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Engine, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    OperationalError,
    SQLAlchemyError,
)

from dialer.core.errors import BadDatabaseUrl, DatabaseBusy
from dialer.i18n.message import msg
from dialer.storage import prepared
from dialer.storage.connections import BUSY_TIMEOUT_MS, LOADING, TAKING, WRITING, postgres_engine, sqlite_engine
from dialer.storage.schema import KEY_CHECK
from dialer.storage.sqlite_lock import FREE_S, begin_writing, is_taken
from dialer.storage.timeouts import READ_S, WRITE_S
from dialer.storage.wal_checkpoint import LogCopier

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

P = ParamSpec("P")
T = TypeVar("T")

READERS: Final = 3
RETRIES: Final = 5
# serialization_failure and deadlock_detected: the transaction is gone, and running it again is what PostgreSQL advises.
RETRIABLE_SQLSTATES: Final = frozenset({"40001", "40P01"})


TROUBLE: Final = (SQLAlchemyError, OSError, DatabaseBusy)
"""What a caller that can wait catches: the database failed this time; the same call may succeed later."""

REFUSED: Final = (IntegrityError, DataError)
"""Those among TROUBLE that never succeed on a second try: the data does not fit the tables."""


class Database(ABC):
    """Runs transactions. `work` must return plain values: rows do not outlive their connection."""

    held_s = 0.0
    """How long the last transaction of `write` took, without the wait for the lock."""
    moment_s: float
    """How long one transaction of a bulk load may take while a campaign dials."""
    rest: float
    """The pause after it, as a share of that time."""
    free_s = 0.0
    """The shortest pause of a bulk load after each transaction while a campaign dials."""
    loads = False
    """Whether `write` makes that pause itself, whether or not a campaign dials."""
    gap_s = 0.0
    """The shortest pause of `write` between two transactions: in an API it lets the engine in."""

    @abstractmethod
    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(connection, …)` on one consistent view of the data; its writes are not kept."""

    @abstractmethod
    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(connection, …)` in one transaction: committed when this returns, rolled back when it raises."""

    async def take(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `write`, for statements that need no transaction and may be lost when the machine fails."""
        return await self.write(work, *args, **kwargs)

    @abstractmethod
    async def close(self) -> None:
        """Finish what runs and close every connection."""


@asynccontextmanager
async def open_database(url: str, *, loads: bool = False, patient: bool = False) -> AsyncIterator[Database]:
    """Open the database at `url`; Pronto chooses the driver part of the address.

    `loads` is for the process of an import: it writes very much, and never refers to a row that may be missing.
    `patient` is for migrations: PostgreSQL may take as long as it needs.

    Raises BadDatabaseUrl for an address that is neither a SQLite file nor a PostgreSQL database.
    """
    parsed = parse_url(url)
    database: Database
    if is_sqlite(parsed):
        database = SqliteDatabase(parsed, loads=loads)
    else:
        database = PostgresDatabase(parsed, None, None) if patient else PostgresDatabase(parsed)
    try:
        yield database
    finally:
        await database.close()


def take_a_turn(connection: Connection) -> None:
    """Take the write lock through `write`: a role that may only read is refused here."""
    connection.execute(_LOCK)


def parse_url(url: str) -> URL:
    """Check a database address; errors never show its password."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BadDatabaseUrl from None
    kind = parsed.get_backend_name()
    if kind == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return parsed.set(drivername="sqlite+pysqlite")
    if kind in ("postgresql", "postgres") and parsed.database:
        return parsed.set(drivername="postgresql+asyncpg")
    raise BadDatabaseUrl(given=parsed.render_as_string(hide_password=True))


_LOCK: Final = select(KEY_CHECK.c.name).with_for_update()


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _make_private(file: str) -> None:
    """Create a missing file with a mode that keeps other users of the machine from reading names and numbers.

    SQLite gives its log the same mode. An existing file keeps its own.
    """
    with suppress(OSError):  # SQLite reports what is wrong with the path
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


class SqliteDatabase(Database):
    """One file in WAL mode: one writer at a time, readers beside it."""

    moment_s = 0.01  # all other writers wait for it
    rest = 0.5  # waiting writers ask every two milliseconds
    free_s = FREE_S

    def __init__(self, url: URL, *, loads: bool = False) -> None:
        _make_private(url.database or "")
        self._writer_engine = sqlite_engine(url, pragmas=(*WRITING, *LOADING) if loads else WRITING)
        self._reader_engine = sqlite_engine(url, query_only=True)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-write")
        self._writer.submit(int)  # starts the thread now: a load lowers the priority of threads started later
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-read")
        self._copier = LogCopier(url)
        self.loads = loads
        self._written_at = 0.0
        self._held = threading.local()
        self._connections: list[Connection] = []  # of all threads

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._run(self._readers, self._reader_engine, work, *args, **kwargs)

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        written = await self._run(self._writer, self._writer_engine, work, *args, **kwargs)
        if self.loads:
            await self._copier.copy_whole()
            await asyncio.sleep(self.free_s)
        else:
            self._copier.written()
        return written

    async def _run(
        self,
        threads: ThreadPoolExecutor,
        engine: Engine,
        work: Callable[Concatenate[Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        writes = engine is self._writer_engine

        def transaction() -> T:
            connection = self._connection(engine)
            with connection.begin():
                # Not through an event of SQLAlchemy: an engine with listeners looks them up many times in every
                # statement.
                if not writes:
                    prepared.begin(connection, "BEGIN")
                    return work(connection, *args, **kwargs)
                if (gap_s := self._written_at + self.gap_s - time.monotonic()) > 0.0:
                    time.sleep(gap_s)
                begin_writing(connection, BUSY_TIMEOUT_MS / 1000)
                began = time.perf_counter()
                done = work(connection, *args, **kwargs)
            self.held_s, self._written_at = time.perf_counter() - began, time.monotonic()
            return done

        try:
            return await asyncio.get_running_loop().run_in_executor(threads, transaction)
        except OperationalError as error:
            if is_taken(error):
                raise DatabaseBusy(waited_ms=BUSY_TIMEOUT_MS) from error
            raise

    def _connection(self, engine: Engine) -> Connection:
        """This thread's own connection, kept: taking one from the pool costs as much as a statement."""
        connection: Connection | None = getattr(self._held, "connection", None)
        if connection is None:
            connection = engine.connect()
            self._held.connection = connection
            self._connections.append(connection)
        return connection

    async def close(self) -> None:
        """Let running transactions end, and close every thread's connection.

        The calling thread closes them all. An executor may start fewer threads than were submitted to at once, since it
        can count a thread as idle that has just begun to work; waiting for each thread to close its own never ended.
        """
        await self._copier.close()
        for threads in (self._readers, self._writer):
            await asyncio.to_thread(threads.shutdown)
        for connection in self._connections:
            connection.close()
        self._reader_engine.dispose()
        self._writer_engine.dispose()


class PostgresDatabase(Database):
    """A PostgreSQL database, through asyncpg. A transaction that exceeds its time limit raises DatabaseBusy."""

    moment_s = 0.03  # nothing waits for it, but it takes CPU that the engine and Asterisk may need
    rest = 1.0

    def __init__(self, url: URL, write_s: float | None = WRITE_S, read_s: float | None = READ_S) -> None:
        self._write_s, self._read_s = write_s, read_s
        try:
            self._engine = postgres_engine(url)
            self._taker = postgres_engine(url, TAKING, isolation_level="AUTOCOMMIT")
        except ModuleNotFoundError as missing:
            raise BadDatabaseUrl(missing=msg("{module}, of the extra `postgres`", module=missing.name)) from None

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        async with _within(self._read_s), self._engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            return await connection.run_sync(work, *args, **kwargs)

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._try(self._engine.begin, work, *args, **kwargs)

    async def take(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._try(self._taker.connect, work, *args, **kwargs)

    async def _try(
        self,
        connected: Callable[[], "AbstractAsyncContextManager[AsyncConnection]"],
        work: Callable[Concatenate[Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        for _ in range(RETRIES):
            try:
                async with _within(self._write_s), connected() as connection:
                    began = time.perf_counter()
                    done = await _run_sync(connection, work, *args, **kwargs)
                self.held_s = time.perf_counter() - began
                return done
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in RETRIABLE_SQLSTATES:
                    raise
        raise DatabaseBusy(tries=RETRIES)

    async def close(self) -> None:
        await self._taker.dispose()
        await self._engine.dispose()


@asynccontextmanager
async def _within(seconds: float | None) -> AsyncIterator[None]:
    """Give up after so many seconds; the connection is not used again."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise DatabaseBusy(waited_ms=round((seconds or 0.0) * 1000)) from error


async def _run_sync(
    connection: "AsyncConnection", work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    return await connection.run_sync(work, *args, **kwargs)
