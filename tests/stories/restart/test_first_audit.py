"""Stories of hang-ups heard between link-up and the first audit: what the dialplan noted of the call is told first."""

import pytest

from ami.events import ChannelState
from dialer.cell.agents.roster import AgentState
from dialer.cell.call.state_machine import Call
from dialer.cell.effects import Finish, OptOut
from dialer.cell.events import FoundGone
from dialer.core.enums import AttemptState, Outcome
from tests.stories.restart.test_noted_calls import noted
from tests.support.cells import NOW, a_lead
from tests.support.live_calls import a_channel, a_free_leg, a_live_attempt
from tests.support.restarts import CALL, LEG, restarted
from tests.support.story import Story

ANSWERED, UNSERVED, OPTED_OUT = NOW - 50.0, NOW - 47.0, NOW - 40.0
NOTES = [
    ("unserved", (UNSERVED, ANSWERED), Outcome.ABANDONED),
    ("optout", (OPTED_OUT, ANSWERED, UNSERVED), Outcome.ABANDONED),
    ("left", (UNSERVED, ANSWERED), Outcome.ABANDONED),
    ("machine", (UNSERVED, ANSWERED), Outcome.MACHINE),
]


def away_while_it_rang() -> tuple[Story, str]:
    """An engine whose link was lost while a phone rang, and is up again; the audit is still to come."""
    story = Story(now=NOW - 60.0).begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.rings(call.id)
    story.link_down()
    story.now = NOW
    story.link_up(audited=False)
    return story, call.id


def ended(story: Story) -> Call:
    [end] = story.done(Finish)
    return end.call


@pytest.mark.parametrize(("word", "instants", "outcome"), NOTES)
def test_a_call_of_the_cell_that_hangs_up_before_the_audit_ends_with_its_note(word, instants, outcome):
    story, call_id = away_while_it_rang()
    story.hangs_up(call_id)
    assert story.done(Finish) == []
    story.now += 3.0  # the audit's actions are slow
    story.audit(a_free_leg(story.leg()), notes={call_id: noted(word, *instants)}, ahead_s=2.5)
    call = ended(story)
    assert (call.outcome, call.answered_at, call.cause) == (outcome, ANSWERED, 16)
    assert call.ended_at == (UNSERVED if word == "left" else NOW)  # which is noted, or as it was heard
    assert call.unserved_at == (UNSERVED if word in ("unserved", "optout") else None)
    assert [done.call.opted_out_at for done in story.done(OptOut)] == ([OPTED_OUT] if word == "optout" else [])
    assert story.finishes()[1][1].suppress is (word == "optout")


@pytest.mark.parametrize(("word", "instants", "outcome"), NOTES)
@pytest.mark.parametrize("listed", [True, False])
def test_an_orphan_that_hangs_up_before_the_audit_ends_with_its_note(word, instants, outcome, listed):
    story = restarted()
    asked_at = story.now
    story.now += 0.5
    story.hangs_up(CALL)
    orphan = (a_live_attempt(CALL, AttemptState.PLACED), a_lead(1))
    channels = [a_channel(CALL)] if listed else []
    notes = {CALL: noted(word, *instants)}
    story.audit(a_free_leg(LEG), *channels, orphans=[orphan], notes=notes, ahead_s=2.5, asked_at=asked_at)
    call = ended(story)
    assert (call.outcome, call.answered_at, call.cause) == (outcome, ANSWERED, 16)
    assert call.opted_out_at == (OPTED_OUT if word == "optout" else None)
    assert (story.connects(), story.switchboard.take_strays()) == ([], [])


def test_what_is_heard_before_the_hang_up_is_known_by_its_note_s_instants_though_the_note_is_older():
    story, call_id = away_while_it_rang()
    story.opts_out(call_id)
    assert len(story.done(OptOut)) == 1  # the dialplan waits for that
    story.now += 1.0
    story.hangs_up(call_id)
    story.audit(a_free_leg(story.leg()), notes={call_id: noted("unserved", UNSERVED, ANSWERED)}, ahead_s=2.5)
    call = ended(story)
    assert (call.answered_at, call.unserved_at, call.opted_out_at) == (ANSWERED, UNSERVED, NOW)
    assert (call.outcome, len(story.done(OptOut))) == (Outcome.ABANDONED, 1)


