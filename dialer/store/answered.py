"""Of the attempts that somebody, or something, answered: what the counts of abandoned calls are made of."""

from typing import Final

from sqlalchemy import Connection, bindparam, func, or_, select

from dialer.attempts import Answer
from dialer.compliance.abandonment import Heard
from dialer.store.schema import ATTEMPT
from dialer.store.statements import word
from dialer.words import Outcome

_BY_MACHINE: Final = (
    ATTEMPT.c.campaign_id == bindparam("campaign"),
    ATTEMPT.c.heard == word(Heard.MACHINE),
    ATTEMPT.c.unserved_at.is_(None) | (ATTEMPT.c.unserved_at > ATTEMPT.c.agent_joined_at),
    ATTEMPT.c.agent_joined_at.is_not(None),
)
_MET: Final = select(ATTEMPT.c.agent_joined_at).where(*_BY_MACHINE)
_COUNT_MET: Final = select(func.count()).where(*_BY_MACHINE, ATTEMPT.c.agent_joined_at >= bindparam("since"))
_ANSWERS: Final = select(*(ATTEMPT.c[name] for name in Answer.__dataclass_fields__)).where(
    ATTEMPT.c.campaign_id == bindparam("campaign"),
    ATTEMPT.c.placed_at >= bindparam("since"),
    or_(
        ATTEMPT.c.agent_joined_at.is_not(None),
        ATTEMPT.c.unserved_at.is_not(None),
        ATTEMPT.c.outcome.in_([Outcome.ABANDONED.value, Outcome.MACHINE.value]),
    ),
)


def met_machines(connection: Connection, campaign_id: int) -> list[float]:
    return list(connection.execute(_MET, {"campaign": campaign_id}).scalars())


def count_met(connection: Connection, campaign_id: int, since: float) -> int:
    return int(connection.execute(_COUNT_MET, {"campaign": campaign_id, "since": since}).scalar_one())


def answers(connection: Connection, campaign_id: int, since: float) -> list[Answer]:
    found = connection.execute(_ANSWERS, {"campaign": campaign_id, "since": since}).mappings()
    return [Answer(**{**row, "outcome": Outcome(row["outcome"]) if row["outcome"] else None}) for row in found]
