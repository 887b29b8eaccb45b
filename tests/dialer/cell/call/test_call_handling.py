"""What follows the events of a call: counts, what is learned, the lead's next step, and what is remembered."""

from dataclasses import replace
from typing import Any

import pytest

from dialer.campaigns.model import completed
from dialer.cell.agents.roster import AgentState
from dialer.cell.call.call_handling import ENDED_FOR_S, adopt, on_call, resume, tick_calls
from dialer.cell.call.media_note import Note
from dialer.cell.call.state_machine import CallState
from dialer.cell.call.zombie_channels import ENDING_FOR_S, end_again
from dialer.cell.cell import Cell
from dialer.cell.effects import Finish, HangUp
from dialer.cell.events import AgentJoined, Answered, CallEvent, EndAsked, Held, HungUp, Ringing, Sent, Vanished
from dialer.core.enums import OPTED_OUT, LeadState, OnMachine, Outcome, Side, Then
from dialer.people.leads.rules.retry import USED_UP, LeadStep, RetryRule
from pacing.windowed_counts import Count
from tests.support.cells import NOW, a_call, a_campaign, a_cell, a_config, a_lead, a_past, an_agent, effects_of
from tests.support.legal_campaigns import at
from tests.support.story import Story

S = CallState
LATER = NOW + 900.0
ANSWERED: dict[str, Any] = {"placed_at": NOW, "answered_at": NOW + 10.0}


def one_call(state: CallState = S.DIALLING, **call: Any) -> tuple[Cell, str]:
    """A cell with this one call, placed at NOW."""
    made = a_call(state, **{"placed_at": NOW} | call)
    return a_cell(calls=(made,)), made.id


def step_after(cell: Cell, call_id: str, event: CallEvent, now: float = LATER) -> LeadStep:
    on_call(cell, call_id, event, now=now)
    [end] = [one for one in effects_of(cell, Finish) if isinstance(one, Finish)]
    return end.step


# Is the call ours?


def test_an_event_of_a_call_of_this_cell_is_taken_even_if_it_does_not_fit():
    cell, call_id = one_call()
    assert on_call(cell, call_id, EndAsked(Side.OURS), now=LATER) is True
    for times in (1, 2, 3):
        assert on_call(cell, call_id, Sent(), now=LATER) is True
        assert cell.unexpected == {("dialling", "Sent"): times}
    assert on_call(cell, "of another", Ringing(), now=LATER) is False


def test_only_the_person_on_hold_is_joined_again():
    cell, call_id = one_call(S.TALKING, **ANSWERED, agent_joined_at=NOW + 12.0, agent_id=1)
    assert resume(cell, 1, call_id, now=LATER) is False  # no such agent
    cell.roster.put(an_agent(1, AgentState.TALKING, call_id=call_id))
    assert resume(cell, 1, call_id, now=LATER) is False  # they talk
    on_call(cell, call_id, Held(600.0, 1), now=LATER)
    assert resume(cell, 1, "another", now=LATER) is False
    assert cell.calls[call_id].state is S.ON_HOLD
    assert resume(cell, 1, call_id, now=LATER) is True
    assert cell.calls[call_id].state is S.REJOINING


# Counts of the day, and what the pacer learns.


def test_calls_are_counted_when_they_are_placed_and_when_they_are_answered():
    calls = [a_call(S.WRITING, id=name) for name in ("a", "b", "c")]
    cell = a_cell(calls=tuple(calls))
    for call in calls:
        on_call(cell, call.id, Sent(), now=NOW)
        on_call(cell, call.id, Ringing(), now=NOW + 3.0)
    assert (cell.tally.placed, cell.tally.answered) == (3, 0)
    for name in ("a", "b"):
        on_call(cell, name, Answered(), now=NOW + 10.0)
    on_call(cell, "c", HungUp(17), now=NOW + 10.0)
    assert (cell.tally.placed, cell.tally.answered) == (3, 2)


def test_a_machine_is_learned_once_when_it_is_found():
    story = Story(a_config(amd="2500", on_machine=OnMachine.HANGUP)).begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.answers(call.id)
    story.screened(call.id, "machine")
    assert story.cell.calls[call.id].state is S.MACHINE
    assert story.cell.learned.tally.machines == 1
    story.hangs_up(call.id)
    assert story.cell.learned.tally.machines == 1
    assert story.finishes()[1][0] is Outcome.MACHINE


@pytest.mark.parametrize(
    ("word", "counts"), [("machine", Count(0, 0, machines=1)), ("unserved", Count(0, abandoned=1, machines=0))]
)
def test_what_a_note_tells_is_counted_at_its_own_instant(word: str, counts: Count):
    """The engine was away: the call ended long before its end is read."""
    cell, call_id = one_call(S.WAITING, **ANSWERED)
    noted = Note(word=word, at=NOW + 130.0, answered_at=NOW + 10.0, unserved_at=NOW + 130.0)
    on_call(cell, call_id, Vanished(noted), now=LATER)
    assert cell.learned.tally.before(NOW + 120.0) == Count(0, 0, 0)
    assert cell.learned.tally.before(NOW + 240.0) == counts


def test_who_hangs_up_before_it_is_known_who_answered_counts_as_a_person():
    cell, call_id = one_call(S.WRITING)
    on_call(cell, call_id, Sent(), now=NOW)
    on_call(cell, call_id, Answered(), now=NOW + 10.0)
    before = cell.learned.screened_people
    on_call(cell, call_id, HungUp(16), now=NOW + 12.0)
    assert cell.learned.screened_people > before
    assert cell.learned.tally.abandoned == 1


