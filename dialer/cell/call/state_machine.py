"""The life of one call, as a table.

Two rules. Everything that moves a call from state to state is in this file: if `state=` stands elsewhere, it is a bug.
And this file decides nothing about agents, pacing or leads: `advance` says what the call has become, the cell decides
what follows.

An event that the table lacks for the state raises `Unexpected` and leaves the call as it is. Events known to come late
or twice without meaning are in `IGNORED`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dialer.cell.call.hangup_causes import unanswered_outcome
from dialer.cell.call.media_note import Note, not_before
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
from dialer.core.call_times import CallEnd
from dialer.core.enums import Outcome, Side
from dialer.core.frozen_copy import changed


class CallState(StrEnum):
    """How far a call has come."""

    WRITING = "writing"  # its attempt is being written; nothing was sent yet
    DIALLING = "dialling"  # Originate is sent
    RINGING = "ringing"
    ANSWERED = "answered"  # the network says answered; the dialplan has not yet reported
    SCREENING = "screening"  # answering-machine detection listens
    WAITING = "waiting"  # a person, with no agent yet
    CONNECTING = "connecting"  # an agent is reserved, Bridge is sent or the agent's phone rings
    TALKING = "talking"
    REJOINING = "rejoining"  # in talk, but the agent's leg is lost: the person is kept until it is joined again
    ON_HOLD = "on_hold"  # in talk, and kept because the agent asked for it
    UNSERVED = "unserved"  # the time limit passed: the dialplan treats the call by itself
    MACHINE = "machine"  # the dialplan treats the machine by itself
    FAILING = "failing"  # Originate failed; the hang-up that says why is still to come
    ENDED = "ended"


ALIVE = tuple(state for state in CallState if state is not CallState.ENDED)
UNANSWERED = (CallState.WRITING, CallState.DIALLING, CallState.RINGING)
IN_FLIGHT = (*UNANSWERED, CallState.ANSWERED, CallState.SCREENING)
INTERRUPTED = (CallState.REJOINING, CallState.ON_HOLD)
IN_TALK = (CallState.TALKING, *INTERRUPTED)


@dataclass(frozen=True, kw_only=True)
class Call(CallEnd):
    """One attempt while it lives. Replaced by `advance`, never changed. Instants are epoch seconds."""

    id: str
    lead_id: int
    list_id: int
    number: str
    phone_position: int
    trunk_id: int
    caller_id: str = ""
    screened: bool = False  # answering-machine detection is on
    language: str = ""  # of the person, as far as it is known
    introduces: bool = False  # to what sounds like a machine it is said who calls: a handset's person may come then
    state: CallState = CallState.WRITING
    since: float = 0.0
    placed_at: float = 0.0
    gone_at: float | None = None  # Asterisk had no such channel then; its hang-up event is still to come
    end_asked_at: float | None = None  # when its end was first requested, or last requested by us
    kept_until: float | None = None  # an interrupted talk: when the dialplan ends it, if that is known
    lost_at: float | None = None  # since when a talk is interrupted because the agent's leg was lost
    agent_id: int | None = None
    mode: str = ""  # how it was placed
    country: str = ""  # ISO 3166, of the number: its law decides how the person is treated
    ruling: str = ""  # what the rules said when they allowed the call
    known_at: float | None = None  # when the data that the rules judged by was read
    for_agent: int | None = None  # placed for this agent alone: preview, manual, guaranteed, call-back
    callback_id: int | None = None  # the call-back that this call fulfils
    cancelled: bool = False

    @property
    def had_channel(self) -> bool:
        """Whether Asterisk has told anything of its channel, so that it will tell its end too."""
        return self.ringing_at is not None or self.ended_by is not None

    @property
    def left(self) -> bool:
        """Whether the person, or the network on the way, has hung up, though the channel may live on."""
        return self.ended_by is Side.THEIRS


class Unexpected(Exception):  # noqa: N818 - an event is unexpected, nothing has failed
    """An event that does not fit the state of its call."""

    def __init__(self, state: CallState, event: CallEvent) -> None:
        super().__init__(f"{type(event).__name__} while {state}")
        self.state = state
        self.event = event


S = CallState
TRANSITIONS: dict[tuple[CallState, type], CallState] = {
    (S.WRITING, Sent): S.DIALLING,
    (S.WRITING, NotWritten): S.ENDED,
    (S.WRITING, Refused): S.ENDED,
    (S.DIALLING, Refused): S.ENDED,
    (S.DIALLING, Ringing): S.RINGING,
    (S.DIALLING, Answered): S.ANSWERED,
    (S.RINGING, Answered): S.ANSWERED,
    # `InDialplan` leads to SCREENING instead when the call is screened.
    (S.DIALLING, InDialplan): S.WAITING,
    (S.RINGING, InDialplan): S.WAITING,
    (S.ANSWERED, InDialplan): S.WAITING,
    # `Screened` leads to MACHINE instead when it found one.
    (S.ANSWERED, Screened): S.WAITING,
    (S.SCREENING, Screened): S.WAITING,
    (S.WAITING, Assigned): S.CONNECTING,
    (S.CONNECTING, AgentJoined): S.TALKING,
    (S.CONNECTING, ConnectFailed): S.WAITING,  # UNSERVED when the time limit has passed meanwhile
    (S.CONNECTING, Unserved): S.CONNECTING,  # the bridge may still come first; the instant is kept
    (S.SCREENING, Unserved): S.UNSERVED,
    (S.WAITING, Unserved): S.UNSERVED,
    (S.ANSWERED, Unserved): S.UNSERVED,
    (S.UNSERVED, AgentJoined): S.TALKING,  # the bridge came first after all
    # Pressed during the message, whatever else was missed; in a talk it counts too.
    **{(state, OptedOut): S.UNSERVED for state in (*IN_FLIGHT, S.WAITING, S.UNSERVED) if state is not S.WRITING},
    **{(state, OptedOut): state for state in (S.CONNECTING, *IN_TALK)},
    (S.TALKING, AgentJoined): S.TALKING,  # with another agent, when a bridge believed lost came late
    # A talk is interrupted, and goes on with the next join. A join can be lost as soon as it is made, or fail.
    **{(state, LegLost): S.REJOINING for state in IN_TALK},
    **{(state, Held): S.ON_HOLD for state in (S.TALKING, S.REJOINING)},
    **{(state, AgentJoined): S.TALKING for state in INTERRUPTED},
    (S.ON_HOLD, Resumed): S.REJOINING,
    (S.REJOINING, ConnectFailed): S.REJOINING,
    **{(state, Spoke): state for state in (S.ANSWERED, S.SCREENING, S.WAITING, S.CONNECTING, *IN_TALK)},
    (
        S.MACHINE,
        Spoke,
    ): S.WAITING,  # a handset's person is here; ignored unless the call introduces itself
    # The answer came while the link was down.
    **{(state, Spoke): S.ANSWERED for state in (S.DIALLING, S.RINGING)},
    **{(state, Screened): S.WAITING for state in (S.DIALLING, S.RINGING)},
    **{(state, Unserved): S.UNSERVED for state in (S.DIALLING, S.RINGING)},
    # A restarted engine learns from Asterisk that a call is in talk which its records show in an earlier state.
    **{(state, AgentJoined): S.TALKING for state in (S.DIALLING, S.RINGING, S.ANSWERED, S.SCREENING, S.WAITING)},
    **{(state, OriginateFailed): S.FAILING for state in (S.DIALLING, S.RINGING)},
    **{(state, event): state for state in ALIVE if state is not S.WRITING for event in (EndAsked, FoundGone)},
    **{(state, HungUp): S.ENDED for state in ALIVE if state is not S.WRITING},
    **{(state, Vanished): S.ENDED for state in ALIVE if state is not S.WRITING},
}

IGNORED: frozenset[tuple[CallState, type]] = frozenset(
    {(S.RINGING, Ringing), (S.ANSWERED, Answered), (S.UNSERVED, Unserved), (S.MACHINE, Unserved)}
    # An audit of the live channels repeats what events have reported.
    | {(state, Ringing) for state in ALIVE if state not in UNANSWERED}
    | {(state, Answered) for state in ALIVE if state not in UNANSWERED}
    | {(state, InDialplan) for state in ALIVE if state not in (*UNANSWERED, S.ANSWERED)}
    | {(state, Unserved) for state in IN_TALK}
    # Pressed twice, or told again by an audit.
    | {(S.TALKING, ConnectFailed), (S.ON_HOLD, ConnectFailed), (S.ON_HOLD, Held), (S.REJOINING, Resumed)}
    # Too late to move the limit: speech into the message was not heard in time.
    | {(state, Spoke) for state in (S.UNSERVED, S.FAILING)}
    # The call moved on while the answer to an action of ours was under way.
    | {(state, ConnectFailed) for state in (S.WAITING, S.UNSERVED, S.FAILING)}
    | {(state, OriginateFailed) for state in ALIVE if state not in UNANSWERED}
    | {(state, Refused) for state in ALIVE if state not in UNANSWERED}
)


def advance(call: Call, event: CallEvent, *, now: float) -> Call:
    """Return what `call` becomes by `event`; the same object if the event is ignored.

    Raises `Unexpected` when the table has no such move; the call is unchanged then.
    """
    if call.left and call.state is not S.ENDED and isinstance(event, AgentJoined):
        return call  # nobody was on the line any more
    if call.state is S.MACHINE and isinstance(event, Spoke) and not call.introduces:
        return call
    key = (call.state, type(event))
    if key not in TRANSITIONS:
        if key in IGNORED:
            return call
        raise Unexpected(call.state, event)
    target = _target(call, event, TRANSITIONS[key])
    changes = _stamps(call, event, now)
    if target is not call.state:
        changes |= {"state": target, "since": now}
    if target is S.ENDED:
        changes |= _ending(call, event, now)
    return changed(call, **changes)


def _target(call: Call, event: CallEvent, target: CallState) -> CallState:
    """The target state; three moves depend on more than state and event."""
    match event:
        case InDialplan() if call.screened:
            return S.SCREENING
        case Screened(machine=True):
            return S.MACHINE
        case ConnectFailed() if call.state is S.CONNECTING and call.unserved_at is not None:
            return S.UNSERVED
        case _:
            return target


def _stamps(call: Call, event: CallEvent, now: float) -> dict[str, Any]:
    """The instants that an event sets; the first of its kind counts."""
    match event:
        case Sent():
            return {"placed_at": now}
        case Ringing():
            return {"ringing_at": call.ringing_at or now}
        case Answered(at=at):
            return {"answered_at": call.answered_at or not_before(call.placed_at, at, now=now)}
        case InDialplan():
            return {"answered_at": call.answered_at or now}
        case Spoke(at=at) if call.state is S.MACHINE:
            # Only now has the person answered: every law's clock begins here, and there was no machine.
            at = not_before(call.screened_at or call.placed_at, at, now=now)
            handset = {"handset_at": call.answered_at or at, "answered_at": at, "greeting_started_at": at}
            return handset | {"screened_at": None, "greeting_ended_at": None}
        case Spoke():
            spoke = {} if call.unserved_at is not None else {"greeting_started_at": call.greeting_started_at or now}
            return {"answered_at": call.answered_at or now} | spoke
        case Screened(quiet_s=quiet_s, at=at):
            ended_at = call.greeting_ended_at if quiet_s is None else now - quiet_s
            at = not_before(call.answered_at or call.placed_at, at, now=now)
            return {"answered_at": call.answered_at or at, "screened_at": at, "greeting_ended_at": ended_at}
        case Assigned(agent_id=agent_id):
            return {"agent_id": agent_id}
        case AgentJoined(agent_id=agent_id):
            answered, joined = call.answered_at or now, call.agent_joined_at or now
            # The bridge came before the end that we had asked for.
            goes_on: dict[str, Any] = {"ended_by": None, "end_asked_at": None, "kept_until": None, "lost_at": None}
            if call.lost_at is not None:
                goes_on["rejoins"] = (call.rejoins or 0) + 1
            return {"answered_at": answered, "agent_joined_at": joined, "agent_id": agent_id} | goes_on
        case ConnectFailed():
            return {"agent_id": None} if call.state is S.CONNECTING else {}
        case LegLost(wait_s=wait_s):
            return {"kept_until": None if wait_s is None else now + wait_s, "lost_at": call.lost_at or now}
        case Held(wait_s=wait_s):
            return {"kept_until": None if wait_s is None else now + wait_s, "lost_at": None}
        case Unserved(at=at):
            at = not_before(call.answered_at or call.placed_at, at, now=now)
            return {"answered_at": call.answered_at or at, "unserved_at": call.unserved_at or at}
        case FoundGone():
            return {"gone_at": call.gone_at or now}
        case EndAsked(by=by):
            return {"ended_by": call.ended_by or by, "end_asked_at": call.end_asked_at or now}
        case OptedOut(at=at):
            at = not_before(call.answered_at or call.placed_at, at, now=now)
            unserved = {"unserved_at": call.unserved_at or at} if call.agent_joined_at is None else {}
            return {"answered_at": call.answered_at or at, "opted_out_at": call.opted_out_at or at} | unserved
        case _:
            return {}


def _ending(call: Call, event: CallEvent, now: float) -> dict[str, Any]:
    """How the call ended, and with which outcome."""
    match event:
        case HungUp(cause=cause, tech_cause=tech_cause, note=note):
            ends = _noted_end(call, note, unanswered_outcome(cause, tech_cause), now)
            return ends | {"cause": cause, "tech_cause": tech_cause}
        case Vanished(note=note) if note.tells_of_no_answer:
            ended_at = not_before(call.placed_at, note.at, now=now)
            return _ending(call, HungUp(note.cause), ended_at)
        case Vanished(note=note):
            return _noted_end(call, note, _failed(call) if call.state is S.FAILING else Outcome.LOST, now)
        case _:
            return {"ended_at": now, "outcome": Outcome.NOT_PLACED}


def _noted_end(call: Call, note: Note, unanswered: Outcome, now: float) -> dict[str, Any]:
    """The end of the call, from what is known and from its note, if any.

    The end is not before any other instant of the call: one taken over may have begun by a clock ahead of ours.
    """
    outcome = _outcome(call, unanswered)
    if note.tells_of_answer and call.agent_joined_at is None:
        outcome = Outcome.CONNECTED if note.tells_of_talk else _NOTED.get(note.word, Outcome.ABANDONED)
    ended_at = max(now, call.placed_at, call.answered_at or 0.0, call.agent_joined_at or 0.0)
    ends = {"ended_at": ended_at, "outcome": outcome}
    return ends | _noted(call, note, ended_at) if note.tells_of_answer else ends


def _noted(call: Call, note: Note, now: float) -> dict[str, Any]:
    """The instants of a note; where one is known too, the earlier counts, since an unseen answer is reported late."""
    answered_at = not_before(call.placed_at, note.answered_at or note.at, now=now)
    answered_at = min(answered_at, call.answered_at or answered_at)
    told = {"opted_out_at": note.at} if note.word == "optout" else {}
    if note.word == "machine":
        told["screened_at"] = note.at
    if call.agent_joined_at is None and note.unserved_at is not None and (call.answered_at or note.answered_at):
        told["unserved_at"] = note.unserved_at  # else the wait would seem to have been zero
    stamps = {name: not_before(answered_at, at, now=now) for name, at in told.items()}
    stamps = {"answered_at": answered_at} | {name: min(at, getattr(call, name) or at) for name, at in stamps.items()}
    if note.final:
        stamps["ended_at"] = now = not_before(max(call.agent_joined_at or 0.0, *stamps.values()), note.at, now=now)
    if note.tells_of_talk and call.agent_joined_at is None:
        # Asked for at the noted instant, but made after the limit if that had passed.
        joined_at = not_before(max(answered_at, stamps.get("unserved_at", 0.0)), note.joined_at or note.at, now=now)
        return stamps | {"agent_joined_at": joined_at, "agent_id": note.agent_id}
    return stamps


def _failed(call: Call) -> Outcome:
    """The outcome of a failed Originate whose hang-up never came: a phone that rang must not ring again at once."""
    if call.ringing_at is not None:
        return Outcome.NO_ANSWER
    return Outcome.FAILED if call.had_channel else Outcome.NOT_PLACED


_NOTED = {"machine": Outcome.MACHINE}


def _outcome(call: Call, unanswered: Outcome) -> Outcome:
    if call.agent_joined_at is not None:
        return Outcome.CONNECTED
    if call.state is S.MACHINE:
        return Outcome.MACHINE
    if call.answered_at is not None:
        return Outcome.ABANDONED
    if call.cancelled and unanswered is not Outcome.NOT_PLACED:
        return Outcome.CANCELLED
    return unanswered
