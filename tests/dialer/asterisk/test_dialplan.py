"""The shipped dialplan on the real Asterisk: nobody hears silence, the limit holds, a conversation stands it down."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from ami.actions import bridge, db_get, db_get_tree, hangup, originate
from ami.events import BridgeEnter, UserEvent
from ami.parse import database_values
from dialer.engine.nodes.originate import finds_no_call, joined_action
from dialer.lab import Lab, Outcome, Plan
from dialer.lab.audio import longest_silence_ms, loudness
from dialer.lab.render import TRUNK
from tests.support.cells import NOW
from tests.support.lab import SILENT_MS, Ear, is_after, listening, running_lab

pytestmark = pytest.mark.lab

WAIT_MS = 1500
PLANS = (
    Plan(outcome=Outcome.PERSON, ring_s=0.1, greeting_s=0.5, talk_s=60, record=True),
    Plan(outcome=Outcome.MACHINE, ring_s=0.1, greeting_s=14, talk_s=20, record=True),
    Plan(outcome=Outcome.PERSON, ring_s=0.1, talk_s=0.6),
)
PERSON, MACHINE, SHORT = ("+441134960000", "+441134960001", "+441134960002")


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    """A lab whose numbers do as PLANS says."""
    async with running_lab(agents=2, plans=PLANS) as lab:
        yield lab


@pytest.fixture
async def ear(lab: Lab) -> AsyncIterator[Ear]:
    """Logged in at the dialer as the least-privileged user."""
    async with listening(lab.dialer.ami) as ear:
        yield ear


def _names(ear: Ear, attempt: str) -> list[str]:
    return [event.name for event in ear.of(attempt) if isinstance(event, UserEvent)]


async def test_at_the_limit_the_message_is_heard_and_before_it_never_silence(lab: Lab, ear: Ear) -> None:
    await ear.call(PERSON, "at-1", wait_ms=str(WAIT_MS), fallback="message")
    unserved = await ear.said("ProntoUnserved", "at-1")
    assert (unserved.fields["treatment"], unserved.fields["attempt"]) == ("message", "at-1")
    assert (await ear.hung_up("at-1")).cause == 16
    limit, answered = await ear.limit_and_answer("at-1")
    assert is_after(WAIT_MS / 1000, limit - answered)
    assert _names(ear, "at-1") == ["ProntoAnswered", "ProntoUnserved"]
    heard = await lab.wait_for_recording(PERSON)
    levels = loudness(heard)
    assert longest_silence_ms(heard) <= SILENT_MS
    assert max(levels[3:11]) < -25  # comfort noise: audible, not speech
    assert max(levels[16:60]) > -20  # the message
    assert len(levels) > WAIT_MS / 100 + 40  # all of it


async def test_at_the_limit_the_call_is_hung_up(ear: Ear) -> None:
    await ear.call(PERSON, "at-1", wait_ms="700", fallback="hangup")
    limit, answered = await ear.limit_and_answer("at-1")
    assert is_after(0.7, limit - answered)
    assert (await ear.said("ProntoUnserved", "at-1")).fields["treatment"] == "hangup"


async def test_without_any_variable_the_defaults_hold(ear: Ear) -> None:
    channel = f"PJSIP/{PERSON}@{TRUNK}"
    bare = originate(channel=channel, channel_id="at-1", context="pronto-customer", exten="s", ring_timeout_ms=9000)
    (await ear.client.ask(bare)).require()
    limit, answered = await ear.limit_and_answer("at-1")
    assert is_after(2.0, limit - answered)


async def test_the_limit_holds_while_nobody_listens(lab: Lab, ear: Ear) -> None:
    async with listening(lab.dialer.ami) as gone:
        await gone.call(PERSON, "at-1", wait_ms="700")
        await gone.said("ProntoAnswered", "at-1")
    await ear.hung_up("at-1")
    assert (await ear.note("at-1"))[0] == "unserved"


async def test_who_answers_and_goes_before_the_limit_leaves_a_note_though_nobody_listens(ear: Ear) -> None:
    await ear.call(SHORT, "at-1", wait_ms="3000")
    await ear.hung_up("at-1")
    assert _names(ear, "at-1") == ["ProntoAnswered"]
    assert (await ear.note("at-1"))[0] == "left"


@pytest.mark.parametrize("after_ms", [0, 3, 1000])
async def test_bridged_people_talk_and_the_limit_is_stood_down(lab: Lab, ear: Ear, after_ms: int) -> None:
    leg = await ear.leg("1001")
    await ear.call(PERSON, "at-1", wait_ms="3000", fallback="message")
    await ear.said("ProntoAnswered", "at-1")
    await asyncio.sleep(after_ms / 1000)  # where in the dialplan the Bridge finds the channel
    (await ear.client.ask(bridge(customer="at-1", agent=leg))).require()
    await ear.wait(BridgeEnter, lambda event: event.channel_id == leg and event.members == 2)
    await asyncio.sleep(3.5)  # well past the limit
    assert _names(ear, "at-1") == ["ProntoAnswered"]
    await lab.hang_up_phone("1001")
    assert (await ear.hung_up("at-1")).cause == 16
    assert _names(ear, "at-1") == ["ProntoAnswered"]
    assert (await ear.note("at-1"))[0] == "served"
    heard = await lab.wait_for_recording(PERSON)
    assert max(loudness(heard)[-15:-3]) > -20  # the agent's voice
    assert longest_silence_ms(heard) <= SILENT_MS


async def test_a_short_conversation_that_the_agent_ends_before_the_limit_ends_the_call(lab: Lab, ear: Ear) -> None:
    leg = await ear.leg("1001")
    await ear.call(PERSON, "at-1", wait_ms="20000", fallback="message")
    await ear.said("ProntoAnswered", "at-1")
    (await ear.client.ask(bridge(customer="at-1", agent=leg))).require()
    await ear.wait(BridgeEnter, lambda event: event.channel_id == leg)
    await lab.hang_up_phone("1001")
    await ear.hung_up("at-1")
    assert _names(ear, "at-1") == ["ProntoAnswered"]
    assert (await ear.note("at-1"))[0] == "served"


@pytest.mark.parametrize("by", ["person", "agent", "us"])
async def test_whoever_ends_a_conversation_the_dialplan_notes_it_with_its_agent(lab: Lab, ear: Ear, by: str) -> None:
    leg = await ear.leg("1001")
    number = SHORT if by == "person" else PERSON
    await ear.call(number, "at-1", wait_ms="20000")
    await ear.said("ProntoAnswered", "at-1")
    joining = ear.client.send(bridge(customer="at-1", agent=leg))
    (await ear.client.ask(joined_action("at-1", 7, NOW))).require()
    (await joining).require()
    if by == "agent":
        await lab.hang_up_phone("1001")
    elif by == "us":
        (await ear.client.ask(hangup("at-1"))).require()
    await ear.hung_up("at-1")
    word, ended_ms, answered_ms, unserved_ms, joined_ms, agent_id = await ear.note("at-1")
    assert (word, unserved_ms, joined_ms, agent_id) == ("served", "", str(round(NOW * 1000)), "7")
    assert int(answered_ms) < int(ended_ms)


async def test_the_leg_is_free_again_after_each_conversation(ear: Ear) -> None:
    leg = await ear.leg("1001")
    for turn in (1, 2):
        attempt = f"at-{turn}"
        await ear.call(SHORT, attempt, wait_ms="5000")
        await ear.said("ProntoAnswered", attempt)
        (await ear.client.ask(bridge(customer=attempt, agent=leg))).require()
        await ear.hung_up(attempt)
        async with asyncio.timeout(60):
            while _names(ear, leg).count("ProntoAgentLeg") <= turn:
                await ear.client.ask(db_get("pronto", "none"))
    # The husks that a Bridge leaves of the calls' channels note nothing.
    noted = database_values((await ear.client.ask(db_get_tree("pronto"))).items)
    assert {key: value.partition(":")[0] for key, value in noted.items()} == {
        "/pronto/at-1": "served",
        "/pronto/at-2": "served",
    }


async def test_a_bridge_with_a_leg_that_is_gone_leaves_the_limit_in_force(ear: Ear) -> None:
    await ear.call(PERSON, "at-1", wait_ms="1000")
    await ear.said("ProntoAnswered", "at-1")
    assert not (await ear.client.ask(bridge(customer="at-1", agent="nobody"))).success
    await ear.said("ProntoUnserved", "at-1")
    await ear.hung_up("at-1")


async def test_a_bridge_says_whether_it_is_the_call_or_the_leg_that_is_gone(ear: Ear) -> None:
    leg = await ear.leg("1001")
    assert finds_no_call(await ear.client.ask(bridge(customer="at-1", agent=leg)))
    await ear.call(PERSON, "at-1", wait_ms="5000")
    await ear.said("ProntoAnswered", "at-1")
    assert not finds_no_call(await ear.client.ask(bridge(customer="at-1", agent="nobody")))
    assert not finds_no_call(await ear.client.ask(bridge(customer="at-1", agent=leg)))


@pytest.mark.parametrize("after_ms", [0, 900])
async def test_a_person_is_told_from_a_machine_and_waits_on(lab: Lab, ear: Ear, after_ms: int) -> None:
    leg = await ear.leg("1001")
    await ear.call(PERSON, "at-1", wait_ms="6000", amd="2500,1500,800,5000")
    if after_ms:  # the engine need not wait for the verdict
        await ear.said("ProntoAnswered", "at-1")
        await asyncio.sleep(after_ms / 1000)
    else:
        assert (await ear.said("ProntoScreened", "at-1")).fields["result"] == "human"
    (await ear.client.ask(bridge(customer="at-1", agent=leg))).require()
    await ear.wait(BridgeEnter, lambda event: event.channel_id == leg)
    await lab.hang_up_phone("1001")
    await ear.hung_up("at-1")
    assert "ProntoUnserved" not in _names(ear, "at-1")


async def test_a_machine_is_hung_up_on(ear: Ear) -> None:
    await ear.call(MACHINE, "at-1", wait_ms="9000", amd="2500,1500,800,5000")
    screened = await ear.said("ProntoScreened", "at-1")
    assert screened.fields["result"] == "machine"
    await ear.hung_up("at-1")
    assert (await ear.note("at-1"))[0] == "machine"


async def test_detection_may_not_outlast_the_limit(ear: Ear) -> None:
    await ear.call(MACHINE, "at-1", wait_ms="900", amd="5000,5000,5000,9000,100,50,99,256,5000")
    assert (await ear.said("ProntoScreened", "at-1")).fields["result"] == "unsure"
    limit, answered = await ear.limit_and_answer("at-1")
    assert is_after(0.9, limit - answered)
