"""Runs of scripts: begun, written and identified by the agent of the call, or by who may act for agents."""

from typing import Annotated

from fastapi import APIRouter

from api.auth import Context, Needs
from api.dependencies import PathId
from api.keyed_requests import Keyed
from api.locations import located
from api.problem_kinds import refuses
from api.schemas.scripts import ScriptIdentifyAsked, ScriptRunChange, ScriptRunInput, ScriptRunShown
from dialer.campaigns.attempts.model import AttemptRecord
from dialer.campaigns.scripts.model import RunRecord
from dialer.core.errors import AttemptOfAnother, RunClosed, ScriptUnpublished, UnknownAttempt, UnknownRun, UnknownScript

router = APIRouter(prefix="/script-runs", tags=["scripts"], route_class=Keyed)

Runner = Annotated[Context, Needs("script.run")]


@router.post("", status_code=201)
@located("/script-runs/{id}")
@refuses(UnknownAttempt, AttemptOfAnother, UnknownScript, ScriptUnpublished)
async def begin_script_run(body: ScriptRunInput, ctx: Runner) -> ScriptRunShown:
    """Begin a script in a talk, in its newest published version. A run that this attempt has goes on as it is."""
    attempt = await _attempt(body.attempt_id, ctx)
    state = await ctx.service.script_runs.begin(attempt, body.script_id, language=body.language, sees=ctx.sees)
    return ScriptRunShown.shown(state)


@router.get("/{run_id}")
@refuses(UnknownRun, AttemptOfAnother)
async def read_script_run(run_id: PathId, ctx: Runner) -> ScriptRunShown:
    """Read a run with its answers and its route."""
    run, _ = await _run(run_id, ctx)
    return ScriptRunShown.shown(await ctx.service.script_runs.state(run))


@router.put("/{run_id}")
@refuses(UnknownRun, AttemptOfAnother, RunClosed)
async def write_script_run(run_id: PathId, body: ScriptRunChange, ctx: Runner) -> ScriptRunShown:
    """Write how far a run has come.

    The path is walked anew, answers are checked by their types, and those that no longer count are removed.
    """
    run, attempt = await _run(run_id, ctx)
    return ScriptRunShown.shown(await ctx.service.script_runs.write(run, attempt, body.progress()))


@router.post("/{run_id}/identify")
@refuses(UnknownRun, AttemptOfAnother, RunClosed)
async def identify_person(run_id: PathId, body: ScriptIdentifyAsked, ctx: Runner) -> ScriptRunShown:
    """Compare what the person says with what is on file, which stays hidden. So many tries as the step allows."""
    run, attempt = await _run(run_id, ctx)
    state = await ctx.service.script_runs.identify(run, attempt, body.step, body.given, actor=ctx.actor)
    return ScriptRunShown.shown(state)


async def _run(run_id: int, ctx: Context) -> tuple[RunRecord, AttemptRecord]:
    run = await ctx.store.script_runs.get(run_id, sees=ctx.sees)
    return run, await _attempt(run.attempt_id, ctx)


async def _attempt(attempt_id: str, ctx: Context) -> AttemptRecord:
    """The attempt, if it is the caller's or the caller may act for agents. Raises UnknownAttempt, AttemptOfAnother."""
    attempt, agent_id = await ctx.store.attempts.get(attempt_id, sees=ctx.sees), ctx.caller.agent_id
    if ctx.caller.may("agent.command") or (
        agent_id is not None and await ctx.service.interactions.is_of(attempt, agent_id)
    ):
        return attempt
    raise AttemptOfAnother(id=attempt_id)
