"""Penetration of a campaign's lists and their leads due now, counted on request."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, case, func, select

from dialer.core.enums import LeadState
from dialer.core.time_units import HOUR_S
from dialer.people.lists.rules.exhaustion import Always, Hours, Queue, run_dry
from dialer.people.lists.rules.penetration import RATE_OVER_S, SEEN_S, ListPenetration, Penetration, dialled_s
from dialer.storage.database import Database
from dialer.storage.schema import ATTEMPT, LEAD, LEAD_CLAIM, LEAD_LIST
from dialer.storage.sql import word

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
    select(LEAD.c.list_id, LEAD.c.zone_key, func.count())
    .where(
        _OF_CAMPAIGN,
        LEAD.c.state == word(LeadState.OPEN),
        LEAD.c.state != word(LeadState.ARCHIVED),
        LEAD.c.due_at <= bindparam("now"),
    )
    .group_by(LEAD.c.list_id, LEAD.c.zone_key)
)
# Claimed leads that _DUE counts: a lead requested by hand is claimed before it is due.
# An outer join, so that SQLite starts with the claims.
_DUE_OPEN: Final = and_(LEAD.c.state == word(LeadState.OPEN), LEAD.c.due_at <= bindparam("now"))
_CLAIMED: Final = (
    select(LEAD.c.list_id, LEAD.c.zone_key, func.count(case((_DUE_OPEN, LEAD.c.id))))
    .select_from(LEAD_CLAIM.outerjoin(LEAD, LEAD.c.id == LEAD_CLAIM.c.lead_id))
    .group_by(LEAD.c.list_id, LEAD.c.zone_key)
)
_ALL: Final = select(LEAD.c.list_id, func.count()).where(_OF_CAMPAIGN).group_by(LEAD.c.list_id)
_SEEN: Final = func.round((ATTEMPT.c.placed_at - bindparam("since")) / SEEN_S)
_PLACED: Final = (
    select(_SEEN.label("seen"), ATTEMPT.c.list_id, func.count())
    .where(ATTEMPT.c.campaign_id == bindparam("campaign"), ATTEMPT.c.placed_at >= bindparam("since"))
    .group_by("seen", ATTEMPT.c.list_id)
    .order_by("seen")
)
_BEFORE: Final = select(func.max(ATTEMPT.c.placed_at)).where(
    ATTEMPT.c.campaign_id == bindparam("campaign"), ATTEMPT.c.placed_at < bindparam("since")
)


_LISTS: Final = (
    select(LEAD_LIST.c.id, LEAD_LIST.c.name, LEAD_LIST.c.weight, LEAD_LIST.c.enabled, LEAD_LIST.c.archived_at)
    .where(LEAD_LIST.c.campaign_id == bindparam("campaign"))
    .order_by(LEAD_LIST.c.id)
)
_ALWAYS: Final = Always()


class Penetrations:
    """The penetration of campaigns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, campaign_id: int, *, now: float, hours: Hours = _ALWAYS) -> Penetration:
        """Count it; some seconds with a list of ten million leads. `hours` decide when lists run dry."""
        counted, queues = await self._database.read(_of, campaign_id, now)
        rate = counted.calls_per_hour / HOUR_S
        dry = await asyncio.to_thread(run_dry, queues, rate, hours, now)  # slow with many lists and zones
        lists = tuple(replace(one, dry_at=dry.lists.get(one.list_id)) for one in counted.lists)
        return replace(counted, lists=lists, dry_at=dry.campaign)


def _of(connection: Connection, campaign_id: int, now: float) -> tuple[Penetration, Sequence[Queue]]:
    facts: dict[str, Any] = {"campaign": campaign_id}
    lists = connection.execute(_LISTS, facts).all()
    called = {row[0]: row for row in connection.execute(_CALLED, facts)}
    total: dict[int, int] = {row[0]: row[1] for row in connection.execute(_ALL, facts)}
    due = _due(connection, campaign_id, now)
    done: dict[int, dict[str, int]] = {}
    for list_id, reason, count in connection.execute(_DONE, facts):
        done.setdefault(list_id, {})[reason] = count
    rate, placed = _rate(connection, campaign_id, now)
    counted = Penetration(
        lists=tuple(
            ListPenetration(
                list_id=one.id,
                name=one.name,
                dialled=called[one.id][1] if one.id in called else 0,
                contacted=called[one.id][2] if one.id in called else 0,
                due=sum(due[one.id].values()),
                total=total.get(one.id, 0),
                done=done.get(one.id, {}),
                is_off=not _is_dialled(one),
            )
            for one in lists
        ),
        calls_per_hour=rate * HOUR_S,
        dry_at=None,
    )
    return counted, _queues(lists, placed, due)


def _queues(lists: Sequence[Any], placed: Mapping[int, int], due: Mapping[int, Counter[str]]) -> Sequence[Queue]:
    """The dialled lists, with their shares as in a claim (dialer/people/leads/store/claim/selection.py).

    Lists without weights take turns by the order of their leads; the latest calls are the best estimate of their
    shares.
    """
    dialled = [one for one in lists if _is_dialled(one)]
    mixed = len(dialled) > 1 and any(one.weight for one in dialled)
    return [
        Queue(
            list_id=one.id,
            share=one.weight if mixed else placed.get(one.id, 0),
            due={key: leads for key, leads in due[one.id].items() if leads > 0},
        )
        for one in dialled
    ]


def _is_dialled(one: Any) -> bool:
    return bool(one.enabled) and one.archived_at is None


def _due(connection: Connection, campaign_id: int, now: float) -> Mapping[int, Counter[str]]:
    """Leads that could be dialled now if their calling hours allow it, by list and zone key."""
    due: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for list_id, key, leads in connection.execute(_DUE, {"campaign": campaign_id, "now": now}):
        due[list_id][key] = leads
    for list_id, key, leads in connection.execute(_CLAIMED, {"now": now}):
        if key in due[list_id]:
            due[list_id][key] -= leads
    return due


def _rate(connection: Connection, campaign_id: int, now: float) -> tuple[float, Counter[int]]:
    """Calls a second over the recent time in which the campaign dialled, and the number of these calls by list."""
    facts = {"campaign": campaign_id, "since": now - RATE_OVER_S}
    of_list: Counter[int] = Counter()
    at: list[float] = []
    for steps, list_id, count in connection.execute(_PLACED, facts):
        of_list[list_id] += count
        at.append(facts["since"] + steps * SEEN_S)
    placed = of_list.total()
    before = connection.execute(_BEFORE, facts).scalar_one()
    return placed / dialled_s(at, placed=placed, before=before, now=now), of_list
