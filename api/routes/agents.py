"""Agents: their requests, dispositions, and the data of their page."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from api.answer_language import in_answer_language
from api.auth import Needs, Permit, not_allowed
from api.callers import SignedInUser
from api.dependencies import BusDep, PartsDep, PathId, QueryId, ServiceDep, StoreDep
from api.etags import IfMatch, Precondition, Versioned
from api.merge_patch import Patch, Patched
from api.paging import Search, cut_page, sorted_by
from api.problem_kinds import refuses
from api.replaced_values import check_nothing_left_out
from api.schemas.agents import (
    AgentAfter,
    AgentChange,
    AgentInput,
    AgentLoggedIn,
    AgentPage,
    AgentShown,
    CommandDone,
    Dispose,
    Disposed,
    HangUp,
    LogIn,
    OnHold,
    Pause,
    PhoneAccountInput,
    PhoneAccountMade,
    Plan,
    Preview,
    Skip,
    Stage,
)
from api.schemas.leads import DialInput, Dialling, IdempotencyKey
from api.schemas.wire import Line, RequestBody
from dialer.agents.model import Agent
from dialer.cell.agents.agent_screen import before_identification, for_others, with_masked_numbers
from dialer.core.enums import AgentWish
from dialer.core.errors import (
    AttemptOfAnother,
    BadReference,
    CampaignArchived,
    CampaignClosed,
    InUse,
    KeyUsed,
    LeadNotFree,
    NameTaken,
    NoPromise,
    NumbersSuppressed,
    PersonSuppressed,
    PhoneBusy,
    PhoneTaken,
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
from dialer.nodes.ari_provisioner import AriRefused, AriSilent
from dialer.phones.service import NoBrowserPhones
from dialer.services import Service
from dialer.storage.pages import PageRequest
from dialer.stores import Store

router = APIRouter(prefix="/agents", tags=["agents"], route_class=Versioned)


async def agent_at_work(agent_id: int, store: Store, permit: Permit) -> Agent:
    """An agent whose work the caller may see or direct. Raises UnknownAgent.

    Agents belong to teams, what they are doing to the controllers for whom they are logged in.
    """
    agent = await store.agents.get(agent_id, sees=permit.sees)
    if permit.sees.controllers is not None and agent.wish is not AgentWish.LOGGED_OUT:
        works_for = {one for one in (agent.campaign_id, *agent.also_campaign_ids) if one is not None}
        if not works_for <= await store.campaigns.ids(sees=permit.sees):
            raise UnknownAgent(id=agent_id)
    return agent


async def check_team(team_id: int | None, store: Store, permit: Permit) -> None:
    """Check that an agent may be put into this team, or into none. Raises BadReference."""
    if permit.sees.teams is not None and team_id not in permit.sees.teams:
        raise BadReference(team=team_id)
    if team_id is not None:
        await store.teams.check(team_id)


async def check_watched(agent_id: int, permit: Permit, store: Store, service: Service) -> None:
    """Check that the caller may watch the agent, unless it is the agent. Raises UnknownAgent, WatchingLocked."""
    if not permit.is_agent(agent_id):
        [(_, rule)] = await service.watching.look().agents([await agent_at_work(agent_id, store, permit)])
        if rule:
            raise WatchingLocked(rule=rule)


@refuses(UnknownAgent, WatchingLocked)
async def _watcher(
    agent_id: PathId,
    store: StoreDep,
    service: ServiceDep,
    permit: Annotated[Permit, Needs("agent.command", own_agent=True)],
) -> Permit:
    """A caller who may act for the agent: the agent, or others if no rule forbids monitoring."""
    await check_watched(agent_id, permit, store, service)
    return permit


Watcher = Annotated[Permit, Depends(_watcher)]


@router.get("")
async def list_agents(
    store: StoreDep,
    service: ServiceDep,
    permit: Annotated[Permit, Needs("agent.read")],
    page: Annotated[PageRequest, sorted_by("name", "id")],
    campaign_id: QueryId = None,
    team_id: QueryId = None,
    name: Annotated[Line | None, Query(max_length=200)] = None,
    q: Search = "",
    retired: Annotated[bool, Query(description="Include retired agents.")] = False,
) -> AgentPage:
    """List the agents, those of a campaign or of a team, or the one of this name.

    Where a law restricts monitoring of agents (`locked_by`), only the agent sees the agent's own latest request.
    """
    found = await store.agents.list(
        campaign_id=campaign_id, team_id=team_id, name=name, q=q, retired=retired, page=page, sees=permit.sees
    )
    agents, more = cut_page(found, page)
    seen = await service.watching.look().agents(agents)
    return AgentPage(items=[AgentShown.seen(agent, rule) for agent, rule in seen], next=more)


@router.post("", status_code=201)
@refuses(NameTaken, PhoneTaken, BadReference)
async def create_agent(
    body: AgentInput, store: StoreDep, service: ServiceDep, permit: Annotated[Permit, Needs("agent.write")]
) -> AgentShown:
    """Create an agent, who starts logged out."""
    await check_team(body.team_id, store, permit)
    return await _shown(await service.agents.create(**body.model_dump(), actor=permit.actor), service, permit)


@router.get("/{agent_id}")
@refuses(UnknownAgent)
async def read_agent(
    agent_id: PathId,
    store: StoreDep,
    service: ServiceDep,
    permit: Annotated[Permit, Needs("agent.read", own_agent=True)],
) -> AgentShown:
    """Read an agent; the agent's latest request is shown as in the list of agents."""
    return await _shown(await store.agents.get(agent_id, sees=permit.sees), service, permit)


