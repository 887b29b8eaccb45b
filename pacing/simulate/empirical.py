"""Durations as observed in a campaign's own calls, for a world made of its past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import fmean, pstdev
from typing import Self

from pacing.simulate.world import Spread

_MOST_POINTS = 500


@dataclass(frozen=True, slots=True)
class Empirical(Spread):
    """Draws between the observations' order statistics: the interpolated inverse of their distribution."""

    points: tuple[float, ...] = ()  # in seconds, ascending, at least one

    @classmethod
    def of(cls, observed: Sequence[float]) -> Self:
        """From durations in seconds, in any order; many are thinned to evenly spaced quantiles.

        :raises ValueError: there are none, or one is negative.
        """
        if not observed or min(observed) < 0.0:
            raise ValueError("an empirical distribution needs durations of zero or more, at least one")
        points = sorted(observed)
        if len(points) > _MOST_POINTS:
            last = len(points) - 1
            points = [points[round(last * at / (_MOST_POINTS - 1))] for at in range(_MOST_POINTS)]
        mean = fmean(observed)
        return cls(mean, pstdev(observed) / mean if mean > 0.0 else 0.0, tuple(points))

    def draw(self, chance: Random) -> float:
        """One duration, in seconds."""
        place = chance.random() * (len(self.points) - 1)
        below = int(place)
        low = self.points[below]
        return low + (place - below) * (self.points[min(below + 1, len(self.points) - 1)] - low)


def with_mean(spread: Spread, mean: float) -> Spread:
    """The same shape with another mean, in seconds."""
    if isinstance(spread, Empirical) and spread.mean > 0.0:
        factor = mean / spread.mean
        return Empirical(mean, spread.cv, tuple(point * factor for point in spread.points))
    return replace(spread, mean=mean)
