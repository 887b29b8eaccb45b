"""The pictures of docs/pacing.md, made by the simulator: python -m benchmarks.pacing_pictures

The same code draws the same pictures. About five minutes of one core.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from pacing.simulate.calibrate import calibrate
from pacing.simulate.compare import Case, day, rows_of
from pacing.simulate.pacers import pacers
from pacing.simulate.picture import bars_picture, calibration_picture, day_picture, sweep_picture
from pacing.simulate.setting import Setting, turned
from pacing.simulate.world import World

HOUR_S = 3_600.0
TEAMS = (5, 10, 20, 50, 100)
RIVALS = ("progressive", "VICIdial hard limit", "OMniDialer", "predictive", "predictive calling off")
WHAT_IF = (
    ("as it is", ()),
    ("25 agents", (("agents", 25.0),)),
    ("limit 1 %", (("limit", 1.0),)),
    ("wait limit 1 s", (("wait", 1.0),)),
    ("machines filtered, 2 s", (("amd-delay", 2.0), ("amd-false", 3.0))),
    ("calling off from 15 s", (("ring-min", 15.0),)),
    ("a list of 10 % answers", (("answered", 10.0),)),
)


def a_day() -> str:
    """Twenty agents from nine to five."""
    return day_picture(day(pacers()["predictive"], World(), 1), "Twenty agents, from nine to five, at a limit of 3 %")


def teams() -> str:
    """Busy time by the size of the team."""
    cases = [
        Case(pacer=name, make=pacers()[name], world=World(agents=team, day_s=2.0 * HOUR_S))
        for name in RIVALS
        for team in TEAMS
    ]
    places = [f"{case.world.agents} agents" for case in cases]
    return sweep_picture(rows_of(cases, (1, 2)), places, "Two hours from a cold start, by the size of the team")


def what_if() -> str:
    """One team, and the same with one thing changed."""
    cases = []
    for label, figures in WHAT_IF:
        setting = Setting(world=replace(World(), day_s=4.0 * HOUR_S))
        for name, value in figures:
            setting = turned(setting, name, value)
        make = pacers(setting.limit, setting.ring_min_s)["predictive"]
        cases.append(Case(pacer="", make=make, world=setting.world, limit=setting.limit, label=label))
    return bars_picture(rows_of(cases, (1, 2)), "What if? Twenty agents, half a day")


def calibration() -> str:
    """Forecasts beside what happened."""
    answers, frees = calibrate(Setting(), 1)
    return calibration_picture({"answers": answers, "agents free": frees}, "What was foretold, and what happened")


PICTURES = {
    "pacing-day": a_day,
    "pacing-teams": teams,
    "pacing-what-if": what_if,
    "pacing-calibration": calibration,
}


def main() -> None:
    """Draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "docs" / "images", help="folder")
    parser.add_argument("names", nargs="*", metavar="picture", help=f"{', '.join(PICTURES)}; all of them if none")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    if unknown := set(asked.names) - set(PICTURES):
        parser.error(f"no picture {', '.join(sorted(unknown))}: choose from {', '.join(PICTURES)}")
    for name in asked.names or PICTURES:
        path = asked.out / f"{name}.svg"
        path.write_text(PICTURES[name](), encoding="utf-8")
        print(path, flush=True)


if __name__ == "__main__":
    main()
