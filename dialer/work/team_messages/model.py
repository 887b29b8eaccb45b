"""What a supervisor tells an agent, independent of any database."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dialer.core.time_units import HOUR_S

MOST_UNREAD: Final = 20  # of one agent; more would not be read at all
MOST_RECIPIENTS: Final = 500  # of one team message
TEXT_CHARACTERS: Final = 500
SHOWN_S: Final = 12 * HOUR_S  # later it concerns a shift that is over


class TeamMessageKind(StrEnum):
    """What a team message comes with."""

    MESSAGE = "message"
    PAUSE = "pause"  # the supervisor has paused the agent
    LOG_OUT = "log_out"  # the supervisor has logged the agent out


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMessage:
    """A team message to one agent; one to a team is kept for each of its agents. Instants are epoch seconds."""

    id: int
    agent_id: int
    agent_name: str
    team_id: int | None  # the team that it was written to; None: to this agent alone
    kind: TeamMessageKind
    text: str
    sender: str  # the name that the agent is told
    actor: str  # who it was, as in the audit
    sent_at: float
    read_at: float | None
