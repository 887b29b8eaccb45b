"""Finds leads by any of their phones, in all lists."""

from sqlalchemy import Connection, select

from dialer.leads.model import LeadRecord
from dialer.leads.store import briefing
from dialer.leads.store.claim.claims import AS_IT_STANDS
from dialer.leads.store.leads import record_of
from dialer.storage.database import Database
from dialer.storage.schema import LEAD, LEAD_LIST, LEAD_PHONE


class Finding:
    """Finds the leads that have a number."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_number(self, number: str, *, controller_id: int | None, limit: int) -> list[LeadRecord]:
        """The leads with this number (E.164) in a controller's lists, or in all, by id, with their history."""
        return await self._database.read(_of_number, number, controller_id, limit)


def _of_number(connection: Connection, number: str, controller_id: int | None, limit: int) -> list[LeadRecord]:
    holders = select(LEAD_PHONE.c.lead_id).where(LEAD_PHONE.c.number == number)
    statement = AS_IT_STANDS.where(LEAD.c.id.in_(holders.scalar_subquery())).order_by(LEAD.c.id).limit(limit)
    if controller_id is not None:
        lists = select(LEAD_LIST.c.id).where(LEAD_LIST.c.controller_id == controller_id)
        statement = statement.where(LEAD.c.list_id.in_(lists.scalar_subquery()))
    rows = connection.execute(statement).all()
    ids = [row.id for row in rows]
    phones, past = briefing.phones_of(connection, ids), briefing.history_of(connection, ids)
    return [record_of(row, phones[row.id], past[row.id]) for row in rows]
