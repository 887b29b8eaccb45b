"""`pronto simulate`: what a campaign would do, before it is started."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from api.cli import simulate_show as show
from api.cli.parts import parts_of_this_machine
from api.cli.past import PastError, read_campaign, read_file
from api.cli.words import errors, fail, out
from dialer import clock
from dialer.compliance.hours import zone_of
from dialer.errors import DialerError
from pacing.simulate.band import SEEDS
from pacing.simulate.baselines import MakePacer
from pacing.simulate.compare import Case
from pacing.simulate.pacers import pacers
from pacing.simulate.replay import ReplayError, replay
from pacing.simulate.result import MINUTE_S, Result
from pacing.simulate.run import Pacer
from pacing.simulate.setting import KNOBS, Setting, SettingError, read_values, shown, turned
from pacing.simulate.world import World
from pacing.snapshot import Decision, Snapshot

DAY_S = 86_400.0
TIME_ZONE = "Europe/Rome"  # of new campaigns too
FIGURES = "; ".join(f"{name} ({knob.unit})" for name, knob in KNOBS.items())

Figures = Annotated[
    list[str], typer.Option("--set", "-s", metavar="NAME=VALUE", help=f"A figure of the world: {FIGURES}.")
]
Pacer_ = Annotated[str, typer.Option("--pacer", help=f"Who decides: {', '.join(pacers())}.")]
Compare = Annotated[str, typer.Option(help="Pacers to put side by side, with commas between them, or all.")]
Sweep = Annotated[str, typer.Option(metavar="NAME=A,B,C", help="Let one figure take several values.")]
WhatIf = Annotated[
    list[str], typer.Option(metavar="NAME=VALUE …", help="Put another world beside: 'agents=25', 'limit=1 wait=1'.")
]
Bands = Annotated[bool, typer.Option("--band", help="Where one more such day would lie (39 days, 95 %).")]
Replayed = Annotated[
    Path | None,
    typer.Option("--replay", metavar="FILE", help="Make the world of past calls: Pronto's export, CSV or JSON lines."),
]
Named = Annotated[str, typer.Option("--campaign", help="Make the world of this campaign's own past calls.")]
Past = Annotated[float, typer.Option("--past-days", min=0.01, help="How far back to read a campaign's calls.")]
Zone = Annotated[str, typer.Option(help="Time zone of a replayed file, for its hours of the day.")]
Days = Annotated[int, typer.Option(min=1, help="Days to simulate of each; each is another.")]
Seed = Annotated[int, typer.Option(min=0, help="The first day's seed. The same seed gives the same day.")]
Out = Annotated[
    list[Path],
    typer.Option("--out", metavar="FILE", help="Also write .json, .csv, .md or .svg; may be given more than once."),
]


def simulate(
    *,
    figures: Figures = [],  # noqa: B006 - typer makes a new list
    pacer: Pacer_ = "predictive",
    compare: Compare = "",
    sweep: Sweep = "",
    what_if: WhatIf = [],  # noqa: B006
    band: Bands = False,
    past: Replayed = None,
    campaign: Named = "",
    past_days: Past = 30.0,
    time_zone: Zone = TIME_ZONE,
    days: Days = 1,
    seed: Seed = 1,
    files: Out = [],  # noqa: B006
) -> None:
    """Simulate a campaign's day with the live pacing code: how busy agents are, how many calls are abandoned.

    Without options: 20 agents, 8 hours, one call in four answered by a person.
    """
    try:
        cases = plan(
            _world(figures, past, campaign, past_days, time_zone),
            named=compare or pacer,
            sweep=sweep,
            what_if=what_if,
        )
        kind = show.kind(cases=len(cases), sweep=sweep, band=band)
        show.check(files, kind)
    except (SettingError, PastError, ReplayError, DialerError) as error:
        raise fail(str(error), code=2) from None
    seeds = range(seed, seed + (max(days, len(SEEDS)) if band else days))
    played = show.Played(kind=kind, cases=cases, seeds=seeds, days=_play(cases, seeds), swept=sweep)
    out.print(show.said(played))
    for path in files:
        path.write_text(show.written(played, path.suffix), encoding="utf-8")
        out.print(f"Written: {path}")


def plan(setting: Setting, *, named: str, sweep: str = "", what_if: Sequence[str] = ()) -> list[Case]:
    """What is to be simulated: every pacer named, in the setting as it is, swept, or put beside others.

    :raises SettingError: a pacer or a figure is not known, or both a sweep and a what-if are asked for.
    """
    if sweep and what_if:
        raise SettingError("A sweep and a what-if do not go together: leave one out.")
    settings = [("", setting)]
    if sweep:
        name, values = read_values(sweep)
        settings = [(shown(name, [value]), turned(setting, name, value)) for value in values]
    elif what_if:
        settings = [("as it is", setting), *((_pairs_shown(pairs), _turned(setting, pairs)) for pairs in what_if)]
    return [
        Case(
            pacer=name,
            make=_make(name, one),
            world=one.start(),
            changes=one.changes(),
            limit=one.limit,
            label=label,
        )
        for label, one in settings
        for name in _names(named)
    ]


def _names(named: str) -> list[str]:
    known = list(pacers())
    if named == "all":
        return known
    names = [name.strip() for name in named.split(",")]
    for name in names:
        if name not in known:
            raise SettingError(f"There is no pacer {name!r}. There are: {', '.join(known)}.")
    return names


def _make(name: str, setting: Setting) -> MakePacer:
    return pacers(setting.limit, setting.ring_min_s)[name]


def _turned(setting: Setting, pairs: str) -> Setting:
    """The setting with each NAME=VALUE of `pairs`, which have blanks between them."""
    for pair in pairs.split():
        name, values = read_values(pair)
        if len(values) != 1:
            raise SettingError(f"{pair!r} has several values; give one, or use --sweep.")
        setting = turned(setting, name, values[0])
    return setting


def _pairs_shown(pairs: str) -> str:
    return ", ".join(shown(*read_values(pair)) for pair in pairs.split())


def _world(figures: Sequence[str], past: Path | None, campaign: str, past_days: float, time_zone: str) -> Setting:
    """The setting: of a campaign, of a file, or the usual one; then the figures given, which go before all."""
    if past is not None and campaign:
        raise SettingError("A file and a campaign do not go together: give --replay or --campaign.")
    setting = Setting()
    if campaign:
        setting = asyncio.run(_of_campaign(campaign, past_days))
    elif past is not None:
        found = replay(read_file(past), setting, zone_of(time_zone))
        out.print(show.found_in_the_past(found))
        setting = found.setting
    return _turned(setting, " ".join(figures))


async def _of_campaign(name: str, past_days: float) -> Setting:
    """A campaign's rules, and the world of its past calls."""
    async with parts_of_this_machine() as parts:
        store = parts.store
        campaign = await store.campaigns.by_name(name)
        if campaign is None:
            names = ", ".join(one.name for one in await store.campaigns.list()) or "none yet"
            raise SettingError(f"There is no campaign {name!r}. There are: {names}.")
        calls = await read_campaign(store, campaign.id, clock.now() - past_days * DAY_S)
    world = replace(
        World(),
        wait_limit_s=campaign.wait_limit_ms / 1_000.0,
        ring_limit_s=campaign.ring_limit_ms / 1_000.0,
        lines=sum(trunk.max_channels for trunk in campaign.trunks) or World().lines,
        starts_per_s=sum(trunk.calls_per_second for trunk in campaign.trunks) or World().starts_per_s,
    )
    rules = Setting(world=world, limit=campaign.target_abandon_share)
    found = replay(calls, rules, zone_of(campaign.time_zone))
    out.print(show.found_in_the_past(found))
    return found.setting


def _play(cases: Sequence[Case], seeds: Sequence[int]) -> list[list[Result]]:
    """The days of every case, with a bar that moves."""
    total = sum(case.world.day_s for case in cases) * len(seeds)
    days: list[list[Result]] = []
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), console=errors, transient=True
    ) as bar:
        task = bar.add_task("simulating", total=total)
        for case in cases:
            watched = replace(case, make=_watched(case.make, lambda seconds: bar.advance(task, seconds)))
            bar.update(task, description=" ".join(part for part in (case.pacer, case.label) if part))
            days.append([watched.day(seed) for seed in seeds])
    return days


def _watched(make: MakePacer, moved: Callable[[float], None]) -> MakePacer:
    """The same pacer; `moved` hears of simulated time that has passed, about once a minute of it."""

    def watched(world: World) -> Pacer:
        pacer, told_at = make(world), 0.0

        def ask(snapshot: Snapshot) -> Decision:
            nonlocal told_at
            if snapshot.now >= told_at + MINUTE_S:
                moved(snapshot.now - told_at)
                told_at = snapshot.now
            return pacer(snapshot)

        return ask

    return watched
