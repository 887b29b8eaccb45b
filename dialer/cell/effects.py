"""Effects that a cell asks for, as data. The engine performs them; results return as events."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialer.cell.call.state_machine import Call
from dialer.compliance.ruling import Ruling
from dialer.compliance.vocabulary import Point
from dialer.people.leads.rules.retry import LeadStep


@dataclass(frozen=True, slots=True)
class Claim:
    """Claim up to `limit` leads of these zone keys into the hopper."""

    limit: int
    zone_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fetch:
    """Claim this one lead, for its call-back."""

    callback_id: int
    lead_id: int


@dataclass(frozen=True, slots=True)
class ClaimAgain:
    """Claim the lead of this ended call again, once its end is written: it goes on over another trunk."""

    call_id: str
    lead_id: int


@dataclass(frozen=True, slots=True)
class ReleaseLeads:
    """Give claimed leads back to their lists."""

    lead_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DeferLead:
    """Do not call the lead before `until`: a ruling of the gate."""

    lead_id: int
    until: float
    rule: str


@dataclass(frozen=True, slots=True)
class RetireLead:
    """Never call the lead: a ruling of the gate."""

    lead_id: int
    rule: str


@dataclass(frozen=True, slots=True)
class LogRuling:
    """Log a ruling on the lead: a refusal, a delay, or a way in which it may be called.

    Or on an agent, or on the campaign as a whole; then there is no lead.
    """

    lead_id: int
    ruling: Ruling
    agent_id: int | None = None
    point: Point = Point.PRE_DIAL


@dataclass(frozen=True, slots=True)
class Place:
    """Write these attempts, then originate those that were written."""

    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Connect:
    """Join the call and the leg in one bridge; if the leg is lost in talk, the person is kept for `rejoin_s`."""

    call_id: str
    leg_id: str
    rejoin_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Hold:
    """Take the leg out of the talk: the person is kept on hold, for at most `most_s`."""

    call_id: str
    leg_id: str
    most_s: float


@dataclass(frozen=True, slots=True)
class HangUp:
    """Hang up a channel."""

    channel_id: str


@dataclass(frozen=True, slots=True)
class ListenToLeg:
    """Find out whether any voice still comes from the agent's phone."""

    leg_id: str


@dataclass(frozen=True, slots=True)
class RingLeg:
    """Call the agent's phone as `leg_id`."""

    agent_id: int
    leg_id: str
    phone: str


@dataclass(frozen=True, slots=True)
class SaveProgress:
    """Write the call's progress; may be batched."""

    call: Call


@dataclass(frozen=True, slots=True)
class Finish:
    """Write the end of the attempt and the lead's next step, in one transaction."""

    call: Call
    step: LeadStep
    ruled_after: str = ""  # the rules' answer after the call, as compact JSON


@dataclass(frozen=True, slots=True)
class Spare:
    """Give their attempts back to the leads of these calls: their trunk is suspended now.

    The leads may be called again from `due_at` on, and call-backs missed in this way wait again.
    """

    calls: tuple[Call, ...]
    due_at: float


@dataclass(frozen=True, slots=True)
class TellSpoke:
    """Tell the dialplan when the person was first heard, by Asterisk's own clock, and end its listening."""

    call_id: str
    at: float | None


@dataclass(frozen=True, slots=True)
class Warn:
    """Write this to the engine's log."""

    text: str


@dataclass(frozen=True, slots=True)
class OptOut:
    """Write at once that the company must never call this number again, then inform the dialplan."""

    call: Call


@dataclass(frozen=True, slots=True)
class Screen:
    """What the agent's page shows from now on."""

    agent_id: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PauseBegan:
    """Write down that the agent pauses from `at` on; a pause before it ends then."""

    agent_id: int
    reason: str
    rests: bool  # it counts as a break from the screen
    at: float


@dataclass(frozen=True, slots=True)
class PauseEnded:
    """Write down that the agent does not pause any more."""

    agent_id: int
    at: float


@dataclass(frozen=True, slots=True)
class ComeBack:
    """Write that the pause of the wish made at that instant, which had a fixed length, is over: the agent is ready."""

    agent_id: int
    wish_at: float
    at: float


Effect = (
    Claim
    | Fetch
    | ClaimAgain
    | ReleaseLeads
    | DeferLead
    | RetireLead
    | LogRuling
    | Place
    | Connect
    | Hold
    | HangUp
    | ListenToLeg
    | RingLeg
    | SaveProgress
    | Finish
    | Spare
    | TellSpoke
    | Warn
    | OptOut
    | Screen
    | PauseBegan
    | PauseEnded
    | ComeBack
)
