"""Writing and asking by the thousand: COPY and arrays on PostgreSQL, prepared statements and JSON on SQLite."""

from collections.abc import Collection, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Table, text

from dialer.store.statements import is_postgres


def copy_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of a table by the shortest way. JSON comes as text, everything else as the driver takes it."""
    if not rows:
        return
    if is_postgres(connection):
        adapted: Any = connection.connection.dbapi_connection
        adapted.run_async(lambda driver: driver.copy_records_to_table(table.name, records=rows, columns=list(columns)))
        return
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" for _ in columns)
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 - names of our own tables
    cursor = connection.connection.cursor()
    cursor.executemany(statement, rows)
    cursor.close()


def new_ids(connection: Connection, table: Table, count: int) -> Sequence[int]:
    """The next ids of a table, in order. On SQLite the transaction holds the write lock, so they stay free."""
    if is_postgres(connection):
        sequence = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return list(connection.execute(sequence, {"name": table.name, "count": count}).scalars())
    last = connection.exec_driver_sql(f'SELECT coalesce(max(id), 0) FROM "{table.name}"').scalar_one()  # noqa: S608
    return range(last + 1, last + 1 + count)


_ASKED: Final = {
    "sqlite": "(SELECT value AS asked FROM json_each(:asked)) AS wanted",
    "postgresql": "(SELECT unnest(CAST(:asked AS text[])) AS asked) AS wanted",
}


def ask_many(
    connection: Connection, columns: str, joined: str, asked: Collection[str], facts: dict[str, Any]
) -> Sequence[Any]:
    """Rows that hang on the many texts in `asked`, each looked up by an index: `joined` begins at `wanted.asked`."""
    if not asked:
        return []
    postgres = is_postgres(connection)
    if postgres:
        # The planner knows little of a table that grows while it is read; here a lookup for each text is always right.
        connection.exec_driver_sql("SET LOCAL enable_hashjoin = off")
        connection.exec_driver_sql("SET LOCAL enable_mergejoin = off")
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    statement = text(f"SELECT {columns} FROM {_ASKED[connection.dialect.name]} {joined}")  # noqa: S608 - our own text
    given = list(asked) if postgres else orjson.dumps(list(asked)).decode()
    return connection.execute(statement, {"asked": given, **facts}).all()
