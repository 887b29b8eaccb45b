"""Agents who are busy and will be free again, as a pacer sees them."""

from dataclasses import dataclass
from enum import StrEnum


class BusyPhase(StrEnum):
    """What keeps an agent from the next call."""

    TALK = "talk"
    WRAP_UP = "wrap_up"


@dataclass(frozen=True, slots=True)
class BusyAgent:
    """An agent who will be free again; one who is leaving after this call is counted as leaving."""

    phase: BusyPhase
    since: float
    leaving: bool = False
    stage: str = ""  # what the agent's page last told about this talk
    stage_since: float | None = None
    leaving_at: float | None = None  # when a break or the end of a shift takes the agent away, if it is known
