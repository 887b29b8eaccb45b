"""When busy agents will be free: the probability that an agent, busy for a given time, is idle within each horizon.

Talking for x seconds: idle within T if the rest of the talk and a whole wrap-up fit into T, sum over s < T of P(talk
ends in second s | it lasted x) * P(wrap-up <= T - s). In wrap-up for x: 1 - S(x + T) / S(x). Once a talk or wrap-up has
reached a stage (pacing/stages.py), its forecast starts at that stage. Over all agents this is a Poisson-binomial count
(pacing/risk.py). An agent with another campaign's person is forecast from what that campaign has learned: its talks may
last three times as long, and a campaign with few leads has seen few.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import mul

from pacing.busy_agents import BusyAgent, BusyPhase
from pacing.durations import Durations
from pacing.risk import Count, sums_of
from pacing.stages import Stages

_STEP_S = 1.0
_AGE_SCALE_S = 4.0
_AGE_STEPS = 10.0  # rows for each factor e of age
_AGES_PER_S = 4.0
_LAST_AGE = 14_400
_PRIOR_EVENTS = 1.5
_NO_DOUBT = 0.0005
_KEPT_S = 30.0
_KEPT_FOR_EACH_S = 0.1  # for each talk that has ended
_MOST_TABLES = 8  # campaigns that share agents ask for horizons of their own
# Looked up, since a decision asks for every busy agent.
_AGE_GROUPS = [int(_AGE_STEPS * math.log1p(at / _AGES_PER_S / _AGE_SCALE_S)) for at in range(_LAST_AGE + 1)]

_Key = tuple[BusyPhase, str, int]  # phase, stage, group of ages
_Row = tuple[float, ...]  # probability to be idle after each horizon


@dataclass(slots=True)
class _Table:
    """Rows for one set of horizons, computed on demand."""

    horizons: tuple[float, ...]
    made_at: float
    made_for: tuple[int, ...]  # versions of what was learned
    wrapped: list[float]  # probability that a wrap-up has ended, by second
    rows: dict[_Key, _Row] = field(default_factory=dict)


class FreeTimes:
    """Rows of probabilities by phase and age, cached until something new is published."""

    __slots__ = ("_rows", "_stages", "_tables", "_talk", "_wrap_up", "_wrap_up_stages", "_wrapped")

    def __init__(self, talk: Durations, wrap_up: Durations, stages: Stages, wrap_up_stages: Stages) -> None:
        self._talk = talk
        self._wrap_up = wrap_up
        self._stages = stages
        self._wrap_up_stages = wrap_up_stages
        self._tables: dict[FreeTimes, _Table] = {}  # by the object that asks
        self._rows: dict[_Key, _Row] = {}  # of the table used last
        self._wrapped: list[float] = []

    def expected(
        self,
        busy: Iterable[BusyAgent],
        now: float,
        horizons: Sequence[float],
        beside: Sequence[tuple[FreeTimes, Iterable[BusyAgent]]] = (),
    ) -> list[Count]:
        """How many of the busy agents are idle after each horizon (seconds), without those who leave.

        `beside` are agents with the objects of other campaigns that forecast them.
        """
        rows = self._foretold(busy, now, horizons, self)
        if not beside:
            counts = sums_of(rows, len(horizons))
            return self._doubted(counts, counts)
        parts = [(self, rows), *((frees, frees._foretold(theirs, now, horizons, self)) for frees, theirs in beside)]
        counts = sums_of([row for _, of_part in parts for row in of_part], len(horizons))
        for frees, of_part in parts:
            counts = frees._doubted(counts, sums_of(of_part, len(horizons)))
        return counts

    def _foretold(
        self, busy: Iterable[BusyAgent], now: float, horizons: Sequence[float], asker: FreeTimes
    ) -> list[tuple[int, _Row]]:
        """Groups of agents, with the probabilities of each group."""
        self._refresh(horizons, now, asker)
        groups: dict[_Key, int] = {}
        rows: list[tuple[int, _Row]] = []
        for agent in busy:
            if agent.leaving:
                continue
            since, stage = agent.since, ""
            if agent.stage and self._of(agent.phase).durations(agent.stage) is not None:
                since, stage = since if agent.stage_since is None else agent.stage_since, agent.stage
            at = int(_AGES_PER_S * (now - since))
            if not 0 <= at <= _LAST_AGE:
                at = 0 if at < 0 else _LAST_AGE
            key = agent.phase, stage, _AGE_GROUPS[at]
            if agent.leaving_at is None:
                groups[key] = groups.get(key, 0) + 1
                continue
            row = self._rows.get(key) or self._make(key, horizons)
            stays_s = agent.leaving_at - now
            there = [horizon <= stays_s for horizon in horizons]
            rows.append((1, tuple(map(mul, row, there))))
        rows += [(agents, self._rows.get(key) or self._make(key, horizons)) for key, agents in groups.items()]
        return rows

    def _doubted(self, counts: list[Count], own: Sequence[Count]) -> list[Count]:
        """Widen the counts by the doubt about the hazards, common to all agents: a gamma distribution's 1 / events.

        `own` are the counts of the agents that these hazards forecast.
        """
        doubt = 1.0 / (_PRIOR_EVENTS + min(self._talk.ended, self._wrap_up.ended))
        if doubt < _NO_DOUBT:
            return counts
        both = zip(counts, own, strict=True)
        return [one if one.chances else Count(one.mean, one.variance + doubt * of.mean * of.mean) for one, of in both]

    def _of(self, phase: BusyPhase) -> Stages:
        return self._stages if phase is BusyPhase.TALK else self._wrap_up_stages

    def _refresh(self, horizons: Sequence[float], now: float, asker: FreeTimes) -> None:
        """Drop the rows when something new is published; less often when much is known already."""
        asked, table = tuple(horizons), self._tables.get(asker)
        kept_s = min(_KEPT_S, _KEPT_FOR_EACH_S * self._talk.ended)
        if table is None or asked != table.horizons or not 0.0 <= now - table.made_at < kept_s:
            parts = (self._talk, self._wrap_up, self._stages, self._wrap_up_stages)
            made_for = tuple(part.version for part in parts)
            if table is None or (asked, made_for) != (table.horizons, table.made_for):
                steps = int(max(horizons) / _STEP_S) + 1
                wrapped = [1.0 - self._wrap_up.survival((step + 0.5) * _STEP_S) for step in range(steps)]
                table = _Table(asked, now, made_for, wrapped)
                self._keep(asker, table)
        self._rows, self._wrapped = table.rows, table.wrapped

    def _keep(self, asker: FreeTimes, table: _Table) -> None:
        """Replace the asker's last table, or the oldest one when there are too many."""
        self._tables.pop(asker, None)
        if len(self._tables) >= _MOST_TABLES:
            del self._tables[next(iter(self._tables))]
        self._tables[asker] = table

    def _make(self, key: _Key, horizons: Sequence[float]) -> _Row:
        phase, stage, group = key
        age = age_of(group)
        told = self._of(phase).durations(stage) if stage else None
        if phase is BusyPhase.TALK:
            row = self._talking(told, age, horizons)
        elif told is None and self._wrap_up_stages.known:
            ends = _ends_through_stages(self._wrap_up_stages, age, int(max(horizons) / _STEP_S))
            row = tuple(sum(ends[: int(horizon / _STEP_S)]) for horizon in horizons)
        else:
            lasts = told or self._wrap_up
            lasted = max(lasts.survival(age), 1e-12)
            row = tuple(1.0 - lasts.survival(age + horizon) / lasted for horizon in horizons)
        self._rows[key] = row
        return row

    def _talking(self, told: Durations | None, age: float, horizons: Sequence[float]) -> _Row:
        steps = int(max(horizons) / _STEP_S)
        if told is None and self._stages.known:
            ends = _ends_through_stages(self._stages, age, steps)
        else:
            ends = _ends(told or self._talk, age, steps)
        row = []
        for horizon in horizons:
            whole = int(horizon / _STEP_S)
            row.append(sum(map(mul, ends[:whole], self._wrapped[whole - 1 :: -1] if whole else ())))
        return tuple(row)


