"""Bulk reads and writes: COPY on PostgreSQL, prepared statements on SQLite; values to look up are passed as JSON."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Table, text

from dialer.storage.sql import is_postgres


def copy_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    same: Mapping[str, str | float] | None = None,
) -> None:
    """Insert rows into a table by the fastest way. JSON is passed as text, everything else as the driver takes it.

    `same` are columns with one value for all rows, after the rows' own columns: on SQLite they stand in the statement.
    """
    if not rows:
        return
    same = same or {}
    if is_postgres(connection):
        adapted: Any = connection.connection.dbapi_connection
        names, tail = [*columns, *same], tuple(same.values())
        records = [(*row, *tail) for row in rows] if tail else rows
        adapted.run_async(lambda driver: driver.copy_records_to_table(table.name, records=records, columns=names))
        return
    named = ", ".join(f'"{name}"' for name in (*columns, *same))
    values = ", ".join((*("?" for _ in columns), *map(_literal, same.values())))
    statement = f'INSERT INTO "{table.name}" ({named}) VALUES ({values})'  # noqa: S608 - our own tables and constants
    cursor = connection.connection.cursor()
    cursor.executemany(statement, rows)
    cursor.close()


def _literal(value: str | float) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def new_ids(connection: Connection, table: Table, count: int, *, gone: Table | None = None) -> Sequence[int]:
    """The next ids of a table, in order, beyond those in `gone`, whose rows were deleted.

    On SQLite the transaction holds the write lock, so they stay free.
    """
    if is_postgres(connection):
        # Look the sequence up once, not for each id.
        sequence = text(
            "SELECT array_agg(nextval(ids.sequence)) FROM generate_series(1, :count), "
            "(SELECT CAST(pg_get_serial_sequence(:name, 'id') AS regclass) AS sequence OFFSET 0) AS ids"
        )
        return connection.execute(sequence, {"name": table.name, "count": count}).scalar() or ()
    last = max(_last_id(connection, one) for one in (table, gone) if one is not None)
    return range(last + 1, last + 1 + count)


def _last_id(connection: Connection, table: Table) -> int:
    found = f'SELECT coalesce(max(id), 0) FROM "{table.name}"'  # noqa: S608 - our own tables
    last: int = connection.exec_driver_sql(found).scalar_one()
    return last


_AMONG: Final = {
    ("sqlite", str): "IN (SELECT value FROM json_each(:asked))",
    ("sqlite", int): "IN (SELECT value FROM json_each(:asked))",
    ("postgresql", str): "= ANY (ARRAY(SELECT jsonb_array_elements_text(CAST(:asked AS jsonb))))",
    ("postgresql", int): "= ANY (ARRAY(SELECT CAST(jsonb_array_elements_text(CAST(:asked AS jsonb)) AS bigint)))",
}
# A table that is being filled has no statistics yet; any other plan would read it once for each value.
_BY_INDEX: Final = "SELECT " + ", ".join(
    f"set_config('enable_{way}', 'off', true)" for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin")
)


def rows_among(
    connection: Connection, query: str, asked: Collection[str] | Collection[int], facts: Mapping[str, Any] | None = None
) -> Sequence[Any]:
    """The rows of a query over thousands of values, found through an index.

    `query` marks the place of the values with `{among}`, as in `SELECT id FROM lead WHERE id {among}`. An index must
    begin with that column, or with columns that the query fixes and then that column.
    """
    if not asked:
        return []
    if is_postgres(connection):
        connection.exec_driver_sql(_BY_INDEX)
    among = _AMONG[connection.dialect.name, type(next(iter(asked)))]
    given = {"asked": orjson.dumps(list(asked)).decode(), **(facts or {})}
    return connection.execute(text(query.format(among=among)), given).all()
