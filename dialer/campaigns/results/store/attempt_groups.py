"""Attempts counted from their own rows: by hour and what they have in common, and leads by how far they came."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal_column, or_, select, true
from sqlalchemy.sql.selectable import NamedFromClause

from dialer.campaigns.results.model import STAGES, Counts, Meanings, ResultStage, Scope
from dialer.campaigns.results.rules import HOUR_S, Group, Key, day_start, fold, shift_of
from dialer.compliance.abandonment import Heard
from dialer.core.enums import Outcome
from dialer.storage.schema import ATTEMPT

TALKED: Final = and_(ATTEMPT.c.agent_joined_at.is_not(None), ATTEMPT.c.ended_at.is_not(None))
_TALK_S: Final = case((TALKED, ATTEMPT.c.ended_at - ATTEMPT.c.agent_joined_at), else_=0.0)
_ALIKE: Final = (
    *(ATTEMPT.c.list_id, ATTEMPT.c.agent_id, ATTEMPT.c.caller_id, ATTEMPT.c.trunk_id, ATTEMPT.c.outcome),
    *(ATTEMPT.c.cause, ATTEMPT.c.disposition, ATTEMPT.c.disposition_reason, ATTEMPT.c.heard),
    ATTEMPT.c.answered_at.is_not(None),
)
_FIGURES: Final = (func.count(), func.sum(case((TALKED, 1), else_=0)), func.sum(_TALK_S))


def placed(attempts: Any, campaign_id: int, since: float, until: float) -> tuple[ColumnElement[bool], ...]:
    """The condition on attempts of a campaign that were placed within [since, until)."""
    return attempts.c.campaign_id == campaign_id, attempts.c.placed_at >= since, attempts.c.placed_at < until


def counts_of(
    connection: Connection, scope: Scope, since: float, until: float, *where: ColumnElement[bool]
) -> dict[Key, Counts]:
    """The counts of the campaign's attempts placed within [since, until), from their rows."""
    shift = shift_of(ZoneInfo(scope.time_zone))
    # Written out: as parameters, PostgreSQL would take those of both places for different ones.
    hour = func.floor((ATTEMPT.c.placed_at - literal_column(str(shift))) / literal_column(f"{HOUR_S}.0"))
    asked = select(hour, *_ALIKE, *_FIGURES).where(*placed(ATTEMPT, scope.campaign_id, since, until), *where)
    rows = connection.execute(asked.group_by(hour, *_ALIKE))
    return fold((_group(row) for row in rows), scope.meanings, shift)


def _group(row: Any) -> Group:
    values = dict(zip(Group._fields, row, strict=True))
    whole = {"hour": int(row[0]), "is_answered": bool(values["is_answered"]), "talks": int(values["talks"])}
    return Group(**{**values, **whole})


def rank(attempts: NamedFromClause, meanings: Meanings) -> ColumnElement[int]:
    """How far an attempt came, as the place of its stage. A test keeps it equal to `results.rules.counted`."""
    disposition = attempts.c.disposition
    is_person = and_(
        attempts.c.outcome.in_([Outcome.CONNECTED.value, Outcome.ABANDONED.value]),
        or_(attempts.c.heard.is_(None), attempts.c.heard != Heard.MACHINE.value),
    )
    return case(
        (disposition.in_(sorted(meanings.successes)), STAGES.index(ResultStage.SUCCESS)),
        (disposition.in_(sorted(meanings.right_parties)), STAGES.index(ResultStage.RIGHT_PARTY)),
        (is_person, STAGES.index(ResultStage.PERSON)),
        (attempts.c.answered_at.is_not(None), STAGES.index(ResultStage.ANSWERED)),
        else_=STAGES.index(ResultStage.TRIED),
    )


def _reached(scope: Scope, since: float, until: float) -> Any:
    """The leads of attempts placed within [since, until), with the place of the farthest stage of each."""
    farthest = func.max(rank(ATTEMPT, scope.meanings)).label("farthest")
    asked = select(ATTEMPT.c.lead_id, farthest).where(*placed(ATTEMPT, scope.campaign_id, since, until))
    return asked.group_by(ATTEMPT.c.lead_id).subquery("reached")


def _of_lead(before: NamedFromClause, reached: Any, scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """The condition on attempts of one lead in the campaign.

    A lead has few. The sum keeps SQLite, which takes an index by how many columns fit, from going through all of the
    campaign's attempts for each lead instead.
    """
    return before.c.lead_id == reached.c.lead_id, before.c.campaign_id + literal_column("0") == scope.campaign_id


def new_leads(
    connection: Connection, scope: Scope, since: float, until: float, *, first: float
) -> Mapping[ResultStage, int]:
    """How many leads came as far as each stage within [since, until), that had not within [first, since)."""
    reached, before = _reached(scope, since, until), ATTEMPT.alias("before")
    earlier = select(func.max(rank(before, scope.meanings))).where(
        *_of_lead(before, reached, scope), before.c.placed_at >= first, before.c.placed_at < since
    )
    had = earlier.scalar_subquery() if since > first else literal_column("NULL")
    each = select(reached.c.farthest, had.label("had")).subquery("each_lead")
    asked = select(each.c.farthest, each.c.had, func.count()).group_by(each.c.farthest, each.c.had)
    found: Counter[ResultStage] = Counter(dict.fromkeys(STAGES, 0))
    for farthest, had_place, leads in connection.execute(asked):
        for place in range(-1 if had_place is None else had_place, farthest):
            found[STAGES[place + 1]] += leads
    return found


def leads_between(
    connection: Connection, scope: Scope, since: float, until: float
) -> list[tuple[ResultStage, int, int]]:
    """The leads that came as far as each stage within a day, by the beginning of the day on which they last had before.

    Those that had on the same day before are new to no period of whole days: they are left out.
    """
    reached, zone = _reached(scope, since, until), ZoneInfo(scope.time_zone)
    lasts = []
    for place, stage in enumerate(STAGES):
        before = ATTEMPT.alias(f"before_{stage.value}")
        far = true() if place == 0 else rank(before, scope.meanings) >= place
        last = select(func.max(before.c.placed_at)).where(
            *_of_lead(before, reached, scope), before.c.placed_at < since, far
        )
        lasts.append(case((reached.c.farthest >= place, last.scalar_subquery())).label(stage.value))
    found: Counter[tuple[ResultStage, int]] = Counter()
    today = day_start(since, zone)
    for farthest, *last_at in connection.execute(select(reached.c.farthest, *lasts)):
        for place in range(farthest + 1):
            at = last_at[place]
            before_on = 0 if at is None else day_start(at, zone)
            if before_on != today:
                found[STAGES[place], before_on] += 1
    return [(stage, previous, leads) for (stage, previous), leads in found.items()]
