"""Deletion of rejected rows, each of which may hold anybody's data."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, select, tuple_

from dialer.storage.schema import IMPORT, REJECTED_ROW


def delete_rows(connection: Connection, keys: Iterable[tuple[int, int]]) -> None:
    """Delete rejected rows by import and line."""
    those = tuple_(REJECTED_ROW.c.import_id, REJECTED_ROW.c.line)
    for key in keys:
        connection.execute(delete(REJECTED_ROW).where(those == tuple_(*key)))


def delete_rows_of_list(connection: Connection, list_id: int) -> None:
    """Delete the rejected rows of all imports into a list."""
    imports = select(IMPORT.c.id).where(IMPORT.c.list_id == list_id)
    connection.execute(delete(REJECTED_ROW).where(REJECTED_ROW.c.import_id.in_(imports)))