@router.put("/{agent_id}")
@refuses(UnknownAgent, LeftOut, PhoneTaken, BadReference)
async def update_agent(
    agent_id: PathId,
    body: AgentChange,
    store: StoreDep,
    service: ServiceDep,
    permit: Annotated[Permit, Needs("agent.write")],
    if_match: IfMatch,
) -> AgentShown:
    """Replace an agent's settings, except the name. A field that has a value may not be omitted."""
    before = await _to_change(agent_id, body, store, service, permit, if_match)
    await check_team(body.team_id, store, permit)
    agent = await service.agents.update(agent_id, **body.model_dump(), actor=permit.actor, expected=before)
    return await _shown(agent, service, permit)


@router.patch("/{agent_id}")
@refuses(UnknownAgent, PhoneTaken, BadReference)
async def patch_agent(
    agent_id: PathId,
    patch: Annotated[Patch, Patched(AgentChange)],
    store: StoreDep,
    service: ServiceDep,
    permit: Annotated[Permit, Needs("agent.write")],
    if_match: IfMatch,
) -> AgentShown:
    """Change what is sent of an agent's settings."""
    before = await store.agents.get(agent_id, sees=permit.sees)
    shown = await _shown(before, service, permit)
    if_match.check(shown)
    body: AgentChange = patch.on(shown)
    await check_team(body.team_id, store, permit)
    agent = await service.agents.update(agent_id, **body.model_dump(), actor=permit.actor, expected=before)
    return await _shown(agent, service, permit)


@router.delete("/{agent_id}", status_code=204)
@refuses(UnknownAgent, InUse)
async def retire_agent(
    agent_id: PathId,
    parts: PartsDep,
    service: ServiceDep,
    permit: Annotated[Permit, Needs("agent.write")],
    if_match: IfMatch,
) -> None:
    """Retire an agent who is logged out, and revoke the agent's keys. Creating the name again restores it."""
    there = await parts.store.agents.get(agent_id, sees=permit.sees)
    if if_match:
        if_match.check(await _shown(there, service, permit))
    expected = if_match.expects(there)
    await parts.store.retiring.agent(agent_id, actor=permit.actor, now=parts.clock(), expected=expected)


