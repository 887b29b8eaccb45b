"""The audit: who did what."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from api.auth import Context, Needs
from api.keyed_requests import Keyed
from api.paging import cut_page, sorted_by
from api.schemas.audit import AuditPage, AuditShown, ChainCheckShown
from api.schemas.wire import Instant, Line
from dialer.storage.pages import PageRequest

router = APIRouter(tags=["audit"], route_class=Keyed)


@router.get("/audit")
async def list_audit(
    ctx: Annotated[Context, Needs("audit.read", all_companies=True)],
    page: Annotated[PageRequest, sorted_by("-id")],
    subject: Annotated[Line | None, Query(max_length=200)] = None,
    action: Annotated[Line | None, Query(max_length=60)] = None,
    since: Annotated[Instant | None, Query(description="Written at or after this time.")] = None,
    until: Annotated[Instant | None, Query(description="Written before this time.")] = None,
) -> AuditPage:
    """List audit entries, newest first."""
    found = await ctx.store.audit.list(
        subject=subject,
        action=action,
        since=since.timestamp() if since else None,
        until=until.timestamp() if until else None,
        page=page,
    )
    items, more = cut_page(found, page)
    return AuditPage(items=[AuditShown.of(line) for line in items], next=more)


@router.post("/audit/verify")
async def verify_audit(ctx: Annotated[Context, Needs("audit.read", all_companies=True)]) -> ChainCheckShown:
    """Verify the whole audit chain for altered lines. This takes seconds if there are many."""
    return ChainCheckShown.of(await ctx.service.audit.verify())


class JsonLinesResponse(StreamingResponse):
    """JSON objects, one per line."""

    media_type = "application/jsonl"


@router.get("/audit.jsonl", response_class=JsonLinesResponse)
async def export_audit(
    ctx: Annotated[Context, Needs("audit.read", all_companies=True, confirmed=True)],
) -> JsonLinesResponse:
    """Export the whole audit as JSON Lines, oldest first; `pronto audit verify --file` checks it."""
    headers = {"Content-Disposition": 'attachment; filename="audit.jsonl"'}
    return JsonLinesResponse(ctx.service.audit.export(), headers=headers)
