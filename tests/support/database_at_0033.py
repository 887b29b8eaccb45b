"""A database as the last version before 0.2.0 left it, with rows in every table."""

import json
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, MetaData, select

FOLDER: Final = Path(__file__).parents[1] / "dialer" / "storage" / "at_0033"
# By table; the tables of the chain of migrations that 0.2.0 replaced, one row at least in each.
ROWS: Final[dict[str, list[dict[str, Any]]]] = json.loads((FOLDER / "rows.json").read_text(encoding="utf-8"))


def fill_at_0033(connection: Connection) -> None:
    """Make the tables of 0033_lead_stock in an empty database, and their rows."""
    for statement in (FOLDER / f"{connection.dialect.name}.sql").read_text(encoding="utf-8").splitlines():
        connection.exec_driver_sql(statement)
    tables = _tables(connection)
    for name, rows in ROWS.items():
        for row in rows:
            connection.execute(tables[name].insert(), row)


def rows_of(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table, as the database has them, in the order of their keys."""
    return {
        name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
        for name, table in _tables(connection).items()
        if name != "alembic_version"
    }


def _tables(connection: Connection) -> dict[str, Any]:
    found = MetaData()
    found.reflect(connection)
    return dict(found.tables)
