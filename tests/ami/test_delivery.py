"""Events reach the one receiver in order, at once, whole; what the receiver does wrong stops nothing."""

import asyncio
import logging
import pickle

import pytest

from ami import actions
from ami.client import AmiClient
from ami.events import AmiEvent, Hangup, LinkDown, LinkUp, Unreadable, UserEvent
from tests.ami.conftest import Lab
from tests.support.loopback_ami import LoopbackAmi, event, user_event


async def test_events_come_in_order_and_out_of_no_task(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    tasks = len(asyncio.all_tasks())
    server.say(b"".join(user_event(f"E{number}") for number in range(500)))
    await caller.until(UserEvent, 500)
    assert [seen.name for seen in caller.of(UserEvent)] == [f"E{number}" for number in range(500)]
    assert len(asyncio.all_tasks()) == tasks


async def test_events_spelt_out_byte_by_byte_come_whole(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    await server.until_received("Ping")  # its answer must not fall between the bytes
    await server.spell(user_event("José 😀", Result="100%25", Empty="") * 2)
    await caller.until(UserEvent, 2)
    for seen in caller.of(UserEvent):
        assert seen == UserEvent(name="José 😀", channel_id="1.1", fields={"result": "100%25", "empty": ""})


async def test_a_receiver_that_fails_keeps_the_link_and_the_next_events(
    lab: Lab, server: LoopbackAmi, caplog: pytest.LogCaptureFixture
) -> None:
    caller = await lab.up()
    deliver = caller.client._on_event

    def fail_on_bad(seen: AmiEvent) -> None:
        if isinstance(seen, UserEvent) and seen.name == "Bad":
            raise RuntimeError("a mistake of the receiver")
        deliver(seen)

    caller.client._on_event = fail_on_bad
    server.say(user_event("Bad") * 3 + user_event("Good") + user_event("Bad"))
    await caller.until(UserEvent)
    assert (await caller.client.ask(actions.ping())).success
    assert caller.of(LinkDown) == []
    assert caller.client.counters.callback_errors == 4
    assert [record.levelno for record in caplog.records].count(logging.ERROR) == 1


async def test_a_malformed_event_is_counted_and_the_next_one_comes(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    server.say(event("Hangup", Uniqueid="1.1", Channel="a", Cause="many") + user_event("Next"))
    await caller.until(UserEvent)
    assert caller.client.counters.unreadable == 1
    assert caller.of(Unreadable)[0].name == "Hangup"


async def test_events_that_nobody_needs_are_dropped_by_name(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    server.say(event("VarSet", Variable="A", Value="1") * 5 + user_event("Next"))
    await caller.until(UserEvent)
    assert caller.client.counters.unwanted == 5
    assert len(caller.seen) == 2


async def test_calls_of_one_second_are_kept_apart_by_their_ids(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    ids = [f"1800000000.{number}" for number in range(20)]
    server.say(b"".join(event("Hangup", Channel="PJSIP/a", Uniqueid=one, Cause="16") for one in ids))
    await caller.until(Hangup, 20)
    assert [seen.channel_id for seen in caller.of(Hangup)] == ids


async def test_nothing_comes_after_the_loss(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    deliver = caller.client._on_event

    def close_on_first(seen: AmiEvent) -> None:
        deliver(seen)
        link = caller.client._link
        if isinstance(seen, UserEvent) and link is not None:
            link.lose("the test says so")

    caller.client._on_event = close_on_first
    server.say(user_event("First") + user_event("Second"))
    await caller.until(LinkUp, 2)
    assert [type(seen) for seen in caller.seen] == [LinkUp, UserEvent, LinkDown, LinkUp]
    assert caller.client.counters.events == 3  # FullyBooted twice and First: Second was not even looked at


async def test_the_receiver_may_send_from_within(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    client: AmiClient = caller.client
    deliver = client._on_event

    def bridge_at_once(seen: AmiEvent) -> None:
        deliver(seen)
        if isinstance(seen, UserEvent):
            client.send(actions.bridge(customer=seen.channel_id, agent="leg-1"))

    client._on_event = bridge_at_once
    server.say(user_event("ProntoAnswered", channel_id="at-7"))
    assert (await server.until_received("Bridge"))["Channel1"] == "at-7"


async def test_events_can_be_pickled(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    server.say(user_event("Hello", To="you"))
    seen = await caller.until(UserEvent)
    assert pickle.loads(pickle.dumps(seen)) == seen  # noqa: S301 - our own bytes
