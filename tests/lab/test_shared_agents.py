"""Two predictive campaigns on the same agents: the one that has all to learn comes to its part beside the other."""

import asyncio
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from dialer.app.composition import Parts, build
from dialer.campaigns.model import CampaignConfig, draft_of
from dialer.core import clock
from dialer.core.enums import CampaignStatus
from dialer.core.enums import Outcome as Ended
from dialer.core.visibility import EVERYTHING
from dialer.demo.fixtures import Wanted, made_leads, set_up
from dialer.demo.law import consent, scrub
from dialer.demo.simulated_agents import Crowd
from dialer.engine.engine import Engine
from dialer.lab import Lab
from dialer.lab.scenario import Outcome, Plan
from tests.support.call_centre import ACTOR, engine_beside, settings_for, until
from tests.support.shared_lab import SharedLab

pytestmark = [pytest.mark.lab, pytest.mark.long(95)]

TALKS = Plan(outcome=Outcome.PERSON, ring_s=2.0, greeting_s=0.5, talk_s=4.0)
BUSY = Plan(outcome=Outcome.BUSY, ring_s=1.5)
AGENTS, LEADS, TALKS_WANTED = 8, 1_000, 90


async def test_a_campaign_that_has_all_to_learn_comes_to_its_part_of_the_agents(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with (
        shared_lab.taken(agents=AGENTS, plans=(TALKS, BUSY, BUSY), voice=False) as lab,
        build(settings_for(lab, tmp_path)) as parts,
    ):
        spring, autumn = await two_campaigns(parts, lab)
        async with engine_beside(parts) as engine, asyncio.TaskGroup() as group:
            await ready(engine, spring)
            # Thousands of answers and hardly an abandoned call: as far as its limit goes it might take every agent.
            engine.switchboard.cells[spring.id].learned.tally.add(clock.now() - 600.0, served=5_000)
            crowd = Crowd(parts.service, parts.bus, wrap_up_mean_s=1.0, seed=1, clock=clock.now)
            side = group.create_task(crowd.run())
            for campaign in (spring, autumn):
                await parts.service.campaigns.set_status(campaign.id, CampaignStatus.RUNNING, actor=ACTOR)

            async def talks() -> Counter[int]:
                ends = [(one.id, await ended(parts, one)) for one in (spring, autumn)]
                return Counter({campaign: counts[Ended.CONNECTED] for campaign, counts in ends})

            async def enough() -> bool:
                return (await talks()).total() >= TALKS_WANTED

            await until(enough, "as many talks as wanted", seconds=240.0, instead=talks)
            of_each = await talks()
            side.cancel()
        assert min(of_each.values()) >= TALKS_WANTED / 4, of_each
        abandoned = sum([(await ended(parts, one))[Ended.ABANDONED] for one in (spring, autumn)])
        assert abandoned <= TALKS_WANTED / 10
        for campaign in (spring, autumn):
            dialled = Counter(
                [one.number for one in await parts.store.attempts.list(campaign.id, limit=10_000, sees=EVERYTHING)]
            )
            assert max(dialled.values()) == 1


async def two_campaigns(parts: Parts, lab: Lab) -> tuple[CampaignConfig, CampaignConfig]:
    """Each with its own numbers; every agent works in both."""
    numbers = lab.numbers(None, 2 * LEADS)
    phones = [f"PJSIP/{phone}" for phone in lab.phones]
    wanted = Wanted(numbers=numbers[:LEADS], phones=phones, calls_per_second=20.0, seed=1)
    spring = await set_up(parts.store, parts.service, wanted, trunk=lab.trunk)
    autumn = await parts.service.campaigns.create(replace(draft_of(spring), name="autumn"), actor=ACTOR)
    made = await parts.service.lists.create(
        name="autumn",
        company_id=autumn.company.id,
        campaign_id=autumn.id,
        country="GB",
        consent=consent(autumn.company.name, clock.now()),
        actor=ACTOR,
    )
    await parts.store.leads.add(made.id, list(made_leads(numbers[LEADS:], seed=2)))
    await scrub(parts.store, made.id, clock.now())
    for agent in await parts.store.agents.list(sees=EVERYTHING):
        await parts.service.agent_commands.log_in(agent.id, spring.id, also=(autumn.id,), ready=True, actor=ACTOR)
    return spring, autumn


async def ready(engine: Engine, campaign: CampaignConfig) -> None:
    async def all_able() -> bool:
        cell = engine.switchboard.cells.get(campaign.id)
        return cell is not None and cell.able == AGENTS

    await until(all_able, "every agent's phone is up")


async def ended(parts: Parts, campaign: CampaignConfig) -> Counter[Ended | None]:
    return Counter([one.outcome for one in await parts.store.attempts.list(campaign.id, limit=10_000, sees=EVERYTHING)])
