"""Answers every error with a problem document (RFC 9457)."""

import logging
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import Response

from api.allowed_methods import allowed_methods
from api.answer_language import language_of
from api.problem_kinds import (
    DATABASE_AWAY,
    INTERNAL,
    INVALID,
    NO_SUCH_ADDRESS,
    OTHER_METHOD,
    UNREADABLE,
    ProblemKind,
    kind_of,
    status_of,
)
from api.schemas.wire import iso
from api.validation_errors import pointer, sentence, wrong_places
from dialer.campaigns.preflight.inputs import CampaignNotReady
from dialer.core.errors import Changed, DatabaseUnusable, DialerError
from dialer.core.request_errors import Invalid, OutOfHours
from dialer.i18n.catalogue import in_words
from dialer.i18n.message import Message, joined, message_of, msg, to_plain
from dialer.storage.error_codes import NAMES_WHAT_IS_NOT_THERE, lasts, passes, trouble_of
from dialer.storage.error_messages import explain_trouble

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

_TEXT = {"type": "string"}
_PLACE = {
    "type": "object",
    "properties": {
        "where": {**_TEXT, "description": "JSON pointer (RFC 6901) to the place; empty for the whole."},
        "in": {**_TEXT, "enum": ["body", "query", "path", "header", "cookie"]},
        "what": {**_TEXT, "description": "What is wrong, in the language that Accept-Language asks for."},
        "mend": {**_TEXT, "description": "How to mend it."},
        "about": {**_TEXT, "description": "Of what stops a campaign: trunk, list, hours, basis …"},
        "use": {**_TEXT, "description": "A value that will do, such as the next time at which a person may be called."},
        "rule": {**_TEXT, "description": "The rule of the law that stops a campaign, if it is one."},
    },
    "required": ["where", "what"],
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "type": {
            **_TEXT,
            "format": "uri-reference",
            "description": "Identifies the kind of problem; its page explains it.",
        },
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {**_TEXT, "description": "What is wrong, and what to do."},
        "instance": {**_TEXT, "format": "uri-reference"},
        "errors": {"type": "array", "items": _PLACE, "description": "Each invalid place of the request."},
        "present": {"type": "object", "description": "With 412: the resource as it is now."},
        "etag": {**_TEXT, "description": "With 412: the version of `present`."},
        "changed_by": {
            "type": "object",
            "properties": {"actor": _TEXT, "action": _TEXT, "at": {**_TEXT, "format": "date-time"}},
            "required": ["actor", "action", "at"],
            "description": "With 412: who changed it last, if the audit has it.",
        },
    },
    "required": ["type", "title", "status", "detail", "instance"],
}

RETRY_AFTER_S = {HTTPStatus.SERVICE_UNAVAILABLE: 1, HTTPStatus.TOO_MANY_REQUESTS: 30}

_MEMBERS: dict[str, dict[str, Any]] = {
    INVALID.slug: {
        "errors": [
            {
                "where": "/wait_limit_ms",
                "in": "body",
                "what": "is larger than 3600000",
                "mend": "write a number of at most 3600000",
            }
        ]
    },
    Changed.problem: {
        "present": {"id": 3, "name": "Energia casa"},
        "etag": '"5d41402abc4b2a76b9719d911017c592"',
        "changed_by": {"actor": "chiara", "action": "campaign.update", "at": "2026-03-02T08:41:07.250Z"},
    },
}
"""Members of a kind's document besides those that all have, for its example."""


def example(kind: ProblemKind) -> dict[str, Any]:
    """A document of this kind, in English."""
    return {
        "type": f"/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status.value,
        "detail": kind.sentence or f"{kind.title}.",
        "instance": "/api/v1/campaigns/3",
    } | _MEMBERS.get(kind.slug, {})


