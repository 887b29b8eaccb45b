"""kill -9 in mid-campaign, ten times: talks go on, legs are taken over, no lead is lost or dialled twice."""

import asyncio
import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from ami.parse import LiveChannel
from dialer.campaigns.attempts.model import AttemptRecord
from dialer.core import clock
from dialer.core.channel_ids import agent_of, campaign_of
from dialer.core.enums import AttemptState, LeadState, Outcome
from dialer.core.visibility import EVERYTHING
from dialer.lab.scenario import REALISTIC, Spread
from tests.support.call_centre import Centre, call_centre, until
from tests.support.shared_lab import SharedLab

pytestmark = [pytest.mark.lab, pytest.mark.long(150)]

KILLS = 10
LEADS = 250
AGENTS = 15
LONG_TALKS = replace(
    REALISTIC,
    ring=Spread(kind="lognormal", mean=2.0, cv=0.5, low=0.5, high=5),
    talk=Spread(kind="uniform", low=4, high=25),
    message=Spread(kind="fixed", mean=8),
    machine_greeting=Spread(kind="uniform", low=4, high=6),
    seed=11,
)
OWNERLESS_AFTER_S = 60.0


async def test_an_engine_killed_ten_times_loses_nothing_and_dials_nobody_twice(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    chance = random.Random(3)
    async with (
        shared_lab.taken(agents=AGENTS, scenario=LONG_TALKS) as lab,
        call_centre(
            lab,
            tmp_path,
            numbers=lab.numbers(None, LEADS),
            agents=AGENTS,
            calls_per_second=10,
            mode="ratio",
            ratio=2.0,
            target_abandon_share=0.9,
            ring_limit_ms=8000,
            wrap_up_limit_ms=1000,
        ) as centre,
    ):
        await centre.run_engine()
        await centre.run_campaign()
        await until(lambda: talks(centre), "somebody in talk")
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0.5, 4.0))  # the moment of the kill is what is random here
            await kill_and_restart(centre, chance.uniform(0.0, 2.0))
        await owned_channels(centre)
        await finish(centre)
        attempts = await centre.attempts()
        record = [call.number for call in await lab.whole_record()]
        leads = await centre.leads()
    assert_each_attempt_was_one_call(attempts, record)
    assert_attempts_of_a_lead_follow_each_other(attempts)
    assert leads.total() == LEADS
    assert leads[LeadState.CLAIMED] == leads[LeadState.CALLING] == leads[LeadState.WRAPPING] == 0
    assert all(attempt.state is AttemptState.ENDED for attempt in attempts)


async def kill_and_restart(centre: Centre, pause_s: float) -> None:
    before = await centre.channels()
    await centre.kill_engine()
    await asyncio.sleep(pause_s)  # for so long nobody watches
    alive = {c.channel_id for c in await centre.channels()}
    await centre.run_engine()
    restarted_at = clock.now()
    await until(lambda: dialled_since(centre, restarted_at), "dialling goes on after a restart")
    # What has ended first, what lives second: who hangs up between the two is in neither.
    ended = {attempt.id for attempt in await centre.attempts() if attempt.state is AttemptState.ENDED}
    after = await centre.channels()
    living = {c.channel_id for c in after}
    assert living >= legs(before) & alive, "a standing leg was not taken over"
    assert len(legs(after)) <= AGENTS
    assert not bridged(before) & living & ended, "a call in talk was given up"


def legs(channels: list[LiveChannel]) -> set[str]:
    return {c.channel_id for c in channels if agent_of(c.channel_id) is not None and c.application}


def bridged(channels: list[LiveChannel]) -> set[str]:
    return {c.channel_id for c in channels if campaign_of(c.channel_id) is not None and c.bridge_id}


async def talks(centre: Centre) -> set[str]:
    return bridged(await centre.channels())


async def dialled_since(centre: Centre, instant: float) -> bool:
    newest = await centre.parts.store.attempts.list(centre.campaign.id, limit=1, sees=EVERYTHING)
    return bool(newest) and newest[0].placed_at > instant


async def owned_channels(centre: Centre) -> None:
    """Within a minute every channel of ours belongs to an attempt that lives, or is an agent's only leg."""

    async def all_owned() -> bool:
        channels = await centre.channels()
        living = {a.id for a in await centre.attempts() if a.state is not AttemptState.ENDED}
        calls = {c.channel_id for c in channels if campaign_of(c.channel_id) is not None}
        per_agent = Counter(agent_of(c.channel_id) for c in channels if agent_of(c.channel_id) is not None)
        return calls <= living and max(per_agent.values(), default=0) <= 1

    await until(all_owned, "every channel has its owner", seconds=OWNERLESS_AFTER_S)


async def finish(centre: Centre) -> None:
    """Dial the rest, log the agents out, and let the engine end by itself."""

    async def all_dialled() -> bool:
        leads = await centre.leads()
        untouched = await centre.parts.store.leads.next_due(centre.campaign.id)
        busy = leads[LeadState.CALLING] + leads[LeadState.WRAPPING]
        return busy == 0 and (untouched is None or untouched > clock.now())

    await until(all_dialled, "every lead dialled", seconds=600)
    assert await centre.stop_engine() == 0


def assert_each_attempt_was_one_call(attempts: list[AttemptRecord], record: list[str]) -> None:
    placed, seen = Counter(attempt.number for attempt in attempts), Counter(record)
    assert seen - placed == Counter(), "the carrier was called without an attempt"
    never_rang = placed - seen
    unseen = Counter(a.number for a in attempts if a.outcome in (Outcome.LOST, Outcome.NOT_PLACED))
    assert never_rang - unseen == Counter(), "an attempt has an outcome, and no call was made"


def assert_attempts_of_a_lead_follow_each_other(attempts: list[AttemptRecord]) -> None:
    by_lead: dict[int, list[AttemptRecord]] = {}
    for attempt in sorted(attempts, key=lambda a: a.placed_at):
        by_lead.setdefault(attempt.lead_id, []).append(attempt)
    for several in by_lead.values():
        for earlier, later in pairwise(several):
            assert earlier.ended_at is not None
            assert earlier.ended_at <= later.placed_at, "a lead was dialled while it was being dialled"
