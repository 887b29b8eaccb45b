"""Which leads a campaign dials next: one walk of an index for each shelf of its lists.

A list's leads lie on a few shelves, one per zone key and priority. Of each the first leads that were never tried are
taken, by rank, and the first that are due again, by the instant they are due; then the first of all of these are kept.
So the cost does not grow with the lists.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Float,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
    true,
    union_all,
    update,
)

from dialer.leads.caps import Cap, read_caps
from dialer.store.schema import CAMPAIGN, LEAD, LEAD_LIST, LEAD_SHELF
from dialer.store.statements import is_postgres, word
from dialer.words import LeadState, Retries

_OPEN, _CLAIMED, _ARCHIVED = word(LeadState.OPEN), word(LeadState.CLAIMED), word(LeadState.ARCHIVED)
_BEFORE_ALL: Final = -1e300
_AFTER_WEIGHTED: Final = 1e12  # lists without a share come behind any number of leads of the others

COLUMNS: Final = (
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
    LEAD.c.callback_id,
    LEAD.c.postcode,
    LEAD.c.owner,
    LEAD.c.due_at,
    LEAD.c.rank,
    LEAD.c.consent,  # the last one
)
NAMES: Final = tuple(column.name for column in COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the leads of a campaign's enabled lists take turns."""

    controller_id: int
    caps: tuple[Cap, ...]
    retries: Retries
    weights: Mapping[int, int]  # by list
    filters: Mapping[int, str]  # of the lists that have one

    @property
    def mixed(self) -> bool:
        """Whether the lists have shares."""
        return len(self.weights) > 1 and any(self.weights.values())


_PLAN: Final = (
    select(
        CAMPAIGN.c.controller_id,
        CAMPAIGN.c.caps,
        CAMPAIGN.c.retries,
        LEAD_LIST.c.id,
        LEAD_LIST.c.weight,
        LEAD_LIST.c.filter,
    )
    .join(LEAD_LIST, LEAD_LIST.c.campaign_id == CAMPAIGN.c.id)
    .where(CAMPAIGN.c.id == bindparam("campaign_id"), LEAD_LIST.c.enabled.is_(True), LEAD_LIST.c.archived_at.is_(None))
)


def read_plan(connection: Connection, campaign_id: int) -> Plan | None:
    """The campaign's plan; None while it has no list that is enabled."""
    rows = connection.execute(_PLAN, {"campaign_id": campaign_id}).all()
    if not rows:
        return None
    return Plan(
        controller_id=rows[0][0],
        caps=read_caps(rows[0][1]),
        retries=Retries(rows[0][2]),
        weights={row[3]: row[4] for row in rows},
        filters={row[3]: row[5] for row in rows if row[5]},
    )


def _stretches() -> Any:
    """The two stretches of each shelf: leads never tried, and leads that are due again."""
    fresh = select(literal(0).label("again"), literal(_BEFORE_ALL).label("low"), literal(0.0).label("high"))
    again = select(literal(1), literal(0.0), cast(bindparam("now"), Float(53)))
    return union_all(fresh, again).subquery("stretch")


def _on_shelf(lead: Any, stretch: Any) -> Select[Any]:
    """The first leads of one stretch of one shelf, in the order of the index ix_lead_claim."""
    return (
        select(lead.c.id, lead.c.list_id, lead.c.priority, lead.c.due_at, lead.c.rank)
        .where(
            lead.c.list_id == LEAD_SHELF.c.list_id,
            lead.c.state == _OPEN,
            lead.c.state != _ARCHIVED,  # as the index says it
            lead.c.zone_key == LEAD_SHELF.c.zone_key,
            lead.c.priority == LEAD_SHELF.c.priority,
            lead.c.due_at > stretch.c.low,
            lead.c.due_at <= stretch.c.high,
        )
        .order_by(lead.c.due_at, lead.c.rank, lead.c.id)
        .limit(bindparam("limit"))
        .correlate(LEAD_SHELF, stretch)
    )


def _shelves(stretch: Any) -> Any:
    return LEAD_LIST.join(LEAD_SHELF, LEAD_SHELF.c.list_id == LEAD_LIST.c.id).join(stretch, true())


