"""How often a window ends over its limit, beside the chance it is given: writes benchmarks/overruns.md.

python -m benchmarks.overruns [--times 40]        # some minutes of one core for forty

A block and a campaign have a past that has used up all that was allowed, so that the guard stands at the limit from the
first minute; a day begins anew and ends soon. One call for each ready agent would end no window over the limit, a pacer
that aims at it and no lower half of them. A run that is broken off has written what it had.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from statistics import fmean

from benchmarks.pacing_days import Days
from pacing.decide import decide
from pacing.guard import counted
from pacing.learned import Learned
from pacing.simulate.law import chance_between
from pacing.simulate.run import Run
from pacing.simulate.world import World
from pacing.snapshot import Constraint, Elsewhere, Mode, Policy
from pacing.windowed_counts import Count

LIMIT = 0.03
LASTS_S = 1_800.0
TWENTY = World(agents=20, day_s=LASTS_S)
PAST = (1_940, 60)  # served and abandoned before: 3 % to the call
CHANCES = (0.01, 0.05, 0.20)
WRITTEN_EVERY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A kind of window; `past` says whether it has one."""

    name: str
    constraint: Constraint
    past: bool = False
    ends: Sequence[float] = (LASTS_S,)


def windows() -> list[Window]:
    """Those of the law. A chance counts where a window has a known end; the others are at their end all the time."""
    found = []
    for chance in CHANCES:
        day = Constraint(name="day", limit=LIMIT, starts_at=0.0, ends_at=LASTS_S, overrun_chance=chance)
        found.append(Window(name=f"day, {chance:.0%}", constraint=day))
        block = replace(day, name="block", starts_at=-30.0 * 86_400.0)
        found.append(Window(name=f"end of a block, {chance:.0%}", constraint=block, past=True))
    found.append(Window(name="campaign without a known end", constraint=Constraint(name="c", limit=LIMIT), past=True))
    rolling = Constraint(name="rolling", limit=LIMIT, window_s=LASTS_S / 2.0)
    found.append(Window(name="rolling quarter of an hour", constraint=rolling, ends=(LASTS_S / 2.0, LASTS_S)))
    return found


@dataclass(slots=True)
class Found:
    """What came of a kind of window so far."""

    ended: int = 0
    over: int = 0
    by_more_than_one: int = 0
    shares: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)

    def end(self, count: Elsewhere | Count, limit: float) -> None:
        """A window ends."""
        self.ended += 1
        self.over += count.abandoned > limit * count.answered + 1e-9
        self.by_more_than_one += count.abandoned > limit * count.answered + 1.0
        self.shares.append(count.abandoned / max(count.answered, 1.0))


def play(window: Window, seed: int, found: Found) -> None:
    """One beginning, or end, of half an hour."""
    policy = Policy(mode=Mode.PREDICTIVE, constraints=(window.constraint,))
    learned = Learned()
    if window.past:
        learned.tally.add(-86_400.0, served=PAST[0], abandoned=PAST[1])
    run = Run(TWENTY, lambda seen: decide(seen, policy), Random(seed), learned=learned)

    def ends(_: str) -> None:
        found.end(counted(learned.tally, window.constraint, policy, run.now), LIMIT)

    for at in window.ends:
        run._at(at - 1e-6, ends, "")
    found.busy.append(run.play().occupancy)


def of_the_table() -> Found:
    """The days of the pacing table, each of which is a window, with the guard's own chance of 1 %."""
    found = Found()
    for day in Days(Path(__file__).with_name("pacing_days.csv")).found.values():
        if day.pacer.startswith("predictive"):
            found.end(Count(day.answers - day.abandons, day.abandons, 0), LIMIT)
            found.busy.append(day.occupancy)
    return found


def table(found: Sequence[tuple[str, Found]]) -> str:
    """What is written."""
    rows = []
    for name, one in found:
        low, high = chance_between(one.over, one.ended)
        rows.append(
            f"| {name} | {fmean(one.shares):.2%}; {max(one.shares):.2%} | "
            f"{one.over} of {one.ended} | {low:.0%} to {high:.0%} | {one.by_more_than_one} | {fmean(one.busy):.1%} |"
        )
    return "\n".join([HEAD, *rows, ""])


HEAD = f"""# Windows that end over their limit

Made by `python -m benchmarks.overruns`: twenty agents, 3 %, half an hour; one call in four is answered, and talks last
60 s. The chance behind a window's name is its `overrun_chance`; those without a known end, which may be looked at any
time, have 1 %. Block and campaign have a past of {sum(PAST):,} answers, of which as many were abandoned as are allowed.
The first row has the days of [the pacing table](pacing.md), of all teams, as they were played last. *share*:
abandoned at the windows' end, in the mean and the worst. *chance*: between which the chance of a window to end over its
limit lies, with 95 %.

| window | share | over | chance | by more than a call | busy |
|---|---|---|---|---|---|"""


def main() -> None:
    """Play and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=40, help="seeds 1 to this")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    asked = parser.parse_args()
    kinds = windows()
    names = [window.name for window in kinds]
    found = [Found() for _ in kinds]
    for seed in range(1, asked.times + 1):
        for window, one in zip(kinds, found, strict=True):
            play(window, seed, one)
        if seed % WRITTEN_EVERY == 0 or seed == asked.times:
            asked.out.write_text(
                table([("day of the table, 1%", of_the_table()), *zip(names, found, strict=True)]), encoding="utf-8"
            )
            print(f"{seed} times", flush=True)


if __name__ == "__main__":
    main()
