"""Effects that a cell asks for, as data. The engine performs them; results return as events."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialer.cell.call.state_machine import Call
from dialer.compliance.verdict import Ruling
from dialer.compliance.vocabulary import Point
from dialer.leads.rules.recycle import LeadStep


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
    """Join the call and the leg in one bridge."""

    call_id: str
    leg_id: str


@dataclass(frozen=True, slots=True)
class HangUp:
    """Hang up a channel."""

    channel_id: str


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
    """Write at once that the controller must never call this number again, then inform the dialplan."""

    call: Call


@dataclass(frozen=True, slots=True)
class Screen:
    """What the agent's page shows from now on."""

    agent_id: int
    body: Mapping[str, Any]


Effect = (
    Claim
    | Fetch
    | ReleaseLeads
    | DeferLead
    | RetireLead
    | LogRuling
    | Place
    | Connect
    | HangUp
    | RingLeg
    | SaveProgress
    | Finish
    | Spare
    | TellSpoke
    | Warn
    | OptOut
    | Screen
)