def age_of(group: int) -> float:
    """The age, in seconds, that represents a group of ages."""
    return _AGE_SCALE_S * math.expm1((group + 0.5) / _AGE_STEPS)


def _ends_through_stages(stages: Stages, age: float, steps: int) -> list[float]:
    """Ends of talks without a stage yet: directly, or after a first stage that is still to come."""
    direct, reached = stages.direct, stages.reached
    ends_after = _ends(stages.after, 0.0, steps)
    goes_on = [direct.survival(age + step * _STEP_S) for step in range(steps + 1)]
    untold = [reached.survival(age + step * _STEP_S) for step in range(steps + 1)]
    lasted = max(goes_on[0] * untold[0], 1e-12)
    ends, entered = [], []
    for step in range(steps):
        here = goes_on[step] * untold[step] / lasted
        end = 1.0 - goes_on[step + 1] / max(goes_on[step], 1e-12)
        enter = 1.0 - untold[step + 1] / max(untold[step], 1e-12)
        both = 0.5 * end * enter  # of talks where both fall into this second, half end first
        entered.append(here * (enter - both))
        through = sum(map(mul, entered, ends_after[step::-1]))
        ends.append(here * (end - both) + through)
    return ends


def _ends(durations: Durations, age: float, steps: int) -> list[float]:
    """The probability to end in each of the coming seconds, after lasting for `age`."""
    lasted = max(durations.survival(age), 1e-12)
    left = [durations.survival(age + step * _STEP_S) / lasted for step in range(steps + 1)]
    return [before - after for before, after in pairwise(left)]
