"""A day of several campaigns that share agents: one run each, with a common clock and common agents.

As in the engine (dialer/cell/agents/shared_agents.py, dialer/cell/dialling/pacing_snapshot.py): the people of all
campaigns wait in one line, an agent takes the first whose campaign the agent works in, and each campaign sees the
others as its rivals.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from random import Random

from pacing.decide import decide
from pacing.simulate.result import Result
from pacing.simulate.run import Run
from pacing.simulate.world import ENDLESS, World
from pacing.snapshot import Decision, Policy, Rival, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One of the campaigns; the number of agents in its world is ignored."""

    world: World
    policy: Policy
    begins_s: float = 0.0
    lead_each_s: float | None = None  # interval between leads; None: it has all that its world has


@dataclass(frozen=True, slots=True)
class Team:
    """So many agents who work in the same campaigns, given by their places in the list of campaigns."""

    agents: int
    works_in: tuple[int, ...]


class SharedRun:
    """The clock and the agents that the campaigns share."""

    def __init__(self, campaigns: Sequence[Campaign], teams: Sequence[Team], seed: int) -> None:
        self.now = 0.0
        self.idle: deque[str] = deque()  # longest idle first
        self.works_in: dict[str, tuple[int, ...]] = {}
        for team in teams:
            for _ in range(team.agents):
                self.works_in[f"agent {len(self.works_in)}"] = team.works_in
        self.idle.extend(self.works_in)
        self.members = [Member(self, at, one, Random(f"{seed} {at}")) for at, one in enumerate(campaigns)]  # noqa: S311
        self._heap: list[tuple[float, int, Callable[[str], None], str]] = []
        self._order = 0

    def play(self) -> list[Result]:
        """Run a day and return each campaign's result."""
        seconds = self.members[0].world.day_s
        for member in self.members:
            member.begin()
        while self._heap and self._heap[0][0] <= seconds:
            self.now, _, happen, name = heapq.heappop(self._heap)
            for member in self.members:
                member.now = self.now
            happen(name)
        self.now = seconds
        return [member.end(seconds) for member in self.members]

    def at(self, when: float, happen: Callable[[str], None], name: str) -> None:
        """Schedule an event."""
        self._order += 1
        heapq.heappush(self._heap, (when, self._order, happen, name))

    def wake(self) -> None:
        """Wake all campaigns after an event, the one that has not dialled for longest first."""
        for member in sorted(self.at_work(), key=attrgetter("dialled_at")):
            member.wake()

    def at_work(self) -> list[Member]:
        """The campaigns that have begun."""
        return [member for member in self.members if member.campaign.begins_s <= self.now]

    def busy_share(self) -> float:
        """Talk and wrap-up of all campaigns over the time of all agents, after the day."""
        busy_s = sum(minute.busy_s for member in self.members for minute in member.result.minutes)
        return busy_s / (len(self.works_in) * max(self.now, 1.0))

    def match(self) -> None:
        """Give every waiting person an agent who may take the call, longest waiting first."""
        in_line = [(since, member, call) for member in self.members for call, since in member.in_line()]
        for _, member, call in sorted(in_line, key=lambda one: one[0]):
            member.serve_waiting(call)


class Member(Run):
    """One campaign's run. Its agents are the shared agents who work in it."""

    def __init__(self, floor: SharedRun, at: int, campaign: Campaign, chance: Random) -> None:
        super().__init__(campaign.world, self._decide, chance)
        self.at, self.campaign = at, campaign
        self.dialled_at = -1.0
        self._floor = floor
        self._idle = floor.idle
        self._decision: Decision | None = None
        self._mine = {agent for agent, works_in in floor.works_in.items() if at in works_in}
        self._agents = len(self._mine)
        self.agents_due = sum(1.0 / len(floor.works_in[agent]) for agent in self._mine)

    def begin(self) -> None:
        """Start the campaign when its time comes."""
        self._at(self.campaign.begins_s, self._ask, "")
        if self.campaign.lead_each_s is not None:
            self._at(self.campaign.begins_s, self._lead_comes, "")

    def end(self, seconds: float) -> Result:
        """End the day and return its result."""
        self._agents = 0  # agents' time is counted for all campaigns together
        return self._end(seconds)

    def wake(self) -> None:
        """Ask the pacer soon."""
        super()._wake()

    def in_line(self) -> list[tuple[str, float]]:
        """The waiting calls, and since when they wait."""
        return list(self._waiting.items())

    def serve_waiting(self, call: str) -> None:
        """Give this person an agent, if there is one."""
        if self._ready:
            self._serve(call, self.now - self._waiting.pop(call))

    @property
    def launched(self) -> int:
        """Calls that were started so far."""
        return self._launched

    @property
    def leads_come(self) -> int:
        """Leads that have arrived so far."""
        each_s = self.campaign.lead_each_s
        return ENDLESS if each_s is None else int((self.now - self.campaign.begins_s) / each_s + 1e-9)

    def seen_by(self, other: Member) -> Rival:
        """This campaign, as a campaign that shares agents with it sees it."""
        both = self._mine & other._mine
        return Rival(
            calls=tuple(self._calls.values()),
            calls_waiting=len(self._waiting),
            learned=self.learned,
            shared_ready=sum(agent in both for agent in self._idle),
            ahead=self.campaign.policy.mode.ahead,
            sharing=len(both) / max(len(self._mine), 1),
            agents_due=self.agents_due,
            busy=tuple(one for agent, one in self._busy.items() if agent in other._mine),
            wants=None if self._decision is None else self._decision.wants_more,
            policy=self.campaign.policy,
        )

    def _decide(self, snapshot: Snapshot) -> Decision:
        self._decision = decide(snapshot, self.campaign.policy)
        return self._decision

    def _lead_comes(self, _: str) -> None:
        self._at(self.now + (self.campaign.lead_each_s or 0.0), self._lead_comes, "")
        self._wake()

    def _at(self, when: float, happen: Callable[[str], None], name: str) -> None:
        self._floor.at(when, happen, name)

    def _wake(self) -> None:
        self._floor.wake()

    def _launch(self) -> None:
        super()._launch()
        self.dialled_at = self.now

    @property
    def _ready(self) -> int:
        return sum(agent in self._mine for agent in self._idle)

    def _next_agent(self) -> str:
        """The next agent; one who works here alone, if any, while another campaign counts on shared agents."""
        ready = [agent for agent in self._idle if agent in self._mine]
        alone = [agent for agent in ready if len(self._floor.works_in[agent]) == 1]
        counted_on = any(other._calls or other._waiting for other in self._partners())
        agent = (alone or ready)[0] if counted_on else ready[0]
        self._idle.remove(agent)
        return agent

    def _free_for_waiting(self) -> None:
        self._floor.match()

    def _partners(self) -> list[Member]:
        others = (other for other in self._floor.at_work() if other is not self)
        return [other for other in others if not self._mine.isdisjoint(other._mine)]

    def _snapshot(self) -> Snapshot:
        seen = super()._snapshot()
        few = self.campaign.lead_each_s is not None
        return replace(
            seen,
            leads_left=min(seen.leads_left, self.leads_come - self._launched),
            leads_to_come=float(ENDLESS) if few else seen.leads_to_come,
            rivals=tuple(other.seen_by(self) for other in self._partners()),
            agents_due=self.agents_due,
        )
