"""Stories of talks that nobody but the dialplan saw: its note says that the person was served, and by whom."""

import pytest

from dialer.cell.agents.roster import AgentState
from dialer.cell.call.state_machine import Call, CallState
from dialer.cell.effects import Finish
from dialer.core.enums import AttemptState, LeadState, Outcome
from tests.support.cells import NOW, a_lead
from tests.support.live_calls import a_channel, a_free_leg, a_live_attempt
from tests.support.restarts import CALL, LEG, restarted
from tests.support.story import Story

ANSWERED, JOINED, ENDED = NOW - 30.0, NOW - 29.0, NOW - 4.0
SERVED = f"served:{round((ENDED + 2.5) * 1000)}:{round((ANSWERED + 2.5) * 1000)}::{round(JOINED * 1000)}:1"
AHEAD = 2.5  # Asterisk's clock before ours; the join is by ours


def ended(story: Story) -> Call:
    [end] = story.done(Finish)
    return end.call


@pytest.mark.parametrize("heard", ["nothing", "hang-up", "still listed"])
@pytest.mark.parametrize("known", [AttemptState.PLACED, AttemptState.ANSWERED])
def test_a_talk_that_began_and_ended_while_no_engine_watched_is_served_and_its_agent_wraps_up(heard, known):
    story = Story().begin(linked=False)
    story.log_in(wish_at=NOW - 1200.0)  # and has asked for nothing since
    story.link_up(audited=False)
    if heard == "hang-up":
        story.hangs_up(CALL)
    attempt = a_live_attempt(CALL, known, answered_at=None if known is AttemptState.PLACED else ANSWERED)
    channels = [a_channel(CALL)] if heard == "still listed" else []  # at the end of its dialplan
    story.audit(a_free_leg(LEG), *channels, orphans=[(attempt, a_lead(1))], notes={CALL: SERVED}, ahead_s=AHEAD)
    call = ended(story)
    assert (call.outcome, call.agent_id) == (Outcome.CONNECTED, 1)
    assert (call.answered_at, call.agent_joined_at, call.ended_at) == (ANSWERED, JOINED, ENDED)
    outcome, step = story.finishes()[1]
    assert (outcome, step.state) == (Outcome.CONNECTED, LeadState.WRAPPING)  # nobody dials it again
    assert (story.agent().state, story.agent().since, story.screen()["attempt_id"]) == (
        AgentState.WRAP_UP,
        ENDED,
        CALL,
    )
    assert (story.connects(), story.switchboard.take_strays()) == ([], [])


def test_a_served_person_counts_once_as_a_person_who_was_served():
    story = restarted()
    before = story.cell.learned.tally.served, story.cell.learned.tally.abandoned
    orphan = (a_live_attempt(CALL, AttemptState.PLACED), a_lead(1))
    story.audit(a_free_leg(LEG), orphans=[orphan], notes={CALL: SERVED}, ahead_s=AHEAD)
    assert (story.cell.learned.tally.served, story.cell.learned.tally.abandoned) == (before[0] + 1, before[1])
    assert story.cell.tally.joins.summary() is not None


def test_a_join_that_was_asked_for_just_before_the_limit_and_made_after_it_came_too_late():
    """The dialplan knows that the limit came first; what it knows of the join is when it was asked for."""
    story = restarted()
    tally = story.cell.learned.tally
    before = tally.served, tally.abandoned
    limit = JOINED + 0.01
    note = SERVED.replace("::", f":{round((limit + AHEAD) * 1000)}:")
    orphan = (a_live_attempt(CALL, AttemptState.PLACED), a_lead(1))
    story.audit(a_free_leg(LEG), orphans=[orphan], notes={CALL: note}, ahead_s=AHEAD)
    call = ended(story)
    assert (call.outcome, call.unserved_at, call.agent_joined_at) == (Outcome.CONNECTED, limit, limit)
    assert (tally.served, tally.abandoned) == (before[0], before[1] + 1)  # as its row is counted


def test_the_end_of_a_talk_that_was_known_is_when_asterisk_says():
    story = restarted()
    orphan = (a_live_attempt(CALL, AttemptState.TALKING, agent_id=1, agent_joined_at=NOW - 28.5), a_lead(1))
    story.audit(a_free_leg(LEG), orphans=[orphan], notes={CALL: SERVED}, ahead_s=AHEAD)
    call = ended(story)
    assert (call.outcome, call.agent_joined_at, call.ended_at) == (Outcome.CONNECTED, NOW - 28.5, ENDED)


def test_an_agent_who_is_with_somebody_else_by_now_is_left_there():
    story = restarted()
    other = "pc-1-" + "b" * 32
    orphans = [
        (a_live_attempt(CALL, AttemptState.PLACED), a_lead(1)),
        (a_live_attempt(other, AttemptState.TALKING, agent_id=1, lead_id=2), a_lead(2)),
    ]
    both = a_channel(other, bridge="b"), a_channel(LEG, bridge="b")
    story.audit(*both, orphans=orphans, notes={CALL: SERVED}, ahead_s=AHEAD)
    assert ended(story).agent_id == 1
    assert (story.agent().state, story.agent().call_id) == (AgentState.TALKING, other)


def test_a_note_without_an_agent_is_a_talk_all_the_same():
    """Of an engine of before, or of a person who hung up before we could tell whom the call was joined to."""
    story = restarted()
    note = SERVED.partition("::")[0]
    orphan = (a_live_attempt(CALL, AttemptState.PLACED), a_lead(1))
    story.audit(a_free_leg(LEG), orphans=[orphan], notes={CALL: note}, ahead_s=AHEAD)
    call = ended(story)
    assert (call.outcome, call.agent_id, call.agent_joined_at) == (Outcome.CONNECTED, None, ENDED)
    assert story.agent().state is AgentState.READY


def test_an_agent_reserved_for_a_call_that_another_served_is_free_again():
    story = Story(now=NOW - 60.0).begin(leads=1)
    story.log_in(1)
    story.log_in(2)
    [call] = story.placed()
    story.answers(call.id)
    [(_, reserved)] = story.connects()
    story.link_down()
    story.now = NOW
    note = SERVED[:-1] + str(3 - reserved)
    story.link_up(a_free_leg(story.leg(1)), a_free_leg(story.leg(2)), notes={call.id: note}, ahead_s=AHEAD)
    assert ended(story).agent_id == 3 - reserved
    assert story.agent(reserved).state is AgentState.READY
    assert story.agent(3 - reserved).state is AgentState.WRAP_UP


def test_a_talk_that_goes_on_has_no_note_yet():
    story = restarted()
    orphan = (a_live_attempt(CALL, AttemptState.PLACED), a_lead(1))
    story.audit(a_channel(CALL, bridge="b"), a_channel(LEG, bridge="b"), orphans=[orphan])
    assert story.calls()[0].state is CallState.TALKING
