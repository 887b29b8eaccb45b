"""What agents at work are told and ask for: log-in, ready, pause, raised hands, their calls, previews, log-out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import EllipsisType
from typing import Any

from dialer.audit.store import Act
from dialer.core.enums import AgentWish, EndpointState, LegKind
from dialer.core.request_errors import (
    AgentNotLoggedIn,
    EngineSilent,
    HandNotRaised,
    Invalid,
    LeadNotDialled,
    PauseNeedsApproval,
    PhoneNotAllowed,
    UnknownPhone,
)
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import from_plain, msg
from dialer.messaging.bus import Bus, Topic
from dialer.messaging.request import engine_is_there, send
from dialer.stores.work import WorkStore
from dialer.telephony.nodes.endpoints import endpoints_of
from dialer.telephony.trunks.dial_strings import endpoint_of, phone_allowed
from dialer.work.agents.model import Agent
from dialer.work.agents.service import Agents
from dialer.work.agents.store import Agents as AgentRows
from dialer.work.pauses.model import PRIVATE, RECOVERY_BREAK

COMMAND_WITHIN_S = 4.0  # a call that is hung up is waited for


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What an agent does by the engine, after a request."""

    state: str  # of `AgentState`, or logged_out
    since: float | None
    attempt_id: str | None
    is_done: bool = True  # False: there was nothing (more) to do


@dataclass(frozen=True, slots=True)
class Wished:
    """An agent after a wish, and what it came to; None while no engine has acted on it: the wish is kept for one."""

    agent: Agent
    doing: Doing | None


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """An agent who has logged in, and the node's state of the phone that it calls now."""

    wished: Wished
    phone: EndpointState | None


