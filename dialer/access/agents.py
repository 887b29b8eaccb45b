"""What features below the agents ask of an agent."""

from typing import Protocol

from dialer.core.visibility import Visibility


class AgentName(Protocol):
    """An agent, as far as it is named."""

    @property
    def name(self) -> str: ...
    @property
    def display_name(self) -> str: ...


class AgentReader(Protocol):
    """Reads agents: `dialer.work.agents.store.Agents` does."""

    async def get(self, agent_id: int, *, sees: Visibility) -> AgentName:
        """One agent. Raises `UnknownAgent`."""
