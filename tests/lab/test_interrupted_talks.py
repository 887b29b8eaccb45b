"""Agents' legs that are lost in talk, and people on hold, with the whole engine on the real Asterisk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from ami.actions import hangup
from ami.events import Hangup
from ami.parse import LiveChannel
from dialer.campaigns.attempts.model import AttemptRecord
from dialer.cell.agents.roster import AgentState
from dialer.cell.call.state_machine import Call, CallState
from dialer.cell.cell import Cell
from dialer.core.channel_ids import agent_of, campaign_of
from dialer.core.enums import AttemptState, Outcome, Side
from dialer.core.visibility import EVERYTHING
from dialer.engine.engine import Engine
from dialer.engine.nodes.originate import HOLD_LINE, REJOIN_LINE
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from tests.support.call_centre import ACTOR, Centre, call_centre, engine_beside, until
from tests.support.lab import Ear, listening
from tests.support.shared_lab import SharedLab

pytestmark = [pytest.mark.lab, pytest.mark.gate]

AGENTS, ROUNDS = 4, 10
TALKS = Plan(outcome=Planned.PERSON, ring_s=0.3, talk_s=600)  # nobody goes by himself
REJOIN_S = 12


@dataclass(slots=True)
class Floor:
    """A call centre whose agents all talk, seen from the test's own connection to Asterisk."""

    centre: Centre
    ear: Ear

    async def channels(self) -> tuple[dict[str, LiveChannel], dict[int, LiveChannel]]:
        """Calls by id and legs by agent."""
        living = await self.centre.channels()
        calls = {one.channel_id: one for one in living if campaign_of(one.channel_id) is not None}
        legs = {agent: one for one in living if (agent := agent_of(one.channel_id)) is not None}
        return calls, legs

    async def pairs(self) -> dict[str, str]:
        """Leg by call, where both are in one bridge."""
        calls, legs = await self.channels()
        by_bridge = {leg.bridge_id: leg.channel_id for leg in legs.values() if leg.bridge_id}
        return {call.channel_id: by_bridge[call.bridge_id] for call in calls.values() if call.bridge_id in by_bridge}

    async def lose(self, leg_id: str) -> None:
        (await self.ear.client.ask(hangup(leg_id))).require()

    def hung_up(self, call_ids: set[str]) -> list[str]:
        return [one.channel_id for one in self.ear.events if isinstance(one, Hangup) and one.channel_id in call_ids]


@asynccontextmanager
async def floor(
    shared_lab: SharedLab, tmp_path: Path, *, agents: int, rejoin_s: int, phone: str = ""
) -> AsyncIterator[Floor]:
    async with (
        shared_lab.taken(agents=agents, plans=(TALKS,)) as lab,
        call_centre(
            lab, tmp_path, numbers=lab.numbers(Planned.PERSON, agents), agents=agents, mode="progressive"
        ) as centre,
        listening(lab.dialer.ami) as ear,
    ):
        for agent in await centre.parts.store.agents.list(sees=EVERYTHING):
            facts = {name: getattr(agent, name) for name in ("display_name", "leg_kind", "language", "team_id")}
            kept = {"phone": f"PJSIP/{phone}" if phone else agent.phone, "rejoin_s": rejoin_s}
            await centre.parts.service.agents.update(agent.id, **facts, **kept, actor=ACTOR)
        yield Floor(centre, ear)


async def all_talk(floor: Floor, agents: int) -> dict[str, str]:
    async def joined() -> dict[str, str]:
        found = await floor.pairs()
        return found if len(found) == agents else {}

    found: dict[str, str] = await until(joined, "every agent is in one bridge with a person")
    return found


def the_call(engine: Engine) -> tuple[Cell, Call]:
    [cell] = engine.switchboard.cells.values()
    [call] = cell.calls.values()
    return cell, call


