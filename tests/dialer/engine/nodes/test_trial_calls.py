"""What an engine does for a test call, and what it says came of it."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ami.action import Action
from ami.answer import Answer
from ami.events import AmiEvent, ChannelState, Hangup, NewState, OriginateResponse
from ami.wire import Headers
from dialer.cell.trunks.hour_use import HourUse
from dialer.cell.trunks.token_bucket import TokenBucket
from dialer.cell.trunks.trunk_selection import Line, Lines
from dialer.engine.nodes.node_supervisor import NodeKeeper
from dialer.engine.nodes.trial_calls import TrialCalls
from dialer.messaging.bus import MemoryBus, Topic
from dialer.setup.trial_calls import read_ending
from dialer.telephony.asterisk.endpoints import KnownEndpoint, known_endpoint
from dialer.telephony.destinations.model import Destinations
from dialer.telephony.destinations.rules import guard_of
from tests.support.spoken import in_english

ASKED = {
    "kind": "test_call",
    "number": "n",
    "node_id": 1,
    "trunk_id": 1,
    "phone": "PJSIP/1001",
    "called": "+3906",
    "dial": "PJSIP/+3906@carrier",
}
NOW = 1_800_000_000.0


def guarded_lines(**settings: Any) -> Lines:
    hour = HourUse(guard_of(Destinations(trunk_id=1, **settings), "IT"), "carrier")
    lines = Lines(Line(1, "one", 10, TokenBucket(10.0)))
    lines.trunks[1] = Line(1, "carrier", 10, TokenBucket(10.0), hour=hour)
    return lines


class PaperAsterisk:
    """Lets each side end as told: up, or a Q.850 cause."""

    def __init__(self, keeper: Any, phone: str | int, number: str | int = "up") -> None:
        self._keeper, self._ends = keeper, {"phone": phone, "number": number}
        self.asked: list[Action] = []

    async def ask(self, action: Action) -> Answer:
        self.asked.append(action)
        if action.name == "Originate":
            channel_id = dict(action.headers)["ChannelId"]
            asyncio.get_running_loop().call_soon(self._report, channel_id)
        return Answer(action=action.name, success=True, message="", items=())

    def _report(self, channel_id: str) -> None:
        end = self._ends[channel_id.rpartition("-")[2]]
        shared: dict[str, Any] = {"channel_id": channel_id, "channel": "PJSIP/x-1"}
        events: list[AmiEvent] = [NewState(**shared, state=ChannelState.RINGING)]
        if end == "up":
            events.append(NewState(**shared, state=ChannelState.UP))
        else:
            events.append(OriginateResponse(channel_id=channel_id, ok=False, reason=0))
            events.append(Hangup(**shared, cause=cast("int", end), cause_text="", tech_cause=None))
        for event in events:
            for listener in list(self._keeper.listeners):
                listener(event)


async def told(
    phone: str | int, number: str | int = "up", changed: dict[str, Any] | None = None, lines: Lines | None = None
) -> tuple[str, list[str]]:
    """What is said of a test call in which the sides end so, and the actions that Asterisk got."""
    keeper = SimpleNamespace(node=SimpleNamespace(id=1, name="one", dial_patterns=()), holds=True, listeners=[])
    keeper.client = PaperAsterisk(keeper, phone, number)
    bus = MemoryBus()
    async with asyncio.TaskGroup() as group, bus.subscribe(Topic.ANSWER) as answers:
        ends: list[asyncio.Task[None]] = []
        trunks = lines or guarded_lines()
        calls = TrialCalls(
            {1: cast("NodeKeeper", keeper)},
            bus,
            lambda work: ends.append(group.create_task(work)),
            lines_of=lambda _: trunks,
            clock=lambda: NOW,
        )
        await calls.tell(ASKED | (changed or {}))
        answer = answers.get_nowait()
        assert answer is not None
        if answer.body["stage"] == "joined":
            ends[0].cancel()  # both talk on
    ending = read_ending(answer.body, phone="PJSIP/1001", number="+3906", trunk="carrier")
    return in_english(ending.what), [action.name for action in keeper.client.asked]


@pytest.mark.parametrize(
    ("phone", "number", "says", "actions"),
    [
        (
            "up",
            "up",
            "+3906 has answered and is joined to PJSIP/1001: talk to each other.",
            ["Originate"] * 2 + ["Bridge"],
        ),
        ("up", 17, "+3906 is busy.", ["Originate", "Originate", "Hangup"]),
        ("up", 1, "The carrier of carrier does not know +3906.", ["Originate", "Originate", "Hangup"]),
        ("up", 34, "The carrier of carrier has no free line.", ["Originate", "Originate", "Hangup"]),
        ("up", 21, "The carrier of carrier refuses the call to +3906.", ["Originate", "Originate", "Hangup"]),
        (19, "up", "PJSIP/1001 rang, and nobody picked up.", ["Originate"]),
    ],
)
async def test_a_test_call_says_what_came_of_it_and_leaves_no_side_alone(
    phone: str | int, number: str | int, says: str, actions: list[str]
) -> None:
    assert await told(phone, number) == (says, actions)


async def test_a_phone_that_the_node_may_not_call_is_not_called() -> None:
    assert (await told("up", changed={"phone": "Local/1@x"}))[1] == []


@pytest.mark.parametrize(
    ("item", "known"),
    [
        ({"ObjectName": "1001", "Auths": "1001", "DeviceState": "Not in use"}, (True, "phone")),
        ({"ObjectName": "carrier", "OutboundAuths": "c", "DeviceState": "Not in use"}, (True, "trunk")),
        ({"ObjectName": "1002", "DeviceState": "Unavailable"}, (False, "")),
    ],
)
def test_what_an_endpoint_is_for_is_read_from_its_passwords(item: dict[str, str], known: tuple[bool, str]) -> None:
    found = known_endpoint(Headers(list(item.items())))
    assert found == KnownEndpoint(name=item["ObjectName"], is_reached=known[0], use=known[1])


async def test_a_test_call_to_a_destination_that_is_not_allowed_rings_nobody() -> None:
    lines = guarded_lines()
    said, actions = await told("up", changed={"called": "+442079460000"}, lines=lines)
    assert said == "The number is in none of the destinations that the trunk carrier may call."
    assert actions == []
    hour = lines.trunks[1].hour
    assert hour is not None
    assert [(alarm.prefix, alarm.campaign) for alarm in hour.take_alarms()] == [("+4420", "")]
    assert hour.calls.total == 0.0


async def test_test_calls_count_against_the_caps_of_the_hour() -> None:
    lines = guarded_lines(calls_per_hour=1)
    assert (await told("up", 17, lines=lines))[0] == "+3906 is busy."
    said, actions = await told("up", lines=lines)
    assert (said, actions) == ("A cap of this hour is reached on the trunk carrier.", [])
