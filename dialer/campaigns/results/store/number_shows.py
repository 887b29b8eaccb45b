"""How often numbers were shown and how often a person answered, from the rows of attempts and their counts by hour."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Integer, case, cast, func, literal_column, or_, select

from dialer.campaigns.results.model import Dimension
from dialer.campaigns.results.rules import HOUR_S
from dialer.compliance.abandonment import Heard
from dialer.core.enums import Outcome
from dialer.core.time_units import DAY_S, MINUTE_S
from dialer.storage.database import Database
from dialer.storage.schema import ATTEMPT, CAMPAIGN, RESULT_CHANGE, RESULT_COUNT, RESULT_MARK
from dialer.telephony.caller_ids.model import HourCount, PastShows

STEP_S: Final = 600.0
# As dialer.campaigns.results.rules.counted has it, without what a disposition says of a call whose end is unknown.
_PERSON: Final = case(
    (
        ATTEMPT.c.outcome.in_([Outcome.CONNECTED.value, Outcome.ABANDONED.value])
        & or_(ATTEMPT.c.heard.is_(None), ATTEMPT.c.heard != Heard.MACHINE.value),
        1,
    ),
    else_=0,
)


class NumberShows:
    """Reads what became of calls that showed a number."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def within_a_day(
        self, numbers: Collection[str], *, now: float, on: Collection[int] | None = None
    ) -> Sequence[PastShows]:
        """How often these numbers were shown within the last hour by the minute, and within a day by ten minutes.

        `on`: only calls of these nodes; None: of all.
        """
        nodes = None if on is None else list(on)
        return await self._database.read(_within_a_day, list(numbers), now, nodes) if numbers else ()

    async def elsewhere(
        self, numbers: Collection[str], *, now: float, owned: Collection[int]
    ) -> Mapping[str, tuple[int, int]]:
        """How often nodes that are not `owned` have shown these numbers within the last hour, and within a day."""
        return await self._database.read(_elsewhere, list(numbers), now, list(owned)) if numbers else {}

    async def by_hour(
        self, company_id: int, numbers: Collection[str], *, since: float, now: float
    ) -> Mapping[str, Sequence[HourCount]]:
        """The calls of a company's campaigns that showed these numbers, by the hour in which they were placed."""
        if not numbers:
            return {}
        return await self._database.read(_by_hour, company_id, list(numbers), since, now)


def _within_a_day(connection: Connection, numbers: list[str], now: float, on: list[int] | None) -> list[PastShows]:
    found = []
    for span, step in ((HOUR_S, MINUTE_S), (DAY_S, STEP_S)):
        at = cast(func.floor(ATTEMPT.c.placed_at / literal_column(str(step))), Integer).label("step")
        asked = select(ATTEMPT.c.caller_id, at, func.count(), func.max(ATTEMPT.c.placed_at)).where(
            ATTEMPT.c.placed_at > now - span, ATTEMPT.c.caller_id.in_(numbers)
        )
        if on is not None:
            asked = asked.where(ATTEMPT.c.node_id.in_(on))
        for number, place, calls, last_at in connection.execute(asked.group_by(ATTEMPT.c.caller_id, at)):
            shows = PastShows(number=number, at=float(place) * step, length_s=step, calls=calls, last_at=last_at)
            found.append(shows)
    return found


def _elsewhere(connection: Connection, numbers: list[str], now: float, owned: list[int]) -> dict[str, tuple[int, int]]:
    last_hour = func.sum(case((ATTEMPT.c.placed_at > now - HOUR_S, 1), else_=0))
    asked = select(ATTEMPT.c.caller_id, last_hour, func.count()).where(
        ATTEMPT.c.placed_at > now - DAY_S, ATTEMPT.c.caller_id.in_(numbers), ATTEMPT.c.node_id.not_in(owned)
    )
    rows = connection.execute(asked.group_by(ATTEMPT.c.caller_id))
    return {number: (int(of_hour), int(of_day)) for number, of_hour, of_day in rows}


def _by_hour(
    connection: Connection, company_id: int, numbers: list[str], since: float, now: float
) -> dict[str, list[HourCount]]:
    sums: defaultdict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    first = int(since // HOUR_S) * HOUR_S
    campaigns = select(CAMPAIGN.c.id, RESULT_MARK.c.hours_until, RESULT_MARK.c.time_zone)
    campaigns = campaigns.outerjoin(RESULT_MARK, RESULT_MARK.c.campaign_id == CAMPAIGN.c.id)
    of_company = campaigns.where(CAMPAIGN.c.company_id == company_id)
    for campaign in connection.execute(of_company.order_by(CAMPAIGN.c.id)).all():
        counted_until = min(max(campaign.hours_until or 0, first), _first_change(connection, campaign.id, first))
        for row in connection.execute(_counted(campaign.id, numbers, first, counted_until)):
            _take(sums, row)
        for row in connection.execute(_placed(campaign.id, numbers, counted_until, now)):
            _take(sums, row)
    found: defaultdict[str, list[HourCount]] = defaultdict(list)
    for (number, at), (calls, persons) in sorted(sums.items()):
        found[number].append(HourCount(at, calls, persons))
    return dict(found)


def _take(sums: defaultdict[tuple[str, int], list[int]], row: Any) -> None:
    number, at, calls, persons = row
    into = sums[number, int(at // HOUR_S) * HOUR_S]
    into[0] += calls
    into[1] += int(persons)


def _first_change(connection: Connection, campaign_id: int, first: int) -> int:
    """The first hour since `first` that has changed since it was counted; far away if there is none."""
    asked = select(func.min(RESULT_CHANGE.c.placed_at)).where(
        RESULT_CHANGE.c.campaign_id == campaign_id, RESULT_CHANGE.c.placed_at >= first
    )
    changed = connection.execute(asked).scalar()
    return 2**62 if changed is None else int(changed // HOUR_S) * HOUR_S - HOUR_S


def _counted(campaign_id: int, numbers: list[str], first: int, until: int) -> Any:
    count = RESULT_COUNT.c
    return select(count.value, count.at, count.attempts, count.persons).where(
        count.campaign_id == campaign_id,
        count.dimension == Dimension.CALLER_ID.value,
        count.value.in_(numbers),
        count.at >= first,
        count.at < until,
    )


def _placed(campaign_id: int, numbers: list[str], since: int, now: float) -> Any:
    hour = (cast(func.floor(ATTEMPT.c.placed_at / literal_column(f"{HOUR_S}.0")), Integer) * HOUR_S).label("hour")
    asked = select(ATTEMPT.c.caller_id, hour, func.count(), func.sum(_PERSON)).where(
        ATTEMPT.c.campaign_id == campaign_id,
        ATTEMPT.c.placed_at >= since,
        ATTEMPT.c.placed_at <= now,
        ATTEMPT.c.caller_id.in_(numbers),
    )
    return asked.group_by(ATTEMPT.c.caller_id, hour)
