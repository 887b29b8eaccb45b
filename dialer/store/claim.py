"""Claiming leads: the conditional update that lets only one cell have a lead, and what is read along with it.

A list's leads lie on a few shelves, one per zone key and priority. A claim takes the first due leads of each shelf
from the index and keeps the first of those, so its cost does not grow with the list.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, bindparam, func, select, true, update

from dialer.leads.lead import ClaimedLead, PastAttempt, Phone
from dialer.store.schema import ATTEMPT, LEAD, LEAD_LIST, LEAD_PHONE, LEAD_SHELF
from dialer.store.statements import is_postgres, word
from dialer.words import LeadState, Outcome

HISTORY_LENGTH: Final = 20

_OPEN, _CLAIMED = word(LeadState.OPEN), word(LeadState.CLAIMED)
_COLUMNS: Final = (
    LEAD.c.id,
    LEAD.c.list_id,
    LEAD.c.external_id,
    LEAD.c.name,
    LEAD.c.language,
    LEAD.c.fields,
    LEAD.c.zone_key,
    LEAD.c.priority,
    LEAD.c.attempts,
    LEAD.c.next_phone,
    LEAD.c.due_at,
)


def _on_shelf(lead: Any) -> Select[tuple[int]]:
    """The first due leads of one shelf, in the order of the index ix_lead_claim."""
    return (
        select(lead.c.id, lead.c.priority, lead.c.due_at)
        .where(
            lead.c.list_id == LEAD_SHELF.c.list_id,
            lead.c.state == _OPEN,
            lead.c.zone_key == LEAD_SHELF.c.zone_key,
            lead.c.priority == LEAD_SHELF.c.priority,
            lead.c.due_at <= bindparam("now"),
        )
        .order_by(lead.c.due_at, lead.c.id)
        .limit(bindparam("limit"))
        .correlate(LEAD_SHELF)
    )


def _shelves() -> Any:
    return LEAD_LIST.join(LEAD_SHELF, LEAD_SHELF.c.list_id == LEAD_LIST.c.id)


def _of_campaign() -> Any:
    return and_(
        LEAD_LIST.c.campaign_id == bindparam("campaign_id"),
        LEAD_LIST.c.enabled.is_(True),
        LEAD_SHELF.c.zone_key.in_(bindparam("zone_keys", expanding=True)),
    )


def _candidates_sqlite() -> Select[tuple[int]]:
    # SQLite has no LATERAL; a correlated IN list is the same walk: shelf, then its leads by their row numbers.
    lead, listed = LEAD.alias("picked"), LEAD.alias("listed")
    ids = _on_shelf(listed).with_only_columns(listed.c.id)
    return (
        select(lead.c.id)
        .select_from(_shelves().join(lead, lead.c.id.in_(ids.correlate(LEAD_SHELF).scalar_subquery())))
        .where(_of_campaign())
        .order_by(lead.c.priority, lead.c.due_at, lead.c.id)
        .limit(bindparam("limit"))
    )


def _candidates_postgres() -> Select[tuple[int]]:
    # Locked where they are picked, so that a second claimer goes on to the next leads instead of finding none.
    picked = _on_shelf(LEAD.alias("listed")).with_for_update(skip_locked=True).lateral("picked")
    return (
        select(picked.c.id)
        .select_from(_shelves().join(picked, true()))
        .where(_of_campaign())
        .order_by(picked.c.priority, picked.c.due_at, picked.c.id)
        .limit(bindparam("limit"))
    )


def _claim_statement(candidates: Select[tuple[int]]) -> Any:
    return (
        update(LEAD)
        .where(LEAD.c.id.in_(candidates.scalar_subquery()), LEAD.c.state == _OPEN)
        .values(state=_CLAIMED, lease_owner=bindparam("holder"), lease_until=bindparam("until"))
        .returning(*_COLUMNS)
    )


CLAIM_SQLITE: Final = _claim_statement(_candidates_sqlite())
CLAIM_POSTGRES: Final = _claim_statement(_candidates_postgres())

_CLAIM_ONE: Final = (
    update(LEAD)
    .where(LEAD.c.id == bindparam("lead"), LEAD.c.state == _OPEN)
    .values(state=_CLAIMED, lease_owner=bindparam("holder"), lease_until=bindparam("until"))
    .returning(*_COLUMNS)
)

_EXPIRED: Final = select(LEAD.c.id).where(LEAD.c.state == _CLAIMED, LEAD.c.lease_until < bindparam("now"))
_REOPEN: Final = {"state": _OPEN, "lease_owner": None, "lease_until": 0.0}
_EXPIRE_SQLITE: Final = update(LEAD).where(LEAD.c.id.in_(_EXPIRED.scalar_subquery())).values(_REOPEN)
_EXPIRE_POSTGRES: Final = (
    update(LEAD).where(LEAD.c.id.in_(_EXPIRED.with_for_update(skip_locked=True).scalar_subquery())).values(_REOPEN)
)

_PHONES: Final = (
    select(LEAD_PHONE)
    .where(LEAD_PHONE.c.lead_id.in_(bindparam("leads", expanding=True)))
    .order_by(LEAD_PHONE.c.lead_id, LEAD_PHONE.c.position)
)


def _history() -> Select[Any]:
    newest_first = func.row_number().over(partition_by=ATTEMPT.c.lead_id, order_by=ATTEMPT.c.placed_at.desc())
    columns = (
        ATTEMPT.c.lead_id,
        ATTEMPT.c.id,
        ATTEMPT.c.outcome,
        ATTEMPT.c.disposition,
        ATTEMPT.c.placed_at,
        ATTEMPT.c.phone_position,
        newest_first.label("age"),
    )
    numbered = select(*columns).where(ATTEMPT.c.lead_id.in_(bindparam("leads", expanding=True))).subquery()
    return select(numbered).where(numbered.c.age <= HISTORY_LENGTH).order_by(numbered.c.lead_id, numbered.c.age)


_HISTORY: Final = _history()


def claim(
    connection: Connection,
    campaign_id: int,
    *,
    owner: str,
    now: float,
    lease_s: float,
    limit: int,
    zone_keys: Collection[str],
) -> list[ClaimedLead]:
    """Make up to `limit` due leads the owner's; leads whose lease ran out are open again first."""
    postgres = is_postgres(connection)
    connection.execute(_EXPIRE_POSTGRES if postgres else _EXPIRE_SQLITE, {"now": now})
    facts = {
        "campaign_id": campaign_id,
        "holder": owner,
        "now": now,
        "until": now + lease_s,
        "limit": limit,
        "zone_keys": list(zone_keys),
    }
    rows = connection.execute(CLAIM_POSTGRES if postgres else CLAIM_SQLITE, facts).all()
    return claimed_leads(connection, sorted(rows, key=lambda row: (row.priority, row.due_at, row.id)))


