"""A list's leads, page by page, for an export; including archived ones."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from dialer.people.leads.store.briefing import history_of, phones_of
from dialer.people.leads.store.claim.claims import AS_IT_STANDS
from dialer.people.leads.store.leads import record_of
from dialer.people.lists.rules.export_columns import ExportedLead
from dialer.storage.database import Database
from dialer.storage.operations import reads
from dialer.storage.schema import LEAD, LEAD_PHONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The id range of a list's leads at the beginning of the export, and the largest number of phones of a lead."""

    list_id: int
    first: int  # 0 without leads
    last: int
    phones: int


class Exports:
    """Reads whole lists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @reads
    def span(self, connection: Connection, list_id: int) -> Span:
        """The id range of the list's leads. Leads added later are not in it."""
        ends = select(func.min(LEAD.c.id), func.max(LEAD.c.id)).where(LEAD.c.list_id == list_id)
        first, last = connection.execute(ends).one()
        if first is None:
            return Span(list_id=list_id, first=0, last=0, phones=0)
        # By the phones' own key instead of by lead: counts leads of other lists in between too, which only adds empty
        # cells.
        most = select(func.max(LEAD_PHONE.c.position)).where(LEAD_PHONE.c.lead_id.between(first, last))
        position = connection.execute(most).scalar()
        return Span(list_id=list_id, first=first, last=last, phones=0 if position is None else position + 1)

    @reads
    def page(self, connection: Connection, span: Span, *, after: int, limit: int, history: bool) -> list[ExportedLead]:
        """The next leads by id, after `after`; with `history`, their last attempts."""
        # The sum keeps the database from using an index by list, whose leads it would sort again for each page.
        these = (LEAD.c.list_id + 0 == span.list_id, LEAD.c.id > max(after, span.first - 1), LEAD.c.id <= span.last)
        rows = connection.execute(AS_IT_STANDS.where(*these).order_by(LEAD.c.id).limit(limit)).all()
        phones = phones_of(connection, [row.id for row in rows])
        past = history_of(connection, [row.id for row in rows] if history else [])
        return [_exported(row, phones[row.id], past[row.id]) for row in rows]


def _exported(row: Any, phones: Any, past: Any) -> ExportedLead:
    return ExportedLead(
        record=record_of(row, phones, past),
        postcode=row.postcode,
        owner=row.owner,
        notes=row.notes,
        consent=row.consent or {},
    )
