"""An agent's day: pauses and their reasons, recovery break, raised hands, figures, what is recorded, issue reports."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.agent_access import Watcher, agent_at_work, check_team, check_watched
from api.auth import Context, Needs, not_allowed
from api.callers import SignedIn
from api.dependencies import PartsDep, PathId, QueryId
from api.etags import IfMatch, Versioned
from api.locations import located
from api.number_masks import NumbersShown, shown_to_agent
from api.paging import cut_page, sorted_by
from api.problem_kinds import refuses
from api.schemas.agents import AgentAfter, CommandDone
from api.schemas.workday import (
    DayShown,
    HandAnswerInput,
    HandInput,
    HandShown,
    IssueReportAnswerInput,
    IssueReportInput,
    IssueReportPage,
    IssueReportShown,
    IssueReportState,
    OwnFiguresShown,
    PauseReasonShown,
    PauseReasonsInput,
    PauseReasonsShown,
    RecordedShown,
    RecoveryBreakInput,
    TeamDayShown,
    WrapUpExtensionInput,
)
from dialer.core.errors import AttemptOfAnother, BadReference, NotFound, UnknownAgent, UnknownAttempt, WatchingLocked
from dialer.core.request_errors import AgentNotLoggedIn, EngineSilent, HandNotRaised
from dialer.numbers.masking import MASKED
from dialer.storage.pages import PageRequest
from dialer.stores.everything import Store
from dialer.work.agents.model import Agent
from dialer.work.issue_reports.model import IssueReportKind
from dialer.work.workday.model import Day

router = APIRouter(tags=["workday"], route_class=Versioned)

Own = Annotated[Context, Needs("agent.self", own_agent=True)]


def _check_own(ctx: Context, agent_id: int) -> None:
    """Raise a 403 problem unless the caller is the agent whom the path names."""
    if not ctx.is_agent(agent_id):
        raise not_allowed("agent.self")


def _hand(agent: Agent, ctx: Context) -> HandShown:
    return HandShown.of_agent(agent, by_others=not ctx.is_agent(agent.id))


@router.get("/pause-reasons")
@refuses(BadReference)
async def read_pause_reasons(parts: PartsDep, caller: SignedIn, team_id: QueryId = None) -> PauseReasonsShown:
    """Read the reasons to pause, of a team or of the installation; an agent is answered those of the own team."""
    if team_id is None and caller.agent_id is not None:
        team_id = await parts.service.agents.team_of(caller.agent_id)
    if team_id is not None:
        await parts.store.teams.check(team_id)
    return await _reasons(parts.store, team_id)


@router.put("/pause-reasons")
@refuses(BadReference)
async def write_pause_reasons(
    body: PauseReasonsInput, ctx: Annotated[Context, Needs("agent.write")], if_match: IfMatch, team_id: QueryId = None
) -> PauseReasonsShown:
    """Replace the reasons to pause, of a team or of the installation, which takes a role for all companies."""
    await check_team(team_id, ctx)
    if team_id is None:
        ctx.check_all_companies()
    before = await ctx.store.pauses.own_reasons(team_id)
    if_match.check(await _reasons(ctx.store, team_id))
    reasons = [one.inner() for one in body.reasons]
    await ctx.service.pauses.replace(team_id, reasons, actor=ctx.actor, expected=before)
    return await _reasons(ctx.store, team_id)


async def _reasons(store: Store, team_id: int | None) -> PauseReasonsShown:
    own, found = await store.pauses.own_reasons(team_id), await store.pauses.reasons(team_id)
    return PauseReasonsShown(team_id=team_id, is_own=bool(own), reasons=[PauseReasonShown.of(one) for one in found])


@router.post("/agents/{agent_id}/recovery-break")
@refuses(AgentNotLoggedIn)
async def take_recovery_break(agent_id: PathId, ctx: Watcher, body: RecoveryBreakInput | None = None) -> AgentAfter:
    """Pause an agent for a minute or so after a hard call; then the agent is ready again without asking.

    It counts as work, and starts when the current call and its wrap-up are over. Asked twice, it stays one.
    """
    seconds = (body or RecoveryBreakInput()).seconds
    commands = ctx.service.agent_commands
    return AgentAfter.after(await commands.take_recovery_break(agent_id, seconds=seconds, actor=ctx.actor))


@router.post("/agents/{agent_id}/wrap-up/extend")
@refuses(AgentNotLoggedIn, EngineSilent)
async def extend_wrap_up(agent_id: PathId, ctx: Watcher, body: WrapUpExtensionInput | None = None) -> CommandDone:
    """Give the agent half a minute more for the current wrap-up, once; `is_done` is false the second time."""
    attempt_id = body.attempt_id if body is not None else None
    return CommandDone.of(
        await ctx.service.agent_commands.extend_wrap_up(agent_id, attempt_id=attempt_id, actor=ctx.actor)
    )


@router.post("/agents/{agent_id}/hand")
@refuses(UnknownAgent, AgentNotLoggedIn)
async def raise_hand(
    agent_id: PathId, body: HandInput, ctx: Annotated[Context, Needs("agent.command", own_agent=True)]
) -> HandShown:
    """Raise the agent's hand for help, or for a pause that needs approval; or lower it. Only the agent raises it."""
    await agent_at_work(agent_id, ctx.store, ctx)
    if not body.raised:
        return _hand(await ctx.service.agent_commands.lower_hand(agent_id, actor=ctx.actor), ctx)
    _check_own(ctx, agent_id)
    agent = await ctx.service.agent_commands.raise_hand(agent_id, note=body.note, asks=body.asks, actor=ctx.actor)
    return _hand(agent, ctx)


