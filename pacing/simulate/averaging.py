"""VICIdial's third limiter, AVERAGE, beside the two of pacing/simulate/baselines.py."""

from __future__ import annotations

from pacing.simulate.baselines import Vicidial


class VicidialAverage(Vicidial):
    """AVERAGE: no hard limit; over the allowed drop share the level is reduced in the proportion allowed / share.

    It is documented as aiming at the drop share on average, less sharply than the other two; how far the level falls is
    our reading.
    """

    def _adapt(self, now: float) -> None:
        limit, share = self._limit, self._share
        self._share = 0.0  # so that the hard limit of the base class does not apply
        super()._adapt(now)
        self._share = share
        if share > limit:
            self._level = min(max(self._level * limit / share, 1.0), self._highest)
