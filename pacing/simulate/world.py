"""The simulated call centre and the public it calls: the input of a run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Spread:
    """A log-normal duration: mean in seconds, and standard deviation over mean."""

    mean: float
    cv: float

    def draw(self, chance: Random) -> float:
        """One duration, in seconds."""
        if self.mean <= 0.0:
            return 0.0
        variance = math.log(1.0 + self.cv * self.cv)
        return chance.lognormvariate(math.log(self.mean) - variance / 2.0, math.sqrt(variance))


@dataclass(frozen=True, slots=True)
class LeadList:
    """So many leads with the same answer rate; a pacer knows them by the name."""

    name: str
    leads: int
    person: float  # share of calls that a person answers


ENDLESS = 1_000_000  # leads of a list that never ends


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One campaign in one cell.

    Shares of calls: `person`, and of the rest `machine`, `busy` and `failed`; others ring out, as do people
    who would answer after the ring limit.
    """

    agents: int = 20
    day_s: float = 28_800.0
    person: float = 0.25
    machine: float = 0.30
    busy: float = 0.08
    failed: float = 0.12
    talk: Spread = Spread(60.0, 1.0)
    wrap_up: Spread = Spread(20.0, 0.6)
    ring: Spread = Spread(12.0, 0.55)
    set_up_s: float = 2.0
    refused: float = 0.0  # share of all calls that the trunk refuses: no phone rings
    refused_s: float = 2.0  # until busy, failed or refused is known
    ring_limit_s: float = 25.0
    wait_limit_s: float = 2.0
    clock: Spread | None = None  # from the answer to the start of the wait limit; None: from the end of screening
    screening_s: float = 0.0
    screening_false: float = 0.0  # share of people taken for machines
    machine_talk: Spread | None = None  # until an agent hangs up on an unscreened machine; None: no time at all
    leads: int | None = None  # None: the list never ends
    lines: int = 100_000
    starts_per_s: float = 1_000.0
    lists: tuple[LeadList, ...] = ()  # dialled one after the other, instead of `leads` and `person`
    lists_told: bool = True  # whether the pacer knows the list of each call
    nearly_done_s: float = 0.0  # how long before a talk's end the agent's page reports it; 0: never
    nearly_done_cv: float = 0.3  # its standard deviation over its mean
    nearly_done_share: float = 0.0  # of the talks
    nearly_done_false: float = 0.0  # of those reported: the report comes at any instant of talk or wrap-up
    saving_s: float = 0.0  # how long before a wrap-up's end the page reports it: the form is complete, say
    saving_share: float = 0.0  # of the wrap-ups; the deviation is that of the talks

    recovery_breaks_at_s: tuple[float, ...] = ()  # when some agents ask for a recovery break after their call
    recovering: int = 0  # how many of the busy ones, each time
    recovery_break_s: float = 75.0  # how long it lasts; they come back by themselves

    def lists_left(self, launched: int) -> list[tuple[LeadList, int]]:
        """The lists to be dialled next after so many calls, and how many leads of each are left."""
        if not self.lists:
            left = ENDLESS if self.leads is None else max(self.leads - launched, 0)
            return [(LeadList("", left, self.person), left)]
        left_of = []
        for leads in self.lists:
            left = max(leads.leads - max(launched, 0), 0)
            launched -= leads.leads
            if left or leads is self.lists[-1]:
                left_of.append((leads, left))
        return left_of

    def told_after(self, lasts_s: float, share: float, ahead_s: float, chance: Random) -> float | None:
        """When the agent's page reports the end of a talk or wrap-up, in seconds from its start; None: it does not."""
        if not share or chance.random() >= share:
            return None
        closing = Spread(ahead_s, self.nearly_done_cv).draw(chance)
        if self.nearly_done_false and chance.random() < self.nearly_done_false:
            closing = chance.uniform(0.0, lasts_s)
        after = max(lasts_s - closing, 0.0)
        return after if after < lasts_s else None

    def waits_until(self, answered_at: float, now: float, chance: Random) -> float:
        """When the wait is over of a person who answered at `answered_at` and needs an agent from now on."""
        if self.clock is None:
            return now + self.wait_limit_s
        return max(answered_at + self.clock.draw(chance) + self.wait_limit_s, now)


@dataclass(frozen=True, slots=True)
class Change:
    """The world from `at_s` on (its number of agents too)."""

    at_s: float
    world: World
