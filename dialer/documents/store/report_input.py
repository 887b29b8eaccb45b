"""The input of a campaign's compliance report, as read from the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dialer.campaigns.model import CampaignConfig
from dialer.documents.store.ruling_evidence import Bases, RegisterAnswer
from dialer.i18n.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSeen:
    """One ended attempt; instants are epoch seconds. `number` may be a stand-in, beginning with ~, if erased."""

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
    ended_by: str | None = None  # a Side: which side ended it
    cause: int | None = None  # Q.850
    tech_cause: str = ""
    disposition: str | None = None
    heard: str | None = None  # `machine`: the agent reported one
    asked: tuple[RegisterAnswer, ...] = ()  # empty if the rules did not record them, as older versions
    profile: str = ""  # prefix of the hash of the profile that allowed it
    zones: str = ""  # the person's zones that the rules on hours checked, joined by "|"

    @property
    def is_end_seen(self) -> bool:
        """Whether Asterisk reported its end and the cause. If not, `ended_at` is when the call was found gone."""
        return self.cause is not None

    @property
    def is_answer_seen(self) -> bool:
        """Whether its answer was reported or recorded by Asterisk. If not, it bears the instant it was found gone."""
        return self.answered_at != self.ended_at


@dataclass(frozen=True, slots=True, kw_only=True)
class CallElsewhere:
    """An ended call of another campaign of the company to a number that this campaign called too."""

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
    """An agent, the rulings (rule and facts) before the agent's calls, and working times."""

    id: int
    country: str
    rulings: Sequence[tuple[str, Mapping[str, Any]]] = ()
    acts: Sequence[tuple[float, bool]] = ()  # (instant, at work from then on), in order


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSeen:
    """The result of verifying the log up to the report's instant. `missing`: ranges of missing ids, first and last."""

    lines: int
    broken_at: int | None = None  # the first altered line
    why: Message | str = ""
    missing: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Everything up to `until` (epoch seconds). Later data is left out, so that a report can be reproduced."""

    until: float
    campaign: CampaignConfig
    caller_ids: Mapping[str, str]  # the company's inventory: number to label
    lists: Sequence[Mapping[str, Any]]
    calls: Sequence[CallSeen]  # in the order they were placed
    sharing: Mapping[str, Sequence[CallSeen]] = field(default_factory=dict)  # answered, by campaign on the same budget
    elsewhere: Mapping[str, Sequence[CallElsewhere]] = field(default_factory=dict)  # by dialled number, in order
    suppressed_at: Mapping[str, float]  # dialled and suppressed numbers, with the instant
    suppressions: Mapping[str, int]  # numbers of the company and the campaign, by reason
    people: int = 0  # suppressed by their external id
    checks: Mapping[str, Sequence[Check]]  # by dialled number
    scrubs: Sequence[Mapping[str, Any]]
    consents: Mapping[str, int]  # recording consents by answer and by whether notice was given
    requests: Sequence[Mapping[str, Any]]
    rulings: Mapping[str, int]  # logged `answer rule` -> count
    acts: Sequence[Mapping[str, Any]]  # audit lines on this campaign
    integrity: Mapping[str, Any]
    oldest: Mapping[str, float] = field(default_factory=dict)  # kind of data -> when the oldest was stored
    caller_proofs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # by number in the inventory
    disclosed: Mapping[str, Sequence[str]] = field(default_factory=dict)  # attempt -> disclosures its agent confirmed
    agents: Sequence[AgentSeen] = ()  # those of these calls, or kept from calls by a rule
    holds: Sequence[Mapping[str, Any]] = ()  # when rules throttled or held the campaign, and released it
    sounds: Sequence[Mapping[str, Any]] = ()  # Asterisk's sound files for people without an agent, at each start
    links: Sequence[Mapping[str, Any]] = ()  # records of the links to Asterisk, by period
    retention: Sequence[Mapping[str, Any]] = ()  # audit lines on retention runs
    bases: Bases = field(default_factory=Bases)  # bases of the calls, counted while reading
    log: LogSeen | None = None  # None: not verified
    trouble: Message | str = ""  # why the campaign's own rules cannot be made; the folder's are shown instead
    key_made_at: float | None = None  # of the key for pseudonyms
