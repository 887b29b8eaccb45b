"""Connections to SQLite and PostgreSQL, with the settings that all reads and writes need."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import orjson
from sqlalchemy import URL, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import DisconnectionError

from dialer.storage.timeouts import watch_connection

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

# The upper limit of each connection's page cache; all caches fill up within hours. Readers of the write-ahead log lose
# their pages with a writer's next transaction, so a larger reader cache would not be used.
CACHE_KIB: Final = 32_768
READER_CACHE_KIB: Final = 8_192

BUSY_TIMEOUT_MS: Final = 10_000  # another process may be writing a chunk of an import
POSTGRES_POOL: Final = 10


def to_json(value: Any) -> str:
    return orjson.dumps(value).decode()


# The index of numbers is written in random places: its pages are held in memory. Foreign keys are not checked: leads
# are new, and the list cannot be deleted because each transaction reads the import's own row. An import that a failure
# of the machine cuts short is begun again.
LOADING: Final = ("cache_size=-200000", "foreign_keys=OFF", "synchronous=NORMAL")
# Writers wait for the lock in dialer/storage/sqlite_lock.py; after that there is nothing left to wait for. What they
# commit outlives a failure of the machine: an attempt that is lost would be dialled again, an objection not be heeded.
WRITING: Final = ("busy_timeout=0", "synchronous=FULL")


def sqlite_engine(url: URL, *, query_only: bool = False, pragmas: Iterable[str] = ()) -> Engine:
    """An engine on which the driver begins no transactions: the caller says BEGIN, in the form it needs."""
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


# Claims are made all day: these settings save two round trips of a transaction and the wait for the server's disk. A
# claim lost in a crash of the machine does no harm: it is checked before the call is placed. Claimed leads are looked
# up by their key, whatever PostgreSQL estimates for their table (dialer/people/leads/store/claim/claims.py).
TAKING: Final = MappingProxyType({"synchronous_commit": "off", "enable_seqscan": "off"})


def hide_values(context: ExceptionContext) -> None:
    """Listener for errors: PostgreSQL and its driver write the values of a statement into some texts, which reach logs.

    A value that does not fit (class 22) is quoted; a key that is there already (class 23) is told as DETAIL.
    """
    error: BaseException | None = context.original_exception
    hidden = ""
    while error is not None:
        if (state := str(getattr(error, "sqlstate", None) or "")).startswith(("22", "23")):
            first = str(error).partition("\n")[0] if state.startswith("23") else "a value does not fit"
            hidden = f"{state}: {first}".removeprefix(f"{state}: {state}: ") if hidden else f"{state}: {first}"
            error.args, error.__dict__["detail"] = (hidden,), None
        error = error.__cause__
    if hidden and context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (hidden,)


def postgres_engine(url: URL, settings: Mapping[str, str] = MappingProxyType({}), **options: Any) -> "AsyncEngine":
    """An engine that never hands out a connection the server has closed; a check would cost three round trips.

    Connections also end when the server disappears without closing them.
    """
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(
        url,
        **options,
        hide_parameters=True,  # an error's text may reach a log, and the parameters are names and numbers of people
        json_serializer=to_json,
        json_deserializer=orjson.loads,
        pool_size=POSTGRES_POOL,
        # Compiling a plan pays only for queries of seconds. The planner overrates claims among ten million leads: they
        # take a millisecond, and would wait 100 ms for the compiler.
        connect_args={"server_settings": {"application_name": "pronto", "jit": "off", **settings}},
    )

    def on_checkout(connection: Any, _record: Any, _proxy: Any) -> None:
        if connection.driver_connection.is_closed():
            raise DisconnectionError

    event.listen(engine.sync_engine, "handle_error", hide_values)
    event.listen(engine.sync_engine.pool, "checkout", on_checkout)
    event.listen(engine.sync_engine.pool, "connect", watch_connection)
    return engine
