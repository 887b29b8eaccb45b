"""The shipped engine on the real Asterisk, in a world whose distributions are known; counted as a simulated run is.

The carrier's plans and the agents' wrap-ups are drawn with the simulator's own code: what is left to differ is the
engine, Asterisk and the phones.
"""

import asyncio
import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from api.cli.demo import every_attempt, lab_settings
from dialer.app.composition import Parts, build
from dialer.campaigns.attempts.model import AttemptRecord
from dialer.campaigns.model import CampaignConfig, draft_of
from dialer.core import clock
from dialer.core.enums import CampaignStatus, Outcome, Then
from dialer.demo.fixtures import Wanted, set_up
from dialer.demo.simulated_agents import Crowd
from dialer.engine.engine import Engine
from dialer.lab.lab import Lab
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from dialer.lab.settings import LabSettings
from dialer.messaging.bus import Topic
from dialer.people.leads.rules.retry import RetryRule
from pacing.calibration import Calibration
from pacing.simulate.result import Result
from pacing.simulate.world import Spread, World
from pacing.snapshot import Policy

# A quarter of the calls reaches a person, who answers after 12 s and talks for 60; 20 s of wrap-up.
WORLD = World(agents=20, machine=0.0, busy=0.13, failed=0.17, set_up_s=0.1, starts_per_s=100.0, lines=400)
LEADS = 10_000  # the plans too: each number has one of its own, so that answers are as independent as in the simulator
FIRST_NUMBER = 14_000  # of the fictitious ones: from here on the last digits differ from number to number
ACTOR = "benchmark"
READY_WITHIN_S = 90.0
_REFUSALS = (Planned.CONGESTION, Planned.INVALID_NUMBER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What the real run brought, and by what rules: `policy` counts its instants from the run's beginning."""

    result: Result
    policy: Policy
    decision_us: dict[str, float] | None
    unexpected: int
    foretold: Mapping[str, Calibration]  # what the engine's pacer foretold, beside what then happened


def plans(world: World, seed: int) -> tuple[Plan, ...]:
    """What the carrier does with each number: the simulator's world, drawn call by call."""
    chance = random.Random(seed)
    return tuple(_plan(world, chance) for _ in range(LEADS))


def _plan(world: World, chance: random.Random) -> Plan:
    if chance.random() < world.person:
        talk_s = max(world.talk.draw(chance), 0.5)
        return Plan(outcome=Planned.PERSON, ring_s=world.ring.draw(chance), greeting_s=0.5, talk_s=talk_s)
    luck = chance.random()
    if luck < world.busy:
        return Plan(outcome=Planned.BUSY, ring_s=world.refused_s)
    if luck < world.busy + world.failed:
        return Plan(outcome=chance.choice(_REFUSALS), ring_s=world.refused_s)
    return Plan(outcome=Planned.NO_ANSWER)


async def live_run(world: World, *, seed: int, told: Callable[[str], None] = lambda line: None) -> Live:
    """Set up a lab and a call centre, let it dial for `world.day_s` seconds, and count."""
    with tempfile.TemporaryDirectory(prefix="pronto-truth-") as folder:
        lab = Lab(
            LabSettings(
                folder=Path(folder) / "lab",
                base_port=None,
                agents=world.agents,
                lines=world.lines,
                plans=plans(world, seed),
                voice=False,  # voice streams would fill a small machine, and say nothing about pacing
            )
        )
        try:
            await lab.up(lambda line: told(str(line)))
            async with build(lab_settings(lab, Path(folder) / "state")) as parts:
                return await _dial(lab, parts, world, seed)
        finally:
            await lab.down()


async def _dial(lab: Lab, parts: Parts, world: World, seed: int) -> Live:
    wanted = Wanted(
        numbers=lab.numbers(None, LEADS, skip=FIRST_NUMBER),
        phones=[f"PJSIP/{phone}" for phone in lab.phones],
        calls_per_second=world.starts_per_s,
        seed=seed,
        wrap_up_limit_ms=600_000,
    )
    campaign = await set_up(parts.store, parts.service, wanted, trunk=lab.trunk)
    await _nobody_twice(parts, campaign)
    engine = Engine(store=parts.store, bus=parts.bus, settings=parts.settings, clock=clock.now)
    crowd = Crowd(
        parts.service, parts.bus, wrap_up_mean_s=0.0, seed=seed, clock=clock.now, wrap_up=_wrap_up(world.wrap_up)
    )
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(engine.run(stop, end_talks_after_s=1.0))
        side = group.create_task(crowd.run())
        await _all_ready(parts, world.agents)
        await parts.service.campaigns.set_status(campaign.id, CampaignStatus.RUNNING, actor=ACTOR)
        began = clock.now()
        await asyncio.sleep(world.day_s)
        stop.set()
        await running
        side.cancel()
    figures, cell = engine.figures(), engine.switchboard.cells[campaign.id]
    return Live(
        result=counted(await every_attempt(parts, campaign.id), world, began=began),
        policy=_from_the_beginning(cell.policy or cell.campaign.policy, began),
        decision_us=figures.get("decision_us"),
        unexpected=sum(figures["unexpected_events"].values()),
        foretold={"answers": cell.learned.answers_foretold, "agents free": cell.learned.frees_foretold},
    )


def _wrap_up(spread: Spread) -> Callable[[random.Random], float]:
    return spread.draw


async def _nobody_twice(parts: Parts, campaign: CampaignConfig) -> None:
    """Leads are tried once: who was busy would be busy again, and the world would not be the simulator's."""
    day_s = 86_400.0
    once = tuple(RetryRule(on=outcome.value, then=Then.RETRY, wait_s=day_s) for outcome in Outcome)
    kept = tuple(rule for rule in campaign.rules if rule.on.startswith("disposition:"))
    await parts.service.campaigns.update(campaign.id, replace(draft_of(campaign), rules=(*once, *kept)), actor=ACTOR)


async def _all_ready(parts: Parts, agents: int) -> None:
    async with asyncio.timeout(READY_WITHIN_S), parts.bus.subscribe(Topic.BOARD) as boards:
        async for message in boards:
            if any(one["agents"].get("ready") == agents for one in message.body["campaigns"]):
                return


def _from_the_beginning(policy: Policy, began: float) -> Policy:
    def shifted(at: float | None) -> float | None:
        return None if at is None else at - began

    return replace(
        policy,
        constraints=tuple(
            replace(one, starts_at=shifted(one.starts_at), ends_at=shifted(one.ends_at)) for one in policy.constraints
        ),
    )


def counted(attempts: Sequence[AttemptRecord], world: World, *, began: float) -> Result:
    """The run's attempts as the simulator would have counted them, minute by minute."""
    result, seconds = Result(), world.day_s
    result.staffed(0.0, world.agents)
    for attempt in attempts:
        if attempt.placed_at - began < seconds:
            result.launched(max(attempt.placed_at - began, 0.0))
        if attempt.agent_joined_at is not None and attempt.agent_joined_at - began < seconds:
            _count_talk(result, attempt, began, seconds)
        elif attempt.outcome is Outcome.ABANDONED and began <= (attempt.ended_at or 0.0) < began + seconds:
            result.abandoned((attempt.ended_at or began) - began)
    result.finish(seconds, world.agents)
    return result


def _count_talk(result: Result, attempt: AttemptRecord, began: float, seconds: float) -> None:
    assert attempt.agent_joined_at is not None
    joined = attempt.agent_joined_at - began
    result.served(joined, attempt.agent_joined_at - (attempt.answered_at or attempt.agent_joined_at))
    ended = seconds if attempt.ended_at is None else min(attempt.ended_at - began, seconds)
    result.busy(joined, ended)
    free = seconds if attempt.disposed_at is None else min(attempt.disposed_at - began, seconds)
    if free > ended:
        result.busy(ended, free, wrap_up=True)
