"""Call-backs: what was promised, to whom and for when."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import Context, Needs
from api.dependencies import PathId, QueryId
from api.etags import IfMatch, Versioned
from api.number_masks import shown_to_agent
from api.paging import cut_page, sorted_by
from api.problem_kinds import refuses
from api.schemas.callbacks import (
    CallbackCancel,
    CallbackMove,
    CallbackPage,
    CallbackRow,
    CallbackShown,
    NextInput,
    NextShown,
)
from api.schemas.leads import WaitsShown
from api.schemas.wire import Instant
from dialer.core.enums import CallbackState
from dialer.core.errors import BadReference, CallbackOver, LeadNotFree, UnknownAgent, UnknownCallback, UnknownLead
from dialer.core.request_errors import ListNotDialled, OutOfHours
from dialer.numbers.masking import MASKED
from dialer.people.callbacks.model import Callback
from dialer.people.callbacks.store.callbacks import CallbackLine
from dialer.services import Service
from dialer.storage.pages import PageRequest
from dialer.stores.everything import Store

router = APIRouter(tags=["callbacks"], route_class=Versioned)


@router.get("/callbacks")
async def list_callbacks(
    ctx: Annotated[Context, Needs("callback.read")],
    page: Annotated[PageRequest, sorted_by("due_at")],
    campaign_id: QueryId = None,
    agent_id: QueryId = None,
    lead_id: QueryId = None,
    state: CallbackState | None = CallbackState.WAITING,
    since: Annotated[Instant | None, Query(description="Due at or after this time.")] = None,
    until: Annotated[Instant | None, Query(description="Due before this time.")] = None,
) -> CallbackPage:
    """List call-backs, earliest first: waiting ones, or those of another state.

    Where a law restricts monitoring of agents (`locked_by`), a call-back that reveals what its agent is doing is shown
    without the agent, and is not found by `agent_id`.
    """
    look = ctx.service.watching.look()
    found = await ctx.store.callbacks.list(
        campaign_id=campaign_id,
        agent_id=agent_id,
        lead_id=lead_id,
        state=state,
        since=since.timestamp() if since else None,
        until=until.timestamp() if until else None,
        now_in=None if agent_id is None else await look.watchable(),
        page=page,
        sees=ctx.sees,
    )
    items, more = cut_page(found, page, _callback)
    countries = await ctx.store.lists.countries()
    rows = [CallbackRow.line(line, MASKED, countries) for line in await look.callbacks(items)]
    return CallbackPage(items=rows, next=more)


@router.get("/agents/{agent_id}/callbacks")
@refuses(UnknownAgent)
async def agent_callbacks(
    agent_id: PathId,
    ctx: Annotated[Context, Needs("callback.read", own_agent=True)],
    page: Annotated[PageRequest, sorted_by("due_at")],
) -> CallbackPage:
    """List this agent's waiting call-backs, earliest first: all for the agent, for others as in the list.

    Numbers in notes are whole to the agent, unless the campaign masks them or wants people identified first.
    """
    await ctx.store.agents.get(agent_id, sees=ctx.sees)
    now_in = None if ctx.is_agent(agent_id) else await ctx.service.watching.look().watchable()
    found = await ctx.store.callbacks.list(
        agent_id=agent_id,
        state=CallbackState.WAITING,
        now_in=now_in,
        page=page,
        sees=ctx.sees,
    )
    items, more = cut_page(found, page, _callback)
    countries, rows = await ctx.store.lists.countries(), []
    if ctx.is_agent(agent_id):
        identifying, numbers = await ctx.store.identities.campaigns(), await shown_to_agent(ctx.store)
        for line in items:
            campaign_id = line.callback.campaign_id
            show = MASKED if campaign_id in identifying else numbers.of(campaign_id=campaign_id)
            rows.append(CallbackRow.line(line, show, countries))
    else:
        rows = [CallbackRow.line(line, MASKED, countries) for line in items]
    return CallbackPage(items=rows, next=more)


@router.get("/callbacks/{callback_id}")
@refuses(UnknownCallback)
async def read_callback(callback_id: PathId, ctx: Annotated[Context, Needs("callback.read")]) -> CallbackShown:
    """Read a call-back, as shown in the list."""
    return await _seen(await ctx.store.callbacks.get(callback_id, sees=ctx.sees), ctx.service, ctx.store)


@router.patch("/callbacks/{callback_id}")
@refuses(UnknownCallback, BadReference, CallbackOver, OutOfHours)
async def move_callback(
    callback_id: PathId, body: CallbackMove, ctx: Annotated[Context, Needs("callback.write")], if_match: IfMatch
) -> CallbackShown:
    """Change the time of a call-back, or give it to another agent or to anyone."""
    before = await ctx.store.callbacks.get(callback_id, sees=ctx.sees)
    if if_match:
        if_match.check(await _seen(before, ctx.service, ctx.store))
    if body.agent_id not in (None, before.agent_id):
        await ctx.store.agents.check(body.agent_id, sees=ctx.sees)
    moved = await ctx.service.callbacks.move(
        callback_id,
        due_at=body.due_at.timestamp() if body.due_at else before.due_at,
        agent_id=body.agent_id if "agent_id" in body.model_fields_set else before.agent_id,
        grace_s=body.grace_s,
        asked=body.asked,
        actor=ctx.actor,
        expected=if_match.expects(before),
    )
    return await _seen(moved, ctx.service, ctx.store)


@router.post("/callbacks/{callback_id}/cancel")
@refuses(UnknownCallback, CallbackOver)
async def cancel_callback(
    callback_id: PathId, body: CallbackCancel, ctx: Annotated[Context, Needs("callback.write")]
) -> CallbackShown:
    """Cancel a call-back."""
    await ctx.store.callbacks.get(callback_id, sees=ctx.sees)
    ended = await ctx.service.callbacks.cancel(callback_id, reopen=body.reopen, actor=ctx.actor)
    return await _seen(ended, ctx.service, ctx.store)


def _callback(line: CallbackLine) -> Callback:
    return line.callback


async def _seen(callback: Callback, service: Service, store: Store) -> CallbackShown:
    """A call-back as seen by callers other than its agent."""
    seen = await service.watching.look().callback(callback)
    return CallbackShown.seen(seen, MASKED, await store.lists.countries())


@router.post("/leads/{lead_id}/next")
@refuses(UnknownLead, UnknownAgent, LeadNotFree, ListNotDialled)
async def dial_next(lead_id: PathId, body: NextInput, ctx: Annotated[Context, Needs("lead.write")]) -> NextShown:
    """Dial a lead next, even if the hopper is full. The same rules apply as for every call.

    `waits` says what delays it, such as a stopped campaign; it is dialled first when that ends.
    """
    lead = await ctx.store.leads.get(lead_id, sees=ctx.sees)
    if body.agent_id is not None:
        await ctx.store.agents.get(body.agent_id, sees=ctx.sees)
    await ctx.service.callbacks.next(lead_id, agent_id=body.agent_id, expires_s=body.expires_s, actor=ctx.actor)
    waits = await ctx.service.wait_reasons.of_one(await ctx.store.leads.get(lead.lead_id, sees=ctx.sees))
    return NextShown(waits=WaitsShown.of(waits))
