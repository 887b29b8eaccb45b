"""What the engine's loop takes in, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ami.events import AmiEvent
from ami.parse import LiveChannel
from dialer.agents.model import Agent
from dialer.attempts.model import AnswerCounts, AttemptRecord, LiveAttempt
from dialer.callbacks.model import Callback
from dialer.campaigns.model import CampaignConfig
from dialer.compliance.campaign_facts import Seen
from dialer.core.enums import Withdrawn
from dialer.engine.shared_budgets import Budget
from dialer.engine.translate import OfCall
from dialer.leads.model import ClaimedLead
from dialer.nodes.model import Node
from dialer.trunks.model import Trunk
from pacing.windowed_counts import Tally


@dataclass(frozen=True, slots=True)
class Heard:
    """A node's Asterisk said something."""

    node_id: int
    event: AmiEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Lagged:
    """How late a node's Asterisk and this engine were at worst since it was looked at last, seconds; None: not known.

    See `pacing.overload.Lag` for what each is.
    """

    node_id: int
    answer_s: float | None = None
    event_s: float | None = None
    loop_s: float
    way_s: float = 0.0  # there and back, which is no delay


@dataclass(frozen=True, slots=True)
class NodeLost:
    """Another engine has taken the node: its calls and agents are not ours any more."""

    node_id: int


@dataclass(frozen=True, slots=True)
class LegFailed:
    """Asterisk did not take the call to an agent's phone."""

    leg_id: str


@dataclass(frozen=True, slots=True)
class Stocked:
    """Leads were claimed for a campaign, and this is what is left."""

    campaign_id: int
    leads: list[ClaimedLead]
    zone_keys: tuple[str, ...]
    next_due: float | None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many leads of a campaign's lists may be dialled now, by list, beyond those that its cell holds."""

    campaign_id: int
    dialable: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class MachinesMet:
    """When all the campaign's calls were served of which agents say that they met a machine."""

    campaign_id: int
    served_at: Sequence[float]


@dataclass(frozen=True, slots=True)
class Recounted:
    """What the rows tell of the campaign's answered calls up to an instant, which differs from the cell's count."""

    campaign_id: int
    until: float  # epoch seconds, the start of a minute
    counts: Sequence[AnswerCounts]
    met_at: Sequence[float]  # when all its calls were served of which agents say that they met a machine


@dataclass(frozen=True, slots=True)
class CountedElsewhere:
    """What campaigns of other engines have counted that share a budget with one of ours."""

    tallies: Mapping[int, Tally]


@dataclass(frozen=True, slots=True)
class Fetched:
    """The lead of a call-back was claimed, or could not be."""

    campaign_id: int
    callback_id: int
    lead: ClaimedLead | None


@dataclass(frozen=True, slots=True)
class NotStocked:
    """The store did not answer when leads were to be claimed for a campaign."""

    campaign_id: int


@dataclass(frozen=True, slots=True)
class Config:
    """Campaigns, nodes, trunks and logged-in agents, as the database has them."""

    nodes: list[Node]
    trunks: list[Trunk]
    campaigns: list[CampaignConfig]
    agents: list[Agent]
    budgets: Mapping[int, Budget] = field(default_factory=dict)  # of campaigns that share one, of every engine
    seen: Mapping[int, Seen] = field(default_factory=dict)  # what campaigns' lists show, by campaign
    callbacks: tuple[Callback, ...] = ()  # that wait, of the next minutes
    suppressed: tuple[str, ...] = ()  # calls that ring at numbers suppressed since, should the bus not have told
    strangers: Mapping[int, Tally] = field(default_factory=dict)  # counts of campaigns without a cell, first heard of
    at_ratio: frozenset[int] = frozenset()  # running campaigns, of every engine, that dial by a fixed ratio
    withdrawn: Mapping[int, Withdrawn] = field(default_factory=dict)  # leads that agents look at and may not, by id
    ended: frozenset[int] = frozenset()  # campaigns that have ended and share a budget
    lives_on: Mapping[int, int] = field(default_factory=dict)  # by campaign: the node it has left, with calls on it


@dataclass(frozen=True, slots=True)
class Audited:
    """What lives on a node's Asterisk; asked for at `asked_at`."""

    node_id: int
    asked_at: float
    channels: list[LiveChannel]
    notes: dict[str, str]  # what the media path wrote down while nobody listened, by call id
    orphans: list[tuple[LiveAttempt, ClaimedLead]]  # attempts that have not ended and that no cell of ours has
    wrapping: list[tuple[AttemptRecord, ClaimedLead]] = field(default_factory=list)  # talks of before, not yet disposed
    ahead_s: float = 0.0  # Asterisk's clock less ours
    unended: frozenset[str] = frozenset()  # calls among channels and notes whose attempt has not ended, by id


@dataclass(frozen=True, slots=True)
class Told:
    """The API told something over the bus."""

    topic: str
    body: Any


Item = (
    Heard
    | OfCall
    | Lagged
    | NodeLost
    | LegFailed
    | Stocked
    | Counted
    | CountedElsewhere
    | MachinesMet
    | Recounted
    | Fetched
    | NotStocked
    | Config
    | Audited
    | Told
)
