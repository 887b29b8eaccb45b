"""Talks whose agent's leg is lost or taken away, on the real Asterisk: the person is kept, and joined again."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest

from ami.actions import bridge, core_show_channels, hangup, setvar
from ami.events import BridgeEnter, Hangup, UserEvent
from dialer.cell.agents.interrupted_talks import HOLD_MOST_S
from dialer.engine.nodes.originate import hold_actions, joined_action, opted_out_action, rejoin_action
from dialer.lab import Lab, Outcome, Plan
from dialer.lab.audio import longest_silence_ms
from tests.support.cells import NOW
from tests.support.lab import SILENT_MS, Ear, LabOfMany, listening
from tests.support.shared_lab import SharedLab

pytestmark = [pytest.mark.lab, pytest.mark.gate]

PLANS = (
    Plan(outcome=Outcome.PERSON, ring_s=0.1, greeting_s=0.5, talk_s=120, record=True),
    Plan(outcome=Outcome.PERSON, ring_s=0.1, talk_s=60, key="9", key_after_s=6.0),
)
PERSON, OPTS_OUT = PLANS
LOSSES = 40
LISTENS_S = 0.1  # what is played for so long can be heard in the recording


@pytest.fixture(scope="module")
def shared(shared_lab: SharedLab) -> Iterator[LabOfMany]:
    with shared_lab.taken_by_many(plans=PLANS) as shared:
        yield shared


@pytest.fixture
def lab(shared: LabOfMany) -> Lab:
    return shared.lab


@pytest.fixture
async def ear(shared: LabOfMany) -> AsyncIterator[Ear]:
    async with listening(shared.lab.dialer.ami) as ear:
        yield ear
        await shared.hang_up_all()


class Talk:
    """A person in talk with an agent's leg, and what is heard of the channel since the last look."""

    def __init__(self, ear: Ear, call_id: str) -> None:
        self.ear, self.call_id, self.legs = ear, call_id, 0
        self.seen = 0

    async def leg(self) -> str:
        self.legs += 1
        return await self.ear.leg("1001")

    async def joined(self, leg: str, *, rejoin_s: float) -> None:
        self.seen = len(self.ear.events)
        for action in (
            bridge(customer=self.call_id, agent=leg),
            joined_action(self.call_id, 7, NOW),
            rejoin_action(self.call_id, rejoin_s),
        ):
            (await self.ear.client.ask(action)).require()
        await self.next(BridgeEnter, lambda one: one.channel_id == leg and one.technology != "holding_bridge")

    async def next(self, kind, wanted):
        """The first event of the kind since the last look."""
        known = set(map(id, self.ear.events[: self.seen]))
        return await self.ear.wait(kind, lambda one: id(one) not in known and wanted(one))

    async def said(self, name: str) -> UserEvent:
        return await self.next(UserEvent, lambda one: (one.name, one.channel_id) == (name, self.call_id))


async def in_talk(ear: Ear, number: str, *, rejoin_s: float, **variables: str) -> tuple[Talk, str]:
    talk = Talk(ear, f"at-{uuid4().hex}")
    leg = await talk.leg()
    await ear.call(number, talk.call_id, wait_ms="20000", **variables)
    await ear.said("ProntoAnswered", talk.call_id)
    await talk.joined(leg, rejoin_s=rejoin_s)
    return talk, leg


async def test_a_person_whose_agents_leg_is_lost_forty_times_is_never_hung_up_and_joined_each_time(
    shared: LabOfMany, lab: Lab, ear: Ear
) -> None:
    number = shared.number(PERSON)
    talk, leg = await in_talk(ear, number, rejoin_s=12.0)
    for _ in range(LOSSES):
        talk.seen = len(ear.events)
        (await ear.client.ask(hangup(leg))).require()
        lost = await talk.said("ProntoLegLost")
        assert (lost.fields["within"], lost.fields["joined"]) == ("12000", f"{round(NOW * 1000)}:7")
        await asyncio.sleep(LISTENS_S)
        leg = await talk.leg()
        await talk.joined(leg, rejoin_s=12.0)
    assert not [one for one in ear.of(talk.call_id) if isinstance(one, Hangup)]
    (await ear.client.ask(hangup(talk.call_id))).require()
    await ear.hung_up(talk.call_id)
    assert (await ear.note(talk.call_id))[0] == "served"
    assert longest_silence_ms(await lab.wait_for_recording(number)) <= SILENT_MS


@pytest.mark.parametrize(("language", "sound"), [("it", "rejoin-it"), ("en", "rejoin-en"), ("eo", "rejoin")])
async def test_the_sentence_while_a_leg_is_lost_is_in_the_persons_language(
    shared: LabOfMany, ear: Ear, language: str, sound: str
) -> None:
    talk, leg = await in_talk(ear, shared.number(PERSON), rejoin_s=12.0, language=language)
    (await ear.client.ask(hangup(leg))).require()
    await talk.said("ProntoLegLost")
    async with asyncio.timeout(11.0):
        while (played := await plays(ear, talk.call_id)) is None:  # noqa: ASYNC110 - Asterisk tells nobody of it
            await asyncio.sleep(LISTENS_S)
    assert played.endswith(f"/{sound}")
    (await ear.client.ask(hangup(talk.call_id))).require()
    await ear.hung_up(talk.call_id)


