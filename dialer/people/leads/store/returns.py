"""Leads given back, deferred or retired, with the audit lines on them: many in one transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, bindparam, update

from dialer.audit.actions import RULING
from dialer.audit.store import NewLine, add_lines
from dialer.core.enums import LeadState
from dialer.people.callbacks.store import bookings
from dialer.people.leads.store.claim.claims import MINE, let_go, still_held
from dialer.storage import prepared
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.schema import LEAD

Put = TypeVar("Put", bound="tuple[Any, ...]")

MOST_IN_A_LINE: Final = 200  # leads; people read the audit too

_THIS_OF_MINE: Final = (LEAD.c.id == bindparam("lead"), *MINE)
DEFER: Final = update(LEAD).where(*_THIS_OF_MINE).values({"due_at": bindparam("due"), "wait_reason": bindparam("why")})
RETIRE: Final = (
    update(LEAD)
    .where(*_THIS_OF_MINE)
    .values(state=LeadState.DONE.value, done_reason=bindparam("reason"), callback_id=None)
)


@dataclass(slots=True, kw_only=True)
class PutAway:
    """What is to be written. `rulings` are by campaign, point, answer, rule and profile; with leads and reasons."""

    now: float
    actor: str
    released: list[tuple[int, str]] = field(default_factory=list)  # lead, owner
    deferred: list[tuple[int, str, float, str]] = field(default_factory=list)  # and until when, and why
    retired: list[tuple[int, str, str]] = field(default_factory=list)  # and why
    rulings: dict[tuple[int, str, str, str, str], list[dict[str, Any]]] = field(default_factory=dict)


class Away:
    """The only way to give back claimed leads that are not dialled."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @writes
    def write(self, connection: Connection, batch: PutAway) -> None:
        """Give back, defer and retire claimed leads, and audit what the rules said of them, in one transaction.

        Leads that the owner no longer holds stay as they are, and so do their call-backs.
        """
        deferred, retired = _of_holders(connection, batch.deferred), _of_holders(connection, batch.retired)
        if deferred:
            rows = [
                {"lead": lead, "holder": owner, "due": until, "why": why}
                for lead, owner, until, why in sorted(deferred)
            ]
            prepared.many(connection, DEFER, rows)
            bookings.put_off(connection, {lead: until for lead, _, until, _ in deferred})
        if retired:
            gone = [{"lead": lead, "holder": owner, "reason": reason} for lead, owner, reason in sorted(retired)]
            prepared.many(connection, RETIRE, gone)
            for lead, _, reason in retired:
                bookings.cancel_of(connection, [lead], by=reason, now=batch.now)
        held = [*batch.released, *(one[:2] for one in deferred), *(one[:2] for one in retired)]
        for owner in sorted({owner for _, owner in held}):
            let_go(connection, [lead for lead, mine in held if mine == owner], owner=owner)
        if batch.rulings:
            add_lines(connection, [line for key, said in batch.rulings.items() for line in _lines(batch, key, said)])


def _of_holders(connection: Connection, put: Sequence[Put]) -> list[Put]:
    """The entries whose lead (first) is still held by its owner (second).

    A lead booked since then waits for its call-back: if that were cancelled, nobody would ever call it.
    """
    leads: defaultdict[str, list[int]] = defaultdict(list)
    for lead, owner, *_ in put:
        leads[owner].append(lead)
    mine = {(lead, owner) for owner, asked in leads.items() for lead in still_held(connection, asked, owner=owner)}
    return [one for one in put if one[:2] in mine]


def _lines(batch: PutAway, key: tuple[int, str, str, str, str], said: list[dict[str, Any]]) -> list[NewLine]:
    campaign_id, point, answer, rule, profile = key
    head = {"point": point, "answer": answer, "rule": rule, "profile": profile}
    return [
        NewLine(
            at=batch.now,
            actor=batch.actor,
            action=RULING,
            subject=f"campaign:{campaign_id}",
            facts={**head, "leads": said[start : start + MOST_IN_A_LINE]},
        )
        for start in range(0, len(said), MOST_IN_A_LINE)
    ]
