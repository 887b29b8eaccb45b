"""The shipped dialplan on the real Asterisk: nobody hears silence, the limit holds, a conversation stands it down."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest

from ami.actions import bridge, db_get, db_get_tree, hangup, originate
from ami.events import BridgeEnter, ChannelState, NewState, UserEvent
from ami.parse import database_values
from dialer.cell.call.hangup_causes import unanswered_outcome
from dialer.engine.ami_translation import note_of
from dialer.engine.nodes.originate import finds_no_call, joined_action
from dialer.lab import Lab, Outcome, Plan
from dialer.lab.audio import longest_silence_ms, loudness
from dialer.lab.render import TRUNK
from tests.support.cells import NOW
from tests.support.lab import SILENT_MS, Ear, LabOfMany, is_after, listening
from tests.support.patience import PATIENCE_S
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

WAIT_MS = 1500
PLANS = (
    Plan(outcome=Outcome.PERSON, ring_s=0.1, greeting_s=0.5, talk_s=60, record=True),
    Plan(outcome=Outcome.MACHINE, ring_s=0.1, greeting_s=14, talk_s=20, record=True),
    Plan(outcome=Outcome.PERSON, ring_s=0.1, talk_s=0.6),
)
PERSON, MACHINE, SHORT = PLANS
UNANSWERED = (
    Plan(outcome=Outcome.BUSY, ring_s=0.1),
    Plan(outcome=Outcome.INVALID_NUMBER, ring_s=0.1),
    Plan(outcome=Outcome.CONGESTION, ring_s=0.1),
    Plan(outcome=Outcome.NO_ANSWER),
)


@pytest.fixture(scope="module")
def shared(shared_lab: SharedLab) -> Iterator[LabOfMany]:
    """A lab whose numbers do as PLANS says."""
    with shared_lab.taken_by_many(plans=PLANS + UNANSWERED) as shared:
        yield shared


@pytest.fixture
def lab(shared: LabOfMany) -> Lab:
    return shared.lab


@pytest.fixture
async def ear(shared: LabOfMany) -> AsyncIterator[Ear]:
    """Logged in at the dialer as the least-privileged user; nobody talks when the test is over."""
    async with listening(shared.lab.dialer.ami) as ear:
        yield ear
        await shared.hang_up_all()


@pytest.fixture
def attempt() -> str:
    """An attempt's id of this test alone."""
    return f"at-{uuid4().hex}"


@pytest.fixture
def person(shared: LabOfMany) -> str:
    """A number that no other test calls, whose owner answers and talks for long."""
    return shared.number(PERSON)


@pytest.fixture
def machine(shared: LabOfMany) -> str:
    return shared.number(MACHINE)


@pytest.fixture
def short(shared: LabOfMany) -> str:
    """One whose owner answers and soon hangs up."""
    return shared.number(SHORT)


def _names(ear: Ear, attempt: str) -> list[str]:
    return [event.name for event in ear.of(attempt) if isinstance(event, UserEvent)]


async def test_at_the_limit_the_message_is_heard_and_before_it_never_silence(
    lab: Lab, ear: Ear, person: str, attempt: str
) -> None:
    await ear.call(person, attempt, wait_ms=str(WAIT_MS), fallback="message")
    unserved = await ear.said("ProntoUnserved", attempt)
    assert (unserved.fields["treatment"], unserved.fields["attempt"]) == ("message", attempt)
    assert (await ear.hung_up(attempt)).cause == 16
    limit, answered = await ear.limit_and_answer(attempt)
    assert is_after(WAIT_MS / 1000, limit - answered)
    assert _names(ear, attempt) == ["ProntoAnswered", "ProntoUnserved"]
    heard = await lab.wait_for_recording(person)
    levels = loudness(heard)
    assert longest_silence_ms(heard) <= SILENT_MS
    assert max(levels[3:11]) < -25  # comfort noise: audible, not speech
    assert max(levels[16:60]) > -20  # the message
    assert len(levels) > WAIT_MS / 100 + 40  # all of it


async def test_at_the_limit_the_call_is_hung_up(ear: Ear, person: str, attempt: str) -> None:
    await ear.call(person, attempt, wait_ms="700", fallback="hangup")
    limit, answered = await ear.limit_and_answer(attempt)
    assert is_after(0.7, limit - answered)
    assert (await ear.said("ProntoUnserved", attempt)).fields["treatment"] == "hangup"


