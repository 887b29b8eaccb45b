"""Calls that the network refuses: they say something about the network, not about the people on the list.

If these calls counted, a trunk that refuses every call for a minute would bring a list's hit rate to zero within
seconds. Then no number of calls would look risky, and as many would be under way when the trunk takes calls again.

A call fails early when it ends without a person before most people would have answered, at the first of the answer
ages. A share of all calls always does: numbers that are busy, or do not exist. What is known of that share is a Beta
distribution, of a calls that failed so and b others. Of those started since the first of a row, n have failed early and
m are younger than that. So many of n + m fail by chance with C(n + m, n) B(a + n, b + m) / B(a, b), where a is at least
one call: after a long time without failures, the next failure is not yet a refusal. If that is less than 1e-9, and none
started since then has come further, the network refuses calls; until one comes further, nothing is learned from early
failures. A call under way has come further at twice the age at which the latest of the row failed: waiting until it
might be answered would, with hundreds started meanwhile, mistake a list with more dead numbers for a network that
refuses.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import takewhile

from pacing.answers import AnswerTimes
from pacing.hit_rate import HitRate

_LOG_CHANCE = math.log(1e-9)
_FEWEST_EARLY = 1.0  # calls
_TIMES_AS_LATE = 2.0
_AT_LEAST_S = 3.0  # refusals come within this time, some at once and some at its end


class Refusals:
    """The row of calls that failed early, with none between that came further."""

    __slots__ = ("_failed", "_latest_s", "_since")

    def __init__(self) -> None:
        self._failed = 0
        self._since = math.inf  # launch of the first of the row
        self._latest_s = 0.0  # the highest age at which one of the row failed

    def ended(
        self,
        launched_at: float,
        now: float,
        hit: float,
        answers: AnswerTimes,
        rate: HitRate,
        under_way: Iterable[float],
    ) -> bool:
        """Take in a call's end, with a person or without; return whether the network refused it.

        `under_way` are the launches of the others, the latest first.
        """
        early_s = answers.early_s
        if hit > 0.0 or now - launched_at >= early_s:
            if launched_at >= self._since:
                self._begin_anew()
            return False
        self._failed += 1
        self._since = min(self._since, launched_at)
        self._latest_s = max(self._latest_s, now - launched_at)
        early = max(answers.others * (1.0 - answers.still_other[early_s]), _FEWEST_EARLY)
        further = answers.others / (1.0 - rate.mean) - early
        if _log_chance(self._failed, 0, early, further) > _LOG_CHANCE:
            return False  # whatever becomes of the calls under way
        young = list(takewhile(self._since.__le__, under_way))
        further_s = min(max(_TIMES_AS_LATE * self._latest_s, _AT_LEAST_S), early_s)
        if young and young[-1] < now - further_s:  # the oldest has come further
            self._begin_anew()
            return False
        return _log_chance(self._failed, len(young), early, further) < _LOG_CHANCE

    def _begin_anew(self) -> None:
        self._failed, self._since, self._latest_s = 0, math.inf, 0.0


def _log_chance(failed: int, others: int, early: float, further: float) -> float:
    """The logarithm of the chance that just so many fail; zero where they are no more than usual."""
    if failed * further <= others * early:
        return 0.0
    ways = math.lgamma(failed + others + 1) - math.lgamma(failed + 1) - math.lgamma(others + 1)
    return ways + _log_beta(early + failed, further + others) - _log_beta(early, further)


def _log_beta(first: float, second: float) -> float:
    return math.lgamma(first) + math.lgamma(second) - math.lgamma(first + second)
