"""What better estimates would bring: a pacer that knows every distribution of its world, and nothing of single calls.

    python -m benchmarks.pacing_known [--days 10] [--jobs 2]

It is told by agents' pages as the pacer of the column "told" is, but has nothing to learn: the share of people, the
ages at which they answer, and how long an agent in a phase, stage and age is still busy are those of the world, drawn
beforehand. What it is ahead of that column is what better estimates could bring at most; what "every release known"
(benchmarks/pacing_bound.py) is ahead of both is what only more words can bring. All three hold day and half hour by the
same law. The rows are those in which the column "told" missed its points of busy time, in this table or in one before.
Days that are in pacing_days.csv are not played again.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, lru_cache
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import fmean, stdev

from benchmarks.pacing import FEW, foreknown_cells, play, told_cells
from benchmarks.pacing_bars import reference
from benchmarks.pacing_bound import Foretold
from benchmarks.pacing_days import Day, Days, key_of
from pacing.agent_release import FreeTimes, age_of
from pacing.answers import AGES, AnswerTimes
from pacing.busy_agents import BusyPhase
from pacing.hit_rate import HitRate, Share
from pacing.learned import Learned
from pacing.risk import Count
from pacing.simulate.compare import Case, row_of
from pacing.simulate.run import Pacer, Run
from pacing.simulate.world import World

ROWS = (
    (10, 0.25, 180.0),
    (10, 0.1, 60.0),
    (20, 0.25, 60.0),
    (20, 0.25, 180.0),
)  # agents, share answered by a person, mean talk
_LIVES = 40_000
_FEW = 30  # lives: where fewer reach an age, those that reach one a tenth younger stand in
_SURE = 1e-6

Life = tuple[float, float | None, float]  # how long it lasts, when it was told, how long the agent is busy after it


@lru_cache
def lives(world: World, phase: BusyPhase) -> list[Life]:
    """Talks, each with a wrap-up after it, or wrap-ups, as this world has them."""
    chance, found = Random(1), []
    for _ in range(_LIVES):
        talk, wrap_up = world.talk.draw(chance), world.wrap_up.draw(chance)
        told = world.told_after(talk, world.nearly_done_share, world.nearly_done_s, chance)
        saving = world.told_after(wrap_up, world.saving_share, world.saving_s, chance)
        found.append((talk, told, wrap_up) if phase is BusyPhase.TALK else (wrap_up, saving, 0.0))
    return found


@cache
def idle_within(
    world: World, phase: BusyPhase, told: bool, group: int, horizons: tuple[float, ...]
) -> tuple[float, ...]:
    """Shares of agents who are idle after each of the horizons, of those whose phase, or stage, has lasted so long."""
    age = age_of(group)
    left = [
        lasts - since - age + then
        for lasts, at, then in lives(world, phase)
        if (since := (math.inf if at is None else at) if told else 0.0) + age < lasts
        and (told or at is None or age < at)
    ]
    if len(left) < _FEW and group > 0:
        return idle_within(world, phase, told, group - 1, horizons)
    return tuple(sum(one <= horizon for one in left) / max(len(left), 1) for horizon in horizons)


class KnownFrees(FreeTimes):
    """Foretells when agents are idle from the world's own distributions."""

    __slots__ = ("_world",)

    def __init__(self, learned: Learned, world: World) -> None:
        super().__init__(learned.talk, learned.wrap_up, learned.stages, learned.wrap_up_stages)
        self._world = world

    def _make(self, key: tuple[BusyPhase, str, int], horizons: Sequence[float]) -> tuple[float, ...]:
        phase, stage, group = key
        row = self._rows[key] = idle_within(self._world, phase, bool(stage), group, tuple(horizons))
        return row

    def _doubted(self, counts: list[Count], own: Sequence[Count]) -> list[Count]:
        return counts


class KnownAnswers(AnswerTimes):
    """The ages at which calls of the world end; nothing is learned."""

    __slots__ = ("person_share",)

    def __init__(self, world: World) -> None:
        super().__init__()
        chance, person, other = Random(1), [0.0] * AGES, [0.0] * AGES
        for _ in range(_LIVES):
            answered = world.ring.draw(chance)
            in_time = answered < world.ring_limit_s
            at = _second(world.set_up_s + min(answered, world.ring_limit_s))
            rung_out = _second(world.set_up_s + world.ring_limit_s)
            (person if in_time else other)[at] += world.person
            none = 1.0 - world.person
            other[at] += none * world.machine
            other[_second(world.refused_s)] += none * (world.busy + world.failed)
            other[rung_out] += none * (1.0 - world.machine - world.busy - world.failed)
        self.person_share = sum(person) / _LIVES
        self._derive(person, other)

    def _news(self, now: float) -> None:
        """What ends is no news."""


