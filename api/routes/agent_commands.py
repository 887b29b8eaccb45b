"""What an agent at work is told and asked: log-in, ready, pause, plan, screen, the talk, manual calls, previews."""

from typing import Annotated, Any

from fastapi import APIRouter

from api.agent_access import Watcher, agent_at_work, agent_to_change, check_watched, hiding_rule, shown_agent
from api.answer_language import in_answer_language
from api.auth import Context, Needs
from api.dependencies import BusDep, PathId
from api.etags import IfMatch, Versioned
from api.problem_kinds import refuses
from api.schemas.agents import (
    AgentAfter,
    AgentLoggedIn,
    AgentShown,
    CommandDone,
    Dispose,
    Disposed,
    HangUp,
    LogIn,
    NameShown,
    OnHold,
    Pause,
    Plan,
    Preview,
    Skip,
    Stage,
    Undo,
    Undone,
)
from api.schemas.leads import DialInput, Dialling, IdempotencyKey
from dialer.cell.agents.agent_screen import before_identification, for_others, with_masked_numbers
from dialer.core.errors import (
    AttemptOfAnother,
    CampaignArchived,
    CampaignClosed,
    KeyUsed,
    LeadNotFree,
    NoPromise,
    NumbersSuppressed,
    PersonSuppressed,
    PhoneBusy,
    PhoneTaken,
    UndoOver,
    UnknownAgent,
    UnknownAttempt,
    UnknownCampaign,
    UnknownDisposition,
    UnknownLead,
    WatchingLocked,
)
from dialer.core.request_errors import (
    AgentNotLoggedIn,
    CardNumber,
    EngineSilent,
    LeadNotDialled,
    LeftOut,
    ListNotDialled,
    OutOfHours,
    PauseNeedsApproval,
    PhoneNotAllowed,
    UnknownPhone,
)
from dialer.messaging.bus import Topic

router = APIRouter(prefix="/agents", tags=["agents"], route_class=Versioned)


@router.post("/{agent_id}/log-in")
@refuses(
    UnknownAgent,
    UnknownCampaign,
    CampaignClosed,
    CampaignArchived,
    PhoneNotAllowed,
    UnknownPhone,
    PhoneTaken,
    PhoneBusy,
)
async def log_in_agent(
    agent_id: PathId, body: LogIn, ctx: Annotated[Context, Needs("agent.command", own_agent=True)]
) -> AgentLoggedIn:
    """Log an agent in to one campaign, or several on the same Asterisk. The engine calls the agent's phone.

    Refused if Asterisk does not know the phone (`unknown-phone`), or if another agent is logged in with it.
    """
    await agent_at_work(agent_id, ctx.store, ctx)
    for campaign_id in (body.campaign_id, *body.also_campaign_ids):
        await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    done = await ctx.service.agent_commands.log_in(
        agent_id,
        body.campaign_id,
        also=body.also_campaign_ids,
        ready=body.ready,
        phone=body.phone,
        leg_kind=body.leg_kind,
        actor=ctx.actor,
    )
    return AgentLoggedIn.done(done, await hiding_rule(done.wished.agent, ctx))


@router.post("/{agent_id}/ready")
@refuses(AgentNotLoggedIn)
async def ready_agent(agent_id: PathId, ctx: Watcher) -> AgentAfter:
    """Set an agent ready for calls; `state` says what came of it.

    Where a law restricts monitoring of agents (`locked_by`), only the agent may send this and all other requests except
    log-in and log-out; others are refused (`watching-locked`).
    """
    return AgentAfter.after(await ctx.service.agent_commands.ready(agent_id, actor=ctx.actor))


@router.post("/{agent_id}/pause")
@refuses(AgentNotLoggedIn, PauseNeedsApproval)
async def pause_agent(agent_id: PathId, body: Pause, ctx: Watcher) -> AgentAfter:
    """Pause an agent after the current call.

    A reason that needs approval is refused to the agent (`pause-needs-approval`), who asks for it with a raised hand.
    Asked again with the same reason, the same pause goes on, and ends as this request says.
    """
    wished = await ctx.service.agent_commands.pause(
        agent_id,
        reason=body.reason,
        lasts_s=body.lasts_s,
        approved=not ctx.is_agent(agent_id),
        actor=ctx.actor,
    )
    return AgentAfter.after(wished)


@router.post("/{agent_id}/log-out")
@refuses(UnknownAgent)
async def log_out_agent(
    agent_id: PathId, ctx: Annotated[Context, Needs("agent.command", own_agent=True)]
) -> AgentAfter:
    """Log an agent out after the current call."""
    await agent_at_work(agent_id, ctx.store, ctx)
    wished = await ctx.service.agent_commands.log_out(agent_id, actor=ctx.actor)
    await ctx.service.phones.sweep(agent_id)
    return AgentAfter.after(wished, await hiding_rule(wished.agent, ctx))


