"""Sessions, tokens, the audit."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from api.auth import COOKIE, COOKIE_LIFE_S, Admin, AnyCaller, check_origin, check_token
from api.dependencies import PartsDep, PathId, QueryId, ServiceDep, StoreDep
from api.schemas.access import (
    AuditShown,
    Me,
    SessionAsked,
    TokenAsked,
    TokenMade,
    TokenShown,
    VerdictShown,
)
from api.schemas.wire import Line

router = APIRouter(tags=["access"])


@router.post("/session")
async def sign_in(body: SessionAsked, request: Request, response: Response, parts: PartsDep) -> Me:
    """Keep a token in a cookie that scripts cannot read, for Pronto's pages in this browser."""
    check_origin(request)
    secret = body.token.get_secret_value()
    caller = await check_token(request, secret, "cookie")
    secure = parts.settings.secure_cookie or request.url.scheme == "https"
    response.set_cookie(COOKIE, secret, max_age=COOKIE_LIFE_S, httponly=True, samesite="strict", secure=secure)
    return Me.of(caller)


@router.delete("/session", status_code=204)
async def sign_out(request: Request, response: Response) -> None:
    """Forget the cookie. The token itself lives on until it is revoked."""
    check_origin(request)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


@router.get("/me")
async def who_am_i(caller: AnyCaller) -> Me:
    """Say who the caller is."""
    return Me.of(caller)


@router.get("/tokens")
async def list_tokens(service: ServiceDep, _caller: Admin) -> list[TokenShown]:
    """List every token, revoked ones too."""
    return [TokenShown.of(token) for token in await service.access.tokens()]


@router.post("/tokens", status_code=201)
async def create_token(body: TokenAsked, service: ServiceDep, caller: Admin) -> TokenMade:
    """Make a token. Its secret is in this answer and nowhere else."""
    secret = await service.access.create_token(
        name=body.name, role=body.role, agent_id=body.agent_id, actor=caller.actor
    )
    return TokenMade(secret=secret)


@router.delete("/tokens/{token_id}", status_code=204)
async def revoke_token(token_id: PathId, service: ServiceDep, caller: Admin) -> None:
    """Let a token open nothing any more, from now on."""
    await service.access.revoke_token(token_id, actor=caller.actor)


@router.get("/audit")
async def list_audit(
    store: StoreDep,
    _caller: Admin,
    subject: Annotated[Line | None, Query(max_length=200)] = None,
    action: Annotated[Line | None, Query(max_length=60)] = None,
    before: QueryId = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[AuditShown]:
    """List who did what, newest first."""
    lines = await store.audit.list(subject=subject, action=action, before=before, limit=limit)
    return [AuditShown.of(line) for line in lines]


@router.post("/audit/verify")
async def verify_audit(service: ServiceDep, _caller: Admin) -> VerdictShown:
    """Follow the audit's whole chain and say whether each line is as it was written. Takes seconds for many lines."""
    return VerdictShown.of(await service.audit.verify())


class JsonLinesResponse(StreamingResponse):
    """JSON objects, one per line."""

    media_type = "application/jsonl"


@router.get("/audit.jsonl", response_class=JsonLinesResponse)
async def export_audit(service: ServiceDep, _caller: Admin) -> JsonLinesResponse:
    """Export the whole audit, oldest first, one JSON object a line; `pronto audit verify --file` checks it."""
    headers = {"Content-Disposition": 'attachment; filename="audit.jsonl"'}
    return JsonLinesResponse(service.audit.export(), headers=headers)
