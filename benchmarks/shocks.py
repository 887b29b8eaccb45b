"""Worlds that change under a pacer, and what is measured then: for benchmarks.stress and tests/pacing/test_stress.py.

A shock minute is one of the three after a change. In it a pacer may abandon half as many again as one call for each
ready agent does, and the people it could not know of, who are counted in the run itself, since the change:

- of the people reached by the calls that were started before anybody could tell the new public from the old, those whom
  the old would not have brought: these calls were started for its answers. It can be told, at twenty to one, when so
  many calls as ln 20 over the divergence of the two shares have been started and had time to be answered;
- for each agent who left without a word one person who was called for that agent, if there was one on the way.

A limit of 3 % lets people be abandoned in any minute, shock or not: `by_chance` is what a minute with as many answers
exceeds once in a thousand at that share, if they come one by one.

How much a pacer swings is the variance of its starts from one minute to the next (von Neumann's, that does not see what
changes slowly), over what chance alone makes of it: each agent who is done needs 1 / p starts. It waits for want of a
decision where an agent is ready, a lead and a line are there, and nobody has asked it since.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random
from statistics import fmean

from pacing.busy_agents import BusyPhase
from pacing.simulate.baselines import MakePacer
from pacing.simulate.result import Minute
from pacing.simulate.run import Pacer, Run
from pacing.simulate.world import Change, Spread, World

MINUTE_S = 60.0
LIMIT = 0.03
SHOCK_MINUTES = 3
STEADY_AFTER = 3  # minutes after a change from which swings are counted
AT_S = 1_200.0
TWENTY = World(agents=20, day_s=2_400.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shock:
    """A day, and the changes that come over it."""

    name: str
    world: World
    changes: tuple[Change, ...]
    at_once: bool = False  # agents who leave do so in the midst of a talk

    @property
    def first_at(self) -> float:
        """The first change, in seconds."""
        return self.changes[0].at_s


def shocks(usual: World = TWENTY) -> list[Shock]:
    """Those of which a pacer is asked to take them well."""
    low, high = replace(usual, person=0.15), replace(usual, person=0.45)
    long, half = replace(usual, talk=Spread(180.0, 1.0)), replace(usual, agents=max(usual.agents // 2, 1))
    stale = replace(usual, person=0.05)
    few, many = replace(usual, agents=usual.agents * 4 // 5), replace(usual, agents=usual.agents * 6 // 5)
    turns = (few, many, few, many, usual)
    drift = [replace(usual, person=0.10 + 0.05 * step) for step in range(1, 7)]
    detected = replace(usual, screening_s=2.0, screening_false=0.03)
    lines = replace(usual, lines=usual.agents * 5 // 4)
    return [
        Shock(name="15 to 45 % answer", world=low, changes=(Change(AT_S, high),)),
        Shock(name="45 to 15 % answer", world=high, changes=(Change(AT_S, low),)),
        Shock(name="half the team leaves, call by call", world=usual, changes=(Change(AT_S, half),)),
        Shock(name="half the team leaves at once", world=usual, changes=(Change(AT_S, half),), at_once=True),
        Shock(name="talk of 180 s becomes one of 60 s", world=long, changes=(Change(AT_S, usual),)),
        Shock(name="the list goes stale", world=usual, changes=(Change(AT_S, stale),)),
        Shock(
            name="15 to 45 %, 2 s of machine detection",
            world=replace(detected, person=0.15),
            changes=(Change(AT_S, replace(detected, person=0.45)),),
        ),
        Shock(
            name="the trunk takes no call for a minute",
            world=usual,
            changes=(Change(AT_S, replace(usual, refused=1.0)), Change(AT_S + MINUTE_S, usual)),
        ),
        Shock(name="five lines for four agents", world=usual, changes=(Change(AT_S, lines),)),
        Shock(
            name="more and more answer, 10 to 40 %",
            world=replace(usual, person=0.10),
            changes=tuple(Change(AT_S + 180.0 * at, world) for at, world in enumerate(drift)),
        ),
        Shock(
            name="a fifth of the agents goes and comes",
            world=usual,
            changes=tuple(Change(AT_S + 180.0 * at, world) for at, world in enumerate(turns)),
        ),
    ]


class Shocked(Run):
    """A run that keeps what a shock is judged by."""

    def __init__(self, world: World, pacer: Pacer, chance: Random, *, at_once: bool = False) -> None:
        super().__init__(world, pacer, chance)
        self.people: list[tuple[float, float]] = []  # when their calls were started, when they answered
        self.starts: list[float] = []  # of calls
        self.gone: list[float] = []  # when agents left
        self.slowest_s = 0.0  # from an agent being ready, with a lead and a line, to the next decision
        self.longest_s = 0.0  # without a decision while one was
        self.decided = self.no_line = 0  # decisions, and those that a line was wanting for
        self._at_once = at_once
        self._ready_at = self._wanting_at = math.inf

    def _become(self, world: World, name: str) -> None:
        super()._become(world, name)
        while self._at_once and self._leaving:
            self._leaving -= 1
            agent = self._chance.choice(sorted(self._busy))
            busy = self._busy.pop(agent)
            talking = busy.phase is BusyPhase.TALK
            self._talking -= talking
            self.result.busy(busy.since, self.now, wrap_up=not talking)
            self._left(agent)

    def _left(self, agent: str) -> None:
        super()._left(agent)
        self.gone.append(self.now)

    def _told(self, stage: str, agent: str) -> None:
        if agent in self._busy:
            super()._told(stage, agent)

    def _talk_ended(self, agent: str) -> None:
        if agent in self._busy:
            super()._talk_ended(agent)

    def _wrap_up_ended(self, agent: str) -> None:
        if agent in self._busy:
            super()._wrap_up_ended(agent)
            if agent in self._idle:
                self._ready_at = min(self._ready_at, self.now)

    def _launch(self) -> None:
        super()._launch()
        self.starts.append(self.now)

    def _person(self, name: str) -> None:
        if (call := self._calls.get(name)) is not None:
            self.people.append((call.launched_at, self.now))
        super()._person(name)

    def _wake(self) -> None:
        super()._wake()
        if self._could_dial():
            self._wanting_at = min(self._wanting_at, self.now)

    def _could_dial(self) -> bool:
        if not self._idle or self._waiting:
            self._ready_at = self._wanting_at = math.inf
            return False
        seen = self._snapshot()
        return min(seen.leads_left, seen.lines_left, seen.starts_left) > 0

    def _ask(self, name: str) -> None:
        before = self.result.decisions
        lines = self.world.lines - len(self._calls) - len(self._waiting) - self._talking
        could = self._could_dial()
        super()._ask(name)
        if self.result.decisions == before:
            return
        self.decided += 1
        self.no_line += self.world.lines - len(self._calls) - len(self._waiting) - self._talking <= 0 or lines <= 0
        if could:
            self.slowest_s = max(self.slowest_s, self.now - self._ready_at)
            self.longest_s = max(self.longest_s, self.now - self._wanting_at)
        self._ready_at = self._wanting_at = math.inf
        if self._could_dial():
            self._wanting_at = self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """How one day of a pacer went."""

    worst: int  # people abandoned in the worst shock minute
    unknowable: float  # of the people who answered in it, those the pacer could not know of
    by_chance: int  # what the limit alone lets through in such a minute
    swing: float  # of starts, from some minutes after the first change on
    busy: float  # share of agents' time after it
    abandoned_share: float
    slowest_s: float
    longest_s: float
    no_line_share: float


def stood(shock: Shock, make: MakePacer, seed: int) -> Stood:
    """One day."""
    run = Shocked(shock.world, make(shock.world), Random(seed), at_once=shock.at_once)
    minutes = run.play(shock.changes).minutes
    unknown = unknowable(shock, run, len(minutes))
    first = int(shock.first_at / MINUTE_S)
    after = _shock_minutes(shock, len(minutes))
    worst = max(after, key=lambda at: minutes[at].abandoned - unknown[at])
    rest = minutes[first + STEADY_AFTER :]
    return Stood(
        worst=minutes[worst].abandoned,
        unknowable=unknown[worst],
        by_chance=_by_chance(LIMIT * (minutes[worst].served + minutes[worst].abandoned)),
        swing=swing(rest, _people(shock, len(minutes))[first + STEADY_AFTER :]),
        busy=sum(one.busy_s for one in rest) / sum(one.staffed_s for one in rest),
        abandoned_share=run.result.abandoned_share,
        slowest_s=run.slowest_s,
        longest_s=run.longest_s,
        no_line_share=run.no_line / max(run.decided, 1),
    )


def _by_chance(mean: float, chance: float = 0.001) -> int:
    """The least number that a Poisson count of this mean exceeds with no more than this probability."""
    term = seen = math.exp(-mean)
    count = 0
    while 1.0 - seen > chance:
        count += 1
        term *= mean / count
        seen += term
    return count


def _shock_minutes(shock: Shock, minutes: int) -> list[int]:
    found = {int(one.at_s / MINUTE_S) + at for one in shock.changes for at in range(SHOCK_MINUTES)}
    return sorted(at for at in found if at < minutes)


def unknowable(shock: Shock, run: Shocked, minutes: int) -> list[float]:
    """For every minute, of the people who answered in it or in the shock minutes before, those nobody could know of."""
    found = [0.0] * minutes
    before = shock.world
    for change in shock.changes:
        until = _told_at(before, change, run.starts)
        more = max(1.0 - before.person / change.world.person, 0.0)
        for started, answered in run.people:
            if change.at_s <= started < until:
                found[int(answered / MINUTE_S)] += more
        before = change.world
    gone = list(run.gone)
    for started, answered in run.people:
        called_for = next((at for at in gone if started < at <= answered), None)
        if called_for is not None:
            gone.remove(called_for)
            found[int(answered / MINUTE_S)] += 1.0
    return [sum(found[max(at - SHOCK_MINUTES + 1, 0) : at + 1]) for at in range(minutes)]


def _told_at(before: World, change: Change, starts: Sequence[float]) -> float:
    """When it could be told that more people answer than before."""
    old, new = before.person, change.world.person
    if new <= old:
        return change.at_s
    divergence = new * math.log(new / old) + (1.0 - new) * math.log((1.0 - new) / (1.0 - old))
    calls = [at for at in starts if at >= change.at_s]
    needed = math.ceil(math.log(20.0) / divergence)
    if needed > len(calls):
        return math.inf
    return calls[needed - 1] + before.set_up_s + before.ring.mean + before.screening_s


def _people(shock: Shock, minutes: int) -> list[float]:
    """The share of calls that a person answers, by minute."""
    shares = [shock.world.person] * minutes
    for change in shock.changes:
        at = int(change.at_s / MINUTE_S)
        shares[at:] = [change.world.person] * len(shares[at:])
    return shares


def swing(minutes: Sequence[Minute], people: Sequence[float]) -> float:
    """How much the starts vary from minute to minute, 1 by chance alone; `people` is the share answered in each."""
    wanted = [one.launched * person for one, person in zip(minutes, people, strict=True)]
    return fmean((later - before) ** 2 for before, later in pairwise(wanted)) / 2.0 / max(fmean(wanted), 1e-9)
