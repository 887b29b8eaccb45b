"""Rows of small tables as frozen values: read by their columns, written by their key."""

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, select

from dialer.core.errors import NotFound
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.sql import check_unchanged, insert_or_update

T = TypeVar("T")


def rows_where(
    connection: Connection,
    table: Table,
    where: dict[str, Any],
    *more: ColumnElement[bool],
    page: PageRequest | None = None,
    lock: bool = False,
) -> Iterable[Any]:
    """The matching rows by id, or a page; `lock` keeps others from changing them until this transaction ends."""
    equal = (table.c[name] == value for name, value in where.items())
    statement = page_of(select(table).where(*equal, *more).order_by(table.c.id), table, page)
    return connection.execute(statement.with_for_update() if lock else statement).mappings()


def the_one(found: list[T], asked: int) -> T:
    """The first of the records found. Raises NotFound with the requested id."""
    if not found:
        raise NotFound(id=asked)
    return found[0]


def upsert(
    connection: Connection, table: Table, kind: type[T], row: dict[str, Any], key: tuple[str, ...], expected: object
) -> T:
    """Insert or replace the row of this key. Raises Changed if the existing row is not the expected one."""
    row = {**row, "retired_at": None}  # a retired one comes back
    there = records(connection, table, kind, {name: row[name] for name in (*key, "retired_at")}, lock=True)
    check_unchanged(next(iter(there), None), expected)
    statement = insert_or_update(connection, table, key=key, changed=tuple(row)).returning(table)
    return _record(kind, connection.execute(statement, row).mappings().one())


def records(
    connection: Connection, table: Table, kind: type[T], where: dict[str, Any], *, lock: bool = False
) -> list[T]:
    """The matching rows as frozen values of this kind, by id."""
    return [_record(kind, row) for row in rows_where(connection, table, where, lock=lock)]


def _record(kind: type[T], row: Any) -> T:
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()})