async def plays(ear: Ear, call_id: str) -> str | None:
    """What is played on the channel now, if anything."""
    items = (await ear.client.ask(core_show_channels())).require().items
    [channel] = [item for item in items if item.get("Uniqueid") == call_id]
    return channel.get("ApplicationData") if channel.get("Application") == "Playback" else None


async def test_the_time_over_the_call_ends_as_served(shared: LabOfMany, lab: Lab, ear: Ear) -> None:
    number = shared.number(PERSON)
    talk, leg = await in_talk(ear, number, rejoin_s=3.0)
    (await ear.client.ask(hangup(leg))).require()
    await talk.said("ProntoLegLost")
    loop = asyncio.get_running_loop()
    begun = loop.time()
    assert (await ear.hung_up(talk.call_id)).cause == 16
    assert 1.5 < loop.time() - begun < 12.0  # three; a loaded machine hears of either late
    word, _, _, unserved, joined, agent = await ear.note(talk.call_id)
    assert (word, unserved, joined, agent) == ("served", "", str(round(NOW * 1000)), "7")
    assert longest_silence_ms(await lab.wait_for_recording(number)) <= SILENT_MS


async def test_who_goes_while_being_kept_was_served(shared: LabOfMany, ear: Ear) -> None:
    talk, leg = await in_talk(ear, shared.number(PERSON), rejoin_s=30.0)
    (await ear.client.ask(hangup(leg))).require()
    await talk.said("ProntoLegLost")
    await shared.lab.carrier.cli("channel request hangup all")  # the person puts the receiver down
    await ear.hung_up(talk.call_id)
    assert (await ear.note(talk.call_id))[0] == "served"


@pytest.mark.parametrize("rejoin_s", [0.0, 12.0])
async def test_a_person_on_hold_is_joined_again_and_a_leg_lost_later_is_lost(
    shared: LabOfMany, lab: Lab, ear: Ear, rejoin_s: float
) -> None:
    number = shared.number(PERSON)
    talk, leg = await in_talk(ear, number, rejoin_s=rejoin_s)
    for _ in range(2):
        talk.seen = len(ear.events)
        for action in hold_actions(talk.call_id, leg, HOLD_MOST_S):
            (await ear.client.ask(action)).require()
        held = await talk.said("ProntoHeld")
        assert held.fields["within"] == str(round(HOLD_MOST_S * 1000))
        await talk.next(UserEvent, lambda one: (one.name, one.channel_id) == ("ProntoAgentLeg", leg))
        await asyncio.sleep(10 * LISTENS_S)
        await talk.joined(leg, rejoin_s=rejoin_s)
    talk.seen = len(ear.events)
    (await ear.client.ask(hangup(leg))).require()
    if rejoin_s:
        await talk.said("ProntoLegLost")
        (await ear.client.ask(hangup(talk.call_id))).require()
    await ear.hung_up(talk.call_id)
    assert (await ear.note(talk.call_id))[0] == "served"
    assert longest_silence_ms(await lab.wait_for_recording(number)) <= SILENT_MS


async def test_a_hold_ends_by_itself(shared: LabOfMany, ear: Ear) -> None:
    talk, leg = await in_talk(ear, shared.number(PERSON), rejoin_s=0.0)
    for action in hold_actions(talk.call_id, leg, 1.5):
        (await ear.client.ask(action)).require()
    await talk.said("ProntoHeld")
    await ear.hung_up(talk.call_id)
    assert (await ear.note(talk.call_id))[0] == "served"


@pytest.mark.parametrize("pronto", ["writes it down", "is away"])
async def test_a_no_said_after_a_talk_is_noted_with_the_talk(shared: LabOfMany, ear: Ear, pronto: str) -> None:
    talk, leg = await in_talk(ear, shared.number(OPTS_OUT), rejoin_s=0.5, fallback="message", opt_out="9")
    (await ear.client.ask(setvar(talk.call_id, "PRONTO_MESSAGE", "example-us"))).require()
    (await ear.client.ask(hangup(leg))).require()
    await talk.said("ProntoOptOut")
    if pronto == "writes it down":
        (await ear.client.ask(opted_out_action(talk.call_id))).require()
    await ear.hung_up(talk.call_id)
    word, at, answered, unserved, joined, agent = await ear.note(talk.call_id)
    assert word == ("served" if pronto == "writes it down" else "optout")
    assert (unserved, joined, agent) == ("", str(round(NOW * 1000)), "7")
    assert int(answered) < int(at)
    assert not [one for one in ear.of(talk.call_id) if isinstance(one, UserEvent) and one.name == "ProntoUnserved"]
