"""What the rules may know. None is "nobody knows": a rule that needs the fact then refuses.

Instants are epoch seconds. The facts of a campaign and of the system are made once and shared by all its leads.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from dialer.attempts.model import CallTimes
from dialer.compliance.sectors import Sector
from dialer.compliance.vocabulary import BasisKind, CliClass, Proof


class DialMode(StrEnum):
    """How the call in question is to be placed, from the one most ahead of the agents."""

    PREDICTIVE = "predictive"  # also a fixed ratio
    PROGRESSIVE = "progressive"
    GUARANTEED = "guaranteed"  # an agent is reserved for this very call
    PREVIEW = "preview"
    MANUAL = "manual"


class Ask(StrEnum):
    """What is asked of a call that lives, or has just ended."""

    WAIT = "wait"  # may the answered person wait on for an agent?
    CALL_OFF = "call_off"  # may the ringing be ended by us?
    TALK = "talk"  # may the talk go on?
    RECORD = "record"
    SALE = "sale"  # may it be written down as a sale?
    SCREEN = "screen"  # may machine detection go on listening?
    END = "end"  # may the channel be hung up?


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The abandoned calls of one rate so far: `dialer.compliance.abandonment.rate` gives them."""

    abandoned: float
    counted: float
    ahead: int = 0  # calls now ringing beyond the agents free or sure to be free


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A reason to call, and what is kept as its proof."""

    kind: BasisKind
    obtained_at: float | None = None  # the earliest that it may have been, where its offset from UTC is not known
    ended_at: float | None = None  # of a contract that has ended
    evidence: frozenset[Proof] = frozenset()
    used: bool | None = None  # a basis for one call: whether that call has been made
    bought: bool = False  # came with a bought list


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrub:
    """What a register said of the number, asked on behalf of a controller."""

    register: str
    controller: str
    checked_at: float
    listed: bool
    listed_since: float | None = None  # the register's own date, else when it was last found listed
    version: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """A consent taken back."""

    at: float
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What this controller has done to this number, in all its campaigns."""

    attempts: tuple[float, ...] = ()  # newest first; at least the longest cap's time back
    abandoned_at: float | None = None  # the last abandoned call; None for never
    machine_at: float | None = None  # the last call taken for a machine
    served_at: float | None = None  # the last talk with an agent
    refused_at: float | None = None  # the last "not interested"
    person_attempts: tuple[float, ...] = ()  # at all numbers of the person; empty where this one is the only one called
    person_refused_at: float | None = None  # at any of them


class Reach(StrEnum):
    """Whom a person's no binds, as a call sees it."""

    EVERYONE = "everyone"  # all that call with this system
    CONTROLLER = "controller"  # all campaigns of the call's controller
    CAMPAIGN = "campaign"  # this campaign
    ELSEWHERE = "elsewhere"  # another controller, or another campaign of this one


