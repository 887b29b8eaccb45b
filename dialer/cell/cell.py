"""The state of a cell: one campaign's calls, agents and hopper on one node, and its pending effects.

The behaviour is in `call/`, `agents/` and `dialling/`.
"""

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dialer.cell.agents.roster import STAFFED, Roster
from dialer.cell.agents.shared_agents import Pool
from dialer.cell.call.state_machine import IN_FLIGHT, Call, CallState
from dialer.cell.caller_ids.number_use import NumberUses
from dialer.cell.campaign import Campaign
from dialer.cell.dialling.decision_log import DecisionLog
from dialer.cell.dialling.forecast_accounts import LiveLearned
from dialer.cell.dialling.idle_reasons import Because, Idle
from dialer.cell.effects import Connect, Effect, Screen
from dialer.cell.legal.campaign_rulings import Whole
from dialer.cell.legal.open_zones import Openings
from dialer.cell.tally import Tally
from dialer.cell.trunks.trunk_selection import NONE, Lines
from dialer.core.enums import Withdrawn
from dialer.i18n.message import Message
from dialer.people.callbacks.model import Callback
from dialer.people.leads.model import ClaimedLead
from pacing.snapshot import CallInFlight, Decision, Elsewhere, Policy
from pacing.windowed_counts import Count

_RECENT_CALLS = 50
_WENT_ON_KEPT = 400  # more than all rows of refusals that may suspend a trunk


@dataclass(slots=True)
class Stock:
    """What the lists hold beyond the hopper, by the store's last answer."""

    known: bool = False
    zone_keys: tuple[str, ...] = ()  # of leads that are not done
    next_due: float | None = None  # when the next lead that is not in a hopper may be dialled
    claiming: bool = False
    stale: bool = False  # the claim under way began before the lists' order, filters or shares were changed
    silent: bool = False  # the claim under way began before a change of the lists' order, filters or shares
    dry: bool = False  # the last claim brought nothing
    claim_again_at: float = 0.0
    write_again_at: float = 0.0  # when calls may be placed again after the store refused some
    behind: tuple[tuple[str, int], ...] = ()  # leads in the lists that may be dialled now, by list, at the last count


@dataclass(slots=True)
class Delays:
    """Measured delays: start to ringing, machine detection before a person, and command to confirmation of a join.

    Means over about the last fifty calls; None before the first.
    """

    set_up_s: float | None = None
    screening_s: float | None = None
    join_s: float | None = None
    _join_spread_s: float = 0.0  # mean distance from the mean
    _slowest_join_s: float | None = None  # since it was last taken

    def set_up(self, seconds: float) -> None:
        """Take in the time from a call's start to its ringing."""
        self.set_up_s = seconds if self.set_up_s is None else self.set_up_s + (seconds - self.set_up_s) / _RECENT_CALLS

    def screened(self, seconds: float) -> None:
        """Take in the time from the answer to the end of machine detection."""
        known = self.screening_s
        self.screening_s = seconds if known is None else known + (seconds - known) / _RECENT_CALLS

    def joined(self, seconds: float) -> None:
        """Take in the time from the command to the join of an agent."""
        self._slowest_join_s = max(seconds, self._slowest_join_s or 0.0)
        apart = seconds - (seconds if self.join_s is None else self.join_s)
        self.join_s = seconds if self.join_s is None else self.join_s + apart / _RECENT_CALLS
        self._join_spread_s += (abs(apart) - self._join_spread_s) / _RECENT_CALLS

    @property
    def join_most_s(self) -> float:
        """The longest that a join takes, but for one in about twenty; 0 before the first."""
        return 0.0 if self.join_s is None else self.join_s + 2.0 * self._join_spread_s

    def take_slowest_join(self) -> float | None:
        """The slowest join since the last call of this; None without any."""
        slowest, self._slowest_join_s = self._slowest_join_s, None
        return slowest


@dataclass(slots=True)
class Bookings:
    """The call-backs of the next minutes, by id, and how far each has come."""

    known: dict[int, Callback] = field(default_factory=dict)
    leads: dict[int, ClaimedLead] = field(default_factory=dict)  # claimed, not yet in the hopper or called
    asked_at: dict[int, float] = field(default_factory=dict)  # when the lead was requested
    held: dict[int, int] = field(default_factory=dict)  # by agent: the call-back the agent is held for
    # For those by hand: the obstacle that the agent was shown, by code.
    told: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recount:
    """A correction of the count of answered calls by their rows; instants are epoch seconds."""

    at: float
    before: Count
    after: Count


@dataclass(frozen=True, slots=True)
class Failover:
    """The trunks of the group that have refused the lead's call, and until when that is remembered."""

    refused: frozenset[int]
    until: float


@dataclass(frozen=True, slots=True)
class WithdrawnLead:
    """The lead that was taken off an agent's screen, when and why."""

    at: float
    lead_id: int
    why: Withdrawn


def as_in_flight(call: Call) -> CallInFlight:
    """The call as a pacer sees it."""
    started = call.placed_at or call.since
    return CallInFlight(started, call.answered_at, str(call.list_id), call_id=call.id, ringing_at=call.ringing_at)