class AgentCommands:
    """Requests of agents at work, and about them."""

    def __init__(self, store: WorkStore, bus: Bus, agents: Agents, clock: Callable[[], float]) -> None:
        self._store, self._bus, self._agents, self._clock = store, bus, agents, clock

    async def log_in(
        self,
        agent_id: int,
        campaign_id: int,
        *,
        also: Sequence[int] = (),
        ready: bool,
        phone: str | None = None,
        leg_kind: LegKind | None = None,
        actor: str,
    ) -> LoggedIn:
        """Log an agent in to a campaign, and to `also`, others of its node; ready at once, or paused first.

        `phone` and `leg_kind` are of the seat taken now, and stay the agent's afterwards; None: as before.

        Raises `UnknownAgent`, `UnknownCampaign`, `BadReference`, `Invalid`, `PhoneNotAllowed`, `UnknownPhone`,
        `PhoneBusy`, `PhoneTaken`, `CampaignClosed`, `CampaignArchived`.
        """
        if also:
            await self._check_one_node([campaign_id, *also])
        await self._agents.take_seat(agent_id, phone, leg_kind, actor)
        endpoint = await self._may_ring(agent_id, campaign_id)
        wish = AgentWish.READY if ready else AgentWish.PAUSED
        return LoggedIn(await self._wish(agent_id, wish, campaign_id=campaign_id, also=also, actor=actor), endpoint)

    async def ready(self, agent_id: int, *, actor: str) -> Wished:
        """Take calls (again). Raises `UnknownAgent`, `AgentNotLoggedIn`."""
        await self._logged_in(agent_id)
        return await self._wish(agent_id, AgentWish.READY, actor=actor)

    async def pause(
        self, agent_id: int, *, reason: str, lasts_s: float | None = None, approved: bool = True, actor: str
    ) -> Wished:
        """Take no call after the present one. `reason` is the code of a configured reason, or a text of one's own.

        The engine ends the pause after `lasts_s`; None: the agent does. Asked again with the same reason, the pause
        goes on as it was granted, with the new end.

        Raises `UnknownAgent`, `AgentNotLoggedIn`, and `PauseNeedsApproval` if it needs approval and has none.
        """
        agent = await self._logged_in(agent_id)
        ends: dict[str, Any] = {"pause_reason": reason, "pause_s": lasts_s}
        if agent.wish is AgentWish.PAUSED and agent.pause_reason == reason:
            return await self._wish(agent_id, AgentWish.PAUSED, **ends, pause_rests=agent.pause_rests, actor=actor)
        known = {one.code: one for one in await self._store.pauses.reasons(agent.team_id)}
        found = known.get(reason)
        if found is not None and found.needs_approval and not approved:
            raise PauseNeedsApproval(reason=reason)
        rests = found is None or found.counts_as_screen_break
        return await self._wish(agent_id, AgentWish.PAUSED, **ends, pause_rests=rests, actor=actor)

    async def take_recovery_break(self, agent_id: int, *, seconds: float, actor: str) -> Wished:
        """Pause for some seconds after the present call; the engine makes the agent ready again.

        A second request during that time changes nothing. Raises `UnknownAgent`, `AgentNotLoggedIn`.
        """
        agent = await self._logged_in(agent_id)
        if agent.wish is AgentWish.PAUSED and agent.pause_reason == RECOVERY_BREAK and agent.pause_s is not None:
            return Wished(agent, None)
        return await self._wish(
            agent_id, AgentWish.PAUSED, pause_reason=RECOVERY_BREAK, pause_s=seconds, pause_rests=False, actor=actor
        )

    async def extend_wrap_up(self, agent_id: int, *, attempt_id: str | None, actor: str) -> Doing:
        """Give the agent more time for the present wrap-up, once.

        Raises `UnknownAgent`, `AgentNotLoggedIn`, `EngineSilent`.
        """
        agent = await self._logged_in(agent_id)
        done = await self._send(agent, {"kind": "extend_wrap_up", "attempt_id": attempt_id})
        if done.is_done:
            await self._note("agent.extend_wrap_up", agent_id, actor, {"attempt_id": done.attempt_id})
        return done

    async def raise_hand(self, agent_id: int, *, note: str, asks: str, actor: str) -> Agent:
        """Ask for help, or for a pause that needs approval (`asks`, its code).

        Raises `UnknownAgent`, `AgentNotLoggedIn`, `Invalid`.
        """
        agent = await self._logged_in(agent_id)
        if asks and asks not in {one.code for one in await self._store.pauses.reasons(agent.team_id)}:
            raise Invalid([("asks", msg("name the code of a reason to pause"))])
        told = {"asks": asks} if asks and asks not in PRIVATE else {}
        act = self._act("agent.raise_hand", agent_id, actor, told)
        return self._changed(await AgentRows(act).raise_hand(agent_id, note=note, asks=asks, now=self._clock()))

    async def lower_hand(self, agent_id: int, *, actor: str) -> Agent:
        """End the request for help. Raises `UnknownAgent`."""
        act = self._act("agent.lower_hand", agent_id, actor, {})
        return self._changed(await AgentRows(act).lower_hand(agent_id))

    async def answer_hand(self, agent_id: int, *, approved: bool, actor: str) -> Wished:
        """Answer a raised hand; `approved` grants the pause that it asks for.

        Raises `UnknownAgent`, `HandNotRaised`, `AgentNotLoggedIn`.
        """
        agent = await self._store.agents.get(agent_id, sees=EVERYTHING)
        if agent.hand_at is None:
            raise HandNotRaised(agent=agent.name)
        lowered = await self.lower_hand(agent_id, actor=actor)
        if not approved or not agent.hand_asks:
            return Wished(lowered, None)
        return await self.pause(agent_id, reason=agent.hand_asks, actor=actor)

    async def log_out(self, agent_id: int, *, actor: str) -> Wished:
        """Leave after the present call. Raises `UnknownAgent`."""
        return await self._wish(agent_id, AgentWish.LOGGED_OUT, actor=actor)

    async def hang_up(self, agent_id: int, *, attempt_id: str | None = None, actor: str) -> Doing:
        """End the agent's present call, if it is this one. Raises `UnknownAgent`, `AgentNotLoggedIn`."""
        return await self._command(agent_id, {"kind": "hang_up", "attempt_id": attempt_id}, actor)

    async def hold(self, agent_id: int, *, attempt_id: str | None = None, actor: str) -> Doing:
        """Put the agent's person on hold, if it is in this call. Raises `UnknownAgent`, `AgentNotLoggedIn`."""
        return await self._command(agent_id, {"kind": "hold", "attempt_id": attempt_id}, actor)

    async def resume(self, agent_id: int, *, attempt_id: str | None = None, actor: str) -> Doing:
        """Take the person back who is on hold, if it is in this call. Raises `UnknownAgent`, `AgentNotLoggedIn`."""
        return await self._command(agent_id, {"kind": "resume", "attempt_id": attempt_id}, actor)

    async def plan(
        self,
        agent_id: int,
        *,
        shift_ends_at: float | None,
        break_at: float | None,
        actor: str,
        expected: Agent | EllipsisType = ...,
    ) -> Agent:
        """Set when the agent's shift ends and the next break begins (epoch seconds); None: unknown.

        From that instant on the agent takes no further call. Raises `UnknownAgent`, `Invalid`, and `Changed` if the
        agent is not as expected.
        """
        now = self._clock()
        for name, at in (("shift_ends_at", shift_ends_at), ("break_at", break_at)):
            if at is not None and not now - DAY_S < at <= now + DAY_S:
                raise Invalid([(name, msg("name an instant within a day of now, or leave it out"))])
        act = self._act("agent.plan", agent_id, actor, {"shift_ends_at": shift_ends_at, "break_at": break_at})
        planned = await AgentRows(act).plan(agent_id, shift_ends_at=shift_ends_at, break_at=break_at, expected=expected)
        return self._changed(planned)

    async def stage(self, agent_id: int, *, stage: str, attempt_id: str | None) -> Doing:
        """Tell the pacer the stage of the agent's talk. Raises `UnknownAgent`, `AgentNotLoggedIn`."""
        agent = await self._reachable(agent_id)
        return await self._send(agent, {"kind": "stage", "stage": stage, "attempt_id": attempt_id})

    async def name_shown(self, agent_id: int, *, attempt_id: str, ahead_ms: float) -> Doing:
        """Tell the board by how much the person's name was on the page before the voice was heard.

        Raises `UnknownAgent`, `AgentNotLoggedIn`, `EngineSilent`.
        """
        agent = await self._reachable(agent_id)
        return await self._send(agent, {"kind": "name_shown", "attempt_id": attempt_id, "ahead_ms": ahead_ms})

    async def dial_preview(self, agent_id: int, *, lead_id: int | None, actor: str) -> Doing:
        """Dial the lead that the agent previews. Raises `UnknownAgent`, `AgentNotLoggedIn`."""
        return await self._command(agent_id, {"kind": "dial_preview", "lead_id": lead_id}, actor)

    async def skip_preview(self, agent_id: int, *, lead_id: int | None, reason: str = "", actor: str) -> Doing:
        """Give back the lead that the agent previews; the audit keeps why. Raises as `dial_preview` does."""
        facts = {"lead_id": lead_id, "reason": reason} if reason else {}
        return await self._command(agent_id, {"kind": "skip_preview", "lead_id": lead_id}, actor, facts)

    async def _may_ring(self, agent_id: int, campaign_id: int) -> EndpointState | None:
        """The state of the agent's phone on the campaign's node; None if it is not called through PJSIP.

        Raises `PhoneNotAllowed` if the node may not call it, `UnknownPhone` if it has no such phone.
        """
        agent = await self._store.agents.get(agent_id, sees=EVERYTHING)
        campaign = await self._store.campaigns.get(campaign_id, sees=EVERYTHING)
        node = await self._store.nodes.get(campaign.node_id)
        if not phone_allowed(agent.phone, node.dial_patterns):
            raise PhoneNotAllowed(agent=agent.name, node=node.name)
        endpoint, board = endpoint_of(agent.phone), await self._bus.latest(Topic.BOARD) or {}
        told = await endpoints_of(self._bus, board, [agent.phone], campaign_id=campaign_id, node_id=node.id)
        state = None if endpoint is None else told.get(endpoint, EndpointState.UNTOLD)
        if state is EndpointState.MISSING:
            raise UnknownPhone(agent=agent.name, node=node.name)
        return state

    async def _check_one_node(self, campaign_ids: Sequence[int]) -> None:
        campaigns = [await self._store.campaigns.get(campaign_id, sees=EVERYTHING) for campaign_id in campaign_ids]
        strange = [one.name for one in campaigns if one.node_id != campaigns[0].node_id]
        if strange:
            what = msg(
                "{campaigns}: dialled on another Asterisk than {campaign}, where the phone hangs",
                campaigns=strange,
                campaign=campaigns[0].name,
            )
            raise Invalid([("also_campaign_ids", what)])

    def _changed(self, agent: Agent) -> Agent:
        self._bus.publish(Topic.CAMPAIGN, {"campaign_id": agent.campaign_id})  # makes the engine read the agents again
        return agent

    async def _logged_in(self, agent_id: int) -> Agent:
        agent = await self._store.agents.get(agent_id, sees=EVERYTHING)
        if agent.wish is AgentWish.LOGGED_OUT or agent.campaign_id is None:
            raise AgentNotLoggedIn(agent=agent.name)
        return agent

    async def _wish(
        self,
        agent_id: int,
        wish: AgentWish,
        *,
        campaign_id: int | None = None,
        also: Sequence[int] = (),
        pause_reason: str = "",
        pause_s: float | None = None,
        pause_rests: bool = True,
        actor: str,
    ) -> Wished:
        now = self._clock()
        why = _why(pause_reason)
        act = self._act(
            f"agent.{wish.value}", agent_id, actor, lambda wished: {"campaign_id": wished.campaign_id} | why
        )
        agent = await AgentRows(act).wish(
            agent_id,
            wish,
            campaign_id=campaign_id,
            also=also,
            pause_reason=pause_reason,
            pause_s=pause_s,
            pause_rests=pause_rests,
            now=now,
        )
        if wish is AgentWish.LOGGED_OUT or campaign_id is not None:
            works_in = [] if wish is AgentWish.LOGGED_OUT else [campaign_id, *also]
            self._bus.publish(Topic.SEATED, {"agent_id": agent_id, "campaign_ids": works_in})
        said = {
            "agent_id": agent_id,
            "wish": wish.value,
            "campaign_id": agent.campaign_id,
            "pause_reason": pause_reason,
            "pause_s": pause_s,
            "pause_rests": pause_rests,
            "at": now,
        }
        if not await engine_is_there(self._bus, now=now):
            self._bus.publish(Topic.AGENT, said)
            return Wished(agent, None)
        reply = await send(self._bus, Topic.AGENT, said)
        return Wished(agent, None if reply is None else _doing(reply))

    async def _command(
        self, agent_id: int, command: dict[str, Any], actor: str, facts: Mapping[str, Any] | None = None
    ) -> Doing:
        """Have the engine carry out a command, and audit it. Raises `EngineSilent`, `LeadNotDialled`."""
        agent = await self._reachable(agent_id)
        await self._note(f"agent.{command['kind']}", agent_id, actor, dict(facts or {}))
        return await self._send(agent, command)

    async def _reachable(self, agent_id: int) -> Agent:
        """The agent, who is logged in while an engine takes commands. Raises `AgentNotLoggedIn`, `EngineSilent`."""
        agent = await self._logged_in(agent_id)
        if not await engine_is_there(self._bus, now=self._clock()):
            raise EngineSilent
        return agent

    async def _send(self, agent: Agent, command: dict[str, Any]) -> Doing:
        said = {**command, "agent_id": agent.id, "campaign_id": agent.campaign_id, "at": self._clock()}
        reply = await send(self._bus, Topic.COMMAND, said, within_s=COMMAND_WITHIN_S)
        if reply is None:
            raise EngineSilent
        if (why := reply.get("refused")) is not None:
            raise LeadNotDialled(from_plain(why))
        return _doing(reply)

    def _act(
        self, action: str, agent_id: int, actor: str, facts: dict[str, Any] | Callable[[Agent], dict[str, Any]]
    ) -> Act:
        return self._store.audit.act(
            actor=actor, action=action, subject=f"agent:{agent_id}", facts=facts, now=self._clock()
        )

    async def _note(self, action: str, agent_id: int, actor: str, facts: dict[str, Any]) -> None:
        await self._store.audit.add(
            actor=actor, action=action, subject=f"agent:{agent_id}", facts=facts, now=self._clock()
        )


def _doing(reply: Mapping[str, Any]) -> Doing:
    facts = {name: reply.get(name) for name in ("since", "attempt_id")}
    return Doing(state=str(reply["state"]), is_done=bool(reply.get("done", True)), **facts)


def _why(pause_reason: str) -> dict[str, Any]:
    """The reason for the audit, which others read: not a private one."""
    return {"pause_reason": pause_reason} if pause_reason and pause_reason not in PRIVATE else {}
