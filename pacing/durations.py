"""How long talk and wrap-up last: a piecewise constant hazard that also learns from what is still running.

In age bin b the rate of ending is (events + m) / (time spent there + m / h), with h the overall rate and m pseudo
events: the occurrence/exposure estimator of survival analysis with a gamma prior (Aalen, Borgan and Gjessing,
"Survival and Event History Analysis", 2008, chapter 5). Time spent counts for talks that are still running, else short
talks, which end first, would make every talk look short.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

EDGES: tuple[float, ...] = (0.0, 1.0, 2.0, 3.0, *(round(4.0 * 1.35**step, 3) for step in range(25)))
_BINS = len(EDGES)
_PSEUDO_EVENTS = 1.5
_MEMORY = 300.0  # ended observations after which one has lost 63 % of its weight
_MEMORY_CENSORED = 600.0  # the same for observations whose end was not seen: they contain less, so they displace less
_PUBLISH_EVERY_S = 60.0
_PUBLISH_ALWAYS_BELOW = 40


class Durations:
    """The learned distribution of one kind of duration, in seconds.

    What a pacer reads (`survival`) changes only when rates are published, so tables made from it stay valid while
    `version` is unchanged.
    """

    __slots__ = (
        "_cumulated",
        "_events",
        "_exposure",
        "_prior_mean",
        "_published_at",
        "_rates",
        "ended",
        "running",
        "version",
    )

    def __init__(self, prior_mean: float) -> None:
        self._prior_mean = prior_mean
        self._events = [0.0] * _BINS
        self._exposure = [0.0] * _BINS
        self.running: dict[str, float] = {}
        self.ended = 0
        self.version = 0
        self._published_at = -math.inf
        self._set_rates([1.0 / prior_mean] * _BINS)

    def start(self, key: str, now: float) -> None:
        """Something began at `now`."""
        self.running[key] = now

    def end(self, key: str, now: float) -> None:
        """It ended; an unknown key began before this memory, and is ignored."""
        since = self.running.pop(key, None)
        if since is None:
            return
        last = self._observe(now - since, _MEMORY)
        self._events[last] += 1.0
        self.ended += 1
        if self.ended <= _PUBLISH_ALWAYS_BELOW or not 0.0 <= now - self._published_at < _PUBLISH_EVERY_S:
            self._publish(now)

    def forget(self, key: str, now: float) -> None:
        """It is no longer observed (the agent left, a stage was reached): it lasted at least this long."""
        since = self.running.pop(key, None)
        if since is not None:
            self._observe(now - since, _MEMORY_CENSORED)

    def _observe(self, age: float, memory: float) -> int:
        """Fade the past and add the time spent; returns the age's bin.

        Observations without an end displace others too: where nearly all are censored, the time spent would otherwise
        grow beyond all memory, and the hazard fall to zero.
        """
        age = max(age, 0.0)
        last = bisect_right(EDGES, age) - 1
        keep = 1.0 - 1.0 / memory
        self._events = [keep * count for count in self._events]
        self._exposure = [keep * time for time in self._exposure]
        for index in range(last):
            self._exposure[index] += EDGES[index + 1] - EDGES[index]
        self._exposure[last] += age - EDGES[last]
        return last

    def _publish(self, now: float) -> None:
        whole, part = [0.0] * _BINS, [0.0] * _BINS
        # Anything longer than any talk is one whose end was missed while the engine was down.
        self.running = {key: since for key, since in self.running.items() if now - since < EDGES[-1]}
        for since in self.running.values():
            age = max(now - since, 0.0)
            last = bisect_right(EDGES, age) - 1
            whole[last] += 1.0
            part[last] += age - EDGES[last]
        exposure = list(self._exposure)
        beyond = 0.0
        for index in range(_BINS - 1, -1, -1):
            width = EDGES[index + 1] - EDGES[index] if index + 1 < _BINS else 0.0
            exposure[index] += part[index] + beyond * width
            beyond += whole[index]
        overall = (sum(self._events) + 1.0) / (sum(exposure) + self._prior_mean)
        pseudo_time = _PSEUDO_EVENTS / overall
        self._set_rates(
            [
                (events + _PSEUDO_EVENTS) / (time + pseudo_time)
                for events, time in zip(self._events, exposure, strict=True)
            ]
        )
        self._published_at = now

    def _set_rates(self, rates: list[float]) -> None:
        self._rates = rates
        total, cumulated = 0.0, [0.0]
        for index in range(_BINS - 1):
            total += rates[index] * (EDGES[index + 1] - EDGES[index])
            cumulated.append(total)
        self._cumulated = cumulated
        self.version += 1

    def survival(self, age: float) -> float:
        """The probability to last longer than `age` seconds."""
        last = bisect_right(EDGES, age) - 1
        return math.exp(-(self._cumulated[last] + self._rates[last] * (age - EDGES[last])))

    def mean(self) -> float:
        """The expected duration in seconds, by the trapezoid rule over the bins."""
        total = 0.0
        for low, high in pairwise(EDGES):
            total += (high - low) * (self.survival(low) + self.survival(high)) / 2.0
        return total

    def dump(self) -> dict[str, Any]:
        """The whole state, ready for JSON."""
        return {
            "events": self._events,
            "exposure": self._exposure,
            "running": self.running,
            "ended": self.ended,
            "rates": self._rates,
            "published_at": self._published_at if self.ended else None,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore a dumped state."""
        self._events = [float(value) for value in state["events"]]
        self._exposure = [float(value) for value in state["exposure"]]
        self.running = {str(key): float(since) for key, since in state["running"].items()}
        self.ended = int(state["ended"])
        self._published_at = -math.inf if state["published_at"] is None else float(state["published_at"])
        self._set_rates([float(value) for value in state["rates"]])
