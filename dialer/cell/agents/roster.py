"""The agents of one cell: which are ready, which is next, and what keeps the others."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dialer.core.enums import AgentWish, LegKind
from dialer.core.frozen_copy import changed
from pacing.busy_agents import BusyAgent, BusyPhase

LEG_RETRY_S = (2.0, 5.0, 10.0, 30.0)  # how long to wait before the agent's phone is called again


class AgentState(StrEnum):
    """What an agent is doing."""

    NO_PHONE = "no_phone"  # logged in, but the phone is not connected
    READY = "ready"
    PREVIEW = "preview"  # looks at a lead before it is dialled
    CALL_BACK = "call_back"  # held for a call-back due in the next moments
    RESERVED = "reserved"  # a call is being joined, or is dialled for this agent alone
    TALKING = "talking"
    WRAP_UP = "wrap_up"
    PAUSED = "paused"


BUSY = (AgentState.PREVIEW, AgentState.CALL_BACK, AgentState.RESERVED, AgentState.TALKING, AgentState.WRAP_UP)
STAFFED = (AgentState.READY, *BUSY)
_ON_THE_WAY = (AgentState.PREVIEW, AgentState.CALL_BACK, AgentState.RESERVED)  # from ready to a call, or back
_BUSY_PHASES = {
    AgentState.RESERVED: BusyPhase.TALK,
    AgentState.TALKING: BusyPhase.TALK,
    AgentState.WRAP_UP: BusyPhase.WRAP_UP,
    AgentState.PREVIEW: BusyPhase.TALK,
    AgentState.CALL_BACK: BusyPhase.TALK,
}


@dataclass(frozen=True, kw_only=True)
class Agent:
    """One logged-in agent. Replaced, never changed. Instants are epoch seconds."""

    id: int
    name: str
    phone: str  # dial string
    leg_kind: LegKind = LegKind.STANDING
    wish: AgentWish = AgentWish.READY
    # Identifies the wish in the store; it may lie in the future, by a clock that was set back since.
    wish_at: float = 0.0
    asked_at: float = 0.0  # when the agent asked, at the latest when the engine heard of it
    pause_reason: str = ""
    pause_s: float | None = None  # the pause lasts so long, and ends by itself; None: until the agent is ready again
    rests: bool = True  # the pause wished for counts as a break from the screen
    state: AgentState = AgentState.NO_PHONE
    since: float = 0.0
    resting: bool = True  # of one who is paused: this stretch counts as a break from the screen
    returns_at: float | None = None  # of one who is paused: when the engine ends the pause
    noted_pause: str | None = "?"  # the reason of the pause as last written down; None: that there is none
    idle_since: float = 0.0  # end of the last call or log-in; the smallest is served first
    ready_since: float | None = None  # when the present wait for a call began; None: does not wait
    hard_at: float = 0.0  # the last hard call; 0: none since the log-in. The smallest gets the next one
    leg_id: str | None = None
    leg_asked_at: float = 0.0  # when the phone was called as `leg_id`; 0 for a leg that was taken over
    leg_up: bool = False  # the phone was seen to be connected
    leg_free: bool = False  # the leg waits in its loop and can be joined to a call
    leg_failures: int = 0
    leg_retry_at: float | None = None
    call_id: str | None = None
    hung_up: str | None = None  # the call that the agent has asked to end
    disposed: bool = False  # the disposition of the call was given while it lasted
    stage: str = ""  # the stage of this talk that the agent's page reported last
    stage_since: float | None = None
    shift_ends_at: float | None = None
    break_at: float | None = None
    country: str = ""  # ISO 3166, where the agent sits; empty: where the campaign says
    team_id: int | None = None
    screen_since: float = 0.0  # start of the present stretch without a break that counts
    must_leave_at: float | None = None  # when the law's break is due
    allowed: bool = False  # the rules' last answer: the agent may take calls
    duties: tuple[str, ...] = ()  # what the law requires of the agent in each call
    wrap_up_extra_s: float = 0.0  # what the agent added to the present wrap-up
    ran_out: str | None = None  # the call whose wrap-up had no time left, as long as it lacks a disposition
    hand_at: float | None = None  # since when the agent asks for help
    hand_note: str = ""
    rejoin_s: float = 0.0  # how long a person is kept if the leg is lost in talk; 0: to hang up is to end the call
    languages: tuple[str, ...] = ()  # ISO 639, in which the agent talks with people

    @property
    def leaving_at(self) -> float | None:
        """When a planned break, the law's break or the end of the shift takes the agent away.

        A time that was ahead at the agent's last request still counts; one before that request is over.
        """
        if self.break_at is None and self.shift_ends_at is None:
            return self.must_leave_at
        planned = [at for at in (self.break_at, self.shift_ends_at) if at is not None and at > self.asked_at]
        return min([*planned, *([] if self.must_leave_at is None else [self.must_leave_at])], default=None)

    def stays(self, until: float) -> bool:
        """Whether nothing is known to take the agent away before then."""
        return (leaving_at := self.leaving_at) is None or leaving_at > until

    @property
    def leaving(self) -> bool:
        """Whether this call is the agent's last for now."""
        return self.wish is not AgentWish.READY

    @property
    def can_take(self) -> bool:
        """Whether a call can be joined to the agent's phone this instant, or the phone can be rung for it."""
        return self.leg_free or (self.leg_kind is LegKind.RING and self.leg_id is None)


