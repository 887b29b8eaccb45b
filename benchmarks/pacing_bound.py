"""What foreknowledge would bring: a pacer that is told the very instant at which every busy agent will be free.

No page can tell so much, so this bounds what words of the agents' pages can bring to this pacer. How many people will
answer stays as unknown as it is. Only the benchmark plays it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from pacing.agent_release import FreeTimes
from pacing.busy_agents import BusyAgent
from pacing.learned import Learned
from pacing.risk import Count
from pacing.simulate.run import Pacer, Run
from pacing.simulate.world import World


class Foreknown(FreeTimes):
    """Counts the agents who will be free, from the instants at which they will be."""

    __slots__ = ("free_at",)

    def __init__(self, learned: Learned) -> None:
        super().__init__(learned.talk, learned.wrap_up, learned.stages, learned.wrap_up_stages)
        self.free_at: dict[str, float] = {}

    def expected(
        self,
        busy: Iterable[BusyAgent],
        now: float,
        horizons: Sequence[float],
        beside: Sequence[tuple[FreeTimes, Iterable[BusyAgent]]] = (),
    ) -> list[Count]:
        """How many are free after each of the horizons: no chance is left in it."""
        counts = [sum(at <= now + horizon for at in self.free_at.values()) for horizon in horizons]
        return [Count(float(free), 0.0, (*(0.0,) * free, 1.0)) for free in counts]


class Foretold(Run):
    """A run in which the wrap-up is drawn with the talk, so that both are known when the talk begins."""

    def __init__(self, world: World, pacer: Pacer, chance: Random, *, learned: Learned | None = None) -> None:
        super().__init__(world, pacer, chance, learned=learned)
        self._known = Foreknown(self.learned)
        self.learned.frees = self._known
        self._wrap_ups: dict[str, float] = {}

    def _talk_of(self, agent: str) -> float:
        talk, wrap_up = super()._talk_of(agent), super()._wrap_up_of(agent)
        self._wrap_ups[agent] = wrap_up
        self._known.free_at[agent] = self.now + talk + wrap_up
        return talk

    def _wrap_up_of(self, agent: str) -> float:
        return self._wrap_ups.pop(agent)

    def _wrap_up_ended(self, agent: str) -> None:
        del self._known.free_at[agent]
        super()._wrap_up_ended(agent)
