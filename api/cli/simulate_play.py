"""Runs the days of `pronto simulate`, with a progress bar, or periodic lines without a terminal."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Final

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from api.cli.output import errors
from api.cli.texts.simulate import LAW_DAY, SIMULATE
from pacing.simulate.baselines import MakePacer
from pacing.simulate.compare import Case
from pacing.simulate.result import MINUTE_S, Result
from pacing.simulate.run import Pacer
from pacing.simulate.world import World
from pacing.snapshot import Decision, Snapshot

SAID_EVERY_S: Final = 15.0
Moved = Callable[[str, float], None]


def play(cases: Sequence[Case], seeds: Sequence[int]) -> list[list[Result]]:
    """The days of every case. Progress goes to standard error."""
    total = sum(case.world.day_s for case in cases) * len(seeds)
    days: list[list[Result]] = []
    with _bar(total) if errors.is_terminal else _lines(total) as moved:
        for case in cases:
            name = " ".join(part for part in (case.pacer, case.label) if part)
            watched = replace(case, make=_watched(case.make, partial(moved, name)))
            days.append([watched.day(seed) for seed in seeds])
    return days


@contextmanager
def _bar(total: float) -> Iterator[Moved]:
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), console=errors, transient=True
    ) as bar:
        task = bar.add_task(SIMULATE("simulating"), total=total)
        yield lambda name, seconds: bar.update(task, advance=seconds, description=name)


@contextmanager
def _lines(total: float) -> Iterator[Moved]:
    yield Lines(total, time.monotonic, lambda text: errors.print(text, highlight=False)).moved


class Lines:
    """Prints the share of simulated time that has passed, at intervals of real time."""

    def __init__(self, total: float, seconds_now: Callable[[], float], write: Callable[[str], None]) -> None:
        self._total, self._now, self._write = total, seconds_now, write
        self._done, self._said_at = 0.0, seconds_now()

    def moved(self, name: str, seconds: float) -> None:
        """Add simulated seconds."""
        self._done += seconds
        now = self._now()
        if now >= self._said_at + SAID_EVERY_S:
            self._said_at = now
            self._write(LAW_DAY("so_far", share=f"{self._done / self._total:.0%}", name=name))


def _watched(make: MakePacer, moved: Callable[[float], None]) -> MakePacer:
    """The same pacer, with `moved` called about once per simulated minute."""

    def watched(world: World) -> Pacer:
        pacer, told_at = make(world), 0.0

        def ask(snapshot: Snapshot) -> Decision:
            nonlocal told_at
            if snapshot.now >= told_at + MINUTE_S:
                moved(snapshot.now - told_at)
                told_at = snapshot.now
            return pacer(snapshot)

        return ask

    return watched
