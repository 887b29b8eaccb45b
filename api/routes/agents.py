"""Agents: their requests, dispositions, and the data of their page."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from api.answer_language import worded
from api.auth import Caller, Manager, Supervisor, SupervisorOrSelf
from api.dependencies import BusDep, PartsDep, PathId, QueryId, ServiceDep, StoreDep
from api.etags import IfMatch, Precondition, Versioned
from api.replaced_values import check_nothing_left_out
from api.schemas.agents import (
    AgentAsked,
    AgentChange,
    AgentLoggedIn,
    AgentShown,
    Dispose,
    Disposed,
    HangUp,
    LogIn,
    Pause,
    Plan,
    Preview,
    Stage,
)
from api.schemas.leads import DialAsked, Dialling, IdempotencyKey
from api.schemas.wire import Asked
from dialer.agents.model import Agent
from dialer.cell.agents.agent_screen import for_others
from dialer.core.errors import WatchingLocked
from dialer.messaging.bus import Topic
from dialer.services import Service
from dialer.stores import Store

router = APIRouter(prefix="/agents", tags=["agents"], route_class=Versioned)


async def _watcher(agent_id: PathId, store: StoreDep, service: ServiceDep, caller: SupervisorOrSelf) -> Caller:
    """A caller who may see the agent's state: the agent, or others if no rule forbids monitoring."""
    if not caller.is_agent(agent_id):
        [(_, rule)] = await service.watching.look().agents([await store.agents.get(agent_id)])
        if rule:
            raise WatchingLocked(rule=rule)
    return caller


Watcher = Annotated[Caller, Depends(_watcher)]


@router.get("")
async def list_agents(
    store: StoreDep,
    service: ServiceDep,
    _caller: Supervisor,
    campaign_id: QueryId = None,
    retired: Annotated[bool, Query(description="Also those who are agents no more.")] = False,
) -> list[AgentShown]:
    """List every agent, or those of a campaign.

    Where a law locks the watching of agents (`locked_by`), what an agent asked for last is shown to the agent alone.
    """
    seen = await service.watching.look().agents(await store.agents.list(campaign_id=campaign_id, retired=retired))
    return [AgentShown.seen(agent, rule) for agent, rule in seen]


@router.post("", status_code=201)
async def create_agent(body: AgentAsked, service: ServiceDep, caller: Manager) -> AgentShown:
    """Write a new agent, logged out."""
    return await _shown(await service.agents.create(**body.model_dump(), actor=caller.actor), service, caller)


@router.get("/{agent_id}")
async def read_agent(agent_id: PathId, store: StoreDep, service: ServiceDep, caller: SupervisorOrSelf) -> AgentShown:
    """Read an agent: the own wish in any case, another's as in the list."""
    return await _shown(await store.agents.get(agent_id), service, caller)


@router.put("/{agent_id}")
async def update_agent(
    agent_id: PathId, body: AgentChange, store: StoreDep, service: ServiceDep, caller: Manager, if_match: IfMatch
) -> AgentShown:
    """Write an agent anew; the name stays. A field that has a value may not be left out: it would be reset."""
    before = await _to_change(agent_id, body, store, service, caller, if_match)
    agent = await service.agents.update(agent_id, **body.model_dump(), actor=caller.actor, expected=before)
    return await _shown(agent, service, caller)


@router.delete("/{agent_id}", status_code=204)
async def retire_agent(
    agent_id: PathId, parts: PartsDep, service: ServiceDep, caller: Manager, if_match: IfMatch
) -> None:
    """Take an agent out of use who is logged out. The agent's tokens open nothing more; a name written anew is back."""
    if if_match:
        if_match.check(await _shown(await parts.store.agents.get(agent_id), service, caller))
    await parts.store.retiring.agent(agent_id, actor=caller.actor, now=parts.clock())


@router.post("/{agent_id}/log-in")
async def log_in_agent(agent_id: PathId, body: LogIn, service: ServiceDep, caller: SupervisorOrSelf) -> AgentLoggedIn:
    """Work in a campaign, or in several of one Asterisk at once. The engine calls the agent's phone now.

    A phone that Asterisk does not have is refused (`unknown-phone`), as is one with which another agent is logged in.
    """
    done = await service.agents.log_in(
        agent_id, body.campaign_id, also=body.also_campaign_ids, ready=body.ready, actor=caller.actor
    )
    return AgentLoggedIn.done(done.agent, done.phone)


@router.post("/{agent_id}/ready")
async def ready_agent(agent_id: PathId, service: ServiceDep, caller: Watcher) -> AgentShown:
    """Take calls (again).

    Where a law locks the watching of agents (`locked_by`), this and every other order but to log in or out is the
    agent's alone: others are refused (`watching-locked`).
    """
    return AgentShown.of(await service.agents.ready(agent_id, actor=caller.actor))


@router.post("/{agent_id}/pause")
async def pause_agent(agent_id: PathId, body: Pause, service: ServiceDep, caller: Watcher) -> AgentShown:
    """Take no call after the present one."""
    return AgentShown.of(await service.agents.pause(agent_id, reason=body.reason, actor=caller.actor))


@router.post("/{agent_id}/log-out")
async def log_out_agent(agent_id: PathId, service: ServiceDep, caller: SupervisorOrSelf) -> AgentShown:
    """Leave after the present call."""
    return AgentShown.of(await service.agents.log_out(agent_id, actor=caller.actor))


