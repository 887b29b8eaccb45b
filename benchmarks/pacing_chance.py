"""What chance alone makes of a steady share: the worst half hour of days whose every answer has the same risk."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from statistics import fmean

STEP_S = 300.0
STEPS = 6  # of a half hour
_DAYS = 300


@lru_cache
def worst_by_chance(answers_per_hour: float, hours: float, share: float) -> float:
    """Mean over days of the highest share of a half hour that begins every five minutes. Abandoned calls are Poisson.

    A pacer that answers to what happened may stay below it, at the price of a price that swings.
    """
    chance = Random(1)
    answers = answers_per_hour * STEP_S / 3_600.0
    steps = int(hours * 3_600.0 / STEP_S)
    worst = []
    for _ in range(_DAYS):
        lost = [_poisson(chance, share * answers) for _ in range(steps)]
        windows = [sum(lost[at : at + STEPS]) for at in range(steps - STEPS + 1)]
        worst.append(max(windows) / (answers * STEPS))
    return fmean(worst)


def _poisson(chance: Random, mean: float) -> int:
    """Arrivals of exponential gaps within one unit."""
    count, at = 0, chance.expovariate(1.0)
    while at < mean:
        count += 1
        at += chance.expovariate(1.0)
    return count