@router.get("/hands")
async def list_hands(ctx: Annotated[Context, Needs("agent.command")]) -> list[HandShown]:
    """List the raised hands, longest waiting first.

    Who raises a hand asks to be seen: names are shown also where a law restricts monitoring of agents.
    """
    seen = await ctx.store.campaigns.ids(sees=ctx.sees) if ctx.sees.companies is not None else None
    hands = await ctx.store.agents.hands(sees=ctx.sees)
    return [_hand(one, ctx) for one in hands if seen is None or one.campaign_id in seen]


@router.post("/agents/{agent_id}/hand/answer")
@refuses(UnknownAgent, HandNotRaised, AgentNotLoggedIn)
async def answer_hand(
    agent_id: PathId, body: HandAnswerInput, ctx: Annotated[Context, Needs("agent.command")]
) -> HandShown:
    """Lower an agent's hand, and grant the pause that it asks for if `approved`."""
    await agent_at_work(agent_id, ctx.store, ctx)
    wished = await ctx.service.agent_commands.answer_hand(agent_id, approved=body.approved, actor=ctx.actor)
    return _hand(wished.agent, ctx)


@router.get("/agents/{agent_id}/day")
@refuses(UnknownAgent, WatchingLocked)
async def read_day(agent_id: PathId, ctx: Annotated[Context, Needs("agent.read", own_agent=True)]) -> DayShown:
    """Read an agent's day: figures, call-backs due, talks without a disposition, pauses, plan.

    Where a law restricts monitoring of agents (`locked_by`) and there is no agreement, only the agent may read it.
    """
    await ctx.store.agents.get(agent_id, sees=ctx.sees)
    await check_watched(agent_id, ctx)
    day = await ctx.service.workdays.day(agent_id)
    if not ctx.is_agent(agent_id):
        return DayShown.seen(day, by_others=True)
    numbers = await shown_to_agent(ctx.store, [one.person_id for one in day.tasks])
    return DayShown.seen(_with_numbers(day, numbers), by_others=False)


def _with_numbers(day: Day, numbers: NumbersShown) -> Day:
    """A day whose texts show numbers as its agent may see them."""

    def shown(one: Any) -> Any:
        own = {name: getattr(one, name, None) for name in ("person_id", "campaign_id")}
        texts = {name: getattr(one, name) for name in ("lead_name", "note") if hasattr(one, name)}
        return replace(one, **{name: numbers.of(**own).text(text, ()) for name, text in texts.items()})

    parts: dict[str, Any] = {
        name: tuple(map(shown, getattr(day, name))) for name in ("promises", "tasks", "unfinished", "disposed")
    }
    return replace(day, **parts)


@router.get("/teams/{team_id}/day")
@refuses(NotFound, WatchingLocked)
async def read_team_day(team_id: PathId, ctx: Annotated[Context, Needs("agent.read")]) -> TeamDayShown:
    """Read the day of a team, its agents together.

    Where a law restricts monitoring of agents, a team too small to hide a single one in is refused.
    """
    if ctx.sees.teams is not None and team_id not in ctx.sees.teams:
        raise NotFound(id=team_id)
    await ctx.store.teams.get(team_id)
    agents = await ctx.store.agents.list(team_id=team_id, sees=ctx.sees)
    if rule := await ctx.service.watching.look().team(agents):
        raise WatchingLocked(rule=rule)
    return TeamDayShown.of(await ctx.service.workdays.team_day(team_id, agents))


