"""The figures of a campaign over a period: what is counted already, and the rest from the attempts themselves."""

from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Table, func, select

from dialer.campaigns.results.model import STAGES, Counts, Dimension, Figures, Hour, Part, ResultStage, Scope
from dialer.campaigns.results.rules import HOUR_S, Key, day_start, hour_of, next_day, shift_of
from dialer.campaigns.results.store.attempt_groups import counts_of, new_leads
from dialer.campaigns.results.store.counting import Mark, mark_of
from dialer.core.visibility import Visibility
from dialer.storage.database import Database
from dialer.storage.operations import reads
from dialer.storage.schema import (
    AGENT,
    ATTEMPT,
    LEAD_LIST,
    RESULT_CHANGE,
    RESULT_COUNT,
    RESULT_LEAD,
    TRUNK,
)
from dialer.storage.visibility import visible_to

Stretch = tuple[float, float]
_NAMES: Final = tuple(Counts.__dataclass_fields__)
_FIGURES: Final = [RESULT_COUNT.c[name] for name in _NAMES]
_SUMS: Final = [func.sum(column) for column in _FIGURES]
_BY: Final = (RESULT_COUNT.c.dimension, RESULT_COUNT.c.value, RESULT_COUNT.c.detail)
MOST_OPEN: Final = 1000  # changed hours that are left out one by one; before more, all is counted from the attempts


class ResultFigures:
    """Reads figures of campaigns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @reads
    def read(self, connection: Connection, scope: Scope, *, sees: Visibility, names_agents: bool) -> Figures:
        """The campaign's figures, by agent only if they may be named; of agents not seen, without a name."""
        mark = mark_of(connection, scope.campaign_id)
        if mark is not None and mark.is_of(scope):
            changed = _changed(connection, scope)
        else:  # it was counted by others, or never
            mark, changed = Mark(), []
        counts = _counts(connection, scope, mark.hours_until, changed, sees)
        hours: dict[int, Counts] = {}
        sums: dict[tuple[str, str, str], Counts] = {}
        for (at, *rest), one in counts:
            if rest[0] == Dimension.TOTAL:
                hours[at] = hours.get(at, Counts()) + one
            else:
                key = (rest[0], rest[1], rest[2])
                sums[key] = sums.get(key, Counts()) + one
        return Figures(
            hours=[Hour(at=at, counts=hours[at]) for at in sorted(hours)],
            parts=_named(connection, sums, sees, names_agents),
            leads=_leads(connection, scope, mark, changed, sees),
        )


def _changed(connection: Connection, scope: Scope) -> list[float]:
    """When attempts of the campaign were placed that changed since they were counted."""
    asked = select(RESULT_CHANGE.c.placed_at).where(RESULT_CHANGE.c.campaign_id == scope.campaign_id).distinct()
    return list(connection.execute(asked).scalars())


def _counts(
    connection: Connection, scope: Scope, until: int, changed: Sequence[float], sees: Visibility
) -> Iterable[tuple[Key, Counts]]:
    shift = shift_of(ZoneInfo(scope.time_zone))
    first = hour_of(ceil(scope.since) + HOUR_S - 1, shift)
    last = hour_of(min(scope.until, until), shift)
    opened = sorted({hour_of(at, shift) for at in changed if first <= hour_of(at, shift) < last})
    if len(opened) > MOST_OPEN:
        last = opened[0]
        opened = []
    if last <= first:
        yield from counts_of(connection, scope, scope.since, scope.until, *visible_to(sees, ATTEMPT)).items()
        return
    within = [RESULT_COUNT.c.campaign_id == scope.campaign_id, RESULT_COUNT.c.at >= first, RESULT_COUNT.c.at < last]
    where: list[ColumnElement[bool]] = [*within, *visible_to(sees, RESULT_COUNT)]
    if opened:
        where.append(RESULT_COUNT.c.at.not_in(opened))
    total = RESULT_COUNT.c.dimension == Dimension.TOTAL.value
    for row in connection.execute(select(RESULT_COUNT.c.at, *_FIGURES).where(*where, total)):
        yield (row.at, Dimension.TOTAL.value, "", ""), Counts.of(row[1:])
    for row in connection.execute(select(*_BY, *_SUMS).where(*where, ~total).group_by(*_BY)):
        yield (first, *row[:3]), Counts.of(row[3:])
    stretches: list[Stretch] = [(scope.since, first), *((at, at + HOUR_S) for at in opened), (last, scope.until)]
    for since, end in stretches:
        if end > since:
            yield from counts_of(connection, scope, since, end, *visible_to(sees, ATTEMPT)).items()