@pytest.mark.parametrize("known", [True, False])
def test_who_was_up_when_the_audit_looked_and_hung_up_then_had_answered(known):
    """The note that says so was written after the notes were read."""
    story, call_id = away_while_it_rang() if known else (restarted(), CALL)
    asked_at = story.now
    story.now += 0.5
    story.hangs_up(call_id)
    orphans = [] if known else [(a_live_attempt(CALL, AttemptState.PLACED), a_lead(1))]
    story.now += 0.5
    story.audit(a_channel(call_id), orphans=orphans, asked_at=asked_at)
    call = ended(story)
    assert (call.outcome, call.answered_at, call.ended_at) == (Outcome.ABANDONED, asked_at, asked_at + 0.5)
    assert story.connects() == []


def test_a_talk_that_the_audit_saw_and_that_ended_since_was_a_talk():
    story = restarted()
    asked_at = story.now
    story.now += 0.5
    story.hangs_up(CALL)
    orphan = (a_live_attempt(CALL, AttemptState.PLACED), a_lead(1))
    both = a_channel(CALL, bridge="b"), a_channel(LEG, bridge="b")
    story.audit(*both, orphans=[orphan], asked_at=asked_at)
    call = ended(story)
    assert (call.outcome, call.agent_id, call.agent_joined_at) == (Outcome.CONNECTED, 1, asked_at)
    assert story.agent().state is AgentState.WRAP_UP


def test_an_orphan_whose_answer_and_hang_up_are_both_heard_is_not_joined_to_anybody():
    story = restarted()
    story.answers(CALL)
    story.now += 0.5
    story.hangs_up(CALL)
    story.audit(a_free_leg(LEG), orphans=[(a_live_attempt(CALL, AttemptState.PLACED), a_lead(1))])
    call = ended(story)
    assert (call.outcome, call.answered_at, call.ended_at) == (Outcome.ABANDONED, NOW, NOW + 0.5)
    assert story.connects() == []


@pytest.mark.parametrize(("cause", "tech_cause", "outcome"), [(17, 486, Outcome.BUSY), (16, None, Outcome.NO_ANSWER)])
def test_who_never_answered_ends_as_what_the_hang_up_says(cause, tech_cause, outcome):
    story, call_id = away_while_it_rang()
    story.hangs_up(call_id, cause, tech_cause)
    story.audit(a_free_leg(story.leg()))
    assert ended(story).outcome is outcome


def test_a_hang_up_is_remembered_though_the_link_is_lost_again_before_an_audit_came_through():
    story, call_id = away_while_it_rang()
    story.hangs_up(call_id, 17, 486)
    story.link_down()
    story.pass_time(9.0)
    story.link_up(a_free_leg(story.leg()))
    call = ended(story)
    assert (call.outcome, call.tech_cause, call.ended_at) == (Outcome.BUSY, "486", NOW)


def test_a_failed_call_and_one_found_gone_wait_for_the_audit_while_the_link_is_not_up():
    story, call_id = away_while_it_rang()
    story.fails(call_id)
    story.hangs_up(call_id, 17, 486)
    story.pass_time(9.0)
    assert story.done(Finish) == []
    story.audit(a_free_leg(story.leg()))
    assert ended(story).outcome is Outcome.BUSY

    story = Story().begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.answers(call.id)
    story.of_call(call.id, FoundGone())
    story.link_down()
    story.pass_time(9.0)
    assert story.done(Finish) == []
    story.link_up(a_free_leg(story.leg()), notes={call.id: "optout:1750000000000"})
    assert story.finishes()[1][1].suppress


def test_after_the_audit_a_hang_up_is_told_at_once():
    story, call_id = away_while_it_rang()
    story.audit(a_channel(call_id, state=ChannelState.RINGING), a_free_leg(story.leg()))
    story.hangs_up(call_id, 17, 486)
    assert ended(story).outcome is Outcome.BUSY