async def test_forty_legs_lost_in_talk_are_forty_joins_and_nobody_is_hung_up(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with (
        floor(shared_lab, tmp_path, agents=AGENTS, rejoin_s=REJOIN_S) as here,
        engine_beside(here.centre.parts) as engine,
    ):
        await here.centre.run_campaign()
        first = await all_talk(here, AGENTS)
        joined = 0
        for _ in range(ROUNDS):
            before = await all_talk(here, AGENTS)
            for leg_id in before.values():
                await here.lose(leg_id)

            async def again(before: dict[str, str] = before) -> dict[str, str]:
                found = await here.pairs()
                fresh = found.keys() == before.keys() and not set(found.values()) & set(before.values())
                return found if fresh else {}

            joined += len(await until(again, "every person is joined to a new leg of the same agent"))
        assert joined == AGENTS * ROUNDS
        assert here.hung_up(set(first)) == []
        assert {agent_of(leg) for leg in (await here.pairs()).values()} == {agent_of(leg) for leg in first.values()}
        [cell] = engine.switchboard.cells.values()

        async def known() -> bool:
            return {call.state for call in cell.calls.values()} == {CallState.TALKING}

        await until(known, "the engine has heard of the last joins too")
        assert cell.unexpected == {}
        assert len(await here.centre.attempts()) == AGENTS


async def test_a_leg_lost_while_no_engine_lives_is_joined_by_the_next(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with floor(shared_lab, tmp_path, agents=1, rejoin_s=60) as here:
        await here.centre.run_engine()
        await here.centre.run_campaign()
        [(call_id, leg_id)] = (await all_talk(here, 1)).items()

        async def written() -> bool:
            return [one.state for one in await here.centre.attempts()] == [AttemptState.TALKING]

        await until(written, "the talk is written down")
        await here.centre.kill_engine()
        await here.lose(leg_id)
        await here.ear.said("ProntoLegLost", call_id)
        await here.centre.run_engine()
        [(joined, fresh)] = (await all_talk(here, 1)).items()
        assert (joined, agent_of(fresh), fresh != leg_id) == (call_id, agent_of(leg_id), True)
        assert here.hung_up({call_id}) == []


async def test_a_person_on_hold_stays_there_over_a_restart_until_the_agent_resumes(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with floor(shared_lab, tmp_path, agents=1, rejoin_s=0) as here:
        parts = here.centre.parts
        async with engine_beside(parts) as engine:
            await here.centre.run_campaign()
            [(call_id, leg_id)] = (await all_talk(here, 1)).items()
            agent_id = agent_of(leg_id)
            assert agent_id is not None
            done = await parts.service.agent_commands.hold(agent_id, attempt_id=call_id, actor=ACTOR)
            assert (done.is_done, done.state) == (True, "talking")
            calls, legs = await here.channels()
            assert (calls[call_id].bridge_id, calls[call_id].exten) == ("", HOLD_LINE)
            assert (legs[agent_id].channel_id, legs[agent_id].application) == (leg_id, "BridgeWait")
            done = await parts.service.agent_commands.resume(agent_id, attempt_id=call_id, actor=ACTOR)
            assert done.is_done
            assert await here.pairs() == {call_id: leg_id}
            assert (await parts.service.agent_commands.hold(agent_id, actor=ACTOR)).is_done
            assert the_call(engine)[1].state is CallState.ON_HOLD
            engine._end_talks = _leave_them  # type: ignore[method-assign]
        async with engine_beside(parts) as engine:

            async def adopted() -> bool:
                calls = [call for cell in engine.switchboard.cells.values() for call in cell.calls.values()]
                return [call.state for call in calls] == [CallState.ON_HOLD]

            await until(adopted, "the next engine knows that the person is on hold")
            assert await here.pairs() == {}
            assert (await parts.service.agent_commands.resume(agent_id, actor=ACTOR)).is_done
            assert await here.pairs() == {call_id: leg_id}
            assert here.hung_up({call_id}) == []


async def _leave_them(_patience_s: float) -> None:
    """The engine goes, and its talks stay."""


async def test_the_rejoin_time_over_the_call_ends_as_served_and_the_agent_wraps_up(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    """The phone rings for two seconds before it answers, and the person is kept for one."""
    async with (
        floor(shared_lab, tmp_path, agents=1, rejoin_s=1, phone="1901") as here,
        engine_beside(here.centre.parts) as engine,
    ):
        await here.centre.run_campaign()
        [(call_id, leg_id)] = (await all_talk(here, 1)).items()
        await here.lose(leg_id)
        lost = await here.ear.said("ProntoLegLost", call_id)
        assert lost.fields["within"] == "1000"
        await here.ear.hung_up(call_id)

        async def wraps_up() -> bool:
            [cell] = engine.switchboard.cells.values()
            return [agent.state for agent in cell.roster] == [AgentState.WRAP_UP]

        await until(wraps_up, "the agent is in wrap-up")

        async def ended() -> AttemptRecord | None:
            [attempt] = await here.centre.attempts()
            return attempt if attempt.state is AttemptState.ENDED else None

        attempt = await until(ended, "the attempt has its end")
        assert (attempt.outcome, attempt.ended_by, attempt.unserved_at) == (Outcome.CONNECTED, Side.OURS, None)
        assert (await here.ear.note(call_id))[0] == "served"
        [cell] = engine.switchboard.cells.values()
        assert (cell.learned.tally.served, cell.learned.tally.abandoned) == (1, 0)
        assert REJOIN_LINE not in [channel.exten for channel in await here.centre.channels()]