@dataclass(slots=True, kw_only=True)
class Cell:
    """A cell's whole live state. Only the single task of its engine touches it."""

    campaign: Campaign  # as the law lets it run now
    lines: Lines
    learned: LiveLearned
    new_call_id: Callable[[], str]
    new_leg_id: Callable[[int], str]  # of an agent
    calls: dict[str, Call] = field(default_factory=dict)  # changed by `put` and `drop` alone
    in_flight: dict[str, CallInFlight] = field(default_factory=dict)  # the calls for any free agent
    waiting: dict[str, Call] = field(default_factory=dict)  # people without an agent yet
    leads: dict[str, ClaimedLead] = field(default_factory=dict)  # of the calls, by call id
    roster: Roster = field(default_factory=Roster)
    pool: "Pool[Cell] | None" = None  # of agents who work in several campaigns, if there are any
    hopper: deque[ClaimedLead] = field(default_factory=deque)
    # Calls of a stopped campaign that must ring on until then, by law.
    to_call_off: dict[str, float] = field(default_factory=dict)
    number_uses: NumberUses = field(default_factory=NumberUses)  # of all cells of the engine
    previews: dict[int, ClaimedLead] = field(default_factory=dict)  # on offer, by agent
    shown: dict[int, Screen] = field(default_factory=dict)  # what each agent's page shows now
    wrapped_up: dict[int, Screen] = field(default_factory=dict)  # each agent's last wrap-up, in case it goes on
    told: dict[int, WithdrawnLead] = field(default_factory=dict)  # the lead withdrawn last, by agent
    promised: deque[ClaimedLead] = field(default_factory=deque)  # to be dialled once an agent is reserved
    settings: Campaign = field(init=False)  # as its manager wrote it
    whole: Whole = field(default_factory=Whole)
    stock: Stock = field(default_factory=Stock)
    bookings: Bookings = field(default_factory=Bookings)
    openings: Openings = field(default_factory=Openings)
    delays: Delays = field(default_factory=Delays)
    tally: Tally = field(default_factory=Tally)
    effects: list[Effect] = field(default_factory=list)
    recount: Recount | None = None  # the last correction of its count of answered calls
    joining: dict[str, float] = field(default_factory=dict)  # by call: when the command to join an agent was given
    holding: dict[str, float] = field(default_factory=dict)  # by call: when the command to hold it was given
    failovers: dict[int, Failover] = field(default_factory=dict)  # by lead
    # The last calls that went on to another trunk: their refusals used up no attempt.
    went_on: deque[str] = field(default_factory=lambda: deque(maxlen=_WENT_ON_KEPT))
    ended: dict[str, float] = field(default_factory=dict)  # calls that ended a short while ago, and when
    trouble: Message | str = ""  # why the campaign's settings cannot be run
    link_up: bool = False
    asterisk_ahead_s: float = 0.0  # Asterisk's clock minus ours, by the last audit
    draining: bool = False
    why: Because = field(default_factory=lambda: Because(Idle.LOADING))
    policy: Policy | None = (
        # The campaign's, with measured times and the end of today's hours (dialer/cell/dialling/pacing_snapshot.py)
        None
    )
    policy_for: tuple[object, ...] = ()
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)  # others' counts for shared budgets
    budget_shares: int = 1  # cells that dial by a ratio over the budget, including this one
    decisions: DecisionLog = field(default_factory=DecisionLog)
    decision: Decision | None = None
    decided_at: float = 0.0
    dialled_at: float = 0.0  # when the last decision was to start calls
    asked_at: float = 0.0  # when the event came that the last decision answers
    wake_at: float | None = None
    unexpected: Counter[tuple[str, str]] = field(default_factory=Counter)  # (state, event)

    def __post_init__(self) -> None:
        self.settings = self.campaign

    def put(self, call: Call) -> None:
        """Add the call, or replace its earlier state. The indexes spare pacers a search between two changes."""
        self.calls[call.id] = call
        if call.state is CallState.WAITING and not call.left:
            self.waiting[call.id] = call
        else:
            self.waiting.pop(call.id, None)
        if call.for_agent is not None or call.state not in IN_FLIGHT:
            self.in_flight.pop(call.id, None)
            return
        self.in_flight[call.id] = as_in_flight(call)

    def refused_by(self, lead_id: int, now: float) -> frozenset[int]:
        """The trunks that have refused the lead's call and are left out for it."""
        failover = self.failovers.get(lead_id)
        return failover.refused if failover is not None and now < failover.until else NONE

    def drop(self, call_id: str) -> None:
        """Forget a call that has ended."""
        del self.calls[call_id]
        self.joining.pop(call_id, None)
        self.holding.pop(call_id, None)
        self.waiting.pop(call_id, None)
        self.in_flight.pop(call_id, None)

    def connect(self, call_id: str, leg_id: str, now: float) -> None:
        """Ask for the call to be joined to an agent's leg."""
        self.joining[call_id] = now
        agent = self.roster.of_leg(leg_id)
        self.effects.append(Connect(call_id, leg_id, agent.rejoin_s if agent is not None else 0.0))

    @property
    def wants_more(self) -> bool:
        """Whether the campaign would dial more if there were room."""
        return self.decision is not None and self.decision.wants_more

    @property
    def takes_part(self) -> bool:
        """True while the campaign wants to dial or still has calls or wrap-ups."""
        return self.wants_more or bool(self.calls or self.roster.busy)

    @property
    def staffed(self) -> int:
        """How many agents work for this campaign: ready or busy, here or in a cell that shares them."""
        if self.pool is None:
            return self.roster.staffed
        return self.roster.staffed + sum(agent.state in STAFFED for agent, _ in self.pool.guests(self.campaign.id))

    @property
    def able(self) -> int:
        """How many agents can take a call of this campaign now, here or in a cell that shares them."""
        if self.pool is None:
            return self.roster.able
        return self.roster.able + sum(at.roster.is_able(one.id) for one, at in self.pool.guests(self.campaign.id))

    def take_effects(self) -> list[Effect]:
        """The effects to perform now; each is returned once."""
        effects, self.effects = self.effects, []
        return effects
