"""Simulated days kept as they end, a line of CSV for each, so that a long run may be broken off and taken up again."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from pacing.simulate.compare import Case
from pacing.simulate.result import Result

FIRST_MINUTES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The figures of one day, by what it was a day of. Shares are between 0 and 1."""

    pacer: str
    agents: int
    person: float
    talk_s: float
    world: str
    seed: int
    occupancy: float
    answers: int
    abandons: int
    worst_half_hour: float
    first_ten: float
    calls: int
    called_off: int
    agent_hours: float
    decisions: int

    @property
    def abandoned_share(self) -> float:
        """Abandoned over answered."""
        return self.abandons / self.answers if self.answers else 0.0

    def first(self, minutes: int) -> float:
        """Abandoned share of the first ten minutes, which alone are kept."""
        if minutes != FIRST_MINUTES:
            raise ValueError(f"only the first {FIRST_MINUTES} minutes are kept, not {minutes}")
        return self.first_ten


Key = tuple[str, int, float, float, str, int]


def key_of(case: Case, seed: int) -> Key:
    """What a day is known by."""
    world = case.world
    return case.pacer, world.agents, world.person, world.talk.mean, case.label, seed


def day_of(case: Case, seed: int, result: Result) -> Day:
    """What is kept of a day."""
    world = case.world
    return Day(
        pacer=case.pacer,
        agents=world.agents,
        person=world.person,
        talk_s=world.talk.mean,
        world=case.label,
        seed=seed,
        occupancy=round(result.occupancy, 6),
        answers=result.answers,
        abandons=result.abandons,
        worst_half_hour=round(result.worst_half_hour, 6),
        first_ten=round(result.first(FIRST_MINUTES), 6),
        calls=result.calls,
        called_off=result.called_off,
        agent_hours=round(result.agent_hours, 4),
        decisions=result.decisions,
    )


class Days:
    """The days in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.found: dict[Key, Day] = {}
        if path.exists():
            with path.open(encoding="utf-8", newline="") as lines:
                self._take(_read(line) for line in csv.DictReader(lines))

    def _take(self, days: Iterable[Day]) -> None:
        for one in days:
            self.found[one.pacer, one.agents, one.person, one.talk_s, one.world, one.seed] = one

    def add(self, one: Day) -> None:
        """Keep a day, on the disk too."""
        new = not self._path.exists()
        with self._path.open("a", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, [field.name for field in fields(Day)], lineterminator="\n")
            if new:
                writer.writeheader()
            writer.writerow(asdict(one))
        self._take([one])

    def of(self, case: Case) -> list[Day]:
        """All days of a case, in the order of their seeds."""
        like = key_of(case, 0)[:-1]
        return sorted((one for key, one in self.found.items() if key[:-1] == like), key=lambda one: one.seed)


def _read(line: dict[str, str]) -> Day:
    whole = {"agents", "seed", "answers", "abandons", "calls", "called_off", "decisions"}
    words = {"pacer", "world"}
    values = {
        name: text if name in words else int(text) if name in whole else float(text) for name, text in line.items()
    }
    return Day(**values)  # type: ignore[arg-type]
