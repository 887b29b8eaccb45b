"""The audit: who did what."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from api.auth import Needs, Permit
from api.dependencies import ServiceDep, StoreDep
from api.keyed_requests import Keyed
from api.paging import CursorText, Limit, cut, read_cursor
from api.schemas.audit import AuditPage, AuditShown, ChainCheckShown
from api.schemas.wire import Instant, Line

router = APIRouter(tags=["audit"], route_class=Keyed)


@router.get("/audit")
async def list_audit(
    store: StoreDep,
    permit: Annotated[Permit, Needs("audit.read", all_controllers=True)],
    subject: Annotated[Line | None, Query(max_length=200)] = None,
    action: Annotated[Line | None, Query(max_length=60)] = None,
    since: Annotated[Instant | None, Query(description="Written at or after this time.")] = None,
    until: Annotated[Instant | None, Query(description="Written before this time.")] = None,
    cursor: CursorText = None,
    limit: Limit = 100,
) -> AuditPage:
    """List audit entries, newest first."""
    found = await store.audit.list(
        subject=subject,
        action=action,
        since=since.timestamp() if since else None,
        until=until.timestamp() if until else None,
        before=(read_cursor(cursor, int) or (None,))[0],
        limit=limit + 1,
    )
    page, more = cut(found, limit, lambda line: (line.id,))
    return AuditPage(items=[AuditShown.of(line) for line in page], next=more)


@router.post("/audit/verify")
async def verify_audit(
    service: ServiceDep, permit: Annotated[Permit, Needs("audit.read", all_controllers=True)]
) -> ChainCheckShown:
    """Verify the whole audit chain for altered lines. This takes seconds if there are many."""
    return ChainCheckShown.of(await service.audit.verify())


class JsonLinesResponse(StreamingResponse):
    """JSON objects, one per line."""

    media_type = "application/jsonl"


@router.get("/audit.jsonl", response_class=JsonLinesResponse)
async def export_audit(
    service: ServiceDep, permit: Annotated[Permit, Needs("audit.read", all_controllers=True, confirmed=True)]
) -> JsonLinesResponse:
    """Export the whole audit as JSON Lines, oldest first; `pronto audit verify --file` checks it."""
    headers = {"Content-Disposition": 'attachment; filename="audit.jsonl"'}
    return JsonLinesResponse(service.audit.export(), headers=headers)
