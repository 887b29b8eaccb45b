"""The facts that rules may use. None means unknown: a rule that needs the fact then refuses.

Instants are epoch seconds. Facts of a campaign and of the system are built once and shared by all its leads.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from dialer.compliance.abandonment import Rate
from dialer.compliance.sectors import Sector
from dialer.compliance.vocabulary import BasisKind, CliClass, Proof
from dialer.core.call_times import CallTimes


class DialMode(StrEnum):
    """How the call is to be placed; the mode that dials furthest ahead of the agents comes first."""

    PREDICTIVE = "predictive"  # also a fixed ratio
    PROGRESSIVE = "progressive"
    GUARANTEED = "guaranteed"  # an agent is reserved for this call
    PREVIEW = "preview"
    MANUAL = "manual"


class Ask(StrEnum):
    """The question about a live call, or one that has just ended."""

    WAIT = "wait"  # may the answered person keep waiting for an agent?
    CALL_OFF = "call_off"  # may Pronto end the ringing?
    TALK = "talk"  # may the talk go on?
    RECORD = "record"
    SALE = "sale"  # may it be recorded as a sale?
    SCREEN = "screen"  # may machine detection keep listening?
    END = "end"  # may the channel be hung up?


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures(Rate):
    """One rate so far, and what may still be added to it."""

    ahead: int = 0  # calls now ringing beyond the agents who are free or certain to be free


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A legal basis for calling, and its proofs."""

    kind: BasisKind
    obtained_at: float | None = None  # the earliest possible instant where the UTC offset is unknown
    ended_at: float | None = None  # of a contract that has ended
    evidence: frozenset[Proof] = frozenset()
    used: bool | None = None  # a basis for one call: whether that call has been made
    bought: bool = False  # came with a bought list


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrub:
    """A register's answer on the number, obtained for a company."""

    register: str
    company: str  # as in CampaignFacts
    checked_at: float
    listed: bool
    listed_since: float | None = None  # the register's own date, else when it was last found in the register
    version: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """A withdrawn consent."""

    at: float
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """This company's calls to this number, in all its campaigns."""

    attempts: tuple[float, ...] = ()  # newest first; reaches back at least as far as the longest cap
    abandoned_at: float | None = None  # the last abandoned call; None for never
    machine_at: float | None = None  # the last call taken for a machine
    served_at: float | None = None  # the last talk with an agent
    refused_at: float | None = None  # the last "not interested"
    person_attempts: tuple[float, ...] = ()  # at all the person's numbers; empty if only this one was called
    person_refused_at: float | None = None  # at any of them


class Reach(StrEnum):
    """How far a person's suppression reaches, seen from this call."""

    EVERYONE = "everyone"  # every company on this system
    COMPANY = "company"  # all campaigns of the call's company
    CAMPAIGN = "campaign"  # this campaign
    ELSEWHERE = "elsewhere"  # another company, or another campaign of this one


BINDING: Final = frozenset({Reach.EVERYONE, Reach.COMPANY, Reach.CAMPAIGN})


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """The person called or about to be. `zones`: every time zone that number, address and postcode leave possible."""

    zones: tuple[str, ...] | None = None
    state: str | None = None  # of the address
    other_states: tuple[str, ...] = ()  # those that the number or postcode suggests
    regions: tuple[str, ...] = ()  # those with their own holidays
    bases: tuple[Basis, ...] | None = None
    stated: Mapping[str, str] = field(default_factory=dict)  # the proofs as given: kept, but read by no rule
    in_directory: bool | None = None
    scrubs: tuple[Scrub, ...] | None = None
    suppressed: bool | None = None  # a suppression of the person applies to this call
    noes: frozenset[Reach] = frozenset()  # the reach of each of the person's suppressions
    revocations: tuple[Revocation, ...] | None = None
    history: History | None = None
    appointment: bool = False  # the person asked to be called at this time
    agent_reserved: bool = False  # for this call


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerFacts:
    """The caller id to be shown, and the trunk. An empty number means withheld."""

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
    """An audit by listening: how many people machine detection took for machines."""

    at: float
    sample: int
    people: int
    by: str = ""  # who listened


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """A list with leads to dial: when registers last answered for the whole list, and which answers are pending."""

    list_id: int
    name: str
    country: str = ""  # ISO 3166
    scrubbed: Mapping[str, float] = field(default_factory=dict)  # register -> when it last answered
    waiting: frozenset[str] = frozenset()  # asked, and no answer yet


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFacts:
    """The campaign."""

    company: str | None = None  # the name it was made with, which no renaming changes
    sector: Sector | None = None
    topic: str | None = None
    created_at: float | None = None
    subscription: str | None = None  # the account at the register, as declared
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
    lists: tuple[ListFacts, ...] | None = None  # with leads to dial, under the rules that are asked
    others_dialled: bool = False  # lists under other rules may be dialled
    numbers_generated: bool | None = None
    provenance_known: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFacts:
    """A list, or one row of it, about to be imported."""

    numbers_generated: bool | None = None
    provenance_known: bool | None = None
    longest_sequence: int = 0  # `dialer.compliance.made_up_numbers.longest_sequence`


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts(CallTimes):
    """A live call, or one that has just ended. An instant is None if it has not come."""

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
    kept: frozenset[str] | None = None  # the fields that were recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentFacts:
    """An agent who may get the next call, or on whom a monitoring feature is to be used."""

    country: str | None = None
    home_group_staffed: bool | None = None  # an agent inside the area could take the call over now
    unbroken_screen_s: float | None = None
    collective_agreement: bool = False
    feature: str | None = None  # the monitoring feature to be used: live state, listening …
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
    """Facts for a report, an export or retention."""

    oldest: Mapping[str, float] | None = None  # kind of data -> when the oldest item was stored
    kept: frozenset[str] | None = None
    requests: tuple[RightsRequest, ...] | None = None
    unmasks: bool = False
    unmask_given: frozenset[str] = frozenset()  # role, reason
    key_made_at: float | None = None  # of the key that hashes numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemFacts:
    """Facts about the system itself."""

    clock_skew_s: float | None = None
    log_works: bool | None = None
    registers_down: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All facts for one question. A part that is left out is unknown."""

    campaign: CampaignFacts = CampaignFacts()
    contact: ContactFacts = ContactFacts()
    caller: CallerFacts = CallerFacts()
    call: CallFacts = CallFacts()
    agent: AgentFacts = AgentFacts()
    importing: ImportFacts = ImportFacts()
    report: ReportFacts = ReportFacts()
    system: SystemFacts = SystemFacts()