class KnownRate(HitRate):
    """A hit rate without doubt."""

    __slots__ = ("_known",)

    def __init__(self, share: float) -> None:
        super().__init__()
        self._known = Share(share, _SURE)

    def share(self, ringing: Sequence[tuple[int, int]], answers: AnswerTimes) -> Share:
        """The world's."""
        early = (1.0 - self._known.mean) * (1.0 - answers.still_other[answers.early_s])
        return replace(self._known, through=1.0 - early)


class Known(Learned):
    """What is there to be learned of a world with one list, known from its beginning."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.answers = answers = KnownAnswers(world)
        self.frees = KnownFrees(self, world)
        self._known = KnownRate(answers.person_share)

    def rate(self, segment: str) -> HitRate:
        """The world's."""
        return self._known


class Informed(Run):
    """A run whose pacer knows all distributions of the world at its beginning."""

    def __init__(self, world: World, pacer: Pacer, chance: Random, *, learned: Learned | None = None) -> None:
        super().__init__(world, pacer, chance, learned=learned or Known(world))


def _second(age: float) -> int:
    return min(int(age), AGES - 1)


def cases(rows: Sequence[tuple[int, float, float]] = ROWS) -> list[Case]:
    """In each row: the pacer that is told, the same with every distribution known, and with every release known."""
    found = []
    for agents, person, talk in rows:
        told, known = (
            next(one for one in cells([agents]) if (one.world.person, one.world.talk.mean) == (person, talk))
            for cells in (told_cells, foreknown_cells)
        )
        found += [told, replace(told, pacer="told, distributions known", play=Informed), known]
    return found


def play_place(place: int, seed: int) -> Day:
    """One day, in another process."""
    return play(cases()[place], seed)


def line(case: Case, days: Sequence[Day]) -> str:
    """A row of the table that is printed."""
    row = row_of(case, days)
    cells = (
        f"{case.world.agents} agents, {case.world.talk.mean:g} s",
        case.pacer.removeprefix("predictive calling off, "),
        str(len(days)),
        f"{row.occupancy_percent:.2f}",
        f"{row.occupancy_percent - reference(row)[0]:+.2f} ({_doubt(_busy(days)):.2f})",
        f"{row.abandoned_percent:.2f}",
        f"{row.worst_half_hour_percent:.2f}",
    )
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Play what is not kept, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=10, help="seeds 1 to this, at the most")
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    kept, chosen = Days(Path(__file__).with_name("pacing_days.csv")), cases()
    left = [
        (place, seed)
        for seed in range(1, asked.days + 1)
        for place, one in enumerate(chosen)
        if key_of(one, seed) not in kept.found and (one.play is not Foretold or seed <= FEW)
    ]
    with ProcessPoolExecutor(max(asked.jobs, 1), get_context("spawn")) as pool:
        for future in [pool.submit(play_place, *one) for one in left]:
            kept.add(future.result())
    columns = ("row", "pacer", "days", "busy", "gain (standard error)", "abandoned", "worst half hour")
    print("| " + " | ".join(columns) + " |\n" + "|---" * len(columns) + "|")
    for one in chosen:
        print(line(one, kept.of(one)))
    pairs = [(_busy(kept.of(less)), _busy(kept.of(more))) for less, more in zip(chosen[::3], chosen[1::3], strict=True)]
    gain = fmean(fmean(more) - fmean(less) for less, more in pairs)
    doubt = math.hypot(*(_doubt(days) for pair in pairs for days in pair)) / len(pairs)
    print(f"\nDistributions known: {gain:+.2f} ({doubt:.2f}) in the mean of the rows.")


def _busy(days: Sequence[Day]) -> list[float]:
    return [100.0 * one.occupancy for one in days]


def _doubt(busy: Sequence[float]) -> float:
    """The standard error of their mean."""
    return stdev(busy) / math.sqrt(len(busy)) if len(busy) > 1 else math.nan


if __name__ == "__main__":
    main()