class Roster:
    """All logged-in agents of a cell by id, with indexes of those who are ready and of those who are busy.

    The indexes are kept as agents change: a pacer reads them many times between two changes.
    """

    def __init__(self) -> None:
        self.busy: dict[int, BusyAgent] = {}  # by agent, as a pacer sees them
        self._agents: dict[int, Agent] = {}
        self._by_leg: dict[str, int] = {}
        self.ready_leaving: dict[int, float] = {}  # by agent: when ready ones will leave, if known
        self.returning: dict[int, float] = {}  # by agent: when resting ones, whose phone is there, will be back
        self._able: dict[int, Agent] = {}  # can take a call now
        self.at_work: set[int] = set()  # ready or busy

    def __len__(self) -> int:
        return len(self._agents)

    def __iter__(self) -> Iterator[Agent]:
        return iter(self._agents.values())

    def __contains__(self, agent_id: int) -> bool:
        return agent_id in self._agents

    def get(self, agent_id: int | None) -> Agent | None:
        return self._agents.get(agent_id) if agent_id is not None else None

    def of_leg(self, leg_id: str) -> Agent | None:
        return self.get(self._by_leg.get(leg_id))

    def put(self, agent: Agent) -> None:
        """Add the agent, or replace the earlier state."""
        before = self._agents.get(agent.id)
        if before is not None and before.leg_id is not None:
            self._by_leg.pop(before.leg_id, None)
        if agent.leg_id is not None:
            self._by_leg[agent.leg_id] = agent.id
        self._agents[agent.id] = agent
        self._sort_in(agent)

    def _sort_in(self, agent: Agent) -> None:
        self._forget(agent.id)
        phase = _BUSY_PHASES.get(agent.state)
        if phase is not None:
            stage, leaving_at = agent.stage, agent.leaving_at
            self.busy[agent.id] = BusyAgent(phase, agent.since, agent.leaving, stage, agent.stage_since, leaving_at)
        elif agent.state is AgentState.READY and agent.can_take:
            self._able[agent.id] = agent
            if (leaving_at := agent.leaving_at) is not None:
                self.ready_leaving[agent.id] = leaving_at
        elif agent.returns_at is not None and agent.can_take:
            self.returning[agent.id] = agent.returns_at
        if agent.state in STAFFED:
            self.at_work.add(agent.id)

    def _forget(self, agent_id: int) -> None:
        self.busy.pop(agent_id, None)
        self._able.pop(agent_id, None)
        self.ready_leaving.pop(agent_id, None)
        self.returning.pop(agent_id, None)
        self.at_work.discard(agent_id)

    def remove(self, agent_id: int) -> None:
        agent = self._agents.pop(agent_id, None)
        self._forget(agent_id)
        if agent is not None and agent.leg_id is not None:
            self._by_leg.pop(agent.leg_id, None)

    @property
    def staffed(self) -> int:
        """How many agents work: ready or busy."""
        return len(self.at_work)

    @property
    def able(self) -> int:
        """How many agents can take a call now."""
        return len(self._able)

    @property
    def able_ids(self) -> Iterable[int]:
        """Those who can take a call now."""
        return self._able.keys()

    def is_able(self, agent_id: int) -> bool:
        """Whether this agent can take a call now."""
        return agent_id in self._able

    def ready(self, *, hard: bool = False, language: str = "") -> list[Agent]:
        """The agents who can take a call now, in their turn (`turn_of`)."""
        return sorted(self._able.values(), key=lambda agent: turn_of(agent, hard=hard, language=language))

    def choose(
        self, *, for_agent: int | None = None, stays_until: float = 0.0, hard: bool = False, language: str = ""
    ) -> Agent | None:
        """The agent for an answered call: the one it was placed for, else the one whose turn it is, who stays so long.

        Who speaks the person's language comes first; where nobody does, the others take the call at once.
        """
        if for_agent is not None:
            agent = self.get(for_agent)
            return agent if agent is not None and agent.can_take and agent.state in _MAY_TAKE_OWN else None
        able = self._able.values()
        staying = [agent for agent in able if agent.stays(stays_until)] if stays_until else able
        return min(staying, key=lambda agent: turn_of(agent, hard=hard, language=language), default=None)

    def spares_hard(self) -> bool:
        """Whether all who could take a hard call now have had one after all who are busy."""
        turns = [self._agents[one].hard_at for one in self.at_work if one not in self._able]
        return bool(turns) and bool(self._able) and min(one.hard_at for one in self._able.values()) > max(turns)

    def counts(self) -> Counter[AgentState]:
        return Counter(agent.state for agent in self)


