"""Pacers for comparison, written from published descriptions; each is a function that makes a new one.

Besides Pronto's own modes: VICIdial's adaptive dial level, OMniDialer's formula, and a state-blind Erlang rate.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from pacing.busy_agents import BusyPhase
from pacing.decide import decide
from pacing.simulate.run import Pacer
from pacing.simulate.world import World
from pacing.snapshot import Constraint, Decision, Mode, Policy, Reason, Snapshot, Why

MakePacer = Callable[[World], Pacer]

_ANY = Reason(Why.RATIO)


def pronto(mode: Mode, ratio: float = 1.0, ring_min_s: float | None = None, limit: float = 0.03) -> MakePacer:
    """The live code in one of its modes, held to a share of abandoned calls over the day."""

    def make(world: World) -> Pacer:
        policy = policy_in(world, mode, ratio, ring_min_s, limit)
        return lambda snapshot: decide(snapshot, policy)

    return make


def policy_in(
    world: World, mode: Mode, ratio: float = 1.0, ring_min_s: float | None = None, limit: float = 0.03
) -> Policy:
    """What a campaign in this world is allowed, in one of Pronto's modes, held to a share over the day."""
    return Policy(
        mode=mode,
        ratio=ratio,
        wait_limit_s=world.wait_limit_s,
        ring_limit_s=world.ring_limit_s,
        screening_s=world.screening_s,
        ring_min_s=ring_min_s,
        constraints=(Constraint(name="day", limit=limit, starts_at=0.0, ends_at=world.day_s),),
    )


def _bounded(snapshot: Snapshot, wanted: int, wake_at: float) -> Decision:
    most = min(snapshot.leads_left, snapshot.lines_left, snapshot.starts_left)
    return Decision(max(min(wanted, most), 0), _ANY, wake_at)


class Vicidial:
    """VICIdial's adaptive dial level: calls (those in talk too) are kept at level x logged-in agents.

    As in its sources: the dial loop runs every 2.5 s; every 15 s the level moves with the agents that waited less the
    calls that waited in the last minute; drops are recounted every 60 s. HARD LIMIT: over the allowed drop share the
    level is 1. TAPERED: the allowed share starts at four times the target and comes down over the shift.
    """

    LOOP_S, ADAPT_S, RECOUNT_S = 2.5, 15.0, 60.0

    def __init__(
        self, *, limit: float = 0.03, tapered: bool = False, shift_s: float = 28_800.0, highest: float = 3.0
    ) -> None:
        self._limit, self._tapered, self._shift_s, self._highest = limit, tapered, shift_s, highest
        self._level = 1.0
        self._loop_at = self._adapt_at = self._recount_at = 0.0
        self._share = 0.0
        self._waited: list[float] = []

    def __call__(self, snapshot: Snapshot) -> Decision:
        """One pass of the loops that are due."""
        now, agents = snapshot.now, snapshot.agents_ready + len(snapshot.agents_busy)
        if now < self._loop_at:
            return Decision(0, _ANY, self._loop_at)
        self._loop_at = now + self.LOOP_S
        self._waited.append((snapshot.agents_ready - snapshot.calls_waiting) / max(agents, 1))
        if now >= self._recount_at:
            self._recount_at = now + self.RECOUNT_S
            count = snapshot.learned.tally.since(None)
            self._share = count.abandoned / count.answered if count.answered else 0.0
        if now >= self._adapt_at:
            self._adapt_at = now + self.ADAPT_S
            self._adapt(now)
        talking = sum(agent.phase is BusyPhase.TALK for agent in snapshot.agents_busy)
        goal = math.ceil(self._level * agents)
        return _bounded(snapshot, goal - talking - len(snapshot.calls) - snapshot.calls_waiting, self._loop_at)

    def _adapt(self, now: float) -> None:
        minute = self._waited[-int(60.0 / self.LOOP_S) :]
        self._level *= 1.0 + 0.5 * sum(minute) / len(minute)
        allowed = self._limit
        if self._tapered:
            allowed *= max(4.0 - 6.0 * now / self._shift_s, 1.0)
        if self._share > allowed:
            self._level = 1.0
        self._level = min(max(self._level, 1.0), self._highest)


