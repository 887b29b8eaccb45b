"""Call-backs: what was promised, to whom and for when."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import Manager, Supervisor, SupervisorOrSelf
from api.dependencies import PathId, QueryId, ServiceDep, StoreDep
from api.etags import IfMatch, Versioned
from api.schemas.callbacks import CallbackCancel, CallbackMove, CallbackRow, CallbackShown, NextAsked, NextShown
from api.schemas.leads import WaitsShown
from api.schemas.wire import Instant
from dialer.callbacks.model import Callback
from dialer.core.enums import CallbackState
from dialer.numbers.masking import MASKED, WHOLE
from dialer.services import Service
from dialer.stores import Store

router = APIRouter(tags=["callbacks"], route_class=Versioned)
Limit = Annotated[int, Query(ge=1, le=1000)]


@router.get("/callbacks")
async def list_callbacks(
    store: StoreDep,
    service: ServiceDep,
    _caller: Supervisor,
    campaign_id: QueryId = None,
    agent_id: QueryId = None,
    lead_id: QueryId = None,
    state: CallbackState | None = CallbackState.WAITING,
    since: Annotated[Instant | None, Query(description="Due from then on.")] = None,
    until: Annotated[Instant | None, Query(description="Due before then.")] = None,
    limit: Limit = 100,
) -> list[CallbackRow]:
    """List call-backs, the earliest first: those that wait, or of another state.

    Where a law locks the watching of agents (`locked_by`), one that tells what its agent does just now is shown without
    the agent, and is not among those of the agent whom `agent_id` names.
    """
    look = service.watching.look()
    found = await store.callbacks.list(
        campaign_id=campaign_id,
        agent_id=agent_id,
        lead_id=lead_id,
        state=state,
        since=since.timestamp() if since else None,
        until=until.timestamp() if until else None,
        now_in=None if agent_id is None else await look.watchable(),
        limit=limit,
    )
    countries = await store.lists.countries()
    return [CallbackRow.line(line, MASKED, countries) for line in await look.callbacks(found)]


@router.get("/agents/{agent_id}/callbacks")
async def agent_callbacks(
    agent_id: PathId, store: StoreDep, service: ServiceDep, caller: SupervisorOrSelf, limit: Limit = 100
) -> list[CallbackRow]:
    """List the call-backs that wait for this agent, the earliest first: the own ones all, another's as in the list."""
    await store.agents.get(agent_id)
    now_in = None if caller.is_agent(agent_id) else await service.watching.look().watchable()
    found = await store.callbacks.list(agent_id=agent_id, state=CallbackState.WAITING, now_in=now_in, limit=limit)
    countries, show = await store.lists.countries(), WHOLE if caller.is_agent(agent_id) else MASKED
    return [CallbackRow.line(line, show, countries) for line in found]


@router.get("/callbacks/{callback_id}")
async def read_callback(
    callback_id: PathId, store: StoreDep, service: ServiceDep, _caller: Supervisor
) -> CallbackShown:
    """Read a call-back, as it is in the list."""
    return await _seen(await store.callbacks.get(callback_id), service, store)


@router.patch("/callbacks/{callback_id}")
async def move_callback(
    callback_id: PathId,
    body: CallbackMove,
    store: StoreDep,
    service: ServiceDep,
    caller: Supervisor,
    if_match: IfMatch,
) -> CallbackShown:
    """Promise another instant, or give it to another agent or to anyone."""
    before = await store.callbacks.get(callback_id)
    if if_match:
        if_match.check(await _seen(before, service, store))
    moved = await service.callbacks.move(
        callback_id,
        due_at=body.due_at.timestamp() if body.due_at else before.due_at,
        agent_id=body.agent_id if "agent_id" in body.model_fields_set else before.agent_id,
        grace_s=body.grace_s,
        asked=body.asked,
        actor=caller.actor,
    )
    return await _seen(moved, service, store)


@router.post("/callbacks/{callback_id}/cancel")
async def cancel_callback(
    callback_id: PathId, body: CallbackCancel, store: StoreDep, service: ServiceDep, caller: Supervisor
) -> CallbackShown:
    """Call nobody back."""
    ended = await service.callbacks.cancel(callback_id, reopen=body.reopen, actor=caller.actor)
    return await _seen(ended, service, store)


async def _seen(callback: Callback, service: Service, store: Store) -> CallbackShown:
    """A call-back as seen by callers other than its agent."""
    seen = await service.watching.look().callback(callback)
    return CallbackShown.seen(seen, MASKED, await store.lists.countries())


@router.post("/leads/{lead_id}/next", status_code=202)
async def dial_next(
    lead_id: PathId, body: NextAsked, service: ServiceDep, caller: Manager, store: StoreDep
) -> NextShown:
    """Dial a lead next of all, also when the hopper is full; the gate is asked as for every call.

    `waits` says what keeps it, as while its campaign is stopped: it is taken, and the first when that is over.
    """
    await service.callbacks.next(lead_id, agent_id=body.agent_id, expires_s=body.expires_s, actor=caller.actor)
    waits = await service.leads.why_not_one(await store.leads.get(lead_id))
    return NextShown(waits=WaitsShown.of(waits))
