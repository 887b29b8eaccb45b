"""People who hang up in the instant in which an agent is joined, on the real Asterisk, which loses some of them."""

from pathlib import Path

import pytest

from dialer.campaigns.attempts.model import AttemptRecord
from dialer.cell.agents.roster import AgentState
from dialer.cell.call.zombie_channels import ENDING_FOR_S
from dialer.core.enums import AttemptState, Outcome, Side
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from tests.support.call_centre import call_centre, engine_beside, until
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

AGENTS, LEADS = 8, 240
# The engine joins a person some milliseconds after the answer; the other phones of the lab wait for the first sound.
ANSWERS_AT_ONCE = "ANSWERING ,i"
PLANS = tuple(Plan(outcome=Planned.PERSON, ring_s=0.1, greeting_s=0.5, talk_s=ms / 1000) for ms in range(0, 30, 2))


async def test_nobody_sits_with_a_call_whose_person_hung_up_as_it_was_joined(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with (
        shared_lab.taken(agents=AGENTS, plans=PLANS, voice=False) as lab,
        call_centre(
            lab,
            tmp_path,
            numbers=lab.numbers(Planned.PERSON, LEADS),
            agents=AGENTS,
            calls_per_second=40,
            mode="progressive",
            wrap_up_limit_ms=100,
        ) as centre,
        engine_beside(centre.parts) as engine,
    ):

        async def over() -> list[AttemptRecord]:
            found = await centre.attempts()
            return found if len(found) == LEADS and all(one.state is AttemptState.ENDED for one in found) else []

        async def all_ready() -> bool:
            cells = engine.switchboard.cells.values()
            return all(agent.state is AgentState.READY and agent.leg_free for cell in cells for agent in cell.roster)

        await lab.carrier.cli(f"dialplan set global {ANSWERS_AT_ONCE}")
        await centre.run_campaign()
        ended = await until(over, "every call has ended", seconds=600)
        await until(all_ready, "every agent is free again")
        assert engine.figures()["actions"]["hangup"] > 0, "nobody hung up while being joined"
    lasted = [(one.ended_at or 0.0) - (one.answered_at or 0.0) for one in ended]
    assert max(lasted) < ENDING_FOR_S, "only the last resort ended a call"
    assert {one.ended_by for one in ended} == {Side.THEIRS}
    assert all((one.outcome is Outcome.CONNECTED) == (one.agent_joined_at is not None) for one in ended)
    assert {one.outcome for one in ended} <= {Outcome.CONNECTED, Outcome.ABANDONED}
