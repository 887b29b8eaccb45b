"""Custom fields of existing leads, page by page, to check them against their types."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from dialer.core.enums import LeadState
from dialer.storage.database import Database
from dialer.storage.operations import reads
from dialer.storage.schema import LEAD

PAGE: Final = 5000  # leads: a few hundredths of a second of a reader's time
_PAGE: Final = (
    select(LEAD.c.id, LEAD.c.fields, LEAD.c.state)
    # The sum keeps the database from using an index by list, whose leads it would sort again for each page.
    .where(LEAD.c.list_id + 0 == bindparam("list"), LEAD.c.id > bindparam("after"))
    .order_by(LEAD.c.id)
    .limit(PAGE)
)
_OVER: Final = (LeadState.DONE, LeadState.ARCHIVED)


class OwnFields:
    """Reads custom fields of whole lists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @reads
    def page(self, connection: Connection, list_id: int, *, after: int) -> tuple[list[Mapping[str, Any]], int | None]:
        """The fields of the next leads after `after` that are not done, and where to continue; None at the end."""
        rows = connection.execute(_PAGE, {"list": list_id, "after": after}).all()
        last = rows[-1].id if len(rows) == PAGE else None
        return [row.fields for row in rows if row.state not in _OVER], last