@router.post("/{agent_id}/phone-account", status_code=201)
@refuses(UnknownAgent, UnknownCampaign, NoBrowserPhones, AriSilent, AriRefused)
async def make_phone_account(
    agent_id: PathId,
    body: PhoneAccountInput,
    store: StoreDep,
    service: ServiceDep,
    permit: Annotated[Permit, Needs("agent.self")],
    user: SignedInUser,
) -> PhoneAccountMade:
    """Make an account for the phone in the agent's own browser, in the place of an earlier one.

    Asterisk has it for some hours, at most until the session ends or the agent logs out; ask again before. Its password
    is in this answer and nowhere else.
    """
    if not permit.is_agent(agent_id) or user.session_id is None:
        raise not_allowed("agent.self")
    if body.campaign_id is not None:
        await store.campaigns.get(body.campaign_id, sees=permit.sees)
    made = await service.phones.make(
        agent_id, session_id=user.session_id, campaign_id=body.campaign_id, actor=permit.actor
    )
    return PhoneAccountMade.of(made)


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
    agent_id: PathId,
    body: LogIn,
    store: StoreDep,
    service: ServiceDep,
    permit: Annotated[Permit, Needs("agent.command", own_agent=True)],
) -> AgentLoggedIn:
    """Log an agent in to one campaign, or several on the same Asterisk. The engine calls the agent's phone.

    Refused if Asterisk does not know the phone (`unknown-phone`), or if another agent is logged in with it.
    """
    await agent_at_work(agent_id, store, permit)
    for campaign_id in (body.campaign_id, *body.also_campaign_ids):
        await store.campaigns.get(campaign_id, sees=permit.sees)
    done = await service.agents.log_in(
        agent_id,
        body.campaign_id,
        also=body.also_campaign_ids,
        ready=body.ready,
        phone=body.phone,
        leg_kind=body.leg_kind,
        actor=permit.actor,
    )
    return AgentLoggedIn.done(done, await _rule(done.wished.agent, service, permit))


@router.post("/{agent_id}/ready")
@refuses(AgentNotLoggedIn)
async def ready_agent(agent_id: PathId, service: ServiceDep, permit: Watcher) -> AgentAfter:
    """Set an agent ready for calls; `state` says what came of it.

    Where a law restricts monitoring of agents (`locked_by`), only the agent may send this and all other requests except
    log-in and log-out; others are refused (`watching-locked`).
    """
    return AgentAfter.after(await service.agents.ready(agent_id, actor=permit.actor))


@router.post("/{agent_id}/pause")
@refuses(AgentNotLoggedIn, PauseNeedsApproval)
async def pause_agent(agent_id: PathId, body: Pause, service: ServiceDep, permit: Watcher) -> AgentAfter:
    """Pause an agent after the current call.

    A reason that needs approval is refused to the agent (`pause-needs-approval`), who asks for it with a raised hand.
    """
    approved = not permit.is_agent(agent_id)
    wished = await service.agents.pause(agent_id, reason=body.reason, approved=approved, actor=permit.actor)
    return AgentAfter.after(wished)


@router.post("/{agent_id}/log-out")
@refuses(UnknownAgent)
async def log_out_agent(
    agent_id: PathId,
    store: StoreDep,
    service: ServiceDep,
    permit: Annotated[Permit, Needs("agent.command", own_agent=True)],
) -> AgentAfter:
    """Log an agent out after the current call."""
    await agent_at_work(agent_id, store, permit)
    wished = await service.agents.log_out(agent_id, actor=permit.actor)
    await service.phones.sweep(agent_id)
    return AgentAfter.after(wished, await _rule(wished.agent, service, permit))


