"""An attempt as it is placed, finished, disposed and read, independent of any database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dialer.campaigns.results.model import Meanings, ResultStage
from dialer.core.call_times import CallEnd, CallTimes
from dialer.core.enums import AttemptState, LeadState, Outcome
from dialer.people.leads.rules.caps import Cap
from dialer.people.leads.rules.retry import LeadStep

UNDO_S: Final = 8.0  # how long the agent's page offers to undo a disposition


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAttempt:
    """An attempt about to be placed."""

    id: str  # the channel's id at Asterisk
    campaign_id: int
    company_id: int
    list_id: int
    lead_id: int
    node_id: int
    trunk_id: int
    number: str  # E.164
    phone_position: int = 0
    caller_id: str = ""
    mode: str = ""
    caps: tuple[Cap, ...] = ()  # if it would exceed one, it is not placed
    agent_id: int | None = None  # known beforehand in preview, manual and guaranteed calls
    ruling: str = ""  # of the rules, as `dialer.compliance.ruling_record.summary` writes it
    callback_id: int | None = None  # the call-back that it is for
    known_at: float | None = None  # when the facts for the rules were read; None: no rules were asked
    person_numbers: frozenset[str] = frozenset()  # all of the person's numbers; empty if only this one is known


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptProgress(CallTimes):
    """News of a live call. None leaves a value unchanged."""

    id: str
    state: AttemptState | None = None
    agent_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedAttempt(CallEnd):
    """How an attempt ended, and what follows for its lead. None leaves a value unchanged."""

    id: str
    lead_id: int
    outcome: Outcome = field()
    ended_at: float = field()
    step: LeadStep
    agent_id: int | None = None
    ruled_after: str = ""  # of the rules at the call's end, written like `ruling`


@dataclass(frozen=True, slots=True, kw_only=True)
class SparedAttempt:
    """An ended attempt that does not count for its lead, since its trunk was at fault; with the next due time.

    A call-back that the attempt was for waits again.
    """

    id: str
    lead_id: int
    due_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishCount:
    """What a batch of finishes did: attempt ids by result."""

    ended: frozenset[str]
    repeated: frozenset[str]  # had ended before; unchanged
    unknown: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveAttempt(CallTimes):
    """An attempt that has not ended, for takeover after a restart."""

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
    ruling: str  # of the rules when they allowed the call
    callback_id: int | None  # the call-back that it is for
    lead_name: str
    lead_state: LeadState
    lead_attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRecord(CallEnd):
    """The present state of an attempt, for reading."""

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
    first_disposed_at: float | None = None  # which ended the wrap-up: a correction does not move it
    ruling: str = ""  # of the rules when they allowed the call, as compact JSON
    ruled_after: str = ""  # of the rules at its end
    heard: str | None = None  # `machine`: the agent met one, and said so
    turned_down: bool | None = None  # the person declined the offer, by the disposition's meaning when it was given
    spared: bool | None = None  # its trunk was found to be at fault: it no longer counts for its lead
    disposition_reason: str | None = None  # one of the disposition's own reasons
    replaced: Mapping[str, Any] | None = None  # what an undo of the disposition gives again
    locked_by: str = ""  # the rule that hides its agent from others while it lives; never stored


@dataclass(frozen=True, slots=True, kw_only=True)
class AmongAttempts:
    """Which attempts are wanted, besides the usual filters: the rows behind a figure of the results."""

    equal: Mapping[str, object] = field(default_factory=dict)  # columns by their values; None: without one
    reached: tuple[ResultStage, Meanings] | None = None  # at least this stage, by a campaign's meanings
    within: Sequence[tuple[float, float]] | None = None  # placed in one of these stretches
    is_talk: bool = False  # only those with an agent's talk that has ended


ALL_ATTEMPTS: Final = AmongAttempts()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCounts:
    """A campaign's answered calls of one minute: the abandonment rate is calculated from these."""

    minute_at: float  # its beginning; epoch seconds
    served: int = 0  # an agent joined in time
    abandoned: int = 0  # no agent, or one after the time limit
    machines: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposedAttempt:
    """What a disposition changed."""

    id: str
    campaign_id: int
    lead_id: int
    agent_id: int | None
    code: str
    previous_code: str | None  # set when the agent changed an earlier disposition
    ended: bool  # False: disposed during the talk; the lead moves on when the call ends
    suppressed: int  # numbers that became suppressed now
    met: int = 0  # 1: a call served in time turns out to be a machine's; -1: turns out not to be one
    met_at: float = 0.0  # when it was served
    ringing: tuple[str, ...] = ()  # other unanswered calls to these numbers, by id: to be called off


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneDisposition:
    """What an undo has taken back, and the disposition that it has restored, if there was one before."""

    id: str
    campaign_id: int
    lead_id: int
    agent_id: int | None
    code: str | None  # None: the call waits for its disposition again
    undone_code: str
    ended: bool
    lifted: int  # suppressions that were taken back
    met: int = 0  # as in `DisposedAttempt`
    met_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Counts over a campaign's attempts placed since an instant."""

    placed: int
    live: int
    answered: int
    served: int
    connected: int
    abandoned: int
    talk_s: float
    outcomes: dict[Outcome, int] = field(default_factory=dict)
    dispositions: dict[str, int] = field(default_factory=dict)
    undisposed: int = 0  # ended talks without a disposition yet
    screened: int = 0  # people who came to a handset that had asked who calls
