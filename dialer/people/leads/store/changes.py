"""Changes that people make to leads that are there: to one, or to many at once."""

from collections.abc import Collection, Mapping, Sequence
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update

from dialer.audit.store import add_line
from dialer.core.enums import LeadState
from dialer.core.errors import (
    DialerError,
    InUse,
    LeadNotChanged,
    LeadNotFree,
    NameTaken,
    NotSameCompany,
    UnknownLead,
)
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.i18n.labels import label
from dialer.i18n.message import msg
from dialer.people.callbacks.store import bookings
from dialer.people.leads.model import LeadChange, LeadFilter, LeadRecord
from dialer.people.leads.store.claim.claims import AT_REST, drop
from dialer.people.leads.store.claim.shelves import put_on_shelves
from dialer.people.leads.store.erasure import EMPTIED
from dialer.people.leads.store.stock import renew_stock
from dialer.people.leads.store.transitions import SUPPRESSED
from dialer.people.lists.rules.field_types import fits, types_of
from dialer.people.lists.store.arrangement import rank_leads
from dialer.people.lists.store.lists import LeadList, read_list
from dialer.people.persons.store.linking import drop_links
from dialer.people.suppression.store.objections import drop_objections
from dialer.storage.database import Database
from dialer.storage.integrity import hold_list
from dialer.storage.operations import reads
from dialer.storage.schema import (
    ATTEMPT,
    CALLBACK,
    LEAD,
    LEAD_CLAIM,
    LEAD_LIST,
    LEAD_REQUEST,
)
from dialer.storage.sql import check_unchanged, word
from dialer.storage.visibility import visible_to

BY_HAND: Final = "by_hand"
"""The reason of leads that somebody has taken out of dialling."""
NEVER_AGAIN: Final = frozenset({SUPPRESSED, *EMPTIED, "opted_out"})
"""Reasons for which a lead is done for good: nobody dials it again by a change of its state."""
_IN_A_CALL: Final = (LeadState.CALLING, LeadState.WRAPPING)
_VERSIONED: Final = ("list_id", "name", "language", "fields", "priority", "done_reason", "notes", "owner")
_HISTORIES: Final = {
    ATTEMPT: msg("its calls: take it out of dialling, or erase the person's data"),
    CALLBACK: msg("its call-backs: take it out of dialling, or erase the person's data"),
}


