"""Asterisk loses a hang-up that comes as our Bridge takes the channel from its dialplan: nobody may sit with that call.

The events are those of the real Asterisk: the wish to hang up is told before the channel enters the bridge, its end is
not, and the channel lives on until it is hung up again.
"""

from ami.events import HangupRequest
from dialer.cell.agents.roster import AgentState
from dialer.cell.call.state_machine import CallState
from dialer.cell.effects import Finish
from dialer.cell.events import ConnectFailed
from dialer.core.enums import LegKind, Outcome, Side
from tests.support.cells import a_config
from tests.support.live_calls import a_channel
from tests.support.story import Story


def connecting(**campaign: object) -> tuple[Story, str]:
    """A person whom our Bridge is about to join to the one agent."""
    story = Story(a_config(**campaign)).begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.answers(call.id)
    assert story.connects() == [(call.id, 1)]
    return story, call.id


def wants_to_go(story: Story, channel_id: str, *, soft: bool = False) -> None:
    """The far end hangs up; `soft`: Asterisk's side does."""
    story.hear(HangupRequest(channel_id=channel_id, channel="PJSIP/carrier", soft=soft))


def test_who_was_joined_after_hanging_up_is_hung_up_at_once_and_was_never_served():
    story, call_id = connecting()
    leg = story.leg()
    before = story.cell.learned.tally.since(None)
    wants_to_go(story, call_id)
    wants_to_go(story, call_id, soft=True)  # the dialplan's own end, of what Bridge then takes away
    story.joins(call_id, leg)
    assert story.hung_up()[-1] == call_id
    assert story.agent().state is AgentState.RESERVED  # talks to nobody
    assert story.screen()["state"] == "connecting"
    story.leg_free(leg)
    story.hangs_up(call_id)
    [end] = story.done(Finish)
    assert (end.call.outcome, end.call.ended_by, end.call.agent_joined_at) == (Outcome.ABANDONED, Side.THEIRS, None)
    after = story.cell.learned.tally.since(None)
    assert (after.served - before.served, after.abandoned - before.abandoned) == (0, 1)
    assert (story.agent().state, story.agent().leg_free, story.screen()["state"]) == (AgentState.READY, True, "ready")
    assert story.connects() == [(call_id, 1)]
    assert story.cell.unexpected == {}


def test_who_hangs_up_while_being_joined_is_hung_up_though_the_join_is_never_told():
    """The Bridge can take the call and miss the agent: then the call would wait on, for nobody."""
    story, call_id = connecting()
    wants_to_go(story, call_id)
    assert story.hung_up() == [call_id]
    story.of_call(call_id, ConnectFailed())
    assert story.cell.calls[call_id].state is CallState.WAITING
    assert story.agent().state is AgentState.READY
    assert story.connects() == [(call_id, 1)]  # no agent is sent to somebody who is gone
    story.hangs_up(call_id)
    assert [end.call.outcome for end in story.done(Finish)] == [Outcome.ABANDONED]


def test_who_hangs_up_while_waiting_is_given_no_agent():
    story = Story(a_config(mode="ratio", ratio=2.0)).begin(leads=2)
    story.log_in()
    talking, waiting = story.placed()
    story.answers(talking.id)
    story.joins(talking.id, story.leg())
    story.answers(waiting.id)
    wants_to_go(story, waiting.id)
    story.log_in(2)
    assert story.connects() == [(talking.id, 1)]
    assert waiting.id not in story.hung_up()  # nobody takes the channel away: Asterisk ends it by itself
    story.hangs_up(waiting.id)
    assert {end.call.outcome for end in story.done(Finish)} == {Outcome.ABANDONED}


def test_an_agent_whose_phone_was_rung_for_somebody_who_is_gone_is_not_joined():
    story = Story().begin(leads=1)
    story.log_in(kind=LegKind.RING)
    [call] = story.placed()
    story.answers(call.id)
    wants_to_go(story, call.id)
    story.leg_free(story.leg())
    assert story.connects() == []
    story.hangs_up(call.id)
    assert story.agent().state is AgentState.READY


def test_an_audit_that_finds_the_lost_call_in_a_bridge_hangs_it_up():
    story, call_id = connecting()
    leg = story.leg()
    wants_to_go(story, call_id)
    before = len(story.hung_up())
    story.audit(a_channel(call_id, bridge="b1"), a_channel(leg, bridge="b1"))
    assert story.hung_up()[before:] == [call_id]
    assert story.cell.calls[call_id].agent_joined_at is None


def test_who_hangs_up_in_talk_ends_it_without_us():
    story, call_id = connecting()
    story.joins(call_id, story.leg())
    wants_to_go(story, call_id)
    assert story.hung_up() == []
    story.hangs_up(call_id)
    [end] = story.done(Finish)
    assert (end.call.outcome, end.call.ended_by) == (Outcome.CONNECTED, Side.THEIRS)


def test_a_talk_that_began_as_the_dialplan_ended_the_wait_is_not_cut_off():
    """The limit passes in the instant of the Bridge: the dialplan's end is told, and the person is in talk."""
    story, call_id = connecting()
    story.unserved(call_id)
    wants_to_go(story, call_id, soft=True)
    story.joins(call_id, story.leg())
    story.pass_time(60.0)
    assert story.hung_up() == []
    assert story.agent().state is AgentState.TALKING
    wants_to_go(story, call_id)
    story.hangs_up(call_id)
    [end] = story.done(Finish)
    assert (end.call.outcome, end.call.ended_by) == (Outcome.CONNECTED, Side.THEIRS)


def test_an_agent_s_phone_that_hung_up_is_hung_up_by_us_too_and_nobody_is_joined_to_it():
    """Else it would live on in the bridge, come back to its loop, and be given every further person."""
    story = Story(a_config(mode="ratio", ratio=2.0)).begin(leads=2)
    story.log_in(1)
    story.now += 1.0
    story.log_in(2)
    first, second = story.placed()[:2]
    leg = story.leg(1)
    story.answers(first.id)
    assert story.connects() == [(first.id, 1)]
    wants_to_go(story, leg)
    assert story.hung_up() == [leg]
    assert story.connects() == [(first.id, 1), (first.id, 2)]
    story.answers(second.id)
    assert len(story.connects()) == 2
    story.hangs_up(leg)
    story.pass_time(3.0)
    assert story.legs_rung().count(1) == 2  # the phone is called again
    assert story.hung_up() == [leg]
    assert story.cell.unexpected == {}


def test_a_phone_that_hangs_up_in_talk_is_hung_up_by_us_too():
    story, call_id = connecting()
    leg = story.leg()
    story.joins(call_id, leg)
    wants_to_go(story, leg)
    story.hangs_up(leg)
    assert story.hung_up() == [leg]
    story.hangs_up(call_id)
    assert story.agent().state is AgentState.WRAP_UP
