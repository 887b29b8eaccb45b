"""Statements of every call, run at the driver's own price.

On SQLite a statement costs SQLAlchemy twenty times what it costs the driver, and a call runs a dozen of them. Here a
statement is compiled once, and after that only its text and its parameters go to the driver. So that this is safe, a
statement here has neither lists nor types that need translation (JSON, dates); its parameters are plain values.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import Executable

from dialer.store.statements import is_postgres


def begin(connection: Connection, text: str) -> None:
    """Begin a transaction in the words of SQLite: `BEGIN` or `BEGIN IMMEDIATE`."""
    with _errors_as_usual(text):
        _driver(connection).execute(text)


def rows(connection: Connection, statement: Executable, facts: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """Run it and return its rows, as tuples in the order of its columns."""
    if is_postgres(connection):
        return [tuple(row) for row in connection.execute(statement, dict(facts))]
    text, names, fixed = _compiled(statement)
    with _errors_as_usual(text):
        found: Sequence[Sequence[Any]] = _driver(connection).execute(text, _values(names, fixed, facts)).fetchall()
    return found


def many(connection: Connection, statement: Executable, facts: Sequence[Mapping[str, Any]]) -> None:
    """Run it once for each set of parameters."""
    if is_postgres(connection):
        connection.execute(statement, [dict(each) for each in facts])
        return
    text, names, fixed = _compiled(statement)
    with _errors_as_usual(text):
        _driver(connection).executemany(text, [_values(names, fixed, each) for each in facts])


def _values(names: Sequence[str], fixed: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Any]:
    return [facts[name] if name in facts else fixed[name] for name in names]


@lru_cache(64)
def _compiled(statement: Executable) -> tuple[str, tuple[str, ...], Mapping[str, Any]]:
    """Text, names of its parameters in order, and the values that stand in the statement itself."""
    compiled: Any = statement.compile(dialect=sqlite.dialect(paramstyle="qmark"))  # type: ignore[attr-defined]
    given = {name: value.value for name, value in compiled.binds.items() if not value.required}
    return str(compiled), tuple(compiled.positiontup), given


@contextmanager
def _errors_as_usual(text: str) -> Iterator[None]:
    """Raise SQLAlchemy's errors for the driver's, without the parameters: they are numbers and names of people."""
    try:
        yield
    except sqlite3.Error as error:
        raise DBAPIError.instance(text, None, error, sqlite3.Error, hide_parameters=True) from error


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
