"""People whose answer, no, or conversation no engine saw: the next audit learns of it from the dialplan's note."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ami.actions import hangup
from ami.events import BridgeEnter, ChannelState, NewState
from dialer.campaigns.attempts.model import AttemptRecord
from dialer.core import clock
from dialer.core.channel_ids import agent_of, campaign_of
from dialer.core.enums import AttemptState, LeadState, Outcome
from dialer.core.visibility import EVERYTHING
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from tests.support.ami_proxy import Line, line_to
from tests.support.call_centre import Centre, call_centre, until
from tests.support.lab import Ear, listening
from tests.support.patience import PATIENCE_S
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

SAYS_NO = Plan(outcome=Planned.PERSON, ring_s=4.0, greeting_s=0.5, talk_s=120, key="9", key_after_s=4.0)
TALKS = Plan(outcome=Planned.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=120)
LONG = 30  # times the good-bye is said, so that the person is still there when the engine is back


BUSY = Plan(outcome=Planned.BUSY, ring_s=4.0)
INVALID = Plan(outcome=Planned.INVALID_NUMBER, ring_s=4.0)


@asynccontextmanager
async def a_centre(shared_lab: SharedLab, tmp_path: Path, plan: Plan) -> AsyncIterator[tuple[Centre, Line, Ear]]:
    """One agent, one person to call, a line to Asterisk that can be cut, and an ear of the test's own."""
    async with (
        shared_lab.taken(agents=1, plans=(plan,)) as lab,
        line_to(lab.dialer.ami.port) as line,
        listening(lab.dialer.ami) as ear,
    ):
        for sound in (lab.folder / "sounds/pronto").glob("goodbye.?law"):
            sound.write_bytes(sound.read_bytes() * LONG)
        numbers = lab.numbers(plan.outcome, 1)
        made = call_centre(
            lab,
            tmp_path / "pronto",
            numbers=numbers,
            agents=1,
            ami_port=line.port,
            mode="ratio",
            fallback="message",
            message="sorry",
        )
        async with made as centre:
            await centre.run_engine()
            await centre.run_campaign()
            yield centre, line, ear


async def ended(centre: Centre, call_id: str) -> AttemptRecord:
    async def look() -> AttemptRecord | None:
        attempt = await centre.parts.store.attempts.get(call_id, sees=EVERYTHING)
        return attempt if attempt.state is AttemptState.ENDED else None

    found: AttemptRecord = await until(look, "the attempt has its end")
    return found


@pytest.mark.parametrize("lost", ["link", "engine"])
async def test_a_no_said_unseen_is_kept_though_the_hang_up_is_heard_before_the_audit(
    shared_lab: SharedLab, tmp_path: Path, lost: str
) -> None:
    async with a_centre(shared_lab, tmp_path, SAYS_NO) as (centre, line, ear):
        rings = await ear.wait(
            NewState, lambda one: one.state is ChannelState.RINGING and campaign_of(one.channel_id) is not None
        )
        call_id = rings.channel_id
        if lost == "engine":
            await centre.kill_engine()
        line.cut()
        await ear.said("ProntoOptOut", call_id)
        line.hold(b"CoreShowChannels")
        line.mend()
        if lost == "engine":
            await centre.run_engine()
        async with asyncio.timeout(PATIENCE_S):
            await line.holding.wait()  # the link is up, and the audit asks
        (await ear.client.ask(hangup(call_id))).require()
        await ear.hung_up(call_id)
        line.let_go()
        attempt = await ended(centre, call_id)
        assert attempt.outcome is Outcome.ABANDONED
        assert attempt.answered_at is not None
        assert attempt.unserved_at is not None
        assert attempt.opted_out_at is not None
        assert attempt.answered_at < attempt.unserved_at < attempt.opted_out_at
        assert await centre.parts.store.suppressions.contains(centre.campaign.company.id, attempt.number)
        assert (await centre.leads())[LeadState.DONE] == 1
        assert len(await centre.attempts()) == 1


async def test_a_talk_whose_engine_dies_at_the_join_and_that_ends_unseen_is_served(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async def noted() -> bool:
        return b"PRONTO_JOINED" in line.heard

    async with a_centre(shared_lab, tmp_path, TALKS) as (centre, line, ear):
        line.deafen(b"Action: Bridge")  # so that it cannot have written the join, however late it is killed
        joined = await ear.wait(BridgeEnter, lambda one: one.members == 2)
        await until(noted, "the engine has told the dialplan of the join")
        await centre.kill_engine()
        killed_at = clock.now()
        line.undeafen()
        entered = [one for one in ear.events if isinstance(one, BridgeEnter) and one.bridge_id == joined.bridge_id]
        call_id = next(one.channel_id for one in entered if campaign_of(one.channel_id) is not None)
        agent_id = next(found for one in entered if (found := agent_of(one.channel_id)) is not None)
        before = await centre.parts.store.attempts.get(call_id, sees=EVERYTHING)
        assert before.agent_joined_at is None
        (await ear.client.ask(hangup(call_id))).require()
        await ear.hung_up(call_id)
        await centre.run_engine()
        attempt = await ended(centre, call_id)
        assert (attempt.outcome, attempt.agent_id) == (Outcome.CONNECTED, agent_id)
        assert attempt.answered_at is not None
        assert attempt.agent_joined_at is not None
        assert attempt.ended_at is not None
        assert attempt.answered_at <= attempt.agent_joined_at < killed_at
        assert attempt.agent_joined_at <= attempt.ended_at < killed_at + 5.0
        assert (await centre.leads())[LeadState.OPEN] == 0  # the agent's word decides, and nobody dials it again
        assert len(await centre.attempts()) == 1


@pytest.mark.parametrize(("plan", "outcome"), [(BUSY, Outcome.BUSY), (INVALID, Outcome.INVALID_NUMBER)])
async def test_a_call_that_nobody_answers_and_that_ends_unseen_has_the_network_s_outcome(
    shared_lab: SharedLab, tmp_path: Path, plan: Plan, outcome: Outcome
) -> None:
    async with a_centre(shared_lab, tmp_path, plan) as (centre, _, ear):

        async def dialled() -> list[str]:
            return [one.channel_id for one in await centre.channels() if campaign_of(one.channel_id) is not None]

        [call_id] = await until(dialled, "the network has the call")
        await centre.kill_engine()
        await ear.hung_up(call_id)
        await centre.run_engine()
        attempt = await ended(centre, call_id)
        assert (attempt.outcome, attempt.answered_at) == (outcome, None)
