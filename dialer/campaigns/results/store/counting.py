"""Counts a campaign's attempts ahead, hour by hour, and its leads day by day; again where one has changed since.

The leads of the day that lasts are counted by hour too: all calls of a day would take seconds to be gone through by
whoever looks at its results. Once the day is over, its count takes the place of those of its hours.

An hour is read first and written afterwards: to count it under the write lock would keep every call waiting on SQLite.
What is written names what was read, so that of two processes only one counts, and a change that comes between the two
is still there for the next count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, exists, func, insert, select

from dialer.campaigns.results.model import Counts, Meanings, ResultStage, Scope
from dialer.campaigns.results.rules import HOUR_S, Key, day_start, hour_of, next_day, shift_of
from dialer.campaigns.results.store.attempt_groups import counts_of, leads_between, placed
from dialer.campaigns.results.store.changes import COUNTED_AFTER_S
from dialer.core.enums import AttemptState
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.schema import (
    ATTEMPT,
    CAMPAIGN,
    DISPOSITION_CODE,
    RESULT_CHANGE,
    RESULT_COUNT,
    RESULT_LEAD,
    RESULT_MARK,
)
from dialer.storage.sql import insert_or_update, word

Span = tuple[int, int]
LeadCounts = Sequence[tuple[ResultStage, int, int]]  # a stage, the day before on which leads last had it, how many
CHANGES_AT_ONCE: Final = 2000
HOURS_AT_ONCE: Final = 24
DAYS_AT_ONCE: Final = 2
_ALIVE: Final = ATTEMPT.c.state != word(AttemptState.ENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """By which clocks and meanings a campaign is counted."""

    campaign_id: int
    time_zone: str
    meanings: Meanings

    def scope(self, since: float, until: float) -> Scope:
        """The campaign's attempts placed within [since, until)."""
        return Scope(
            campaign_id=self.campaign_id,
            since=since,
            until=until,
            time_zone=self.time_zone,
            meanings=self.meanings,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a campaign is counted."""

    time_zone: str = ""
    meanings: str = ""
    hours_until: int = 0  # the counts
    days_until: int = 0  # the leads, by day
    leads_until: int = 0  # the leads of the day that lasts, by hour

    def is_of(self, clocks: Clocks | Scope) -> bool:
        """Whether it was counted by these clocks and meanings."""
        return (self.time_zone, self.meanings) == (clocks.time_zone, clocks.meanings.written)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What was counted, for the mark that was there: it is only written if that is there still."""

    clocks: Clocks
    before: Mark | None
    after: Mark
    hours: Mapping[Span, Mapping[Key, Counts]]  # by where they begin and end
    days: Mapping[Span, LeadCounts]
    hours_of_leads: Mapping[Span, LeadCounts] = field(default_factory=dict)  # of the day that lasts
    changes: Sequence[int] = ()  # whose counts these are
    still_open: Sequence[int] = ()  # hours in which calls live: they are counted again when those have ended


class Counting:
    """Counts attempts ahead."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def clocks(self, campaign_id: int | None = None) -> list[Clocks]:
        """The clocks and meanings of a campaign, or of all."""
        return await self._database.read(_clocks, campaign_id)

    @reads
    def waiting(self, connection: Connection, *, now: float) -> list[Clocks]:
        """The campaigns that have something to be counted."""
        changed = set(connection.execute(select(RESULT_CHANGE.c.campaign_id).distinct()).scalars())
        marks = {
            row.pop("campaign_id"): Mark(**row) for row in map(dict, connection.execute(select(RESULT_MARK)).mappings())
        }
        return [
            clocks
            for clocks in _clocks(connection)
            if clocks.campaign_id in changed or _waits(connection, clocks, marks.get(clocks.campaign_id), now)
        ]

    @reads
    def ahead(self, connection: Connection, clocks: Clocks, *, now: float) -> Count | None:
        """Count the campaign's next hour or day that is over; None if all are counted."""
        zone = ZoneInfo(clocks.time_zone)
        end, today = _ends(clocks, now)
        there = mark_of(connection, clocks.campaign_id)
        own = there if there is not None and there.is_of(clocks) else None
        mark = own or Mark()
        hours: dict[Span, Mapping[Key, Counts]] = {}
        days: dict[Span, LeadCounts] = {}
        hours_of_leads: dict[Span, LeadCounts] = {}
        hours_until, days_until = max(mark.hours_until, end), max(mark.days_until, today)
        leads_from = leads_until = max(days_until, mark.leads_until)
        counted: Span | None = None
        if (at := _next_placed(connection, clocks, mark.hours_until, end)) is not None:
            begins = hour_of(at, shift_of(zone))
            counted = (begins, begins + HOUR_S)
            hours_until, days_until, leads_until = counted[1], mark.days_until, mark.leads_until
            hours[mark.hours_until, hours_until] = counts_of(connection, clocks.scope(*counted), *counted)
        elif (at := _next_placed(connection, clocks, mark.days_until, today)) is not None:
            counted = (day_start(at, zone), next_day(at, zone))
            days_until, leads_until = counted[1], mark.leads_until
            days[mark.days_until, days_until] = leads_between(connection, clocks.scope(*counted), *counted)
        elif (at := _next_placed(connection, clocks, leads_from, end)) is not None:
            begins = hour_of(at, shift_of(zone))
            counted = (max(days_until, begins), begins + HOUR_S)
            leads_until = counted[1]
            hours_of_leads[leads_from, leads_until] = leads_between(connection, clocks.scope(*counted), *counted)
        elif own is not None:
            return None  # nothing was dialled since: there is nothing to be written, and nothing to be read
        after = Mark(
            time_zone=clocks.time_zone,
            meanings=clocks.meanings.written,
            hours_until=hours_until,
            days_until=days_until,
            leads_until=leads_until,
        )
        still_open = [counted[0]] if counted is not None and _has_alive(connection, clocks, counted) else []
        return Count(
            clocks=clocks,
            before=there,
            after=after,
            hours=hours,
            days=days,
            hours_of_leads=hours_of_leads,
            still_open=still_open,
        )

    @reads
    def again(self, connection: Connection, clocks: Clocks) -> Count | None:
        """Count again where attempts have changed; None if there is nothing, or calls live there yet."""
        zone = ZoneInfo(clocks.time_zone)
        mark = mark_of(connection, clocks.campaign_id)
        if mark is None or not mark.is_of(clocks):
            return None
        asked = (
            select(RESULT_CHANGE.c.id, RESULT_CHANGE.c.placed_at)
            .where(RESULT_CHANGE.c.campaign_id == clocks.campaign_id)
            .order_by(RESULT_CHANGE.c.id)
            .limit(CHANGES_AT_ONCE)
        )
        hours: dict[Span, Mapping[Key, Counts]] = {}
        days: dict[Span, LeadCounts] = {}
        hours_of_leads: dict[Span, LeadCounts] = {}
        alive: dict[Span, bool] = {}
        settled = []
        for row in connection.execute(asked).all():
            hour = hour_of(row.placed_at, shift_of(zone))
            span, day = (hour, hour + HOUR_S), (day_start(row.placed_at, zone), next_day(row.placed_at, zone))
            of_hour, of_day = span[0] < mark.hours_until, day[0] < mark.days_until
            if (of_hour and span not in hours and len(hours) >= HOURS_AT_ONCE) or (
                of_day and day not in days and len(days) >= DAYS_AT_ONCE
            ):
                break
            looked_at = day if of_day else span
            if looked_at not in alive:
                alive[looked_at] = (of_hour or of_day) and _has_alive(connection, clocks, looked_at)
            if alive[looked_at]:
                continue
            if of_hour and span not in hours:
                hours[span] = counts_of(connection, clocks.scope(*span), *span)
                if mark.days_until < span[1] <= mark.leads_until:
                    leads = (max(mark.days_until, span[0]), span[1])
                    hours_of_leads[leads] = leads_between(connection, clocks.scope(*leads), *leads)
            if of_day and day not in days:
                days[day] = leads_between(connection, clocks.scope(*day), *day)
            settled.append(row.id)
        if not settled:
            return None
        return Count(
            clocks=clocks,
            before=mark,
            after=mark,
            hours=hours,
            days=days,
            hours_of_leads=hours_of_leads,
            changes=settled,
        )

    @writes
    def write(self, connection: Connection, count: Count) -> bool:
        """Write what was counted; False if another process has counted meanwhile."""
        clocks = count.clocks
        there = mark_of(connection, clocks.campaign_id, locked=True)
        if there != count.before or not _are_there(connection, count.changes):
            return False
        if count.changes:
            connection.execute(delete(RESULT_CHANGE).where(RESULT_CHANGE.c.id.in_(count.changes)))
        own = RESULT_COUNT.c.campaign_id == clocks.campaign_id
        for (since, until), counts in count.hours.items():
            connection.execute(delete(RESULT_COUNT).where(own, RESULT_COUNT.c.at >= since, RESULT_COUNT.c.at < until))
            rows = [_row(clocks.campaign_id, key, one) for key, one in counts.items()]
            if rows:
                connection.execute(insert(RESULT_COUNT), rows)
        zone, first = ZoneInfo(clocks.time_zone), count.after.days_until
        leads = [(span, day_start(span[1] - 1, zone), found) for span, found in count.days.items()]
        leads += [(span, max(first, span[1] - HOUR_S), found) for span, found in count.hours_of_leads.items()]
        for span, begins, found in leads:
            _write_leads(connection, clocks.campaign_id, span, begins, found)
        if count.still_open:
            opened = [{"campaign_id": clocks.campaign_id, "placed_at": float(at)} for at in count.still_open]
            connection.execute(insert(RESULT_CHANGE), opened)
        if count.after != count.before:
            names = tuple(Mark.__dataclass_fields__)
            values: dict[str, Any] = {name: getattr(count.after, name) for name in names}
            upsert = insert_or_update(connection, RESULT_MARK, key=("campaign_id",), changed=names)
            connection.execute(upsert, {"campaign_id": clocks.campaign_id, **values})
        return True


def _clocks(connection: Connection, campaign_id: int | None = None) -> list[Clocks]:
    campaigns = select(CAMPAIGN.c.id, CAMPAIGN.c.time_zone).order_by(CAMPAIGN.c.id)
    of_code = DISPOSITION_CODE.c
    codes = select(of_code.campaign_id, of_code.code, of_code.is_success, of_code.is_machine, of_code.is_wrong_party)
    if campaign_id is not None:
        campaigns, codes = (
            campaigns.where(CAMPAIGN.c.id == campaign_id),
            codes.where(of_code.campaign_id == campaign_id),
        )
    successes: dict[int, set[str]] = {}
    rights: dict[int, set[str]] = {}
    for row in connection.execute(codes):
        if row.is_success:
            successes.setdefault(row.campaign_id, set()).add(row.code)
        if not row.is_machine and not row.is_wrong_party:
            rights.setdefault(row.campaign_id, set()).add(row.code)
    return [
        Clocks(
            campaign_id=row.id,
            time_zone=row.time_zone,
            meanings=Meanings(
                successes=frozenset(successes.get(row.id, ())), right_parties=frozenset(rights.get(row.id, ()))
            ),
        )
        for row in connection.execute(campaigns)
    ]


def mark_of(connection: Connection, campaign_id: int, *, locked: bool = False) -> Mark | None:
    """How far the campaign is counted, by whatever clocks and meanings; None if it never was."""
    names = list(Mark.__dataclass_fields__)
    asked = select(*(RESULT_MARK.c[name] for name in names)).where(RESULT_MARK.c.campaign_id == campaign_id)
    row = connection.execute(asked.with_for_update() if locked else asked).mappings().first()
    return None if row is None else Mark(**row)


def _waits(connection: Connection, clocks: Clocks, mark: Mark | None, now: float) -> bool:
    own = mark if mark is not None and mark.is_of(clocks) else Mark()
    end, today = _ends(clocks, now)
    leads_from = max(own.days_until, own.leads_until)
    return any(
        _next_placed(connection, clocks, *span) is not None
        for span in ((own.hours_until, end), (own.days_until, today), (leads_from, end))
    )


def _ends(clocks: Clocks, now: float) -> tuple[int, int]:
    """The ends of the hours and of the days that may be counted."""
    zone = ZoneInfo(clocks.time_zone)
    end = hour_of(now - COUNTED_AFTER_S, shift_of(zone))
    return end, day_start(end, zone)


def _next_placed(connection: Connection, clocks: Clocks, since: float, until: float) -> float | None:
    asked = select(func.min(ATTEMPT.c.placed_at)).where(*placed(ATTEMPT, clocks.campaign_id, since, until))
    found: float | None = connection.execute(asked).scalar()
    return found


def _has_alive(connection: Connection, clocks: Clocks, span: Span) -> bool:
    asked = select(exists().where(_ALIVE, *placed(ATTEMPT, clocks.campaign_id, *span)))
    return bool(connection.execute(asked).scalar())


def _are_there(connection: Connection, changes: Sequence[int]) -> bool:
    """Whether all these changes wait yet: if not, another process has counted them."""
    asked = select(func.count()).where(RESULT_CHANGE.c.id.in_(changes))
    return connection.execute(asked).scalar_one() == len(changes)


def _write_leads(connection: Connection, campaign_id: int, span: Span, begins: int, found: LeadCounts) -> None:
    """Replace what the span holds by the leads of its last stretch, which begins there."""
    since, until = span
    mine = RESULT_LEAD.c.campaign_id == campaign_id
    connection.execute(delete(RESULT_LEAD).where(mine, RESULT_LEAD.c.day >= since, RESULT_LEAD.c.day < until))
    of_stretch = {"campaign_id": campaign_id, "day": begins}
    rows = [{**of_stretch, "stage": stage.value, "previous": before, "leads": many} for stage, before, many in found]
    if rows:
        connection.execute(insert(RESULT_LEAD), rows)


def _row(campaign_id: int, key: Key, counts: Counts) -> dict[str, Any]:
    at, dimension, value, detail = key
    figures = {name: getattr(counts, name) for name in Counts.__dataclass_fields__}
    return {"campaign_id": campaign_id, "at": at, "dimension": dimension, "value": value, "detail": detail, **figures}


def drop_mark(connection: Connection, campaign_id: int) -> None:
    """Delete how far a campaign was counted that is being deleted."""
    connection.execute(delete(RESULT_MARK).where(RESULT_MARK.c.campaign_id == campaign_id))
