"""The output and files of `pronto simulate`."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table

from api.cli import simulate_kept
from api.cli.language import sentence
from api.cli.output import marked
from api.cli.texts.simulate import SIMULATE, display_name
from api.cli.texts.simulate_faults import CannotSimulate
from dialer.cell.legal.simulated_law import Rehearsal
from dialer.i18n.message import Message, msg
from pacing.simulate.band import Band, Range, band_of
from pacing.simulate.compare import Case, Row, as_csv, as_markdown, row_of
from pacing.simulate.picture import bars_picture, day_picture, sweep_picture
from pacing.simulate.result import Minute, Result
from pacing.simulate.world import World

STEPS = "▁▂▃▄▅▆▇█"
STEP_MINUTES = 15


class Kind(StrEnum):
    """What was asked for."""

    DAY = "day"
    BAND = "band"
    SWEEP = "sweep"
    TABLE = "table"


WRITES = {
    Kind.DAY: (".json", ".csv", ".md", ".svg"),
    Kind.BAND: (".json", ".csv", ".md"),
    Kind.SWEEP: (".json", ".csv", ".md", ".svg"),
    Kind.TABLE: (".json", ".csv", ".md", ".svg"),
}

_KINDS = {
    Kind.DAY: msg("a day"),
    Kind.BAND: msg("a band"),
    Kind.SWEEP: msg("a sweep"),
    Kind.TABLE: msg("a table"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """Cases with their simulated days."""

    kind: Kind
    cases: Sequence[Case]
    seeds: Sequence[int]
    days: Sequence[Sequence[Result]]
    swept: str = ""
    law: Rehearsal | None = None  # the law of the first case

    def rows(self) -> list[Row]:
        """A row for each case."""
        return [row_of(case, days) for case, days in zip(self.cases, self.days, strict=True)]


def kind(*, cases: int, sweep: str, band: bool) -> Kind:
    """What was asked for.

    :raises CannotSimulate: a band of several cases.
    """
    if band and cases > 1:
        raise CannotSimulate(msg("A band is of one pacer in one world: leave out --compare, --sweep and --what-if."))
    if band:
        return Kind.BAND
    if sweep:
        return Kind.SWEEP
    return Kind.DAY if cases == 1 else Kind.TABLE


def check(files: Sequence[Path], asked: Kind) -> None:
    """Check before the long work that every file can be written.

    :raises CannotSimulate: one cannot.
    """
    for path in files:
        if path.suffix not in WRITES[asked]:
            raise CannotSimulate(
                msg(
                    "{file}: {kind} is written as {endings}; choose one of these endings.",
                    file=path,
                    kind=_KINDS[asked],
                    endings=WRITES[asked],
                )
            )
        if not path.parent.is_dir():
            raise CannotSimulate(
                msg("{file}: there is no folder {folder}; make it first.", file=path, folder=path.parent)
            )


def report(played: Played) -> RenderableType:
    """The terminal output."""
    if played.law is None:
        return _said(played)
    return Group(_said(played), simulate_kept.law_report(played.law, played.cases, played.days))


def _said(played: Played) -> RenderableType:
    rows = played.rows()
    if played.kind is Kind.BAND:
        return _band_said(band_of(played.days[0]))
    table = Table(box=None, padding=(0, 1, 0, 1), pad_edge=False)
    table.add_column(min_width=max(len(_name(one, rows)) for one in rows))
    for name, cells in _columns(rows).items():
        if any(cells):
            table.add_column(SIMULATE(name), justify="right")
    for at, one in enumerate(rows):
        table.add_row(_name(one, rows), *(cells[at] for cells in _columns(rows).values() if any(cells)))
    meaning = SIMULATE("meaning")
    if played.kind is not Kind.DAY:
        return Group(table, meaning)
    return Group(table, meaning, *(_course(result) for result in played.days[0][:1]))


def _name(one: Row, rows: Sequence[Row]) -> str:
    """What distinguishes this row from the others."""
    pacer = one.pacer if not one.world or any(other.pacer != one.pacer for other in rows) else ""
    return ", ".join(part for part in (display_name(pacer), display_name(one.world)) if part)


def _columns(rows: Sequence[Row]) -> dict[str, list[str]]:
    """The table's columns, without those empty in every row."""
    first, days = rows[0].occupancy_percent, max(one.days for one in rows)
    found = {
        "busy": [f"{one.occupancy_percent:.1f} %" for one in rows],
        "change": [f"{one.occupancy_percent - first:+.1f}" if one is not rows[0] else "" for one in rows],
        "days": [
            f"{one.occupancy_lowest_percent:.1f}-{one.occupancy_highest_percent:.1f}" if days > 1 else ""
            for one in rows
        ],
        "abandoned": [f"{one.abandoned_percent:.2f} %" for one in rows],
        "over": [f"{one.over}/{one.days}" if days > 1 else "" for one in rows],
        "worst": [f"{one.worst_half_hour_percent:.1f} %" for one in rows],
        "talks/h": [f"{one.talks_per_agent_hour:.1f}" for one in rows],
    }
    return {name: [marked(cell) for cell in cells] for name, cells in found.items()}


def _course(result: Result) -> str:
    """Occupancy and abandoned calls by quarter of an hour, each as a line of blocks."""
    groups = [result.minutes[at : at + STEP_MINUTES] for at in range(0, len(result.minutes), STEP_MINUTES)]
    busy = [_busy(group) for group in groups]
    lost = [sum(minute.abandoned for minute in group) for group in groups]
    most = max([1, *lost])
    shown = {"busy": _blocks(busy), "lost": _blocks([count / most for count in lost])}
    return SIMULATE("course", minutes=STEP_MINUTES, most=most, **shown)