def turn_of(agent: Agent, *, hard: bool = False, language: str = "") -> tuple[bool, float, float, int]:
    """What decides who is next, the smallest first: who speaks the language, if there is one, then who is idle
    longest, or has had no hard call for longest."""
    is_foreign = language != "" and language not in agent.languages
    return is_foreign, agent.hard_at if hard else agent.idle_since, agent.idle_since, agent.id


_MAY_TAKE_OWN = (AgentState.READY, AgentState.RESERVED)


def moved(agent: Agent, state: AgentState, *, now: float, **changes: Any) -> Agent:
    """The agent in `state` from `now` on, with other changes.

    The wait for a call goes on while a call is looked at, dialled or joined for the agent, and begins anew where the
    agent was away, in a call or without a phone.
    """
    of_state = {"stage": "", "stage_since": None, "returns_at": None, "wrap_up_extra_s": 0.0}
    ready_since = agent.ready_since if state is AgentState.READY or state in _ON_THE_WAY else None
    if state is AgentState.READY and ready_since is None:
        ready_since = now
    return changed(agent, state=state, since=now, ready_since=ready_since, **of_state | changes)


def at_rest(agent: Agent, *, now: float) -> Agent:
    """The agent without a call: paused if so wished, waiting for the phone if it is gone, else ready.

    An agent who was only reserved, or looked at a preview, keeps the place in the line.
    """
    if agent.wish is not AgentWish.READY:
        # A repeated request for a pause continues it, unless only one of both counts as a break from the screen.
        goes_on = agent.state is AgentState.PAUSED and agent.resting is agent.rests
        since, returns_at = agent.since if goes_on else now, None
        if agent.pause_s is not None:
            known = agent.returns_at if goes_on or agent.state is not AgentState.PAUSED else None
            returns_at = now + agent.pause_s if known is None else known
        rest = {"resting": agent.rests, "returns_at": returns_at}
        return moved(agent, AgentState.PAUSED, now=since, call_id=None, disposed=False, **rest)
    has_phone = agent.leg_kind is LegKind.RING or agent.leg_free
    state = AgentState.READY if has_phone else AgentState.NO_PHONE
    keeps_place = agent.state in (AgentState.RESERVED, AgentState.PREVIEW, AgentState.CALL_BACK, AgentState.READY)
    idle_since = agent.idle_since if keeps_place else now
    return moved(agent, state, now=now, call_id=None, disposed=False, idle_since=idle_since)


def leg_lost(agent: Agent, *, now: float) -> Agent:
    """The agent after the phone hung up or could not be reached, with the time of the next try."""
    wait = LEG_RETRY_S[min(agent.leg_failures, len(LEG_RETRY_S) - 1)]
    retry_at = now + wait if agent.leg_kind.stands else None
    agent = changed(
        agent, leg_id=None, leg_up=False, leg_free=False, leg_failures=agent.leg_failures + 1, leg_retry_at=retry_at
    )
    if agent.leg_kind.stands and agent.state is AgentState.READY:
        return moved(agent, AgentState.NO_PHONE, now=now)
    return agent
