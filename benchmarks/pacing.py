"""The pacing table: pacers in the same simulated worlds, written to benchmarks/pacing.md, pacing.csv and a picture.

python -m benchmarks.pacing                          # all of it: an hour or two of one core
python -m benchmarks.pacing --days 2 --jobs 4        # fewer days of each cell, over four cores
python -m benchmarks.pacing --parts held-out --days 1 --agents 5 10 --out /tmp/table
python -m benchmarks.pacing --write-only             # write the files anew from the days that were played

Every day that ends is kept in pacing_days.csv and not played again: a run may be broken off and taken up later. After a
change of the pacer delete that file.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.pacing_bars import SMALL
from benchmarks.pacing_bound import Foretold
from benchmarks.pacing_days import Day, Days, day_of, key_of
from benchmarks.pacing_report import report, rows_by_case
from benchmarks.pacing_tradeoff import TEAMS, tradeoff_cases
from benchmarks.pacing_worlds import HOURS, Place, choosing, held_out, table, told, told_all
from pacing.simulate.compare import Case, as_csv
from pacing.simulate.pacers import pacers
from pacing.simulate.picture import tradeoff_picture

OURS = ("predictive calling off", "predictive")
OTHERS = tuple(name for name in pacers() if name not in OURS)
FEW = 2  # days of the pacers that are only there to compare with
SOME = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the run: its cells, and how many days of each at the most."""

    cases: Callable[[Sequence[int]], list[Case]]
    most_days: int


def case(place: Place, pacer: str) -> Case:
    """One cell of the table."""
    return Case(pacer=pacer, make=pacers()[pacer], world=place.world, changes=place.changes, label=place.label)


def cells(places: Callable[[Sequence[int]], list[Place]], names: Sequence[str], agents: Sequence[int]) -> list[Case]:
    """Each of the pacers in each of the worlds."""
    return [case(place, name) for place in places(agents) for name in names]


def told_cells(agents: Sequence[int]) -> list[Case]:
    """The table's worlds, where agents' pages tell of talks and wrap-ups that end soon."""
    return [replace(case(told(place), OURS[0]), pacer="predictive calling off, told") for place in table(agents)]


def told_all_cells(agents: Sequence[int]) -> list[Case]:
    """The same for small teams, which are asked for more, where the pages tell of every end."""
    places = table([team for team in agents if team <= SMALL])
    return [
        replace(case(told_all(place), OURS[0]), pacer="predictive calling off, told of every end") for place in places
    ]


def foreknown_cells(agents: Sequence[int]) -> list[Case]:
    """The table's worlds, every release known: a bound."""
    return [replace(one, pacer="every release known", play=Foretold) for one in cells(table, OURS[:1], agents)]


def some_teams(places: Callable[[Sequence[int]], list[Place]]) -> Callable[[Sequence[int]], list[Place]]:
    """Only a small, a middle and a large team."""
    return lambda agents: places([team for team in agents if team in TEAMS])


PARTS: dict[str, Part] = {
    "table": Part(cases=partial(cells, table, OURS[:1]), most_days=10),
    "told": Part(cases=told_cells, most_days=20),
    "told of every end": Part(cases=told_all_cells, most_days=10),
    "without calling off": Part(cases=partial(cells, table, OURS[1:]), most_days=10),
    "foreknown": Part(cases=foreknown_cells, most_days=FEW),
    "others": Part(cases=partial(cells, table, OTHERS), most_days=1),
    "trade-off": Part(cases=tradeoff_cases, most_days=FEW),
    "held-out": Part(cases=partial(cells, some_teams(held_out), OURS[:1]), most_days=FEW),
    "choosing": Part(cases=partial(cells, some_teams(choosing), OURS[:1]), most_days=FEW),
}


def work(parts: Sequence[Part], agents: Sequence[int], days: int) -> Iterator[tuple[Case, int]]:
    """Every day to be played: of all parts the first days, then the next, so that a run broken off has some of all."""
    done = 0
    for until in (FEW, SOME, days):
        for part in parts:
            for one in part.cases(agents):
                for seed in range(done + 1, min(until, part.most_days, days) + 1):
                    yield one, seed
        done = max(done, until)


def play(one: Case, seed: int) -> Day:
    """One day of one cell."""
    return day_of(one, seed, one.day(seed))


def play_named(parts: Sequence[str], agents: Sequence[int], place: int, seed: int) -> Day:
    """The same in another process, which makes the cells anew since pacers cannot be sent there."""
    return play([one for name in parts for one in PARTS[name].cases(agents)][place], seed)


def run(parts: Sequence[str], agents: Sequence[int], days: int, jobs: int, kept: Days) -> Iterator[Day]:
    """Play what is not there yet."""
    chosen = [PARTS[name] for name in parts]
    left = [(one, seed) for one, seed in work(chosen, agents, days) if key_of(one, seed) not in kept.found]
    if jobs == 1:
        yield from (play(one, seed) for one, seed in left)
        return
    places = {key_of(one, 0): at for at, one in enumerate(one for part in chosen for one in part.cases(agents))}
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        sent = [pool.submit(play_named, parts, agents, places[key_of(one, 0)], seed) for one, seed in left]
        for future in sent:
            yield future.result()


def write(out: Path, parts: Sequence[str], agents: Sequence[int], kept: Days) -> None:
    """The table, the rows behind it and the picture, of all days that are kept."""
    found = {name: rows_by_case(PARTS[name].cases(agents), kept) for name in parts}
    out.with_suffix(".md").write_text(report(found), encoding="utf-8")
    out.with_suffix(".csv").write_text(as_csv([row for rows in found.values() for row in rows]), encoding="utf-8")
    if found.get("trade-off"):
        out.with_suffix(".svg").write_text(tradeoff_picture(found["trade-off"]), encoding="utf-8")


def asked_for() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", nargs="+", choices=list(PARTS), default=list(PARTS), metavar="part")
    parser.add_argument("--agents", type=int, nargs="+", default=sorted(HOURS))
    parser.add_argument("--days", type=int, default=10, help="seeds 1 to this, at the most")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--write-only", action="store_true", help="play nothing")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(""))
    return parser.parse_args()


def main() -> None:
    """Play and write."""
    asked = asked_for()
    kept = Days(asked.out.with_name(asked.out.name + "_days.csv"))
    if not asked.write_only:
        for one in run(asked.parts, asked.agents, asked.days, max(asked.jobs, 1), kept):
            kept.add(one)
            print(one, flush=True)
    write(asked.out, asked.parts, asked.agents, kept)


if __name__ == "__main__":
    main()
