"""Reasons to pause, and pauses taken, independent of any database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dialer.core.time_units import HOUR_S

RECOVERY_BREAK: Final = "after_hard_call"
"""The reason of a short pause after a hard call, which the engine ends by itself."""
BY_SUPERVISOR: Final = "by_supervisor"
"""The reason of a pause that a supervisor has ordered."""
PERSONAL: Final = "personal"
PRIVATE: Final = frozenset({PERSONAL})
"""Reasons that nobody but the agent is told."""
MOST_REASONS: Final = 8  # more are not told apart in a hurry


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseReason:
    """Why an agent pauses, as an installation or a team has it."""

    code: str
    labels: Mapping[str, str]  # by language
    counts_as_work: bool = True
    counts_as_screen_break: bool = True
    limit_s: float | None = None  # how long it should last; nobody is made ready by it
    needs_approval: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A pause that an agent took, or takes: `ended_at` is None. Instants are epoch seconds."""

    agent_id: int
    reason: str
    rests: bool  # it counts as a break from the screen
    started_at: float
    ended_at: float | None


DEFAULTS: Final = (
    PauseReason(code="legal_break", labels={"en": "Screen break", "it": "Pausa videoterminale"}, limit_s=900.0),
    PauseReason(code="lunch", labels={"en": "Lunch", "it": "Pranzo"}, counts_as_work=False, limit_s=HOUR_S),
    PauseReason(code=PERSONAL, labels={"en": "Personal", "it": "Motivi personali"}),
    PauseReason(
        code="training",
        labels={"en": "Training", "it": "Formazione"},
        counts_as_screen_break=False,
        needs_approval=True,
    ),
    PauseReason(code="meeting", labels={"en": "Meeting", "it": "Riunione"}),
    PauseReason(
        code="technical", labels={"en": "Technical trouble", "it": "Problema tecnico"}, counts_as_screen_break=False
    ),
    PauseReason(
        code=RECOVERY_BREAK,
        labels={"en": "Recovery break after a hard call", "it": "Micro-pausa dopo una chiamata difficile"},
        counts_as_screen_break=False,
        limit_s=90.0,
    ),
)
"""What an installation starts with. A change of task is a break from the screen (art. 175 of D.Lgs. 81/2008), learning
or waiting at the screen is not; and a pause of a minute is too short to be one."""
