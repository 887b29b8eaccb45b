"""Leads belong to lists and phones to leads: how PostgreSQL keeps this without foreign keys.

With a foreign key PostgreSQL looks up the other row for every inserted row, which doubles the cost of an import.
Instead both ends are kept at no cost: code that adds leads locks their list (`hold_list`), and adds phones only to
leads that it has written or read in the same transaction; triggers of the database refuse to delete a list that has
leads, and delete a lead's phones with it.
"""

from typing import Final

from sqlalchemy import Connection, bindparam, select

from dialer.core.errors import UnknownList
from dialer.storage.schema import LEAD_LIST
from dialer.storage.sql import is_postgres

_HOLD: Final = select(LEAD_LIST.c.id).where(LEAD_LIST.c.id == bindparam("list")).with_for_update(key_share=True)


def hold_list(connection: Connection, list_id: int) -> None:
    """Keep a list from being deleted, and others from adding leads, until this transaction ends. Raises UnknownList.

    Two writers that add to a list at once would both find a number missing. SQLite has only one writer.
    """
    if is_postgres(connection) and connection.execute(_HOLD, {"list": list_id}).first() is None:
        raise UnknownList(id=list_id)
