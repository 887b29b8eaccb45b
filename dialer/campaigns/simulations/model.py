"""What a campaign would do under other pacing, as it was simulated, and what then happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dialer.i18n.message import Message
from pacing.snapshot import Mode

TARGETS: Final = (0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05)
RATIOS: Final = (1.5, 2.0, 2.5, 3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The settings that decide how fast a campaign dials."""

    mode: str
    ratio: float
    target: float  # abandoned share of answered calls, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What comes of one pace: means over the simulated days, with the lowest and the highest. Shares of 1."""

    mode: str
    ratio: float
    target: float
    is_present: bool  # the pace that the campaign had when it was simulated
    occupancy: float
    occupancy_low: float
    occupancy_high: float
    abandoned: float
    abandoned_high: float
    talks_per_agent_hour: float
    calls_per_agent_hour: float

    @property
    def pace(self) -> Pace:
        """Its settings."""
        return Pace(mode=self.mode, ratio=self.ratio, target=self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What happened in a time: agents' seconds, and how the people who answered fared."""

    staffed_s: float = 0.0
    busy_s: float = 0.0  # talk and wrap-up
    served: int = 0
    abandoned: int = 0

    @property
    def occupancy(self) -> float | None:
        """Talk and wrap-up over staffed time; None before anybody was staffed."""
        return self.busy_s / self.staffed_s if self.staffed_s > 0.0 else None

    @property
    def abandoned_share(self) -> float | None:
        """Abandoned over abandoned and served; None before anybody answered."""
        answered = self.served + self.abandoned
        return self.abandoned / answered if answered else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """One simulation of a campaign. Instants are epoch seconds."""

    id: int
    campaign_id: int
    actor: str
    asked_at: float
    job_id: int | None
    asked: Mapping[str, Any]  # past_days, agents (0: as in the past), hours, days
    found: Mapping[str, Any]  # of the past calls: calls, people, agents, abandoned_share, assumed; empty at first
    points: Sequence[Point]  # the present pace first; grows while it runs
    ended_at: float | None
    failed: Message | str  # why it came to nothing
    chosen: int | None  # the point whose settings the campaign got afterwards
    chosen_at: float | None
    replaced_at: float | None  # when the pace was changed again

    def time_after(self, now: float) -> tuple[float, float] | None:
        """The time in which the campaign dialled at the chosen pace."""
        if self.chosen_at is None:
            return None
        return self.chosen_at, now if self.replaced_at is None else self.replaced_at


def paces(present: Pace, limit: float) -> list[Pace]:
    """The paces that are simulated: the present one, then those that the law's limit leaves, each once."""
    wanted = [
        present,
        Pace(mode=Mode.PROGRESSIVE, ratio=1.0, target=present.target),
        *(Pace(mode=Mode.PREDICTIVE, ratio=1.0, target=one) for one in TARGETS if one <= limit + 1e-9),
    ]
    if present.mode == Mode.RATIO:
        wanted += [Pace(mode=Mode.RATIO, ratio=one, target=present.target) for one in RATIOS]
    once: dict[tuple[str, float, float], Pace] = {}
    for pace in wanted:
        once.setdefault(_heeded(pace), pace)
    return list(once.values())


def _heeded(pace: Pace) -> tuple[str, float, float]:
    """What of a pace makes a difference in its mode."""
    ratio = pace.ratio if pace.mode == Mode.RATIO else 1.0
    target = pace.target if pace.mode in (Mode.RATIO, Mode.PREDICTIVE) else 0.0
    return pace.mode, ratio, round(target, 6)


def place_of(pace: Pace, points: Sequence[Point]) -> int | None:
    """Which of the points has this pace; None if none has."""
    return next((at for at, one in enumerate(points) if _heeded(one.pace) == _heeded(pace)), None)
