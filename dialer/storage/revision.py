"""A database's revision, read without Alembic: a process that finds its tables up to date need not import it."""

import re
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from dialer.core.errors import ForeignTables, OldTables, OtherTables
from dialer.storage.schema import METADATA

VERSIONS: Final = Path(__file__).parent / "migrations" / "versions"
MADE_AT: Final = "0200_version_0_2_0"  # the migration that makes the tables
LAST_BEFORE: Final = "0033_lead_stock"  # the only older revision that it brings up
# Those before it: 0001 is 0.1.0, the others were never released.
_OLD: Final = re.compile(r"00([012]\d|3[0-2])_\w+")
_WRITTEN: Final = re.compile(r'^(revision|down_revision)\b[^=\n]*= *"(\w+)"', re.MULTILINE)


def newest() -> str:
    """The newest revision: the migration on which no other builds."""
    found = _revisions()
    (head,) = found["revision"] - found["down_revision"]
    return head


def is_known(revision: str) -> bool:
    """Whether the migrations lead to this revision, or on from it."""
    return revision == LAST_BEFORE or revision in _revisions()["revision"]


def _revisions() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for file in VERSIONS.glob("*.py"):
        for name, revision in _WRITTEN.findall(file.read_text(encoding="utf-8")):
            found[name].add(revision)
    return found


def current(connection: Connection) -> str | None:
    """The database's revision; None before its first migration."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def check_revision(connection: Connection) -> str | None:
    """The same. Raises OldTables or OtherTables where the migrations know nothing of it, and ForeignTables."""
    revision = current(connection)
    if revision is None and (foreign := METADATA.tables.keys() & inspect(connection).get_table_names()):
        raise ForeignTables(tables=sorted(foreign))
    if revision is not None and _OLD.fullmatch(revision):
        raise OldTables(revision=revision)
    if revision is not None and not is_known(revision):
        raise OtherTables(revision=revision)
    return revision
