"""What an agent may be told of all agents together: nothing of which a single one could be found out."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final

from dialer.work.workday.model import TalkCounts

FEWEST_AGENTS: Final = 5  # as the totals of a team in Italy


def usual_length(talks: Sequence[tuple[int | None, float]]) -> float | None:
    """The median length of talks, given as agent and seconds; None if they are of too few agents."""
    agents = {agent_id for agent_id, _ in talks if agent_id is not None}
    return median(length for _, length in talks) if len(agents) >= FEWEST_AGENTS else None


def hard_share(by_agent: Mapping[int, TalkCounts]) -> float | None:
    """The share of hard talks of all these agents together; None if too few of them have talked."""
    if sum(one.talks > 0 for one in by_agent.values()) < FEWEST_AGENTS:
        return None
    return sum(one.hard for one in by_agent.values()) / sum(one.talks for one in by_agent.values())
