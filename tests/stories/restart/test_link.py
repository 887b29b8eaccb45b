"""Stories of the link lost and found, and of audits that tell what was missed."""

import pytest

from ami.client import RESTARTING
from ami.events import ChannelState, Shutdown
from dialer.cell.agents.roster import AgentState
from dialer.cell.call.state_machine import CallState
from dialer.cell.events import Sent
from dialer.core.enums import LegKind, Outcome
from dialer.engine.board.board import board
from dialer.telephony.nodes.link_security import message_of_fault
from tests.support.cells import NOW, a_config
from tests.support.live_calls import a_channel, a_free_leg
from tests.support.spoken import both
from tests.support.story import Story

CALL = "pc-1-" + "a" * 32
OTHER = "pc-1-" + "b" * 32
LEG = "pl-1-" + "c" * 32
RINGING = ChannelState.RINGING


def working(leads: int = 5, **changes: object) -> Story:
    story = Story(a_config(**changes)).begin(leads=leads)
    story.log_in()
    return story


def test_nothing_is_placed_while_the_link_is_down_and_dialling_resumes_by_itself():
    story = working()
    [call] = story.placed()
    story.link_down()
    story.pass_time(10)
    assert len(story.placed()) == 1
    story.link_up(a_free_leg(story.leg()))
    assert story.finishes()[call.lead_id][0] is Outcome.LOST
    assert len(story.placed()) == 2
    assert story.agent().state is AgentState.READY


def test_a_talk_goes_on_through_a_lost_link():
    story = working()
    call_id = story.talks()
    leg = story.leg()
    story.link_down()
    story.pass_time(20)
    story.link_up(a_channel(call_id, bridge="b"), a_channel(leg, bridge="b"))
    assert story.calls()[0].state is CallState.TALKING
    assert story.agent().state is AgentState.TALKING
    assert (story.hung_up(), story.switchboard.strays) == ([], 0)


def test_a_talk_that_ended_unseen_leads_to_the_wrap_up():
    story = working()
    call_id = story.talks()
    story.link_down()
    story.pass_time(60)
    story.link_up(a_free_leg(story.leg()))
    assert story.finishes()[1][0] is Outcome.CONNECTED
    assert story.agent().state is AgentState.WRAP_UP
    story.dispose(1, call_id)
    assert story.agent().state is AgentState.READY


@pytest.mark.parametrize(
    ("note", "outcome"),
    [("unserved:1750000000123", Outcome.ABANDONED), ("machine:1", Outcome.MACHINE), (None, Outcome.LOST)],
)
def test_what_the_media_path_wrote_down_names_the_end(note, outcome):
    story = working(leads=1)
    [call] = story.placed()
    story.link_down()
    story.pass_time(3)
    story.link_up(a_free_leg(story.leg()), notes={call.id: note} if note else {})
    assert story.finishes()[1][0] is outcome


def test_an_answer_missed_is_an_answer_all_the_same():
    story = working(leads=1)
    [call] = story.placed()
    story.link_down()
    story.link_up(a_channel(call.id), a_free_leg(story.leg()))
    assert story.connects() == [(call.id, 1)]


@pytest.mark.parametrize(("note", "state"), [("unserved:1", CallState.UNSERVED), ("machine:1", CallState.MACHINE)])
def test_nobody_is_joined_to_a_call_that_the_media_path_already_treats(note, state):
    story = working(leads=1)
    [call] = story.placed()
    story.link_down()
    story.link_up(a_channel(call.id, application="Playback"), a_free_leg(story.leg()), notes={call.id: note})
    assert story.calls()[0].state is state
    assert story.connects() == []


def test_a_ringing_missed_is_told_by_the_audit():
    story = working(leads=1)
    [call] = story.placed()
    story.link_down()
    story.link_up(a_channel(call.id, state=RINGING), a_free_leg(story.leg()))
    assert story.calls()[0].state is CallState.RINGING


def test_a_call_sent_between_link_and_audit_is_not_taken_for_gone():
    story = Story(places=False).begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.link_down()
    story.link_up(audited=False)
    asked_at = story.now
    story.now += 0.2
    story.of_call(call.id, Sent())
    story.audit(a_free_leg(story.leg()), asked_at=asked_at)
    assert story.calls()[0].state is CallState.DIALLING


def test_a_join_that_nothing_came_of_is_given_up_by_the_audit():
    story = working(leads=1)
    [call] = story.placed()
    story.answers(call.id)
    story.now += 2.0
    story.audit(a_channel(call.id), a_free_leg(story.leg()))
    assert story.calls()[0].state is CallState.CONNECTING  # may be under way
    story.now += 10.0
    story.audit(a_channel(call.id), a_free_leg(story.leg()))
    assert story.connects() == [(call.id, 1), (call.id, 1)]


def test_an_audit_of_a_link_that_is_gone_says_nothing():
    story = working(leads=1)
    story.link_down()
    story.audit(asked_at=story.now)
    assert len(story.calls()) == 1
    story.now += 1.0
    story.link_up(audited=False)
    story.audit(asked_at=story.now - 0.5)
    assert len(story.calls()) == 1
    assert not story.cell.link_up


