"""Runs of guides: begun, written and identified by the agent of the call, or by who may act for agents."""

from typing import Annotated

from fastapi import APIRouter

from api.auth import Needs, Permit
from api.dependencies import PathId, ServiceDep, StoreDep
from api.keyed_requests import Keyed
from api.locations import located
from api.problem_kinds import refuses
from api.schemas.guides import GuideIdentifyAsked, GuideRunChange, GuideRunInput, GuideRunShown
from dialer.campaigns.attempts.model import AttemptRecord
from dialer.campaigns.guides.model import RunRecord
from dialer.core.errors import AttemptOfAnother, GuideUnpublished, RunClosed, UnknownAttempt, UnknownGuide, UnknownRun
from dialer.services import Service
from dialer.stores.everything import Store

router = APIRouter(prefix="/guide-runs", tags=["guides"], route_class=Keyed)

Runner = Annotated[Permit, Needs("guide.run")]


@router.post("", status_code=201)
@located("/guide-runs/{id}")
@refuses(UnknownAttempt, AttemptOfAnother, UnknownGuide, GuideUnpublished)
async def begin_guide_run(body: GuideRunInput, store: StoreDep, service: ServiceDep, permit: Runner) -> GuideRunShown:
    """Begin a guide in a talk, in its newest published version. A run that this attempt has goes on as it is."""
    attempt = await _attempt(body.attempt_id, store, service, permit)
    state = await service.guide_runs.begin(attempt, body.guide_id, language=body.language, sees=permit.sees)
    return GuideRunShown.shown(state)


@router.get("/{run_id}")
@refuses(UnknownRun, AttemptOfAnother)
async def read_guide_run(run_id: PathId, store: StoreDep, service: ServiceDep, permit: Runner) -> GuideRunShown:
    """Read a run with its answers and its route."""
    run, _ = await _run(run_id, store, service, permit)
    return GuideRunShown.shown(await service.guide_runs.state(run))


@router.put("/{run_id}")
@refuses(UnknownRun, AttemptOfAnother, RunClosed)
async def write_guide_run(
    run_id: PathId, body: GuideRunChange, store: StoreDep, service: ServiceDep, permit: Runner
) -> GuideRunShown:
    """Write how far a run has come.

    The path is walked anew, answers are checked by their types, and those that no longer count are removed.
    """
    run, attempt = await _run(run_id, store, service, permit)
    return GuideRunShown.shown(await service.guide_runs.write(run, attempt, body.progress()))


@router.post("/{run_id}/identify")
@refuses(UnknownRun, AttemptOfAnother, RunClosed)
async def identify_person(
    run_id: PathId, body: GuideIdentifyAsked, store: StoreDep, service: ServiceDep, permit: Runner
) -> GuideRunShown:
    """Compare what the person says with what is on file, which stays hidden. So many tries as the step allows."""
    run, attempt = await _run(run_id, store, service, permit)
    state = await service.guide_runs.identify(run, attempt, body.step, body.given, actor=permit.actor)
    return GuideRunShown.shown(state)


async def _run(run_id: int, store: Store, service: Service, permit: Permit) -> tuple[RunRecord, AttemptRecord]:
    run = await store.guide_runs.get(run_id, sees=permit.sees)
    return run, await _attempt(run.attempt_id, store, service, permit)


async def _attempt(attempt_id: str, store: Store, service: Service, permit: Permit) -> AttemptRecord:
    """The attempt, if it is the caller's or the caller may act for agents. Raises UnknownAttempt, AttemptOfAnother."""
    attempt, agent_id = await store.attempts.get(attempt_id, sees=permit.sees), permit.caller.agent_id
    if permit.caller.may("agent.command") or (
        agent_id is not None and await service.interactions.is_of(attempt, agent_id)
    ):
        return attempt
    raise AttemptOfAnother(id=attempt_id)
