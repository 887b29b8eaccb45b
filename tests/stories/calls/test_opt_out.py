"""Stories of people who press the key during the message: written at once, and nobody else rings at that number."""

from dataclasses import replace

from dialer.cell.call.state_machine import CallState
from dialer.cell.effects import OptOut, SaveProgress
from dialer.core.enums import OPTED_OUT, AttemptState, LeadState, Outcome
from dialer.engine.engine_events import BusMessage, Config
from dialer.people.leads.rules.retry import LeadStep
from tests.support.cells import NOW, a_config, a_lead
from tests.support.live_calls import a_channel, a_live_attempt
from tests.support.story import Story

CALL = "pc-1-" + "a" * 32
NEVER_AGAIN = LeadStep(state=LeadState.DONE, reason=OPTED_OUT, suppress=True)


def ringing_two() -> Story:
    story = Story(a_config(mode="ratio", ratio=2.0, fallback="message")).begin(leads=2)
    story.log_in()
    return story


def test_the_key_is_written_once_and_ends_the_lead():
    story = ringing_two()
    first, second = story.calls()
    story.answers(first.id)
    story.answers(second.id)
    story.unserved(second.id)
    story.opts_out(second.id)
    story.opts_out(second.id)
    [written] = story.done(OptOut)
    assert (written.call.id, written.call.opted_out_at) == (second.id, story.now)
    assert story.done(SaveProgress)[-1].call.opted_out_at == story.now
    assert story.cell.calls[second.id].state is CallState.UNSERVED
    story.hangs_up(second.id)
    assert story.finishes()[second.lead_id] == (Outcome.ABANDONED, NEVER_AGAIN)
    assert story.cell.unexpected == {}


def test_the_key_counts_though_the_limit_was_not_heard_of():
    story = ringing_two()
    call = story.calls()[0]
    story.opts_out(call.id)
    assert story.cell.calls[call.id].state is CallState.UNSERVED
    assert len(story.done(OptOut)) == 1


def test_a_restarted_engine_finds_the_note_of_a_key():
    story = Story().begin(linked=False)
    story.link_up(audited=False)
    orphan = (a_live_attempt(CALL, AttemptState.ANSWERED), a_lead(1))
    story.audit(notes={CALL: "optout:1750000000000"}, orphans=[orphan])
    assert [effect.call.id for effect in story.done(OptOut)] == [CALL]
    assert story.finishes() == {1: (Outcome.ABANDONED, NEVER_AGAIN)}


def test_the_note_of_a_key_counts_though_an_agent_joined_after_it():
    story = Story().begin(linked=False)
    story.log_in()
    story.link_up(audited=False)
    leg = "pl-1-" + "c" * 32
    orphan = (a_live_attempt(CALL, AttemptState.TALKING, agent_id=1), a_lead(1))
    notes = {CALL: "optout:1750000000000"}
    story.audit(a_channel(CALL, bridge="b"), a_channel(leg, bridge="b"), notes=notes, orphans=[orphan])
    assert story.cell.calls[CALL].state is CallState.TALKING
    assert [effect.call.id for effect in story.done(OptOut)] == [CALL]


def test_the_end_of_a_talk_writes_the_wish_too_should_it_not_be_written_yet():
    story = Story().begin(linked=False)
    story.link_up(audited=False)
    orphan = (a_live_attempt(CALL, AttemptState.TALKING, agent_id=1), a_lead(1))
    story.audit(notes={CALL: "optout:1750000000000"}, orphans=[orphan])
    assert len(story.done(OptOut)) == 1
    outcome, step = story.finishes()[1]
    assert (outcome, step.state, step.suppress) == (Outcome.CONNECTED, LeadState.WRAPPING, True)


def test_a_note_is_heeded_while_the_good_bye_is_said():
    story = Story().begin(linked=False)
    story.link_up(audited=False)
    orphan = (a_live_attempt(CALL, AttemptState.ANSWERED, answered_at=NOW - 5.0), a_lead(1))
    story.audit(a_channel(CALL), notes={CALL: "optout:1750000000000"}, orphans=[orphan])
    assert len(story.done(OptOut)) == 1
    story.audit(a_channel(CALL), notes={CALL: "optout:1750000000000"})
    assert len(story.done(OptOut)) == 1


def test_calls_that_ring_at_a_suppressed_number_are_called_off_though_the_bus_told_nobody():
    story = ringing_two()
    first, second = story.calls()
    config = Config([story.node], list(story.config.trunks), [story.config], list(story.agents.values()))
    story.take(replace(config, suppressed=(second.id, "pc-99-" + "0" * 32)))
    assert story.hung_up() == [second.id]
    assert story.cell.calls[first.id].cancelled is False


def test_calls_that_ring_at_a_suppressed_number_are_called_off_and_talks_go_on():
    story = ringing_two()
    talking, ringing = story.calls()
    story.answers(talking.id)
    story.joins(talking.id, story.leg())
    body = {"attempt_ids": [talking.id, ringing.id, "pc-99-" + "0" * 32], "at": story.now}
    story.take(BusMessage("suppressed", body))
    story.take(BusMessage("suppressed", body))
    assert story.hung_up() == [ringing.id]
    story.hangs_up(ringing.id)
    assert story.finishes()[ringing.lead_id][0] is Outcome.CANCELLED


def test_a_message_about_suppressions_that_makes_no_sense_changes_nothing():
    story = ringing_two()
    for body in (None, {}, {"attempt_ids": 3}, {"attempt_ids": [None]}):
        story.take(BusMessage("suppressed", body))
    assert story.hung_up() == []