BINDING: Final = frozenset({Reach.EVERYONE, Reach.CONTROLLER, Reach.CAMPAIGN})


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """The person about to be called, or called. `zones`: all that the number, address and postcode leave possible."""

    zones: tuple[str, ...] | None = None
    state: str | None = None  # of the address
    other_states: tuple[str, ...] = ()  # where the number or postcode points
    regions: tuple[str, ...] = ()  # with holidays of their own
    bases: tuple[Basis, ...] | None = None
    stated: Mapping[str, str] = field(default_factory=dict)  # the proofs' own words: no rule reads them, they are kept
    in_directory: bool | None = None
    scrubs: tuple[Scrub, ...] | None = None
    suppressed: bool | None = None  # the person's no binds this call
    noes: frozenset[Reach] = frozenset()  # how far each of the person's noes reaches
    revocations: tuple[Revocation, ...] | None = None
    history: History | None = None
    appointment: bool = False  # the person asked to be called at this time
    agent_reserved: bool = False  # for this very call


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerFacts:
    """The number to be shown, and the trunk. An empty number is a withheld one."""

    number: str | None = None  # E.164, or national short
    classes: frozenset[CliClass] = frozenset()
    in_inventory: bool | None = None
    declared_in: frozenset[str] = frozenset()
    tested_at: float | None = None
    test_reached: str = ""  # agent, identity_message, or nothing
    trunk_country: str | None = None
    provider_proof: bool = False  # the provider vouches for a home number from abroad


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFacts:
    """The recorded message at the time limit."""

    version: str  # hash of the recording
    says: frozenset[str]
    opt_out: frozenset[str]  # key, voice, number
    number_is: frozenset[str] = frozenset()
    suppresses_before_hangup: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFacts:
    """How many people machine detection took for machines, by listening."""

    at: float
    sample: int
    people: int
    by: str = ""  # who listened


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """A list with leads to dial: when registers last answered on the whole of it, and which it waits for."""

    list_id: int
    name: str
    country: str = ""  # ISO 3166
    scrubbed: Mapping[str, float] = field(default_factory=dict)  # register -> when it last answered
    waiting: frozenset[str] = frozenset()  # asked, and no answer yet


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFacts:
    """The campaign in question."""

    controller: str | None = None
    sector: Sector | None = None
    topic: str | None = None
    mode: DialMode | None = None
    agents_free: int | None = None
    rates: Mapping[str, Figures] = field(default_factory=dict)  # by rule id
    wait_limit_ms: int | None = None
    ring_limit_s: float | None = None
    comfort_noise_within_ms: int | None = None
    at_limit: str | None = None  # hangup, message
    message: MessageFacts | None = None
    amd_on: bool | None = None
    amd_decision_ms: int | None = None
    amd_audit: AuditFacts | None = None
    without_agent: bool | None = None  # a recorded or artificial voice, and no agent
    artificial_voice: bool | None = None
    discloses_ai: bool = False
    bases: tuple[Basis, ...] | None = None  # each kind of proof that its leads have
    lists: tuple[ListFacts, ...] | None = None  # those with leads to dial that the asked rules are for
    others_dialled: bool = False  # lists that other rules are for may be dialled
    numbers_generated: bool | None = None
    provenance_known: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFacts:
    """A list, or one row of it, about to come in."""

    numbers_generated: bool | None = None
    provenance_known: bool | None = None
    longest_sequence: int = 0  # `dialer.compliance.made_up_numbers.longest_sequence`


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts(CallTimes):
    """A call that lives, or has just ended. Instants as they were; None if it has not come to that."""

    ask: Ask | None = None
    originated_at: float | None = None
    first_call: bool | None = None
    disclosed: frozenset[str] | None = None
    opted_out: bool = False
    recording_purpose: str | None = None
    recording_notice: bool | None = None
    recording_refused: bool = False
    recorded: bool | None = None
    contract_state: str | None = None
    contract_proofs: frozenset[str] | None = None
    kept: frozenset[str] | None = None  # the fields that were written down


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentFacts:
    """An agent who may get the next call, or is to be looked at."""

    country: str | None = None
    home_group_staffed: bool | None = None  # somebody inside the area could take the call over now
    unbroken_screen_s: float | None = None
    collective_agreement: bool = False
    feature: str | None = None  # live state, listening …: what somebody wants to use on this agent
    union_agreement: str = ""  # its reference
    team_size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsRequest:
    """A person's request about their data."""

    received_at: float
    answered_at: float | None = None
    extended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """What a report, an export or a clean-up looks at."""

    oldest: Mapping[str, float] | None = None  # kind of data -> since when the oldest is held
    kept: frozenset[str] | None = None
    requests: tuple[RightsRequest, ...] | None = None
    unmasks: bool = False
    unmask_given: frozenset[str] = frozenset()  # role, reason
    key_made_at: float | None = None  # of the key that hashes numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemFacts:
    """The machine itself."""

    clock_skew_s: float | None = None
    log_works: bool | None = None
    registers_down: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is known for one question. A part that is left out is unknown."""

    campaign: CampaignFacts = CampaignFacts()
    contact: ContactFacts = ContactFacts()
    caller: CallerFacts = CallerFacts()
    call: CallFacts = CallFacts()
    agent: AgentFacts = AgentFacts()
    importing: ImportFacts = ImportFacts()
    report: ReportFacts = ReportFacts()
    system: SystemFacts = SystemFacts()
