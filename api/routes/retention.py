"""Retention: runs and their reports."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import Admin, Manager
from api.dependencies import ServiceDep
from api.schemas.retention import PartShown, RetentionAsked, RetentionShown, RunShown

router = APIRouter(tags=["persons"])


@router.post("/retention")
async def run_retention(body: RetentionAsked, service: ServiceDep, caller: Admin) -> RetentionShown:
    """Empty or delete what is older than its limit, or count it. Pronto does it by itself once a day."""
    report = await service.retention.run(body.limits, dry=body.dry, actor=caller.actor)
    parts = [PartShown.of(part) for part in report.parts]
    return RetentionShown(at=report.at, dry=report.dry, expired=report.expired, parts=parts)


@router.get("/retention/runs")
async def list_retention_runs(
    service: ServiceDep, _caller: Manager, limit: Annotated[int, Query(ge=1, le=500)] = 50
) -> list[RunShown]:
    """List the last runs with their reports, newest first."""
    return [RunShown.of(run) for run in await service.retention.runs(limit=limit)]