# What a join teaches, and whom it leaves without an agent.


def test_a_join_is_learned_at_its_own_time():
    cell, call_id = one_call(S.WRITING)
    cell.roster.put(an_agent(1, AgentState.RESERVED, call_id=call_id))
    on_call(cell, call_id, Sent(), now=NOW)
    on_call(cell, call_id, Answered(), now=NOW + 10.0)
    before = cell.learned.screened_people
    on_call(cell, call_id, AgentJoined(1), now=NOW + 12.0)
    assert cell.learned.screened_people > before  # whoever is joined before the screening ended is a person
    assert cell.learned.talk.running == {"1": NOW + 12.0}


def test_a_call_whose_agent_was_joined_to_another_waits_for_the_next_agent():
    cell, call_id = one_call(S.WAITING, **ANSWERED)
    robbed = a_call(S.CONNECTING, id="pc-1-" + "f" * 32, lead_id=2, **ANSWERED, agent_id=1)
    cell.put(robbed)
    cell.leads[robbed.id] = a_lead(2)
    cell.roster.put(an_agent(1, AgentState.RESERVED, call_id=robbed.id))
    on_call(cell, call_id, AgentJoined(1), now=LATER)
    waits = cell.calls[robbed.id]
    assert (waits.state, waits.since, waits.agent_id) == (S.WAITING, LATER, None)


def test_an_adopted_call_reserves_its_agent_from_now_on():
    cell = a_cell(agents=(an_agent(1),))
    adopt(cell, a_call(S.RINGING, placed_at=NOW, for_agent=1), a_lead(), now=LATER)
    agent = cell.roster.get(1)
    assert agent is not None
    assert (agent.state, agent.since) == (AgentState.RESERVED, LATER)


# The lead's next step.


def test_who_says_no_in_a_talk_is_noted_as_such():
    cell, call_id = one_call(S.TALKING, **ANSWERED, agent_joined_at=NOW + 12.0, agent_id=1, opted_out_at=NOW + 20.0)
    step = LeadStep(state=LeadState.WRAPPING, reason=OPTED_OUT, suppress=True)
    assert step_after(cell, call_id, HungUp(16)) == step


def test_a_call_back_that_could_not_be_placed_waits_again():
    cell, call_id = one_call(callback_id=5)
    step = LeadStep(state=LeadState.BOOKED, due_at=LATER + 30.0, callback_id=5, counts=False)
    assert step_after(cell, call_id, Vanished(), LATER).state is not LeadState.BOOKED  # it may have rung
    cell, call_id = one_call(S.FAILING, callback_id=5)
    assert step_after(cell, call_id, Vanished()) == step


@pytest.mark.parametrize(("state", "event", "reason"), [(S.RINGING, HungUp(17), USED_UP), (S.FAILING, Vanished(), "")])
def test_the_last_attempt_is_used_up_by_a_call_that_rang_alone(state: CallState, event: CallEvent, reason: str):
    cell, call_id = one_call(state)
    cell.leads[call_id] = a_lead(attempts=cell.campaign.rules.max_attempts - 1)
    step = step_after(cell, call_id, event)
    assert (step.state, step.reason) == (LeadState.DONE if reason else LeadState.OPEN, reason)


def test_the_part_of_the_day_that_was_tried_is_the_one_in_which_the_call_was_placed():
    rule = RetryRule(on=Outcome.BUSY, then=Then.RETRY, wait_s=60.0, other_time=True)
    cell, call_id = one_call(S.RINGING, placed_at=at("2025-06-17 11:59"), since=at("2025-06-17 12:01"))
    cell.campaign = a_campaign(rules=completed([rule]))
    cell.leads[call_id] = a_lead(history=(replace(a_past(Outcome.BUSY), placed_at=at("2025-06-16 18:00")),))
    step = step_after(cell, call_id, HungUp(17), at("2025-06-17 12:02"))
    assert step.due_at == at("2025-06-17 12:03")


def test_a_campaign_without_rules_writes_no_ruling_of_an_ended_call():
    cell, call_id = one_call(S.RINGING)
    cell.campaign = replace(cell.campaign, books=None)
    on_call(cell, call_id, HungUp(17), now=LATER)
    assert [end.ruled_after for end in effects_of(cell, Finish) if isinstance(end, Finish)] == [""]


# What is remembered for a while.


def test_an_ended_call_is_remembered_for_a_minute():
    cell, call_id = one_call(S.RINGING)
    on_call(cell, call_id, HungUp(17), now=NOW)
    tick_calls(cell, now=NOW + ENDED_FOR_S - 0.1)
    assert cell.ended == {call_id: NOW}
    tick_calls(cell, now=NOW + ENDED_FOR_S)
    assert cell.ended == {}


def test_a_call_is_called_off_at_the_time_that_was_set_and_not_before():
    cell, call_id = one_call(S.RINGING)
    cell.to_call_off[call_id] = LATER
    tick_calls(cell, now=LATER - 0.1)
    assert not cell.calls[call_id].cancelled
    tick_calls(cell, now=LATER)
    assert cell.calls[call_id].cancelled
    assert cell.to_call_off == {}


def test_a_channel_that_lives_on_is_hung_up_again_after_some_seconds():
    cell, call_id = one_call(S.WAITING, **ANSWERED, end_asked_at=NOW)
    for now in (NOW + ENDING_FOR_S - 0.1, NOW + ENDING_FOR_S, NOW + 2 * ENDING_FOR_S - 0.1, NOW + 2 * ENDING_FOR_S):
        end_again(cell, now=now)
    assert effects_of(cell, HangUp) == [HangUp(call_id)] * 2
