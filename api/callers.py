"""Who makes a request: a program by its key, or a person or a board by the session in a cookie."""

import ipaddress
import logging
from dataclasses import replace
from typing import Annotated, Final, cast
from urllib.parse import quote

from fastapi import Depends, Request, Response
from fastapi.requests import HTTPConnection
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.client_addresses import client_of
from api.middleware import UPLOAD_PATH, same_origin
from api.problem_kinds import (
    A_DATABASE,
    NOT_A_USER,
    NOT_SIGNED_IN,
    OTHER_MEDIA_TYPE,
    TOO_MANY_ATTEMPTS,
    WRONG_NETWORK,
    WRONG_ORIGIN,
    refuses,
)
from api.problems import Problem
from dialer.access.credentials import digest_of, is_well_formed
from dialer.access.model import DEPARTURE_LIFE_S, Caller, Session
from dialer.access.sign_ins import Browser, Opened, caller_by_session
from dialer.access.store.keys import ValidKey
from dialer.access.store.sessions import ValidSession
from dialer.app.composition import Parts
from dialer.i18n.message import Message, msg

log = logging.getLogger(__name__)

COOKIE: Final = "pronto_session"
DEPARTURE_COOKIE: Final = "pronto_departure"  # of a browser that is at the identity provider
CALLER: Final = "pronto.caller"  # in the scope of a request whose caller is known
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
FIVE_YEARS_S: Final = 5 * 365 * 86_400  # a board's cookie has no end of its own

bearer = HTTPBearer(auto_error=False, description="`pronto key create` makes a key.")


@refuses(NOT_SIGNED_IN, WRONG_NETWORK, TOO_MANY_ATTEMPTS, *A_DATABASE)
async def caller_of(
    request: HTTPConnection, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> Caller:
    """Identify the caller of a request, or of a WebSocket's handshake.

    A request's caller is looked up once: before the body is read, and for the route's dependencies.

    Raises a 401 problem, or 429 after too many failures by this client.
    """
    known: Caller | None = request.scope.get(CALLER)
    if known is None:
        known = request.scope[CALLER] = await _identified(request, credentials)
    return known


async def _identified(request: HTTPConnection, credentials: HTTPAuthorizationCredentials | None) -> Caller:
    if credentials is not None:
        return await _by_key(request, credentials.credentials)
    if not request.cookies.get(cookie_name(request)):
        raise not_signed_in(msg("Send a key as `Authorization: Bearer …`, or sign in at /sign-in."))
    if request.scope.get("method") not in SAFE_METHODS:
        check_origin(request)
    found = await session_of(request)
    if found is None or found.session.stage != "signed_in":
        raise not_signed_in(msg("The session has ended: sign in again."))
    return caller_by_session(found)


SignedIn = Annotated[Caller, Depends(caller_of)]


async def session_of(request: HTTPConnection) -> ValidSession | None:
    """The session of the request's cookie, also one that waits for its code; None without one that lives."""
    parts: Parts = request.app.state.parts
    secret = request.cookies.get(cookie_name(request))
    return await parts.service.sign_ins.find(secret) if secret else None


async def _by_key(request: HTTPConnection, secret: str) -> Caller:
    """The key's caller.

    The key is looked up first, so that failures of others behind the same address do not lock out its holder. The
    lookup reads one row by an index, cheap enough to do for failing clients too.
    """
    parts: Parts = request.app.state.parts
    client = client_of(request)
    found = await parts.store.keys.find(digest_of(secret), now=parts.clock()) if is_well_formed(secret) else None
    if found is None:
        raise await _refused(request, client)
    if not _is_within(request, found.key.networks):
        detail = msg("This key may not be used from {client}.", client=client)
        raise Problem(WRONG_NETWORK, detail)
    caller = _caller_by_key(found)
    parts.service.log_ins.key_used(found.key.id, caller.actor, client)
    parts.service.last_used.key(found.key.id, found.key.used_at)
    return caller


def _caller_by_key(found: ValidKey) -> Caller:
    key = found.key
    return Caller(
        kind="key",
        id=key.id,
        name=key.name,
        grants=key.grants,
        agent_id=key.agent_id,
        scopes=None if key.scopes is None else frozenset(key.scopes),
        owner_id=key.owner_id,
        owner=found.owner,
    )


def _is_within(request: HTTPConnection, networks: tuple[str, ...]) -> bool:
    if not networks:
        return True
    try:
        address = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    if address.version == 6 and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in ipaddress.ip_network(one) for one in networks)


async def _refused(request: HTTPConnection, client: str) -> Problem:
    """Count a failure. A client that has to wait is only told so, and learns nothing by further tries."""
    parts: Parts = request.app.state.parts
    parts.service.log_ins.refused(client)
    if wait := await parts.service.waits.key_wait_s(client):
        detail = msg("Wait {seconds:.0f} s before the next try.", seconds=wait)
        headers = {"Retry-After": str(int(wait) + 1)}
        return Problem(TOO_MANY_ATTEMPTS, detail, headers=headers)
    await parts.service.waits.key_failed(client)
    log.warning("a key is refused", extra={"client": client})
    return not_signed_in(msg("This key is unknown, revoked or expired."))


def not_signed_in(detail: Message) -> Problem:
    """The problem of a request that nobody answers for."""
    return Problem(NOT_SIGNED_IN, detail, headers={"WWW-Authenticate": "Bearer"})


