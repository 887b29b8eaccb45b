"""What each event changes in a call: its state, its instants, and at the end its outcome; nothing else."""

from dataclasses import fields
from typing import Any

import pytest

from dialer.cell.call.media_note import Note
from dialer.cell.call.state_machine import Call, CallState, Unexpected, advance
from dialer.cell.events import (
    AgentJoined,
    Answered,
    Assigned,
    CallEvent,
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

S = CallState
LATER = NOW + 100.0
PLACED: dict[str, Any] = {"placed_at": NOW}
MET: dict[str, Any] = PLACED | {"answered_at": NOW + 10.0}
TALKED: dict[str, Any] = MET | {"agent_joined_at": NOW + 12.0, "agent_id": 7}
GOES_ON = {"ended_by": None, "end_asked_at": None, "kept_until": None, "lost_at": None}


def changes(call: Call, event: CallEvent) -> dict[str, Any]:
    """The fields that the event changes, a hundred seconds after the call was placed."""
    after = advance(call, event, now=LATER)
    pairs = {one.name: (getattr(call, one.name), getattr(after, one.name)) for one in fields(Call)}
    return {name: new for name, (old, new) in pairs.items() if old != new}


def into(state: CallState) -> dict[str, Any]:
    return {"state": state, "since": LATER}


@pytest.mark.parametrize(
    ("state", "known", "event", "expected"),
    [
        # Before the answer.
        (S.WRITING, {}, Sent(), into(S.DIALLING) | {"placed_at": LATER}),
        (S.DIALLING, PLACED, Ringing(), into(S.RINGING) | {"ringing_at": LATER}),
        (S.DIALLING, PLACED | {"ringing_at": NOW + 3.0}, Ringing(), into(S.RINGING)),
        (S.RINGING, PLACED, OriginateFailed(), into(S.FAILING)),
        # The answer.
        (S.RINGING, PLACED, Answered(), into(S.ANSWERED) | {"answered_at": LATER}),
        (S.RINGING, PLACED, Answered(NOW + 9.0), into(S.ANSWERED) | {"answered_at": NOW + 9.0}),
        (S.RINGING, PLACED, Answered(NOW - 9.0), into(S.ANSWERED) | {"answered_at": NOW}),
        (S.RINGING, PLACED, Answered(LATER + 9.0), into(S.ANSWERED) | {"answered_at": LATER}),
        (S.RINGING, MET, Answered(NOW + 20.0), into(S.ANSWERED)),
        (S.RINGING, PLACED, InDialplan(), into(S.WAITING) | {"answered_at": LATER}),
        (S.ANSWERED, MET, InDialplan(), into(S.WAITING)),
        (S.ANSWERED, MET | {"screened": True}, InDialplan(), into(S.SCREENING)),
        # What was heard.
        (S.RINGING, PLACED, Spoke(), into(S.ANSWERED) | {"answered_at": LATER, "greeting_started_at": LATER}),
        (S.WAITING, MET, Spoke(NOW + 11.0), {"greeting_started_at": LATER}),
        (S.WAITING, MET | {"greeting_started_at": NOW + 11.0}, Spoke(), {}),
        (S.CONNECTING, MET | {"unserved_at": NOW + 13.0}, Spoke(), {}),
        (
            S.MACHINE,
            MET | {"screened_at": NOW + 12.0, "greeting_ended_at": NOW + 11.5, "introduces": True},
            Spoke(NOW + 20.0),
            into(S.WAITING)
            | {"handset_at": NOW + 10.0, "answered_at": NOW + 20.0, "greeting_started_at": NOW + 20.0}
            | {"screened_at": None, "greeting_ended_at": None},
        ),
        (
            S.MACHINE,
            MET | {"screened_at": NOW + 12.0, "introduces": True},
            Spoke(NOW + 11.0),
            into(S.WAITING)
            | {"handset_at": NOW + 10.0, "answered_at": NOW + 12.0, "greeting_started_at": NOW + 12.0}
            | {"screened_at": None},
        ),
        (
            S.MACHINE,
            PLACED | {"introduces": True},
            Spoke(NOW - 1.0),
            into(S.WAITING) | {"handset_at": NOW, "answered_at": NOW, "greeting_started_at": NOW},
        ),
        (
            S.MACHINE,
            MET | {"introduces": True},
            Spoke(LATER + 1.0),
            into(S.WAITING) | {"handset_at": NOW + 10.0, "answered_at": LATER, "greeting_started_at": LATER},
        ),
        (S.MACHINE, MET, Spoke(), {}),
        # Machine detection.
        (S.SCREENING, MET, Screened(machine=False), into(S.WAITING) | {"screened_at": LATER}),
        (S.SCREENING, MET, Screened(machine=True), into(S.MACHINE) | {"screened_at": LATER}),
        (
            S.SCREENING,
            MET | {"greeting_ended_at": NOW + 1.0},
            Screened(machine=False, quiet_s=0.75, at=NOW + 12.0),
            into(S.WAITING) | {"screened_at": NOW + 12.0, "greeting_ended_at": LATER - 0.75},
        ),
        (
            S.SCREENING,
            MET | {"greeting_ended_at": NOW + 11.0},
            Screened(machine=False, at=NOW + 5.0),
            into(S.WAITING) | {"screened_at": NOW + 10.0},
        ),
        (
            S.RINGING,
            PLACED,
            Screened(machine=False, at=NOW + 12.0),
            into(S.WAITING) | {"answered_at": NOW + 12.0, "screened_at": NOW + 12.0},
        ),
        (
            S.RINGING,
            PLACED,
            Screened(machine=False, at=NOW - 1.0),
            into(S.WAITING) | {"answered_at": NOW, "screened_at": NOW},
        ),
        # The agent.
        (S.WAITING, MET, Assigned(7), into(S.CONNECTING) | {"agent_id": 7}),
        (
            S.CONNECTING,
            MET | {"agent_id": 7},
            AgentJoined(7),
            into(S.TALKING) | {"agent_joined_at": LATER},
        ),
        (
            S.RINGING,
            PLACED,
            AgentJoined(7),
            into(S.TALKING) | {"answered_at": LATER, "agent_joined_at": LATER, "agent_id": 7},
        ),
        (
            S.CONNECTING,
            MET | {"agent_id": 7, "ended_by": Side.OURS, "end_asked_at": NOW + 11.0},
            AgentJoined(7),
            into(S.TALKING) | {"agent_joined_at": LATER, "ended_by": None, "end_asked_at": None},
        ),
        (S.TALKING, TALKED, AgentJoined(8), {"agent_id": 8}),
        (
            S.REJOINING,
            TALKED | {"lost_at": NOW + 20.0, "kept_until": NOW + 32.0},
            AgentJoined(7),
            into(S.TALKING) | {"rejoins": 1, "kept_until": None, "lost_at": None},
        ),
        (
            S.REJOINING,
            TALKED | {"lost_at": NOW + 20.0, "rejoins": 2},
            AgentJoined(7),
            into(S.TALKING) | {"rejoins": 3, "lost_at": None},
        ),
        (
            S.ON_HOLD,
            TALKED | {"kept_until": NOW + 320.0},
            AgentJoined(7),
            into(S.TALKING) | {"kept_until": None},
        ),
        (S.CONNECTING, MET | {"agent_id": 7}, ConnectFailed(), into(S.WAITING) | {"agent_id": None}),
        (
            S.CONNECTING,
            MET | {"agent_id": 7, "unserved_at": NOW + 13.0},
            ConnectFailed(),
            into(S.UNSERVED) | {"agent_id": None},
        ),
        (S.REJOINING, TALKED | {"unserved_at": NOW + 11.0}, ConnectFailed(), {}),
        # A talk that is interrupted.
        (S.TALKING, TALKED, LegLost(12.0, 7), into(S.REJOINING) | {"kept_until": LATER + 12.0, "lost_at": LATER}),
        (
            S.REJOINING,
            TALKED | {"lost_at": NOW + 20.0, "kept_until": NOW + 32.0},
            LegLost(),
            {"kept_until": None},
        ),
        (S.TALKING, TALKED, Held(600.0, 7), into(S.ON_HOLD) | {"kept_until": LATER + 600.0}),
        (
            S.REJOINING,
            TALKED | {"lost_at": NOW + 20.0, "kept_until": NOW + 32.0},
            Held(),
            into(S.ON_HOLD) | {"kept_until": None, "lost_at": None},
        ),
        (S.ON_HOLD, TALKED | {"kept_until": NOW + 600.0}, Resumed(), into(S.REJOINING)),
        # The time limit, and the key for no more calls.
        (S.WAITING, MET, Unserved(), into(S.UNSERVED) | {"unserved_at": LATER}),
        (S.WAITING, MET, Unserved(NOW + 13.0), into(S.UNSERVED) | {"unserved_at": NOW + 13.0}),
        (S.WAITING, MET, Unserved(NOW + 5.0), into(S.UNSERVED) | {"unserved_at": NOW + 10.0}),
        (S.CONNECTING, MET | {"unserved_at": NOW + 13.0}, Unserved(NOW + 14.0), {}),
        (
            S.RINGING,
            PLACED,
            Unserved(NOW + 13.0),
            into(S.UNSERVED) | {"answered_at": NOW + 13.0, "unserved_at": NOW + 13.0},
        ),
        (S.RINGING, PLACED, Unserved(NOW - 1.0), into(S.UNSERVED) | {"answered_at": NOW, "unserved_at": NOW}),
        (
            S.WAITING,
            MET,
            OptedOut(NOW + 11.0),
            into(S.UNSERVED) | {"opted_out_at": NOW + 11.0, "unserved_at": NOW + 11.0},
        ),
        (
            S.UNSERVED,
            MET | {"unserved_at": NOW + 13.0},
            OptedOut(NOW + 5.0),
            {"opted_out_at": NOW + 10.0},
        ),
        (S.UNSERVED, MET | {"unserved_at": NOW + 13.0, "opted_out_at": NOW + 14.0}, OptedOut(), {}),
        (
            S.RINGING,
            PLACED,
            OptedOut(NOW - 1.0),
            into(S.UNSERVED) | {"answered_at": NOW, "opted_out_at": NOW, "unserved_at": NOW},
        ),
        (S.TALKING, TALKED, OptedOut(), {"opted_out_at": LATER}),
        # The end that is near.
        (S.WAITING, MET, FoundGone(), {"gone_at": LATER}),
        (S.WAITING, MET | {"gone_at": NOW + 50.0}, FoundGone(), {}),
        (S.WAITING, MET, EndAsked(Side.THEIRS), {"ended_by": Side.THEIRS, "end_asked_at": LATER}),
        (S.WAITING, MET | {"ended_by": Side.OURS, "end_asked_at": NOW + 50.0}, EndAsked(Side.THEIRS), {}),
        # Too late: nobody was on the line any more.
        (S.CONNECTING, MET | {"agent_id": 7, "ended_by": Side.THEIRS}, AgentJoined(7), {}),
    ],
)
def test_an_event_changes_the_state_and_these_instants_alone(state, known, event, expected):
    assert changes(a_call(state, **known), event) == expected


def ended(outcome: Outcome, at: float = LATER, **more: Any) -> dict[str, Any]:
    return {"state": S.ENDED, "since": LATER, "ended_at": at, "outcome": outcome} | more


@pytest.mark.parametrize(
    ("state", "known", "event", "expected"),
    [
        (S.WRITING, {}, NotWritten(), ended(Outcome.NOT_PLACED)),
        (S.DIALLING, PLACED, Refused("no"), ended(Outcome.NOT_PLACED)),
        (S.RINGING, PLACED, HungUp(17, "486"), ended(Outcome.BUSY, cause=17, tech_cause="486")),
        (S.RINGING, PLACED | {"cancelled": True}, HungUp(16), ended(Outcome.CANCELLED, cause=16)),
        (S.RINGING, PLACED | {"cancelled": True}, Vanished(), ended(Outcome.CANCELLED)),
        (S.FAILING, PLACED | {"cancelled": True}, Vanished(), ended(Outcome.NOT_PLACED)),
        (S.FAILING, PLACED, Vanished(), ended(Outcome.NOT_PLACED)),
        (S.FAILING, PLACED | {"ringing_at": NOW + 3.0}, Vanished(), ended(Outcome.NO_ANSWER)),
        (S.FAILING, PLACED | {"ended_by": Side.OURS}, Vanished(), ended(Outcome.FAILED)),
        (S.MACHINE, MET, HungUp(16), ended(Outcome.MACHINE, cause=16)),
        (S.WAITING, MET, Vanished(), ended(Outcome.ABANDONED)),
        (S.TALKING, TALKED, Vanished(), ended(Outcome.CONNECTED)),
        (S.RINGING, PLACED, Vanished(), ended(Outcome.LOST)),
        # One taken over from a clock ahead of ours.
        (S.RINGING, {"placed_at": LATER + 1.0}, Vanished(), ended(Outcome.LOST, LATER + 1.0)),
        (S.WAITING, PLACED | {"answered_at": LATER + 2.0}, Vanished(), ended(Outcome.ABANDONED, LATER + 2.0)),
        (S.TALKING, TALKED | {"agent_joined_at": LATER + 3.0}, Vanished(), ended(Outcome.CONNECTED, LATER + 3.0)),
    ],
)
def test_the_end_of_a_call_has_its_instant_and_its_outcome(state, known, event, expected):
    assert changes(a_call(state, **known), event) == expected


def note(word: str, **instants: float) -> Note:
    """A note whose instants are seconds after the call was placed; `agent_id` is as it is."""
    return Note(word=word, **{name: at if name == "agent_id" else NOW + at for name, at in instants.items()})


@pytest.mark.parametrize(
    ("state", "known", "noted", "expected"),
    [
        # The answer is not known, or was heard late: the earlier instant counts.
        (S.RINGING, PLACED, note("unserved", at=13.0), ended(Outcome.ABANDONED, answered_at=NOW + 13.0)),
        (
            S.RINGING,
            PLACED,
            note("unserved", at=13.0, answered_at=10.0, unserved_at=13.0),
            ended(Outcome.ABANDONED, answered_at=NOW + 10.0, unserved_at=NOW + 13.0),
        ),
        (S.RINGING, PLACED, note("unserved", answered_at=-5.0), ended(Outcome.ABANDONED, answered_at=NOW)),
        (S.RINGING, PLACED, note("unserved", answered_at=500.0), ended(Outcome.ABANDONED, answered_at=LATER)),
        (S.WAITING, MET, note("unserved", answered_at=9.0), ended(Outcome.ABANDONED, answered_at=NOW + 9.0)),
        (S.WAITING, MET, note("unserved", answered_at=11.0), ended(Outcome.ABANDONED)),
        (S.WAITING, MET, note("unserved", unserved_at=13.0), ended(Outcome.ABANDONED, unserved_at=NOW + 13.0)),
        (
            S.RINGING,
            PLACED,
            note("unserved", at=13.0, unserved_at=13.0),
            ended(Outcome.ABANDONED, answered_at=NOW + 13.0),
        ),
        (
            S.UNSERVED,
            MET | {"unserved_at": NOW + 14.0},
            note("unserved", answered_at=10.0, unserved_at=13.0),
            ended(Outcome.ABANDONED, unserved_at=NOW + 13.0),
        ),
        (
            S.UNSERVED,
            MET | {"unserved_at": NOW + 13.0},
            note("unserved", answered_at=10.0, unserved_at=14.0),
            ended(Outcome.ABANDONED),
        ),
        (
            S.WAITING,
            MET,
            note("unserved", answered_at=10.0, unserved_at=5.0),
            ended(Outcome.ABANDONED, unserved_at=NOW + 10.0),
        ),
        # Left before the limit: the end is known.
        (S.WAITING, MET, note("left", at=12.0), ended(Outcome.ABANDONED, NOW + 12.0)),
        (S.WAITING, MET, note("left"), ended(Outcome.ABANDONED)),
        (S.WAITING, MET, note("left", at=5.0, answered_at=10.0), ended(Outcome.ABANDONED, NOW + 10.0)),
        (S.WAITING, MET | {"cancelled": True}, note("left", at=500.0), ended(Outcome.ABANDONED)),
        # A machine.
        (
            S.SCREENING,
            MET,
            note("machine", at=5.0),
            ended(Outcome.MACHINE, answered_at=NOW + 5.0, screened_at=NOW + 5.0),
        ),
        (S.SCREENING, MET, note("machine", at=12.0), ended(Outcome.MACHINE, screened_at=NOW + 12.0)),
        (S.MACHINE, MET | {"screened_at": NOW + 11.0}, note("machine", at=12.0), ended(Outcome.MACHINE)),
        (S.SCREENING, MET, note("machine", at=5.0, answered_at=10.0), ended(Outcome.MACHINE, screened_at=NOW + 10.0)),
        # Served: an agent was joined.
        (
            S.WAITING,
            MET,
            note("served", at=60.0, joined_at=12.0, agent_id=8),
            ended(Outcome.CONNECTED, NOW + 60.0, agent_joined_at=NOW + 12.0, agent_id=8),
        ),
        (
            S.WAITING,
            MET,
            note("served", at=60.0, agent_id=8),
            ended(Outcome.CONNECTED, NOW + 60.0, agent_joined_at=NOW + 60.0, agent_id=8),
        ),
        (
            S.WAITING,
            MET,
            note("served", at=60.0, joined_at=5.0, agent_id=8),
            ended(Outcome.CONNECTED, NOW + 60.0, agent_joined_at=NOW + 10.0, agent_id=8),
        ),
        (
            S.WAITING,
            MET,
            note("served", at=60.0, joined_at=70.0, agent_id=8),
            ended(Outcome.CONNECTED, NOW + 60.0, agent_joined_at=NOW + 60.0, agent_id=8),
        ),
        (
            S.WAITING,
            MET,
            note("served", at=60.0, unserved_at=13.0, joined_at=12.0, agent_id=8),
            ended(Outcome.CONNECTED, NOW + 60.0, unserved_at=NOW + 13.0, agent_joined_at=NOW + 13.0, agent_id=8),
        ),
        (S.TALKING, TALKED, note("served", at=60.0, joined_at=11.0, agent_id=8), ended(Outcome.CONNECTED, NOW + 60.0)),
        (S.TALKING, TALKED, note("served", at=11.0, unserved_at=11.0), ended(Outcome.CONNECTED, NOW + 12.0)),
        # The key for no more calls: after the talk, or without one.
        (
            S.WAITING,
            MET,
            note("optout", at=40.0, joined_at=12.0, agent_id=8),
            ended(Outcome.CONNECTED, opted_out_at=NOW + 40.0, agent_joined_at=NOW + 12.0, agent_id=8),
        ),
        (
            S.WAITING,
            MET,
            note("optout", at=14.0, unserved_at=13.0),
            ended(Outcome.ABANDONED, opted_out_at=NOW + 14.0, unserved_at=NOW + 13.0),
        ),
        (
            S.UNSERVED,
            MET | {"unserved_at": NOW + 13.0, "opted_out_at": NOW + 14.0},
            note("optout", at=15.0),
            ended(Outcome.ABANDONED),
        ),
        (
            S.TALKING,
            TALKED,
            note("optout", at=40.0, unserved_at=11.0),
            ended(Outcome.CONNECTED, opted_out_at=NOW + 40.0),
        ),
    ],
)
@pytest.mark.parametrize("hung_up", [False, True])
def test_a_note_tells_the_end_of_a_call_that_was_not_watched(state, known, noted, expected, hung_up):
    call = a_call(state, **known)
    if hung_up:
        assert changes(call, HungUp(19, "480", noted)) == expected | {"cause": 19, "tech_cause": "480"}
    else:
        assert changes(call, Vanished(noted)) == expected


def test_an_unexpected_event_is_named_with_its_state():
    with pytest.raises(Unexpected, match=r"^Resumed while ringing$"):
        advance(a_call(S.RINGING), Resumed(), now=LATER)