def _leads(
    connection: Connection, scope: Scope, mark: Mark, changed: Sequence[float], sees: Visibility
) -> Mapping[ResultStage, int]:
    """The leads: counted by day, then by hour up to the mark, and the rest from the attempts."""
    days_until, until = mark.days_until, max(mark.days_until, mark.leads_until)
    zone = ZoneInfo(scope.time_zone)
    first = day_start(scope.since, zone)
    last = until if until <= scope.until else day_start(scope.until, zone)
    if first != scope.since or last <= first:
        return new_leads(connection, scope, scope.since, scope.until, first=scope.since)

    def stretch_of(at: float) -> Stretch:
        if at < days_until:
            return day_start(at, zone), next_day(at, zone)
        begins = hour_of(at, shift_of(zone))
        return max(days_until, begins), begins + HOUR_S

    opened = sorted({stretch_of(at) for at in changed if first <= at < last})
    found = dict.fromkeys(STAGES, 0)
    asked = select(RESULT_LEAD.c.stage, func.sum(RESULT_LEAD.c.leads)).where(
        RESULT_LEAD.c.campaign_id == scope.campaign_id,
        RESULT_LEAD.c.day >= first,
        RESULT_LEAD.c.day < last,
        RESULT_LEAD.c.previous < first,
        RESULT_LEAD.c.day.not_in([since for since, _ in opened]),
        *visible_to(sees, RESULT_LEAD),
    )
    for stage, leads in connection.execute(asked.group_by(RESULT_LEAD.c.stage)):
        found[ResultStage(stage)] += int(leads)
    for since, end in [*opened, (last, scope.until)]:
        if end > since:
            for stage, leads in new_leads(connection, scope, since, end, first=scope.since).items():
                found[stage] += leads
    return found


def _named(
    connection: Connection, sums: Mapping[tuple[str, str, str], Counts], sees: Visibility, names_agents: bool
) -> dict[Dimension, list[Part]]:
    found: dict[Dimension, list[Part]] = {one: [] for one in Dimension if one is not Dimension.TOTAL}
    agent = func.coalesce(func.nullif(AGENT.c.display_name, ""), AGENT.c.name)
    names = {
        Dimension.LIST: _names(connection, LEAD_LIST, LEAD_LIST.c.name, sums, Dimension.LIST),
        Dimension.TRUNK: _names(connection, TRUNK, TRUNK.c.name, sums, Dimension.TRUNK),
        Dimension.AGENT: _names(connection, AGENT, agent, sums, Dimension.AGENT, *visible_to(sees, AGENT)),
    }
    others = Counts()
    for (dimension, value, detail), counts in sums.items():
        kind = Dimension(dimension)
        if kind is Dimension.AGENT and (not names_agents or value not in names[kind]):
            others += counts
            continue
        name = names.get(kind, {}).get(value, "")
        found[kind].append(Part(value=value, detail=detail, name=name, counts=counts))
    if names_agents and others != Counts():
        found[Dimension.AGENT].append(Part(value="", counts=others))
    for parts in found.values():
        parts.sort(key=lambda one: (-one.counts.attempts, one.name, one.value, one.detail))
    return found


def _names(
    connection: Connection,
    table: Table,
    name: Any,
    sums: Iterable[tuple[str, str, str]],
    dimension: Dimension,
    *where: ColumnElement[bool],
) -> dict[str, str]:
    ids = sorted({int(value) for kind, value, _ in sums if kind == dimension and value})
    if not ids:
        return {}
    asked = select(table.c.id, name).where(table.c.id.in_(ids), *where)
    return {str(row[0]): row[1] for row in connection.execute(asked)}
