"""What the stages of a script bring: the same talks, walked through step by step, reported to the pacer or not.

    python -m benchmarks.script_stages [--days 10] [--agents 5,20] [--wrap-up-s 5,20]

A talk is a walk through a script: each step lasts a while, and then it goes on or the talk ends. The operator's page
reports the step that it shows (`POST /agents/{id}/stage`). Simulated with the pacer that the engine asks.
"""

import argparse
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from os import cpu_count
from typing import Final

from pacing.simulate.compare import Case, Row, rows_of
from pacing.simulate.pacers import pacers
from pacing.simulate.run import Run
from pacing.simulate.world import Spread, World

PREDICTIVE: Final = "predictive calling off"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a script: how long it lasts, and in which share of the talks it is followed by the next."""

    stage: str
    lasts: Spread
    goes_on: float


# Most say no at once, some after they know the price; who signs takes longest.
SALE: Final = (
    Step("opening", Spread(15.0, 0.5), 0.6),
    Step("needs", Spread(40.0, 0.6), 0.7),
    Step("offer", Spread(60.0, 0.6), 0.6),
    Step("closing", Spread(90.0, 0.4), 0.0),
)
FAREWELL: Final = Step("farewell", Spread(12.0, 0.4), 0.0)  # however the talk went


class Guided(Run):
    """A run whose talks follow the script."""

    reported: bool = True

    def _talk_of(self, agent: str) -> float:
        lasts = 0.0
        for step in (*self._walk(), FAREWELL):
            if self.reported:
                self._at(self.now + lasts, partial(self._told, step.stage), agent)
            lasts += step.lasts.draw(self._chance)
        return lasts

    def _walk(self) -> Iterator[Step]:
        for step in SALE:
            yield step
            if self._chance.random() >= step.goes_on:
                return


class Unreported(Guided):
    """The same talks, of which the pacer knows only their beginnings and ends."""

    reported = False


def mean_talk_s() -> float:
    """The mean length of a talk, in seconds."""
    lasts, reached = FAREWELL.lasts.mean, 1.0
    for step in SALE:
        lasts += reached * step.lasts.mean
        reached *= step.goes_on
    return lasts


def compare(world: World, days: int) -> tuple[Row, Row]:
    """So many days with the stages reported, and the same without."""
    make = pacers()[PREDICTIVE]
    cases = [
        Case(pacer=name, make=make, world=world, play=play)
        for name, play in (("reported", Guided), ("unreported", Unreported))
    ]
    reported, unreported = rows_of(cases, range(days))
    return reported, unreported


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--agents", default="5,20")
    parser.add_argument("--wrap-up-s", default="5,20", help="mean, of which the deviation is six tenths")
    options = parser.parse_args()
    print(f"{platform.machine()}, {cpu_count()} CPUs, Python {platform.python_version()}")
    print(
        "| agents | wrap-up | stages | busy | days from … to | abandoned | worst day | over 3 % by more than a call |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for agents, wrap_up in product(options.agents.split(","), options.wrap_up_s.split(",")):
        wrap_ups = Spread(float(wrap_up), 0.6)
        world = World(agents=int(agents), talk=Spread(mean_talk_s(), 1.0), wrap_up=wrap_ups)
        for one in compare(world, options.days):
            print(
                f"| {agents} | {wrap_up} s | {one.pacer} | {one.occupancy_percent} % |"
                f" {one.occupancy_lowest_percent} to {one.occupancy_highest_percent} | {one.abandoned_percent} % |"
                f" {one.abandoned_highest_percent} % | {one.over_by_a_call} of {one.days} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
