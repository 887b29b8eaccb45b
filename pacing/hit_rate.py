"""The share of calls that a person answers: a Bayes filter that believes a change of list within a minute.

Calls enter the filter in the order of their launch, each when it and all before it have ended. Taking them as they end
would see the fast failures first, then the answers, and run away with every burst. The calls behind, of which some have
ended and others still ring, are added when the rate is asked for: the likeliest rate, by Newton's method on its one
dimension. It must be solved and not only approached: what has ended of the calls just launched is mostly failures, so
that the way to the solution leads through rates that are far too low.

The filter is a bank of Beta distributions which forget at different speeds, weighted by how well each foretold the
calls (Raftery, Karny and Ettler, "Online prediction under model uncertainty via dynamic model averaging", 2010). In a
steady list the longest memory wins; after a change the shortest does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_MEMORIES = (100.0, 700.0, 5_000.0, 40_000.0)  # calls
_SWITCH = 0.00005  # chance, at each call, that another memory has become the right one
_PRIOR = (0.6, 1.8)  # wide: a quarter of the calls, give or take a quarter
_STEPS = 12  # at the most; two or three are usual
_CLOSE = 0.001  # of the rate: then it is solved
_YOUNG_WORTH = 30.0  # calls
_FLOOR, _CEILING = 0.002, 0.98


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its uncertainty; `spread` is the standard deviation of its logit."""

    mean: float
    spread: float


class HitRate:
    """The hit rate of one segment."""

    __slots__ = ("_hits", "_misses", "_weights", "calls", "young_hits", "young_misses")

    def __init__(self) -> None:
        self._hits = [_PRIOR[0]] * len(_MEMORIES)
        self._misses = [_PRIOR[1]] * len(_MEMORIES)
        self._weights = [1.0 / len(_MEMORIES)] * len(_MEMORIES)
        self.calls = 0
        self.young_hits = 0.0  # ended, but a call launched before still rings
        self.young_misses = 0.0

    @classmethod
    def like(cls, other: HitRate) -> HitRate:
        """A new segment's first guess: what the whole campaign shows, with the weight of a few calls."""
        rate = cls()
        mean, _ = other._moments()
        strength = min(sum(_PRIOR) + other.calls, 8.0)
        rate._hits = [strength * mean] * len(_MEMORIES)
        rate._misses = [strength * (1.0 - mean)] * len(_MEMORIES)
        return rate

    def enter(self, hit: float) -> None:
        """The next call in the order of launch ended: 1 with a person, 0 without, between if it was called off."""
        self.calls += 1
        likelihood = 0.0
        for index, memory in enumerate(_MEMORIES):
            hits, misses = self._hits[index], self._misses[index]
            self._weights[index] *= (hit * hits + (1.0 - hit) * misses) / (hits + misses)
            likelihood += self._weights[index]
            keep = 1.0 - 1.0 / memory
            self._hits[index] = _PRIOR[0] + keep * (hits - _PRIOR[0]) + hit
            self._misses[index] = _PRIOR[1] + keep * (misses - _PRIOR[1]) + 1.0 - hit
        floor = _SWITCH / len(_MEMORIES)
        self._weights = [(1.0 - _SWITCH) * weight / likelihood + floor for weight in self._weights]

    @property
    def mean(self) -> float:
        """The filter's mean, without the calls in flight."""
        return self._moments()[0]

    def _moments(self) -> tuple[float, float]:
        mean = square = 0.0
        for weight, hits, misses in zip(self._weights, self._hits, self._misses, strict=True):
            total = hits + misses
            mean += weight * hits / total
            square += weight * hits * (hits + 1.0) / (total * (total + 1.0))
        return mean, max(square - mean * mean, 1e-12)

    def share(
        self, ringing: Sequence[tuple[int, int]], still_hit: Sequence[float], still_miss: Sequence[float]
    ) -> Share:
        """The hit rate now.

        `ringing` counts the calls in flight as (age bin, calls); `still_hit[bin]` and `still_miss[bin]` are the
        shares of calls that are still in flight at that age, among those with a person and those without. A ringing
        call has a person with probability p * still_hit / (p * still_hit + (1 - p) * still_miss).

        Calls not yet in the filter count for no more than those in it and a few: when they end is learned from whole
        cohorts only, so that at first a thousand young calls would all be wrong by the same guess.
        """
        mean, variance = self._moments()
        strength = mean * (1.0 - mean) / variance - 1.0
        ended = self.young_hits + self.young_misses
        young = ended + sum([calls for _, calls in ringing])
        most = _YOUNG_WORTH + strength
        worth = most / max(young, most)  # of calls that were called off a rounding error is left, so never by `young`
        hits = strength * mean + worth * self.young_hits
        known = strength + worth * ended
        rate, told = hits / known, 0.0
        if ringing:
            odds = [(worth * calls, still_hit[age], still_miss[age]) for age, calls in ringing]
            rate, told = likeliest(mean, hits, known - hits, odds)
        rate = min(max(rate, _FLOOR), _CEILING)
        unknown = rate * (1.0 - rate)
        return Share(rate, 1.0 / math.sqrt(unknown * (known + unknown * told)))

    def dump(self) -> dict[str, Any]:
        """Everything but the young calls (they are counted again when their calls are), as JSON takes it."""
        return {"hits": self._hits, "misses": self._misses, "weights": self._weights, "calls": self.calls}

    @classmethod
    def load(cls, state: Mapping[str, Any]) -> HitRate:
        """The filter that was dumped."""
        rate = cls()
        rate._hits = [float(value) for value in state["hits"]]
        rate._misses = [float(value) for value in state["misses"]]
        rate._weights = [float(value) for value in state["weights"]]
        rate.calls = int(state["calls"])
        return rate


def likeliest(
    rate: float, hits: float, misses: float, ringing: Sequence[tuple[float, float, float]]
) -> tuple[float, float]:
    """The rate of the highest likelihood, looked for from `rate` on, and what the ringing calls tell about it.

    `ringing` has (calls, chance to still ring with a person, without). The logarithm of the likelihood,
    hits log p + misses log(1 - p) + sum of n log(p still_hit + (1 - p) still_miss), is concave: its slope falls through
    nought once, and what lies to either side of it bounds Newton's steps. `told` is the ringing calls' share of its
    curvature.
    """
    low, high, told = _FLOOR, _CEILING, 0.0
    rate = min(max(rate, low), high)
    for _ in range(_STEPS):
        no = 1.0 - rate
        pulls = [(n, (hit - miss) / (rate * hit + no * miss)) for n, hit, miss in ringing]
        told = sum([n * pull * pull for n, pull in pulls])
        slope = hits / rate - misses / no + sum([n * pull for n, pull in pulls])
        low, high = (rate, high) if slope > 0.0 else (low, rate)
        better = rate + slope / (hits / (rate * rate) + misses / (no * no) + told)
        if not low <= better <= high:
            better = (low + high) / 2.0
        moved, rate = abs(better - rate), better
        if moved < _CLOSE * rate:
            break
    return rate, told
