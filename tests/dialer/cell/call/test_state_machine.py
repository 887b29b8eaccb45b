"""The call machine: its table is whole, and every way through it ends rightly."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.cell import events
from dialer.cell.call.media_note import Note
from dialer.cell.call.state_machine import ALIVE, IGNORED, TRANSITIONS, Call, CallState, Unexpected, advance
from dialer.cell.events import (
    AgentJoined,
    Answered,
    Assigned,
    ConnectFailed,
    EndAsked,
    FoundGone,
    Held,
    HungUp,
    InDialplan,
    LegLost,
    NotWritten,
    OptedOut,
    OriginateFailed,
    Refused,
    Resumed,
    Ringing,
    Screened,
    Sent,
    Spoke,
    Unserved,
    Vanished,
)
from dialer.core.enums import Outcome, Side
from tests.support.cells import NOW, a_call

EVERY_EVENT = (
    Sent(),
    NotWritten(),
    Refused("no"),
    Ringing(),
    Answered(),
    InDialplan(),
    Spoke(NOW),
    Screened(machine=False),
    Screened(machine=True),
    Assigned(7),
    AgentJoined(7),
    AgentJoined(8),
    ConnectFailed(),
    LegLost(12.0, 7),
    LegLost(),
    Held(600.0, 7),
    Resumed(),
    Unserved(),
    OptedOut(),
    OriginateFailed(),
    FoundGone(),
    EndAsked(Side.THEIRS),
    EndAsked(Side.OURS),
    HungUp(16, ""),
    HungUp(17, "486"),
    HungUp(1, "404"),
    Vanished(),
    Vanished(Note(word="unserved")),
    Vanished(Note(word="left")),
    Vanished(Note(word="optout")),
    Vanished(Note(word="optout", at=NOW + 40.0, answered_at=NOW + 20.0, joined_at=NOW + 21.0, agent_id=8)),
    Vanished(Note(word="machine")),
    Vanished(Note(word="served", at=NOW + 40.0, answered_at=NOW + 20.0, joined_at=NOW + 21.0, agent_id=8)),
    HungUp(16, "", Note(word="served")),
)
UNTIL_THE_END = (HungUp(16, ""), Vanished())


def calls_in(state: CallState) -> Call:
    return a_call(state, placed_at=NOW)


def test_every_event_there_is_takes_part():
    kinds = {kind for kind in vars(events).values() if isinstance(kind, type) and kind.__module__ == events.__name__}
    assert {type(event) for event in EVERY_EVENT} == kinds


def test_the_tables_do_not_overlap():
    assert not set(TRANSITIONS) & IGNORED


def test_nothing_follows_the_end():
    assert not [state for state, _ in (*TRANSITIONS, *IGNORED) if state is CallState.ENDED]


@pytest.mark.parametrize(("state", "event"), list(product(CallState, EVERY_EVENT)))
def test_each_pair_is_a_move_or_ignored_or_unexpected(state, event):
    call = calls_in(state)
    before = replace(call)
    key = (state, type(event))
    if key in TRANSITIONS:
        assert advance(call, event, now=NOW + 1.0).state in CallState
    elif key in IGNORED:
        assert advance(call, event, now=NOW + 1.0) is call
    else:
        with pytest.raises(Unexpected) as surprise:
            advance(call, event, now=NOW + 1.0)
        assert (surprise.value.state, surprise.value.event) == (state, event)
    assert call == before


@pytest.mark.parametrize("state", [state for state in ALIVE if state is not CallState.WRITING])
@pytest.mark.parametrize("event", UNTIL_THE_END)
def test_every_call_that_was_sent_can_end(state, event):
    ended = advance(calls_in(state), event, now=NOW + 5.0)
    assert (ended.state, ended.ended_at) == (CallState.ENDED, NOW + 5.0)
    assert ended.outcome is not None


def walk(call: Call, steps: list[tuple[int, float]]) -> list[Call]:
    """The call after each event that fits, as far as it lives."""
    now, history = NOW, [call]
    for index, wait in steps:
        now += wait
        try:
            history.append(advance(history[-1], EVERY_EVENT[index], now=now))
        except Unexpected:
            continue
    return history


WALKS = st.lists(
    st.tuples(st.integers(0, len(EVERY_EVENT) - 1), st.floats(0.0, 100.0, allow_nan=False)), min_size=1, max_size=40
)


def test_nobody_is_joined_to_a_call_that_has_ended_also_where_its_person_had_hung_up_before():
    call = told(Sent(), Answered(), EndAsked(Side.THEIRS), HungUp(16, ""))
    with pytest.raises(Unexpected):
        advance(call, AgentJoined(7), now=NOW + 9.0)


@given(steps=WALKS, screened=st.booleans(), cancelled=st.booleans())
def test_any_sequence_of_events_keeps_a_call_in_order(steps, screened, cancelled):
    history = walk(a_call(screened=screened, cancelled=cancelled), steps)
    for call in history:
        ended = call.state is CallState.ENDED
        assert (call.outcome is not None) is ended
        assert (call.ended_at is not None) is ended
        check_instants(call)
        check_outcome(call)
    assert sum(call.state is CallState.ENDED for call in history) <= 1


def check_instants(call: Call) -> None:
    ladder = (call.placed_at, call.ringing_at, call.answered_at, call.agent_joined_at, call.ended_at)
    seen = [at for at in ladder if at is not None]
    assert seen == sorted(seen)
    for inner in (call.screened_at, call.unserved_at):
        if inner is not None and call.ended_at is not None:
            assert inner <= call.ended_at


def check_outcome(call: Call) -> None:
    if call.outcome is None:
        return
    assert (call.outcome is Outcome.CONNECTED) == (call.agent_joined_at is not None)
    if call.outcome is Outcome.ABANDONED:
        assert call.answered_at is not None
    if call.outcome is Outcome.CANCELLED:
        assert call.cancelled
        assert call.answered_at is None
    if call.outcome in (Outcome.BUSY, Outcome.INVALID_NUMBER, Outcome.NO_ANSWER, Outcome.LOST):
        assert call.answered_at is None


@given(steps=WALKS, screened=st.booleans())
def test_every_living_call_that_was_sent_ends_when_its_channel_does(steps, screened):
    call = walk(a_call(screened=screened), steps)[-1]
    if call.state in (CallState.WRITING, CallState.ENDED):
        return
    for end in UNTIL_THE_END:
        assert advance(call, end, now=NOW + 1e6).outcome is not None


def told(*news: object, **call: object) -> Call:
    current = a_call(**call)
    for step, event in enumerate(news):
        current = advance(current, event, now=NOW + step)
    return current


def test_the_first_who_asks_for_the_end_is_the_one_who_ended_it():
    assert told(Sent(), Ringing(), EndAsked(Side.THEIRS), EndAsked(Side.OURS), HungUp()).ended_by is Side.THEIRS
    assert told(Sent(), Ringing(), HungUp()).ended_by is None


TALK = (Sent(), Ringing(), Answered(), InDialplan(), Assigned(7), AgentJoined(7))


@pytest.mark.parametrize(
    ("news", "outcome"),
    [
        ((*TALK, HungUp(16)), Outcome.CONNECTED),
        ((*TALK, Vanished()), Outcome.CONNECTED),
        ((*TALK, Vanished(Note(word="machine"))), Outcome.CONNECTED),
        ((*TALK, Vanished(Note(word="unserved"))), Outcome.CONNECTED),
        ((Sent(), Ringing(), HungUp(17, "486")), Outcome.BUSY),
        ((Sent(), OriginateFailed(), HungUp(17, "486")), Outcome.BUSY),
        ((Sent(), OriginateFailed(), HungUp(1, "404")), Outcome.INVALID_NUMBER),
        ((Sent(), Ringing(), OriginateFailed(), HungUp(19, "")), Outcome.NO_ANSWER),
        ((Sent(), OriginateFailed(), Vanished()), Outcome.NOT_PLACED),
        ((Sent(), Ringing(), OriginateFailed(), Vanished()), Outcome.NO_ANSWER),
        ((Sent(), EndAsked(Side.THEIRS), OriginateFailed(), Vanished()), Outcome.FAILED),
        ((Sent(), Refused("no")), Outcome.NOT_PLACED),
        ((Refused("stale"),), Outcome.NOT_PLACED),
        ((NotWritten(),), Outcome.NOT_PLACED),
        ((Sent(), Ringing(), Answered(), HungUp(16)), Outcome.ABANDONED),
        ((Sent(), Answered(), InDialplan(), Unserved(), HungUp(16)), Outcome.ABANDONED),
        ((Sent(), Answered(), InDialplan(), Assigned(7), HungUp(16)), Outcome.ABANDONED),
        ((Sent(), Ringing(), Vanished()), Outcome.LOST),
        ((Sent(), Ringing(), Vanished(Note(word="unserved"))), Outcome.ABANDONED),
        ((Sent(), Ringing(), Vanished(Note(word="left"))), Outcome.ABANDONED),
        ((*TALK, Vanished(Note(word="left"))), Outcome.CONNECTED),
        ((*TALK, LegLost(12.0), HungUp(16)), Outcome.CONNECTED),
        ((*TALK, LegLost(12.0), Unserved(), Vanished()), Outcome.CONNECTED),
        ((*TALK, Held(600.0), OptedOut(), HungUp(16)), Outcome.CONNECTED),
        ((Sent(), Ringing(), Vanished(Note(word="optout", joined_at=NOW + 2.0, agent_id=8))), Outcome.CONNECTED),
        ((Sent(), Ringing(), Vanished(Note(word="machine"))), Outcome.MACHINE),
    ],
)
def test_the_end_has_the_right_name(news, outcome):
    assert told(*news).outcome is outcome


def test_a_machine_is_a_machine_and_its_time_limit_changes_nothing():
    call = told(Sent(), Answered(), InDialplan(), Screened(machine=True), Unserved(), HungUp(16), screened=True)
    assert call.outcome is Outcome.MACHINE


def test_a_screened_call_waits_only_when_screening_is_over():
    assert told(Sent(), Answered(), InDialplan(), screened=True).state is CallState.SCREENING
    assert told(Sent(), Answered(), InDialplan(), Screened(machine=False), screened=True).state is CallState.WAITING


def test_a_call_that_was_called_off_is_cancelled_unless_it_never_rang():
    assert told(Sent(), Ringing(), HungUp(16), cancelled=True).outcome is Outcome.CANCELLED
    assert told(Sent(), OriginateFailed(), Vanished(), cancelled=True).outcome is Outcome.NOT_PLACED
    assert told(Sent(), Answered(), HungUp(16), cancelled=True).outcome is Outcome.ABANDONED


def test_a_join_that_fails_after_the_limit_is_not_waited_for_again():
    waiting = (Sent(), Answered(), InDialplan(), Assigned(7))
    assert told(*waiting, ConnectFailed()).state is CallState.WAITING
    late = told(*waiting, Unserved(), ConnectFailed())
    assert (late.state, late.agent_id) == (CallState.UNSERVED, None)
    assert advance(late, AgentJoined(7), now=NOW + 9.0).state is CallState.TALKING


def test_the_same_news_twice_changes_nothing():
    call = told(*TALK)
    for again in (Ringing(), Answered(), InDialplan(), AgentJoined(7), Unserved()):
        assert advance(call, again, now=NOW + 60.0) == call


def test_a_treatment_began_when_it_was_first_heard_of():
    """A restarted engine hears of it once more."""
    known = a_call(CallState.ANSWERED, placed_at=NOW, answered_at=NOW + 1.0, unserved_at=NOW + 3.0)
    assert advance(known, Unserved(), now=NOW + 60.0).unserved_at == NOW + 3.0


@pytest.mark.parametrize("state", [CallState.ANSWERED, CallState.SCREENING, CallState.WAITING, CallState.TALKING])
def test_a_greeting_began_when_the_person_was_first_heard(state):
    call = a_call(state, placed_at=NOW, answered_at=NOW + 1.0)
    heard = advance(call, Spoke(), now=NOW + 1.3)
    assert (heard.state, heard.greeting_started_at) == (state, NOW + 1.3)
    assert advance(heard, Spoke(), now=NOW + 1.9).greeting_started_at == NOW + 1.3


def test_who_first_speaks_when_the_time_is_over_was_not_heard_in_time():
    waiting = a_call(CallState.WAITING, placed_at=NOW, answered_at=NOW + 1.0)
    treated = advance(waiting, Unserved(), now=NOW + 3.0)
    assert advance(treated, Spoke(), now=NOW + 3.2) is treated
    joining = advance(advance(waiting, Assigned(7), now=NOW + 2.9), Unserved(), now=NOW + 3.0)
    assert advance(joining, Spoke(), now=NOW + 3.2).greeting_started_at is None
