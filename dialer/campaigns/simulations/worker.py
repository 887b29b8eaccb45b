"""Plays a campaign's paces in a process of its own, from the campaign's past calls, point by point."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from statistics import fmean
from typing import Any, Final

from dialer.campaigns.cell_campaign import read_campaign
from dialer.campaigns.model import CampaignConfig
from dialer.campaigns.simulations.lawful_day import bind
from dialer.campaigns.simulations.model import Pace, Point, paces
from dialer.campaigns.simulations.past_calls import read_past_calls, too_few_calls
from dialer.campaigns.simulations.setting import setting_of
from dialer.cell.campaign import Campaign
from dialer.cell.legal.simulated_law import NoRehearsal
from dialer.compliance.hours import zone_of
from dialer.compliance.load import load
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import message_of, to_plain
from dialer.jobs.worker_process import bound_memory, step_back, tell
from dialer.stores.campaigns import CampaignStore
from pacing.simulate.baselines import MakePacer, pronto
from pacing.simulate.compare import Case
from pacing.simulate.law import lawful
from pacing.simulate.replay import Replay, ReplayError, replay
from pacing.simulate.result import Result
from pacing.simulate.setting import HOUR_S, Setting
from pacing.snapshot import Mode

MOST_CALLS: Final = 50_000  # the newest of the time that is asked for
NO_LIMIT: Final = 1.0


def simulate_apart(asked: dict[str, Any]) -> dict[str, Any]:
    """Simulate in this process: `found` of the past calls and all `points`; or why it `failed`, as JSON.

    Tells after each day how many are done, and how many there are.
    """
    bound_memory()
    step_back()
    return asyncio.run(_simulate(asked))


async def _simulate(asked: dict[str, Any]) -> dict[str, Any]:
    async with CampaignStore.open(asked["url"]) as store:
        config = await store.campaigns.get(asked["campaign_id"], sees=EVERYTHING)
        calls = await read_past_calls(store, config.id, asked["since"], most=MOST_CALLS)
        seen = await store.law.seen(config.id)
    try:
        past = replay(calls, setting_of(config), zone_of(config.time_zone))
        own = None
        if config.law.profile:
            own = read_campaign(config, profiles=load(Path(asked["profiles_dir"])), seen=seen)
        return {"found": _found(past), "points": _points(config, own, past, asked, tell)}
    except ReplayError as error:
        return {"failed": to_plain(too_few_calls(error))}
    except NoRehearsal as error:
        return {"failed": to_plain(message_of(error))}
    except ValueError as error:  # its settings cannot be run
        return {"failed": to_plain(message_of(error))}


def _found(past: Replay) -> dict[str, Any]:
    """What the past calls say."""
    world = past.setting.world
    return {
        "calls": past.calls,
        "people": past.people,
        "abandoned_share": past.abandoned_share,
        "agents": world.agents,
        "answered_share": world.person,
        "talk_s": round(world.talk.mean, 1),
        "wrap_up_s": round(world.wrap_up.mean, 1),
        "assumed": list(past.assumed),
    }


def _points(
    config: CampaignConfig,
    own: Campaign | None,
    past: Replay,
    asked: dict[str, Any],
    hear: Callable[[Any], None],
) -> list[dict[str, Any]]:
    world = replace(
        past.setting.world, day_s=asked["hours"] * HOUR_S, agents=asked["agents"] or past.setting.world.agents
    )
    setting = replace(past.setting, world=world, person_by_hour=())
    present = Pace(mode=config.mode, ratio=config.ratio, target=config.target_abandon_share)
    wanted = paces(present, _limit_of(own, setting, asked["now"]))
    total, points = len(wanted) * asked["days"], list[dict[str, Any]]()
    for place, pace in enumerate(wanted):
        days = []
        for day in _days(_case(own, setting, pace, asked["now"]), asked["days"]):
            days.append(day)
            done = place * asked["days"] + len(days)
            hear([done, total])
        points.append(asdict(_point(pace, days, is_present=place == 0)))
    return points


def _limit_of(own: Campaign | None, setting: Setting, now: float) -> float:
    """The lowest limit of the law, apart from the campaign's own."""
    if own is None:
        return NO_LIMIT
    bound = bind(own, replace(setting, limit=NO_LIMIT), now=now)
    return min(one.limit for one in bound.rehearsal.law.policy.constraints)


def _case(own: Campaign | None, setting: Setting, pace: Pace, now: float) -> Case:
    setting, mode = replace(setting, limit=pace.target), Mode(pace.mode)
    if own is None:
        make: MakePacer = pronto(mode, pace.ratio, None, pace.target)
        return Case(pacer=mode, make=make, world=setting.start(), limit=pace.target)
    bound = bind(own, setting, now=now)
    law = bound.rehearsal.law
    return Case(pacer=mode, make=lawful(law, mode, pace.ratio), world=bound.setting.start(), limit=pace.target, law=law)


def _days(case: Case, days: int) -> Iterator[Result]:
    for seed in range(1, days + 1):
        yield case.day(seed)


def _point(pace: Pace, days: list[Result], *, is_present: bool) -> Point:
    hours = max(sum(one.agent_hours for one in days), 1e-9)
    occupancies = [one.occupancy for one in days]
    shares = [one.abandoned_share for one in days]
    return Point(
        mode=pace.mode,
        ratio=pace.ratio,
        target=pace.target,
        is_present=is_present,
        occupancy=round(fmean(occupancies), 4),
        occupancy_low=round(min(occupancies), 4),
        occupancy_high=round(max(occupancies), 4),
        abandoned=round(fmean(shares), 5),
        abandoned_high=round(max(shares), 5),
        talks_per_agent_hour=round(sum(one.answers - one.abandons for one in days) / hours, 2),
        calls_per_agent_hour=round(sum(one.calls for one in days) / hours, 1),
    )
