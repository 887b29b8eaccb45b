"""What a calm half hour costs: the same days with the last half hour held at several shares of the limit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from pacing.decide import decide
from pacing.simulate.baselines import MakePacer
from pacing.simulate.compare import Case
from pacing.simulate.pacers import CALLING_OFF_FROM_S
from pacing.simulate.run import Pacer
from pacing.simulate.world import World
from pacing.snapshot import Constraint, Mode, Policy

TEAMS = (5, 20, 100)
HELD_AT = (0.5, 0.65, 0.8, 1.0, math.inf)
DAY_S = {5: 28_800.0, 20: 28_800.0, 100: 10_800.0}


def tradeoff_cases(agents: Sequence[int]) -> list[Case]:
    """A team of each size, in the first world of the table, at each of the shares."""
    return [
        Case(pacer=_name(at), make=_held(at), world=World(agents=team, day_s=DAY_S[team]), label=f"{team} agents")
        for team in TEAMS
        if team in agents
        for at in HELD_AT
    ]


def _name(at: float) -> str:
    return "not held" if math.isinf(at) else f"held at {at:.0%}"


def _held(at: float) -> MakePacer:
    def make(world: World) -> Pacer:
        day = Constraint(name="day", limit=0.03, starts_at=0.0, ends_at=world.day_s, half_hour_at=at)
        policy = Policy(mode=Mode.PREDICTIVE, ring_min_s=CALLING_OFF_FROM_S, constraints=(day,))
        policy = replace(policy, wait_limit_s=world.wait_limit_s, ring_limit_s=world.ring_limit_s)
        return lambda snapshot: decide(snapshot, policy)

    return make
