"""Migrates a database's tables, and tells how they differ from the models."""

import logging
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, ForeignKeyConstraint, text
from sqlalchemy.schema import SchemaItem

from dialer.storage.columns import is_loose
from dialer.storage.revision import LAST_BEFORE, MADE_AT, check_revision, newest
from dialer.storage.schema import METADATA
from dialer.storage.sql import is_postgres

log = logging.getLogger("pronto.store")
FOLDER: Final = Path(__file__).parent / "migrations"
# Any number will do as long as nothing else in the database locks it.
LOCK_KEY: Final = 5_038_001


def config(connection: Connection) -> Config:
    """Alembic's configuration for one connection; it reads no file, so that a wheel works like a checkout."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def migrate(connection: Connection) -> None:
    """Make the tables, or bring them up, in the open transaction. Raises as `check_revision`, with nothing changed.

    Two processes may do so at once: on SQLite the transaction already holds the write lock, on PostgreSQL it takes an
    advisory lock until it ends; the second process finds nothing left to do.
    """
    if is_postgres(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
    before = check_revision(connection)
    made = config(connection)
    if before is None:
        # From the models, which are those of the newest migration already.
        command.upgrade(made, MADE_AT)
        command.stamp(made, "head")
    else:
        if before == LAST_BEFORE:
            # Alembic does not know it: this runs the first migration, which finds the tables there.
            connection.execute(text("DELETE FROM alembic_version"))
        command.upgrade(made, "head")
    if before != newest():
        log.info("the database's tables are those of %s now, before of %s", newest(), before or "none")


def differences(connection: Connection) -> list[Any]:
    """Differences between the models and the database, in both directions; empty if there are none."""
    options = {"compare_type": True, "include_object": _is_wanted if is_postgres(connection) else None}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), METADATA))


def _is_wanted(item: SchemaItem, _name: str | None, _kind: str, _reflected: bool, _other: SchemaItem | None) -> bool:
    """Whether PostgreSQL needs this item."""
    return not (isinstance(item, ForeignKeyConstraint) and is_loose(item))