@router.put("/{agent_id}/plan")
async def plan_agent(
    agent_id: PathId, body: Plan, store: StoreDep, service: ServiceDep, caller: SupervisorOrSelf, if_match: IfMatch
) -> AgentShown:
    """Say when the agent's shift ends and the next break begins. From then on the agent takes no call.

    One that was said before is sent again, or as null: it may not be left out.
    """
    before = await _to_change(agent_id, body, store, service, caller, if_match)
    agent = await service.agents.plan(
        agent_id,
        shift_ends_at=body.shift_ends_at.timestamp() if body.shift_ends_at else None,
        break_at=body.break_at.timestamp() if body.break_at else None,
        actor=caller.actor,
        expected=before,
    )
    return await _shown(agent, service, caller)


@router.post("/{agent_id}/stage", status_code=202)
async def stage(agent_id: PathId, body: Stage, service: ServiceDep, _caller: Watcher) -> dict[str, str]:
    """Tell how far the talk, or the wrap-up after it, has come: the pacer foretells its end by it."""
    await service.agents.stage(agent_id, stage=body.stage, attempt_id=body.attempt_id)
    return _ASKED


@router.get("/{agent_id}/screen")
async def read_screen(agent_id: PathId, bus: BusDep, caller: Watcher) -> dict[str, Any]:
    """Return what the agent's page shows now; empty when the engine has shown nothing yet.

    Others see numbers masked. Where a law locks the watching of agents (`locked_by`) until there is an agreement, the
    agent alone may see it.
    """
    shown = dict(await bus.latest(Topic.SCREEN, agent_id=agent_id) or {})
    if not caller.is_agent(agent_id) and (rule := shown.get("locked_by")):
        raise WatchingLocked(rule=rule)
    said: dict[str, Any] = worded(shown if caller.is_agent(agent_id) else for_others(shown))
    return said


@router.post("/{agent_id}/dispose")
async def dispose(
    agent_id: PathId, body: Dispose, store: StoreDep, service: ServiceDep, caller: SupervisorOrSelf
) -> Disposed:
    """Say what came of a call, during it or after. Saying it again changes it.

    Where a law locks the watching of agents (`locked_by`), that is the agent's alone while the call lives.
    """
    if not caller.is_agent(agent_id):
        [seen] = await service.watching.look().calls([await store.attempts.get(body.attempt_id)])
        if seen.locked_by:
            raise WatchingLocked(rule=seen.locked_by)
    done = await service.agents.dispose(
        body.attempt_id,
        agent_id=agent_id,
        code=body.code,
        note=body.note,
        callback_at=body.callback_at.timestamp() if body.callback_at else None,
        callback_mine=body.callback_mine,
        callback_asked=body.callback_asked,
        actor=caller.actor,
        disclosed=body.disclosed,
    )
    return Disposed.of(done)


@router.post("/{agent_id}/hang-up", status_code=202)
async def hang_up(agent_id: PathId, service: ServiceDep, caller: Watcher, body: HangUp | None = None) -> dict[str, str]:
    """End the agent's present call; one that the body names, only while it is the present one."""
    attempt_id = body.attempt_id if body is not None else None
    await service.agents.hang_up(agent_id, attempt_id=attempt_id, actor=caller.actor)
    return _ASKED


@router.post("/{agent_id}/dial", status_code=202)
async def dial(
    agent_id: PathId, body: DialAsked, service: ServiceDep, caller: Watcher, key: IdempotencyKey = ""
) -> Dialling:
    """Call a number or a lead for this agent alone, as soon as the agent is ready; for a minute.

    It passes the same gate as every call. Where the rules say no, the agent's screen says `refused`, and `waits` of the
    lead says why. Where it waits for a trunk, a line, the database or the agent's phone, the screen says `not_dialled`.
    """
    if body.lead_id is not None:
        lead_id = await service.manual.call_lead(agent_id, body.lead_id, actor=caller.actor)
        return Dialling(lead_id=lead_id)
    consent = body.consent.inner()
    lead_id = await service.manual.call_number(
        agent_id, body.number or "", consent=consent, key=key, actor=caller.actor
    )
    return Dialling(lead_id=lead_id)


@router.post("/{agent_id}/preview/dial", status_code=202)
async def dial_preview(agent_id: PathId, body: Preview, service: ServiceDep, caller: Watcher) -> dict[str, str]:
    """Dial the lead on the agent's screen. If it cannot be dialled now, it stays, and the screen says `not_dialled`."""
    await service.agents.dial_preview(agent_id, lead_id=body.lead_id, actor=caller.actor)
    return _ASKED


@router.post("/{agent_id}/preview/skip", status_code=202)
async def skip_preview(agent_id: PathId, body: Preview, service: ServiceDep, caller: Watcher) -> dict[str, str]:
    """Give the lead on the agent's screen back and show the next."""
    await service.agents.skip_preview(agent_id, lead_id=body.lead_id, actor=caller.actor)
    return _ASKED


async def _to_change(
    agent_id: int, body: Asked, store: Store, service: Service, caller: Caller, if_match: Precondition
) -> Agent:
    """The agent, if If-Match names its version and the body omits nothing."""
    there = await store.agents.get(agent_id)
    shown = await _shown(there, service, caller)
    if_match.check(shown)
    check_nothing_left_out(body, shown)
    return there


async def _shown(agent: Agent, service: Service, caller: Caller) -> AgentShown:
    if caller.is_agent(agent.id):
        return AgentShown.of(agent)
    [(_, rule)] = await service.watching.look().agents([agent])
    return AgentShown.seen(agent, rule)


_ASKED = {"status": "asked"}
