"""Leads held by cells: a row each in a separate table, while the lead itself stays unchanged.

A lead is a wide row with four indexes. Writing 200 of ten million leads dirties a page for each, in the table and in
every index, which was most of a claim's cost; 200 narrow rows fit on a few pages. So a claimed lead stays open or
booked in its own row, and this table reserves it. A claim is valid only while its lead is open or booked: code that
moves the lead on, or books it, drops the claim in the same transaction.

The lead is checked again after its claim is written: another engine may have claimed, placed and dropped it since it
was found. From then on nobody else can place it.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Delete, Select, bindparam, case, delete, exists, func, select, text
from sqlalchemy.sql.dml import ReturningDelete

from dialer.core.enums import LeadState
from dialer.people.leads.store.claim import leases as claim_leases
from dialer.storage import prepared
from dialer.storage.schema import LEAD, LEAD_CLAIM
from dialer.storage.sql import is_postgres, word

AT_REST: Final = LEAD.c.state.in_([word(LeadState.OPEN), word(LeadState.BOOKED)])
# A lookup by key for each lead, on both databases. With a join, PostgreSQL would read the whole table, including
# claims that ended since the last vacuum: many times as many as there are.
UNCLAIMED: Final = (
    select(LEAD_CLAIM.c.lead_id).where(LEAD_CLAIM.c.lead_id == LEAD.c.id).correlate(LEAD).scalar_subquery().is_(None)
)
MINE: Final = (
    AT_REST,
    exists().where(LEAD_CLAIM.c.lead_id == LEAD.c.id, LEAD_CLAIM.c.owner == bindparam("holder")),
)
"""Leads claimed by the parameter `holder`. `let_go` comes after the change."""

_BY_KEY: Final = select(func.set_config("enable_seqscan", "off", True))


def look_up_by_key(connection: Connection) -> None:
    """Make PostgreSQL look up claims by key in this transaction, whatever size it estimates for their table.

    It uses its last statistics. If the table was empty then, it reads the table whole for each lead, with all claims
    made since: milliseconds in a campaign's first minute, hundreds of them later.
    """
    if is_postgres(connection):
        prepared.run(connection, _BY_KEY, {})


AS_IT_STANDS: Final = select(LEAD, case((AT_REST, LEAD_CLAIM.c.owner)).label("holder")).select_from(
    LEAD.outerjoin(LEAD_CLAIM, LEAD_CLAIM.c.lead_id == LEAD.c.id)
)
"""Leads with the owners of their claims."""

_TAKE: Final = text(
    "INSERT INTO lead_claim (lead_id, owner) SELECT value, :holder FROM json_each(:leads) "
    "WHERE true ON CONFLICT DO NOTHING RETURNING lead_id"
)
# In one statement with the owner's lease, to save a round trip; PostgreSQL writes the lease after the claims.
_TAKE_ON_POSTGRES: Final = text(
    "WITH lease AS (INSERT INTO claim_lease (owner, until) VALUES (CAST(:holder AS text), CAST(:until AS float8)) "
    "ON CONFLICT (owner) DO UPDATE SET until = excluded.until) "
    "INSERT INTO lead_claim (lead_id, owner) SELECT asked.lead_id, CAST(:holder AS text) "
    "FROM unnest(CAST(:leads AS bigint[])) AS asked (lead_id) ON CONFLICT DO NOTHING RETURNING lead_id"
)


def take(connection: Connection, lead_ids: Collection[int], *, owner: str, until: float) -> set[int]:
    """Claim leads for the owner; return those that nobody else has. The claims are valid until `until`, epoch seconds.

    On PostgreSQL this waits for others that claim the same leads: in one order, so that two cannot deadlock.
    """
    if not lead_ids:
        return set()
    facts = {"leads": sorted(lead_ids), "holder": owner}
    if is_postgres(connection):
        return {row[0] for row in prepared.with_lists(connection, _TAKE_ON_POSTGRES, {**facts, "until": until})}
    claim_leases.begin(connection, owner, until)
    return {row[0] for row in prepared.with_lists(connection, _TAKE, facts)}


def _still(among: prepared.Among) -> Select[Any]:
    mine = among(LEAD_CLAIM.c.lead_id, "leads"), LEAD_CLAIM.c.owner == bindparam("holder")
    return select(LEAD_CLAIM.c.lead_id).where(*mine)


def still_held(connection: Connection, lead_ids: Iterable[int], *, owner: str) -> set[int]:
    """Those of the leads that the owner has claimed."""
    if not (leads := sorted(lead_ids)):
        return set()
    return {row[0] for row in prepared.rows_of_these(connection, _still, {"leads": leads, "holder": owner})}


def _let_go(among: prepared.Among) -> ReturningDelete[Any]:
    return (
        delete(LEAD_CLAIM)
        .where(among(LEAD_CLAIM.c.lead_id, "leads"), LEAD_CLAIM.c.owner == bindparam("holder"))
        .returning(LEAD_CLAIM.c.lead_id)
    )


def spend(connection: Connection, lead_ids: Iterable[int], *, owner: str) -> set[int]:
    """End the owner's claims of these leads; return the leads that were the owner's.

    Waits for an engine that takes over a claim at this moment, so that only one of the two has it.
    """
    if not (leads := sorted(lead_ids)):
        return set()
    return {row[0] for row in prepared.rows_of_these(connection, _let_go, {"leads": leads, "holder": owner})}


def let_go(connection: Connection, lead_ids: Iterable[int], *, owner: str) -> int:
    """End the owner's claims of these leads; return how many there were."""
    return len(spend(connection, lead_ids, owner=owner))


def _drop(among: prepared.Among) -> Delete:
    return delete(LEAD_CLAIM).where(among(LEAD_CLAIM.c.lead_id, "leads"))


def drop(connection: Connection, lead_ids: Iterable[int]) -> None:
    """End all claims of these leads, whoever has them: the leads have moved on, or were booked."""
    if leads := sorted(lead_ids):
        prepared.run_on_these(connection, _drop, {"leads": leads})


class Held(NamedTuple):
    """How many leads of a shelf in one state are claimed."""

    list_id: int
    zone_key: str
    priority: int
    state: LeadState
    leads: int


# An outer join, so that SQLite starts with the claims: a few thousand at most.
_HELD: Final = (
    select(LEAD.c.list_id, LEAD.c.zone_key, LEAD.c.priority, LEAD.c.state, func.count())
    .select_from(LEAD_CLAIM.outerjoin(LEAD, LEAD.c.id == LEAD_CLAIM.c.lead_id))
    .group_by(LEAD.c.list_id, LEAD.c.zone_key, LEAD.c.priority, LEAD.c.state)
)


def held(connection: Connection) -> Sequence[Held]:
    """The claimed leads of all lists, counted by shelf and state."""
    rows: Sequence[Sequence[Any]] = prepared.rows(connection, _HELD, {})
    counted = (Held(row[0], row[1], row[2], LeadState(row[3]), row[4]) for row in rows if row[0] is not None)
    return [one for one in counted if one.state in (LeadState.OPEN, LeadState.BOOKED)]