class Changes:
    """Changes of leads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @reads
    def ids(
        self, connection: Connection, wanted: LeadFilter, *, after: int, limit: int, sees: Visibility
    ) -> Sequence[int]:
        """The first ids after `after` of leads that a filter names."""
        found = select(LEAD.c.id).where(LEAD.c.id > after, *visible_to(sees, LEAD)).order_by(LEAD.c.id).limit(limit)
        if wanted.list_id is not None:
            found = found.where(LEAD.c.list_id == wanted.list_id)
        if wanted.campaign_id is not None:
            lists = select(LEAD_LIST.c.id).where(LEAD_LIST.c.campaign_id == wanted.campaign_id)
            found = found.where(LEAD.c.list_id.in_(lists.scalar_subquery()))
        for name, value in {"state": wanted.state, "owner": wanted.owner, "done_reason": wanted.done_reason}.items():
            if value is not None:
                found = found.where(LEAD.c[name] == value)
        return list(connection.execute(found).scalars())

    @reads
    def companies(self, connection: Connection, lead_ids: Collection[int], *, sees: Visibility) -> dict[int, int]:
        """The company of each of these leads that is there."""
        found = (
            select(LEAD.c.id, LEAD_LIST.c.company_id)
            .join(LEAD_LIST, LEAD_LIST.c.id == LEAD.c.list_id)
            .where(LEAD.c.id.in_(list(lead_ids)), *visible_to(sees, LEAD))
        )
        return {row.id: row.company_id for row in connection.execute(found)}

    async def change(
        self,
        lead_ids: Collection[int],
        change: LeadChange,
        *,
        actor: str,
        now: float,
        expected: LeadRecord | EllipsisType = ...,
        sees: Visibility,
    ) -> tuple[set[int], dict[int, DialerError]]:
        """Change leads in one transaction; return the campaigns that are concerned, and why some are left as they were.

        Raises `UnknownList`, and `Changed` if the one lead is not as expected.
        """
        return await self._database.write(_change, sorted(set(lead_ids)), change, actor, now, expected, sees)


def _change(
    connection: Connection,
    lead_ids: list[int],
    change: LeadChange,
    actor: str,
    now: float,
    expected: object,
    sees: Visibility,
) -> tuple[set[int], dict[int, DialerError]]:
    target = None if change.list_id is None else read_list(connection, change.list_id, sees)
    if target is not None:
        hold_list(connection, target.id)
    those = select(LEAD).where(LEAD.c.id.in_(lead_ids), *visible_to(sees, LEAD)).order_by(LEAD.c.id)
    rows = {row["id"]: dict(row) for row in connection.execute(those.with_for_update()).mappings()}
    if expected is not ... and len(rows) == 1:
        row = rows[lead_ids[0]]
        check_unchanged({n: row[n] for n in _VERSIONED}, {n: getattr(expected, n) for n in _VERSIONED})
    lists = {one: read_list(connection, one, EVERYTHING) for one in {row["list_id"] for row in rows.values()}}
    refused: dict[int, DialerError] = {one: UnknownLead(id=one) for one in lead_ids if one not in rows}
    taken = _taken(connection, target, rows.values())
    for lead_id, row in rows.items():
        if (why := _refusal(row, change, lists[row["list_id"]], target, taken)) is not None:
            refused[lead_id] = why
    if change.delete:
        refused |= _with_history(connection, [one for one in rows if one not in refused])
    free = {lead_id: row for lead_id, row in rows.items() if lead_id not in refused}
    if not free:
        return set(), refused
    if change.delete:
        _delete(connection, list(free))
    else:
        _write(connection, free, change, lists, target, now)
    touched = [lists[row["list_id"]] for row in free.values()] + ([target] if target is not None else [])
    campaigns = {one.campaign_id for one in touched if one.campaign_id is not None}
    renew_stock(connection, campaigns)
    subject = f"lead:{next(iter(free))}" if len(lead_ids) == 1 else "leads"
    said = change.told() | ({} if len(lead_ids) == 1 else {"leads": list(free)})
    add_line(connection, actor, "lead.delete" if change.delete else "lead.change", subject, said, now)
    return campaigns, refused


def _refusal(
    row: Mapping[str, Any], change: LeadChange, listed: LeadList, target: LeadList | None, taken: Collection[str]
) -> DialerError | None:
    """Why a lead is left as it is."""
    state = LeadState(row["state"])
    if state in _IN_A_CALL or state is LeadState.ARCHIVED:
        return LeadNotFree(lead=row["id"], state=label("lead", state))
    if change.state is LeadState.OPEN and state is LeadState.DONE and row["done_reason"] in NEVER_AGAIN:
        return LeadNotChanged(lead=row["id"], reason=label("result", row["done_reason"]))
    if target is not None and target.id != row["list_id"]:
        if target.company_id != listed.company_id:
            return NotSameCompany(list=target.name)
        if target.archived_at is not None:
            return InUse(list=target.name, by=msg("its archive"))
        if row["callback_id"] is not None:
            return LeadNotFree(lead=row["id"], state=label("lead", LeadState.BOOKED))
        if target.needs_basis and not row["consent"]:
            return LeadNotChanged(lead=row["id"], reason=msg("it has no legal basis, which the list asks for"))
        if row["external_id"] in taken:
            return NameTaken(external_id=row["external_id"])
    if change.fields:
        types = types_of((target or listed).types)
        wrong = [
            name
            for name, value in change.fields.items()
            if (wanted := types.get(name.casefold())) is not None and not fits(value, wanted, listed.country)
        ]
        if wrong:
            return LeadNotChanged(lead=row["id"], fields=wrong)
    return None


def _taken(connection: Connection, target: LeadList | None, rows: Collection[Mapping[str, Any]]) -> set[str]:
    """The external ids of these leads that other leads of the target have."""
    asked = [row["external_id"] for row in rows if target and row["list_id"] != target.id and row["external_id"]]
    if target is None or not asked:
        return set()
    there = select(LEAD.c.external_id).where(LEAD.c.list_id == target.id, LEAD.c.external_id.in_(asked))
    return set(connection.execute(there).scalars())


def _with_history(connection: Connection, lead_ids: list[int]) -> dict[int, DialerError]:
    """The leads that cannot be deleted, since calls or call-backs tell of them."""
    found: dict[int, DialerError] = {}
    for table, what in _HISTORIES.items():
        there = select(table.c.lead_id).where(table.c.lead_id.in_(lead_ids)).distinct()
        found |= {one: InUse(lead=one, by=what) for one in connection.execute(there).scalars()}
    return found


def _delete(connection: Connection, lead_ids: list[int]) -> None:
    drop_objections(connection, lead_ids)
    drop_links(connection, lead_ids)
    for table in (LEAD_CLAIM, LEAD_REQUEST):
        connection.execute(delete(table).where(table.c.lead_id.in_(lead_ids)))
    connection.execute(delete(LEAD).where(LEAD.c.id.in_(lead_ids)))


def _write(
    connection: Connection,
    free: Mapping[int, Mapping[str, Any]],
    change: LeadChange,
    lists: Mapping[int, LeadList],
    target: LeadList | None,
    now: float,
) -> None:
    these = LEAD.c.id.in_(list(free))
    values: dict[str, Any] = dict(change.values)
    if target is not None:
        values["list_id"] = target.id
    for list_id in {target.id} if target is not None else set(lists):
        priority = values.get("priority")
        shelves = {(row["zone_key"], row["priority"] if priority is None else priority) for row in free.values()}
        put_on_shelves(connection, list_id, shelves)
    if values:
        connection.execute(update(LEAD).where(these).values(values))
    if change.fields:
        for lead_id, row in free.items():
            merged = {**row["fields"], **change.fields}
            kept = {name: value for name, value in merged.items() if value is not None}
            connection.execute(update(LEAD).where(LEAD.c.id == lead_id).values(fields=kept))
    if change.state is LeadState.DONE:
        done = {"state": LeadState.DONE.value, "done_reason": BY_HAND, "callback_id": None}
        connection.execute(update(LEAD).where(these, LEAD.c.state != word(LeadState.DONE)).values(done))
        bookings.cancel_of(connection, free, by=BY_HAND, now=now)
    elif change.state is LeadState.OPEN:
        again = {"state": LeadState.OPEN.value, "done_reason": "", "wait_reason": "", "due_at": now}
        ended = LEAD.c.state.in_([word(LeadState.DONE), word(LeadState.OPEN)])
        connection.execute(update(LEAD).where(these, ended).values(again))
    drop(connection, free)  # who holds such a lead knows its old data: it must be claimed and judged again
    for listed in [target] if target is not None else lists.values():
        if listed.order_by or listed.filter:
            rank_leads(connection, listed, (these, LEAD.c.list_id == listed.id, AT_REST | _HELD), now)


_HELD: Final = LEAD.c.state == word(LeadState.HELD)
