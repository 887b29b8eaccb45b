"""Actions: written at once, answered once, never sent again, never waited for without end."""

import asyncio

import pytest

from ami import actions
from ami.answer import Answer
from ami.client import AmiClient
from ami.errors import AmiDown, AmiTimeout, LinkLost
from ami.events import LinkDown, LinkUp, OriginateResponse
from tests.ami.conftest import Lab
from tests.support.loopback_ami import LoopbackAmi, Received, event, message

CALL = actions.originate(channel="PJSIP/1@t", channel_id="at-1", context="c", exten="s", ring_timeout_ms=1000)


def an_outcome(action: Received, **headers: str) -> bytes:
    return event("OriginateResponse", ActionID=action["ActionID"], Uniqueid="at-1", **headers)


def waiting(client: AmiClient) -> int:
    """How many actions still await an answer, the watchdog's own ping left out."""
    link = client._link
    return 0 if link is None else sum(pending.name != "Ping" for pending in link.protocol.responses.values())


async def test_an_action_is_in_the_socket_before_send_returns(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    link = caller.client._link
    assert link is not None
    written: list[bytes] = []
    transport, link.protocol.transport = link.protocol.transport, _Tap(link.protocol.transport, written)
    future = caller.client.send(actions.bridge(customer="at-1", agent="leg-1"))
    assert b"".join(written).startswith(b"Action: Bridge\r\nActionID: ")
    link.protocol.transport = transport
    assert (await future).success


async def test_actions_sent_together_are_one_write_in_their_order_with_an_answer_each(
    lab: Lab, server: LoopbackAmi
) -> None:
    caller = await lab.up()
    link = caller.client._link
    assert link is not None
    written: list[bytes] = []
    transport, link.protocol.transport = link.protocol.transport, _Tap(link.protocol.transport, written)
    futures = caller.client.send_all([actions.bridge(customer="at-1", agent="leg-1"), actions.setvar("at-1", "A", "b")])
    link.protocol.transport = transport
    [whole] = written
    assert whole.index(b"Action: Bridge") < whole.index(b"Action: Setvar")
    assert [(await future).action for future in futures] == ["Bridge", "Setvar"]


class _Tap:
    """A transport that also keeps what is written."""

    def __init__(self, transport: asyncio.Transport, written: list[bytes]) -> None:
        self._transport, self._written = transport, written

    def write(self, data: bytes) -> None:
        self._written.append(data)
        self._transport.write(data)


async def test_an_originate_without_an_answer_is_not_sent_again_after_a_loss(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    server.replies["Originate"] = lambda _: None
    future = caller.client.send(CALL)
    await server.until_received("Originate")
    server.drop()
    with pytest.raises(LinkLost, match="it is not known whether Asterisk did it"):
        await future
    await caller.until(LinkUp, 2)
    await caller.client.ask(actions.core_show_channels())
    assert len(server.actions("Originate")) == 1


async def test_a_send_while_down_fails_at_once_and_is_not_kept(lab: Lab, server: LoopbackAmi) -> None:
    caller = lab.start()
    with pytest.raises(AmiDown, match="nothing was sent"):
        caller.client.send(CALL)
    await caller.until(LinkUp)
    server.drop()
    await caller.until(LinkDown)
    with pytest.raises(AmiDown):
        caller.client.send(CALL)
    await caller.until(LinkUp, 2)
    await caller.client.ask(actions.ping())
    assert server.actions("Originate") == []


async def test_a_loss_after_the_acknowledgement_leaves_nobody_waiting(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    assert (await caller.client.ask(CALL)).success
    server.drop()
    await caller.until(LinkDown)
    assert waiting(caller.client) == 0


async def test_a_list_cut_off_by_a_loss_fails(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    server.replies["CoreShowChannels"] = lambda action: server.success(action, ("EventList", "start"))
    future = caller.client.send(actions.core_show_channels())
    await server.until_received("CoreShowChannels")
    server.drop()
    with pytest.raises(LinkLost):
        await future


async def test_a_loss_is_told_after_the_waiting_actions_failed(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    server.replies["Originate"] = lambda _: None
    futures = [caller.client.send(CALL) for _ in range(3)]
    failed_when_told: list[bool] = []
    deliver = caller.client._on_event
    caller.client._on_event = lambda seen: (failed_when_told.append(all(f.done() for f in futures)), deliver(seen))
    server.drop()
    await caller.until(LinkDown)
    assert failed_when_told[0]


async def test_an_answer_that_does_not_come_ends_by_its_deadline_and_leaves_nothing(
    lab: Lab, server: LoopbackAmi
) -> None:
    caller = await lab.up()
    server.replies["Originate"] = lambda _: None
    futures = [caller.client.send(CALL, deadline_s=0.01) for _ in range(100)]
    for future in futures:
        with pytest.raises(AmiTimeout, match=r"Originate: no answer in 0.01 s"):
            await future
    assert waiting(caller.client) == 0
    late = server.actions("Originate")[0]
    server.say(server.success(late))
    assert (await caller.client.ask(actions.ping())).success
    assert caller.client.counters.stray_answers == 1


async def test_an_action_given_up_by_its_sender_leaves_nothing(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    server.replies["CoreShowChannels"] = lambda action: server.success(action, ("EventList", "start"))
    futures = [caller.client.send(actions.core_show_channels()) for _ in range(10)]
    await server.until_received("CoreShowChannels", 10)
    for future in futures:
        future.cancel()
    assert (await caller.client.ask(actions.ping())).success
    assert waiting(caller.client) == 0
    server.say(event("CoreShowChannel", ActionID=server.actions("CoreShowChannels")[0]["ActionID"]))
    assert (await caller.client.ask(actions.ping())).success
    assert caller.client.counters.unwanted == 1
    assert caller.client.counters.stray_answers == 0


async def test_a_dropped_future_disturbs_nobody(lab: Lab, server: LoopbackAmi) -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    caller = await lab.up()
    server.replies["Originate"] = lambda _: None
    caller.client.send(CALL)
    server.drop()
    await caller.until(LinkUp, 2)
    assert complaints == []


async def test_the_outcome_of_an_originate_is_an_event_and_not_swallowed(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()

    def acknowledged_and_done(action: Received) -> bytes:
        outcome = event(
            "OriginateResponse", ActionID=action["ActionID"], Response="Failure", Reason="3", Uniqueid="at-1"
        )
        return server.success(action, ("Message", "Originate successfully queued")) + outcome

    server.replies["Originate"] = acknowledged_and_done
    answer = await caller.client.ask(CALL)
    assert answer.message == "Originate successfully queued"
    assert await caller.until(OriginateResponse) == OriginateResponse(channel_id="at-1", ok=False, reason=3)


async def test_an_outcome_that_overtakes_its_acknowledgement_is_an_event_too(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()

    def done_and_acknowledged(action: Received) -> bytes:
        outcome = event(
            "OriginateResponse", ActionID=action["ActionID"], Response="Success", Reason="4", Uniqueid="at-1"
        )
        return outcome + server.success(action)

    server.replies["Originate"] = done_and_acknowledged
    assert (await caller.client.ask(CALL)).success
    assert len(caller.of(OriginateResponse)) == 1


async def test_a_refusal_is_an_answer(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    server.replies["Hangup"] = lambda action: server.failure(action, "No such channel")
    answer = await caller.client.ask(actions.hangup("gone"))
    assert (answer.success, answer.message, answer.denied) == (False, "No such channel", False)


async def test_a_list_comes_whole_with_events_in_between(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()

    def channels(action: Received) -> bytes:
        mine = ("ActionID", action["ActionID"])
        item = lambda name: message(("Event", "CoreShowChannel"), mine, ("Channel", name), ("V", "1"), ("V", "2"))  # noqa: E731
        between = an_outcome(action, Response="Success", Reason="4")
        end = message(("Event", "CoreShowChannelsComplete"), mine, ("EventList", "Complete"), ("ListItems", "2"))
        other = message(("Event", "CoreShowChannel"), ("ActionID", "somebody-else"), ("Channel", "c"))
        start = server.success(action, ("EventList", "start"), ("Message", "Channels will follow"))
        return start + item("a") + between + event("Newexten") + other + item("b") + end

    server.replies["CoreShowChannels"] = channels
    answer = await caller.client.ask(actions.core_show_channels())
    assert [item["Channel"] for item in answer.items] == ["a", "b"]
    assert answer.items[0].every("V") == ("1", "2")
    assert len(caller.of(OriginateResponse)) == 1
    assert caller.client.counters.unwanted == 1


async def test_an_event_that_quotes_an_action_is_not_its_answer(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    server.replies["DBGetTree"] = lambda action: server.success(action, ("EventList", "start"))
    server.replies["Getvar"] = lambda _: None
    listing = caller.client.send(actions.db_get_tree("f"))
    asking = caller.client.send(actions.getvar("A"))
    asked = await server.until_received("Getvar")
    server.say(event("Newexten", ActionID=asked["ActionID"]) + server.success(asked, ("Value", "1")))
    assert (await asking).headers["Value"] == "1"
    listing.cancel()


async def test_an_empty_list_and_two_lists_at_once_work(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    server.replies["DBGetTree"] = lambda action: server.success(action, ("EventList", "start"))
    both = [caller.client.send(actions.db_get_tree(family)) for family in ("one", "two")]
    await server.until_received("DBGetTree", 2)
    one, two = (action["ActionID"] for action in server.actions("DBGetTree"))
    server.say(message(("Event", "DBGetTreeResponse"), ("Key", "/two/k"), ("Val", "2"), ("ActionID", two)))
    for action_id in (one, two):
        server.say(message(("Event", "DBGetTreeComplete"), ("ActionID", action_id), ("EventList", "Complete")))
    answers: list[Answer] = await asyncio.gather(*both)
    assert [len(answer.items) for answer in answers] == [0, 1]


async def test_answers_in_another_order_find_their_askers(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    server.replies["Getvar"] = lambda _: None
    futures = [caller.client.send(actions.getvar(name)) for name in ("A", "B", "C")]
    await server.until_received("Getvar", 3)
    for action in reversed(server.actions("Getvar")):
        server.say(server.success(action, ("Value", action["Variable"])))
    assert [(await future).headers["Value"] for future in futures] == ["A", "B", "C"]
