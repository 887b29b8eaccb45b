"""Checks on every request before any route: host name, body size; and security headers on every answer."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars
from uvicorn.protocols.utils import ClientDisconnected

from api.answer_language import language_of, set_answer_language
from api.head_requests import as_get
from api.problem_kinds import TOO_LARGE, WRONG_HOST
from api.problems import Problem, failed, problem_response
from api.quota import Quota
from api.request_ids import HEADER as REQUEST_ID
from api.request_ids import request_id_of
from dialer.i18n.message import joined, msg

BODY_LIMIT_BYTES = 1_000_000
# Routes that take files: lists, suppressions, registers' answers. tests/api/test_problems.py compares with the routes.
UPLOAD_PATH = re.compile(r"/api/v1/(lists/\d+/(import|preview)|previews|suppressions/import|scrubs/\d+/result)/?")
MULTIPART_MARGIN_BYTES = 10_000  # boundaries and part headers around the file

SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


def host_name(host: str) -> str:
    """Return the name in a Host header: no port, lower case, an IPv6 address in brackets."""
    return (host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0]).lower()


class Threshold:
    """The application's outermost layer, for requests and WebSockets.

    It refuses those for a host name that is not Pronto's: otherwise a page of another site whose name resolves to
    this machine (DNS rebinding) could talk to it.
    """

    def __init__(
        self, app: ASGIApp, *, hosts: tuple[str, ...], upload_limit_bytes: int, database_url: str, quota: Quota
    ) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._upload_limit_bytes = upload_limit_bytes
        self._database_url = database_url
        self._quota = quota

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        client = (scope.get("client") or [""])[0]
        full = self._quota.enter(client)
        try:
            await self._pass(scope, receive, send, full)
        finally:
            if full is None:
                self._quota.leave(client)

    async def _pass(self, scope: Scope, receive: Receive, send: Send, full: Problem | None) -> None:
        headers = Headers(scope=scope)
        set_answer_language(language_of(headers))
        request_id = request_id_of(headers)
        with bound_contextvars(request_id=request_id):
            own = {REQUEST_ID: request_id, **self._quota.headers((scope.get("client") or [""])[0])}
            await self._answer(scope, receive, send, full, own)

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, full: Problem | None, own: Mapping[str, str]
    ) -> None:
        headers, path = Headers(scope=scope), scope["path"]
        begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                answered = MutableHeaders(scope=message)
                _harden(answered, path)
                for name, value in own.items():
                    answered.setdefault(name, value)
            await send(message)

        host = host_name(headers.get("host", ""))
        if "*" not in self._hosts and host not in self._hosts:
            detail = msg("Add {host} to PRONTO_ALLOWED_HOSTS if people reach Pronto by that name.", host=host)
            stranger = Problem(WRONG_HOST, detail)
            await problem_response(stranger, path, headers)(scope, receive, send_guarded)
            return
        if full is not None:
            await problem_response(full, path, headers)(scope, receive, send_guarded)
            return
        limit, method = self._limit(path), scope.get("method", "GET")
        if int(headers.get("content-length") or 0) > limit:
            await problem_response(_too_large(limit), path, headers)(scope, receive, send_guarded)
            return
        try:
            counts = scope["type"] == "http"  # a WebSocket's messages have their own limit
            asked, send_asked = as_get(scope, send_guarded)
            await self._app(asked, limited(receive, limit) if counts else receive, send_asked)
        except (ClientDisconnect, ClientDisconnected):
            return  # a client that disconnects is not an error, and gets no answer
        except Exception as error:  # an error in one request must affect only that request
            response = failed(method, path, error, headers, database_url=self._database_url)
            if begun:
                raise
            await response(scope, receive, send_guarded)

    def _limit(self, path: str) -> int:
        if UPLOAD_PATH.fullmatch(path):
            return self._upload_limit_bytes + MULTIPART_MARGIN_BYTES
        return BODY_LIMIT_BYTES


def limited(receive: Receive, limit: int) -> Receive:
    """Refuse a body of more bytes than the limit, however it comes."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise _too_large(limit)
        return message

    return counted


def _too_large(limit: int) -> Problem:
    detail = msg("At most {most:,} bytes are accepted here.", most=limit)
    if limit > BODY_LIMIT_BYTES:
        detail = joined(" ", (detail, msg("Raise PRONTO_UPLOAD_LIMIT_BYTES, or upload the list in parts.")))
    return Problem(TOO_LARGE, detail, headers={"Connection": "close"})


def _harden(headers: MutableHeaders, path: str) -> None:
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    if not path.startswith("/pages/"):
        headers.setdefault("cache-control", "no-store")


def same_origin(origin: str, host: str, allowed: tuple[str, ...]) -> bool:
    """Whether a page of `origin` may use the session cookie of the Pronto at `host`."""
    return origin in allowed or (urlsplit(origin).scheme in ("http", "https") and urlsplit(origin).netloc == host)
