"""Agents: what they ask for, what they say of a call, what their page shows."""

from typing import Any

from fastapi import APIRouter

from api.auth import Caller, Manager, Supervisor, SupervisorOrSelf
from api.deps import BusDep, PathId, QueryId, ServiceDep, StoreDep
from api.schemas.agents import (
    AgentAsked,
    AgentChange,
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
from dialer.agents import Agent
from dialer.errors import WatchingLocked
from dialer.live.bus import Topic
from dialer.service.service import Service

router = APIRouter(prefix="/agents", tags=["agents"])


@router.get("")
async def list_agents(
    store: StoreDep, service: ServiceDep, _caller: Supervisor, campaign_id: QueryId = None
) -> list[AgentShown]:
    """List every agent, or those of a campaign.

    Where a law locks the watching of agents (`locked_by`), what an agent asked for last is shown to the agent alone.
    """
    seen = await service.watching.look().agents(await store.agents.list(campaign_id=campaign_id))
    return [AgentShown.seen(agent, rule) for agent, rule in seen]


@router.post("", status_code=201)
async def create_agent(body: AgentAsked, service: ServiceDep, caller: Manager) -> AgentShown:
    """Write a new agent, logged out."""
    return AgentShown.of(await service.agents.create(**body.model_dump(), actor=caller.actor))


@router.get("/{agent_id}")
async def read_agent(agent_id: PathId, store: StoreDep, service: ServiceDep, caller: SupervisorOrSelf) -> AgentShown:
    """Read an agent: the own wish in any case, another's as in the list."""
    return await _shown(await store.agents.get(agent_id), service, caller)


@router.put("/{agent_id}")
async def update_agent(agent_id: PathId, body: AgentChange, service: ServiceDep, caller: Manager) -> AgentShown:
    """Write an agent anew; the name stays."""
    return await _shown(await service.agents.update(agent_id, **body.model_dump(), actor=caller.actor), service, caller)


@router.post("/{agent_id}/log-in")
async def log_in(agent_id: PathId, body: LogIn, service: ServiceDep, caller: SupervisorOrSelf) -> AgentShown:
    """Work in a campaign, or in several of one Asterisk at once. The engine calls the agent's phone now."""
    agent = await service.agents.log_in(
        agent_id, body.campaign_id, also=body.also_campaign_ids, ready=body.ready, actor=caller.actor
    )
    return AgentShown.of(agent)


@router.post("/{agent_id}/ready")
async def ready(agent_id: PathId, service: ServiceDep, caller: SupervisorOrSelf) -> AgentShown:
    """Take calls (again)."""
    return AgentShown.of(await service.agents.ready(agent_id, actor=caller.actor))


@router.post("/{agent_id}/pause")
async def pause(agent_id: PathId, body: Pause, service: ServiceDep, caller: SupervisorOrSelf) -> AgentShown:
    """Take no call after the present one."""
    return AgentShown.of(await service.agents.pause(agent_id, reason=body.reason, actor=caller.actor))


@router.post("/{agent_id}/log-out")
async def log_out(agent_id: PathId, service: ServiceDep, caller: SupervisorOrSelf) -> AgentShown:
    """Leave after the present call."""
    return AgentShown.of(await service.agents.log_out(agent_id, actor=caller.actor))


@router.put("/{agent_id}/plan")
async def plan(agent_id: PathId, body: Plan, service: ServiceDep, caller: SupervisorOrSelf) -> AgentShown:
    """Say when the agent's shift ends and the next break begins. From then on the agent takes no call."""
    agent = await service.agents.plan(
        agent_id,
        shift_ends_at=body.shift_ends_at.timestamp() if body.shift_ends_at else None,
        break_at=body.break_at.timestamp() if body.break_at else None,
        actor=caller.actor,
    )
    return await _shown(agent, service, caller)


@router.post("/{agent_id}/stage", status_code=202)
async def stage(agent_id: PathId, body: Stage, service: ServiceDep, _caller: SupervisorOrSelf) -> dict[str, str]:
    """Tell how far the talk, or the wrap-up after it, has come: the pacer foretells its end by it."""
    await service.agents.stage(agent_id, stage=body.stage, attempt_id=body.attempt_id)
    return _ASKED


@router.get("/{agent_id}/screen")
async def screen(agent_id: PathId, store: StoreDep, bus: BusDep, caller: SupervisorOrSelf) -> dict[str, Any]:
    """Return what the agent's page shows now; empty when the engine has shown nothing yet.

    Where a law locks the watching of agents (`locked_by`) until there is an agreement, the agent alone may see it.
    """
    await store.agents.get(agent_id)
    shown = dict(await bus.latest(Topic.SCREEN, agent_id=agent_id) or {})
    if shown.get("locked_by") and not caller.is_agent(agent_id):
        raise WatchingLocked(rule=shown["locked_by"])
    return shown


@router.post("/{agent_id}/dispose")
async def dispose(agent_id: PathId, body: Dispose, service: ServiceDep, caller: SupervisorOrSelf) -> Disposed:
    """Say what came of a call, during it or after. Saying it again changes it."""
    done = await service.agents.dispose(
        body.attempt_id,
        agent_id=agent_id,
        code=body.code,
        note=body.note,
        callback_at=body.callback_at.timestamp() if body.callback_at else None,
        callback_mine=body.callback_mine,
        actor=caller.actor,
        disclosed=body.disclosed,
    )
    return Disposed.of(done)


@router.post("/{agent_id}/hang-up", status_code=202)
async def hang_up(
    agent_id: PathId, service: ServiceDep, caller: SupervisorOrSelf, body: HangUp | None = None
) -> dict[str, str]:
    """End the agent's present call; one that the body names, only while it is the present one."""
    attempt_id = body.attempt_id if body is not None else None
    await service.agents.hang_up(agent_id, attempt_id=attempt_id, actor=caller.actor)
    return _ASKED


@router.post("/{agent_id}/dial", status_code=202)
async def dial(
    agent_id: PathId, body: DialAsked, service: ServiceDep, caller: SupervisorOrSelf, key: IdempotencyKey = ""
) -> Dialling:
    """Call a number or a lead for this agent alone, as soon as the agent is ready; for a minute.

    It passes the same gate as every call. Where the rules say no, the agent's screen says `refused`, and `waits` of the
    lead says why.
    """
    if body.lead_id is not None:
        return Dialling(lead_id=await service.manual.call_lead(agent_id, body.lead_id, actor=caller.actor))
    consent = body.consent.inner()
    lead_id = await service.manual.call_number(
        agent_id, body.number or "", consent=consent, key=key, actor=caller.actor
    )
    return Dialling(lead_id=lead_id)


@router.post("/{agent_id}/preview/dial", status_code=202)
async def dial_preview(
    agent_id: PathId, body: Preview, service: ServiceDep, caller: SupervisorOrSelf
) -> dict[str, str]:
    """Dial the lead on the agent's screen."""
    await service.agents.dial_preview(agent_id, lead_id=body.lead_id, actor=caller.actor)
    return _ASKED


@router.post("/{agent_id}/preview/skip", status_code=202)
async def skip_preview(
    agent_id: PathId, body: Preview, service: ServiceDep, caller: SupervisorOrSelf
) -> dict[str, str]:
    """Give the lead on the agent's screen back and show the next."""
    await service.agents.skip_preview(agent_id, lead_id=body.lead_id, actor=caller.actor)
    return _ASKED


async def _shown(agent: Agent, service: Service, caller: Caller) -> AgentShown:
    if caller.is_agent(agent.id):
        return AgentShown.of(agent)
    [(_, rule)] = await service.watching.look().agents([agent])
    return AgentShown.seen(agent, rule)


_ASKED = {"status": "asked"}
