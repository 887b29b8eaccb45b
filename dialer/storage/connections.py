"""Connections to SQLite and PostgreSQL, set up as all that is written and read here wants them."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import orjson
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

from dialer.storage.timeouts import watch_connection

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

# A connection's pages fill these with time, and no more: after hours a process has grown by what all of them hold. Of
# the log's readers each loses its pages with the next transaction of a writer, so that more would not be used again.
CACHE_KIB: Final = 32_768
READER_CACHE_KIB: Final = 8_192

BUSY_TIMEOUT_MS: Final = 10_000  # another process may be writing a chunk of an import
POSTGRES_POOL: Final = 10


def to_json(value: Any) -> str:
    return orjson.dumps(value).decode()


# The index of numbers is written all over: its pages are held in memory. References are not looked up: leads are new,
# and the import's own row, read in each transaction, keeps the list from going.
LOADING: Final = ("cache_size=-200000", "foreign_keys=OFF")
# Who wants to write asks for its turn by itself (dialer/storage/sqlite_lock.py), and when it has it nobody else is
# waited for.
WRITING: Final = ("busy_timeout=0",)


def sqlite_engine(url: URL, *, query_only: bool = False, pragmas: Iterable[str] = ()) -> Engine:
    """An engine without transactions of the driver's own: who uses it says BEGIN, in the way that is wanted."""
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        hide_parameters=True,  # an error's text may reach a log, and the parameters are names and numbers of people
        json_serializer=to_json,
        json_deserializer=orjson.loads,
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": BUSY_TIMEOUT_MS / 1000},
    )

    def on_connect(connection: Any, _record: Any) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"cache_size=-{READER_CACHE_KIB if query_only else CACHE_KIB}",
            "wal_autocheckpoint=0",  # dialer/storage/wal_checkpoint.py does it: a commit would wait for the disk
            *pragmas,
        ):
            connection.execute(f"PRAGMA {pragma}")
        if query_only:
            connection.execute("PRAGMA query_only=ON")

    event.listen(engine, "connect", on_connect)
    return engine


# Claims are made all day: two ways to the server less than in a transaction, and none that waits for its disk. One that
# is lost with the machine is one that nobody has: who places the call asks for it. Claimed leads are looked up by their
# key, whatever PostgreSQL takes their table for (dialer/leads/store/claim/claims.py).
TAKING: Final = MappingProxyType({"synchronous_commit": "off", "enable_seqscan": "off"})


def postgres_engine(url: URL, settings: Mapping[str, str] = MappingProxyType({}), **options: Any) -> "AsyncEngine":
    """An engine that hands out no connection that the server has closed; to ask it each time costs three ways more.

    Connections end when the server is gone without a word.
    """
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(
        url,
        **options,
        hide_parameters=True,  # an error's text may reach a log, and the parameters are names and numbers of people
        json_serializer=to_json,
        json_deserializer=orjson.loads,
        pool_size=POSTGRES_POOL,
        # Compiling a plan to machine code pays for what takes seconds. Claims of ten million leads are dear by the
        # planner's count, take a millisecond, and would wait for the compiler for a hundred.
        connect_args={"server_settings": {"application_name": "pronto", "jit": "off", **settings}},
    )

    def on_checkout(connection: Any, _record: Any, _proxy: Any) -> None:
        if connection.driver_connection.is_closed():
            raise DisconnectionError

    event.listen(engine.sync_engine.pool, "checkout", on_checkout)
    event.listen(engine.sync_engine.pool, "connect", watch_connection)
    return engine
