"""What follows from an agent's settings: how long a person is kept whose agent's leg is lost, who speaks what. Pure."""

from typing import Final

from dialer.core.enums import LegKind
from dialer.work.agents.model import Agent

BROWSER_REJOIN_S: Final = 12.0  # a page is loaded again, or a network comes back, within some seconds


def rejoin_s(agent: Agent) -> float:
    """In seconds: the agent's own, else that of the phone. 0 for a desk phone: to hang it up is to end the call."""
    if agent.rejoin_s is not None:
        return float(agent.rejoin_s)
    return BROWSER_REJOIN_S if agent.leg_kind is LegKind.BROWSER else 0.0


def spoken(agent: Agent) -> tuple[str, ...]:
    """The languages in which the agent talks with people."""
    return agent.languages or (agent.language,)
