"""What a cell wants done, as data. The engine does it, and what comes of it returns as an event."""

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
    """The gate says: not before `until`."""

    lead_id: int
    until: float
    rule: str


@dataclass(frozen=True, slots=True)
class RetireLead:
    """The gate says: never."""

    lead_id: int
    rule: str


@dataclass(frozen=True, slots=True)
class LogRuling:
    """Write down what the rules said of the lead: a refusal, a delay, or a way in which it may be called.

    Or of an agent, or of the campaign as a whole; then there is no lead.
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
    """End a channel."""

    channel_id: str


@dataclass(frozen=True, slots=True)
class RingLeg:
    """Call the agent's phone as `leg_id`."""

    agent_id: int
    leg_id: str
    phone: str


@dataclass(frozen=True, slots=True)
class SaveProgress:
    """Write how far the call has come; may be batched."""

    call: Call


@dataclass(frozen=True, slots=True)
class Finish:
    """Write the end of the attempt and the lead's next step, in one transaction."""

    call: Call
    step: LeadStep
    ruled_after: str = ""  # what the rules said of it, as compact JSON


@dataclass(frozen=True, slots=True)
class Spare:
    """Give these calls back to their leads, which they used up an attempt of: their trunk is suspended now.

    The leads may be called again from `due_at` on, and call-backs that were not kept so wait again.
    """

    calls: tuple[Call, ...]
    due_at: float


@dataclass(frozen=True, slots=True)
class TellSpoke:
    """Tell the dialplan when the person was first heard, by Asterisk's own clock, and let it listen no longer."""

    call_id: str
    at: float | None


@dataclass(frozen=True, slots=True)
class Warn:
    """Put this into the engine's log."""

    text: str


@dataclass(frozen=True, slots=True)
class OptOut:
    """Write at once that the controller must never call this number again, then tell the dialplan."""

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
