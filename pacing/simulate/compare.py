"""Runs put side by side: pacers in one world, or one pacer in worlds that differ in one figure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from random import Random
from statistics import fmean

from pacing.simulate.baselines import MakePacer
from pacing.simulate.result import Result
from pacing.simulate.run import Run
from pacing.simulate.world import Change, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The mean of several days, in percent where the name says so; `over` counts the days above 3 %."""

    pacer: str
    agents: int
    person_percent: float
    talk_s: float
    days: int
    occupancy_percent: float
    abandoned_percent: float
    over: int
    worst_half_hour_percent: float
    first_ten_minutes_percent: float  # the highest of the days
    calls_per_agent_hour: float
    called_off_percent: float  # of the calls


def day(make: MakePacer, world: World, seed: int, changes: Sequence[Change] = ()) -> Result:
    """One simulated day. The same seed gives the same day."""
    return Run(world, make(world), Random(seed)).play(changes)  # noqa: S311 - a world, not a secret


def row(name: str, make: MakePacer, world: World, seeds: Iterable[int], changes: Sequence[Change] = ()) -> Row:
    """One pacer in one world."""
    days = [day(make, world, seed, changes) for seed in seeds]
    calls = [sum(minute.launched for minute in result.minutes) for result in days]
    hours = world.agents * world.day_s / 3_600.0
    return Row(
        pacer=name,
        agents=world.agents,
        person_percent=round(100.0 * world.person, 1),
        talk_s=world.talk.mean,
        days=len(days),
        occupancy_percent=round(100.0 * fmean(result.occupancy for result in days), 2),
        abandoned_percent=round(100.0 * fmean(result.abandoned_share for result in days), 2),
        over=sum(result.abandoned_share > 0.03 for result in days),
        worst_half_hour_percent=round(100.0 * fmean(result.worst_half_hour for result in days), 1),
        first_ten_minutes_percent=round(100.0 * max(result.first(10) for result in days), 1),
        calls_per_agent_hour=round(fmean(calls) / hours, 1),
        called_off_percent=round(100.0 * sum(result.called_off for result in days) / max(sum(calls), 1), 1),
    )


def compare(pacers: dict[str, MakePacer], worlds: Sequence[World], seeds: Sequence[int]) -> list[Row]:
    """Every pacer in every world."""
    return [row(name, make, world, seeds) for world in worlds for name, make in pacers.items()]


def sweep(
    name: str, make: MakePacer, world: World, field: str, values: Sequence[object], seeds: Sequence[int]
) -> list[Row]:
    """One pacer, with one figure of the world taking each of the values.

    :raises TypeError: the world has no such figure.
    """
    return [row(f"{name}, {field} {value}", make, replace(world, **{field: value}), seeds) for value in values]  # type: ignore[arg-type]


def as_json(rows: Sequence[Row]) -> str:
    """The rows as a JSON array."""
    return json.dumps([asdict(one) for one in rows], indent=2)


def as_csv(rows: Sequence[Row]) -> str:
    """The rows as CSV with a header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(Row.__dataclass_fields__), lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(one) for one in rows)
    return out.getvalue()


def as_markdown(rows: Sequence[Row]) -> str:
    """The rows as a table, one line for each world and one column for each pacer."""
    names = list(dict.fromkeys(one.pacer for one in rows))
    lines = ["| agents | answered by a person, talk | " + " | ".join(names) + " |", "|---|---|" + "---|" * len(names)]
    worlds = dict.fromkeys((one.agents, one.person_percent, one.talk_s) for one in rows)
    for agents, person, talk in worlds:
        cells = {
            one.pacer: one for one in rows if (one.agents, one.person_percent, one.talk_s) == (agents, person, talk)
        }
        texts = [_cell(cells[name]) if name in cells else "" for name in names]
        lines.append(f"| {agents} | {person:g} %, {talk:g} s | " + " | ".join(texts) + " |")
    return "\n".join(lines) + "\n"


def _cell(one: Row) -> str:
    return f"{one.occupancy_percent:.1f} % ({one.abandoned_percent:.2f}; {one.worst_half_hour_percent:.0f})"
