"""Statements that run for every call, at the driver's own cost.

A statement costs 20 times as much through SQLAlchemy as through the driver on SQLite, and twice as much on PostgreSQL;
a call runs a dozen of them. Here a statement is compiled once; after that only its text and its parameters go to the
driver. For this to be safe, these statements use no types that need translation (JSON, dates), and lists only through
`rows_of_these`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Connection, any_, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import Executable

from dialer.storage.sql import is_postgres

Among = Callable[[ColumnElement[Any], str], ColumnElement[bool]]  # a column is among a parameter's values


def begin(connection: Connection, text: str) -> None:
    """Begin a transaction with SQLite's statement: `BEGIN` or `BEGIN IMMEDIATE`."""
    with _errors_as_usual(connection, text):
        _driver(connection).execute(text)


def rows(connection: Connection, statement: Executable, facts: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """Run a statement and return its rows, to be read by position, in the order of its columns."""
    text, names, fixed = _compiled(statement, connection.dialect.name)
    values = _values(names, fixed, facts)
    with _errors_as_usual(connection, text):
        if not is_postgres(connection):
            found: Sequence[Sequence[Any]] = _driver(connection).execute(text, values).fetchall()
            return found
        cursor = connection.connection.cursor()
        cursor.execute(text, values)
        return list(cursor.fetchall())


def run(connection: Connection, statement: Executable, facts: Mapping[str, Any]) -> None:
    """Run a statement that returns no rows."""
    rows(connection, statement, facts)


def of_these(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The condition that the column is among the parameter's values, a JSON array: the text is the same for any number.

    For SQLite alone; `rows_of_these` runs it, and its counterpart on PostgreSQL.
    """
    return column.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))


def rows_of_these(
    connection: Connection, build: Callable[[Among], Executable], facts: Mapping[str, Any]
) -> Sequence[Sequence[Any]]:
    """Run the statement that `build` makes from a condition on lists, built once for each database.

    Lists in `facts` are its parameters. The columns must be of plain types, as everywhere in this module.
    """
    return with_lists(connection, _built(build, is_postgres(connection)), facts)


def with_lists(connection: Connection, statement: Executable, facts: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """Run a statement that was built for this database: lists are arrays on PostgreSQL and JSON on SQLite."""
    return rows(connection, statement, facts if is_postgres(connection) else _plain(facts))


def run_on_these(connection: Connection, build: Callable[[Among], Executable], facts: Mapping[str, Any]) -> None:
    """The same for a statement that gives no rows."""
    rows_of_these(connection, build, facts)


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: orjson.dumps(value).decode() if isinstance(value, list) else value for name, value in facts.items()}


@lru_cache(256)
def _built(build: Callable[[Among], Executable], postgres: bool) -> Executable:
    return build(_any_of if postgres else of_these)


def _any_of(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    # An array instead of one parameter for each value: the text stays the same, and PostgreSQL keeps its plan.
    return column == any_(bindparam(name, type_=postgresql.ARRAY(column.type)))


def many(connection: Connection, statement: Executable, facts: Sequence[Mapping[str, Any]]) -> None:
    """Run a statement once for each set of parameters."""
    if not facts:
        return
    text, names, fixed = _compiled(statement, connection.dialect.name)
    values = [_values(names, fixed, each) for each in facts]
    with _errors_as_usual(connection, text):
        (connection.connection.cursor() if is_postgres(connection) else _driver(connection)).executemany(text, values)


def _values(names: Sequence[str], fixed: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Any]:
    return [facts[name] if name in facts else fixed[name] for name in names]


_DIALECTS: Final = {"sqlite": sqlite.dialect(paramstyle="qmark"), "postgresql": asyncpg.dialect()}  # type: ignore[no-untyped-call]


@lru_cache(512)
def _compiled(statement: Executable, dialect: str) -> tuple[str, tuple[str, ...], Mapping[str, Any]]:
    """Text, names of its parameters in order, and the constant values of the statement itself."""
    compiled: Any = statement.compile(dialect=_DIALECTS[dialect])  # type: ignore[attr-defined]
    given = {name: value.value for name, value in compiled.binds.items() if not value.required}
    return str(compiled), tuple(compiled.positiontup or ()), given


@contextmanager
def _errors_as_usual(connection: Connection, text: str) -> Iterator[None]:
    """Raise SQLAlchemy's errors for the driver's, without the parameters: they are numbers and names of people."""
    driver: Any = connection.dialect.dbapi
    try:
        yield
    except driver.Error as error:
        raise DBAPIError.instance(
            text, None, error, driver.Error, hide_parameters=True, dialect=connection.dialect
        ) from error


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
