"""Does the simulator tell the truth? A run on the real Asterisk beside the band of simulated runs of the same world.

    python -m benchmarks.truth [--minutes 30] [--agents 20] [--seed 1] [--write]

The lab's carrier plays a world that the simulator knows too; the shipped engine dials it, simulated agents take the
calls. Then the simulator plays the same world with the engine's own policy, 39 times: the next run that is like them
lies between the lowest and the highest with a probability of 95 %. `--write` keeps the page and the picture.
"""

import argparse
import asyncio
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.truth_run import WORLD, Live, live_run
from pacing.decide import decide
from pacing.simulate.band import SEEDS, Band, Range, band_of
from pacing.simulate.compare import day
from pacing.simulate.result import Minute, Result, share_of
from pacing.simulate.run import Pacer
from pacing.simulate.svg import GREY, INK, RED, SKY, Plot, Sheet, ticks
from pacing.simulate.world import World
from pacing.snapshot import Policy

HERE = Path(__file__).parent
PICTURE = HERE.parent / "docs" / "images" / "truth.svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The real run, and the simulated ones of the same world."""

    world: World
    live: Live
    simulated: Sequence[Result]
    coverage: float = 0.95  # with which one more simulated run would lie within the band

    @property
    def band(self) -> Band:
        return band_of(self.simulated, self.coverage)

    def held(self) -> dict[str, tuple[float, Range]]:
        """What the real run showed, and the range it should lie in."""
        result, band = self.live.result, self.band
        return {
            "occupancy": (result.occupancy, band.occupancy),
            "abandoned share": (result.abandoned_share, band.abandoned_share),
            "calls for each agent and hour": (result.calls / result.agent_hours, band.calls_per_agent_hour),
        }

    @property
    def holds(self) -> bool:
        """Whether occupancy and abandoned share lie within the band."""
        held = self.held()
        return all(held[name][1].holds(held[name][0]) for name in ("occupancy", "abandoned share"))


def simulate(world: World, policy: Policy, seeds: Sequence[int] = SEEDS) -> list[Result]:
    """The same world with the policy that the engine had."""

    def make(_: World) -> Pacer:
        return lambda snapshot: decide(snapshot, policy)

    return [day(make, world, seed) for seed in seeds]


async def compare(
    world: World,
    *,
    seed: int,
    seeds: Sequence[int] = SEEDS,
    coverage: float = 0.95,
    told: Callable[[str], None] = lambda line: None,
) -> Truth:
    """The real run first, then the simulated ones."""
    live = await live_run(world, seed=seed, told=told)
    return Truth(world=world, live=live, simulated=simulate(world, live.policy, seeds), coverage=coverage)


def page(truth: Truth) -> str:
    """What is kept: a table and the picture."""
    world, result, band = truth.world, truth.live.result, truth.band
    rows = [
        f"| {name} | {_shown(name, value)} | {_shown(name, held.low)} to {_shown(name, held.high)} "
        f"| {_shown(name, held.middle)} | {'yes' if held.holds(value) else 'no'} |"
        for name, (value, held) in truth.held().items()
    ]
    cost = truth.live.decision_us
    decisions = (
        ""
        if cost is None
        else f" On the wall a decision took {cost['p50']:.0f} µs in the median, {cost['p99']:.0f} at p99."
    )
    came = "; ".join(
        f"{name} {one.ratio:.2f} for each one foretold ({one.pairs:.0f} forecasts, spread {one.spread or 0:.2f})"
        for name, one in truth.live.foretold.items()
        if one.ratio is not None
    )
    return "\n".join(
        [
            "# Does the simulator tell the truth?",
            "",
            f"Made by `python -m benchmarks.truth --minutes {world.day_s / 60:g} --agents {world.agents} --write`.",
            "",
            f"{world.agents} agents, {world.day_s / 60:g} minutes from a cold start; {world.person:.0%} of the calls"
            f" are answered by a person, after {world.ring.mean:g} s of ringing; talk {world.talk.mean:g} s,"
            f" wrap-up {world.wrap_up.mean:g} s (log-normal; nothing is scaled down). On one side the shipped engine on"
            " a real Asterisk, the lab's carrier and simulated agents; on the other the simulator with the engine's own"
            f" policy, {band.runs} times: one more run that is like them lies between the lowest and the highest with"
            f" {band.coverage:.0%}.",
            "",
            "| | the real run | simulated, from … to | in the middle | within |",
            "|---|---|---|---|---|",
            *rows,
            "",
            f"The real run: {result.calls} calls, {result.answers} answered by a person, {result.abandons} of them"
            f" abandoned; {truth.live.unexpected} events that did not fit.{decisions} Its own forecasts: {came}."
            f" {_machine()}.",
            "",
            "![The real run as a line in the band of the simulated ones](../docs/images/truth.svg)",
            "",
        ]
    )


def _machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, both Asterisks beside it"


def _shown(name: str, value: float) -> str:
    return f"{value:.1f}" if name.startswith("calls") else f"{100 * value:.2f} %"


def picture(truth: Truth) -> str:
    """Occupancy and abandoned share from the beginning to each minute: the band, its middle, the real run."""
    sheet = Sheet("The real run within the simulated ones of the same world", 760, 430)
    sheet.key((60.0, 46.0), ((SKY, "lowest to highest simulated run"), (GREY, "their middle"), (RED, "real run")))
    for top, name, measure in ((60.0, "occupancy so far", _occupancy), (245.0, "abandoned share so far", share_of)):
        _panel(sheet, truth, top, name, measure)
    sheet.text((16.0, 420.0), "Minutes since the campaign was started, everything unknown.")
    return sheet.svg()


def _panel(sheet: Sheet, truth: Truth, top: float, name: str, measure: Callable[[Sequence[Minute]], float]) -> None:
    minutes = range(1, len(truth.live.result.minutes) + 1)
    real = [measure(truth.live.result.minutes[:at]) for at in minutes]
    runs = [[measure(one.minutes[:at]) for at in minutes] for one in truth.simulated]
    ordered = [sorted(values) for values in zip(*runs, strict=True)]
    highest = 1.1 * max(0.01, *real, *(values[-1] for values in ordered))
    plot = Plot(
        sheet=sheet,
        left=60.0,
        top=top + 18.0,
        width=680.0,
        height=125.0,
        x_range=(1.0, float(max(len(minutes), 2))),
        y_range=(0.0, highest),
    )
    sheet.text((60.0, top + 12.0), name, colour=INK)
    xs = [float(at) for at in minutes]
    plot.between(xs, [values[0] for values in ordered], [values[-1] for values in ordered], SKY)
    plot.line(zip(xs, (values[len(values) // 2] for values in ordered), strict=True), GREY)
    plot.line(zip(xs, real, strict=True), RED, width=2.0)
    plot.rows(ticks(highest, 4), lambda tick: f"{100.0 * tick:.3g} %")
    plot.columns((float(at), f"{at}") for at in minutes if at % max(len(minutes) // 6, 1) == 0)


def _occupancy(minutes: Sequence[Minute]) -> float:
    staffed = sum(minute.staffed_s for minute in minutes)
    return sum(minute.busy_s for minute in minutes) / staffed if staffed else 0.0


def main() -> None:
    """Run, print the page, and keep it where that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--agents", type=int, default=WORLD.agents)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    world = replace(WORLD, agents=asked.agents, day_s=60.0 * asked.minutes)
    truth = asyncio.run(compare(world, seed=asked.seed, told=print))
    text = page(truth)
    print(text)
    if asked.write:
        (HERE / "truth.md").write_text(text)
        PICTURE.write_text(picture(truth))


if __name__ == "__main__":
    main()
