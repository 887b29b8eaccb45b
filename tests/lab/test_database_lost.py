"""The database goes while fifty calls are up: people are served or released, nobody new is called, nothing is lost."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from dialer.campaigns.attempts.model import AttemptRecord
from dialer.cell.agents.roster import AgentState
from dialer.core.enums import OPTED_OUT, AttemptState, LeadState, Outcome
from dialer.core.visibility import EVERYTHING
from dialer.engine.engine import Engine
from dialer.lab import Lab
from dialer.lab.audio import longest_silence_ms
from dialer.lab.build import cached_root
from dialer.lab.carrier_cdr import EndedBy
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan, plan_index
from dialer.lab.services import down, postgres_again, postgres_up
from dialer.lab.settings import default_cache
from tests.support.call_centre import ACTOR, CALLS_S, Centre, call_centre, engine_beside, until
from tests.support.shared_lab import SharedLab

pytestmark = [pytest.mark.lab, pytest.mark.long(57), pytest.mark.postgres]

OPEN, UNSERVED, LEADS = 50, 10, 70
WAIT_LIMIT_MS = 2000
PERSON = Plan(outcome=Planned.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=12.0, record=True)
PLANS = (PERSON, Plan(outcome=Planned.PERSON, ring_s=0.5, talk_s=12.0, record=True, key="9", key_after_s=4.0))


def a_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="pronto-postgres-"))
    folder.chmod(0o755)  # the server runs as another user
    return folder


@asynccontextmanager
async def a_database() -> AsyncIterator[tuple[str, Path]]:
    folder = a_folder()
    try:
        yield await postgres_up(folder / "server", cached_root(default_cache())), folder / "server"
    finally:
        await down(folder / "server")
        shutil.rmtree(folder)


async def test_fifty_open_calls_outlive_their_database(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with (
        a_database() as (url, server),
        shared_lab.taken(agents=OPEN, plans=PLANS) as lab,
        call_centre(
            lab,
            tmp_path,
            numbers=lab.numbers(Planned.PERSON, LEADS),
            agents=OPEN,
            calls_per_second=40,
            database_url=url,
            mode="progressive",
            ring_limit_ms=60_000,
            wait_limit_ms=WAIT_LIMIT_MS,
            wrap_up_limit_ms=1000,
            fallback="message",
            message="/var/lib/pronto/sounds/sorry",
        ) as centre,
        engine_beside(centre.parts) as engine,
    ):
        await lab.keep_ringing()
        await fifty_ring_for_forty_agents(centre, engine)
        await down(server)
        await lab.let_answer()
        await everybody_is_served_or_released(lab)
        await agents_are_ready_and_nobody_is_called(centre, engine, lab)
        await postgres_again(server, cached_root(default_cache()), port=make_url(url).port or 0)
        await everything_is_written_and_dialling_goes_on(centre)


async def fifty_ring_for_forty_agents(centre: Centre, engine: Engine) -> None:
    """One call for each of fifty agents, of whom ten then go."""
    await centre.run_campaign()

    async def all_placed() -> bool:
        # Sent, not only written: the database goes next, and might take its answer along.
        return len(await centre.attempts()) == engine.figures()["actions"]["originate"] == OPEN

    await until(all_placed, "fifty calls placed")
    for agent in (await centre.parts.store.agents.list(sees=EVERYTHING))[:UNSERVED]:
        await centre.parts.service.agent_commands.pause(agent.id, reason="gone", actor=ACTOR)

    async def ten_gone() -> bool:
        return states(centre, engine)[AgentState.PAUSED] == UNSERVED

    await until(ten_gone, "ten agents gone")
    calls = engine.switchboard.cells[centre.campaign.id].calls.values()
    assert len(calls) == OPEN
    assert not any(call.answered_at for call in calls)


async def everybody_is_served_or_released(lab: Lab) -> None:
    """Without a database: forty talk until they hang up, ten are released by Asterisk, and nobody hears silence."""

    async def all_over() -> bool:
        return len(lab.carrier_record()) == OPEN

    await until(all_over, "fifty calls over", seconds=CALLS_S)
    record = lab.carrier_record()
    assert all(call.answered_ms is not None for call in record)
    assert Counter(call.ended_by for call in record)[EndedBy.DIALER] == UNSERVED
    for call in record:
        heard = await lab.wait_for_recording(call.number)
        assert await asyncio.to_thread(longest_silence_ms, heard) <= WAIT_LIMIT_MS  # the engine goes on meanwhile


async def agents_are_ready_and_nobody_is_called(centre: Centre, engine: Engine, lab: Lab) -> None:
    """No attempt can be written, so that no call is made, though agents wait and there are leads."""

    async def forty_ready() -> bool:
        return states(centre, engine)[AgentState.READY] == OPEN - UNSERVED

    await until(forty_ready, "forty agents ready again", seconds=CALLS_S)
    assert not engine.health()["database"]
    assert engine.health()["backlog"] >= OPEN
    for _ in range(30):
        await asyncio.sleep(0.1)  # time in which calls would be placed
        assert engine.figures()["actions"]["originate"] == OPEN
    assert len(lab.carrier_record()) == OPEN


async def everything_is_written_and_dialling_goes_on(centre: Centre) -> None:
    async def goes_on() -> list[AttemptRecord]:
        attempts = sorted(await centre.attempts(), key=lambda attempt: attempt.placed_at)
        written = all(attempt.state is AttemptState.ENDED for attempt in attempts[:OPEN])
        return attempts if written and len(attempts) > OPEN else []

    attempts = await until(goes_on, "what was is written, and calls are placed again", seconds=CALLS_S)
    first = attempts[:OPEN]
    outcomes = Counter(attempt.outcome for attempt in first)
    assert outcomes == {Outcome.CONNECTED: OPEN - UNSERVED, Outcome.ABANDONED: UNSERVED}
    assert max(Counter(attempt.lead_id for attempt in attempts).values()) == 1
    refused = [
        attempt
        for attempt in first
        if attempt.outcome is Outcome.ABANDONED and plan_index(attempt.number, len(PLANS)) == 1
    ]
    assert refused
    for attempt in first:
        lead = await centre.parts.store.leads.get(attempt.lead_id, sees=EVERYTHING)
        said_no = attempt in refused
        assert (lead.done_reason == OPTED_OUT) is said_no
        assert (attempt.opted_out_at is not None) is said_no
        assert (lead.state is LeadState.DONE) is said_no
        suppressions = centre.parts.store.suppressions
        assert await suppressions.contains(centre.campaign.company.id, attempt.number) is said_no
    assert (await centre.leads()).total() == LEADS
    assert (await centre.parts.store.audit.verify()).broken_at is None


def states(centre: Centre, engine: Engine) -> Counter[AgentState]:
    return Counter(agent.state for agent in engine.switchboard.cells[centre.campaign.id].roster)
