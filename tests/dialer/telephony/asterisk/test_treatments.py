"""Each country's treatment on the real Asterisk, as its profile says it, with no engine and no database at hand."""

import asyncio
from dataclasses import dataclass, replace

import pytest

from ami.actions import bridge
from ami.events import BridgeEnter, TalkingStarted
from dialer.cell.campaign import Campaign, with_treatment
from dialer.cell.trunks.token_bucket import TokenBucket
from dialer.cell.trunks.trunk_selection import Line
from dialer.compliance.load import load
from dialer.compliance.wait_limit import treatment
from dialer.engine.nodes.originate import call_action, opted_out_action, spoke_actions
from dialer.lab import Lab, Outcome, Plan
from dialer.lab.audio import longest_silence_ms, loudness
from dialer.lab.carrier_cdr import EndedBy
from dialer.lab.render import PERSONS, TRUNK
from tests.support.cells import NOW, a_call, a_campaign
from tests.support.lab import SILENT_MS, Ear, is_after, listening
from tests.support.shared_lab import SharedLab

pytestmark = [pytest.mark.lab, pytest.mark.gate]

PLANS = (  # a number's last digit is its plan
    *(Plan(outcome=Outcome.PERSON, ring_s=0.1, greeting_s=0.6, talk_s=60, record=True),) * 6,
    *(Plan(outcome=Outcome.PERSON, ring_s=0.1, talk_s=60, record=True, key="9", key_after_s=4.0),) * 2,
    Plan(outcome=Outcome.PERSON, ring_s=0.1, talk_s=60, record=True, key="5", key_after_s=4.0),
    Plan(outcome=Outcome.PERSON, ring_s=0.1, greeting_s=0.6, talk_s=60, record=True),
)
ITALIAN, SERVED, AMERICAN, BRITISH, UNTOLD, HEARD, REFUSES, DOUBTS, MISTYPES, SPEAKS = (
    f"+44113496000{i}" for i in range(10)
)
WORK_S = 1.0  # what sounds that follow each other, keys and hanging up may take on a loaded machine, all told
LOUDEST_NOISE_DB = -25  # comfort noise lies below, an agent close to the microphone some dB above
NOISE_DB = -45
LINE = Line(1, TRUNK, 100, TokenBucket(100.0), dial=f"PJSIP/{{number}}@{TRUNK}")


def lawful(profile: str, **changes: str) -> Campaign:
    asked = treatment(load().by_id[profile], NOW)
    assert asked is not None
    return with_treatment(a_campaign(**changes), asked)


@dataclass(frozen=True, slots=True)
class Scene:
    """A lab, a listener, and what each call left behind."""

    lab: Lab
    ear: Ear

    async def call(self, number: str, campaign: Campaign) -> str:
        call = a_call(id=f"pc-1-{int(number):032x}", number=number)
        (await self.ear.client.ask(call_action(call, campaign, LINE))).require()
        await self.ear.said("ProntoAnswered", call.id)
        return call.id

    async def treatment(self, call_id: str) -> str:
        return (await self.ear.said("ProntoUnserved", call_id)).fields["treatment"]

    async def stayed_s(self, call_id: str, number: str) -> float:
        """Seconds from answer until the dialer hung up, as the carrier saw it."""
        await self.ear.hung_up(call_id)
        await self.lab.wait_for_recording(number)
        [call] = [call for call in self.lab.carrier_record() if call.number == number]
        assert call.answered_ms is not None
        assert call.ended_by is EndedBy.DIALER
        return (call.ended_ms - call.answered_ms) / 1000

    async def levels(self, number: str) -> list[float]:
        """Loudness of what the person heard, each 100 ms; nobody hears silence."""
        heard = await self.lab.wait_for_recording(number)
        assert longest_silence_ms(heard) <= SILENT_MS
        return loudness(heard)

    def length_s(self, sound: str) -> float:
        return (self.lab.folder / f"sounds/pronto/{sound}.alaw").stat().st_size / 8000


async def test_every_treatment_by_asterisk_alone_and_the_engine_s_part_in_two(shared_lab: SharedLab) -> None:
    async with shared_lab.taken(agents=1, plans=PLANS) as lab, listening(lab.dialer.ami) as ear:
        scene = Scene(lab, ear)
        async with asyncio.TaskGroup() as group:
            for play in PLAYS:
                group.create_task(play(scene))


async def italy_hears_an_office_from_the_answer_and_is_released_after_three_seconds(scene: Scene) -> None:
    call_id = await scene.call(ITALIAN, lawful("IT", fallback="message", message="sorry"))
    assert await scene.treatment(call_id) == "hangup"
    assert is_after(3.0, await scene.stayed_s(call_id, ITALIAN))
    levels = await scene.levels(ITALIAN)
    assert max(levels[:5]) > NOISE_DB  # from the answer on
    assert max(levels) < LOUDEST_NOISE_DB  # no message


async def italy_an_agent_just_before_the_limit_is_in_talk(scene: Scene) -> None:
    leg = await scene.ear.leg("1001")
    call_id = await scene.call(SERVED, lawful("IT"))
    await asyncio.sleep(2.0)  # where in the dialplan the Bridge finds the channel
    (await scene.ear.client.ask(bridge(customer=call_id, agent=leg))).require()
    await scene.ear.wait(BridgeEnter, lambda event: event.channel_id == leg and event.members == 2)
    await asyncio.sleep(2.1)  # well past the limit
    await scene.lab.hang_up_phone("1001")
    assert await scene.stayed_s(call_id, SERVED) > 4.0
    assert (await scene.ear.note(call_id))[0] == "served"
    levels = await scene.levels(SERVED)
    # The agent's voice from the bridge on, louder than all the noise before it: a loaded machine moves both in time.
    assert max(levels[30:]) > max(LOUDEST_NOISE_DB, max(levels[2:18]) + 2)


