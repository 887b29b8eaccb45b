"""Replies to what agents ask for: the agent's state once the loop has acted on it, and whether anything was done."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dialer.cell.agents.roster import Agent, AgentState
from dialer.cell.call.state_machine import CallState
from dialer.core.enums import AgentWish
from dialer.engine.messages.bus_messages import Command, Wished, read_message
from dialer.engine.switchboard import Switchboard

WITHIN_S: Final = 1.5  # less than the API waits for the reply
LOGGED_OUT: Final = "logged_out"


@dataclass(frozen=True, slots=True)
class AgentOrders:
    """Waits for the loop. `until` waits for a condition, checked after every turn, or for some seconds."""

    switchboard: Switchboard
    until: Callable[[Callable[[], bool], float], Awaitable[None]]

    async def reply(self, topic: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """The reply to a message of topic agent or command; None if another engine has to give it."""
        said, number = read_message(topic, body), str(body.get("number", ""))
        if not isinstance(said, Wished | Command) or not self._is_ours(said, body):
            return None
        if isinstance(said, Wished):
            await self.until(lambda: self._has_taken(said), WITHIN_S)
            return {"number": number, **self._state(said.agent_id)} if self._has_taken(said) else None
        outcomes, before = self.switchboard.seats.outcomes, self._agent(said.agent_id)
        if before is None:
            return {"number": number, "done": False, **self._state(said.agent_id)}
        await self.until(lambda: number in outcomes, WITHIN_S)
        if (outcome := outcomes.pop(number, None)) is None:
            return None
        if said.kind == "hang_up" and outcome["done"]:
            await self.until(lambda: self._has_left(said.agent_id, before.call_id), WITHIN_S)
        if said.kind == "hold" and outcome["done"]:
            await self.until(lambda: not self._talks(before.call_id), WITHIN_S)
            outcome["done"] = not self._talks(before.call_id)
        elif said.kind == "resume" and outcome["done"]:
            await self.until(lambda: self._talks(before.call_id) is not False, WITHIN_S)
        return {"number": number, **outcome, **self._state(said.agent_id)}

    def _is_ours(self, said: Wished | Command, body: Mapping[str, Any]) -> bool:
        return said.agent_id in self.switchboard.seats.seat_of or body.get("campaign_id") in self.switchboard.cells

    def _has_taken(self, said: Wished) -> bool:
        """Whether the agent's wish is known here, though it may take effect after the present call."""
        agent = self._agent(said.agent_id)
        if said.wish is AgentWish.LOGGED_OUT:
            return agent is None or agent.wish is AgentWish.LOGGED_OUT
        return agent is not None and agent.wish_at >= said.at

    def _has_left(self, agent_id: int, call_id: str | None) -> bool:
        agent = self._agent(agent_id)
        return agent is None or agent.call_id != call_id or agent.state not in _IN_CALL

    def _talks(self, call_id: str | None) -> bool | None:
        """Whether both hear each other; None if the call is over."""
        call = next((cell.calls[call_id] for cell in self.switchboard.cells.values() if call_id in cell.calls), None)
        return None if call is None else call.state is CallState.TALKING

    def _agent(self, agent_id: int) -> Agent | None:
        cell = self.switchboard.cells.get(self.switchboard.seats.seat_of.get(agent_id, 0))
        return cell.roster.get(agent_id) if cell is not None else None

    def _state(self, agent_id: int) -> dict[str, Any]:
        agent = self._agent(agent_id)
        if agent is None:
            return {"state": LOGGED_OUT, "since": None, "attempt_id": None}
        return {"state": agent.state.value, "since": agent.since, "attempt_id": agent.call_id}


_IN_CALL: Final = (AgentState.RESERVED, AgentState.TALKING)
