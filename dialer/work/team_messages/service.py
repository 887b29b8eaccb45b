"""Team messages to agents, and what a supervisor orders with one: a pause, or the end of work."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from dialer.access.model import Caller
from dialer.access.store.users import Users
from dialer.audit.store import Act, Audit
from dialer.core.enums import AgentWish
from dialer.core.request_errors import AgentNotLoggedIn, Invalid
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.i18n.message import msg
from dialer.messaging.bus import Bus, Topic
from dialer.storage.pages import PageRequest
from dialer.work.agents.commands import AgentCommands, Wished
from dialer.work.agents.store import Agents
from dialer.work.pauses.model import BY_SUPERVISOR
from dialer.work.team_messages.model import MOST_RECIPIENTS, TeamMessage, TeamMessageKind
from dialer.work.team_messages.store import TeamMessages

_NOBODY: Final = msg("the team has no agents")


class TeamMessageService:
    """Requests about team messages."""

    def __init__(
        self,
        users: Users,
        team_messages: TeamMessages,
        agents: Agents,
        audit: Audit,
        bus: Bus,
        commands: AgentCommands,
        clock: Callable[[], float],
    ) -> None:
        self._users, self._team_messages, self._agents, self._audit = users, team_messages, agents, audit
        self._bus, self._commands, self._clock = bus, commands, clock

    async def sender(self, caller: Caller) -> str:
        """The name under which an agent hears from this caller."""
        if caller.kind != "user":
            return caller.name
        user = await self._users.get(caller.id, sees=EVERYTHING)
        return user.display_name or user.name

    async def unread(self, agent_id: int) -> list[TeamMessage]:
        """What the agent has not read yet, the oldest first."""
        return await self._team_messages.unread(agent_id, now=self._clock())

    async def write_to_agent(self, agent_id: int, *, text: str, sender: str, actor: str) -> int:
        """Write to one agent. Returns the team message's id. Raises `UnknownAgent`, `TooManyTeamMessages`."""
        await self._agents.get(agent_id, sees=EVERYTHING)
        act = self._act("team_message.write", f"agent:{agent_id}", actor, _team_message_id)
        [team_message_id] = await self._write(act, [agent_id], None, TeamMessageKind.MESSAGE, text, sender, actor)
        return team_message_id

    async def write_to_team(self, team_id: int, *, text: str, sender: str, actor: str, sees: Visibility) -> int:
        """Write to each agent of a team. Returns to how many. Raises `Invalid`, `TooManyTeamMessages`."""
        page = PageRequest(sort="id", after=None, limit=MOST_RECIPIENTS)
        agents = await self._agents.list(team_id=team_id, page=page, sees=sees)
        if not agents:
            raise Invalid([("team_id", _NOBODY)])
        if len(agents) > MOST_RECIPIENTS:
            raise Invalid([("team_id", msg("at most {most} agents are written to at once", most=MOST_RECIPIENTS))])
        act = self._act("team_message.write", f"team:{team_id}", actor, {"agents": len(agents)})
        await self._write(act, [one.id for one in agents], team_id, TeamMessageKind.MESSAGE, text, sender, actor)
        return len(agents)

    async def force_pause(self, agent_id: int, *, text: str, sender: str, actor: str) -> Wished:
        """Pause an agent after the present call, and say who did it and why. The agent ends the pause as any other.

        Raises `UnknownAgent`, `AgentNotLoggedIn`.
        """
        await self._order(agent_id, TeamMessageKind.PAUSE, text, sender, actor)
        return await self._commands.pause(agent_id, reason=BY_SUPERVISOR, actor=actor)

    async def force_log_out(self, agent_id: int, *, text: str, sender: str, actor: str) -> Wished:
        """Log an agent out after the present call, and say who did it and why.

        Raises `UnknownAgent`, `AgentNotLoggedIn`.
        """
        await self._order(agent_id, TeamMessageKind.LOG_OUT, text, sender, actor)
        return await self._commands.log_out(agent_id, actor=actor)

    async def _order(self, agent_id: int, kind: TeamMessageKind, text: str, sender: str, actor: str) -> None:
        """Tell the agent before the order itself, so that nobody is paused without a word."""
        agent = await self._agents.get(agent_id, sees=EVERYTHING)
        if agent.wish is AgentWish.LOGGED_OUT or agent.campaign_id is None:
            raise AgentNotLoggedIn(agent=agent.name)
        act = self._act(f"agent.force_{kind.value}", f"agent:{agent_id}", actor, _team_message_id)
        await self._write(act, [agent_id], None, kind, text, sender, actor)

    async def mark_read(self, agent_id: int, ids: Sequence[int]) -> list[int]:
        """Write that the agent has read these team messages. Returns those that were not read before."""
        read = await self._team_messages.mark_read(agent_id, ids, now=self._clock())
        if read:
            self._tell(agent_id)
        return read

    async def _write(
        self,
        act: Act,
        agent_ids: Sequence[int],
        team_id: int | None,
        kind: TeamMessageKind,
        text: str,
        sender: str,
        actor: str,
    ) -> list[int]:
        ids = await TeamMessages(act).add(
            agent_ids, team_id=team_id, kind=kind, text=text, sender=sender, actor=actor, now=self._clock()
        )
        for agent_id in agent_ids:
            self._tell(agent_id)
        return ids

    def _tell(self, agent_id: int) -> None:
        """Tell the agent's page that its team messages have changed; it reads them itself."""
        self._bus.publish(Topic.TEAM_MESSAGE, {"agent_id": agent_id, "at": self._clock()})

    def _act(
        self,
        action: str,
        subject: str,
        actor: str,
        facts: Mapping[str, object] | Callable[[list[int]], Mapping[str, object]],
    ) -> Act:
        return self._audit.act(actor=actor, action=action, subject=subject, facts=facts, now=self._clock())


def _team_message_id(ids: list[int]) -> Mapping[str, object]:
    [team_message_id] = ids
    return {"team_message_id": team_message_id}
