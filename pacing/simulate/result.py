"""The result of a simulated run: occupancy, abandoned share, the worst half hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pacing.windowed_counts import Tally

MINUTE_S = 60.0
WINDOW_MINUTES = 30
STEP_MINUTES = 5


@dataclass(slots=True)
class Minute:
    """Sums over one minute."""

    launched: int = 0
    served: int = 0
    abandoned: int = 0
    machines: int = 0  # hung up on, and people taken for one
    met: int = 0  # of those served, machines reported by their agents so far
    talk_s: float = 0.0
    wrap_up_s: float = 0.0
    staffed_s: float = 0.0

    @property
    def busy_s(self) -> float:
        """Talk and wrap-up."""
        return self.talk_s + self.wrap_up_s


class Figures(Protocol):
    """The figures of a row: those of a result, or those kept of one."""

    @property
    def occupancy(self) -> float:
        """Talk and wrap-up over staffed time."""

    @property
    def answers(self) -> int:
        """People who answered, served or abandoned."""

    @property
    def abandons(self) -> int:
        """People who found no agent in time."""

    @property
    def abandoned_share(self) -> float:
        """Abandoned over answered."""

    @property
    def worst_half_hour(self) -> float:
        """The highest abandoned share of half an hour."""

    @property
    def calls(self) -> int:
        """Calls that were started."""

    @property
    def called_off(self) -> int:
        """Calls that were called off."""

    @property
    def agent_hours(self) -> float:
        """Staffed time."""

    def first(self, minutes: int) -> float:
        """Abandoned share of the first minutes."""


@dataclass(slots=True)
class Result:
    """Counts by minute, and the figures made of them. All shares are between 0 and 1."""

    minutes: list[Minute] = field(default_factory=list)
    decisions: int = 0
    called_off: int = 0
    false_machines: int = 0
    machine_talks: int = 0  # of those served, machines that an agent met
    waited_s: float = 0.0
    _staff: int = 0
    _staff_since: float = 0.0

    def _minute(self, now: float) -> Minute:
        at = int(now / MINUTE_S)
        while len(self.minutes) <= at:
            self.minutes.append(Minute())
        return self.minutes[at]

    def launched(self, now: float) -> None:
        """A call was started."""
        self._minute(now).launched += 1

    def served(self, now: float, waited_s: float) -> None:
        """A person met an agent."""
        self._minute(now).served += 1
        self.waited_s += waited_s

    def abandoned(self, now: float) -> None:
        """A person found no agent in time."""
        self._minute(now).abandoned += 1

    def machine(self, now: float) -> None:
        """A machine, or a person taken for one, was hung up on."""
        self._minute(now).machines += 1

    def met_machine(self, served_at: float) -> None:
        """An agent reports that the call served then was a machine."""
        self._minute(served_at).met += 1

    def tally(self) -> Tally:
        """The counts as the guard keeps them."""
        tally = Tally()
        for at, minute in enumerate(self.minutes):
            if minute.served or minute.abandoned or minute.machines:
                tally.add(at * MINUTE_S, served=minute.served, abandoned=minute.abandoned, machines=minute.machines)
                tally.met_machine(at * MINUTE_S, minute.met)
        return tally

    def busy(self, since: float, until: float, *, wrap_up: bool = False) -> None:
        """Add an agent's time in talk, or in wrap-up."""
        while since < until:
            end = min(until, (int(since / MINUTE_S) + 1) * MINUTE_S)
            minute = self._minute(since)
            if wrap_up:
                minute.wrap_up_s += end - since
            else:
                minute.talk_s += end - since
            since = end

    def staffed(self, now: float, agents: int) -> None:
        """Set the number of working agents from now on."""
        since = self._staff_since
        while since < now:
            end = min(now, (int(since / MINUTE_S) + 1) * MINUTE_S)
            self._minute(since).staffed_s += (end - since) * self._staff
            since = end
        self._staff, self._staff_since = agents, now

    def finish(self, now: float, agents: int) -> None:
        """End the run."""
        self.staffed(now, agents)
        del self.minutes[int(now / MINUTE_S + 1e-9) :]

    @property
    def occupancy(self) -> float:
        """Talk and wrap-up over staffed time."""
        staffed = sum(minute.staffed_s for minute in self.minutes)
        return sum(minute.busy_s for minute in self.minutes) / staffed if staffed else 0.0

    @property
    def answers(self) -> int:
        """People who answered, served or abandoned."""
        return sum(minute.served + minute.abandoned for minute in self.minutes)

    @property
    def abandons(self) -> int:
        """People who found no agent in time."""
        return sum(minute.abandoned for minute in self.minutes)

    @property
    def calls(self) -> int:
        """Calls that were started."""
        return sum(minute.launched for minute in self.minutes)

    @property
    def agent_hours(self) -> float:
        """Staffed time."""
        return sum(minute.staffed_s for minute in self.minutes) / 3_600.0

    @property
    def abandoned_share(self) -> float:
        """Abandoned over answered."""
        return share_of(self.minutes)

    def first(self, minutes: int) -> float:
        """Abandoned share of the first minutes."""
        return share_of(self.minutes[:minutes])

    @property
    def worst_half_hour(self) -> float:
        """The highest abandoned share of the windows of 30 minutes that begin every 5 minutes."""
        last = max(len(self.minutes) - WINDOW_MINUTES, 0)
        return max(share_of(self.minutes[at : at + WINDOW_MINUTES]) for at in range(0, last + 1, STEP_MINUTES))


def share_of(minutes: Sequence[Minute]) -> float:
    """Abandoned over answered within these minutes."""
    answered = sum(minute.served + minute.abandoned for minute in minutes)
    return sum(minute.abandoned for minute in minutes) / answered if answered else 0.0