@router.get("/agents/{agent_id}/own-figures")
@refuses(UnknownAgent)
async def read_own_figures(agent_id: PathId, ctx: Own) -> OwnFiguresShown:
    """Read today's figures that nobody else is told: talks beside the script's usual length, share of hard ones.

    What all agents together had is left out where it would tell of single ones.
    """
    _check_own(ctx, agent_id)
    await ctx.store.agents.get(agent_id, sees=ctx.sees)
    return OwnFiguresShown.of(await ctx.service.workdays.own_figures(agent_id))


@router.get("/agents/{agent_id}/recorded")
@refuses(UnknownAgent)
async def read_recorded(agent_id: PathId, ctx: Own) -> list[RecordedShown]:
    """Read what Pronto records about the agent: what, why, how long, who sees it, how many rows. For the agent only."""
    _check_own(ctx, agent_id)
    await ctx.store.agents.get(agent_id, sees=ctx.sees)
    return [RecordedShown.of(one) for one in await ctx.service.workdays.recorded(agent_id)]


@router.post("/agents/{agent_id}/issue-reports", status_code=201)
@located("/issue-reports/{id}")
@refuses(UnknownAgent, UnknownAttempt, AttemptOfAnother)
async def report_issue(agent_id: PathId, body: IssueReportInput, ctx: Own) -> IssueReportShown:
    """Report that something is wrong: the script, a price, who is called, how the line sounds."""
    _check_own(ctx, agent_id)
    await ctx.store.agents.get(agent_id, sees=ctx.sees)
    if body.attempt_id is not None:
        attempt = await ctx.store.attempts.get(body.attempt_id, sees=ctx.sees)
        if not await ctx.service.interactions.is_of(attempt, agent_id):
            raise AttemptOfAnother(id=attempt.id)
    made = await ctx.service.issue_reports.create(agent_id, **body.model_dump(), actor=ctx.actor)
    return IssueReportShown.seen(made, (await shown_to_agent(ctx.store)).of(campaign_id=made.campaign_id))


@router.get("/agents/{agent_id}/issue-reports")
@refuses(UnknownAgent)
async def agent_issue_reports(
    agent_id: PathId, ctx: Own, page: Annotated[PageRequest, sorted_by("-id")]
) -> IssueReportPage:
    """List the agent's own issue reports with their answers, newest first."""
    _check_own(ctx, agent_id)
    found = await ctx.store.issue_reports.list(agent_id=agent_id, page=page, sees=ctx.sees)
    items, more = cut_page(found, page)
    numbers = await shown_to_agent(ctx.store)
    return IssueReportPage(
        items=[IssueReportShown.seen(one, numbers.of(campaign_id=one.campaign_id)) for one in items], next=more
    )


@router.get("/issue-reports")
async def list_issue_reports(
    ctx: Annotated[Context, Needs("agent.read")],
    page: Annotated[PageRequest, sorted_by("-id")],
    campaign_id: QueryId = None,
    kind: IssueReportKind | None = None,
    state: Annotated[IssueReportState | None, Query(description="Left out: all.")] = None,
) -> IssueReportPage:
    """List what agents report as wrong, newest first. Numbers in notes are masked."""
    is_open = None if state is None else state == "open"
    found = await ctx.store.issue_reports.list(
        campaign_id=campaign_id, kind=kind, is_open=is_open, page=page, sees=ctx.sees
    )
    items, more = cut_page(found, page)
    return IssueReportPage(items=[IssueReportShown.seen(one, MASKED) for one in items], next=more)


@router.get("/issue-reports/{issue_report_id}")
@refuses(NotFound)
async def read_issue_report(issue_report_id: PathId, ctx: Annotated[Context, Needs("agent.read")]) -> IssueReportShown:
    """Read an issue report."""
    return IssueReportShown.seen(await ctx.store.issue_reports.get(issue_report_id, sees=ctx.sees), MASKED)


@router.post("/issue-reports/{issue_report_id}/resolve")
@refuses(NotFound)
async def resolve_issue_report(
    issue_report_id: PathId,
    body: IssueReportAnswerInput,
    ctx: Annotated[Context, Needs("agent.command")],
    if_match: IfMatch,
) -> IssueReportShown:
    """Write what came of an issue report. A second answer replaces the first."""
    there = await ctx.store.issue_reports.get(issue_report_id, sees=ctx.sees)
    if_match.check(IssueReportShown.seen(there, MASKED))
    expected = there if if_match else None
    done = await ctx.service.issue_reports.resolve(
        issue_report_id, answer=body.answer, actor=ctx.actor, expected=expected
    )
    return IssueReportShown.seen(done, MASKED)