class Problem(HTTPException):
    """A problem that the API itself raises."""

    def __init__(self, kind: ProblemKind, detail: Message | str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(kind.status, str(detail), dict(headers) if headers else None)
        self.kind, self.message = kind, detail


def document(
    path: str,
    *,
    status: int,
    slug: str,
    title: Message | str,
    detail: Message | str,
    errors: Sequence[Mapping[str, Any]] = (),
    more: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    language: str,
) -> Response:
    """The problem document for a request to `path`, in the language."""
    body: dict[str, Any] = {
        "type": f"/problems/{slug}",
        "title": in_words(title, language),
        "status": status,
        "detail": in_words(detail, language),
        "instance": quote(path, safe="/:@!$&'()*+,;="),
    }
    if errors:
        body["errors"] = [{name: in_words(said, language) for name, said in one.items()} for one in errors]
    body |= more or {}
    said = {**(headers or {}), "content-language": language}
    if status == HTTPStatus.TOO_MANY_REQUESTS and (after_s := said.get("Retry-After")):
        said["RateLimit"] = f'"{slug}";r=0;t={after_s}'  # draft-ietf-httpapi-ratelimit-headers-10
    return JSONResponse(body, status, headers=said, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Install the error handlers that answer with problem documents."""

    async def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return problem_response(error, request.url.path, request.headers)

    async def on_dialer_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, DialerError)
        status = status_of(type(error))
        if status is None:
            return internal(request.method, request.url.path, error, request.headers)
        return refused(error, request.url.path, request.headers, status=status)

    async def on_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        errors = wrong_places(error)
        return document(
            request.url.path,
            status=422,
            slug=INVALID.slug,
            title=Message(INVALID.title),
            detail=joined("; ", map(sentence, errors[:3])),
            errors=errors,
            language=language_of(request.headers),
        )

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, StarletteHTTPException)
        return problem_response(_of_http(request, error), request.url.path, request.headers)

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(DialerError, on_dialer_error)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(StarletteHTTPException, on_http)


def problem_response(problem: Problem, path: str, asked: Mapping[str, str]) -> Response:
    """The answer for a problem, in the language of the request's headers `asked`."""
    return document(
        path,
        status=problem.status_code,
        slug=problem.kind.slug,
        title=Message(problem.kind.title),
        detail=problem.message,
        headers=problem.headers,
        language=language_of(asked),
    )


def refused(
    error: DialerError,
    path: str,
    asked: Mapping[str, str],
    *,
    status: HTTPStatus,
    more: Mapping[str, Any] | None = None,
) -> Response:
    """The answer for an error, in the language of the request's headers `asked`; `more` are further members."""
    headers, language = None, language_of(asked)
    if (after_s := RETRY_AFTER_S.get(status)) is not None:
        headers = {"Retry-After": str(error.facts.get("wait_s", after_s))}
    return document(
        path,
        status=status,
        slug=error.problem,
        title=Message(error.title),
        detail=in_words(message_of(error), language),
        errors=_errors_of(error),
        more=more,
        headers=headers,
        language=language,
    )


def summary(error: Problem | DialerError) -> dict[str, Any]:
    """An error as the body of an event: type, status, title and detail, the texts as messages."""
    if isinstance(error, Problem):
        kind, detail = error.kind, error.message
    else:
        kind, detail = kind_of(type(error)), message_of(error)
    return {
        "type": f"/problems/{kind.slug}",
        "status": int(kind.status),
        "title": to_plain(Message(kind.title)),
        "detail": to_plain(detail),
    }


def failed(method: str, path: str, error: Exception, asked: Mapping[str, str], *, database_url: str) -> Response:
    """The answer for an unhandled error: a database failure, or an internal error."""
    if passes(error):
        return without_database(path, error, asked)
    if lasts(error):
        perhaps_ours = error if trouble_of(error) in NAMES_WHAT_IS_NOT_THERE else None
        log.error("the database cannot be used: %s", explain_trouble(error, database_url), exc_info=perhaps_ours)
        return refused(DatabaseUnusable(), path, asked, status=HTTPStatus.INTERNAL_SERVER_ERROR)
    return internal(method, path, error, asked)


def internal(method: str, path: str, error: Exception, asked: Mapping[str, str]) -> Response:
    """The answer without internals; its reference leads to the traceback in the log."""
    reference = secrets.token_hex(4)
    log.error("Request failed, reference %s: %s %s", reference, method, path, exc_info=error)
    detail = msg("The fault is Pronto's: see its log, reference {reference}.", reference=reference)
    return problem_response(Problem(INTERNAL, detail), path, asked)


def without_database(path: str, error: Exception, asked: Mapping[str, str]) -> Response:
    """The answer while the database is unreachable: the same request may succeed later."""
    log.warning("the database did not answer a request: %s", type(error).__name__)
    detail = msg("The database does not answer: try again in a moment. /readyz tells when it is back.")
    return problem_response(Problem(DATABASE_AWAY, detail, headers={"Retry-After": "2"}), path, asked)


def _errors_of(error: DialerError) -> list[dict[str, Any]]:
    """Each invalid field of a request, or each finding that stops a campaign."""
    match error:
        case OutOfHours(errors=errors, opens_at=opens_at):
            use = {} if opens_at is None else {"use": iso(opens_at)}
            return [{"where": _pointed(one["where"]), "what": one["what"], **use} for one in errors]
        case Invalid(errors=errors):
            return [{"where": _pointed(one["where"]), "what": one["what"]} for one in errors]
        case CampaignNotReady(findings=findings):
            return [
                {
                    "where": "",
                    "about": one.about,
                    "rule": one.rule,
                    "what": one.what,
                    "mend": one.mend,
                }
                for one in findings
            ]
        case _:
            return []


def _pointed(where: str) -> str:
    """A dotted path from the service as a JSON pointer."""
    return pointer(where.split("."))


def _of_http(request: Request, error: StarletteHTTPException) -> Problem:
    status = HTTPStatus(error.status_code)
    match status:
        case HTTPStatus.NOT_FOUND:
            detail = msg("Unknown address {path}: /docs lists those there are.", path=request.url.path)
            return Problem(NO_SUCH_ADDRESS, detail, headers=error.headers)
        case HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = ", ".join(allowed_methods(request.app, request.url.path))
            detail = msg("Method {method} is not allowed here: use {allowed}.", method=request.method, allowed=allowed)
            return Problem(OTHER_METHOD, detail, headers={"Allow": allowed})
        case HTTPStatus.BAD_REQUEST:
            detail = msg("The body is not what its Content-Type says: {why}.", why=str(error.detail).rstrip("."))
            return Problem(UNREADABLE, detail, headers=error.headers)
        case _:
            kind = ProblemKind(status.phrase.lower().replace(" ", "-"), status, status.phrase)
            return Problem(kind, str(error.detail), headers=error.headers)
