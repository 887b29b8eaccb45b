"""The probability that an answered call finds no agent.

Free agents at the time are D = idle + R - A: idle now, R freed by then, A answered by then. R and A are sums of
independent chances; each is replaced by the member of the (a, b, 0) class (binomial, Poisson, negative binomial) with
the same mean and variance, whose probabilities follow from p(k) = (a + b / k) p(k - 1) (Panjer, "Recursive evaluation
of a family of compound distributions", ASTIN Bulletin 12, 1981). Where many are in play the normal distribution with
continuity and skewness correction (Edgeworth) takes over.
"""

from __future__ import annotations

import math

_EXACT_BELOW = 40.0  # variance of D
_TAIL = 1e-6
_MOST_TERMS = 400


def shortage(idle: int, freed: tuple[float, float], answered: tuple[float, float]) -> float:
    """P(idle + R - A <= 0), with R and A given as (mean, variance); `idle` may be negative (people waiting)."""
    if freed[1] + answered[1] > _EXACT_BELOW:
        return _shortage_normal(idle, freed, answered)
    return _shortage_exact(idle, freed, answered)


def _shortage_exact(idle: int, freed: tuple[float, float], answered: tuple[float, float]) -> float:
    chance_r, a_r, b_r = _panjer(*freed)
    chance_a, a_a, b_a = _panjer(*answered)
    # `enough` is P(A < idle + r), kept up as r grows; `chance_a` is P(A = answers).
    enough, answers = 0.0, 0
    found, left = 0.0, 1.0
    for freed_now in range(_MOST_TERMS):
        while answers < idle + freed_now and chance_a > 0.0:
            enough += chance_a
            answers += 1
            chance_a *= a_a + b_a / answers
        found += chance_r * enough
        left -= chance_r
        if left < _TAIL:
            break
        chance_r *= a_r + b_r / (freed_now + 1)
        if chance_r <= 0.0:
            break
    # What the loop left out of R is large values: with them there is no shortage worth counting.
    return min(max(1.0 - found - max(left, 0.0) * enough, 0.0), 1.0)


def _panjer(mean: float, variance: float) -> tuple[float, float, float]:
    """P(0), a and b of the (a, b, 0) distribution with this mean and variance."""
    if mean < 1e-9:
        return 1.0, 0.0, 0.0
    ratio = max(variance / mean, 0.02)
    if abs(ratio - 1.0) < 1e-3:
        return math.exp(-mean), 0.0, mean
    a = 1.0 - 1.0 / ratio
    return math.exp(mean / (1.0 - ratio) * math.log(ratio)), a, mean / ratio - a


def _shortage_normal(idle: int, freed: tuple[float, float], answered: tuple[float, float]) -> float:
    variance = freed[1] + answered[1]
    deviation = math.sqrt(variance)
    third = _third_cumulant(*freed) - _third_cumulant(*answered)
    z = (0.5 - (idle + freed[0] - answered[0])) / deviation
    density = math.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi)
    below = 0.5 * math.erfc(-z / math.sqrt(2.0)) - density * third / (6.0 * variance * deviation) * (z * z - 1.0)
    return min(max(below, 0.0), 1.0)


def _third_cumulant(mean: float, variance: float) -> float:
    return variance * (2.0 * variance / mean - 1.0) if mean > 1e-9 else 0.0
