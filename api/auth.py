"""Authentication and permission: bearer tokens for programs, the same token in a cookie for pages."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.client_addresses import client_of
from api.middleware import same_origin
from api.problems import Problem
from dialer.access.log_ins import By
from dialer.app.composition import Parts
from dialer.core.enums import Role
from dialer.i18n.message import Message, msg

log = logging.getLogger(__name__)

COOKIE = "pronto_session"
COOKIE_LIFE_S = 12 * 3600  # a working day
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
RANK = {Role.WALLBOARD: 1, Role.SUPERVISOR: 2, Role.MANAGER: 3, Role.ADMIN: 4}
FAILURES_ALLOWED = 10
FAILURE_WINDOW_S = 60.0
CLIENTS_REMEMBERED = 10_000

bearer = HTTPBearer(auto_error=False, description="`pronto token create` makes a token.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The holder of a request's token."""

    token_id: int
    name: str
    role: Role
    agent_id: int | None

    @property
    def actor(self) -> str:
        """The caller's name in the audit."""
        return f"{self.role}:{self.name}"

    def may(self, role: Role) -> bool:
        """Whether the caller's role includes `role`. An agent's role includes no other."""
        return RANK.get(self.role, 0) >= RANK[role]

    def is_agent(self, agent_id: int | None) -> bool:
        """Whether the caller is this agent."""
        return self.role is Role.AGENT and agent_id is not None and self.agent_id == agent_id


class FailedLogins:
    """Failed log-ins by client in the last minute."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures: OrderedDict[str, list[float]] = OrderedDict()

    def wait_s(self, client: str) -> float:
        """Return the seconds until `client` may try again, 0 if it may now."""
        since = self._clock() - FAILURE_WINDOW_S
        recent = [at for at in self._failures.get(client, ()) if at > since]
        if len(recent) < FAILURES_ALLOWED:
            return 0.0
        return recent[-FAILURES_ALLOWED] - since

    def add(self, client: str) -> None:
        """Count one failure; with very many clients the oldest are dropped."""
        self._failures.setdefault(client, []).append(self._clock())
        self._failures[client] = self._failures[client][-FAILURES_ALLOWED:]
        self._failures.move_to_end(client)
        while len(self._failures) > CLIENTS_REMEMBERED:
            self._failures.popitem(last=False)


async def check_token(request: Request, secret: str, by: By) -> Caller:
    """Return the holder of `secret`. Raises a 401 problem, or 429 after too many failures by this client.

    The token is looked up first, so that failures of others behind the same address do not lock out its holder. The
    lookup is one index read, cheap enough to do for failing clients too.
    """
    parts: Parts = request.app.state.parts
    client = client_of(request)
    token = await parts.store.tokens.check(secret)
    if token is None:
        raise _refused(request, client)
    parts.service.log_ins.good(token, client, by)
    return Caller(token_id=token.id, name=token.name, role=token.role, agent_id=token.agent_id)


def _refused(request: Request, client: str) -> Problem:
    """Count a failure. A client that has to wait is only told so, and learns nothing by further tries."""
    parts: Parts = request.app.state.parts
    failed: FailedLogins = request.app.state.failed_logins
    parts.service.log_ins.refused(client)
    if wait := failed.wait_s(client):
        detail = msg("Wait {seconds:.0f} s before the next try.", seconds=wait)
        headers = {"Retry-After": str(int(wait) + 1)}
        return Problem(HTTPStatus.TOO_MANY_REQUESTS, "too-many-attempts", detail, headers=headers)
    failed.add(client)
    log.warning("a token is refused", extra={"client": client})
    return _not_signed_in(msg("This token is unknown or revoked."))


async def caller_of(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> Caller:
    """Identify the caller of the request."""
    if credentials is not None:
        return await check_token(request, credentials.credentials, "bearer")
    secret = request.cookies.get(COOKIE)
    if not secret:
        raise _not_signed_in(msg("Send a token as `Authorization: Bearer …`, or sign in at /login."))
    if request.method not in SAFE_METHODS:
        check_origin(request)
    return await check_token(request, secret, "cookie")


def check_origin(request: Request) -> None:
    """Refuse an unsafe request that another site's page may have sent with this browser's cookie (CSRF)."""
    parts: Parts = request.app.state.parts
    origin = request.headers.get("origin")
    if origin is None or not same_origin(origin, request.headers.get("host", ""), parts.settings.allowed_origins):
        detail = msg("With a cookie, the Origin header must be Pronto's own. Programs send a bearer token instead.")
        raise Problem(HTTPStatus.FORBIDDEN, "wrong-origin", detail)


def _not_signed_in(detail: Message) -> Problem:
    return Problem(HTTPStatus.UNAUTHORIZED, "not-signed-in", detail, headers={"WWW-Authenticate": "Bearer"})


@dataclass(frozen=True, slots=True)
class Allow:
    """A route's permission: this role or a higher one, or the agent named in the path."""

    role: Role
    own_agent: bool = False

    async def __call__(self, request: Request, caller: Annotated[Caller, Depends(caller_of)]) -> Caller:
        """Return the caller if permitted. Raises a 403 problem."""
        if caller.may(self.role):
            return caller
        agent_id = str(request.path_params.get("agent_id", ""))  # not yet validated as a number
        if self.own_agent and agent_id.isdecimal() and caller.is_agent(int(agent_id)):
            return caller
        raise not_allowed(self.role)


def not_allowed(role: Role) -> Problem:
    """The problem that names the required role."""
    detail = msg("It takes the role {role}, or one above it.", role=role)
    return Problem(HTTPStatus.FORBIDDEN, "not-allowed", detail)


Wallboard = Annotated[Caller, Depends(Allow(Role.WALLBOARD))]
Supervisor = Annotated[Caller, Depends(Allow(Role.SUPERVISOR))]
Manager = Annotated[Caller, Depends(Allow(Role.MANAGER))]
Admin = Annotated[Caller, Depends(Allow(Role.ADMIN))]
SupervisorOrSelf = Annotated[Caller, Depends(Allow(Role.SUPERVISOR, own_agent=True))]
AnyCaller = Annotated[Caller, Depends(caller_of)]


async def still_valid(request: Request, caller: Caller) -> bool:
    """Whether the token that opened this stream is still valid."""
    parts: Parts = request.app.state.parts
    credentials = await bearer(request)
    secret = credentials.credentials if credentials is not None else request.cookies.get(COOKIE, "")
    token = await parts.store.tokens.check(secret)
    return token is not None and token.id == caller.token_id