def claim_one(connection: Connection, lead_id: int, *, owner: str, now: float, lease_s: float) -> ClaimedLead | None:
    """Make this lead the owner's whenever it is due, or None if it is not open."""
    facts = {"lead": lead_id, "holder": owner, "until": now + lease_s}
    rows = connection.execute(_CLAIM_ONE, facts).all()
    return next(iter(claimed_leads(connection, rows)), None)


def claimed_leads(connection: Connection, rows: Sequence[Any]) -> list[ClaimedLead]:
    """Put together what was claimed, in the order of `rows`, which hold _COLUMNS."""
    phones = phones_of(connection, [row.id for row in rows])
    history = history_of(connection, [row.id for row in rows if row.attempts])
    # Unpacked, because reading a row's columns by name takes as long as the claim itself.
    return [
        ClaimedLead(
            lead_id=lead_id,
            list_id=list_id,
            external_id=external_id,
            name=name,
            language=language,
            fields=fields,
            zone_key=zone_key,
            priority=priority,
            attempts=attempts,
            next_phone=next_phone,
            phones=tuple(phones[lead_id]),
            history=tuple(history[lead_id]),
        )
        for lead_id, list_id, external_id, name, language, fields, zone_key, priority, attempts, next_phone, _ in rows
    ]


def phones_of(connection: Connection, lead_ids: Iterable[int]) -> defaultdict[int, list[Phone]]:
    """The phones of each lead, by position."""
    phones: defaultdict[int, list[Phone]] = defaultdict(list)
    if leads := list(lead_ids):
        for lead_id, position, number, label in connection.execute(_PHONES, {"leads": leads}).all():
            phones[lead_id].append(Phone(position=position, number=number, label=label))
    return phones


def history_of(connection: Connection, lead_ids: Iterable[int]) -> defaultdict[int, list[PastAttempt]]:
    """The last attempts of each lead, newest first."""
    history: defaultdict[int, list[PastAttempt]] = defaultdict(list)
    if leads := list(lead_ids):
        for row in connection.execute(_HISTORY, {"leads": leads}):
            history[row.lead_id].append(
                PastAttempt(
                    attempt_id=row.id,
                    outcome=Outcome(row.outcome) if row.outcome else None,
                    disposition=row.disposition,
                    placed_at=row.placed_at,
                    phone_position=row.phone_position,
                )
            )
    return history