def _busy(group: Sequence[Minute]) -> float:
    staffed = sum(minute.staffed_s for minute in group)
    return sum(minute.busy_s for minute in group) / staffed if staffed else 0.0


def _blocks(shares: Sequence[float]) -> str:
    return "".join(STEPS[min(int(share * len(STEPS)), len(STEPS) - 1)] for share in shares)


def _band_said(band: Band) -> str:
    calls = band.calls_per_agent_hour
    return SIMULATE(
        "band",
        runs=band.runs,
        coverage=f"{band.coverage:.0%}",
        occupancy=_range(band.occupancy),
        abandoned=_range(band.abandoned_share),
        low=marked(f"{calls.low:.1f}"),
        high=marked(f"{calls.high:.1f}"),
    )


def _range(found: Range) -> str:
    shares = {"low": found.low, "high": found.high, "middle": found.middle}
    return SIMULATE("between", **{name: marked(f"{share:.2%}") for name, share in shares.items()})


def write(played: Played, path: Path) -> list[Path]:
    """Write the file, and for a CSV a second one on how the law was kept; return the paths."""
    text = written(played, path.suffix)
    if played.law is not None and path.suffix == ".md":
        text += "\n" + simulate_kept.as_markdown(played.law, played.cases, played.days)
    path.write_text(text, encoding="utf-8")
    if played.law is None or path.suffix != ".csv":
        return [path]
    beside = path.with_name(f"{path.stem}-law.csv")
    beside.write_text(simulate_kept.as_csv(played.cases, played.days), encoding="utf-8")
    return [path, beside]


def written(played: Played, suffix: str) -> str:
    """The text of a file with this suffix."""
    if played.kind is Kind.BAND:
        return _band_written(played, suffix)
    rows = played.rows()
    match suffix:
        case ".json":
            return json.dumps(_everything(played, rows), indent=2) + "\n"
        case ".csv":
            return _minutes_csv(played) if played.kind is Kind.DAY else as_csv(rows)
        case ".md":
            return as_markdown(_named(rows), tuple(SIMULATE.each("agents", "answered_talk")), _say)
        case _:
            return _picture(played, _named(rows))


def _everything(played: Played, rows: Sequence[Row]) -> dict[str, object]:
    return {
        "kind": played.kind.value,
        "seeds": list(played.seeds),
        "worlds": [
            {"pacer": case.pacer, "label": case.label, "limit": case.limit, **_figures(case.world)}
            for case in played.cases
        ],
        "rows": [asdict(one) for one in rows],
        **_law(played),
        "minutes": [[asdict(minute) for minute in result.minutes] for result in played.days[0]]
        if played.kind is Kind.DAY
        else [],
    }


def _law(played: Played) -> dict[str, object]:
    """Profiles, their limits, and how each was kept; empty without a law."""
    if played.law is None:
        return {}
    profiles = [book.profile for book in played.law.books]
    return {
        "law": [{"profile": one.id, "version": one.version, "hash": one.hash} for one in profiles],
        "asked": simulate_kept.asked(played.law, played.days[0]),
        "kept": simulate_kept.rows(played.cases, played.days),
    }


def _figures(world: World) -> dict[str, object]:
    """A world as JSON; observed durations are given by mean and spread."""
    figures = asdict(world)
    for name in ("talk", "wrap_up", "ring", "clock", "machine_talk"):
        if figures[name] is not None:
            figures[name] = {"mean": figures[name]["mean"], "cv": figures[name]["cv"]}
    return figures


def _minutes_csv(played: Played) -> str:
    """CSV with a line for each minute of each day; times in seconds, summed over all agents."""
    text = io.StringIO()
    names = list(Minute.__dataclass_fields__)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["seed", "minute", *names])
    for seed, result in zip(played.seeds, played.days[0], strict=True):
        for at, minute in enumerate(result.minutes):
            writer.writerow([seed, at, *(round(getattr(minute, name), 3) for name in names)])
    return text.getvalue()


def _named(rows: Sequence[Row]) -> list[Row]:
    """The rows with the names of pacers and worlds in the command's language."""
    return [replace(one, pacer=display_name(one.pacer), world=display_name(one.world)) for one in rows]


def _say(template: str, /, **facts: object) -> str:
    return sentence(Message(template, facts))


def _picture(played: Played, rows: Sequence[Row]) -> str:
    first = played.cases[0]
    team = SIMULATE("team", agents=first.world.agents, share=f"{first.world.person:.0%}")
    if played.kind is Kind.DAY:
        return day_picture(played.days[0][0], f"{display_name(first.pacer)}: {team}", first.limit, _say)
    if played.kind is Kind.SWEEP:
        title = SIMULATE("swept", name=played.swept.partition("=")[0])
        return sweep_picture(rows, [one.world for one in rows], title, first.limit, _say)
    return bars_picture(rows, SIMULATE("side_by_side", team=team), first.limit, _say)


def _band_written(played: Played, suffix: str) -> str:
    band = band_of(played.days[0])
    figures = asdict(band)
    if suffix == ".json":
        return json.dumps({**figures, **_law(played)}, indent=2) + "\n"
    lines = [(name, *figures[name].values()) for name in ("occupancy", "abandoned_share", "calls_per_agent_hour")]
    if suffix == ".csv":
        return "figure,low,middle,high\n" + "".join(f"{','.join(map(str, line))}\n" for line in lines)
    body = "".join(
        f"| {SIMULATE(name)} | {' | '.join(marked(f'{figure:.4f}') for figure in range_)} |\n"
        for name, *range_ in lines
    )
    head = SIMULATE("band_head", runs=band.runs, coverage=f"{band.coverage:.0%}")
    columns = " | ".join(SIMULATE.each("figure", "low", "middle", "high"))
    return f"{head}\n\n| {columns} |\n|---|---|---|---|\n{body}"
