"""Small SQL helpers that the stores share."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnClause, Connection, Insert, String, Table, bindparam, func, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from dialer.core.errors import BadReference, Changed, NameTaken
from dialer.core.time_units import DAY_S


def word(value: StrEnum) -> ColumnClause[str]:
    """The enum's value as a constant in the statement's text, so that the planner can choose a partial index on it."""
    return literal_column(f"'{value.value}'", String)


def new_or_present(column: Any) -> Any:
    """The parameter `new_<column>`, or the column's present value if the parameter is None."""
    return func.coalesce(bindparam(f"new_{column.name}", type_=column.type), column)


def insert_or_leave(connection: Connection, table: Table) -> Insert:
    """An insert that leaves an existing row unchanged."""
    if is_postgres(connection):
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def insert_or_update(connection: Connection, table: Table, *, key: tuple[str, ...], changed: tuple[str, ...]) -> Insert:
    """An insert that overwrites the columns `changed` of a row with the same `key`."""
    insert: Any = (postgresql if is_postgres(connection) else sqlite).insert(table)
    updated: Insert = insert.on_conflict_do_update(
        index_elements=list(key), set_={name: insert.excluded[name] for name in changed}
    )
    return updated


def clock_of(connection: Connection) -> float:
    """Epoch seconds by the database's own clock, the same for all machines; SQLite's is this machine's."""
    extract = func.extract("epoch", func.clock_timestamp())
    now = extract if is_postgres(connection) else (func.julianday("now") - 2_440_587.5) * DAY_S
    return float(connection.execute(select(now)).scalar_one())


def is_postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def check_unchanged(there: object, expected: object) -> None:
    """Raise Changed if the present value is not the expected one; an ellipsis expects nothing."""
    if expected is not ... and there != expected:
        raise Changed


def check_row_unchanged(row: Any, expected: object) -> None:
    """Raise Changed if a column of the row is not as in the expected record; an ellipsis expects nothing."""
    if expected is not ...:
        there = {name: value for name, value in row.items() if hasattr(expected, name)}
        check_unchanged(there, {name: _plain(getattr(expected, name)) for name in there})


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


@contextmanager
def refusals(**facts: object) -> Iterator[None]:
    """Turn a broken constraint into a refusal with a message: NameTaken or BadReference."""
    try:
        yield
    except IntegrityError as error:
        code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
        if code in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505"):
            raise NameTaken(**facts) from None
        raise BadReference(**facts) from None
