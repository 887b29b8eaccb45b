"""When calls end: their age when a person answers, and when they end without one.

Two histograms over the age of the call, in whole seconds, each with a prior worth a few calls. A person's age is taken
when the person needs an agent: with screening, after it. These are sub-densities of competing ends, as in survival
analysis; the hit rate (pacing/hit_rate.py) weighs the two.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

AGES = 64  # seconds; older calls count as this old
NODES = 4
_PRIOR_PERSON = 6.0  # calls
_PRIOR_OTHER = 4.0
_MEMORY_PERSON = 1_000.0
_MEMORY_OTHER = 3_000.0
_SMOOTH = ((-2, 1.0 / 9.0), (-1, 2.0 / 9.0), (0, 3.0 / 9.0), (1, 2.0 / 9.0), (2, 1.0 / 9.0))
_PUBLISH_EVERY_S = 10.0
_PUBLISH_ALWAYS_BELOW = 40
_LEAST = 1e-6


def _prior_person() -> list[float]:
    """Two seconds of set-up, then a log-normal ring of 10 s in the median."""
    density = [0.0] * AGES
    for age in range(AGES):
        ring = age - 1.5
        if ring > 0.0:
            density[age] = math.exp(-((math.log(ring / 10.0) / 0.6) ** 2) / 2.0) / ring
    total = sum(density)
    return [_PRIOR_PERSON * value / total for value in density]


def _prior_other() -> list[float]:
    """A quarter fails at once, a quarter is answered by machines, half rings out between 20 and 40 s."""
    machine = _prior_person()
    density = [0.25 * value / _PRIOR_PERSON for value in machine]
    for age in (1, 2, 3):
        density[age] += 0.25 / 3.0
    for age in range(20, 40):
        density[age] += 0.5 / 20.0
    return [_PRIOR_OTHER * value for value in density]


class AnswerTimes:
    """Ages at which calls end. What a pacer reads changes only with `version`.

    `still_person[a]`: share of the calls with a person not yet answered at age a; `still_other[a]`: share of the others
    not yet ended. `others`: how many calls without a person are remembered. `nodes`: a few ages of a new call's answer,
    equally probable. `early_s`: the first of them; a call that ends before it without a person has failed early, the
    others come through. `still_early[a]` and `still_through[a]` are the shares of these two not yet ended.
    """

    __slots__ = (
        "_ended",
        "_other",
        "_person",
        "_published_at",
        "_within",
        "early_s",
        "nodes",
        "others",
        "still_early",
        "still_other",
        "still_person",
        "still_through",
        "version",
    )

    def __init__(self) -> None:
        self._person = _prior_person()
        self._other = _prior_other()
        self._ended = 0
        self._published_at = -math.inf
        self.version = 0
        self._within: dict[tuple[int, ...], list[tuple[list[float], list[float]]]] = {}
        self._derive(self._person, self._other)

    def person(self, age: float, now: float) -> None:
        """A person answered a call of this age and, with screening, was recognised as one."""
        at = min(max(int(age), 0), AGES - 1)
        keep = 1.0 - 1.0 / _MEMORY_PERSON
        self._person = [keep * weight for weight in self._person]
        for offset, weight in _SMOOTH:
            self._person[min(max(at + offset, 0), AGES - 1)] += weight
        self._news(now)

    def other(self, age: float, now: float) -> None:
        """A call of this age ended without a person."""
        keep = 1.0 - 1.0 / _MEMORY_OTHER
        self._other = [keep * weight for weight in self._other]
        self._other[min(max(int(age), 0), AGES - 1)] += 1.0
        self._news(now)

    def called_off(self, age: float, person: float, now: float) -> None:
        """A call was hung up at this age; it had a person with the given probability.

        Its end is spread over the later ages like the others' ends: otherwise the calls that are called off late would
        make late answers look rare.
        """
        at = min(max(int(age), 0), AGES - 1)
        for weights, weight in ((self._person, person), (self._other, 1.0 - person)):
            beyond = sum(weights[at:])
            if beyond > 0.0:
                weights[at:] = [value * (1.0 + weight / beyond) for value in weights[at:]]
        self._news(now)

    def chance(self, age: float, rate: float, through: float | None = None) -> float:
        """The probability that a call still ringing at this age has a person, at this hit rate.

        `through`: the share of calls that do not fail early, if it is better known than from the others' ages.
        """
        at = min(max(int(age), 0), AGES - 1)
        person = rate * self.still_person[at]
        if through is None:
            return person / (person + (1.0 - rate) * self.still_other[at])
        early, late = 1.0 - through, max(through - rate, 0.0)
        return person / (person + early * self.still_early[at] + late * self.still_through[at])

    def within(self, horizons: tuple[int, ...]) -> list[tuple[list[float], list[float]]]:
        """By horizon (whole seconds, below AGES) and age: the share of a person's answers within it, and its square.

        Cached until something new is published.
        """
        tables = self._within.get(horizons)
        if tables is None:
            still, tables = self.still_person, []
            for horizon in horizons:
                shares = [still[age] - still[age + horizon] for age in range(AGES)]
                tables.append((shares, [share * share for share in shares]))
            self._within[horizons] = tables
        return tables

    def _news(self, now: float) -> None:
        self._ended += 1
        if self._ended <= _PUBLISH_ALWAYS_BELOW or not 0.0 <= now - self._published_at < _PUBLISH_EVERY_S:
            self._published_at = now
            self._derive(self._person, self._other)

    def _derive(self, person: list[float], other: list[float]) -> None:
        self.still_person = _survival(person)
        self.still_other = _survival(other)
        self.nodes = _quantiles(person)
        self._split()

    def _split(self) -> None:
        """Split the others into those that fail early and those that come through."""
        self.early_s = self.nodes[0]
        through = self.still_other[self.early_s]
        failing = max(1.0 - through, _LEAST)
        self.still_through = [min(still / through, 1.0) for still in self.still_other]
        self.still_early = [max(still - through, 0.0) / failing for still in self.still_other]
        self.others = sum(self._other)
        self._within.clear()
        self.version += 1

    def dump(self) -> dict[str, Any]:
        """The whole state, ready for JSON."""
        return {
            "person": self._person,
            "other": self._other,
            "ended": self._ended,
            "published_at": self._published_at if self._ended else None,
            "still_person": self.still_person,
            "still_other": self.still_other,
            "nodes": self.nodes,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore a dumped state."""
        self._person = [float(value) for value in state["person"]]
        self._other = [float(value) for value in state["other"]]
        self._ended = int(state["ended"])
        self._published_at = -math.inf if state["published_at"] is None else float(state["published_at"])
        self.still_person = [float(value) for value in state["still_person"]]
        self.still_other = [float(value) for value in state["still_other"]]
        nodes = [int(value) for value in state["nodes"]]
        self.nodes = nodes if len(nodes) == NODES else _quantiles(self._person)  # older dumps have six
        self._split()


def _survival(weights: list[float]) -> list[float]:
    """Share of the weight at or beyond each age; the second in which an end falls counts half."""
    total = sum(weights)
    still, beyond = [], total
    for weight in weights:
        still.append(max((beyond - 0.5 * weight) / total, _LEAST))
        beyond -= weight
    # Twice the longest horizon, so that age + horizon never runs off the end.
    return still + [_LEAST] * AGES


def _quantiles(weights: list[float]) -> list[int]:
    """The middle ages of NODES equal parts of the weight, in whole seconds, at least one."""
    total = sum(weights)
    ages: list[int] = []
    seen = 0.0
    for age, weight in enumerate(weights):
        seen += weight
        while len(ages) < NODES and seen >= total * (len(ages) + 0.5) / NODES:
            ages.append(max(age, 1))
    return ages + [AGES - 1] * (NODES - len(ages))
