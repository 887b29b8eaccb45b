"""The range of one more day: occupancy and abandoned share over seeds, to compare a real run with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pacing.simulate.baselines import MakePacer
from pacing.simulate.compare import day
from pacing.simulate.result import Result
from pacing.simulate.world import Change, World

SEEDS = range(1, 40)  # 39 runs: one more run lies between the lowest and the highest with probability 95 %


@dataclass(frozen=True, slots=True)
class Range:
    """Shares between 0 and 1."""

    low: float
    middle: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a share lies within."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The range of one more run of the same world, with the probability `coverage` for each of the two."""

    runs: int
    coverage: float
    occupancy: Range
    abandoned_share: Range
    calls_per_agent_hour: Range


def band(
    make: MakePacer,
    world: World,
    seeds: Iterable[int] = SEEDS,
    *,
    changes: Sequence[Change] = (),
    coverage: float = 0.95,
    told: Callable[[int], None] = lambda seed: None,
) -> Band:
    """Play one run for each seed and bound the next one.

    The next of n + 1 runs that are alike lies between the k-th lowest and the k-th highest of n with probability
    1 - 2k / (n + 1), whatever their distribution (Wilks, "Determination of sample sizes for setting tolerance limits",
    1941). So 39 runs give 95 % with k = 1; fewer give less, and `Band.coverage` says what they give.

    :raises ValueError: fewer than two seeds.
    """
    results: list[Result] = []
    for seed in seeds:
        results.append(day(make, world, seed, changes))
        told(seed)
    return band_of(results, coverage)


def band_of(results: Sequence[Result], coverage: float = 0.95) -> Band:
    """The band of runs that were played.

    :raises ValueError: fewer than two.
    """
    runs = len(results)
    if runs < 2:
        raise ValueError("a band needs at least two runs")
    cut = max(int((runs + 1) * (1.0 - coverage) / 2.0 + 1e-9), 1)
    return Band(
        runs=runs,
        coverage=1.0 - 2.0 * cut / (runs + 1),
        occupancy=_range([one.occupancy for one in results], cut),
        abandoned_share=_range([one.abandoned_share for one in results], cut),
        calls_per_agent_hour=_range([one.calls / max(one.agent_hours, 1e-9) for one in results], cut),
    )


def _range(values: Sequence[float], cut: int) -> Range:
    ordered = sorted(values)
    half = len(ordered) // 2
    middle = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2.0
    return Range(ordered[cut - 1], middle, ordered[-cut])