class Omnidialer:
    """OMniDialer's formula, every second: ((free + expected - ringing * hit rate) / hit rate) * boost.

    Expected: agents who end within the time to answer, exponential in the age of talk or wrap-up. The boost falls
    linearly, from 1 at half the limit of the abandoned share (an average over about 19 connects) to 0.2 at the limit.
    Five consecutive ticks over the limit latch it to one to one until the share is below 80 % of the limit; it is one
    to one, too, until fifty have answered.
    """

    _LEAST_BOOST, _LATCH_TICKS, _LOOSE_BELOW = 0.2, 5, 0.8

    def __init__(self, world: World, limit: float = 0.03, look_ahead_s: float = 12.0) -> None:
        self._limit = limit
        self._handle_s = world.talk.mean + world.wrap_up.mean
        self._look_ahead_s = look_ahead_s
        self._next_at = 0.0
        self._seen = (0, 0)
        self._share = 0.0
        self._over = 0  # consecutive ticks
        self._latched = False

    def __call__(self, snapshot: Snapshot) -> Decision:
        """One tick."""
        if snapshot.now < self._next_at:
            return Decision(0, _ANY, self._next_at)
        self._next_at = snapshot.now + 1.0
        count = snapshot.learned.tally.since(None)
        served, abandoned = count.served - self._seen[0], count.abandoned - self._seen[1]
        self._seen = (count.served, count.abandoned)
        for outcome in [0.0] * served + [1.0] * abandoned:
            self._share += (outcome - self._share) / 19.0
        ringing = len(snapshot.calls)
        self._over = self._over + 1 if self._share > self._limit else 0
        self._latched = self._over >= self._LATCH_TICKS or (
            self._latched and self._share >= self._LOOSE_BELOW * self._limit
        )
        if count.answered < 50 or self._latched:
            return _bounded(snapshot, snapshot.agents_ready - ringing - snapshot.calls_waiting, self._next_at)
        fallen = min(max(2.0 * self._share / self._limit - 1.0, 0.0), 1.0)
        boost = 1.0 - (1.0 - self._LEAST_BOOST) * fallen
        ends = -math.expm1(-self._look_ahead_s / self._handle_s)
        expected = sum(ends for agent in snapshot.agents_busy if snapshot.now - agent.since > 0.0)
        rate = max(snapshot.learned.rate("").mean, 0.01)
        free = snapshot.agents_ready - snapshot.calls_waiting
        return _bounded(snapshot, math.floor((free + expected - ringing * rate) / rate * boost), self._next_at)


class Erlang:
    """A constant rate of calls, from Erlang's loss formula with the world's true figures; it ignores events."""

    def __init__(self, world: World, limit: float = 0.03) -> None:
        handle = world.talk.mean + world.wrap_up.mean
        low, high = 0.0, 2.0 * world.agents
        for _ in range(50):
            middle = (low + high) / 2.0
            low, high = (middle, high) if _loss(world.agents, middle) < limit else (low, middle)
        self._rate = low / handle / world.person
        self._due = 0.0

    def __call__(self, snapshot: Snapshot) -> Decision:
        """As many calls as the rate makes due."""
        self._due = max(self._due, snapshot.now - 5.0)
        wanted = int((snapshot.now - self._due) * self._rate) + 1 if snapshot.now >= self._due else 0
        decision = _bounded(snapshot, wanted, 0.0)
        self._due += decision.dial / self._rate
        return Decision(decision.dial, _ANY, max(self._due, snapshot.now + 0.05))


def _loss(servers: int, load: float) -> float:
    """Erlang B by its recursion: the share of arrivals that find all servers busy."""
    blocked = 1.0
    for server in range(1, servers + 1):
        blocked = load * blocked / (server + load * blocked)
    return blocked


BASELINES: dict[str, MakePacer] = {
    "progressive": pronto(Mode.PROGRESSIVE),
    "fixed ratio 2": pronto(Mode.RATIO, 2.0),
    "VICIdial hard limit": lambda world: Vicidial(),
    "VICIdial tapered": lambda world: Vicidial(tapered=True),
    "OMniDialer": lambda world: Omnidialer(world),
    "Erlang rate": lambda world: Erlang(world),
    "predictive": pronto(Mode.PREDICTIVE),
    "predictive, calling off": pronto(Mode.PREDICTIVE, ring_min_s=15.0),
}