@router.put("/{agent_id}/plan")
@refuses(UnknownAgent, LeftOut)
async def plan_agent(
    agent_id: PathId, body: Plan, ctx: Annotated[Context, Needs("agent.command", own_agent=True)], if_match: IfMatch
) -> AgentShown:
    """Set when the agent's shift ends and the next break begins. The agent takes no calls from then on.

    A value that was set before may not be omitted: send it again, or null to clear it.
    """
    before = await agent_to_change(agent_id, body, ctx, if_match)
    agent = await ctx.service.agent_commands.plan(
        agent_id,
        shift_ends_at=body.shift_ends_at.timestamp() if body.shift_ends_at else None,
        break_at=body.break_at.timestamp() if body.break_at else None,
        actor=ctx.actor,
        expected=before,
    )
    return await shown_agent(agent, ctx)


@router.post("/{agent_id}/stage")
@refuses(AgentNotLoggedIn, EngineSilent)
async def stage(agent_id: PathId, body: Stage, ctx: Watcher) -> CommandDone:
    """Report the stage of the talk or of the wrap-up; the pacer uses it to forecast their end.

    `is_done` is false if the agent is in no call, or not in the one named.
    """
    return CommandDone.of(
        await ctx.service.agent_commands.stage(agent_id, stage=body.stage, attempt_id=body.attempt_id)
    )


@router.post("/{agent_id}/name-shown")
@refuses(AgentNotLoggedIn, EngineSilent)
async def name_shown(agent_id: PathId, body: NameShown, ctx: Watcher) -> CommandDone:
    """Report by how much the person's name was on the agent's page before the voice was heard.

    The board shows the share of calls in which the name came first, of all agents together (`name_before_voice`).
    `is_done` is false if the agent is not in this call.
    """
    return CommandDone.of(
        await ctx.service.agent_commands.name_shown(agent_id, attempt_id=body.attempt_id, ahead_ms=body.ahead_ms)
    )


@router.get("/{agent_id}/screen")
@refuses(UnknownAgent, WatchingLocked)
async def read_screen(
    agent_id: PathId, bus: BusDep, ctx: Annotated[Context, Needs("agent.read", own_agent=True)]
) -> dict[str, Any]:
    """Read what the agent's page shows now; empty if the engine has published nothing yet.

    Anyone but the agent sees masked numbers. Where the campaign wants people identified first, the agent sees nothing
    of the person but name and language before (`is_withheld`), and where it masks numbers
    (`mask_numbers`) no whole number. Where a law restricts monitoring of agents (`locked_by`) and there is no
    agreement, only the agent may read it.
    """
    await check_watched(agent_id, ctx)
    shown = dict(await bus.latest(Topic.SCREEN, agent_id=agent_id) or {})
    if not ctx.is_agent(agent_id):
        if rule := shown.get("locked_by"):
            raise WatchingLocked(rule=rule)
        shown = for_others(shown)
    else:
        if shown.get("mask_numbers"):
            shown = with_masked_numbers(shown)
        if shown.get("identify_first"):
            attempt_id = shown.get("attempt_id")
            if attempt_id is None or not await ctx.store.identities.is_identified(attempt_id):
                shown = before_identification(shown)
    said: dict[str, Any] = in_answer_language(shown)
    return said


@router.post("/{agent_id}/dispose")
@refuses(
    UnknownAgent,
    UnknownAttempt,
    AttemptOfAnother,
    UnknownDisposition,
    NoPromise,
    CampaignClosed,
    CampaignArchived,
    CardNumber,
    OutOfHours,
    WatchingLocked,
)
async def dispose(
    agent_id: PathId, body: Dispose, ctx: Annotated[Context, Needs("agent.command", own_agent=True)]
) -> Disposed:
    """Set the disposition of a call, during it or afterwards. A second one replaces the first.

    Where a law restricts monitoring of agents (`locked_by`), only the agent may do this while the call is live.
    """
    attempt = await ctx.store.attempts.get(body.attempt_id, sees=ctx.sees)
    if not ctx.is_agent(agent_id):
        await agent_at_work(agent_id, ctx.store, ctx)
        [seen] = await ctx.service.watching.look().calls([attempt])
        if seen.locked_by:
            raise WatchingLocked(rule=seen.locked_by)
    done = await ctx.service.dispositions.dispose(
        body.attempt_id,
        agent_id=agent_id,
        code=body.code,
        note=body.note,
        callback_at=body.callback_at.timestamp() if body.callback_at else None,
        callback_mine=body.callback_mine,
        callback_asked=body.callback_asked,
        actor=ctx.actor,
        disclosed=body.disclosed,
        reason=body.reason,
    )
    return Disposed.of(done)


