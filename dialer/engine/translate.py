"""From what Asterisk says to what a call or a leg has become. The one file that knows both vocabularies."""

from dataclasses import dataclass, field

from ami.events import (
    AmiEvent,
    BridgeEnter,
    BridgeLeave,
    ChannelState,
    Hangup,
    NewState,
    OriginateResponse,
    UserEvent,
)
from dialer.cell.events import (
    AgentJoined,
    Answered,
    CallEvent,
    HungUp,
    InDialplan,
    OptedOut,
    OriginateFailed,
    Ringing,
    Screened,
    Unserved,
)
from dialer.engine.ids import agent_of, campaign_of


@dataclass(frozen=True, slots=True)
class OfCall:
    """News of a call: Asterisk's, or of our own doing."""

    call_id: str
    event: CallEvent


@dataclass(frozen=True, slots=True)
class LegFree:
    """An agent's leg waits to be joined."""

    leg_id: str


@dataclass(frozen=True, slots=True)
class LegGone:
    """An agent's leg hung up, or never came to be."""

    leg_id: str


News = OfCall | LegFree | LegGone


@dataclass(slots=True)
class Bridges:
    """Who is in which bridge: a call and a leg in the same one are joined. Bridges that only hold do not count."""

    _members: dict[str, set[str]] = field(default_factory=dict)

    def enter(self, event: BridgeEnter) -> OfCall | None:
        """A channel entered; says so when that joined a call and its agent."""
        if event.technology == "holding_bridge":
            return None
        members = self._members.setdefault(event.bridge_id, set())
        members.add(event.channel_id)
        call_id = next((m for m in members if campaign_of(m) is not None), None)
        agent_id = next((agent for m in members if (agent := agent_of(m)) is not None), None)
        return OfCall(call_id, AgentJoined(agent_id)) if call_id and agent_id is not None else None

    def leave(self, event: BridgeLeave) -> None:
        """A channel left; the bridge is forgotten with its last member."""
        members = self._members.get(event.bridge_id)
        if members is not None:
            members.discard(event.channel_id)
            if not members or event.members == 0:
                del self._members[event.bridge_id]

    def clear(self) -> None:
        """The link was lost: what the bridges hold now is for an audit to say."""
        self._members.clear()


def translate(event: AmiEvent, bridges: Bridges) -> News | None:
    """What the event means for a call or a leg of ours; None if nothing."""
    match event:
        case NewState() | OriginateResponse() | UserEvent() | Hangup():
            if campaign_of(event.channel_id) is not None:
                call_event = _of_call(event)
                return OfCall(event.channel_id, call_event) if call_event else None
            return _of_leg(event) if agent_of(event.channel_id) is not None else None
        case BridgeEnter():
            return bridges.enter(event)
        case BridgeLeave():
            bridges.leave(event)
    return None


def _of_call(event: NewState | OriginateResponse | UserEvent | Hangup) -> CallEvent | None:
    match event:
        case NewState(state=ChannelState.RINGING):
            return Ringing()
        case NewState(state=ChannelState.UP):
            return Answered()
        case OriginateResponse(ok=False):
            return OriginateFailed()
        case UserEvent(name="ProntoAnswered"):
            return InDialplan()
        case UserEvent(name="ProntoScreened", fields=fields):
            return Screened(machine=fields.get("result") == "machine", quiet_s=_quiet_s(fields.get("cause", "")))
        case UserEvent(name="ProntoUnserved"):
            return Unserved()
        case UserEvent(name="ProntoOptOut"):
            return OptedOut()
        case Hangup(cause=cause, tech_cause=tech_cause):
            return HungUp(cause, str(tech_cause or ""))
    return None


def _quiet_s(cause: str) -> float | None:
    """Seconds of silence since the greeting, from AMD's cause for a person: `HUMAN-820-800`, found and wanted ms."""
    result, _, rest = cause.partition("-")
    found = rest.partition("-")[0]
    return int(found) / 1000 if result == "HUMAN" and found.isdecimal() else None


def _of_leg(event: NewState | OriginateResponse | UserEvent | Hangup) -> News | None:
    match event:
        case UserEvent(name="ProntoAgentLeg"):
            return LegFree(event.channel_id)
        case OriginateResponse(ok=False) | Hangup():
            return LegGone(event.channel_id)
    return None
