"""Agents who are busy and will be free again, as a pacer sees them."""

from dataclasses import dataclass
from enum import StrEnum


class BusyPhase(StrEnum):
    """What keeps an agent from the next call."""

    TALK = "talk"
    WRAP_UP = "wrap_up"


@dataclass(frozen=True, slots=True)
class BusyAgent:
    """A busy agent; `leaving`: not available after the present call."""

    phase: BusyPhase
    since: float
    leaving: bool = False
    stage: str = ""  # the stage of this talk that the agent's page reported last
    stage_since: float | None = None
    leaving_at: float | None = None  # when a break or the end of the shift takes the agent away, if known
