"""Finds leads: by any of their phones, by external id, by parts of names and fields.

What an index finds is found at once. The rest, parts of texts, is looked for in stretches of adjacent ids, so that each
statement has its bound however many leads there are: who asks decides how many stretches it may take.
"""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select, String, cast, func, or_, select

from dialer.core.enums import LeadState
from dialer.core.visibility import Visibility
from dialer.people.leads.model import LeadRecord, LeadSearch, NumberPart
from dialer.people.leads.rules.searching import Stretch
from dialer.people.leads.store import briefing
from dialer.people.leads.store.claim.claims import AS_IT_STANDS
from dialer.people.leads.store.leads import record_of, records_of
from dialer.storage.database import Database
from dialer.storage.operations import reads
from dialer.storage.schema import LEAD, LEAD_LIST, LEAD_PHONE
from dialer.storage.sql import word
from dialer.storage.visibility import visible_to


class Finding:
    """Finds leads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @reads
    def of_number(
        self, connection: Connection, number: str, *, company_id: int | None, limit: int, sees: Visibility
    ) -> list[LeadRecord]:
        """The leads with this number (E.164) in a company's lists, or in all, by id, with their history."""
        holders = select(LEAD_PHONE.c.lead_id).where(LEAD_PHONE.c.number == number)
        statement = AS_IT_STANDS.where(LEAD.c.id.in_(holders.scalar_subquery())).order_by(LEAD.c.id).limit(limit)
        statement = statement.where(*visible_to(sees, LEAD))
        if company_id is not None:
            lists = select(LEAD_LIST.c.id).where(LEAD_LIST.c.company_id == company_id)
            statement = statement.where(LEAD.c.list_id.in_(lists.scalar_subquery()))
        rows = connection.execute(statement).all()
        ids = [row.id for row in rows]
        phones, past = briefing.phones_of(connection, ids), briefing.history_of(connection, ids)
        return [record_of(row, phones[row.id], past[row.id]) for row in rows]

    @reads
    def extent(self, connection: Connection, wanted: LeadSearch) -> Stretch | None:
        """The ids between which all leads lie that can be meant; None if there are none."""
        ends = select(func.min(LEAD.c.id), func.max(LEAD.c.id)).where(*_in_lists(wanted, LEAD.c.list_id))
        first, last = connection.execute(ends).one()
        return None if first is None else Stretch(first=first, last=last)

    @reads
    def exact(
        self, connection: Connection, wanted: LeadSearch, *, after: int, limit: int, sees: Visibility
    ) -> list[LeadRecord]:
        """By id, beyond the id `after`: the leads with the whole external id or number, which an index finds."""
        lists = select(LEAD_LIST.c.id).where(*_in_lists(wanted, LEAD_LIST.c.id)).scalar_subquery()
        unique = LEAD.c.list_id.in_(lists), LEAD.c.external_id == wanted.text
        called = select(LEAD.c.id).where(*unique)
        found = [called]
        if wanted.number is not None and wanted.number.where == "whole":
            found.append(select(LEAD_PHONE.c.lead_id).where(LEAD_PHONE.c.number == wanted.number.text))
        either = or_(*(LEAD.c.id.in_(one.scalar_subquery()) for one in found))
        statement = (
            AS_IT_STANDS.where(either, LEAD.c.id > after, *_meant(wanted, sees)).order_by(LEAD.c.id).limit(limit)
        )
        return records_of(connection, statement, history=False)

    @reads
    def within(
        self, connection: Connection, wanted: LeadSearch, stretch: Stretch, *, limit: int, sees: Visibility
    ) -> list[LeadRecord]:
        """The first leads of a stretch, or the last ones, that are meant, save those of `exact`.

        The custom fields of some may hold the text only in a name or a sign: who asks looks at them once more.
        """
        here = LEAD.c.id.between(stretch.first, stretch.last)
        order = LEAD.c.id.desc() if wanted.newest_first else LEAD.c.id
        statement = AS_IT_STANDS.where(here, *_meant(wanted, sees), *_holds(wanted, stretch)).order_by(order)
        return records_of(connection, statement.limit(limit), history=False)


def _holds(wanted: LeadSearch, stretch: Stretch) -> Sequence[ColumnElement[bool]]:
    """The conditions on leads that hold the text somewhere, and that `_exact` does not find."""
    if not wanted.text:
        return ()
    found = [LEAD.c.name.icontains(wanted.text, autoescape=True)]
    if wanted.in_fields:
        written = orjson.dumps(wanted.text).decode()[1:-1]  # as it stands in JSON
        found.append(cast(LEAD.c.fields, String).icontains(written, autoescape=True))
    if wanted.number is not None and wanted.number.where != "whole":
        holders = select(LEAD_PHONE.c.lead_id).where(
            LEAD_PHONE.c.lead_id.between(stretch.first, stretch.last), _has(wanted.number)
        )
        found.append(LEAD.c.id.in_(holders.scalar_subquery()))
    return or_(*found), or_(LEAD.c.external_id.is_(None), LEAD.c.external_id != wanted.text)


def _meant(wanted: LeadSearch, sees: Visibility) -> list[ColumnElement[bool]]:
    """The conditions on leads besides the text. Sums keep the database from indexes by list: ids are its way."""
    conditions = [*visible_to(sees, LEAD), *_in_lists(wanted, LEAD.c.list_id + 0)]
    if wanted.state is not None:
        holder = AS_IT_STANDS.selected_columns.holder
        claimed = wanted.state is LeadState.CLAIMED  # stored as open or booked
        conditions += [holder.is_not(None)] if claimed else [LEAD.c.state == word(wanted.state), holder.is_(None)]
    for name in ("owner", "done_reason"):
        if (value := getattr(wanted, name)) is not None:
            conditions.append(LEAD.c[name] == value)
    return conditions


def _in_lists(wanted: LeadSearch, column: Any) -> list[ColumnElement[bool]]:
    conditions = [] if wanted.list_id is None else [column == wanted.list_id]
    if wanted.campaign_id is not None:
        lists: Select[Any] = select(LEAD_LIST.c.id).where(LEAD_LIST.c.campaign_id == wanted.campaign_id)
        conditions.append(column.in_(lists.scalar_subquery()))
    return conditions


def _has(number: NumberPart) -> ColumnElement[bool]:
    if number.where == "at_end":
        return LEAD_PHONE.c.number.endswith(number.text, autoescape=True)
    return LEAD_PHONE.c.number.contains(number.text, autoescape=True)
