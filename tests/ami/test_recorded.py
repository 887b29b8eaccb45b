"""Bytes recorded from a real Asterisk 22: every event is readable, and each recording tells its story."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ami import parse
from ami.action import Action
from ami.answer import Answer
from ami.events import (
    AmiEvent,
    BridgeEnter,
    ChannelState,
    ContactStatus,
    Hangup,
    NewState,
    OriginateResponse,
    Shutdown,
    Unreadable,
    UserEvent,
)
from ami.protocol import Pending
from ami.wire import RawEvent, Splitter, read_headers

FOLDER = Path(__file__).parent / "recorded"
ANSWERED = "at-short ringing / at-short up / at-short says ProntoAnswered / at-short originated 4"
PERSON = f"leg-1002 up / leg-1002 says ProntoAgentLeg / leg-1002 originated 4 / {ANSWERED} / lab-trunk Reachable"
BRIDGED = "{0} ringing / {0} up / {0} says ProntoAnswered / {0} originated 4 / {0} in 1 / {1} in 2 / "
CALL = "{0} ringing / {0} up / {0} says ProntoAnswered / {0} originated 4 / "
TRUNK = "leg-1002 hung up 16 / lab-trunk Unreachable / at-trunkdown failed 0 / lab-trunk Reachable"

# Name of the recording → what it tells, as `brief` puts it.
STORIES = {
    "agent-leg-ends": "leg-1003 up / leg-1003 originated 4 / leg-1003 says ProntoAgentLeg / leg-1003 hung up 16",
    "agent-leg-no-answer": (
        "leg-1801 ringing / leg-1801 failed 3 / leg-1801 hung up 19 sip 480 / leg-4999 failed 0 / at-notrunk failed 0"
    ),
    "agent-leg-start": "leg-1001 up / leg-1001 says ProntoAgentLeg / leg-1001 originated 4 / lab-trunk Reachable",
    "answers": f"{PERSON} / at-short hung up 0 /  says ProntoTest / leg-1002 says ProntoAgentLeg",
    "bridged-agent-hangs-up": BRIDGED.format("at-agentgone", "leg-1001b")
    + "leg-1001b hung up 16 / at-agentgone hung up 16",
    "bridged-customer-hangs-up": BRIDGED.format("at-served", "leg-1001")
    + "at-served hung up 16 / leg-1001 says ProntoAgentLeg",
    "busy": "at-busy failed 0 / at-busy hung up 17 sip 486",
    "cancelled": "at-cancelled ringing / at-cancelled hung up 16 / at-cancelled failed 0",
    "congestion": "at-congestion failed 0 / at-congestion hung up 34 sip 503",
    "human": CALL.format("at-human")
    + "at-human says ProntoScreened / at-human says ProntoUnserved / at-human hung up 16",
    "invalid-number": "at-invalid-number failed 0 / at-invalid-number hung up 1 sip 404",
    "login-refused": "",
    "machine": CALL.format("at-machine") + "at-machine says ProntoScreened / at-machine hung up 16",
    "machine-message": CALL.format("at-machine-message")
    + "at-machine-message says ProntoScreened / at-machine-message hung up 16",
    "machine-short-limit": CALL.format("at-machine-short-limit")
    + "at-machine-short-limit says ProntoScreened / at-machine-short-limit says ProntoUnserved / "
    + "at-machine-short-limit hung up 16",
    "person-hangs-up-waiting": f"{PERSON} / at-short hung up 0",
    "ring-timeout": "at-no-answer ringing / at-no-answer failed 3 / at-no-answer hung up 19 sip 480",
    "shutdown": f"{TRUNK} / shutdown",
    "trunk-down-and-up": TRUNK,
    "unserved-hangup": CALL.format("at-unserved-hangup")
    + "at-unserved-hangup says ProntoUnserved / at-unserved-hangup hung up 16",
    "unserved-message": CALL.format("at-unserved-message")
    + "at-unserved-message says ProntoUnserved / at-unserved-message hung up 16",
}


def brief(event: AmiEvent) -> str:
    """One event in a few words."""
    match event:
        case NewState(channel_id=who, state=state):
            return f"{who} {state.name.lower()}"
        case OriginateResponse(channel_id=who, ok=ok, reason=reason):
            return f"{who} {'originated' if ok else 'failed'} {reason}"
        case UserEvent(channel_id=who, name=name):
            return f"{who} says {name}"
        case BridgeEnter(channel_id=who, members=members):
            return f"{who} in {members}"
        case Hangup(channel_id=who, cause=cause, tech_cause=sip):
            return f"{who} hung up {cause}" + (f" sip {sip}" if sip else "")
        case ContactStatus(aor=aor, status=status):
            return f"{aor} {status}"
        case Shutdown():
            return "shutdown"
        case _:
            return repr(event)


def recordings() -> list[str]:
    return sorted(file.stem for file in FOLDER.glob("*.txt"))


def messages(name: str, *, chunk: int = 1 << 20) -> Iterator[bytes]:
    splitter = Splitter(1 << 20)
    raw = (FOLDER / f"{name}.txt").read_bytes()
    for start in range(0, len(raw), chunk):
        yield from splitter.feed(raw[start : start + chunk])
    assert splitter.banner == "Asterisk Call Manager/11.0.0"


def events(name: str, *, chunk: int = 1 << 20) -> list[AmiEvent]:
    return [event for block in messages(name, chunk=chunk) if (event := parse.parse(RawEvent(block))) is not None]


def in_any_order_of_the_acknowledgement(story: list[str]) -> tuple[list[str], list[str]]:
    """An OriginateResponse and what the answered channel does run in two threads of Asterisk: either may come first."""
    outcomes = [line for line in story if " originated " in line]
    return [line for line in story if line not in outcomes], outcomes


def test_there_is_a_story_for_every_recording() -> None:
    assert recordings() == sorted(STORIES)


@pytest.mark.parametrize("name", STORIES)
def test_a_recording_tells_its_story(name: str) -> None:
    told = [brief(event) for event in events(name)]
    meant = STORIES[name].split(" / ") if STORIES[name] else []
    assert in_any_order_of_the_acknowledgement(told) == in_any_order_of_the_acknowledgement(meant)


@pytest.mark.parametrize("name", STORIES)
def test_nothing_in_a_recording_is_unreadable(name: str) -> None:
    assert [event for event in events(name) if isinstance(event, Unreadable)] == []


@pytest.mark.parametrize("chunk", [1, 7, 64])
def test_a_recording_reads_the_same_in_pieces(chunk: int) -> None:
    for name in STORIES:
        assert list(messages(name, chunk=chunk)) == list(messages(name))


async def answers(kind: str) -> list[Answer]:
    """Every answer in the recording of answers whose list has items of this kind, put together as the link does."""
    complete: list[Answer] = []
    waiting: dict[str, Pending] = {}
    for headers in map(read_headers, messages("answers")):
        action_id = headers.get("ActionID", "")
        if "Response" in headers and headers.get("Event") is None:
            waiting[action_id] = Pending(Action("Ask"), action_id)
        pending = waiting.get(action_id)
        if pending and headers.get("Event") != "OriginateResponse" and pending.take(headers):
            complete.append(waiting.pop(action_id).answer())
    return [answer for answer in complete if answer.items and answer.items[0]["Event"] == kind]


async def test_live_channels_of_a_real_asterisk_are_read() -> None:
    (answer,) = await answers("CoreShowChannel")
    (leg,) = [parse.live_channel(item) for item in answer.items]
    assert isinstance(leg, parse.LiveChannel)
    assert (leg.channel_id, leg.state, leg.context) == ("leg-1002", ChannelState.UP, "pronto-agent")


async def test_the_database_of_a_real_asterisk_is_read() -> None:
    (tree,) = await answers("DBGetTreeResponse")
    assert len(parse.database_values(tree.items)) == 1


async def test_the_refusals_of_a_real_asterisk_are_read() -> None:
    answers = map(read_headers, messages("answers"))
    refusals = [headers["Message"].strip() for headers in answers if headers.get("Response") == "Error"]
    assert "No such channel" in refusals
    assert "No Contacts found" in refusals
    assert refusals.count("Permission denied") == 2
