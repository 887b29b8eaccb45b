"""Five hundred leads through a real Asterisk: each is called once, and ends as the carrier's own record says."""

import asyncio
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from dialer.app.composition import build
from dialer.campaigns.attempts.model import AttemptRecord
from dialer.core import clock
from dialer.core.enums import AttemptState, LeadState, Outcome, Side, Then
from dialer.demo.simulated_agents import Crowd
from dialer.engine.engine import Engine
from dialer.lab.carrier_cdr import CarrierCall, EndedBy
from dialer.lab.scenario import REALISTIC, Spread
from dialer.lab.scenario import Outcome as Planned
from dialer.people.leads.rules.retry import RetryRule
from tests.support.call_centre import Centre, call_centre, settings_for, until
from tests.support.shared_lab import SharedLab

pytestmark = [pytest.mark.lab, pytest.mark.long(120)]

LEADS = 500
WAIT_LIMIT_MS = 5700  # nobody whom BRISK lets hang up near it does so within 150 ms: else it were chance who was first
BRISK = replace(
    REALISTIC,
    ring=Spread(kind="lognormal", mean=1.5, cv=0.5, low=0.3, high=4),
    talk=Spread(kind="lognormal", mean=5, cv=0.5, low=1.5, high=12),
    machine_greeting=Spread(kind="uniform", low=5, high=9),
    message=Spread(kind="fixed", mean=8),
    seed=7,
)
# Where this takes minutes, a call that the carrier refused, rightly, would else be placed again meanwhile.
ONCE = tuple(RetryRule(on=outcome.value, then=Then.RETRY, wait_s=86_400.0) for outcome in Outcome)
# Served people are connected, who finds no agent is abandoned; machines are told by AMD.
RIGHT = {
    Planned.PERSON: {Outcome.CONNECTED, Outcome.ABANDONED},
    Planned.MACHINE: {Outcome.MACHINE, Outcome.ABANDONED},
    Planned.NO_ANSWER: {Outcome.NO_ANSWER},
    Planned.BUSY: {Outcome.BUSY},
    Planned.CONGESTION: {Outcome.CONGESTION},
    Planned.INVALID_NUMBER: {Outcome.INVALID_NUMBER},
}


async def test_every_lead_ends_in_the_one_right_outcome(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with (
        shared_lab.taken(agents=25, scenario=BRISK) as lab,
        call_centre(
            lab,
            tmp_path,
            numbers=lab.numbers(None, LEADS),
            agents=25,
            calls_per_second=15,
            mode="ratio",
            ratio=2.0,
            target_abandon_share=0.9,  # the guard would slow this down, and is not what is tested here
            ring_limit_ms=8000,
            wait_limit_ms=WAIT_LIMIT_MS,
            amd="default",
            rules=ONCE,
        ) as centre,
    ):
        await dial_all(centre, tmp_path)
        attempts = await centre.attempts()
        leads = await centre.leads()
        record = await settled_record(centre, len(attempts))
    assert again(attempts) == [], "a lead was dialled twice"
    assert len(attempts) == LEADS
    assert Counter(call.number for call in record) == Counter(attempt.number for attempt in attempts)
    assert all(attempt.state is AttemptState.ENDED for attempt in attempts)
    wrong = [
        (call.outcome, attempt.outcome, attempt.cause, attempt.tech_cause)
        for call in record
        for attempt in attempts
        if attempt.number == call.number and not is_right(attempt, call)
    ]
    assert wrong == []
    assert [pair for pair in ends(attempts, record) if not is_seen(*pair)] == []
    assert leads[LeadState.CLAIMED] == leads[LeadState.CALLING] == leads[LeadState.WRAPPING] == 0
    assert leads.total() == LEADS
    assert_reasonable(Counter(attempt.outcome for attempt in attempts))


async def dial_all(centre: Centre, folder: Path) -> None:
    """Run engine and simulated agents in this process until every lead has been dialled and disposed."""
    stop = asyncio.Event()
    settings = settings_for(centre.lab, folder)
    async with build(settings) as parts, asyncio.TaskGroup() as group:
        engine = Engine(store=parts.store, bus=parts.bus, settings=settings, clock=clock.now)
        crowd = Crowd(parts.service, parts.bus, wrap_up_mean_s=0.5, seed=1, clock=clock.now)
        agents = group.create_task(crowd.run())
        running = group.create_task(engine.run(stop))
        await centre.run_campaign()

        async def all_done() -> bool:
            leads, attempts = await centre.leads(), await centre.attempts()
            busy = leads[LeadState.CALLING] + leads[LeadState.WRAPPING] + leads[LeadState.CLAIMED]
            return len(attempts) >= LEADS and busy == 0

        async def unfinished() -> dict[str, object]:
            attempts = await centre.attempts()
            alive = [attempt for attempt in attempts if attempt.state is not AttemptState.ENDED]
            cells = engine.switchboard.cells.values()
            return {
                "leads": await centre.leads(),
                "attempts": len(attempts),
                "alive": alive[:10],
                "why": [(cell.why, cell.stock, len(cell.hopper), cell.calls) for cell in cells],
                "agents": Counter(agent.state for cell in cells for agent in cell.roster),
            }

        await until(all_done, "every lead dialled and done", seconds=600, instead=unfinished)
        stop.set()
        await running
        agents.cancel()


def again(attempts: list[AttemptRecord]) -> list[AttemptRecord]:
    """The attempts of leads that have more than one."""
    by_lead = Counter(attempt.lead_id for attempt in attempts)
    return sorted((one for one in attempts if by_lead[one.lead_id] > 1), key=lambda one: (one.lead_id, one.placed_at))


async def settled_record(centre: Centre, calls: int) -> list[CarrierCall]:
    """The carrier's record, when it has written the end of every call."""

    async def written() -> list[CarrierCall]:
        record = centre.lab.carrier_record()
        return record if len(record) >= calls else []

    return list(await until(written, f"{calls} calls in the carrier's record"))


def is_right(attempt: AttemptRecord, call: CarrierCall) -> bool:
    return attempt.outcome in RIGHT[call.outcome]


def ends(attempts: list[AttemptRecord], record: list[CarrierCall]) -> list[tuple[Side | None, EndedBy]]:
    """Who ended each answered call, as Pronto was told and as the carrier wrote it down."""
    answered = {call.number: call.ended_by for call in record if call.answered_ms is not None}
    return [(attempt.ended_by, answered[attempt.number]) for attempt in attempts if attempt.number in answered]


def is_seen(told: Side | None, by: EndedBy) -> bool:
    return (told is Side.THEIRS) == (by is EndedBy.NETWORK)


def assert_reasonable(outcomes: Counter[Outcome | None]) -> None:
    """Not all the same: most people were served, most machines were told from people."""
    assert outcomes[Outcome.CONNECTED] > 0.6 * LEADS * 0.30
    assert outcomes[Outcome.MACHINE] > 0.6 * LEADS * 0.10
