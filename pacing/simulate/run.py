"""One run: the world's events in the order of time, with the pacer asked as the engine would."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from random import Random

from pacing.busy_agents import BusyAgent, BusyPhase
from pacing.learned import Learned
from pacing.simulate.result import Result
from pacing.simulate.world import Change, World
from pacing.snapshot import CallInFlight, Decision, Snapshot

Pacer = Callable[[Snapshot], Decision]

NEARLY_DONE = "nearly_done"
SAVING = "saving"
LEAST_GAP_S = 0.2  # between two decisions that events ask for
# With many agents something happens at every moment; deciding less often then costs less, and its effect is lost in the
# difference between two days (at 100 agents 93.4 % busy at 0.2 s, 93.7 at 0.5 s, 93.3 at 1 s).
_MANY_AGENTS, _GAP_OF_MANY_S = 50, 0.6


class Run:
    """The state of a simulated cell. Times are seconds since the start."""

    def __init__(self, world: World, pacer: Pacer, chance: Random, *, learned: Learned | None = None) -> None:
        self.world = world
        self.learned = learned or Learned()
        self.result = Result()
        self.now = 0.0
        self._pacer = pacer
        self._chance = chance
        self._heap: list[tuple[float, int, Callable[[str], None], str]] = []
        self._order = 0
        self._idle: deque[str] = deque()
        self._busy: dict[str, BusyAgent] = {}
        self._calls: dict[str, CallInFlight] = {}
        self._waiting: dict[str, float] = {}
        self._machines: set[str] = set()  # calls, and then agents, with a machine on the line
        self._talking = 0  # lines in use by people and agents
        self._leaving = 0
        self._recovering: set[str] = set()  # agents who have asked for a recovery break and are still in their call
        self._returning: dict[str, float] = {}
        self._launched = 0
        self._agents = 0
        self._asked_at = -1.0
        self._ask_due = float("inf")
        self._starts = world.starts_per_s
        self._starts_at = 0.0

    def play(self, changes: Sequence[Change] = ()) -> Result:
        """Run a day and return its result."""
        seconds = self.world.day_s
        for change in changes:
            self._at(change.at_s, partial(self._become, change.world), "")
        self._join(self.world.agents)
        for at_s in self.world.recovery_breaks_at_s:
            self._at(at_s, self._ask_for_recovery_break, "")
        self._ask("")
        while self._heap and self._heap[0][0] <= seconds:
            self.now, _, happen, name = heapq.heappop(self._heap)
            happen(name)
        return self._end(seconds)

    def _end(self, seconds: float) -> Result:
        self.now = seconds
        for agent in self._busy.values():
            self.result.busy(agent.since, seconds, wrap_up=agent.phase is BusyPhase.WRAP_UP)
        self.result.finish(seconds, self._agents)
        return self.result

    def _at(self, when: float, happen: Callable[[str], None], name: str) -> None:
        self._order += 1
        heapq.heappush(self._heap, (when, self._order, happen, name))

    # Agents

    def _join(self, agents: int) -> None:
        for _ in range(agents):
            self._agents += 1
            self._order += 1
            self._idle.append(f"agent {self._order}")
        self.result.staffed(self.now, self._agents)

    def _become(self, world: World, _: str) -> None:
        more = world.agents - self.world.agents
        self.world = world
        if more > 0:
            self._join(more)
            self._free_for_waiting()
        for _gone in range(-more):
            if self._idle:
                self._left(self._idle.pop())
            else:
                self._leaving += 1  # unannounced: the pacer learns of it when the agent is done
        self._wake()

    def _ask_for_recovery_break(self, _: str) -> None:
        """Some of the busy agents will take a recovery break after their call; the pacer hears of it at once."""
        for agent in list(self._busy)[: self.world.recovering]:
            self._recovering.add(agent)
            self._busy[agent] = replace(self._busy[agent], leaving=True)
        self._wake()

    def _take_break(self, agent: str) -> None:
        self._recovering.discard(agent)
        self._returning[agent] = self.now + self.world.recovery_break_s
        self.learned.agent_left(agent, self.now)
        self._at(self._returning[agent], self._come_back, agent)

    def _come_back(self, agent: str) -> None:
        del self._returning[agent]
        self._idle.append(agent)
        self._free_for_waiting()
        self._wake()

    def _left(self, agent: str) -> None:
        self._agents -= 1
        self.learned.agent_left(agent, self.now)
        self.result.staffed(self.now, self._agents)

    def _free_for_waiting(self) -> None:
        while self._waiting and self._idle:
            call = next(iter(self._waiting))
            self._serve(call, self.now - self._waiting.pop(call))

    @property
    def _ready(self) -> int:
        return len(self._idle)

    def _next_agent(self) -> str:
        return self._idle.popleft()

    def _serve(self, call: str, waited: float) -> None:
        agent = self._next_agent()
        self.learned.served(call, self.now)
        self.result.served(self.now, waited)
        self.learned.talk_started(agent, self.now)
        self._busy[agent] = BusyAgent(BusyPhase.TALK, self.now)
        self._talking += 1
        world = self.world
        if machine := call in self._machines:
            self._machines.add(agent)
            self.result.machine_talks += 1
        talk = world.machine_talk.draw(self._chance) if machine and world.machine_talk else self._talk_of(agent)
        self._at(self.now + talk, self._talk_ended, agent)
        self._tell_ahead(agent, talk, world.nearly_done_share, world.nearly_done_s, NEARLY_DONE)

    def _talk_of(self, agent: str) -> float:
        return self.world.talk.draw(self._chance)

    def _wrap_up_of(self, agent: str) -> float:
        return self.world.wrap_up.draw(self._chance)

    def _tell_ahead(self, agent: str, lasts_s: float, share: float, ahead_s: float, stage: str) -> None:
        """In this share of cases the agent's page reports the end of the agent's work, about `ahead_s` before."""
        after = self.world.told_after(lasts_s, share, ahead_s, self._chance)
        if after is not None:
            self._at(self.now + after, partial(self._told, stage), agent)

    def _told(self, stage: str, agent: str) -> None:
        self._busy[agent] = replace(self._busy[agent], stage=stage, stage_since=self.now)
        self.learned.stage_reached(agent, stage, self.now)
        self._wake()

    def _talk_ended(self, agent: str) -> None:
        self._talking -= 1
        world, since = self.world, self._busy[agent].since
        self.result.busy(since, self.now)
        self.learned.talk_ended(agent, self.now)
        self._busy[agent] = BusyAgent(BusyPhase.WRAP_UP, self.now, leaving=agent in self._recovering)
        wrap_up = 0.0 if agent in self._machines else self._wrap_up_of(agent)
        if agent in self._machines:  # the agent reports it
            self._machines.remove(agent)
            self.learned.met_machine(since)
            self.result.met_machine(since)
        self._at(self.now + wrap_up, self._wrap_up_ended, agent)
        self._tell_ahead(agent, wrap_up, world.saving_share, world.saving_s, SAVING)
        self._wake()

    def _wrap_up_ended(self, agent: str) -> None:
        self.result.busy(self._busy.pop(agent).since, self.now, wrap_up=True)
        self.learned.wrap_up_ended(agent, self.now)
        if self._leaving:
            self._leaving -= 1
            self._left(agent)
        elif agent in self._recovering:
            self._take_break(agent)
        else:
            self._idle.append(agent)
            self._free_for_waiting()
        self._wake()

    # Calls

    def _launch(self) -> None:
        world, chance = self.world, self._chance
        leads, _ = self.world.lists_left(self._launched)[0]
        self._launched += 1
        name = f"call {self._launched}"
        segment = leads.name if world.lists_told else ""
        self._calls[name] = CallInFlight(self.now, None, segment, name, self.now + world.set_up_s)
        self.learned.launched(name, self.now, segment)
        self.result.launched(self.now)
        if world.refused and chance.random() < world.refused:
            self._at(self.now + world.refused_s, self._unanswered, name)
            return
        luck = chance.random()
        rest = (luck - leads.person) / (1.0 - leads.person) if luck >= leads.person else -1.0
        if world.machine <= rest < world.machine + world.busy + world.failed:
            self._at(self.now + world.refused_s, self._unanswered, name)
            return
        ring = world.ring.draw(chance)
        if rest >= world.machine or ring >= world.ring_limit_s:
            self._at(self.now + world.set_up_s + world.ring_limit_s, self._unanswered, name)
        else:
            answer = self.now + world.set_up_s + ring
            person = rest < 0.0 and not (world.screening_s and chance.random() < world.screening_false)
            if not world.screening_s:
                if not person and world.machine_talk:
                    self._machines.add(name)
                self._at(answer, self._person if person or world.machine_talk else self._machine, name)
                return
            self._at(answer, self._answered, name)
            screened = answer + world.screening_s * chance.uniform(0.6, 1.4)
            self._at(screened, self._person if person else self._false_machine if rest < 0.0 else self._machine, name)

    def _unanswered(self, name: str) -> None:
        if self._calls.pop(name, None) is not None:
            self.learned.ended_unanswered(name, self.now)
            self._wake()

    def _answered(self, name: str) -> None:
        call = self._calls.get(name)
        if call is not None:
            self.learned.answered(name, self.now)
            self._calls[name] = CallInFlight(call.launched_at, self.now, call.segment, name)

    def _machine(self, name: str) -> None:
        if self._calls.pop(name, None) is not None:
            self.learned.machine(name, self.now)
            self.result.machine(self.now)
            self._wake()

    def _false_machine(self, name: str) -> None:
        self.result.false_machines += 1
        self._machine(name)

    def _person(self, name: str) -> None:
        call = self._calls.pop(name, None)
        if call is None:
            return
        self.learned.person(name, self.now)
        if self._ready:
            self._serve(name, 0.0)
        else:
            self._waiting[name] = self.now
            since = self.now if call.answered_at is None else call.answered_at
            self._at(self.world.waits_until(since, self.now, self._chance), self._give_up, name)
        self._wake()

    def _give_up(self, name: str) -> None:
        if self._waiting.pop(name, None) is not None:
            self.learned.abandoned(name, self.now)
            self.result.abandoned(self.now)
            self._wake()

    # Decisions

    def _wake(self) -> None:
        self._ask_by(max(self.now, self._asked_at + LEAST_GAP_S))

    def _ask_by(self, when: float) -> None:
        if self._agents >= _MANY_AGENTS:
            when = max(when, self._asked_at + _GAP_OF_MANY_S)
        if when < self._ask_due:
            self._ask_due = when
            self._at(when, self._ask, "")

    def _ask(self, _: str) -> None:
        if self.now < self._ask_due and self._ask_due != float("inf"):
            return  # asked since; this is left of an earlier appointment
        self._ask_due, self._asked_at = float("inf"), self.now
        per_s = self.world.starts_per_s
        self._starts = min(self._starts + (self.now - self._starts_at) * per_s, max(per_s, 1.0))
        self._starts_at = self.now
        seen = self._snapshot()
        decision = self._pacer(seen)
        self.learned.scale.priced(decision.price, self.now)
        for name in decision.call_off:
            if self._calls.pop(name, None) is not None:
                self.learned.called_off(name, self.now)
                self.result.called_off += 1
        for _call in range(decision.dial):
            self._launch()
        self._starts -= decision.dial
        self.result.decisions += 1
        again = self.now + LEAST_GAP_S if decision.call_off and not seen.lines_left else decision.wake_at
        if again is not None:
            self._ask_by(again)

    def _snapshot(self) -> Snapshot:
        world = self.world
        lists, starts = self.world.lists_left(self._launched), int(self._starts + 1e-9)
        left = sum(each for _, each in lists)
        return Snapshot(
            now=self.now,
            agents_ready=self._ready,
            agents_busy=tuple(self._busy.values()),
            calls=tuple(self._calls.values()),
            calls_waiting=len(self._waiting),
            leads_left=left,
            leads_to_come=left,
            next_segments=tuple((leads.name, each) for leads, each in lists) if world.lists_told else (),
            lines_left=max(world.lines - len(self._calls) - len(self._waiting) - self._talking, 0),
            starts_left=starts,
            next_start_at=None if starts else self.now + (1.0 - self._starts) / world.starts_per_s,
            returning_at=tuple(self._returning.values()),
            learned=self.learned,
        )
