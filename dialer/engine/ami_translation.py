"""Translates AMI events into events of calls and legs. The only module that knows both vocabularies."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ami.events import (
    AmiEvent,
    BridgeEnter,
    ChannelState,
    Hangup,
    HangupRequest,
    NewState,
    OriginateResponse,
    TalkingStarted,
    UserEvent,
)
from dialer.cell.call.media_note import Note
from dialer.cell.events import (
    AgentJoined,
    Answered,
    CallEvent,
    EndAsked,
    Held,
    HungUp,
    InDialplan,
    LegLost,
    OptedOut,
    OriginateFailed,
    Ringing,
    Screened,
    Spoke,
    Unserved,
)
from dialer.core.channel_ids import agent_of, campaign_of
from dialer.core.enums import Side


@dataclass(frozen=True, slots=True)
class OfCall:
    """An event of a call: Asterisk's, or the engine's own."""

    call_id: str
    event: CallEvent


@dataclass(frozen=True, slots=True)
class LegFree:
    """An agent's leg waits to be joined."""

    leg_id: str


@dataclass(frozen=True, slots=True)
class LegGone:
    """An agent's leg hung up, or was never created."""

    leg_id: str
    lives: bool = False  # the phone hung up; the end of the channel is still to be reported


News = OfCall | LegFree | LegGone
OfChannel = NewState | OriginateResponse | UserEvent | TalkingStarted | HangupRequest | Hangup


KNOWN_BRIDGES = 1000  # far more than ever wait for a second member at once


@dataclass(slots=True)
class Bridges:
    """The channel that is alone in each bridge: a call and a leg in the same bridge are joined.

    Leaving is not tracked: the next one to enter is then the first member again. Holding bridges do not count.
    """

    _alone: dict[str, str] = field(default_factory=dict)  # channel, by bridge

    def enter(self, event: BridgeEnter) -> OfCall | None:
        """Take in a channel that entered; returns the event if that joined a call and its agent."""
        if event.technology == "holding_bridge":
            return None
        if event.members == 1:
            self._alone[event.bridge_id] = event.channel_id
            if len(self._alone) > KNOWN_BRIDGES:  # some never got a second member
                del self._alone[next(iter(self._alone))]
            return None
        return _joined(self._alone.pop(event.bridge_id, ""), event.channel_id)

    def clear(self) -> None:
        """The link was lost: an audit will find what the bridges hold now."""
        self._alone.clear()


def _joined(first: str, second: str) -> OfCall | None:
    for call_id, leg_id in ((first, second), (second, first)):
        agent_id = agent_of(leg_id)
        if agent_id is not None and campaign_of(call_id) is not None:
            return OfCall(call_id, AgentJoined(agent_id))
    return None


def translate(event: AmiEvent, bridges: Bridges) -> News | None:
    """What the event means for one of our calls or legs; None if nothing."""
    match event:
        case NewState() | OriginateResponse() | UserEvent() | TalkingStarted() | HangupRequest() | Hangup():
            if campaign_of(event.channel_id) is not None:
                call_event = _of_call(event)
                return OfCall(event.channel_id, call_event) if call_event else None
            return _of_leg(event) if agent_of(event.channel_id) is not None else None
        case BridgeEnter():
            return bridges.enter(event)
    return None


def _of_call(event: OfChannel) -> CallEvent | None:
    match event:
        case NewState(state=ChannelState.RINGING):
            return Ringing()
        case NewState(state=ChannelState.UP):
            return Answered()
        case OriginateResponse(ok=False):
            return OriginateFailed()
        case UserEvent(name="ProntoAnswered"):
            return InDialplan()
        case TalkingStarted(at=at):
            return Spoke(at)
        case UserEvent(name="ProntoScreened", fields=fields):
            return Screened(machine=fields.get("result") == "machine", quiet_s=_quiet_s(fields.get("cause", "")))
        case UserEvent(name="ProntoLegLost", fields=fields):
            return LegLost(_within_s(fields), _talked_with(fields))
        case UserEvent(name="ProntoHeld", fields=fields):
            return Held(_within_s(fields), _talked_with(fields))
        case UserEvent(name="ProntoUnserved"):
            return Unserved()
        case UserEvent(name="ProntoOptOut"):
            return OptedOut()
        case HangupRequest(soft=soft):
            return EndAsked(Side.OURS if soft else Side.THEIRS)
        case Hangup(cause=cause, tech_cause=tech_cause):
            return HungUp(cause, str(tech_cause or ""))
    return None


def _within_s(fields: Mapping[str, str]) -> float | None:
    """For how many seconds the dialplan keeps the person."""
    ms = fields.get("within", "")
    return int(ms) / 1000 if ms.isdecimal() else None


def _talked_with(fields: Mapping[str, str]) -> int | None:
    """The agent of the last join, as we told the dialplan of it: `instant:agent`."""
    join = join_of(fields.get("joined", ""))
    return None if join is None else join[1]


def join_of(value: str) -> tuple[float, int] | None:
    """When the last join was asked for, by our clock, and its agent, from `instant:agent`; None if it is neither."""
    at, _, agent = value.partition(":")
    return (int(at) / 1000, int(agent)) if at.isdecimal() and agent.isdecimal() else None


def note_of(value: str, *, ahead_s: float) -> Note:
    """Parse the dialplan's note: `word:at:answered:unserved:joined:agent:cause`, instants in epoch ms.

    All but the join, which we set, are by Asterisk's clock, which is ahead of ours by `ahead_s`. Older dialplans wrote
    `word:at` alone.
    """
    word, at, answered, unserved, joined, agent, cause = (*value.split(":"), *[""] * 7)[:7]
    return Note(
        word=word,
        at=_instant(at, ahead_s),
        answered_at=_instant(answered, ahead_s),
        unserved_at=_instant(at if word == "unserved" else unserved, ahead_s),
        joined_at=_instant(joined, 0.0),
        agent_id=int(agent) if agent.isdecimal() else None,
        cause=int(cause) if cause.isdecimal() else 0,
    )


def _instant(ms: str, ahead_s: float) -> float | None:
    return int(ms) / 1000 - ahead_s if ms.isdecimal() else None


def _quiet_s(cause: str) -> float | None:
    """Seconds of silence since the greeting, from AMD's cause for a person: `HUMAN-820-800`, found and wanted ms."""
    result, _, rest = cause.partition("-")
    found = rest.partition("-")[0]
    return int(found) / 1000 if result == "HUMAN" and found.isdecimal() else None


def _of_leg(event: OfChannel) -> News | None:
    match event:
        case UserEvent(name="ProntoAgentLeg"):
            return LegFree(event.channel_id)
        case OriginateResponse(ok=False) | Hangup():
            return LegGone(event.channel_id)
        case HangupRequest(soft=False):
            return LegGone(event.channel_id, lives=True)
    return None
