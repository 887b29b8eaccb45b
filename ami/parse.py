"""Parses headers into values: the only place that spells the names of received headers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ami.events import (
    AmiEvent,
    BridgeEnter,
    ChannelState,
    ContactStatus,
    Hangup,
    HangupRequest,
    NewState,
    OriginateResponse,
    Shutdown,
    TalkingStarted,
    Unreadable,
    UserEvent,
)
from ami.wire import RawEvent

Fields = Mapping[str, str]

_STATES = {str(int(state)): state for state in ChannelState}
_STATE_BITS = 0xFFFF


def _state(text: str) -> ChannelState:
    """The state by its number; Asterisk's flags above bit 15 are left out."""
    return _STATES.get(text) or ChannelState(int(text) & _STATE_BITS)


def _microseconds(text: str | None) -> int | None:
    """Microseconds; Asterisk sends "N/A" or nothing for a contact that it does not ask."""
    return int(text) if text and text.isdecimal() else None


def _new_state(h: RawEvent) -> NewState:
    return NewState(channel_id=h["Uniqueid"], channel=h["Channel"], state=_state(h["ChannelState"]))


def _originate_response(h: RawEvent) -> OriginateResponse:
    return OriginateResponse(channel_id=h["Uniqueid"], ok=h["Response"] == "Success", reason=int(h["Reason"]))


def _user_event(h: RawEvent) -> UserEvent:
    # Asterisk writes the channel's headers, then the name, then the dialplan's fields; if an action sent the event,
    # also that action's id, like a field.
    fields = {key.lower(): value for key, value in h.after("UserEvent").items() if key != "ActionID"}
    return UserEvent(name=h["UserEvent"], channel_id=h.get("Uniqueid", ""), fields=fields)


def _bridge_enter(h: RawEvent) -> BridgeEnter:
    return BridgeEnter(
        channel_id=h["Uniqueid"],
        channel=h["Channel"],
        bridge_id=h["BridgeUniqueid"],
        technology=h["BridgeTechnology"],
        members=int(h["BridgeNumChannels"]),
    )


def _talking_started(h: RawEvent) -> TalkingStarted:
    said = h.get("Timestamp")
    return TalkingStarted(channel_id=h["Uniqueid"], at=float(said) if said else None)


def _hangup_request(h: RawEvent) -> HangupRequest:
    return HangupRequest(channel_id=h["Uniqueid"], channel=h["Channel"], soft=h["Event"] == "SoftHangupRequest")


def _hangup(h: RawEvent) -> Hangup:
    tech_cause = h.get("TechCause")
    return Hangup(
        channel_id=h["Uniqueid"],
        channel=h["Channel"],
        cause=int(h["Cause"]),
        cause_text=h.get("Cause-txt", ""),
        tech_cause=int(tech_cause) if tech_cause else None,
    )


def _contact_status(h: RawEvent) -> ContactStatus:
    return ContactStatus(
        aor=h["AOR"],
        uri=h["URI"],
        status=h["ContactStatus"],
        roundtrip_us=_microseconds(h.get("RoundtripUsec")),
    )


def _shutdown(h: RawEvent) -> Shutdown:
    return Shutdown(restart=h["Restart"] == "True")


_READERS: dict[str, Callable[[RawEvent], AmiEvent]] = {
    "Newstate": _new_state,
    "OriginateResponse": _originate_response,
    "UserEvent": _user_event,
    "BridgeEnter": _bridge_enter,
    "ChannelTalkingStart": _talking_started,
    "HangupRequest": _hangup_request,
    "SoftHangupRequest": _hangup_request,
    "Hangup": _hangup,
    "ContactStatus": _contact_status,
    "Shutdown": _shutdown,
}

BOOTED = "FullyBooted"
WANTED = frozenset(name.encode() for name in (*_READERS, BOOTED))
"""Names of the events worth reading; all others can be dropped by name alone."""


