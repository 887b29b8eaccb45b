"""Answered attempts by minute: the basis of abandonment counts."""

from collections import defaultdict
from typing import Final

from sqlalchemy import Connection, bindparam, case, func, select, text

from dialer.campaigns.attempts.model import AnswerCounts
from dialer.compliance.abandonment import Heard
from dialer.core.enums import Outcome
from dialer.storage.schema import ATTEMPT
from dialer.storage.sql import word
from dialer.storage.tables.attempts import COUNTED

_BY_MACHINE: Final = (
    ATTEMPT.c.campaign_id == bindparam("campaign"),
    ATTEMPT.c.heard == word(Heard.MACHINE),
    ATTEMPT.c.unserved_at.is_(None) | (ATTEMPT.c.unserved_at > ATTEMPT.c.agent_joined_at),
    ATTEMPT.c.agent_joined_at.is_not(None),
)
_MET: Final = select(ATTEMPT.c.agent_joined_at).where(*_BY_MACHINE)
_COUNT_MET: Final = select(func.count()).where(*_BY_MACHINE, ATTEMPT.c.agent_joined_at >= bindparam("since"))
_MINUTE_S: Final = 60
_JOINED: Final = ATTEMPT.c.agent_joined_at.is_not(None)
_TOO_LATE: Final = _JOINED & (ATTEMPT.c.unserved_at <= ATTEMPT.c.agent_joined_at)
_MACHINE: Final = ATTEMPT.c.outcome == Outcome.MACHINE.value
# A call over its time limit counts from then on, though it may live on; the others when they end.
_AT: Final = case(
    (_TOO_LATE, ATTEMPT.c.unserved_at),
    (_JOINED, ATTEMPT.c.agent_joined_at),
    (_MACHINE, func.coalesce(ATTEMPT.c.screened_at, ATTEMPT.c.ended_at)),
    else_=func.coalesce(ATTEMPT.c.unserved_at, ATTEMPT.c.ended_at),
)
_KIND: Final = case((_TOO_LATE, "abandoned"), (_JOINED, "served"), (_MACHINE, "machines"), else_="abandoned")
_TELLS: Final = ATTEMPT.c.outcome.is_(None) | ATTEMPT.c.outcome.in_([Outcome.ABANDONED.value, Outcome.MACHINE.value])
_COUNTED: Final = (
    select((_AT // _MINUTE_S).label("minute"), _KIND.label("kind"))
    .where(ATTEMPT.c.campaign_id == bindparam("campaign"), text(f"({COUNTED})"), _JOINED | _TELLS)
    .subquery()
)
_COUNTS: Final = (
    select(_COUNTED.c.minute, _COUNTED.c.kind, func.count())
    .group_by(_COUNTED.c.minute, _COUNTED.c.kind)
    .order_by(_COUNTED.c.minute)
)


def met_machines(connection: Connection, campaign_id: int) -> list[float]:
    return list(connection.execute(_MET, {"campaign": campaign_id}).scalars())


def count_met(connection: Connection, campaign_id: int, since: float) -> int:
    return int(connection.execute(_COUNT_MET, {"campaign": campaign_id, "since": since}).scalar_one())


def counts(connection: Connection, campaign_id: int) -> list[AnswerCounts]:
    by_minute: defaultdict[float, dict[str, int]] = defaultdict(dict)
    for minute, kind, calls in connection.execute(_COUNTS, {"campaign": campaign_id}):
        by_minute[float(minute) * _MINUTE_S][kind] = calls
    return [AnswerCounts(minute_at=minute_at, **calls) for minute_at, calls in by_minute.items()]
