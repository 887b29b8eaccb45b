"""What a pacer sees, and what a cell has learned, made up."""

from __future__ import annotations

import random
from dataclasses import replace

from pacing.busy_agents import BusyAgent, BusyPhase
from pacing.learned import Learned
from pacing.snapshot import Snapshot

NOW = 1_000_000.0


def a_snapshot(learned: Learned | None = None, **changes: object) -> Snapshot:
    """Ten agents ready, nothing under way, no limit near."""
    plain = Snapshot(
        now=NOW,
        agents_ready=10,
        agents_busy=(),
        calls=(),
        calls_waiting=0,
        leads_left=1_000,
        lines_left=1_000,
        starts_left=1_000,
        learned=learned or Learned(),
    )
    return replace(plain, **changes)


def talking(agents: int, for_s: float = 30.0) -> tuple[BusyAgent, ...]:
    """Agents on the phone for so long."""
    return (BusyAgent(BusyPhase.TALK, NOW - for_s),) * agents


def a_history(
    answers: int = 400, abandoned: int = 4, seed: int = 1, hit_rate: float = 0.25, talk_s: float = 60.0
) -> Learned:
    """A cell that has dialled for a while before NOW."""
    chance = random.Random(seed)
    learned = Learned()
    now = NOW - 4_000.0
    for call in range(int(answers / hit_rate)):
        name = f"call {call}"
        learned.launched(name, now)
        if chance.random() < hit_rate:
            learned.person(name, now + 5.0 + 15.0 * chance.random())
        else:
            learned.ended_unanswered(name, now + chance.choice((2.0, 26.0)))
        now += 0.01
    for talk in range(answers):
        agent = f"agent {talk}"
        learned.talk_started(agent, now)
        learned.talk_ended(agent, now + chance.expovariate(1 / talk_s))
        learned.wrap_up_ended(agent, now + 200.0)
    for answer in range(answers):
        if answer < abandoned:
            learned.abandoned(f"call {answer}", now)
        else:
            learned.served(f"call {answer}", now)
    return learned
