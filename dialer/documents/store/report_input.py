"""What a campaign's compliance report is made of, as it is read from the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dialer.campaigns.model import CampaignConfig
from dialer.documents.store.ruling_evidence import Asked, Bases
from dialer.i18n.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSeen:
    """One attempt that has ended; instants are epoch seconds. `number` may be a pseudonym already, beginning with ~."""

    id: str
    lead_id: int
    list_id: int = 0
    number: str
    caller_id: str
    mode: str
    placed_at: float
    ringing_at: float | None
    answered_at: float | None
    greeting_started_at: float | None = None
    greeting_ended_at: float | None = None
    agent_joined_at: float | None
    unserved_at: float | None = None
    opted_out_at: float | None = None
    ended_at: float
    outcome: str
    agent_id: int | None
    ended_by: str | None = None  # a Side: who asked for its end
    cause: int | None = None  # Q.850
    tech_cause: str = ""
    disposition: str | None = None
    heard: str | None = None  # `machine`: the agent met one, and said so
    asked: tuple[Asked, ...] = ()  # none where the rules did not say, or were of an older version
    profile: str = ""  # the beginning of the hash of the rules that allowed it
    zones: str = ""  # joined by "|": those that the rules on hours kept for the person

    @property
    def is_end_seen(self) -> bool:
        """Whether Asterisk told of its end, and why. What ended while Pronto was away ends when it was found gone."""
        return self.cause is not None

    @property
    def is_answer_seen(self) -> bool:
        """Whether its answer was heard of, or noted by Asterisk; else it bears the instant when it was found gone."""
        return self.answered_at != self.ended_at


@dataclass(frozen=True, slots=True, kw_only=True)
class CallElsewhere:
    """A call that has ended, by another campaign of the controller, at a number that this one called too."""

    campaign: str
    mode: str
    placed_at: float
    ended_at: float
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A register's last answer on a number."""

    register_name: str
    listed: bool
    checked_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSeen:
    """An agent, what the rules said when the agent was to get a call (rule and facts), and when the agent worked."""

    id: int
    country: str
    rulings: Sequence[tuple[str, Mapping[str, Any]]] = ()
    acts: Sequence[tuple[float, bool]] = ()  # from when on the agent was at work, or was not; in order


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSeen:
    """What following the log up to the report's instant showed. `missing`: ids that no line has, first and last."""

    lines: int
    broken_at: int | None = None  # the first line that is not as it was written
    why: Message | str = ""
    missing: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Everything up to `until`, epoch seconds; what was written later is left out, so that a report can be repeated."""

    until: float
    campaign: CampaignConfig
    caller_ids: Mapping[str, str]  # the controller's inventory: number to label
    lists: Sequence[Mapping[str, Any]]
    calls: Sequence[CallSeen]  # in the order they were placed
    sharing: Mapping[str, Sequence[CallSeen]] = field(default_factory=dict)  # answered, by other campaign of its budget
    elsewhere: Mapping[str, Sequence[CallElsewhere]] = field(default_factory=dict)  # by dialled number, in order
    suppressed_at: Mapping[str, float]  # numbers that were dialled and are suppressed, since when
    suppressions: Mapping[str, int]  # numbers of the controller and the campaign, by reason
    people: int = 0  # who said no and are known by their external id
    checks: Mapping[str, Sequence[Check]]  # by dialled number
    scrubs: Sequence[Mapping[str, Any]]
    consents: Mapping[str, int]  # recording consents by answer, and whether notice was given before
    requests: Sequence[Mapping[str, Any]]
    rulings: Mapping[str, int]  # `answer rule` by count, as they were logged
    acts: Sequence[Mapping[str, Any]]  # audit lines on this campaign
    integrity: Mapping[str, Any]
    oldest: Mapping[str, float] = field(default_factory=dict)  # kind of data -> since when the oldest is held
    caller_proofs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # of the inventory, by number
    disclosed: Mapping[str, Sequence[str]] = field(default_factory=dict)  # attempt -> what its agent confirmed was said
    agents: Sequence[AgentSeen] = ()  # who talked in these calls, or was kept from them by a rule
    holds: Sequence[Mapping[str, Any]] = ()  # when rules had fewer dialled ahead, or nobody, and when they let it go
    sounds: Sequence[Mapping[str, Any]] = ()  # files that Asterisk had for people without an agent, at the starts
    links: Sequence[Mapping[str, Any]] = ()  # what the links to Asterisk have shown, stretch by stretch
    retention: Sequence[Mapping[str, Any]] = ()  # audit lines on its runs
    bases: Bases = field(default_factory=Bases)  # why the calls were allowed, counted as they were read
    log: LogSeen | None = None  # None: nobody has followed it
    trouble: Message | str = ""  # why the campaign's own rules cannot be made; the folder's are shown then
    key_made_at: float | None = None  # of the key that makes stand-ins
