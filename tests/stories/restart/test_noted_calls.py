"""Calls that went on while no engine was there: what the dialplan has noted of them, and when it was."""

import pytest

from dialer.cell.call.state_machine import CallState
from dialer.cell.effects import Finish
from dialer.core.enums import AttemptState, Outcome
from tests.support.cells import NOW, a_lead
from tests.support.live_calls import a_channel, a_live_attempt
from tests.support.restarts import CALL, OTHER, restarted


def noted(word: str, *instants: float) -> str:
    """A note of the dialplan, whose clock goes 2.5 s before ours."""
    return ":".join((word, *(str(round((at + 2.5) * 1000)) for at in instants)))


@pytest.mark.parametrize("known", [AttemptState.PLACED, AttemptState.ANSWERED])
def test_calls_that_came_and_went_meanwhile_were_answered_and_treated_when_asterisk_says(known):
    story = restarted()
    gone = a_live_attempt(CALL, known), a_lead(1)
    refused = a_live_attempt(OTHER, known, lead_id=2), a_lead(2)
    notes = {
        CALL: noted("unserved", NOW - 47.0, NOW - 50.0),
        OTHER: noted("optout", NOW - 40.0, NOW - 50.0, NOW - 47.0),
    }
    story.audit(orphans=[gone, refused], notes=notes, ahead_s=2.5)
    one, other = (effect.call for effect in story.done(Finish))
    assert (one.outcome, one.answered_at, one.unserved_at) == (Outcome.ABANDONED, NOW - 50.0, NOW - 47.0)
    assert (other.answered_at, other.unserved_at, other.opted_out_at) == (NOW - 50.0, NOW - 47.0, NOW - 40.0)
    assert one.ended_at == other.ended_at == story.now  # nobody saw that


def test_a_machine_that_came_and_went_meanwhile_was_answered_when_asterisk_says():
    story = restarted()
    orphan = a_live_attempt(CALL, AttemptState.PLACED), a_lead(1)
    story.audit(orphans=[orphan], notes={CALL: noted("machine", NOW - 48.0, NOW - 50.0)}, ahead_s=2.5)
    [call] = (effect.call for effect in story.done(Finish))
    assert (call.outcome, call.answered_at, call.screened_at) == (Outcome.MACHINE, NOW - 50.0, NOW - 48.0)


@pytest.mark.parametrize(
    ("cause", "outcome"),
    [(17, Outcome.BUSY), (1, Outcome.INVALID_NUMBER), (19, Outcome.NO_ANSWER), (34, Outcome.CONGESTION)],
)
def test_a_call_that_nobody_answered_meanwhile_ended_as_if_it_had_been_heard(cause, outcome):
    story = restarted()
    note = f"{noted('unanswered', NOW - 40.0)}:::::{cause}"
    story.audit(orphans=[(a_live_attempt(CALL, AttemptState.PLACED), a_lead(1))], notes={CALL: note}, ahead_s=2.5)
    [call] = (effect.call for effect in story.done(Finish))
    assert (call.outcome, call.cause, call.ended_at, call.answered_at) == (outcome, cause, NOW - 40.0, None)


def test_a_hang_up_that_was_heard_is_told_by_its_own_causes_not_by_its_note():
    story = restarted()
    story.hangs_up(CALL, 19)  # before the audit
    orphan = a_live_attempt(CALL, AttemptState.PLACED), a_lead(1)
    story.audit(orphans=[orphan], notes={CALL: f"{noted('unanswered', NOW)}:::::17"})
    assert [effect.call.outcome for effect in story.done(Finish)] == [Outcome.NO_ANSWER]


@pytest.mark.parametrize(
    ("word", "instants"), [("unserved", (NOW - 7.0, NOW - 10.0)), ("optout", (NOW - 2.0, NOW - 10.0, NOW - 7.0))]
)
def test_people_who_still_hear_the_message_were_answered_when_asterisk_says(word, instants):
    story = restarted()
    orphan = a_live_attempt(CALL, AttemptState.PLACED), a_lead(1)
    story.audit(a_channel(CALL), orphans=[orphan], notes={CALL: noted(word, *instants)}, ahead_s=2.5)
    [call] = story.calls()
    assert (call.state, call.answered_at, call.unserved_at) == (CallState.UNSERVED, NOW - 10.0, NOW - 7.0)
    assert call.opted_out_at == (NOW - 2.0 if word == "optout" else None)


@pytest.mark.parametrize("lives", [True, False])
def test_who_was_counted_as_abandoned_by_the_engine_before_is_not_counted_again(lives):
    story = restarted()
    before = story.cell.learned.tally.abandoned
    attempt = a_live_attempt(CALL, AttemptState.ANSWERED, unserved_at=NOW - 7.0)
    channels = (a_channel(CALL),) if lives else ()
    story.audit(*channels, orphans=[(attempt, a_lead(1))], notes={CALL: noted("unserved", NOW - 7.0, NOW - 10.0)})
    if lives:
        story.hangs_up(CALL)
    assert story.finishes()[1][0] is Outcome.ABANDONED
    assert story.cell.learned.tally.abandoned == before


def test_a_note_of_an_older_dialplan_says_when_the_call_was_answered_at_the_latest():
    story = restarted()
    orphans = [(a_live_attempt(CALL, AttemptState.PLACED), a_lead(1))]
    orphans += [(a_live_attempt(OTHER, AttemptState.ANSWERED, lead_id=2), a_lead(2))]
    story.audit(orphans=orphans, notes=dict.fromkeys((CALL, OTHER), noted("unserved", NOW - 47.0)), ahead_s=2.5)
    one, other = (effect.call for effect in story.done(Finish))
    assert (one.answered_at, one.unserved_at) == (NOW - 47.0, None)  # after how long is not known
    assert (other.answered_at, other.unserved_at) == (NOW - 50.0, NOW - 47.0)


@pytest.mark.parametrize("at", [NOW - 3600.0, NOW + 3600.0])
def test_a_note_tells_no_instant_outside_the_life_of_its_call(at):
    story = restarted()
    attempt = a_live_attempt(CALL, AttemptState.PLACED)
    story.audit(orphans=[(attempt, a_lead(1))], notes={CALL: noted("unserved", at, at)}, ahead_s=2.5)
    [call] = (effect.call for effect in story.done(Finish))
    assert call.answered_at == call.unserved_at == (attempt.placed_at if at < NOW else story.now)