@router.put("/{agent_id}/plan")
@refuses(UnknownAgent, LeftOut)
async def plan_agent(
    agent_id: PathId,
    body: Plan,
    store: StoreDep,
    service: ServiceDep,
    permit: Annotated[Permit, Needs("agent.command", own_agent=True)],
    if_match: IfMatch,
) -> AgentShown:
    """Set when the agent's shift ends and the next break begins. The agent takes no calls from then on.

    A value that was set before may not be omitted: send it again, or null to clear it.
    """
    before = await _to_change(agent_id, body, store, service, permit, if_match)
    agent = await service.agents.plan(
        agent_id,
        shift_ends_at=body.shift_ends_at.timestamp() if body.shift_ends_at else None,
        break_at=body.break_at.timestamp() if body.break_at else None,
        actor=permit.actor,
        expected=before,
    )
    return await _shown(agent, service, permit)


@router.post("/{agent_id}/stage")
@refuses(AgentNotLoggedIn, EngineSilent)
async def stage(agent_id: PathId, body: Stage, service: ServiceDep, permit: Watcher) -> CommandDone:
    """Report the stage of the talk or of the wrap-up; the pacer uses it to forecast their end.

    `is_done` is false if the agent is in no call, or not in the one named.
    """
    return CommandDone.of(await service.agents.stage(agent_id, stage=body.stage, attempt_id=body.attempt_id))


@router.get("/{agent_id}/screen")
@refuses(UnknownAgent, WatchingLocked)
async def read_screen(
    agent_id: PathId,
    store: StoreDep,
    service: ServiceDep,
    bus: BusDep,
    permit: Annotated[Permit, Needs("agent.read", own_agent=True)],
) -> dict[str, Any]:
    """Read what the agent's page shows now; empty if the engine has published nothing yet.

    Anyone but the agent sees masked numbers. Where the campaign wants people identified first, the agent sees nothing
    of the person but name and language before (`is_withheld`), and where it masks numbers
    (`mask_numbers`) no whole number. Where a law restricts monitoring of agents (`locked_by`) and there is no
    agreement, only the agent may read it.
    """
    await check_watched(agent_id, permit, store, service)
    shown = dict(await bus.latest(Topic.SCREEN, agent_id=agent_id) or {})
    if not permit.is_agent(agent_id):
        if rule := shown.get("locked_by"):
            raise WatchingLocked(rule=rule)
        shown = for_others(shown)
    else:
        if shown.get("mask_numbers"):
            shown = with_masked_numbers(shown)
        if shown.get("identify_first"):
            attempt_id = shown.get("attempt_id")
            if attempt_id is None or not await store.identities.is_identified(attempt_id):
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
    agent_id: PathId,
    body: Dispose,
    store: StoreDep,
    service: ServiceDep,
    permit: Annotated[Permit, Needs("agent.command", own_agent=True)],
) -> Disposed:
    """Set the disposition of a call, during it or afterwards. A second one replaces the first.

    Where a law restricts monitoring of agents (`locked_by`), only the agent may do this while the call is live.
    """
    attempt = await store.attempts.get(body.attempt_id, sees=permit.sees)
    if not permit.is_agent(agent_id):
        await agent_at_work(agent_id, store, permit)
        [seen] = await service.watching.look().calls([attempt])
        if seen.locked_by:
            raise WatchingLocked(rule=seen.locked_by)
    done = await service.dispositions.dispose(
        body.attempt_id,
        agent_id=agent_id,
        code=body.code,
        note=body.note,
        callback_at=body.callback_at.timestamp() if body.callback_at else None,
        callback_mine=body.callback_mine,
        callback_asked=body.callback_asked,
        actor=permit.actor,
        disclosed=body.disclosed,
        reason=body.reason,
    )
    return Disposed.of(done)


@router.post("/{agent_id}/hang-up")
@refuses(AgentNotLoggedIn, LeadNotDialled, EngineSilent)
async def hang_up(agent_id: PathId, service: ServiceDep, permit: Watcher, body: HangUp | None = None) -> CommandDone:
    """End the agent's current call. A call named in the body is ended only if it is the current one."""
    attempt_id = body.attempt_id if body is not None else None
    done = await service.agents.hang_up(agent_id, attempt_id=attempt_id, actor=permit.actor)
    return CommandDone.of(done)


