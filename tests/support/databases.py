"""Databases with all their tables, copied from one that was migrated once: to migrate takes longer than most tests."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import make_url, text

from dialer.storage.connections import sqlite_engine
from dialer.storage.migrate import migrate

# How many statements on this database wait for a lock, on PostgreSQL: others may use the server.
WAITING_FOR_LOCKS: Final = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@cache
def _file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pronto.db"
        engine = sqlite_engine(make_url(f"sqlite:///{path}"))
        with engine.begin() as connection:
            migrate(connection)
        engine.dispose()
        return path.read_bytes()


def sqlite_url(path: Path) -> str:
    """The address of a file that is made here, empty but for its tables."""
    path.write_bytes(_file())
    return f"sqlite:///{path}"
