"""The share of calls that a person answers: a Bayes filter that recognises a change of list within a minute.

Calls enter the filter in the order of their launch, each when it and all before it have ended. Taken as they end, the
fast failures would come first and the answers later, and the rate would run away with every burst. The later calls,
some ended and others still ringing, are added when the rate is asked for: the likeliest rate, by Newton's method in one
dimension. It must be solved, not only approached: the calls just launched that have ended are mostly failures, so the
way to the solution leads through rates that are far too low.

How many calls fail early, before people answer (numbers that are busy or dead), differs from list to list and is soon
seen; their share of the calls without a person is not known until whole cohorts have ended. So young calls are judged
in two steps: whether they come through, and whether, having come through, they have a person. In one step, a list with
more dead numbers than expected would look like one where nobody answers.

The filter is a bank of Beta distributions which forget at different speeds, weighted by how well each predicted the
calls (Raftery, Karny and Ettler, "Online prediction under model uncertainty via dynamic model averaging", 2010). On a
steady list the longest memory wins; after a change, the shortest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pacing.answers import AGES, AnswerTimes

_MEMORIES = (100.0, 700.0, 5_000.0, 40_000.0)  # calls
_SWITCH = 0.00005  # chance, at each call, that another memory has become the right one
_PRIOR = (0.6, 1.8)  # wide: a quarter of the calls, give or take a quarter
_STEPS = 12  # at the most; two or three are usual
_CLOSE = 0.001  # of the rate: then it is solved
_YOUNG_WORTH = 30.0  # calls
_FLOOR, _CEILING = 0.002, 0.98
_ALL = 0.9999  # nearly all


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its uncertainty; `spread` is the standard deviation of its logit.

    `through`: the share of calls, at least as high, that do not fail early.
    """

    mean: float
    spread: float
    through: float = 1.0


class HitRate:
    """The hit rate of one segment."""

    __slots__ = ("_hits", "_misses", "_weights", "_young_failed", "calls", "young_hits", "young_misses")

    def __init__(self) -> None:
        self._hits = [_PRIOR[0]] * len(_MEMORIES)
        self._misses = [_PRIOR[1]] * len(_MEMORIES)
        self._weights = [1.0 / len(_MEMORIES)] * len(_MEMORIES)
        self.calls = 0
        self.young_hits = 0.0  # ended while an earlier call still rings
        self.young_misses = 0.0
        self._young_failed = [0.0] * AGES  # of these misses, by age in whole seconds

    def young(self, hit: float, age: float | None, calls: float) -> None:
        """Add (or remove) calls that ended at this age while an earlier one still rings.

        A call that was called off did ring: its number is not among those that fail early.
        """
        self.young_hits += calls * hit
        self.young_misses += calls * (1.0 - hit)
        if age is not None and hit <= 0.0:
            self._young_failed[min(max(int(age), 0), AGES - 1)] += calls

    @classmethod
    def like(cls, other: HitRate) -> HitRate:
        """A new segment's first guess: the rate of the whole campaign, with the weight of a few calls."""
        rate = cls()
        mean, _ = other._moments()
        strength = min(sum(_PRIOR) + other.calls, 8.0)
        rate._hits = [strength * mean] * len(_MEMORIES)
        rate._misses = [strength * (1.0 - mean)] * len(_MEMORIES)
        return rate

    def enter(self, hit: float) -> None:
        """Take in the next call in the order of launch: 1 with a person, 0 without, between if it was called off."""
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

    def share(self, ringing: Sequence[tuple[int, int]], answers: AnswerTimes) -> Share:
        """The hit rate now; `ringing` counts the calls in flight as (age bin, calls).

        A call comes through with probability c, or fails early; if it comes through, it has a person with probability
        r, and p = c r. What the filter knows is worth h hits and m misses; the share e of the others' ends is early.
        That makes a Dirichlet distribution of three outcomes with h, (1 - e) m and e m. In it c and r are
        independent, and without young calls p has the filter's mean and variance. With P(a) and T(a), the shares still
        in flight at age a of the calls with a person and of the others that come through,

            c = (h + (1 - e) m + young calls that did not fail early) / (h + m + all young calls). Some ringing
                calls will still fail early: for a few seconds c is too high, which is the careful side, since at first
                too little is known of when they fail to say how many are left;
            r is the likeliest, where h had a person and (1 - e) m had none, the young calls that came through and have
                ended count beside them, and a ringing call still rings with probability r P(a) + (1 - r) T(a).

        Calls not yet in the filter weigh no more than those in it and a few more: when calls end is learned from whole
        cohorts only, so that at first a thousand young calls would all be wrong by the same guess.
        """
        mean, variance = self._moments()
        strength = mean * (1.0 - mean) / variance - 1.0
        most = _YOUNG_WORTH + strength
        rings = sum([calls for _, calls in ringing])
        young = self.young_hits + self.young_misses + rings
        worth = most / max(young, most)  # calls that were called off leave a rounding error, so never divide by `young`
        early_s = answers.early_s
        young_early = self._failed_by(early_s)
        fails = (1.0 - mean) * (1.0 - answers.still_other[early_s])
        early = strength * fails + worth * young_early
        late = strength * (1.0 - mean - fails) + worth * (self.young_misses - young_early)
        hits = strength * mean + worth * self.young_hits
        odds = [(worth * n, answers.still_person[age], answers.still_through[age]) for age, n in ringing]
        came = _share_of(hits + late + worth * rings, early, ())
        person = _share_of(hits, late, odds)
        rate = min(max(came.mean * person.mean, _FLOOR), _CEILING)
        doubt = math.hypot((1.0 - came.mean) * came.spread, (1.0 - person.mean) * person.spread)  # of the logarithm
        return Share(rate, doubt / (1.0 - rate), max(came.mean, rate))

    def _failed_by(self, age: int) -> float:
        """Young misses that had ended by this age; the second in which one ended counts half."""
        return sum(self._young_failed[:age]) + 0.5 * self._young_failed[age]

    def dump(self) -> dict[str, Any]:
        """All but the young calls (these are counted again with their calls), ready for JSON."""
        return {"hits": self._hits, "misses": self._misses, "weights": self._weights, "calls": self.calls}

    @classmethod
    def load(cls, state: Mapping[str, Any]) -> HitRate:
        """Load a dumped filter."""
        rate = cls()
        rate._hits = [float(value) for value in state["hits"]]
        rate._misses = [float(value) for value in state["misses"]]
        rate._weights = [float(value) for value in state["weights"]]
        rate.calls = int(state["calls"])
        return rate


def _share_of(ones: float, others: float, ringing: Sequence[tuple[float, float, float]]) -> Share:
    """The share of the ones, of known numbers of both and others still ringing (see `likeliest`)."""
    known = ones + others
    share, told = ones / known, 0.0
    if ringing:
        share, told = likeliest(share, ones, others, ringing)
    share = min(max(share, _FLOOR), _ALL)
    unknown = share * (1.0 - share)
    return Share(share, 1.0 / math.sqrt(unknown * (known + unknown * told)))


def likeliest(
    rate: float, hits: float, misses: float, ringing: Sequence[tuple[float, float, float]]
) -> tuple[float, float]:
    """The rate of the highest likelihood, searched from `rate`, and what the ringing calls say about it.

    `ringing` has (calls, chance to still ring with a person, without). The logarithm of the likelihood, hits log p +
    misses log(1 - p) + sum of n log(p still_hit + (1 - p) still_miss), is concave: its slope has one zero, and the
    points on either side bound Newton's steps. `told` is the ringing calls' share of its curvature.
    """
    low, high, told = _FLOOR, _ALL, 0.0
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
