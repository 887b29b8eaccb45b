"""Deletion of rejected rows, each of which may hold anybody's data."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, bindparam, delete, select

from dialer.storage import prepared
from dialer.storage.schema import IMPORT, REJECTED_ROW

_DELETE: Final = delete(REJECTED_ROW).where(
    REJECTED_ROW.c.import_id == bindparam("import"), REJECTED_ROW.c.line == bindparam("row")
)


def delete_rows(connection: Connection, keys: Iterable[tuple[int, int]]) -> None:
    """Delete rejected rows by import and line."""
    prepared.many(connection, _DELETE, [{"import": import_id, "row": line} for import_id, line in keys])


def delete_rows_of_list(connection: Connection, list_id: int) -> None:
    """Delete the rejected rows of all imports into a list."""
    imports = select(IMPORT.c.id).where(IMPORT.c.list_id == list_id)
    connection.execute(delete(REJECTED_ROW).where(REJECTED_ROW.c.import_id.in_(imports)))
