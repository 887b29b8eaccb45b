"""Sessions, tokens, suppressions, the audit."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.auth import COOKIE, COOKIE_LIFE_S, Admin, AnyCaller, Manager, Supervisor, check_origin, check_token
from api.deps import PartsDep, PathId, ServiceDep, StoreDep
from api.schemas.access import (
    AuditShown,
    Me,
    SessionAsked,
    SuppressionsAdded,
    SuppressionsAsked,
    SuppressionShown,
    TokenAsked,
    TokenMade,
    TokenShown,
)
from dialer.store.suppressions import of_controller

router = APIRouter(tags=["access"])


@router.post("/session")
async def sign_in(body: SessionAsked, request: Request, response: Response, parts: PartsDep) -> Me:
    """Keep a token in a cookie that scripts cannot read, for Pronto's pages in this browser."""
    check_origin(request)
    secret = body.token.get_secret_value().strip()
    caller = await check_token(request, secret)
    secure = parts.settings.secure_cookie or request.url.scheme == "https"
    response.set_cookie(COOKIE, secret, max_age=COOKIE_LIFE_S, httponly=True, samesite="strict", secure=secure)
    return Me.of(caller)


@router.delete("/session", status_code=204)
async def sign_out(request: Request, response: Response) -> None:
    """Forget the cookie. The token itself lives on until it is revoked."""
    check_origin(request)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


@router.get("/me")
async def me(caller: AnyCaller) -> Me:
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


@router.get("/controllers/{controller_id}/suppressions")
async def list_suppressions(
    controller_id: PathId,
    store: StoreDep,
    _caller: Supervisor,
    after: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[SuppressionShown]:
    """List the controller's suppressions by digest, from behind `after` on. A digest tells nobody's number."""
    found = await store.suppressions.list(of_controller(controller_id), after=after, limit=limit)
    return [SuppressionShown.of(one) for one in found]


@router.post("/controllers/{controller_id}/suppressions")
async def suppress(
    controller_id: PathId, body: SuppressionsAsked, service: ServiceDep, caller: Supervisor
) -> SuppressionsAdded:
    """Suppress numbers. From this answer on no attempt to them is placed."""
    added = await service.access.suppress(controller_id, body.numbers, reason=body.reason, actor=caller.actor)
    return SuppressionsAdded(added=added)


@router.delete("/controllers/{controller_id}/suppressions/{number}", status_code=204)
async def unsuppress(controller_id: PathId, number: str, service: ServiceDep, caller: Manager) -> None:
    """Let a number be called again."""
    await service.access.unsuppress(controller_id, number, actor=caller.actor)


@router.get("/audit")
async def audit(
    store: StoreDep,
    _caller: Admin,
    subject: Annotated[str | None, Query(max_length=200)] = None,
    action: Annotated[str | None, Query(max_length=60)] = None,
    before: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[AuditShown]:
    """List who did what, newest first."""
    lines = await store.audit.list(subject=subject, action=action, before=before, limit=limit)
    return [AuditShown.of(line) for line in lines]
