"""Headers become typed events; what makes no sense becomes Unreadable and stops nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ami import parse
from ami.answer import Answer
from ami.errors import AmiRefused, MissingPrivilege
from ami.events import (
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

CHANNEL = {"Channel": "PJSIP/t-1", "Uniqueid": "at-1", "ChannelState": "6", "Context": "c"}
BRIDGE = {"BridgeUniqueid": "b", "BridgeTechnology": "simple_bridge", "BridgeNumChannels": "2", **CHANNEL}
EXAMPLES = [
    ({"Event": "Newstate", **CHANNEL}, NewState(channel_id="at-1", channel="PJSIP/t-1", state=ChannelState.UP)),
    (
        {"Event": "OriginateResponse", "Response": "Failure", "Reason": "3", "Uniqueid": "at-1"},
        OriginateResponse(channel_id="at-1", ok=False, reason=3),
    ),
    (
        {"Event": "BridgeEnter", **BRIDGE},
        BridgeEnter(channel_id="at-1", channel="PJSIP/t-1", bridge_id="b", technology="simple_bridge", members=2),
    ),
    (
        {"Event": "Hangup", **CHANNEL, "Cause": "17", "Cause-txt": "User busy", "TechCause": "486"},
        Hangup(channel_id="at-1", channel="PJSIP/t-1", cause=17, cause_text="User busy", tech_cause=486),
    ),
    (
        {"Event": "ChannelTalkingStart", "Timestamp": "1764077390.123456", **CHANNEL},
        TalkingStarted(channel_id="at-1", at=1764077390.123456),
    ),
    ({"Event": "ChannelTalkingStart", **CHANNEL}, TalkingStarted(channel_id="at-1", at=None)),
    (
        {"Event": "HangupRequest", **CHANNEL, "Cause": "16"},
        HangupRequest(channel_id="at-1", channel="PJSIP/t-1", soft=False),
    ),
    (
        {"Event": "SoftHangupRequest", **CHANNEL},
        HangupRequest(channel_id="at-1", channel="PJSIP/t-1", soft=True),
    ),
    (
        {"Event": "Hangup", **CHANNEL, "Cause": "16"},
        Hangup(channel_id="at-1", channel="PJSIP/t-1", cause=16, cause_text="", tech_cause=None),
    ),
    (
        {"Event": "ContactStatus", "AOR": "a", "URI": "sip:a@h", "ContactStatus": "Reachable", "RoundtripUsec": "840"},
        ContactStatus(aor="a", uri="sip:a@h", status="Reachable", roundtrip_us=840),
    ),
    (
        {"Event": "ContactStatus", "AOR": "a", "URI": "sip:a@h", "ContactStatus": "Removed"},
        ContactStatus(aor="a", uri="sip:a@h", status="Removed", roundtrip_us=None),
    ),
    ({"Event": "Shutdown", "Shutdown": "Cleanly", "Restart": "True"}, Shutdown(restart=True)),
    (
        {"Event": "UserEvent", **CHANNEL, "UserEvent": "ProntoAnswered", "AmdStatus": "HUMAN", "Cause": ""},
        UserEvent(name="ProntoAnswered", channel_id="at-1", fields={"amdstatus": "HUMAN", "cause": ""}),
    ),
    ({"Event": "UserEvent", "UserEvent": "Hello"}, UserEvent(name="Hello", channel_id="", fields={})),
]


def spell(headers: dict[str, str]) -> RawEvent:
    """The event as it comes from Asterisk."""
    return RawEvent("\r\n".join(f"{name}: {value}" for name, value in headers.items()).encode())


@pytest.mark.parametrize(
    ("headers", "event"), EXAMPLES, ids=lambda value: value.get("Event") if isinstance(value, dict) else ""
)
def test_each_event_is_read_whole(headers: dict[str, str], event: object) -> None:
    assert parse.parse(spell(headers)) == event


@pytest.mark.parametrize("headers", [{"Event": "Newexten", **CHANNEL}, {"Event": "FullyBooted"}, {}, {"Response": "x"}])
def test_what_nobody_needs_is_no_event(headers: dict[str, str]) -> None:
    assert parse.parse(spell(headers)) is None


def test_a_missing_or_senseless_header_is_named() -> None:
    bad = parse.parse(spell({"Event": "Hangup", **CHANNEL}))
    assert bad == Unreadable(name="Hangup", why="header 'Cause' is missing")
    bad = parse.parse(spell({"Event": "Newstate", **CHANNEL, "ChannelState": "77"}))
    assert bad == Unreadable(name="Newstate", why="77 is not a valid ChannelState")


@given(st.sampled_from([headers for headers, _ in EXAMPLES]), st.data())
def test_a_known_event_never_raises(headers: dict[str, str], data: st.DataObject) -> None:
    broken = dict(headers)
    for name in data.draw(st.lists(st.sampled_from([name for name in headers if name != "Event"]))):
        broken[name] = data.draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=5))
    for name in data.draw(st.lists(st.sampled_from([name for name in headers if name != "Event"]))):
        broken.pop(name, None)
    assert parse.parse(spell(broken)) is not None


def test_a_field_of_the_dialplan_cannot_pass_for_a_header_of_the_channel() -> None:
    raw = b"Event: UserEvent\r\nUniqueid: at-1\r\nUserEvent: X\r\nUniqueid: at-2\r\nUserEvent: Y\r\nA: 1\r\nA: 2"
    event = parse.parse(RawEvent(raw))
    assert event == UserEvent(name="X", channel_id="at-1", fields={"a": "1"})


def test_a_muted_channel_is_still_up() -> None:
    event = parse.parse(spell({"Event": "Newstate", **CHANNEL, "ChannelState": str(6 | 1 << 16)}))
    assert isinstance(event, NewState)
    assert event.state is ChannelState.UP


LIVE = {
    "Event": "CoreShowChannel",
    **CHANNEL,
    "Linkedid": "at-1",
    "Exten": "s",
    "Priority": "3",
    "Application": "Wait",
    "Duration": "01:02:03",
    "BridgeId": "",
}


def test_a_live_channel_is_read_whole() -> None:
    assert parse.live_channel(LIVE) == parse.LiveChannel(
        channel_id="at-1",
        channel="PJSIP/t-1",
        linked_id="at-1",
        state=ChannelState.UP,
        bridge_id="",
        context="c",
        exten="s",
        priority=3,
        application="Wait",
        seconds=3723,
    )


@pytest.mark.parametrize("change", [{"Duration": ""}, {"Duration": "1:2"}, {"Priority": "x"}, {"ChannelState": ""}])
def test_a_senseless_live_channel_is_unreadable(change: dict[str, str]) -> None:
    assert isinstance(parse.live_channel(LIVE | change), Unreadable)


@pytest.mark.parametrize("name", [name for name in LIVE if name != "Event"])
def test_a_live_channel_without_a_header_is_unreadable(name: str) -> None:
    item = {key: value for key, value in LIVE.items() if key != name}
    assert parse.live_channel(item) == Unreadable(name="CoreShowChannel", why=f"header {name!r} is missing")


def test_contacts_are_read() -> None:
    item = {"Event": "ContactStatusDetail", "AOR": "trunk", "URI": "sip:h", "Status": "Unreachable"}
    assert parse.contact_status(item) == ContactStatus(
        aor="trunk", uri="sip:h", status="Unreachable", roundtrip_us=None
    )
    assert isinstance(parse.contact_status({"Event": "ContactStatusDetail"}), Unreadable)
    assert parse.contact_status({"Event": "EndpointDetail"}) is None


def test_small_answers_are_read() -> None:
    assert parse.asterisk_version({"AsteriskVersion": "22.10.1"}) == "22.10.1"
    assert parse.database_values([{"Key": "/f/a", "Val": "1"}, {"Key": "/f/b"}, {}]) == {"/f/a": "1", "/f/b": ""}
    assert parse.uptime_s({"Uptime": "12"}) == 12
    assert parse.uptime_s({"Uptime": "-1"}) is None


def test_a_refusal_says_who_must_mend_what() -> None:
    with pytest.raises(MissingPrivilege, match=r"`write =` line in manager.conf.* Action Bridge"):
        Answer(action="Bridge", success=False, message="Permission denied").require()
    with pytest.raises(AmiRefused, match="Hangup: No such channel") as refused:
        Answer(action="Hangup", success=False, message="No such channel").require()
    assert refused.value.permanent
    with pytest.raises(AmiRefused) as passing:
        Answer(action="Originate", success=False, message="Originate failed").require()
    assert not passing.value.permanent
    fine = Answer(action="Ping", success=True, message="")
    assert fine.require() is fine
