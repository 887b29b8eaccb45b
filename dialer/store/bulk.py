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
        sequence = text(
            "SELECT array_agg(nextval(pg_get_serial_sequence(:name, 'id'))) FROM generate_series(1, :count)"
        )
        return connection.execute(sequence, {"name": table.name, "count": count}).scalar() or ()
    last = connection.exec_driver_sql(f'SELECT coalesce(max(id), 0) FROM "{table.name}"').scalar_one()  # noqa: S608
    return range(last + 1, last + 1 + count)


_ASKED: Final = {
    "sqlite": "(SELECT value AS asked FROM json_each(:asked)) AS wanted",
    "postgresql": "(SELECT unnest(CAST(:asked AS text[])) AS asked) AS wanted",
}
_MOST: Final = 1_000_000_000


def ask_many(
    connection: Connection, question: str, asked: Collection[str], facts: dict[str, Any]
) -> Sequence[tuple[str, Any]]:
    """Those of many texts that have an answer, each with it.

    `question` is a statement over `wanted.asked` that gives one value, and is answered for each text by itself, through
    an index: a plan for all at once may be any, as the planner knows nothing of a table that is just being filled.
    """
    if not asked:
        return []
    postgres = is_postgres(connection)
    if postgres:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    # The limit keeps the planner from moving the condition into the question.
    wanted = f"{_ASKED[connection.dialect.name]} LIMIT {_MOST} OFFSET 0"
    answered = f"SELECT wanted.asked, ({question}) AS answer FROM {wanted}"  # noqa: S608 - our own text
    statement = text(f"SELECT asked, answer FROM ({answered}) AS answered WHERE answer IS NOT NULL")  # noqa: S608
    given = list(asked) if postgres else orjson.dumps(list(asked)).decode()
    return [(row[0], row[1]) for row in connection.execute(statement, {"asked": given, **facts})]
