"""From Asterisk's words to the calls' and the legs'."""

import pytest

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
    UserEvent,
)
from dialer.cell.events import (
    AgentJoined,
    Answered,
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
from dialer.core.channel_ids import agent_of, campaign_of, is_of_another, new_call_id, new_leg_id
from dialer.core.enums import Side
from dialer.engine.ami_translation import KNOWN_BRIDGES, Bridges, LegFree, LegGone, OfCall, translate

CALL, LEG = "pc-7-" + "a" * 32, "pl-3-" + "b" * 32
OTHERS = "1750000000.17"
HERE = "0a1b2c3d"  # an installation


def new_state(channel_id: str, state: ChannelState) -> NewState:
    return NewState(channel_id=channel_id, channel="c", state=state)


def response(channel_id: str, *, ok: bool) -> OriginateResponse:
    return OriginateResponse(channel_id=channel_id, ok=ok, reason=0)


def said(channel_id: str, name: str, **fields: str) -> UserEvent:
    return UserEvent(name=name, channel_id=channel_id, fields=fields)


def hangup(channel_id: str, tech_cause: int | None = None) -> Hangup:
    return Hangup(channel_id=channel_id, channel="c", cause=17, cause_text="", tech_cause=tech_cause)


def asked(channel_id: str, *, soft: bool) -> HangupRequest:
    return HangupRequest(channel_id=channel_id, channel="c", soft=soft)


def enters(channel_id: str, bridge: str = "b", technology: str = "simple_bridge", members: int = 1) -> BridgeEnter:
    return BridgeEnter(channel_id=channel_id, channel="c", bridge_id=bridge, technology=technology, members=members)


@pytest.mark.parametrize(
    ("event", "news"),
    [
        (new_state(CALL, ChannelState.RINGING), Ringing()),
        (new_state(CALL, ChannelState.UP), Answered()),
        (response(CALL, ok=False), OriginateFailed()),
        (said(CALL, "ProntoAnswered"), InDialplan()),
        (said(CALL, "ProntoScreened", result="machine"), Screened(machine=True)),
        (said(CALL, "ProntoScreened", result="human"), Screened(machine=False)),
        (said(CALL, "ProntoScreened", result="unsure"), Screened(machine=False)),
        (said(CALL, "ProntoScreened"), Screened(machine=False)),
        (said(CALL, "ProntoScreened", result="human", cause="HUMAN-820-800"), Screened(machine=False, quiet_s=0.82)),
        (said(CALL, "ProntoScreened", result="machine", cause="LONGGREETING-1520-1500"), Screened(machine=True)),
        (said(CALL, "ProntoScreened", result="human", cause="HUMAN-x-800"), Screened(machine=False)),
        (TalkingStarted(channel_id=CALL, at=1.25), Spoke(1.25)),
        (said(CALL, "ProntoUnserved"), Unserved()),
        (said(CALL, "ProntoLegLost", within="12000", joined="1750000000000:7"), LegLost(12.0, 7)),
        (said(CALL, "ProntoLegLost", within="", joined=""), LegLost()),
        (said(CALL, "ProntoHeld", within="600000", joined="x:y"), Held(600.0)),
        (said(CALL, "ProntoOptOut"), OptedOut()),
        (asked(CALL, soft=False), EndAsked(Side.THEIRS)),
        (asked(CALL, soft=True), EndAsked(Side.OURS)),
        (hangup(CALL, 486), HungUp(17, "486")),
        (hangup(CALL), HungUp(17, "")),
    ],
)
def test_news_of_a_call(event, news):
    assert translate(event, Bridges()) == OfCall(CALL, news)


@pytest.mark.parametrize(
    ("event", "news"),
    [
        (said(LEG, "ProntoAgentLeg"), LegFree(LEG)),
        (response(LEG, ok=False), LegGone(LEG)),
        (hangup(LEG), LegGone(LEG)),
        (asked(LEG, soft=False), LegGone(LEG, lives=True)),
    ],
)
def test_news_of_a_leg(event, news):
    assert translate(event, Bridges()) == news


@pytest.mark.parametrize(
    "event",
    [
        asked(LEG, soft=True),
        new_state(CALL, ChannelState.DIALING),
        new_state(LEG, ChannelState.UP),
        response(CALL, ok=True),
        response(LEG, ok=True),
        said(CALL, "ProntoAgentLeg"),
        said(LEG, "ProntoAnswered"),
        said("", "ProntoAnswered"),
        TalkingStarted(channel_id=LEG, at=None),
        new_state(OTHERS, ChannelState.UP),
        hangup(OTHERS),
        said(OTHERS, "ProntoUnserved"),
        Shutdown(restart=False),
        ContactStatus(aor="x", uri="", status="Reachable", roundtrip_us=None),
    ],
)
def test_what_means_nothing_to_us(event):
    assert translate(event, Bridges()) is None


@pytest.mark.parametrize("order", [(CALL, LEG), (LEG, CALL)])
def test_a_call_and_a_leg_in_one_bridge_are_joined(order):
    bridges = Bridges()
    assert translate(enters(order[0]), bridges) is None
    assert translate(enters(order[1], members=2), bridges) == OfCall(CALL, AgentJoined(3))


def test_a_bridge_that_only_holds_joins_nobody():
    bridges = Bridges()
    assert translate(enters(LEG, technology="holding_bridge"), bridges) is None
    assert translate(enters(CALL, technology="holding_bridge", members=2), bridges) is None


def test_who_left_is_joined_to_nobody():
    bridges = Bridges()
    translate(enters(LEG), bridges)
    assert translate(enters(CALL), bridges) is None  # alone: the other has left
    assert translate(enters(LEG, members=2), bridges) == OfCall(CALL, AgentJoined(3))


@pytest.mark.parametrize("first", [CALL, OTHERS])
@pytest.mark.parametrize("second", ["pc-7-" + "c" * 32, OTHERS])
def test_two_calls_or_strangers_are_not_joined(first, second):
    bridges = Bridges()
    assert translate(enters(first), bridges) is None
    assert translate(enters(second, members=2), bridges) is None


def test_who_comes_as_the_third_or_to_an_unseen_first_is_joined_to_nobody():
    bridges = Bridges()
    assert translate(enters(LEG, members=2), bridges) is None
    translate(enters(CALL), bridges)
    translate(enters(LEG, members=2), bridges)
    assert translate(enters("pl-4-" + "d" * 32, members=3), bridges) is None


def test_a_lost_link_forgets_every_bridge():
    bridges = Bridges()
    translate(enters(LEG), bridges)
    bridges.clear()
    assert translate(enters(CALL, members=2), bridges) is None


def test_bridges_that_stay_half_made_are_forgotten_in_the_end():
    bridges = Bridges()
    for number in range(KNOWN_BRIDGES + 1):
        translate(enters(LEG, bridge=f"half-{number}"), bridges)
    assert translate(enters(CALL, bridge="half-0", members=2), bridges) is None
    assert translate(enters(CALL, bridge="half-1", members=2), bridges) is not None


def test_ids_name_their_campaign_or_agent_and_nothing_else_does():
    assert (campaign_of(new_call_id(HERE, 12)), agent_of(new_leg_id(HERE, 5))) == (12, 5)
    assert new_call_id(HERE, 1) != new_call_id(HERE, 1)
    for foreign in ("", OTHERS, CALL + "x", "x" + CALL, "pc--" + "a" * 32, "pc-1-" + "A" * 32, CALL + "\n"):
        assert campaign_of(foreign) is None
    assert agent_of(CALL) is None
    assert campaign_of(LEG) is None


def test_ids_name_their_installation_and_those_of_older_versions_none():
    for mine in (new_call_id(HERE, 12), new_leg_id(HERE, 5)):
        assert (is_of_another(mine, HERE), is_of_another(mine, "ffffffff")) == (False, True)
    for nobodys in (CALL, LEG, OTHERS, ""):
        assert not is_of_another(nobodys, HERE)
