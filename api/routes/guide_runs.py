"""Runs of guides: begun, written and identified by the agent of the call, or by who may act for agents."""

from typing import Annotated

from fastapi import APIRouter

from api.auth import Context, Needs
from api.dependencies import PathId
from api.keyed_requests import Keyed
from api.locations import located
from api.problem_kinds import refuses
from api.schemas.guides import GuideIdentifyAsked, GuideRunChange, GuideRunInput, GuideRunShown
from dialer.campaigns.attempts.model import AttemptRecord
from dialer.campaigns.guides.model import RunRecord
from dialer.core.errors import AttemptOfAnother, GuideUnpublished, RunClosed, UnknownAttempt, UnknownGuide, UnknownRun

router = APIRouter(prefix="/guide-runs", tags=["guides"], route_class=Keyed)

Runner = Annotated[Context, Needs("guide.run")]


@router.post("", status_code=201)
@located("/guide-runs/{id}")
@refuses(UnknownAttempt, AttemptOfAnother, UnknownGuide, GuideUnpublished)
async def begin_guide_run(body: GuideRunInput, ctx: Runner) -> GuideRunShown:
    """Begin a guide in a talk, in its newest published version. A run that this attempt has goes on as it is."""
    attempt = await _attempt(body.attempt_id, ctx)
    state = await ctx.service.guide_runs.begin(attempt, body.guide_id, language=body.language, sees=ctx.sees)
    return GuideRunShown.shown(state)


@router.get("/{run_id}")
@refuses(UnknownRun, AttemptOfAnother)
async def read_guide_run(run_id: PathId, ctx: Runner) -> GuideRunShown:
    """Read a run with its answers and its route."""
    run, _ = await _run(run_id, ctx)
    return GuideRunShown.shown(await ctx.service.guide_runs.state(run))


@router.put("/{run_id}")
@refuses(UnknownRun, AttemptOfAnother, RunClosed)
async def write_guide_run(run_id: PathId, body: GuideRunChange, ctx: Runner) -> GuideRunShown:
    """Write how far a run has come.

    The path is walked anew, answers are checked by their types, and those that no longer count are removed.
    """
    run, attempt = await _run(run_id, ctx)
    return GuideRunShown.shown(await ctx.service.guide_runs.write(run, attempt, body.progress()))


@router.post("/{run_id}/identify")
@refuses(UnknownRun, AttemptOfAnother, RunClosed)
async def identify_person(run_id: PathId, body: GuideIdentifyAsked, ctx: Runner) -> GuideRunShown:
    """Compare what the person says with what is on file, which stays hidden. So many tries as the step allows."""
    run, attempt = await _run(run_id, ctx)
    state = await ctx.service.guide_runs.identify(run, attempt, body.step, body.given, actor=ctx.actor)
    return GuideRunShown.shown(state)


async def _run(run_id: int, ctx: Context) -> tuple[RunRecord, AttemptRecord]:
    run = await ctx.store.guide_runs.get(run_id, sees=ctx.sees)
    return run, await _attempt(run.attempt_id, ctx)


async def _attempt(attempt_id: str, ctx: Context) -> AttemptRecord:
    """The attempt, if it is the caller's or the caller may act for agents. Raises UnknownAttempt, AttemptOfAnother."""
    attempt, agent_id = await ctx.store.attempts.get(attempt_id, sees=ctx.sees), ctx.caller.agent_id
    if ctx.caller.may("agent.command") or (
        agent_id is not None and await ctx.service.interactions.is_of(attempt, agent_id)
    ):
        return attempt
    raise AttemptOfAnother(id=attempt_id)