def parse(event: RawEvent) -> AmiEvent | None:
    """Parse one event. None for an event that nobody needs; Unreadable for a known one that makes no sense."""
    name = event.get("Event", "")
    reader = _READERS.get(name)
    if reader is None:
        return None
    try:
        return reader(event)
    except KeyError as missing:
        return Unreadable(name=name, why=f"header {missing} is missing")
    except ValueError as error:
        return Unreadable(name=name, why=str(error))


def uptime_s(headers: Fields) -> int | None:
    """Seconds since Asterisk was started, from its FullyBooted event; None if it does not say."""
    text = headers.get("Uptime", "")
    return int(text) if text.isdecimal() else None


def challenge_of(headers: Fields) -> str:
    """The challenge in the answer to `challenge()`; empty if there is none."""
    return headers.get("Challenge", "")


def told_at(headers: Fields) -> float | None:
    """When Asterisk wrote this, in epoch seconds by its own clock; None if it does not say.

    It is in the answer to `ping()`, and in every event if manager.conf has `timestampevents`.
    """
    try:
        return float(headers["Timestamp"])
    except (KeyError, ValueError):
        return None


def asterisk_version(core_settings: Fields) -> str:
    """Version from the answer to `core_settings()`, as "22.10.1~dfsg"; empty if it is not there."""
    return core_settings.get("AsteriskVersion", "")


def config_sections(headers: Fields) -> list[tuple[str, dict[str, str]]]:
    """The sections of a file in order, each with its lines, from the answer to `get_config`."""
    sections: dict[str, tuple[str, dict[str, str]]] = {}
    for name, value in headers.items():
        head, _, number = name.partition("-")
        if head == "Category":
            sections[number] = value, {}
        elif head == "Line" and (place := number.partition("-")[0]) in sections:
            option, _, said = value.partition("=")
            sections[place][1][option.strip()] = said.removeprefix(">").strip()
    return list(sections.values())


def database_values(items: Iterable[Fields]) -> dict[str, str]:
    """Key → value from the items of `db_get_tree()` (keys as "/family/key") or `db_get()` (key without the family)."""
    return {item["Key"]: item.get("Val", "") for item in items if "Key" in item}


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveChannel:
    """A live channel, from the list of `core_show_channels()`."""

    channel_id: str
    channel: str
    linked_id: str
    """Id of the channel that this one was started for; its own when it stands alone."""
    state: ChannelState
    bridge_id: str
    """Empty when it is in no bridge."""
    context: str
    exten: str
    priority: int
    application: str
    seconds: int
    """Age of the channel."""


def live_channel(item: Fields) -> LiveChannel | Unreadable:
    """Read one item of `core_show_channels()`."""
    try:
        hours, minutes, seconds = item["Duration"].split(":")
        return LiveChannel(
            channel_id=item["Uniqueid"],
            channel=item["Channel"],
            linked_id=item["Linkedid"],
            state=_state(item["ChannelState"]),
            bridge_id=item["BridgeId"],
            context=item["Context"],
            exten=item["Exten"],
            priority=int(item["Priority"]),
            application=item["Application"],
            seconds=int(hours) * 3600 + int(minutes) * 60 + int(seconds),
        )
    except KeyError as missing:
        return Unreadable(name="CoreShowChannel", why=f"header {missing} is missing")
    except ValueError as error:
        return Unreadable(name="CoreShowChannel", why=str(error))


def contact_status(item: Fields) -> ContactStatus | Unreadable | None:
    """Parse one item of `pjsip_show_endpoint()`; None for an item that is not about a contact."""
    if item.get("Event") != "ContactStatusDetail":
        return None
    try:
        return ContactStatus(
            aor=item["AOR"],
            uri=item["URI"],
            status=item["Status"],
            roundtrip_us=_microseconds(item.get("RoundtripUsec")),
        )
    except KeyError as missing:
        return Unreadable(name="ContactStatusDetail", why=f"header {missing} is missing")
