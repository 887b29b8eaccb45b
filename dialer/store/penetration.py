"""How far into its lists a campaign has come, and how many leads are due now. Counted when it is asked for."""

from collections import Counter
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, case, func, select

from dialer.leads.penetration import RATE_OVER_S, SEEN_S, ListPenetration, Penetration, dialled_s, dry_after_s
from dialer.store.database import Database
from dialer.store.schema import ATTEMPT, LEAD, LEAD_CLAIM, LEAD_LIST
from dialer.store.statements import word
from dialer.words import LeadState

_CALLED: Final = (
    select(
        ATTEMPT.c.list_id,
        func.count(ATTEMPT.c.lead_id.distinct()),
        func.count(case((ATTEMPT.c.agent_joined_at.is_not(None), ATTEMPT.c.lead_id)).distinct()),
    )
    .where(ATTEMPT.c.campaign_id == bindparam("campaign"))
    .group_by(ATTEMPT.c.list_id)
)
_OF_CAMPAIGN: Final = LEAD.c.list_id.in_(
    select(LEAD_LIST.c.id).where(LEAD_LIST.c.campaign_id == bindparam("campaign")).scalar_subquery()
)
_DONE: Final = (
    select(LEAD.c.list_id, LEAD.c.done_reason, func.count())
    .where(_OF_CAMPAIGN, LEAD.c.state == word(LeadState.DONE))
    .group_by(LEAD.c.list_id, LEAD.c.done_reason)
)
_DUE: Final = (
    select(LEAD.c.list_id, func.count())
    .where(
        _OF_CAMPAIGN,
        LEAD.c.state == word(LeadState.OPEN),
        LEAD.c.state != word(LeadState.ARCHIVED),
        LEAD.c.due_at <= bindparam("now"),
    )
    .group_by(LEAD.c.list_id)
)
# Of the claimed leads those that count among the due: one that somebody wanted next is taken before it is due.
# An outer join, so that SQLite begins with the claims.
_DUE_OPEN: Final = and_(LEAD.c.state == word(LeadState.OPEN), LEAD.c.due_at <= bindparam("now"))
_CLAIMED: Final = (
    select(LEAD.c.list_id, func.count(case((_DUE_OPEN, LEAD.c.id))))
    .select_from(LEAD_CLAIM.outerjoin(LEAD, LEAD.c.id == LEAD_CLAIM.c.lead_id))
    .group_by(LEAD.c.list_id)
)
STEP_S: Final = 60.0  # leads that come due later are told apart by so much
_STEPS: Final = func.round((LEAD.c.due_at - bindparam("now")) / STEP_S)
_LATER: Final = (
    select(_STEPS.label("steps"), func.count())
    .where(_OF_CAMPAIGN, LEAD.c.state == word(LeadState.OPEN), LEAD.c.due_at > bindparam("now"))
    .group_by("steps")
    .order_by("steps")
)
_ALL: Final = select(LEAD.c.list_id, func.count()).where(_OF_CAMPAIGN).group_by(LEAD.c.list_id)
_SEEN: Final = func.round((ATTEMPT.c.placed_at - bindparam("since")) / SEEN_S)
_PLACED: Final = (
    select(_SEEN.label("seen"), func.count())
    .where(ATTEMPT.c.campaign_id == bindparam("campaign"), ATTEMPT.c.placed_at >= bindparam("since"))
    .group_by("seen")
    .order_by("seen")
)
_BEFORE: Final = select(func.max(ATTEMPT.c.placed_at)).where(
    ATTEMPT.c.campaign_id == bindparam("campaign"), ATTEMPT.c.placed_at < bindparam("since")
)


class Penetrations:
    """How far campaigns have come."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, campaign_id: int, *, now: float) -> Penetration:
        """Count it; some seconds where a list has ten million leads."""
        return await self._database.read(_of, campaign_id, now)


def _of(connection: Connection, campaign_id: int, now: float) -> Penetration:
    facts: dict[str, Any] = {"campaign": campaign_id}
    named = select(LEAD_LIST.c.id, LEAD_LIST.c.name).where(LEAD_LIST.c.campaign_id == campaign_id)
    lists = connection.execute(named.order_by(LEAD_LIST.c.id)).all()
    called = {row[0]: row for row in connection.execute(_CALLED, facts)}
    total: dict[int, int] = {row[0]: row[1] for row in connection.execute(_ALL, facts)}
    due = Counter({row[0]: row[1] for row in connection.execute(_DUE, {**facts, "now": now})})
    for list_id, leads in connection.execute(_CLAIMED, {"now": now}):
        if list_id in due:
            due[list_id] -= leads
    done: dict[int, dict[str, int]] = {}
    for list_id, reason, count in connection.execute(_DONE, facts):
        done.setdefault(list_id, {})[reason] = count
    rate = _rate(connection, campaign_id, now)
    later = ((steps * STEP_S, count) for steps, count in connection.execute(_LATER, {**facts, "now": now}))
    dry_after = dry_after_s(due.total(), later, rate)
    return Penetration(
        lists=tuple(
            ListPenetration(
                list_id=list_id,
                name=name,
                dialled=called[list_id][1] if list_id in called else 0,
                contacted=called[list_id][2] if list_id in called else 0,
                due=due[list_id],
                total=total.get(list_id, 0),
                done=done.get(list_id, {}),
            )
            for list_id, name in lists
        ),
        calls_per_hour=rate * 3600.0,
        dry_at=None if dry_after is None else now + dry_after,
    )


def _rate(connection: Connection, campaign_id: int, now: float) -> float:
    """Calls a second, over the time that the campaign has dialled of late."""
    facts = {"campaign": campaign_id, "since": now - RATE_OVER_S}
    seen = connection.execute(_PLACED, facts).all()
    placed: int = sum(count for _, count in seen)
    at = [facts["since"] + steps * SEEN_S for steps, _ in seen]
    before = connection.execute(_BEFORE, facts).scalar_one()
    return placed / dialled_s(at, placed=placed, before=before, now=now)
