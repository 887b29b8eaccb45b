"""The events that the engine's loop takes in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ami.events import AmiEvent
from ami.parse import LiveChannel
from dialer.campaigns.attempts.model import AnswerCounts, AttemptRecord, LiveAttempt
from dialer.campaigns.model import CampaignConfig
from dialer.compliance.campaign_facts import Seen
from dialer.core.enums import AttemptState, Withdrawn
from dialer.engine.ami_translation import OfCall
from dialer.engine.shared_budgets import Budget
from dialer.people.callbacks.model import Callback
from dialer.people.leads.model import ClaimedLead
from dialer.telephony.caller_ids.model import PastShows
from dialer.telephony.destinations.model import Destinations, PastUse
from dialer.telephony.nodes.model import Node
from dialer.telephony.trunks.model import Trunk
from dialer.work.agents.model import Agent
from pacing.windowed_counts import Tally


@dataclass(frozen=True, slots=True)
class Heard:
    """An AMI event of a node."""

    node_id: int
    event: AmiEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Lagged:
    """The worst delays of a node's Asterisk and of this engine since the last look, in seconds; None: unknown.

    `pacing.overload.Lag` explains each.
    """

    node_id: int
    answer_s: float | None = None
    event_s: float | None = None
    loop_s: float
    way_s: float = 0.0  # the round trip, which is no delay


@dataclass(frozen=True, slots=True)
class NodeLost:
    """Another engine has taken the node: its calls and agents are no longer ours."""

    node_id: int


@dataclass(frozen=True, slots=True)
class LegFailed:
    """Asterisk refused the call to an agent's phone."""

    leg_id: str


@dataclass(frozen=True, slots=True)
class LegSilent:
    """Not one packet of voice came from an agent's phone for a while: the browser, or its way to us, is dead."""

    leg_id: str


@dataclass(frozen=True, slots=True)
class Stocked:
    """Leads claimed for a campaign, and when the next one becomes due."""

    campaign_id: int
    leads: list[ClaimedLead]
    zone_keys: tuple[str, ...]
    next_due: float | None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many leads of a campaign may be dialled now, by list, beyond those that its cell holds."""

    campaign_id: int
    dialable: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class MachinesMet:
    """The instants at which the campaign's calls were served whose agents reported a machine: all of them."""

    campaign_id: int
    served_at: Sequence[float]


@dataclass(frozen=True, slots=True)
class Recounted:
    """A campaign's answered calls by their rows up to an instant, where they differ from the cell's count."""

    campaign_id: int
    until: float  # epoch seconds, the start of a minute
    counts: Sequence[AnswerCounts]
    met_at: Sequence[float]  # when calls were served whose agents reported a machine; all of the campaign


@dataclass(frozen=True, slots=True)
class CountedElsewhere:
    """Counts of other engines' campaigns that share a budget with one of ours."""

    tallies: Mapping[int, Tally]


@dataclass(frozen=True, slots=True)
class Fetched:
    """The lead of a call-back was claimed, or could not be."""

    campaign_id: int
    callback_id: int
    lead: ClaimedLead | None


@dataclass(frozen=True, slots=True)
class ClaimedAgain:
    """The lead of a refused call was claimed for its next trunk, or could not be."""

    campaign_id: int
    lead: ClaimedLead | None


@dataclass(frozen=True, slots=True)
class NotStocked:
    """The store did not answer a claim of leads for a campaign."""

    campaign_id: int


@dataclass(frozen=True, slots=True)
class Config:
    """Campaigns, nodes, trunks and logged-in agents, as the database has them."""

    nodes: list[Node]
    trunks: list[Trunk]
    campaigns: list[CampaignConfig]
    agents: list[Agent]
    budgets: Mapping[int, Budget] = field(default_factory=dict)  # of campaigns that share one, of every engine
    seen: Mapping[int, Seen] = field(default_factory=dict)  # facts of campaigns' lists, by campaign
    callbacks: tuple[Callback, ...] = ()  # those waiting that are due in the next minutes
    suppressed: tuple[str, ...] = ()  # calls ringing at numbers suppressed since, in case the bus message was lost
    strangers: Mapping[int, Tally] = field(default_factory=dict)  # first counts of campaigns without a cell here
    at_ratio: frozenset[int] = frozenset()  # running campaigns, of every engine, that dial by a fixed ratio
    withdrawn: Mapping[int, Withdrawn] = field(default_factory=dict)  # leads on agents' screens not to be called, by id
    ended: frozenset[int] = frozenset()  # campaigns that have ended and share a budget
    destinations: tuple[Destinations, ...] = ()  # of trunks, as far as they are set
    used: tuple[PastUse, ...] = ()  # within the last hour, over trunks of nodes that are new here
    lives_on: Mapping[int, int] = field(default_factory=dict)  # by campaign: its former node, where it still has calls
    new_numbers: frozenset[str] = frozenset()  # of pools of caller ids, that are new here
    shows: tuple[PastShows, ...] = ()  # in how many calls these were shown within the last 24 hours
    # How often other engines have shown numbers within the last hour and day; None: it was not asked for.
    shown_elsewhere: Mapping[str, tuple[int, int]] | None = None


@dataclass(frozen=True, slots=True)
class Audited:
    """Channels and notes found on a node's Asterisk; asked for at `asked_at`."""

    node_id: int
    asked_at: float
    channels: list[LiveChannel]
    notes: dict[str, str]  # what the dialplan noted while no engine listened, by call id
    orphans: list[tuple[LiveAttempt, ClaimedLead]]  # attempts that have not ended and that no cell of ours has
    wrapping: list[tuple[AttemptRecord, ClaimedLead]] = field(default_factory=list)  # earlier talks not yet disposed
    ahead_s: float = 0.0  # Asterisk's clock minus ours
    # Of the attempts of calls among channels and notes, by id; one that is missing is not in the database.
    states: Mapping[str, AttemptState] = field(default_factory=dict)
    # Of calls whose person is kept in an interrupted talk: when the join was asked for, and the agent.
    kept: Mapping[str, tuple[float, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BusMessage:
    """A message of the API, received over the bus."""

    topic: str
    body: Any


Item = (
    Heard
    | OfCall
    | Lagged
    | NodeLost
    | LegFailed
    | LegSilent
    | Stocked
    | Counted
    | CountedElsewhere
    | MachinesMet
    | Recounted
    | Fetched
    | ClaimedAgain
    | NotStocked
    | Config
    | Audited
    | BusMessage
)
