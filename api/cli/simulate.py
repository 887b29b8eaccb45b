"""`pronto simulate`: simulates a campaign before it is started."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from api.cli import simulate_show as show
from api.cli.composition import parts_of_this_machine
from api.cli.history_source import found_in_the_past, read_file
from api.cli.language import sentence
from api.cli.output import fail, out, settings_or_fail, those
from api.cli.refusals import of_error, of_profiles
from api.cli.simulate_law import OF_THE_LAW, Binding, of_campaign, of_laws
from api.cli.simulate_play import play
from api.cli.texts.common import COMMON
from api.cli.texts.simulate import LAW_DAY, SIMULATE
from api.cli.texts.simulate_faults import CannotSimulate, message_of_fault
from dialer.campaigns.simulations.past_calls import read_past_calls
from dialer.campaigns.simulations.setting import setting_of
from dialer.compliance.hours import BadHours, zone_of
from dialer.compliance.load import Profiles, load
from dialer.compliance.problems import BadProfiles
from dialer.core import clock
from dialer.core.errors import DialerError
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import msg
from pacing.simulate.band import SEEDS
from pacing.simulate.compare import Case
from pacing.simulate.pacers import pacers
from pacing.simulate.replay import ReplayError, replay
from pacing.simulate.setting import KNOBS, Setting, SettingError, read_values, shown, turned

TIME_ZONE = "Europe/Rome"  # also the default of new campaigns
FIGURES = "; ".join(f"{name} ({knob.unit})" for name, knob in KNOBS.items())

Figures = Annotated[
    list[str], typer.Option("--set", "-s", metavar="NAME=VALUE", help=f"A figure of the world: {FIGURES}.")
]
Pacer_ = Annotated[str, typer.Option("--pacer", help=f"Who decides: {', '.join(pacers())}.")]
Compare = Annotated[str | None, typer.Option(help="Pacers to put side by side, with commas between them, or all.")]
Sweep = Annotated[str | None, typer.Option(metavar="NAME=A,B,C", help="Vary one figure, as in agents=5,10,20.")]
WhatIf = Annotated[
    list[str], typer.Option(metavar="NAME=VALUE …", help="Compare with other figures: 'agents=25', 'limit=1 wait=1'.")
]
Bands = Annotated[bool, typer.Option("--band", help="Prediction interval of one more day (39 days, 95 %).")]
Replayed = Annotated[
    Path | None,
    typer.Option(
        "--replay", metavar="FILE", help="Derive the figures from past calls: Pronto's export, CSV or JSON Lines."
    ),
]
Named = Annotated[str | None, typer.Option("--campaign", help="Derive the figures from this campaign's past calls.")]
Past = Annotated[float, typer.Option("--past-days", min=0.01, help="Number of past days to read.")]
Zone = Annotated[str, typer.Option(help="Time zone of a replayed file.")]
Laws = Annotated[
    str | None,
    typer.Option(
        "--law", metavar="ID[,ID…]", help="Simulate under these legal profiles: IT, UK, US … (`pronto law list`)."
    ),
]
Days = Annotated[int, typer.Option(min=1, help="Number of different days to simulate.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the first day; the same seed gives the same day.")]
Out = Annotated[
    list[Path],
    typer.Option("--out", metavar="FILE", help="Also write a .json, .csv, .md or .svg file; may be repeated."),
]


def simulate(
    *,
    figures: Figures = [],  # noqa: B006 - typer makes a new list
    pacer: Pacer_ = "predictive",
    compare: Compare = None,
    sweep: Sweep = None,
    what_if: WhatIf = [],  # noqa: B006
    band: Bands = False,
    past: Replayed = None,
    campaign: Named = None,
    past_days: Past = 30.0,
    time_zone: Zone = TIME_ZONE,
    law: Laws = None,
    days: Days = 1,
    seed: Seed = 1,
    files: Out = [],  # noqa: B006
) -> None:
    """Simulate a day of a campaign with the real pacing code: occupancy and abandoned calls.

    Without options: 20 agents, 8 hours, one call in four answered by a person, and at most 3 % abandoned over the day.
    """
    try:
        _refuse_empty({"--compare": compare, "--sweep": sweep, "--campaign": campaign, "--law": law}, what_if)
        setting, under = _world(figures, past, campaign or "", past_days, time_zone, law or "")
        if under is not None:
            _of_the_law([*figures, sweep or "", *what_if])
        cases = plan(setting, named=compare or pacer, sweep=sweep or "", what_if=what_if, under=under)
        kind = show.kind(cases=len(cases), sweep=sweep or "", band=band)
        show.check(files, kind)
        rehearsal = under(setting).rehearsal if under is not None else None
    except DialerError as error:
        raise fail(of_error(error), code=2) from None
    except BadHours as error:  # an unknown time zone
        raise fail(sentence(error), code=2) from None
    except BadProfiles as error:
        raise fail(of_profiles(error), code=2) from None
    except (SettingError, ReplayError, CannotSimulate) as error:
        raise fail(sentence(message_of_fault(error)), code=2) from None
    seeds = range(seed, seed + (max(days, len(SEEDS)) if band else days))
    done = play(cases, seeds)
    _give(show.Played(kind=kind, cases=cases, seeds=seeds, days=done, swept=sweep or "", law=rehearsal), files)


def _give(played: show.Played, files: Sequence[Path]) -> None:
    out.print(show.report(played))
    for path in files:
        for made in show.write(played, path):
            out.print(SIMULATE("written", file=made))


def _refuse_empty(options: Mapping[str, str | None], what_if: Sequence[str]) -> None:
    """Raise `CannotSimulate` if an option is empty, for example from an unset shell variable."""
    empty = [option for option, words in options.items() if words is not None and not words.strip()]
    for option in [*empty, *("--what-if" for words in what_if if not words.strip())]:
        raise CannotSimulate(msg("{option} says nothing: write what is meant, or leave it out.", option=option))


def _of_the_law(pairs: Sequence[str]) -> None:
    """Raise `CannotSimulate` if a figure is given that the law sets."""
    names = {pair.partition("=")[0].replace("_", "-") for words in pairs for pair in words.split()}
    own = [name for name in OF_THE_LAW if name in names]
    if own:
        raise CannotSimulate(LAW_DAY("of_the_law", names=", ".join(own)))


def plan(
    setting: Setting, *, named: str, sweep: str = "", what_if: Sequence[str] = (), under: Binding | None = None
) -> list[Case]:
    """The cases to simulate: every named pacer in the setting, in its sweep, or in its what-if variants, under the law.

    :raises SettingError: a figure is not known.
    :raises CannotSimulate: a pacer is not known, or both a sweep and a what-if are given.
    """
    if sweep and what_if:
        raise CannotSimulate(msg("A sweep and a what-if do not go together: leave one out."))
    settings = [("", setting)]
    if sweep:
        name, values = read_values(sweep)
        settings = [(shown(name, [value]), turned(setting, name, value)) for value in values]
    elif what_if:
        settings = [("as it is", setting), *((_pairs_shown(pairs), _turned(setting, pairs)) for pairs in what_if)]
    return [_case(name, label, one, under) for label, one in settings for name in _names(named)]


def _case(name: str, label: str, setting: Setting, under: Binding | None) -> Case:
    law = None
    if under is not None:
        bound = under(setting)
        setting, law = bound.setting, bound.rehearsal.law
    limit = setting.limit if law is None else min(one.limit for one in law.policy.constraints)
    return Case(
        pacer=name,
        make=pacers(limit, setting.ring_min_s, law=law)[name],
        world=setting.start(),
        changes=setting.changes(),
        limit=limit,
        label=label,
        law=law,
    )


def _names(named: str) -> list[str]:
    known = list(pacers())
    if named == "all":
        return known
    names = [name.strip() for name in named.split(",")]
    for name in names:
        if name not in known:
            raise CannotSimulate(msg("There is no pacer {name!r}. There are: {names}.", name=name, names=known))
    return names


def _turned(setting: Setting, pairs: str) -> Setting:
    """The setting changed by the NAME=VALUE `pairs`, separated by blanks."""
    for pair in pairs.split():
        name, values = read_values(pair)
        if len(values) != 1:
            raise CannotSimulate(msg("{text!r} has several values; give one, or use --sweep.", text=pair))
        setting = turned(setting, name, values[0])
    return setting


def _pairs_shown(pairs: str) -> str:
    return ", ".join(shown(*read_values(pair)) for pair in pairs.split())


def _world(
    figures: Sequence[str], past: Path | None, campaign: str, past_days: float, time_zone: str, law: str
) -> tuple[Setting, Binding | None]:
    """The setting of a campaign, of a file, or the default, overridden by the given figures; and the law.

    The law is the named one, or the campaign's own.
    """
    if past is not None and campaign:
        raise CannotSimulate(msg("A file and a campaign do not go together: give --replay or --campaign."))
    setting, under, zone = Setting(), None, zone_of(time_zone)
    profiles = load(settings_or_fail().profiles_dir) if campaign or law else Profiles({})
    if campaign:
        setting, under = asyncio.run(_of_campaign(campaign, past_days, law, profiles))
    elif law:
        under = of_laws(law, profiles)
    if past is not None:
        found = replay(read_file(past), setting, zone)
        out.print(found_in_the_past(found))
        setting = found.setting
    return _turned(setting, " ".join(figures)), under


async def _of_campaign(name: str, past_days: float, law: str, profiles: Profiles) -> tuple[Setting, Binding | None]:
    """A campaign's settings, the world of its past calls, and its law."""
    async with parts_of_this_machine() as parts:
        store = parts.store
        campaign = await store.campaigns.by_name(name, sees=EVERYTHING)
        if campaign is None:
            names = [one.name for one in await store.campaigns.list(sees=EVERYTHING)]
            raise CannotSimulate(COMMON("no_campaign", name=name, those=those(names)))
        calls = await read_past_calls(store, campaign.id, clock.now() - past_days * DAY_S)
        seen = await store.law.seen(campaign.id)
    under = of_campaign(campaign, seen, law, profiles)
    if under is None:
        out.print(LAW_DAY("none_chosen"))
    found = replay(calls, setting_of(campaign), zone_of(campaign.time_zone))
    out.print(found_in_the_past(found))
    return found.setting, under