def test_agents_phones_lost_with_asterisk_are_called_again():
    story = working()
    story.pass_time(1)
    story.hear(Shutdown(restart=False))
    story.link_down()
    story.link_up()
    assert story.agent().state is AgentState.NO_PHONE
    story.pass_time(2)
    assert story.legs_rung() == [1, 1]
    story.leg_free(story.leg())
    assert story.agent().state is AgentState.READY


def test_a_phone_taken_up_unseen_is_found_in_its_loop():
    story = Story().begin(leads=1)
    story.log_in(up=False)
    leg = story.leg()
    story.link_down()
    story.link_up(a_free_leg(leg))
    assert story.agent().state is AgentState.READY
    assert len(story.placed()) == 1


def test_a_phone_rung_for_a_call_and_taken_up_unseen_is_joined():
    story = Story().begin(leads=1)
    story.log_in(kind=LegKind.RING)
    [call] = story.placed()
    story.answers(call.id)
    story.link_down()
    story.link_up(a_channel(call.id), a_free_leg(story.leg()))
    assert story.connects() == [(call.id, 1)]


def test_a_phone_whose_call_was_lost_on_the_way_is_called_again():
    story = Story().begin()
    story.log_in(up=False)
    story.audit()
    assert story.agent().leg_id is not None  # asked for a moment ago: it may still come
    story.now += 6.0
    story.audit()
    assert story.agent().leg_id is None
    story.pass_time(2)
    assert story.legs_rung() == [1, 1]


def test_an_audit_begun_before_a_call_ended_makes_no_stray_of_it():
    story = working(leads=1)
    [call] = story.placed()
    asked_at = story.now
    story.now += 0.05
    story.hangs_up(call.id, 17)
    story.audit(a_channel(call.id), a_free_leg(story.leg()), asked_at=asked_at)
    assert story.switchboard.take_strays() == []


def somebody_waits() -> tuple[Story, str]:
    """The one agent wraps up, and a person waits, when the link is lost; and the wrap-up is over before it is back."""
    story = Story(a_config(mode="ratio", ratio=2.0, fallback="message", wrap_up_limit_ms=2000)).begin(leads=2)
    story.log_in()
    talked, waits = (call.id for call in story.calls())
    story.answers(talked)
    story.joins(talked, story.leg())
    story.hangs_up(talked)
    story.leg_free(story.leg())
    story.answers(waits)
    story.link_down()
    story.pass_time(6.0)
    assert story.agent().state is AgentState.READY
    assert [call_id for call_id, _ in story.connects()] == [talked]  # nothing can be asked for without a link
    story.link_up(audited=False)
    story.pass_time(0.5)
    assert [call_id for call_id, _ in story.connects()] == [talked]  # who knows what has become of the person
    story.effects.clear()
    return story, waits


@pytest.mark.parametrize("word", ["unserved", "optout"])
def test_who_waited_and_was_treated_meanwhile_is_not_joined_any_more(word: str) -> None:
    story, waits = somebody_waits()
    limit = NOW + 2.0
    told = {"unserved": (limit, NOW), "optout": (limit + 3.0, NOW, limit)}[word]
    notes = {waits: ":".join((word, *(str(round(at * 1000)) for at in told)))}
    story.audit(a_channel(waits), a_free_leg(story.leg()), notes=notes)
    call = story.cell.calls[waits]
    assert (call.state, call.unserved_at) == (CallState.UNSERVED, limit)
    assert story.connects() == []


def test_who_waits_still_gets_the_agent_when_the_audit_is_through() -> None:
    story, waits = somebody_waits()
    story.audit(a_channel(waits), a_free_leg(story.leg()))
    assert story.connects() == [(waits, 1)]


def test_a_bridge_that_came_after_the_limit_is_known_to_be_late() -> None:
    story = Story(a_config(mode="ratio", fallback="message")).begin(leads=1)
    story.log_in()
    [call] = story.calls()
    story.answers(call.id)
    story.link_down()
    story.pass_time(6.0)
    note = f"unserved:{round((NOW + 2.0) * 1000)}:{round(NOW * 1000)}"
    story.link_up(a_channel(call.id, bridge="b"), a_channel(story.leg(), bridge="b"), notes={call.id: note})
    call = story.cell.calls[call.id]
    assert (call.state, call.unserved_at, call.agent_id) == (CallState.TALKING, NOW + 2.0, 1)


def test_a_machine_that_was_told_meanwhile_is_one() -> None:
    story = working(leads=1, amd="default")
    [call] = story.placed()
    story.answers(call.id)
    story.link_down()
    story.link_up(a_channel(call.id), a_free_leg(story.leg()), notes={call.id: "machine:1"})
    assert story.cell.calls[call.id].state is CallState.MACHINE


def test_the_board_says_what_ails_a_node():
    story = Story().begin()
    [desk] = story.switchboard.nodes.values()
    desk.link_went(message_of_fault(RESTARTING))
    [node] = board(story.switchboard, leads={}, troubles={}, now=story.now)["nodes"]
    assert both(node["trouble"]) == {"en": "Asterisk is restarting", "it": "Asterisk si riavvia"}
    desk.link_came("20.1", now=story.now)
    desk.up = True
    [node] = board(story.switchboard, leads={}, troubles={}, now=story.now)["nodes"]
    assert node["trouble"] is None
