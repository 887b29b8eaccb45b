"""What a cell counts for its board: outcomes, agents' time, how fast people reached an agent."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

from dialer.cell.agents.roster import STAFFED, AgentState
from dialer.cell.call.state_machine import Call
from dialer.compliance.abandonment import Rate
from dialer.core.enums import Outcome
from dialer.core.local_time import day_of

HISTORY_STEP_S = 10.0
HISTORY_STEPS = 90  # a quarter of an hour
RECENT = 2000  # times that the quantiles cover


def quantile(ordered: list[float], share: float) -> float:
    """The value below which `share` of the sorted values lie (nearest rank)."""
    return ordered[max(0, ceil(share * len(ordered) - 1e-9) - 1)]


def quantiles(values: Iterable[float]) -> dict[str, float] | None:
    """Quantiles and the maximum of some values; None for none."""
    ordered = sorted(values)
    if not ordered:
        return None
    shares = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
    return {name: round(quantile(ordered, share), 3) for name, share in shares.items()} | {"max": round(ordered[-1], 3)}


class Latencies:
    """Durations in ms: quantiles over the latest, and the maximum of all."""

    def __init__(self) -> None:
        self._order: deque[float] = deque()
        self._sorted: list[float] = []
        self.max_ms = 0.0

    def add(self, ms: float) -> None:
        if len(self._order) == RECENT:
            del self._sorted[bisect_left(self._sorted, self._order.popleft())]
        self._order.append(ms)
        insort(self._sorted, ms)
        self.max_ms = max(self.max_ms, ms)

    def summary(self) -> dict[str, float] | None:
        found = quantiles(self._sorted)
        return None if found is None else found | {"max": round(self.max_ms, 3)}

    def above_zero(self) -> dict[str, float] | None:
        """How many of the latest are there, the share of those above 0, and the median; None for none."""
        if not (count := len(self._sorted)):
            return None
        share = 1.0 - bisect_right(self._sorted, 0.0) / count
        return {"calls": count, "share": round(share, 4), "p50": round(quantile(self._sorted, 0.5), 3)}

    def mean_and_p90(self) -> dict[str, float] | None:
        """Mean of the latest, and what nine of ten of them stayed within; None for none."""
        if not self._sorted:
            return None
        return {"mean": round(fmean(self._sorted), 3), "p90": round(quantile(self._sorted, 0.9), 3)}


@dataclass(slots=True)
class Tally:
    """Counts of the day by the campaign's time zone. Instants are epoch seconds, agents' time is in seconds."""

    day: date | None = None  # not known before the first turn
    placed: int = 0
    answered: int = 0
    served: int = 0  # joined to an agent; counts as connected once the call has ended
    connected: int = 0
    abandoned: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    seconds: dict[AgentState, float] = field(default_factory=lambda: dict.fromkeys(AgentState, 0.0))
    joins: Latencies = field(default_factory=Latencies)
    waits: Latencies = field(default_factory=Latencies)  # of agents, from being ready to the next call
    names: Latencies = field(default_factory=Latencies)  # from a person's name on the page to the voice; below 0: late
    history: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=HISTORY_STEPS))
    _at: float = 0.0
    _step_at: float = 0.0
    _step: dict[str, float] = field(default_factory=dict)

    def _turn(self, day: date) -> None:
        """Start new counts if the day has changed."""
        if self.day not in (None, day):
            self.placed = self.answered = self.served = self.connected = self.abandoned = 0
            self.outcomes.clear()
            self.seconds = dict.fromkeys(AgentState, 0.0)
            self.waits, self.names = Latencies(), Latencies()
            self._step = {}
        self.day = day

    def ended(self, call: Call) -> None:
        """Count a finished attempt."""
        if call.outcome is None:
            return
        self.outcomes[call.outcome] += 1
        self.connected += call.outcome is Outcome.CONNECTED
        self.abandoned += call.outcome is Outcome.ABANDONED

    def joined(self, call: Call) -> None:
        """An agent joined: count how long the person had waited for one."""
        self.served += 1
        begun = call.screened_at or call.answered_at
        if begun is not None and call.agent_joined_at is not None:
            self.joins.add((call.agent_joined_at - begun) * 1000)

    def waited(self, seconds: float) -> None:
        """An agent who was ready for so long was joined to a call.

        Below 0 is a join that an earlier engine has made: this one knows the agent only since its own start.
        """
        if seconds >= 0.0:
            self.waits.add(seconds * 1000)

    def name_shown(self, ahead_ms: float) -> None:
        """An agent's page had the person's name so long before the voice was heard."""
        self.names.add(ahead_ms)

    def pass_time(self, counts: Counter[AgentState], *, zone: str, now: float) -> None:
        """Add the time since the last call of this to the agents' states; `zone` is the campaign's."""
        self._turn(day_of(now, ZoneInfo(zone)))
        if self._at:
            for state, agents in counts.items():
                self.seconds[state] += agents * (now - self._at)
        else:  # what was counted before, by an engine that has ended, is no change of this step
            self._step, self._step_at = self._totals(), now
        self._at = now
        if now - self._step_at >= HISTORY_STEP_S:
            self._close_step(now)

    def occupancy(self) -> float | None:
        """Talk and wrap-up over staffed time; None before anybody was staffed."""
        return _share(self.busy_seconds(), self.staffed_seconds())

    def utilisation(self) -> float | None:
        """Talk and wrap-up over the time logged in; None before anybody was.

        Pauses are part of that time, and so is a wait for the phone: who is logged in without one does no work either.
        """
        return _share(self.busy_seconds(), sum(self.seconds.values()))

    def abandoned_share(self, met: int = 0) -> float | None:
        """Abandoned over abandoned and served; a call counts as served from its first word, not from its end.

        `met` are machines among the day's served calls, where a law counts people.
        """
        rate = Rate(abandoned=self.abandoned, counted=self.abandoned + max(self.served - met, 0))
        return round(rate.share, 4) if rate.counted else None

    def busy_seconds(self) -> float:
        """Agents' talk and wrap-up of the day."""
        return self.seconds[AgentState.TALKING] + self.seconds[AgentState.WRAP_UP]

    def staffed_seconds(self) -> float:
        """Agents' time of the day in which they worked or were ready to."""
        return sum(self.seconds[state] for state in STAFFED)

    def _totals(self) -> dict[str, float]:
        return {
            "placed": float(self.placed),
            "connected": float(self.connected),
            "abandoned": float(self.abandoned),
            "busy": self.busy_seconds(),
            "staffed": self.staffed_seconds(),
        }

    def _close_step(self, now: float) -> None:
        totals = self._totals()
        before = self._step or dict.fromkeys(totals, 0.0)
        change = {name: totals[name] - before[name] for name in totals}
        point = {name: int(change[name]) for name in ("placed", "connected", "abandoned")}
        self.history.append({"at": now, **point, "occupancy": _share(change["busy"], change["staffed"])})
        self._step, self._step_at = totals, now


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole > 0 else None
