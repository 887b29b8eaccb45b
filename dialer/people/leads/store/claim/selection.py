"""Which leads a campaign dials next: its lists' shelves are walked side by side, only as far as leads are wanted.

A list's leads lie on a few shelves, one per zone key and priority. Each has two stretches of the index ix_lead_claim:
leads never tried, by rank, and leads due again, by due instant. The turns of all stretches are merged as they are
read, so a claim reads about as many index entries as it takes leads, and only the rows that it takes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Float, Text, bindparam, case, cast, exists, select

from dialer.access.companies.model import Company
from dialer.access.companies.store import company_named
from dialer.core.enums import Retries
from dialer.people.leads.rules.caps import Cap, read_caps
from dialer.people.leads.store.claim.index_walk import Stretch, Walker
from dialer.people.leads.store.claim.walk_marks import Marks
from dialer.people.lists.rules.field_types import Typing, types_of
from dialer.people.lists.store.filter import ListFilter
from dialer.storage import prepared
from dialer.storage.schema import CAMPAIGN, CLAIM_LEASE, COMPANY, LEAD_LIST, LEAD_SHELF

_AFTER_WEIGHTED: Final = 1e12  # lists without a share come after all leads of the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the leads of a campaign's enabled lists take turns."""

    company: Company
    caps: tuple[Cap, ...]
    retries: Retries
    weights: Mapping[int, int]  # by list
    filters: Mapping[int, ListFilter]  # of the lists that have one
    shelves: tuple[tuple[int, str, int], ...]  # list, zone key, priority
    expired: bool  # whether any owner's lease ran out

    @property
    def mixed(self) -> bool:
        """Whether the lists have shares."""
        return len(self.weights) > 1 and any(self.weights.values())


_NOW: Final = cast(bindparam("now"), Float(53))
_EXPIRED: Final = exists().where(CLAIM_LEASE.c.until < _NOW)  # one row for each engine
_PLAN: Final = (
    select(
        COMPANY.c.id,
        COMPANY.c.name,
        cast(CAMPAIGN.c.caps, Text),
        CAMPAIGN.c.retries,
        LEAD_LIST.c.id,
        LEAD_LIST.c.weight,
        LEAD_LIST.c.filter,
        LEAD_SHELF.c.zone_key,
        LEAD_SHELF.c.priority,
        LEAD_LIST.c.country,
        *(case((LEAD_LIST.c.filter != "", cast(one.c.field_types, Text)), else_="{}") for one in (LEAD_LIST, CAMPAIGN)),
        _EXPIRED,
        LEAD_LIST.c.filter_sees_numbers,
        cast(COMPANY.c.former_names, Text),
    )
    .select_from(CAMPAIGN)
    .join(COMPANY, COMPANY.c.id == CAMPAIGN.c.company_id)
    .join(LEAD_LIST, LEAD_LIST.c.campaign_id == CAMPAIGN.c.id)
    .join(LEAD_SHELF, LEAD_SHELF.c.list_id == LEAD_LIST.c.id)
    .where(CAMPAIGN.c.id == bindparam("campaign_id"), LEAD_LIST.c.enabled.is_(True), LEAD_LIST.c.archived_at.is_(None))
)


def read_plan(connection: Connection, campaign_id: int, now: float) -> Plan | None:
    """The campaign's plan; None if it has no enabled list with leads."""
    rows = prepared.rows(connection, _PLAN, {"campaign_id": campaign_id, "now": now})
    if not rows:
        return None
    company_id, name, caps, retries = rows[0][:4]
    return Plan(
        company=company_named(company_id, name, rows[0][14]),
        caps=read_caps(orjson.loads(caps)),
        retries=Retries(retries),
        weights={row[4]: row[5] for row in rows},
        filters=_filters(rows),
        shelves=tuple((row[4], row[7], row[8]) for row in rows),
        expired=bool(rows[0][12]),
    )


def _filters(rows: Iterable[Sequence[Any]]) -> dict[int, ListFilter]:
    found: dict[int, ListFilter] = {}
    for row in rows:
        list_id, text, country, own, above = row[4], row[6], *row[9:12]
        if text and list_id not in found:
            types = types_of(orjson.loads(own)) | types_of(orjson.loads(above))
            found[list_id] = ListFilter(
                text=text, sees_numbers=bool(row[13]), typing=Typing(types=types, country=country)
            )
    return found


def in_turn(
    connection: Connection, marks: Marks, plan: Plan, *, zone_keys: Iterable[str], now: float, wanted: int
) -> Iterator[int]:
    """The ids of due leads in dialling order, read on demand.

    `wanted` is about how many will be used.
    """
    keys = frozenset(zone_keys)
    walker = Walker(connection, marks, now, wanted)
    stretches = [
        stretch
        for list_id, zone_key, priority in plan.shelves
        if zone_key in keys
        for stretch in walker.shelf(list_id, zone_key, priority)
    ]
    sign = -1 if plan.retries is Retries.FIRST else 1
    if not plan.mixed:
        return (turn[2] for turn in _turns(stretches, sign))
    lists = {list_id: [one for one in stretches if one.list_id == list_id] for list_id in plan.weights}
    shared = (_shared(_turns(mine, sign), plan.weights[list_id]) for list_id, mine in lists.items())
    return (lead_id for _, lead_id in merge(*shared))


def _turns(stretches: Iterable[Stretch], sign: int) -> Iterator[tuple[float, float, int]]:
    """Turns of some stretches: by priority, then retries before or after leads never tried."""

    def group_of(stretch: Stretch) -> tuple[int, int]:
        return stretch.priority, stretch.again * sign

    for _, group in groupby(sorted(stretches, key=group_of), key=group_of):
        yield from merge(*group)


def _shared(turns: Iterable[tuple[float, float, int]], weight: int) -> Iterator[tuple[float, int]]:
    """A list's leads with their merge positions: a list with twice the share gets twice as many turns."""
    for place, turn in enumerate(turns, start=1):
        yield (place - 0.5) / weight if weight > 0 else _AFTER_WEIGHTED + place, turn[2]
