"""What a pacer sees (`Snapshot`), what it is allowed (`Policy`), what it answers (`Decision`).

Every instant is epoch seconds as a float, every duration is in seconds. Nothing here reads a clock.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pacing.busy_agents import BusyAgent
from pacing.learned import Learned


class Mode(StrEnum):
    """How a campaign is dialled."""

    PREVIEW = "preview"  # the agent sees the lead first, and starts or skips the call
    PROGRESSIVE = "progressive"  # one call for each ready agent
    RATIO = "ratio"  # a fixed number of calls for each ready agent
    PREDICTIVE = "predictive"  # ahead of the agents who will be free
    GUARANTEED = "guaranteed"  # an agent is promised to each call before it starts

    @property
    def ahead(self) -> bool:
        """Whether calls are started for agents who are not ready."""
        return self in (Mode.RATIO, Mode.PREDICTIVE)


@dataclass(frozen=True, slots=True)
class CallInFlight:
    """A call that no person has answered yet, or whose answer is still being screened."""

    launched_at: float
    answered_at: float | None = None
    segment: str = ""
    call_id: str = ""  # needed only where calls may be called off
    ringing_at: float | None = None  # since when the phone is known to ring


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """Another campaign that shares this cell's agents: its answers, forecast from what it learned, need them."""

    calls: tuple[CallInFlight, ...]
    calls_waiting: int = 0
    learned: Learned
    shared_ready: int | None = None  # ready agents of this cell who work for it too; None: any of them may
    ahead: bool = False  # it dials ahead, so that no agent is kept for each of its calls
    sharing: float = 1.0  # the part of the agents at work who take its answers that works here too
    agents_due: float = 1.0  # agents that it is due: half of one who works in two campaigns
    busy: tuple[BusyAgent, ...] = ()  # agents who work here too and are with its people
    # It would dial more if there were room; None: not known, yes if it has calls on their way.
    wants: bool | None = None
    policy: Policy | None = None  # what it is allowed; None: the same as the campaign that sees it
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)  # what others counted for budgets it shares

    @property
    def takes_part(self) -> bool:
        """Whether it uses any of our agents: it would dial more, or still has calls."""
        has_any = bool(self.calls or self.calls_waiting or self.busy)
        return self.sharing > 0.0 and (has_any or self.wants is not False)

    @property
    def needs(self) -> int:
        """Agents that its waiting people and its calls may take, if all are answered: no more than work for it."""
        return self._of_ours(self.calls_waiting + len(self.calls))

    def claims(self, ready: int, campaigns: int) -> int:
        """Ready agents that a campaign which promises one to each call has to leave to this one.

        All that it needs, if each of its calls has one; of its calls dialled ahead as many as there are, up to its part
        of the agents, since there are always more such calls than agents.
        """
        if not self.ahead:
            return self.needs
        ready = ready if self.shared_ready is None else self.shared_ready
        waiting = min(self.calls_waiting, ready)
        return waiting + min(len(self.calls), math.ceil((ready - waiting) / campaigns))

    @property
    def holds(self) -> float:
        """Agents who work here too and are with its people or, if it promises one to each call, with its calls."""
        promised = 0 if self.ahead else len(self.calls)
        return len(self.busy) + self.sharing * (self.calls_waiting + promised)

    @property
    def keeps(self) -> int:
        """Agents whom nobody else should take: for its waiting people and, one to one, for each of its calls."""
        return self._of_ours(self.calls_waiting) if self.ahead else self.needs

    def _of_ours(self, agents: int) -> int:
        return agents if self.shared_ready is None else min(agents, self.shared_ready)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Counts of other cells within the window of a constraint that they share with this one."""

    answered: float
    abandoned: float
    recent_answered: float = 0.0  # within the last half hour, younger calls weigh more
    recent_abandoned: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One cell at one instant.

    `leads_to_come` is every lead that will be dialled before the windows end, however late it is due. It may be set
    only if it is certain that no more come: no retry, no zone that opens later, no import. The simulator knows; the
    engine does not, and leaves it infinite.
    """

    now: float
    agents_ready: int  # idle and not reserved for a call
    agents_busy: tuple[BusyAgent, ...]  # with this campaign's people
    calls: tuple[CallInFlight, ...]
    calls_waiting: int  # people who answered and have no agent yet
    leads_left: int  # that may be dialled now
    lines_left: int  # channels free on the trunks and the node
    starts_left: int  # calls the calls-per-second limits allow at this instant
    leads_to_come: float = math.inf
    next_start_at: float | None = None  # when the calls-per-second limits allow the next, if none now
    overloaded: bool = False  # overload control (pacing/overload.py) sets `starts_left`
    # Of the leads to be dialled next, in order, with the number of each.
    next_segments: tuple[tuple[str, int], ...] = ()
    ready_leaving_at: tuple[float, ...] = ()  # when ready agents will leave, if known
    returning_at: tuple[float, ...] = ()  # when resting agents come back by themselves, at an instant that is fixed
    rivals: tuple[Rival, ...] = ()  # other campaigns whose answers the same agents take
    agents_due: float = 1.0  # agents that this campaign is due beside its rivals
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)  # by constraint: what other cells counted
    learned: Learned

    @property
    def working(self) -> int:
        """Agents who are ready, or busy with any campaign's people."""
        busy_elsewhere = sum(len(rival.busy) for rival in self.rivals)
        return self.agents_ready + len(self.agents_busy) + busy_elsewhere

    @property
    def staying(self) -> int:
        """Working agents who do not leave after their call."""
        leaving = sum(agent.leaving for agent in self.agents_busy)
        return self.working - leaving - sum(agent.leaving for rival in self.rivals for agent in rival.busy)

    @property
    def campaigns(self) -> int:
        """How many campaigns the agents work for now, including this one."""
        return 1 + sum(rival.takes_part for rival in self.rivals)

    def lacked_by(self, rival: Rival) -> float:
        """How many of our agents a rival lacks of its part."""
        due = self.agents_due + sum(one.sharing * one.agents_due for one in self.rivals if one.takes_part)
        part = rival.sharing * rival.agents_due / max(due, 1e-9)
        return max(part * self.working - rival.holds, 0.0)

    def ready_gone_by(self, when: float) -> int:
        """How many of the ready agents will have left by then."""
        return sum(leaving_at <= when for leaving_at in self.ready_leaving_at)

    def back_by(self, when: float) -> int:
        """How many of the resting agents will be back by then."""
        return sum(returns_at <= when for returns_at in self.returning_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """One limit on abandoned calls, as a law or the campaign states it.

    The window is the last `window_s` seconds, or everything since `starts_at` (a calendar day, a 30-day block), or,
    with neither, the whole campaign. `count_machines` adds machine hang-ups to both sides (the strict Italian reading).
    With `people_only` a talk is one with a person until its agent reports a machine. The levels are shares of the
    limit. RATIO obeys all of them; PREDICTIVE prices its calls so that it stays below the limit, or below the level
    from which calls are one to one, and obeys the last two. There is no stop by default: one call for each ready agent
    abandons nobody, and its answers bring the share down, while a stopped campaign stays over its limit.
    """

    name: str
    limit: float  # abandoned share of answered calls, 0.03 for three in a hundred
    window_s: float | None = None
    starts_at: float | None = None
    ends_at: float | None = None  # when dialling in this window ends, if known: then nothing is kept in reserve
    throttle_at: float = 0.67  # from here a fixed ratio is reduced
    progressive_at: float = 1.0  # from here, or where one more abandoned call would reach it, calls are one to one
    stop_at: float | None = None  # from here nothing is dialled
    count_machines: bool = False
    people_only: bool = False  # machines that agents reported are left out
    min_count: float = 0.0  # answers below which a share means nothing, and calls are one to one
    overrun_chance: float = 0.01  # probability with which a window may end over its limit, for PREDICTIVE
    half_hour_at: float = 0.77  # share of the limit at which PREDICTIVE holds the last half hour; infinite: not at all

    @property
    def aim(self) -> float:
        """The abandoned share that PREDICTIVE spends: as much as it may without being reduced to one to one."""
        return self.limit * min(self.progressive_at, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the campaign allows its pacer."""

    mode: Mode
    ratio: float = 1.0  # calls for each ready agent, in RATIO
    max_ratio: float = 10.0  # calls in flight for each working agent, in PREDICTIVE: a last bound, rarely met
    wait_limit_s: float = 2.0  # how long an answered person may wait for an agent
    ring_limit_s: float = 25.0  # when an unanswered call is given up
    screening_s: float = 0.0  # what answering-machine detection adds between answer and agent; 0 when off
    screening_false_share: float = 0.0  # estimated share of "machines" who were people: they count as abandoned
    ring_min_s: float | None = None  # a call that rang so long may be called off; None: calls are never called off
    constraints: tuple[Constraint, ...] = (Constraint(name="campaign", limit=0.03),)


class Why(StrEnum):
    """What bounded a decision. dialer/cell/dialling/idle_reasons.py has the sentence of each."""

    PREDICTED = "predicted"
    ONE_TO_ONE = "one_to_one"
    RATIO = "ratio"
    PREVIEW = "preview"
    ENOUGH_IN_FLIGHT = "enough_in_flight"
    NO_AGENT = "no_agent"  # nobody works in this cell
    NO_AGENT_READY = "no_agent_ready"  # all are busy, and none will be free soon enough
    CALLS_WAITING = "calls_waiting"
    NO_LEAD = "no_lead"
    NO_LINE = "no_line"
    STARTS_LIMIT = "starts_limit"
    OVERLOAD = "overload"  # Asterisk or the engine is behind: fewer starts are allowed for a while
    MAX_RATIO = "max_ratio"  # PREDICTIVE has as many calls in flight for each working agent as it ever may
    LEARNING = "learning"  # one abandoned call would already be too many: (almost) one to one
    GUARD_THROTTLE = "guard_throttle"
    GUARD_PROGRESSIVE = "guard_progressive"
    GUARD_STOP = "guard_stop"


STARTS_LIMITED = (Why.STARTS_LIMIT, Why.OVERLOAD)
"""More calls are wanted, and the next may start only later."""
# Bounds of a decision at which more room would bring no more calls.
_HAS_ALL = (
    *(Why.NO_AGENT, Why.NO_LEAD, Why.NO_LINE, Why.MAX_RATIO, Why.GUARD_STOP),
    *STARTS_LIMITED,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a decision was made: a code, and the figures its sentence needs."""

    code: Why
    facts: Mapping[str, float | int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """Start `dial` calls now (in PREVIEW: offer so many leads), and ask again at `wake_at` at the latest.

    `wake_at` None: nothing will change by the passing of time alone; the next event asks again. `call_off` names
    ringing calls that should be hung up now, because an answer would likely find no agent. `price` is the risk up to
    which calls are started, None where something else bounds them.
    """

    dial: int
    reason: Reason
    wake_at: float | None = None
    call_off: tuple[str, ...] = ()
    price: float | None = None

    @property
    def wants_more(self) -> bool:
        """Whether more would be dialled if there were room."""
        return self.reason.code not in _HAS_ALL