@refuses(WRONG_ORIGIN, OTHER_MEDIA_TYPE)
def check_origin(request: HTTPConnection) -> None:
    """Refuse an unsafe request that another site's page may have sent with this browser's cookie (CSRF).

    Three marks that a page cannot forge: the Origin, what the browser says of the two sites, and a type of content
    that other sites' pages may not send without asking first.
    """
    parts: Parts = request.app.state.parts
    origin, allowed = request.headers.get("origin"), parts.settings.allowed_origins
    if origin is None or not same_origin(origin, request.headers.get("host", ""), allowed):
        detail = msg("With a cookie, the Origin header must be Pronto's own. Programs send a key instead.")
        raise Problem(WRONG_ORIGIN, detail)
    site = request.headers.get("sec-fetch-site", "same-origin")
    if site != "same-origin" and origin not in allowed:
        detail = msg("The browser says that another site's page sent this request.")
        raise Problem(WRONG_ORIGIN, detail)
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    is_json = kind == "application/json" or kind.endswith("+json")
    if not is_json and not UPLOAD_PATH.fullmatch(request.url.path):
        detail = msg("With a cookie, send JSON as `Content-Type: application/json`.")
        raise Problem(OTHER_MEDIA_TYPE, detail)


def browser_of(request: HTTPConnection, before: ValidSession | None = None) -> Browser:
    """Where a sign-in comes from, and the session that it replaces."""
    return Browser(
        client=client_of(request),
        agent_string=request.headers.get("user-agent", ""),
        session_id=None if before is None else before.session.id,
    )


@refuses(NOT_A_USER)
def _user_of(caller: SignedIn) -> Caller:
    """The caller, if it is a person in a session. Raises a 403 problem: keys and boards have no account."""
    if caller.kind != "user" or caller.session_id is None:
        raise Problem(NOT_A_USER, msg("Only a user who has signed in has an account."))
    return caller


SignedInUser = Annotated[Caller, Depends(_user_of)]


def sign_in_url(request: HTTPConnection) -> str:
    """The address of the page on which people sign in."""
    return f"{_origin(request)}/sign-in"


def link_url(request: HTTPConnection, secret: str) -> str:
    """The address of a one-time link. The secret stands in the fragment, which browsers send to no server."""
    return f"{sign_in_url(request)}#link={secret}"


def board_url(request: HTTPConnection, board: str, secret: str) -> str:
    """The address of a board's link."""
    return f"{_origin(request)}/board?name={quote(board)}#token={secret}"


def _origin(request: HTTPConnection) -> str:
    return f"{'https' if is_secure(request) else 'http'}://{request.headers.get('host', '')}"


def is_secure(request: HTTPConnection) -> bool:
    """Whether the browser speaks TLS with Pronto, or with a proxy before it."""
    parts: Parts = request.app.state.parts
    return parts.settings.secure_cookie or request.url.scheme in ("https", "wss")


def cookie_name(request: HTTPConnection, name: str = COOKIE) -> str:
    """The name of the session's cookie, or of another. A browser takes `__Host-…` from this host alone, over TLS."""
    return f"__Host-{name}" if is_secure(request) else name


def keep_session(request: HTTPConnection, response: Response, opened: Opened) -> None:
    """Put a session's secret into a cookie that scripts cannot read."""
    _keep(request, response, COOKIE, opened.secret, _life_s(opened.session))


def keep_departure(request: HTTPConnection, response: Response, sealed: str) -> None:
    """Let the browser keep what belongs to its way through the identity provider."""
    _keep(request, response, DEPARTURE_COOKIE, sealed, DEPARTURE_LIFE_S)


def departure_of(request: HTTPConnection) -> str:
    """What `keep_departure` has kept; empty without it."""
    return request.cookies.get(cookie_name(request, DEPARTURE_COOKIE), "")


def _keep(request: HTTPConnection, response: Response, name: str, value: str, life_s: int) -> None:
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=life_s,
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
    )


def forget_session(request: HTTPConnection, response: Response) -> None:
    """Take the cookie away."""
    _forget(request, response, COOKIE)


def forget_departure(request: HTTPConnection, response: Response) -> None:
    """Take away what belonged to a way through the identity provider."""
    _forget(request, response, DEPARTURE_COOKIE)


def _forget(request: HTTPConnection, response: Response, name: str) -> None:
    secure, name = is_secure(request), cookie_name(request, name)
    response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=secure)


def _life_s(session: Session) -> int:
    return FIVE_YEARS_S if session.ends_at is None else int(session.ends_at - session.created_at)


async def listener_of(socket: HTTPConnection) -> Caller:
    """Identify who opens a WebSocket. A page of another site is refused: browsers always send its origin."""
    if "origin" in socket.headers:
        check_origin(socket)
    return await caller_of(socket, await _credentials(socket))


async def end_of_listening(connection: HTTPConnection, caller: Caller) -> str:
    """Why the stream that this caller opened has to end; empty if it goes on.

    `signed_out`: the key or session is no longer valid. `recycled`: it is, with other grants, and whoever comes back is
    asked anew what may be heard.
    """
    present = await _present_caller(connection)
    if present is None or (present.kind, present.id, present.session_id) != (caller.kind, caller.id, caller.session_id):
        return "signed_out"
    return "" if replace(present, confirmed_until=caller.confirmed_until) == caller else "recycled"


async def _present_caller(connection: HTTPConnection) -> Caller | None:
    parts: Parts = connection.app.state.parts
    credentials = await _credentials(connection)
    if credentials is not None:
        key = await parts.store.keys.find(digest_of(credentials.credentials), now=parts.clock())
        return None if key is None else _caller_by_key(key)
    # Not through `session_of`: a page that only listens is idle, and its session ends as one that is left alone.
    secret = connection.cookies.get(cookie_name(connection), "")
    found = await parts.store.sessions.find(digest_of(secret), now=parts.clock())
    return None if found is None else caller_by_session(found)


async def _credentials(connection: HTTPConnection) -> HTTPAuthorizationCredentials | None:
    return await bearer(cast("Request", connection))  # it reads the headers alone
