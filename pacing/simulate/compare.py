"""Runs compared: pacers in one world, or one pacer in worlds that differ in one figure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from random import Random
from statistics import fmean

from pacing.simulate.baselines import MakePacer
from pacing.simulate.labels import Say, say_in_english
from pacing.simulate.law import Law
from pacing.simulate.result import Figures, Result
from pacing.simulate.run import Run
from pacing.simulate.world import Change, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Several days of one pacer in one world, in percent where the name says so. Means, unless it says otherwise."""

    pacer: str
    agents: int
    person_percent: float
    talk_s: float
    days: int
    occupancy_percent: float
    abandoned_percent: float
    over: int  # days above the limit
    worst_half_hour_percent: float
    first_ten_minutes_percent: float  # the highest of the days
    calls_per_agent_hour: float
    called_off_percent: float  # of the calls
    over_by_a_call: int  # days above the limit by more than one call
    occupancy_lowest_percent: float
    occupancy_highest_percent: float
    abandoned_highest_percent: float
    talks_per_agent_hour: float
    world: str = ""  # what distinguishes this world


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The input of one row: a pacer, a world, and the limit its days are judged by."""

    pacer: str
    make: MakePacer
    world: World
    changes: Sequence[Change] = ()
    limit: float = 0.03
    label: str = ""
    play: type[Run] = Run
    law: Law | None = None

    def day(self, seed: int) -> Result:
        """One simulated day of the case."""
        return day(self.make, self.world, seed, self.changes, self.play)


def day(make: MakePacer, world: World, seed: int, changes: Sequence[Change] = (), play: type[Run] = Run) -> Result:
    """One simulated day. The same seed gives the same day."""
    return play(world, make(world), Random(seed)).play(changes)  # noqa: S311 - a world, not a secret


def row_of(case: Case, days: Sequence[Figures]) -> Row:
    """The figures of these days of the case."""
    calls = sum(one.calls for one in days)
    hours = max(sum(one.agent_hours for one in days), 1e-9)
    over = [one for one in days if one.abandoned_share > case.limit]
    return Row(
        pacer=case.pacer,
        agents=case.world.agents,
        person_percent=round(100.0 * case.world.person, 1),
        talk_s=round(case.world.talk.mean, 1),
        days=len(days),
        occupancy_percent=_percent(fmean(one.occupancy for one in days)),
        abandoned_percent=_percent(fmean(one.abandoned_share for one in days)),
        over=len(over),
        worst_half_hour_percent=_percent(fmean(one.worst_half_hour for one in days)),
        first_ten_minutes_percent=_percent(max(one.first(10) for one in days), 1),
        calls_per_agent_hour=round(calls / hours, 1),
        called_off_percent=_percent(sum(one.called_off for one in days) / max(calls, 1), 1),
        over_by_a_call=sum(one.abandons > case.limit * one.answers + 1.0 + 1e-9 for one in over),
        occupancy_lowest_percent=_percent(min(one.occupancy for one in days)),
        occupancy_highest_percent=_percent(max(one.occupancy for one in days)),
        abandoned_highest_percent=_percent(max(one.abandoned_share for one in days)),
        talks_per_agent_hour=round(sum(one.answers - one.abandons for one in days) / hours, 2),
        world=case.label,
    )


def _percent(share: float, digits: int = 2) -> float:
    return round(100.0 * share, digits)


def row(name: str, make: MakePacer, world: World, seeds: Iterable[int], changes: Sequence[Change] = ()) -> Row:
    """One pacer in one world."""
    case = Case(pacer=name, make=make, world=world, changes=changes)
    return row_of(case, [case.day(seed) for seed in seeds])


def rows_of(
    cases: Sequence[Case], seeds: Sequence[int], told: Callable[[Case, int], None] = lambda case, seed: None
) -> list[Row]:
    """A row for each case; `told` is called after every day."""
    rows = []
    for case in cases:
        days = []
        for seed in seeds:
            days.append(case.day(seed))
            told(case, seed)
        rows.append(row_of(case, days))
    return rows


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


def as_markdown(
    rows: Sequence[Row],
    head: tuple[str, ...] = ("agents", "answered by a person, talk"),
    say: Say = say_in_english,
) -> str:
    """The rows as a table, one line for each world and one column for each pacer; `head` names the first two.

    `say` fills the template of a cell.
    """
    names = list(dict.fromkeys(one.pacer for one in rows))
    lines = [f"| {' | '.join((*head, *names))} |", "|---|---|" + "---|" * len(names)]
    for world in dict.fromkeys(_world_of(one) for one in rows):
        cells = {one.pacer: _cell(one, say) for one in rows if _world_of(one) == world}
        agents, person, talk, label = world
        said = say("{person:g} %, {talk:g} s", person=person, talk=talk) + (f"; {label}" if label else "")
        lines.append(f"| {agents} | {said} | " + " | ".join(cells.get(name, "") for name in names) + " |")
    return "\n".join(lines) + "\n"


def _world_of(one: Row) -> tuple[int, float, float, str]:
    return one.agents, one.person_percent, one.talk_s, one.world


def _cell(one: Row, say: Say) -> str:
    return say(
        "{occupancy:.1f} % ({abandoned:.2f}; {worst:.0f})",
        occupancy=one.occupancy_percent,
        abandoned=one.abandoned_percent,
        worst=one.worst_half_hour_percent,
    )