def _of_campaign() -> Any:
    return and_(
        LEAD_LIST.c.campaign_id == bindparam("campaign_id"),
        LEAD_LIST.c.enabled.is_(True),
        LEAD_LIST.c.archived_at.is_(None),
        LEAD_SHELF.c.zone_key.in_(bindparam("zone_keys", expanding=True)),
    )


def _picked_sqlite() -> tuple[Any, Any, Any]:
    # SQLite has no LATERAL; a correlated IN list is the same walk: shelf, then its leads by their row numbers.
    stretch, lead, listed = _stretches(), LEAD.alias("picked"), LEAD.alias("listed")
    ids = _on_shelf(listed, stretch).with_only_columns(listed.c.id)
    joined = _shelves(stretch).join(lead, lead.c.id.in_(ids.correlate(LEAD_SHELF, stretch).scalar_subquery()))
    return lead, stretch, joined


def _picked_postgres() -> tuple[Any, Any, Any]:
    # Locked where they are picked, so that a second claimer goes on to the next leads instead of finding none.
    stretch = _stretches()
    picked = _on_shelf(LEAD.alias("listed"), stretch).with_for_update(skip_locked=True).lateral("picked")
    return picked, stretch, _shelves(stretch).join(picked, true())


def _candidates(picked: Any, stretch: Any, joined: Any, *, mixed: bool) -> Select[tuple[int]]:
    turn = (picked.c.priority, stretch.c.again * bindparam("again_sign"), picked.c.due_at, picked.c.rank, picked.c.id)
    found = select(picked.c.id).select_from(joined).where(_of_campaign())
    if not mixed:
        return found.order_by(*turn).limit(bindparam("limit"))
    place = func.row_number().over(partition_by=picked.c.list_id, order_by=turn)
    placed = found.add_columns(place.label("place"), LEAD_LIST.c.weight).subquery("placed")
    share = case(
        (placed.c.weight > 0, (placed.c.place - 0.5) / placed.c.weight), else_=_AFTER_WEIGHTED + placed.c.place
    )
    return select(placed.c.id).order_by(share, placed.c.id).limit(bindparam("limit"))


def _claim_statement(candidates: Select[tuple[int]]) -> Any:
    return (
        update(LEAD)
        .where(LEAD.c.id.in_(candidates.scalar_subquery()), LEAD.c.state == _OPEN)
        .values(state=_CLAIMED, lease_owner=bindparam("holder"), lease_until=bindparam("until"))
        .returning(*COLUMNS)
    )


_PICKED: Final = {"sqlite": _picked_sqlite(), "postgresql": _picked_postgres()}
_CLAIM: Final = {
    (name, mixed): _claim_statement(_candidates(*parts, mixed=mixed))
    for name, parts in _PICKED.items()
    for mixed in (False, True)
}


def pick(connection: Connection, plan: Plan, facts: Mapping[str, Any]) -> list[Any]:
    """Claim the next leads and return their rows (COLUMNS), in turn.

    `facts`: campaign_id, holder, now, until, limit, zone_keys.
    """
    name = "postgresql" if is_postgres(connection) else "sqlite"
    sign = -1 if plan.retries is Retries.FIRST else 1
    rows = connection.execute(_CLAIM[name, plan.mixed], {**facts, "again_sign": sign}).all()
    return in_turn(rows, plan.weights if plan.mixed else None, sign)


def in_turn(rows: Sequence[Any], weights: Mapping[int, int] | None, again_sign: int) -> list[Any]:
    """The rows in the order in which they are dialled: what the statement picked by, for RETURNING keeps no order."""
    due_at, rank, priority, list_id = (NAMES.index(name) for name in ("due_at", "rank", "priority", "list_id"))
    ordered = sorted(
        rows, key=lambda row: (row[priority], (row[due_at] > 0) * again_sign, row[due_at], row[rank], row[0])
    )
    if weights is None:
        return ordered
    places: Counter[int] = Counter()
    shares: dict[int, float] = {}
    for row in ordered:
        places[row[list_id]] += 1
        place, weight = places[row[list_id]], weights.get(row[list_id], 0)
        shares[row[0]] = (place - 0.5) / weight if weight > 0 else _AFTER_WEIGHTED + place
    return sorted(ordered, key=lambda row: (shares[row[0]], row[0]))