@pytest.mark.parametrize("plan", UNANSWERED)
async def test_the_end_of_a_call_that_nobody_answered_is_noted_as_it_is_told(
    shared: LabOfMany, ear: Ear, plan: Plan, attempt: str
) -> None:
    await ear.call(shared.number(plan), attempt, ring_ms=1000)
    ended = await ear.hung_up(attempt)
    note = note_of(":".join(await ear.note(attempt)), ahead_s=0.0)
    assert (note.word, note.cause) == ("unanswered", ended.cause)
    assert unanswered_outcome(note.cause, "") is unanswered_outcome(ended.cause, str(ended.tech_cause))
    assert note.at is not None
    assert note.at > NOW
    assert (note.answered_at, note.unserved_at, note.joined_at, note.agent_id) == (None, None, None, None)


async def test_a_call_that_rings_and_is_hung_up_by_us_is_noted_too(shared: LabOfMany, ear: Ear, attempt: str) -> None:
    await ear.call(shared.number(UNANSWERED[-1]), attempt)
    await ear.wait(NewState, lambda one: (one.channel_id, one.state) == (attempt, ChannelState.RINGING))
    await ear.client.ask(hangup(attempt))
    await ear.hung_up(attempt)
    assert (await ear.note(attempt))[0] == "unanswered"


async def test_without_any_variable_the_defaults_hold(ear: Ear, person: str, attempt: str) -> None:
    channel = f"PJSIP/{person}@{TRUNK}"
    bare = originate(channel=channel, channel_id=attempt, context="pronto-customer", exten="s", ring_timeout_ms=9000)
    (await ear.client.ask(bare)).require()
    limit, answered = await ear.limit_and_answer(attempt)
    assert is_after(2.0, limit - answered)


async def test_the_limit_holds_while_nobody_listens(lab: Lab, ear: Ear, person: str, attempt: str) -> None:
    async with listening(lab.dialer.ami) as gone:
        await gone.call(person, attempt, wait_ms="700")
        await gone.said("ProntoAnswered", attempt)
    await ear.hung_up(attempt)
    assert (await ear.note(attempt))[0] == "unserved"


async def test_who_answers_and_goes_before_the_limit_leaves_a_note_though_nobody_listens(
    ear: Ear, short: str, attempt: str
) -> None:
    await ear.call(short, attempt, wait_ms="3000")
    await ear.hung_up(attempt)
    assert _names(ear, attempt) == ["ProntoAnswered"]
    assert (await ear.note(attempt))[0] == "left"


@pytest.mark.parametrize("after_ms", [0, 3, 1000])
async def test_bridged_people_talk_and_the_limit_is_stood_down(
    lab: Lab, ear: Ear, after_ms: int, person: str, attempt: str
) -> None:
    leg = await ear.leg("1001")
    await ear.call(person, attempt, wait_ms="3000", fallback="message")
    await ear.said("ProntoAnswered", attempt)
    await asyncio.sleep(after_ms / 1000)  # where in the dialplan the Bridge finds the channel
    (await ear.client.ask(bridge(customer=attempt, agent=leg))).require()
    await ear.wait(BridgeEnter, lambda event: event.channel_id == leg and event.members == 2)
    await asyncio.sleep(3.5)  # well past the limit
    assert _names(ear, attempt) == ["ProntoAnswered"]
    await lab.hang_up_phone("1001")
    assert (await ear.hung_up(attempt)).cause == 16
    assert _names(ear, attempt) == ["ProntoAnswered"]
    assert (await ear.note(attempt))[0] == "served"
    heard = await lab.wait_for_recording(person)
    assert max(loudness(heard)[-15:-3]) > -20  # the agent's voice
    assert longest_silence_ms(heard) <= SILENT_MS


async def test_a_short_conversation_that_the_agent_ends_before_the_limit_ends_the_call(
    lab: Lab, ear: Ear, person: str, attempt: str
) -> None:
    leg = await ear.leg("1001")
    await ear.call(person, attempt, wait_ms="20000", fallback="message")
    await ear.said("ProntoAnswered", attempt)
    (await ear.client.ask(bridge(customer=attempt, agent=leg))).require()
    await ear.wait(BridgeEnter, lambda event: event.channel_id == leg)
    await lab.hang_up_phone("1001")
    await ear.hung_up(attempt)
    assert _names(ear, attempt) == ["ProntoAnswered"]
    assert (await ear.note(attempt))[0] == "served"