async def the_united_states_hear_a_message_at_two_seconds(scene: Scene) -> None:
    await _whole_message(scene, AMERICAN, "US", "example-us")


async def the_united_kingdom_hears_its_message_at_two_seconds(scene: Scene) -> None:
    await _whole_message(scene, BRITISH, "UK", "example-uk")


async def _whole_message(scene: Scene, number: str, profile: str, message: str) -> None:
    call_id = await scene.call(number, lawful(profile, message=message))
    assert await scene.treatment(call_id) == "message"
    whole_s = 2.0 + scene.length_s(message) + scene.length_s("pause")
    assert is_after(whole_s, await scene.stayed_s(call_id, number), by_s=WORK_S)
    levels = await scene.levels(number)
    noise = max(levels[2:18])
    assert noise < LOUDEST_NOISE_DB
    assert max(levels[21:28]) > noise + 6  # the message begins at two seconds


async def a_key_is_a_promise_that_is_confirmed_before_the_goodbye(scene: Scene) -> None:
    call_id = await scene.call(REFUSES, lawful("US", message="example-us"))
    await scene.ear.said("ProntoOptOut", call_id)
    assert (await scene.ear.note(call_id))[0] == "optout"
    (await scene.ear.client.ask(opted_out_action(call_id))).require()
    assert is_after(4.0 + scene.length_s("goodbye"), await scene.stayed_s(call_id, REFUSES), by_s=WORK_S)
    assert (await scene.ear.note(call_id))[0] == "unserved"  # nobody has to do it again
    await scene.levels(REFUSES)


async def a_key_is_a_promise_though_nobody_confirms_it(scene: Scene) -> None:
    call_id = await scene.call(DOUBTS, lawful("US", message="example-us"))
    assert is_after(4.0 + 2.0 + scene.length_s("goodbye"), await scene.stayed_s(call_id, DOUBTS), by_s=WORK_S)
    assert (await scene.ear.note(call_id))[0] == "optout"
    await scene.levels(DOUBTS)


async def another_key_starts_the_message_again(scene: Scene) -> None:
    call_id = await scene.call(MISTYPES, lawful("US", message="example-us"))
    whole_s = scene.length_s("example-us") + scene.length_s("pause")
    assert is_after(4.0 + whole_s, await scene.stayed_s(call_id, MISTYPES), by_s=WORK_S)
    assert (await scene.ear.note(call_id))[0] == "unserved"


async def a_message_that_is_not_there_ends_the_call(scene: Scene) -> None:
    call_id = await scene.call(UNTOLD, lawful("US", message="nowhere"))
    assert await scene.stayed_s(call_id, UNTOLD) < 2.0 + scene.length_s("pause") + WORK_S
    await scene.levels(UNTOLD)


async def the_limit_counts_from_the_end_of_a_greeting_that_was_heard(scene: Scene) -> None:
    asked = replace(lawful("US", amd="2500,1500,800,5000"), fallback="hangup")
    call_id = await scene.call(HEARD, asked)
    screened = await scene.ear.said("ProntoScreened", call_id)
    assert screened.fields["cause"].startswith("HUMAN-")
    greeting_s = 0.2 + PERSONS["it"]  # the sound begins with 200 ms of room
    assert await scene.stayed_s(call_id, HEARD) == pytest.approx(greeting_s + 2.0, abs=0.4)
    limit, answered = await scene.ear.limit_and_answer(call_id)
    assert limit - answered == pytest.approx(greeting_s + 2.0, abs=0.4)


async def the_limit_counts_from_the_beginning_of_a_greeting_that_was_heard(scene: Scene) -> None:
    call_id = await scene.call(SPEAKS, replace(lawful("UK"), fallback="hangup"))
    spoke = await scene.ear.wait(TalkingStarted, lambda event: event.channel_id == call_id)
    assert spoke.at is not None
    for action in spoke_actions(call_id, spoke.at):
        (await scene.ear.client.ask(action)).require()
    stayed_s = await scene.stayed_s(call_id, SPEAKS)
    limit, answered = await scene.ear.limit_and_answer(call_id)
    assert is_after(0.2, spoke.at - answered)  # the sound begins with 200 ms of room
    assert is_after(2.0, limit - round(spoke.at, 3))  # Asterisk is told of the millisecond
    assert is_after(limit - answered, stayed_s)
    assert [event for event in scene.ear.of(call_id) if isinstance(event, TalkingStarted)] == [spoke]


PLAYS = (
    italy_hears_an_office_from_the_answer_and_is_released_after_three_seconds,
    italy_an_agent_just_before_the_limit_is_in_talk,
    the_united_states_hear_a_message_at_two_seconds,
    the_united_kingdom_hears_its_message_at_two_seconds,
    a_key_is_a_promise_that_is_confirmed_before_the_goodbye,
    a_key_is_a_promise_though_nobody_confirms_it,
    another_key_starts_the_message_again,
    a_message_that_is_not_there_ends_the_call,
    the_limit_counts_from_the_end_of_a_greeting_that_was_heard,
    the_limit_counts_from_the_beginning_of_a_greeting_that_was_heard,
)
