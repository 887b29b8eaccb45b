"""The probability that an answered call finds no agent.

Free agents at the time are D = idle + R - A: idle now, R freed by then, A answered by then. R and A are sums of
independent chances. A few are counted exactly; otherwise a sum is replaced by the member of the (a, b, 0) class
(binomial, Poisson, negative binomial) with the same mean and variance, whose probabilities follow from p(k) = (a + b /
k) p(k - 1) (Panjer, "Recursive evaluation of a family of compound distributions", ASTIN Bulletin 12, 1981). For large
numbers, D is taken as normal, with continuity and skewness correction (Edgeworth): from a variance of 15 on it differs
from the exact count by some 2 % of a risk of 1 to 10 %, at a tenth of the cost.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

_COUNTED_OUT = 10  # chances
_EXACT_BELOW = 15.0  # variance of R and A together
_CLUMPED = 1.2  # variance over mean of A: beyond it the normal's tail is too short, and A alone decides
_WHOLE_BELOW = 20.0  # trials of a matched binomial
_TAIL = 1e-4  # the end of the count of freed agents that is left out
_SURE = 1.0 - 1e-6
_MOST_TERMS = 400
_NEARLY_SURE = 0.2  # that a trial fails
_UNDERFLOW = -600.0  # logarithm of a probability that is counted as zero; a float goes down to -745
_SMALL = 1e-260


@dataclass(frozen=True, slots=True)
class Count:
    """An uncertain number; `chances[k]` is the probability of k, empty where the moments stand for it."""

    mean: float
    variance: float
    chances: tuple[float, ...] = ()


def sum_of(groups: Sequence[tuple[int, float]]) -> Count:
    """The number of successes among groups of (how many, chance of each)."""
    mean = variance = 0.0
    many = 0
    for size, chance in groups:
        many += size
        mean += size * chance
        variance += size * chance * (1.0 - chance)
    if many > _COUNTED_OUT:
        return Count(mean, variance)
    chances = [1.0]
    for size, chance in groups:
        for _ in range(size):
            chances.append(0.0)
            for count in range(len(chances) - 1, 0, -1):
                chances[count] += chance * (chances[count - 1] - chances[count])
            chances[0] *= 1.0 - chance
    return Count(mean, variance, tuple(chances))


def sums_of(groups: Sequence[tuple[int, Sequence[float]]], instants: int) -> list[Count]:
    """`sum_of` for each of several instants, where a group has a chance at each of them."""
    sizes = [size for size, _ in groups]
    if sum(sizes) <= _COUNTED_OUT:
        return [sum_of([(size, chances[at]) for size, chances in groups]) for at in range(instants)]
    counts = []
    for column in zip(*[chances for _, chances in groups], strict=True):
        expected = list(map(mul, sizes, column))
        mean = sum(expected)
        counts.append(Count(mean, max(mean - sum(map(mul, expected, column)), 0.0)))
    return counts


@lru_cache(maxsize=64)  # a decision asks for the same counts several times
def matched(mean: float, variance: float) -> Count:
    """The (a, b, 0) distribution with this mean and variance, without the end of its tail."""
    first, chance, a, b = _panjer(mean, variance)
    chances, left = [0.0] * first + [chance], 1.0 - chance
    for number in range(first + 1, first + _MOST_TERMS):
        chance *= a + b / number
        if left <= _TAIL or chance <= 0.0:
            break
        chances.append(chance)
        left -= chance
    return Count(mean, variance, tuple(chances))


def shortage(idle: int, freed: Count, answered: tuple[float, float]) -> float:
    """P(idle + R - A <= 0), with A given as (mean, variance); `idle` may be negative (people waiting)."""
    together = freed.variance + answered[1]
    if together > _EXACT_BELOW and (
        answered[1] <= _CLUMPED * answered[0] or max(freed.variance, answered[1]) > _EXACT_BELOW
    ):
        return shortage_normal(idle, freed, answered)
    return shortage_counted(idle, freed, answered)


def shortage_counted(idle: int, freed: Count, answered: tuple[float, float]) -> float:
    """`shortage` by summing over the agents who may be freed."""
    chances = freed.chances or matched(freed.mean, freed.variance).chances
    answers, chance, a, b = _panjer(*answered)
    # `enough` is P(A < idle + r), kept up as r grows; `chance` is P(A = answers).
    enough = 0.0
    needed, found, seen = idle, 0.0, 0.0
    for freed_now in chances:
        while answers < needed and chance > 0.0:
            enough += chance
            answers += 1
            chance *= a + b / answers
        found += freed_now * enough
        seen += freed_now
        needed += 1
        if enough > _SURE:
            break
    # With more agents than those listed it is at least as much.
    return min(max(1.0 - found - (1.0 - seen) * enough, 0.0), 1.0)


def _panjer(mean: float, variance: float) -> tuple[int, float, float, float]:
    """The first number k that counts, P(k), a and b of the (a, b, 0) distribution with this mean and variance.

    A binomial of few trials, or of some that are nearly sure, needs a whole number of them: otherwise its probabilities
    do not add up to one. k is 0 unless P(0) is too small for a float, as when three hundred agents will surely be free.
    """
    if mean < 1e-9:
        return 0, 1.0, 0.0, 0.0
    ratio = variance / mean
    if abs(ratio - 1.0) < 1e-3:
        return _from_below(-mean, 0.0, mean)
    if ratio < 1.0 and (mean < _WHOLE_BELOW * (1.0 - ratio) or ratio < _NEARLY_SURE):
        trials = max(round(mean / (1.0 - ratio)), math.ceil(mean))
        odds = mean / max(trials - mean, 1e-9)
        none, a, b = (1.0 + odds) ** -trials, -odds, (trials + 1) * odds
        return (0, none, a, b) if none > _SMALL else _from_below(-trials * math.log1p(odds), a, b)
    a = 1.0 - 1.0 / ratio
    return _from_below(mean / (1.0 - ratio) * math.log(ratio), a, mean / ratio - a)


def _from_below(logarithm: float, a: float, b: float) -> tuple[int, float, float, float]:
    """The first number whose probability does not underflow, given the logarithm of P(0), and what belongs to it."""
    first = 0
    while logarithm < _UNDERFLOW and (factor := a + b / (first + 1)) > 0.0:
        first += 1
        logarithm += math.log(factor)
    return first, math.exp(logarithm), a, b


def shortage_normal(idle: int, freed: Count, answered: tuple[float, float]) -> float:
    """`shortage` by the normal distribution with the same first three moments."""
    variance = freed.variance + answered[1]
    deviation = math.sqrt(variance)
    third = _third_cumulant(freed.mean, freed.variance) - _third_cumulant(*answered)
    z = (0.5 - (idle + freed.mean - answered[0])) / deviation
    density = math.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi)
    below = 0.5 * math.erfc(-z / math.sqrt(2.0)) - density * third / (6.0 * variance * deviation) * (z * z - 1.0)
    return min(max(below, 0.0), 1.0)


def _third_cumulant(mean: float, variance: float) -> float:
    """Of the (a, b, 0) class: v (2 v / m - 1)."""
    return variance * (2.0 * variance / mean - 1.0) if mean > 1e-9 else 0.0
