"""Asterisk's events as frozen values; past this module nothing handles header names or raw mappings."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from ami.errors import Fault


class ChannelState(IntEnum):
    """State of a channel, by Asterisk's own numbers (`channelstate.h`; the mute flag in bit 16 is left out)."""

    DOWN = 0
    RESERVED = 1
    OFF_HOOK = 2
    DIALING = 3
    RING = 4
    RINGING = 5
    UP = 6
    BUSY = 7
    DIALING_OFF_HOOK = 8
    PRE_RING = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkUp:
    """We are logged in and Asterisk has finished booting: ask it for the live channels, then go on."""

    version: str
    """Asterisk's version as it calls itself ("22.10.1"); "AMI 11.0.0" when the user may not read it."""
    restarted: bool | None
    """Whether Asterisk was restarted since the last link. None: first link, or Asterisk did not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDown:
    """The link is gone; events of calls are missed until the next LinkUp."""

    reason: Fault
    """Why, for an administrator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewState:
    """A channel began to ring, was answered, …"""

    channel_id: str
    """Unique id of the channel: the one given as `channel_id` to `originate`."""
    channel: str
    """Name of the channel, as "PJSIP/trunk-0000002a"."""
    state: ChannelState


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginateResponse:
    """An Originate has ended: answered (`ok`), or not."""

    channel_id: str
    """Given even if no channel was created, provided the Originate named it."""
    ok: bool
    reason: int
    """The control frame that ended the dialling: 0 none, 3 rang out, 4 answered, 5 busy, 8 congestion.

    What the network said is in the channel's Hangup.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class UserEvent:
    """An event sent by our own dialplan, or by an action of ours."""

    name: str
    channel_id: str
    """Empty when the event was sent by an action and not by a channel."""
    fields: Mapping[str, str]
    """What follows the name, keys in lower case. A field named like one of the channel's own headers
    (`Context`, `Exten`, …) is hidden by that header: do not use such names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeEnter:
    """A channel entered a bridge: it hears all others in it."""

    channel_id: str
    channel: str
    bridge_id: str
    technology: str
    """"simple_bridge" for two parties mixed by Asterisk, "holding_bridge" for those who wait, …"""
    members: int
    """Channels in the bridge after this one entered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkingStarted:
    """TALK_DETECT heard a sound on a channel, after silence."""

    channel_id: str
    at: float | None
    """When, epoch seconds by Asterisk's own clock; None where manager.conf has no `timestampevents`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HangupRequest:
    """The end of a channel was requested; its Hangup follows, unless a Bridge takes the channel at that instant."""

    channel_id: str
    channel: str
    soft: bool
    """Whether Asterisk's side asked (our action, the dialplan's end, a module); else the far end did, as by SIP BYE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hangup:
    """A channel is gone."""

    channel_id: str
    channel: str
    cause: int
    """Q.850: 16 normal, 17 busy, 18 no user responding, 19 no answer, 34 congestion, …"""
    cause_text: str
    tech_cause: int | None
    """What the channel's own protocol said: for SIP the response code (486). None when it said nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactStatus:
    """A SIP contact (a phone, a trunk) became reachable or not."""

    aor: str
    uri: str
    status: str
    """Created, Reachable, Unreachable, NonQualified, Updated, Removed, Unknown."""
    roundtrip_us: int | None
    """Time of the last OPTIONS request and its answer, microseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shutdown:
    """Asterisk reports that it is stopping."""

    restart: bool
    """Whether it will start again by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A known event (or list item) whose content makes no sense: counted, and never a reason to stop."""

    name: str
    why: str


AmiEvent = (
    LinkUp
    | LinkDown
    | NewState
    | OriginateResponse
    | UserEvent
    | BridgeEnter
    | TalkingStarted
    | HangupRequest
    | Hangup
    | ContactStatus
    | Shutdown
    | Unreadable
)
