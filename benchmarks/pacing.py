"""The pacing table: pacers in the same simulated worlds, written to benchmarks/pacing.md and pacing.csv.

python -m benchmarks.pacing                               # every world, ten days each: hours of one core
python -m benchmarks.pacing --seeds 1 2 3 --jobs 4        # over four cores
python -m benchmarks.pacing --worlds held-out --seeds 1   # the worlds that are nobody's table
python -m benchmarks.pacing --agents 5 10 --pacers progressive predictive --out /tmp/table

Rows appear in the order of the worlds; the files are rewritten after each, so that a run may be ended at any time.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from pacing.simulate.compare import Case, Row, as_csv, as_markdown, row_of
from pacing.simulate.pacers import pacers
from pacing.simulate.result import Result
from pacing.simulate.world import Change, Spread, World

HOUR_S = 3_600.0
HOURS = {5: 8.0, 10: 8.0, 20: 8.0, 50: 4.0, 100: 3.0, 300: 1.5}
PUBLIC = ((0.25, 60.0), (0.25, 180.0), (0.10, 60.0))  # share answered by a person, mean talk in seconds
NAMES = tuple(pacers())

HEAD = """# Pacing: the table

Made by `python -m benchmarks.pacing{arguments}`. Each cell: share of time agents talk or wrap up, cold start included
(abandoned % of the people who answered; worst of the half hours that begin every five minutes, %). Means of the days
with seeds {seeds}: 8 hours for teams up to 20, 4 for 50, 3 for 100, 1.5 for 300. How many days were over the limit, by
more than one call or by less, and the lowest and the highest day are in pacing.csv.

The world: talk log-normal (cv 1), wrap-up 20 s (cv 0.6), 2 s of set-up, ringing log-normal 12 s (cv 0.55), given up
after 25 s; of the calls without a person 50 % ring out, 30 % are machines, 8 % busy, 12 % failed; a person waits 2 s
for an agent; limit 3 % over the day. "Calling off" may hang up calls that have rung for 15 s. Worlds with a name after
them are others, which no figure of the pacer was chosen by.

"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A world of the table, and how it changes during the day."""

    world: World
    changes: tuple[Change, ...] = ()
    label: str = ""


def table(agents: Sequence[int]) -> list[Place]:
    """The worlds of the table, for teams of these sizes."""
    return [
        Place(world=World(agents=team, person=person, talk=Spread(talk, 1.0), day_s=HOUR_S * HOURS.get(team, 8.0)))
        for team in agents
        for person, talk in PUBLIC
    ]


def held_out(agents: Sequence[int]) -> list[Place]:
    """Worlds of other shapes: short and long ringing, even and ragged talk, AMD, drift, a list that goes stale."""
    return [place for team in agents for place in _held_out(World(agents=team, day_s=HOUR_S * HOURS.get(team, 8.0)))]


def _held_out(usual: World) -> Iterator[Place]:
    quick = replace(usual, person=0.45, ring=Spread(6.0, 0.4), talk=Spread(120.0, 0.5), wrap_up=Spread(5.0, 0.3))
    yield Place(world=quick, label="quick answers, even talks")
    slow = replace(usual, person=0.08, ring=Spread(17.0, 0.8), ring_limit_s=40.0, talk=Spread(90.0, 1.8))
    yield Place(world=slow, label="slow answers, ragged talks")
    screened = replace(usual, person=0.2, machine=0.5, screening_s=2.0, screening_false=0.03)
    yield Place(world=screened, label="answering-machine detection, 2 s, 3 % false")
    drifting = replace(usual, person=0.35, talk=Spread(80.0, 1.2), wrap_up=Spread(40.0, 1.0))
    yield Place(world=drifting, changes=_drift(drifting), label="answer rate 35 to 12 % and back")
    stale = replace(usual, person=0.30)
    yield Place(world=stale, changes=_stale(stale), label="a stale list after a fresh one, half the team at break")
    long_set_up = replace(
        usual, person=0.15, set_up_s=4.5, refused_s=5.0, busy=0.2, failed=0.25, talk=Spread(45.0, 0.8)
    )
    yield Place(world=long_set_up, label="long set-up, many refused")


def _drift(world: World) -> tuple[Change, ...]:
    """Down and up again in steps, over the day."""
    rates = (0.30, 0.24, 0.18, 0.14, 0.12, 0.16, 0.22, 0.30, 0.35)
    step = world.day_s / (len(rates) + 1)
    return tuple(Change(step * (at + 1), replace(world, person=rate)) for at, rate in enumerate(rates))


def _stale(world: World) -> tuple[Change, ...]:
    """Half the team leaves for a twelfth of the day; the last quarter of the list answers rarely."""
    away = replace(world, agents=max(world.agents // 2, 1))
    return (
        Change(world.day_s / 3.0, away),
        Change(world.day_s * 5.0 / 12.0, world),
        Change(world.day_s * 0.75, replace(world, person=0.08)),
    )


def play(place: Place, pacer: str, seed: int) -> Result:
    """One day of one cell."""
    return case(place, pacer).day(seed)


def case(place: Place, pacer: str) -> Case:
    """One cell of the table."""
    return Case(pacer=pacer, make=pacers()[pacer], world=place.world, changes=place.changes, label=place.label)


def rows(places: Sequence[Place], names: Sequence[str], seeds: Sequence[int], jobs: int) -> Iterator[Row]:
    """The cells in order; with several jobs the days are played by so many processes."""
    if jobs == 1:
        for place in places:
            for name in names:
                yield row_of(case(place, name), [play(place, name, seed) for seed in seeds])
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        for place, name, days in [
            (place, name, _ordered(pool, place, name, seeds)) for place in places for name in names
        ]:
            yield row_of(case(place, name), [one.result() for one in days])


def _ordered(pool: Executor, place: Place, name: str, seeds: Sequence[int]) -> list[Future[Result]]:
    return [pool.submit(play, place, name, seed) for seed in seeds]


WORLDS: dict[str, Callable[[Sequence[int]], list[Place]]] = {"table": table, "held-out": held_out}


def asked_for() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", nargs="+", choices=list(WORLDS), default=list(WORLDS))
    parser.add_argument("--agents", type=int, nargs="+", default=sorted(HOURS))
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(1, 11)), help="one day for each")
    parser.add_argument("--pacers", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(""))
    return parser.parse_args()


def main() -> None:
    """Play and write."""
    asked = asked_for()
    places = [place for name in asked.worlds for place in WORLDS[name](asked.agents)]
    named = "" if asked.pacers == list(NAMES) else " --pacers " + " ".join(f'"{name}"' for name in asked.pacers)
    arguments = (
        f" --worlds {' '.join(asked.worlds)} --agents {' '.join(map(str, asked.agents))} "
        f"--seeds {' '.join(map(str, asked.seeds))}{named}"
    )
    head = HEAD.format(arguments=arguments, seeds=", ".join(map(str, asked.seeds)))
    done: list[Row] = []
    for row in rows(places, asked.pacers, asked.seeds, max(asked.jobs, 1)):
        done.append(row)
        print(row, flush=True)
        asked.out.with_suffix(".md").write_text(head + as_markdown(done), encoding="utf-8")
        asked.out.with_suffix(".csv").write_text(as_csv(done), encoding="utf-8")


if __name__ == "__main__":
    main()