@router.post("/{agent_id}/dispose/undo")
@refuses(UnknownAgent, UnknownAttempt, AttemptOfAnother, UndoOver, CampaignClosed, CampaignArchived, WatchingLocked)
async def undo_disposition(
    agent_id: PathId, body: Undo, ctx: Annotated[Context, Needs("agent.command", own_agent=True)]
) -> Undone:
    """Take back a disposition within eight seconds, with its callback and its do-not-call entry.

    A disposition that it had replaced is set again; otherwise the call waits for one, and its wrap-up goes on unless
    the agent is in another call by now. What was objected to in another way since stays on the do-not-call list. Where
    a law restricts monitoring of agents (`locked_by`), only the agent may do this while the call is live.
    """
    attempt = await ctx.store.attempts.get(body.attempt_id, sees=ctx.sees)
    if not ctx.is_agent(agent_id):
        await agent_at_work(agent_id, ctx.store, ctx)
        [seen] = await ctx.service.watching.look().calls([attempt])
        if seen.locked_by:
            raise WatchingLocked(rule=seen.locked_by)
    undone = await ctx.service.dispositions.undo(body.attempt_id, agent_id=agent_id, actor=ctx.actor)
    return Undone.of(undone)


@router.post("/{agent_id}/hang-up")
@refuses(AgentNotLoggedIn, LeadNotDialled, EngineSilent)
async def hang_up(agent_id: PathId, ctx: Watcher, body: HangUp | None = None) -> CommandDone:
    """End the agent's current call. A call named in the body is ended only if it is the current one."""
    attempt_id = body.attempt_id if body is not None else None
    done = await ctx.service.agent_commands.hang_up(agent_id, attempt_id=attempt_id, actor=ctx.actor)
    return CommandDone.of(done)


@router.post("/{agent_id}/hold")
@refuses(AgentNotLoggedIn, LeadNotDialled, EngineSilent)
async def hold(agent_id: PathId, ctx: Watcher, body: OnHold | None = None) -> CommandDone:
    """Put the person with whom the agent talks on hold: they hear music or comfort noise, for ten minutes at most.

    The agent keeps the call and takes no other. `is_done` is false if the agent is in no talk, or the person is on hold
    already.
    """
    attempt_id = body.attempt_id if body is not None else None
    return CommandDone.of(await ctx.service.agent_commands.hold(agent_id, attempt_id=attempt_id, actor=ctx.actor))


@router.post("/{agent_id}/resume")
@refuses(AgentNotLoggedIn, LeadNotDialled, EngineSilent)
async def resume(agent_id: PathId, ctx: Watcher, body: OnHold | None = None) -> CommandDone:
    """Take the person back who is on hold. `is_done` is false if nobody is (any more)."""
    attempt_id = body.attempt_id if body is not None else None
    return CommandDone.of(await ctx.service.agent_commands.resume(agent_id, attempt_id=attempt_id, actor=ctx.actor))


@router.post("/{agent_id}/dial")
@refuses(
    UnknownLead,
    AgentNotLoggedIn,
    KeyUsed,
    LeadNotFree,
    LeadNotDialled,
    ListNotDialled,
    NumbersSuppressed,
    PersonSuppressed,
)
async def dial(agent_id: PathId, body: DialInput, ctx: Watcher, key: IdempotencyKey = "") -> Dialling:
    """Place a manual call to a number or lead for this agent, who must be ready within a minute.

    The same rules apply as for every call: if they refuse it, the answer is 409 with the reason. `waiting` means that
    it is dialled as soon as it can be within a minute; `why` says what keeps it, such as a trunk, a channel or the
    agent's phone, if that is known.
    """
    if body.lead_id is not None:
        await ctx.store.leads.get(body.lead_id, sees=ctx.sees)
        return Dialling.of(await ctx.service.manual.call_lead(agent_id, body.lead_id, actor=ctx.actor))
    consent = body.consent.inner()
    called = await ctx.service.manual.call_number(
        agent_id, body.number or "", consent=consent, key=key, actor=ctx.actor
    )
    return Dialling.of(called)


@router.post("/{agent_id}/preview/dial")
@refuses(AgentNotLoggedIn, LeadNotDialled, EngineSilent)
async def dial_preview(agent_id: PathId, body: Preview, ctx: Watcher) -> CommandDone:
    """Dial the lead on the agent's screen. If it cannot be dialled now, it stays and the screen shows `not_dialled`."""
    done = await ctx.service.agent_commands.dial_preview(agent_id, lead_id=body.lead_id, actor=ctx.actor)
    return CommandDone.of(done)


@router.post("/{agent_id}/preview/skip")
@refuses(AgentNotLoggedIn, LeadNotDialled, EngineSilent)
async def skip_preview(agent_id: PathId, body: Skip, ctx: Watcher) -> CommandDone:
    """Release the lead on the agent's screen and show the next."""
    done = await ctx.service.agent_commands.skip_preview(
        agent_id, lead_id=body.lead_id, reason=body.reason, actor=ctx.actor
    )
    return CommandDone.of(done)
