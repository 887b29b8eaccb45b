"""How accurate forecasts are: pairs of (forecast mean, what happened), in bins of the forecast.

A forecast is calibrated when, whatever it said, what happened is on average what it said: forecasts of 2 must be
followed by 2 on average, those of 20 by 20. The time spans of pairs must not overlap; otherwise they repeat the same
information, and the errors shown are too small.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

EDGES: tuple[float, ...] = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0, 96.0)
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The pairs whose forecast mean lies in [low, high); counts are fractional where old pairs fade."""

    low: float
    high: float  # infinite for the last
    pairs: float
    foretold: float  # mean of the forecasts
    happened: float  # mean of what happened
    error: float  # standard error of `happened`


class Calibration:
    """Sums over pairs. With `memory`, a pair has lost 63 % of its weight after that many later ones."""

    __slots__ = ("_keep", "_sums", "_surprise", "_told")

    def __init__(self, memory: float | None = None) -> None:
        self._keep = 1.0 if memory is None else 1.0 - 1.0 / max(memory, 1.0)
        self._sums = [[0.0, 0.0, 0.0, 0.0] for _ in EDGES]  # pairs, forecasts, happened, happened squared
        self._surprise = 0.0  # sum of (happened - forecast)^2 / variance
        self._told = 0.0  # pairs with a variance

    def add(self, predicted: float, realised: float, variance: float | None = None) -> None:
        """Add a forecast and what happened, with the forecast's variance if it has one.

        :raises ValueError: a figure is negative or not finite.
        """
        if not (0.0 <= predicted < math.inf and 0.0 <= realised < math.inf):
            raise ValueError(f"a forecast and what happened are counts, not {predicted!r} and {realised!r}")
        if self._keep < 1.0:
            self._fade()
        sums = self._sums[bisect_right(EDGES, predicted) - 1]
        for at, value in enumerate((1.0, predicted, realised, realised * realised)):
            sums[at] += value
        if variance is not None and variance > 0.0:
            self._surprise += (realised - predicted) ** 2 / variance
            self._told += 1.0

    def _fade(self) -> None:
        self._sums = [[self._keep * value for value in sums] for sums in self._sums]
        self._surprise *= self._keep
        self._told *= self._keep

    @property
    def pairs(self) -> float:
        """The number of pairs (their weight, where old ones fade)."""
        return sum(sums[0] for sums in self._sums)

    @property
    def ratio(self) -> float | None:
        """What happened over what was forecast, in total: 1 is right, above 1 more happened. None without forecasts."""
        foretold = sum(sums[1] for sums in self._sums)
        return sum(sums[2] for sums in self._sums) / foretold if foretold > 0.0 else None

    @property
    def spread(self) -> float | None:
        """Mean squared error over the forecast variance: 1 is right, above 1 the forecast was overconfident."""
        return self._surprise / self._told if self._told > 0.0 else None

    def bins(self) -> list[Bin]:
        """The bins that hold at least one pair, from the smallest forecasts up."""
        found = []
        for low, high, (pairs, foretold, happened, squared) in zip(
            EDGES, (*EDGES[1:], math.inf), self._sums, strict=True
        ):
            if pairs >= 0.5:
                mean = happened / pairs
                variance = max(squared / pairs - mean * mean, 0.0)
                found.append(
                    Bin(
                        low=low,
                        high=high,
                        pairs=pairs,
                        foretold=foretold / pairs,
                        happened=mean,
                        error=math.sqrt(variance / pairs),
                    )
                )
        return found

    def dump(self) -> dict[str, Any]:
        """The whole state, ready for JSON."""
        return {
            "format": FORMAT,
            "keep": self._keep,
            "edges": list(EDGES),
            "sums": [list(sums) for sums in self._sums],
            "surprise": self._surprise,
            "told": self._told,
        }

    @classmethod
    def load(cls, state: Mapping[str, Any]) -> Self:
        """Load a dumped state.

        :raises ValueError: the dump is of another format, or of other bins.
        """
        if state.get("format") != FORMAT or list(state.get("edges", ())) != list(EDGES):
            raise ValueError(f"cannot load calibration format {state.get('format')!r}: only {FORMAT}, with its bins")
        calibration = cls()
        calibration._keep = float(state["keep"])
        calibration._sums = [[float(value) for value in sums] for sums in state["sums"]]
        calibration._surprise, calibration._told = float(state["surprise"]), float(state["told"])
        return calibration