@pytest.mark.parametrize("by", ["person", "agent", "us"])
async def test_whoever_ends_a_conversation_the_dialplan_notes_it_with_its_agent(
    lab: Lab, ear: Ear, by: str, person: str, short: str, attempt: str
) -> None:
    leg = await ear.leg("1001")
    number = short if by == "person" else person
    await ear.call(number, attempt, wait_ms="20000")
    await ear.said("ProntoAnswered", attempt)
    joining = ear.client.send(bridge(customer=attempt, agent=leg))
    (await ear.client.ask(joined_action(attempt, 7, NOW))).require()
    (await joining).require()
    if by == "agent":
        await lab.hang_up_phone("1001")
    elif by == "us":
        (await ear.client.ask(hangup(attempt))).require()
    await ear.hung_up(attempt)
    word, ended_ms, answered_ms, unserved_ms, joined_ms, agent_id = await ear.note(attempt)
    assert (word, unserved_ms, joined_ms, agent_id) == ("served", "", str(round(NOW * 1000)), "7")
    assert int(answered_ms) < int(ended_ms)


async def test_the_leg_is_free_again_after_each_conversation(ear: Ear, short: str, attempt: str) -> None:
    leg = await ear.leg("1001")
    before = database_values((await ear.client.ask(db_get_tree("pronto"))).items)
    attempts = [f"{attempt}-{turn}" for turn in (1, 2)]
    for turn, attempt in enumerate(attempts, start=1):
        await ear.call(short, attempt, wait_ms="5000")
        await ear.said("ProntoAnswered", attempt)
        (await ear.client.ask(bridge(customer=attempt, agent=leg))).require()
        await ear.hung_up(attempt)
        async with asyncio.timeout(PATIENCE_S):
            while _names(ear, leg).count("ProntoAgentLeg") <= turn:
                await ear.client.ask(db_get("pronto", "none"))
    # The husks that a Bridge leaves of the calls' channels note nothing.
    noted = database_values((await ear.client.ask(db_get_tree("pronto"))).items)
    new = {key: value.partition(":")[0] for key, value in noted.items() if key not in before}
    assert new == {f"/pronto/{attempt}": "served" for attempt in attempts}


async def test_a_bridge_with_a_leg_that_is_gone_leaves_the_limit_in_force(ear: Ear, person: str, attempt: str) -> None:
    await ear.call(person, attempt, wait_ms="1000")
    await ear.said("ProntoAnswered", attempt)
    assert not (await ear.client.ask(bridge(customer=attempt, agent="nobody"))).success
    await ear.said("ProntoUnserved", attempt)
    await ear.hung_up(attempt)


async def test_a_bridge_says_whether_it_is_the_call_or_the_leg_that_is_gone(
    ear: Ear, person: str, attempt: str
) -> None:
    leg = await ear.leg("1001")
    assert finds_no_call(await ear.client.ask(bridge(customer=attempt, agent=leg)))
    await ear.call(person, attempt, wait_ms="5000")
    await ear.said("ProntoAnswered", attempt)
    assert not finds_no_call(await ear.client.ask(bridge(customer=attempt, agent="nobody")))
    assert not finds_no_call(await ear.client.ask(bridge(customer=attempt, agent=leg)))


@pytest.mark.parametrize("after_ms", [0, 900])
async def test_a_person_is_told_from_a_machine_and_waits_on(
    lab: Lab, ear: Ear, after_ms: int, person: str, attempt: str
) -> None:
    leg = await ear.leg("1001")
    await ear.call(person, attempt, wait_ms="6000", amd="2500,1500,800,5000")
    if after_ms:  # the engine need not wait for the verdict
        await ear.said("ProntoAnswered", attempt)
        await asyncio.sleep(after_ms / 1000)
    else:
        assert (await ear.said("ProntoScreened", attempt)).fields["result"] == "human"
    (await ear.client.ask(bridge(customer=attempt, agent=leg))).require()
    await ear.wait(BridgeEnter, lambda event: event.channel_id == leg)
    await lab.hang_up_phone("1001")
    await ear.hung_up(attempt)
    assert "ProntoUnserved" not in _names(ear, attempt)


async def test_a_machine_is_hung_up_on(ear: Ear, machine: str, attempt: str) -> None:
    await ear.call(machine, attempt, wait_ms="9000", amd="2500,1500,800,5000")
    screened = await ear.said("ProntoScreened", attempt)
    assert screened.fields["result"] == "machine"
    await ear.hung_up(attempt)
    assert (await ear.note(attempt))[0] == "machine"


async def test_detection_may_not_outlast_the_limit(ear: Ear, machine: str, attempt: str) -> None:
    await ear.call(machine, attempt, wait_ms="900", amd="5000,5000,5000,9000,100,50,99,256,5000")
    assert (await ear.said("ProntoScreened", attempt)).fields["result"] == "unsure"
    limit, answered = await ear.limit_and_answer(attempt)
    assert is_after(0.9, limit - answered)
