"""An attempt as it is written, finished, disposed and read, apart from any database."""

from dataclasses import dataclass, field
from typing import Any, Final

from dialer.core.enums import AttemptState, LeadState, Outcome, Side
from dialer.leads.rules.caps import Cap
from dialer.leads.rules.recycle import LeadStep

# From the decision to call on. A call whose attempt took longer to write is never sent: much may have been said since,
# and whoever says no is told that it is heeded when so long has passed (dialer/suppression/live_calls.py).
SENT_WITHIN_S: Final = 5.0


@dataclass(frozen=True, kw_only=True)
class CallTimes:
    """The instants of a call, epoch seconds; None: not, or not yet, or not known.

    Whatever tells of a call has these. Without slots, for the call itself has none (dialer/core/frozen_copy.py).
    """

    ringing_at: float | None = None
    answered_at: float | None = None
    screened_at: float | None = None  # answering-machine detection has decided
    greeting_started_at: float | None = None  # the first sound; heard only where a law counts from it
    greeting_ended_at: float | None = None  # as machine detection heard it
    agent_joined_at: float | None = None
    unserved_at: float | None = None  # the time limit passed
    opted_out_at: float | None = None


@dataclass(frozen=True, kw_only=True)
class CallEnd(CallTimes):
    """The instants of a call, and how it ended."""

    ended_at: float | None = None
    ended_by: Side | None = None  # who asked first for its end; None: nobody did, or it was not seen
    outcome: Outcome | None = None
    cause: int | None = None  # Q.850
    tech_cause: str = ""  # as in "SIP 486"


TIMES: Final = tuple(CallTimes.__dataclass_fields__)
END: Final = tuple(name for name in CallEnd.__dataclass_fields__ if name not in TIMES)


def times_of(call: CallTimes) -> dict[str, Any]:
    """The instants of the call, by name."""
    return {name: getattr(call, name) for name in TIMES}


def end_of(call: CallEnd) -> dict[str, Any]:
    """How the call ended, by name."""
    return {name: getattr(call, name) for name in END}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAttempt:
    """An attempt about to be placed."""

    id: str  # the channel's id at Asterisk
    campaign_id: int
    controller_id: int
    list_id: int
    lead_id: int
    node_id: int
    trunk_id: int
    number: str  # E.164
    phone_position: int = 0
    caller_id: str = ""
    mode: str = ""
    caps: tuple[Cap, ...] = ()  # over which it is not placed
    agent_id: int | None = None  # known beforehand in preview, manual and guaranteed calls
    ruling: str = ""  # what the rules said, as `dialer.compliance.ruling_record.summary` writes it
    callback_id: int | None = None  # the call-back that it keeps
    known_at: float | None = None  # when what the rules judged by was read; None: they were not asked
    person_numbers: frozenset[str] = frozenset()  # all that the person has; empty where only this one is known


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptProgress(CallTimes):
    """News of a call that lives. What is None stays as it is."""

    id: str
    state: AttemptState | None = None
    agent_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedAttempt(CallEnd):
    """How an attempt ended, and what follows for its lead. What is None stays as it is."""

    id: str
    lead_id: int
    outcome: Outcome = field()
    ended_at: float = field()
    step: LeadStep
    agent_id: int | None = None
    ruled_after: str = ""  # what the rules said of the call at its end, as `ruling` is written


@dataclass(frozen=True, slots=True, kw_only=True)
class SparedAttempt:
    """An attempt that has ended and is none of its lead's after all, as its trunk was to blame; due again then.

    A call-back that it was to keep waits again.
    """

    id: str
    lead_id: int
    due_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishCount:
    """What a batch of finishes did: attempt ids by what became of them."""

    ended: frozenset[str]
    repeated: frozenset[str]  # had ended before; nothing changed
    unknown: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveAttempt(CallTimes):
    """An attempt that has not ended, for taking over after a restart."""

    id: str
    campaign_id: int
    list_id: int
    lead_id: int
    node_id: int
    trunk_id: int
    agent_id: int | None
    number: str
    phone_position: int
    caller_id: str
    mode: str
    state: AttemptState
    placed_at: float
    disposition: str | None
    ruling: str  # what the rules said when the call was allowed
    callback_id: int | None  # the call-back that it keeps
    lead_name: str
    lead_state: LeadState
    lead_attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRecord(CallEnd):
    """An attempt as it stands, for reading."""

    id: str
    campaign_id: int
    list_id: int
    lead_id: int
    node_id: int
    trunk_id: int
    agent_id: int | None
    number: str
    phone_position: int
    caller_id: str
    mode: str
    state: AttemptState
    placed_at: float
    disposition: str | None
    disposed_at: float | None
    note: str
    ruling: str = ""  # what the rules said when the call was allowed, as compact JSON
    ruled_after: str = ""  # and at its end
    heard: str | None = None  # `machine`: the agent met one, and said so
    turned_down: bool | None = None  # the person refused the offer, by what the disposition meant when it was given
    locked_by: str = ""  # the rule by which its agent is not shown to others while it lives; never stored


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCounts:
    """What became of a campaign's answered calls in one minute: of these the rate of abandoned calls is made."""

    minute_at: float  # when it began; epoch seconds
    served: int = 0  # an agent joined in time
    abandoned: int = 0  # no agent, or one who came when the time was up
    machines: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposedAttempt:
    """What a disposition did."""

    id: str
    campaign_id: int
    lead_id: int
    agent_id: int | None
    code: str
    previous_code: str | None  # set when the agent changed an earlier disposition
    ended: bool  # False: disposed during the talk; the lead moves on when the call ends
    suppressed: int  # numbers that became suppressed now
    met: int = 0  # 1: a call that was served in time turns out to be a machine's; -1: not to be, after all
    met_at: float = 0.0  # when it was served
    ringing: tuple[str, ...] = ()  # other calls to these numbers, by id, that nobody has answered: to be called off


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Counts over the attempts of a campaign placed since an instant."""

    placed: int
    live: int
    answered: int
    served: int
    connected: int
    abandoned: int
    talk_s: float
    outcomes: dict[Outcome, int] = field(default_factory=dict)
    dispositions: dict[str, int] = field(default_factory=dict)
    undisposed: int = 0  # talks that have ended and of which no agent has said what came of them, or not yet
