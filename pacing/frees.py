"""When busy agents will be free: for an agent busy so long, the probability to be idle within each horizon.

Talking since x seconds: idle within T if the rest of the talk and a whole wrap-up fit into T,
sum over s < T of P(talk ends in second s | it lasted x) * P(wrap-up <= T - s). In wrap-up since x: 1 - S(x + T) / S(x).
Over all agents this is a Poisson-binomial count (pacing/risk.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import mul

from pacing.durations import Durations
from pacing.risk import Count, sum_of
from pacing.snapshot import BusyAgent, BusyPhase

_STEP_S = 1.0
_AGE_SCALE_S = 4.0
_AGE_STEPS = 10.0  # rows for each factor e of age


class FreeTimes:
    """Rows of probabilities by phase and age, made when asked for and kept while nothing new is published."""

    __slots__ = ("_made_for", "_rows", "_talk", "_wrap_up", "_wrapped")

    def __init__(self, talk: Durations, wrap_up: Durations) -> None:
        self._talk = talk
        self._wrap_up = wrap_up
        self._made_for: tuple[object, ...] = ()
        self._rows: dict[tuple[BusyPhase, int], tuple[float, ...]] = {}
        self._wrapped: list[float] = []

    def expected(self, busy: Iterable[BusyAgent], now: float, horizons: Sequence[float]) -> list[Count]:
        """How many of the busy agents are idle after each of the horizons (seconds)."""
        self._refresh(horizons)
        groups: dict[tuple[BusyPhase, int], int] = {}
        for agent in busy:
            if not agent.leaving:
                age = now - agent.since
                key = (agent.phase, int(_AGE_STEPS * math.log1p(age / _AGE_SCALE_S)) if age > 0.0 else 0)
                groups[key] = groups.get(key, 0) + 1
        rows = [(agents, self._rows.get(key) or self._make(key, horizons)) for key, agents in groups.items()]
        return [sum_of([(agents, row[index]) for agents, row in rows]) for index in range(len(horizons))]

    def _refresh(self, horizons: Sequence[float]) -> None:
        made_for = (self._talk.version, self._wrap_up.version, *horizons)
        if made_for != self._made_for:
            self._made_for = made_for
            self._rows.clear()
            steps = int(max(horizons) / _STEP_S) + 1
            self._wrapped = [1.0 - self._wrap_up.survival((step + 0.5) * _STEP_S) for step in range(steps)]

    def _make(self, key: tuple[BusyPhase, int], horizons: Sequence[float]) -> tuple[float, ...]:
        phase, group = key
        age = _AGE_SCALE_S * math.expm1((group + 0.5) / _AGE_STEPS)
        if phase is BusyPhase.WRAP_UP:
            lasted = max(self._wrap_up.survival(age), 1e-12)
            row = tuple(1.0 - self._wrap_up.survival(age + horizon) / lasted for horizon in horizons)
        else:
            row = self._talking(age, horizons)
        self._rows[key] = row
        return row

    def _talking(self, age: float, horizons: Sequence[float]) -> tuple[float, ...]:
        lasted = max(self._talk.survival(age), 1e-12)
        steps = int(max(horizons) / _STEP_S)
        left = [self._talk.survival(age + step * _STEP_S) / lasted for step in range(steps + 1)]
        ends = [before - after for before, after in pairwise(left)]
        row = []
        for horizon in horizons:
            whole = int(horizon / _STEP_S)
            row.append(sum(map(mul, ends[:whole], self._wrapped[whole - 1 :: -1] if whole else ())))
        return tuple(row)
