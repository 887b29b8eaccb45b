"""Guaranteed dialling on the real Asterisk: whoever answers meets an agent, whatever those who were promised do."""

from pathlib import Path

import pytest

from dialer.campaigns.attempts.model import AttemptRecord
from dialer.cell.agents.roster import Agent, AgentState
from dialer.core.enums import AgentWish, AttemptState, Outcome
from dialer.core.visibility import EVERYTHING
from dialer.lab.carrier_cdr import EndedBy
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from tests.support.call_centre import ACTOR, call_centre, engine_beside, until
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

AGENTS = 3
PERSON = Plan(outcome=Planned.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=2.0)


async def test_agents_who_pause_or_lose_the_phone_while_it_rings_leave_nobody_alone(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with (
        shared_lab.taken(agents=AGENTS, plans=(PERSON,)) as lab,
        call_centre(
            lab,
            tmp_path,
            numbers=lab.numbers(Planned.PERSON, AGENTS - 1),
            agents=AGENTS,
            mode="guaranteed",
            wrap_up_limit_ms=500,
        ) as centre,
        engine_beside(centre.parts) as engine,
    ):

        def seated(state: AgentState) -> list[int]:
            cells = engine.switchboard.cells.values()
            return [agent.id for cell in cells for agent in cell.roster if agent.state is state]

        def seat(agent_id: int) -> Agent:
            return next(one for cell in engine.switchboard.cells.values() for one in cell.roster if one.id == agent_id)

        async def all_ready() -> bool:
            return len(seated(AgentState.READY)) == AGENTS

        async def ringing() -> bool:
            calls = [call for cell in engine.switchboard.cells.values() for call in cell.calls.values()]
            return len(calls) == AGENTS - 1 and all(call.ringing_at is not None for call in calls)

        async def over() -> list[AttemptRecord]:
            found = await centre.attempts()
            return found if all(one.state is AttemptState.ENDED for one in found) else []

        await until(all_ready, "every agent's phone is up")
        await lab.keep_ringing()
        await centre.run_campaign()
        await until(ringing, "two phones ring")
        first, second = seated(AgentState.RESERVED)
        lost = seat(first).leg_id
        agents = {agent.id: agent for agent in await centre.parts.store.agents.list(sees=EVERYTHING)}
        await lab.hang_up_phone(
            agents[first].phone.removeprefix("PJSIP/")
        )  # the third agent is ready, and takes the call
        await centre.parts.service.agent_commands.pause(second, reason="coffee", actor=ACTOR)

        async def known() -> bool:
            return seat(first).leg_id != lost and seat(second).wish is AgentWish.PAUSED

        await until(known, "the engine knows of both")
        await lab.let_answer()
        ended = await until(over, "both talks have ended")
        assert [(one.mode, one.outcome) for one in ended] == [("guaranteed", Outcome.CONNECTED)] * (AGENTS - 1)
        assert second in {one.agent_id for one in ended}

        async def paused() -> bool:
            return seated(AgentState.PAUSED) == [second]

        await until(paused, "the pause comes after the call")
        assert {call.ended_by for call in await lab.wait_for_record(AGENTS - 1)} == {EndedBy.NETWORK}
