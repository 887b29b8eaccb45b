"""Idempotency-Key: a write that a client repeats with the same key is done once, and answered as the first time.

An answer that is not a success is not kept, as nothing was done: the same request may come again. While the first
request runs, and after a crash in the middle of it, a repetition is refused rather than done twice.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import orjson
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response

from api.callers import SAFE_METHODS, bearer, caller_of
from api.guarded_routes import Guarded, Handler
from api.problem_kinds import ProblemKind, kind_of
from dialer.access.model import Caller
from dialer.app.composition import Parts
from dialer.core.errors import DoneBefore, KeyInUse, KeyUsed
from dialer.requests.store import KeptAnswer

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
PATTERN: Final = "^[!-~]{1,255}$"
PARAMETER: Final = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": PATTERN},
    "description": "Name of this request, chosen by the client. Repeated within 24 hours it is not done again: the "
    "answer is the first one, with the header `Idempotency-Replayed`.",
}
KEPT_BYTES: Final = 256 * 1024
KEPT_HEADERS: Final = ("content-type", "etag", "location")
# They keep the key themselves, in the transaction that adds the lead, so that not even a crash does them twice.
OWN_KEYS: Final = frozenset({"add_lead", "dial"})
# Reads that are a POST so that no log of addresses holds a number: done again as often as they come.
READS: Final = frozenset({"find_leads", "check_suppressions", "check_number", "read_person", "verify_audit"})
# Nobody is signed in before them.
SESSIONS: Final = frozenset(
    {
        *("sign_in", "give_code", "open_link", "open_board", "leave_for_provider", "return_from_provider"),
        *("confirm_session", "sign_out"),
    }
)
# Their answers hold a secret or a whole number, which are shown once.
SHOWN_ONCE: Final = frozenset(
    {
        *("create_key", "create_link", "share_board", "offer_totp", "accept_totp", "renew_backup_codes"),
        *("unmask_number", "rotate_pseudonyms", "make_phone_account", "create_desk_phone", "renew_phone_secret"),
    }
)


class Keyed(Guarded):
    """A route whose write is done once for each Idempotency-Key."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        """Document the header."""
        super().__init__(path, endpoint, **options)
        if self.takes_key:
            self.openapi_extra = {**(self.openapi_extra or {}), "parameters": [PARAMETER]}

    @property
    def takes_key(self) -> bool:
        """Whether it is a write that a key can be given for here.

        Not for files: to compare one takes as long as to load it, and what is loaded again changes nothing or is
        treated by the import's rule for duplicates.
        """
        is_file = "requestBody" in (self.openapi_extra or {})
        left_out = OWN_KEYS | READS | SESSIONS
        return not (self.methods or set()) <= SAFE_METHODS and not is_file and self.name not in left_out

    @property
    def refusals(self) -> tuple[ProblemKind, ...]:
        """What a repeated request is refused with (api/problem_kinds.py)."""
        return tuple(map(kind_of, (KeyUsed, KeyInUse, DoneBefore))) if self.takes_key else ()

    def get_route_handler(self) -> Handler:
        """Look the key up before the handler, and keep the answer after it."""
        handle = super().get_route_handler()
        if not self.takes_key:
            return handle

        async def keyed(request: Request) -> Response:
            key = request.headers.get(HEADER)
            if key is None:
                return await handle(request)
            _check(key)
            return await self._once(request, key, handle)

        return keyed

    async def _once(self, request: Request, key: str, handle: Handler) -> Response:
        parts: Parts = request.app.state.parts
        requests = parts.store.requests
        caller = await caller_of(request, await bearer(request))
        name = requests.name(_holder(caller), request.method, request.url.path, key)
        before = await requests.begin(name, requests.body(await _body_of(request)), now=parts.clock())
        if before is not None:
            headers = before.headers | {REPLAYED: "true"}
            return Response((before.text or "").encode(), before.status, headers=headers)
        done: Response | None = None
        try:
            done = await handle(request)
        finally:
            if done is None or done.status_code >= 300:
                await requests.forget(name)
        await requests.end(name, self._kept(done))
        return done

    def _kept(self, answer: Response) -> KeptAnswer:
        body = getattr(answer, "body", None)  # a file is a stream, and has none
        plain = isinstance(body, bytes) and len(body) <= KEPT_BYTES and self.name not in SHOWN_ONCE
        headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
        text = bytes(body or b"").decode() if plain else None
        return KeptAnswer(status=answer.status_code, text=text, headers=headers)


def _check(key: str) -> None:
    """Raise RequestValidationError for a key that is not 1 to 255 visible ASCII characters."""
    if not re.fullmatch(PATTERN, key):
        context = {"pattern": PATTERN}
        raise RequestValidationError(
            [{"type": "string_pattern_mismatch", "loc": ("header", HEADER), "msg": "", "ctx": context}]
        )


def _holder(caller: Caller) -> str:
    """The caller with what the caller may do: who may less by now is not shown an answer of before."""
    return f"{caller.kind}:{caller.id}:{sorted(map(repr, caller.grants))}"


async def _body_of(request: Request) -> bytes:
    """What tells its query, If-Match and body from another's; JSON in another notation is the same."""
    body = await request.body()
    with suppress(orjson.JSONDecodeError):
        body = orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS)
    version = request.headers.get("if-match", "")
    return f"{request.url.query}\0{version}\0".encode() + body