@router.post("/{agent_id}/hold")
@refuses(AgentNotLoggedIn, LeadNotDialled, EngineSilent)
async def hold(agent_id: PathId, service: ServiceDep, permit: Watcher, body: OnHold | None = None) -> CommandDone:
    """Put the person with whom the agent talks on hold: they hear music or comfort noise, for ten minutes at most.

    The agent keeps the call and takes no other. `is_done` is false if the agent is in no talk, or the person is on hold
    already.
    """
    attempt_id = body.attempt_id if body is not None else None
    return CommandDone.of(await service.agents.hold(agent_id, attempt_id=attempt_id, actor=permit.actor))


@router.post("/{agent_id}/resume")
@refuses(AgentNotLoggedIn, LeadNotDialled, EngineSilent)
async def resume(agent_id: PathId, service: ServiceDep, permit: Watcher, body: OnHold | None = None) -> CommandDone:
    """Take the person back who is on hold. `is_done` is false if nobody is (any more)."""
    attempt_id = body.attempt_id if body is not None else None
    return CommandDone.of(await service.agents.resume(agent_id, attempt_id=attempt_id, actor=permit.actor))


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
async def dial(
    agent_id: PathId, body: DialInput, store: StoreDep, service: ServiceDep, permit: Watcher, key: IdempotencyKey = ""
) -> Dialling:
    """Place a manual call to a number or lead for this agent, who must be ready within a minute.

    The same rules apply as for every call: if they refuse it, the answer is 409 with the reason. `waiting` means that
    it is dialled as soon as it can be within a minute; `why` says what keeps it, such as a trunk, a channel or the
    agent's phone, if that is known.
    """
    if body.lead_id is not None:
        await store.leads.get(body.lead_id, sees=permit.sees)
        return Dialling.of(await service.manual.call_lead(agent_id, body.lead_id, actor=permit.actor))
    consent = body.consent.inner()
    called = await service.manual.call_number(agent_id, body.number or "", consent=consent, key=key, actor=permit.actor)
    return Dialling.of(called)


@router.post("/{agent_id}/preview/dial")
@refuses(AgentNotLoggedIn, LeadNotDialled, EngineSilent)
async def dial_preview(agent_id: PathId, body: Preview, service: ServiceDep, permit: Watcher) -> CommandDone:
    """Dial the lead on the agent's screen. If it cannot be dialled now, it stays and the screen shows `not_dialled`."""
    done = await service.agents.dial_preview(agent_id, lead_id=body.lead_id, actor=permit.actor)
    return CommandDone.of(done)


@router.post("/{agent_id}/preview/skip")
@refuses(AgentNotLoggedIn, LeadNotDialled, EngineSilent)
async def skip_preview(agent_id: PathId, body: Skip, service: ServiceDep, permit: Watcher) -> CommandDone:
    """Release the lead on the agent's screen and show the next."""
    done = await service.agents.skip_preview(agent_id, lead_id=body.lead_id, reason=body.reason, actor=permit.actor)
    return CommandDone.of(done)


async def _to_change(
    agent_id: int, body: RequestBody, store: Store, service: Service, permit: Permit, if_match: Precondition
) -> Agent:
    """The agent, if If-Match names its version and the body omits nothing."""
    there = await store.agents.get(agent_id, sees=permit.sees)
    shown = await _shown(there, service, permit)
    if_match.check(shown)
    check_nothing_left_out(body, shown)
    return there


async def _rule(agent: Agent, service: Service, permit: Permit) -> str:
    """The rule that hides from the caller what the agent does; empty if there is none."""
    if permit.is_agent(agent.id):
        return ""
    [(_, rule)] = await service.watching.look().agents([agent])
    return rule


async def _shown(agent: Agent, service: Service, permit: Permit) -> AgentShown:
    if permit.is_agent(agent.id):
        return AgentShown.of(agent)
    [(_, rule)] = await service.watching.look().agents([agent])
    return AgentShown.seen(agent, rule)
