"""Answers every error with a problem document (RFC 9457)."""

import logging
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import Response

from api.answer_language import language_of
from api.validation_errors import pointer, sentence, wrong_places
from dialer.campaigns.preflight.inputs import CampaignNotReady
from dialer.core.errors import (
    AttemptOfAnother,
    BadReference,
    Changed,
    DatabaseBusy,
    DatabaseUnusable,
    DialerError,
    KeyUsed,
    NotFound,
    Refused,
    TooManySearches,
    UnknownDisposition,
    WatchingLocked,
)
from dialer.core.request_errors import FileBrokeOff, Invalid, TooMuchAtOnce
from dialer.i18n.catalogue import in_words
from dialer.i18n.message import Message, joined, mark, message_of, msg
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
        "rule": {**_TEXT, "description": "The rule of the law that stops a campaign, if it is one."},
    },
    "required": ["where", "what"],
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "type": {**_TEXT, "format": "uri-reference", "description": "Names the kind; the page at it explains it."},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {**_TEXT, "description": "What is wrong here, and how to mend it."},
        "instance": {**_TEXT, "format": "uri-reference"},
        "errors": {"type": "array", "items": _PLACE, "description": "Each wrong place of the request."},
    },
    "required": ["type", "title", "status", "detail", "instance"],
}

# The first matching class decides; an error that matches none is internal.
STATUS_OF: tuple[tuple[type[DialerError], HTTPStatus], ...] = (
    (Invalid, HTTPStatus.UNPROCESSABLE_ENTITY),
    (BadReference, HTTPStatus.UNPROCESSABLE_ENTITY),
    (UnknownDisposition, HTTPStatus.UNPROCESSABLE_ENTITY),
    (KeyUsed, HTTPStatus.UNPROCESSABLE_ENTITY),
    (TooManySearches, HTTPStatus.TOO_MANY_REQUESTS),
    (AttemptOfAnother, HTTPStatus.FORBIDDEN),
    (WatchingLocked, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Changed, HTTPStatus.PRECONDITION_FAILED),
    (Refused, HTTPStatus.CONFLICT),
    (TooMuchAtOnce, HTTPStatus.TOO_MANY_REQUESTS),
    (DatabaseBusy, HTTPStatus.SERVICE_UNAVAILABLE),
    (FileBrokeOff, HTTPStatus.INTERNAL_SERVER_ERROR),
    (DatabaseUnusable, HTTPStatus.INTERNAL_SERVER_ERROR),  # not 503, which means temporary
)
RETRY_AFTER_S = {HTTPStatus.SERVICE_UNAVAILABLE: 1, HTTPStatus.TOO_MANY_REQUESTS: 30}

TITLES: Final[Mapping[str, str]] = {
    "not-signed-in": mark("A token is needed"),
    "not-allowed": mark("This token may not do that"),
    "wrong-origin": mark("The request comes from another site's page"),
    "too-many-attempts": mark("Too many failed log-ins"),
    "too-large": mark("The request is too large"),
    "head-too-large": mark("The head of the request is too large"),
    "not-http": mark("This is not HTTP"),
    "request-timeout": mark("The request did not come in time"),
    "too-many-connections": mark("Too many connections are open"),
    "too-many-of-client": mark("Too much is open from one address"),
    "wrong-host": mark("Unknown host name"),
    "unsupported-media-type": mark("Unsupported type of content"),
    NotFound.problem: NotFound.title,
    "internal": mark("Pronto failed"),
    "database-away": mark("The database does not answer"),
    "engine-silent": mark("No engine answers"),
    "method-not-allowed": mark("Method not allowed"),
}
"""Titles of problems that the API itself raises, besides `DialerError` and its subclasses."""


class Problem(HTTPException):
    """A problem that the API itself raises."""

    def __init__(
        self, status: HTTPStatus, slug: str, detail: Message | str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, str(detail), dict(headers) if headers else None)
        self.slug, self.message = slug, detail
        self.title = Message(TITLES[slug]) if slug in TITLES else slug.replace("-", " ").capitalize()


def document(
    path: str,
    *,
    status: int,
    slug: str,
    title: Message | str,
    detail: Message | str,
    errors: Sequence[Mapping[str, Any]] = (),
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
    said = {**(headers or {}), "content-language": language}
    return JSONResponse(body, status, headers=said, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Install the error handlers that answer with problem documents."""

    async def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return told(error, request.url.path, request.headers)

    async def on_dialer_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, DialerError)
        status = next((status for kind, status in STATUS_OF if isinstance(error, kind)), None)
        if status is None:
            return internal(request.method, request.url.path, error, request.headers)
        return refused(error, request.url.path, request.headers, status=status)

    async def on_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        errors = wrong_places(error)
        return document(
            request.url.path,
            status=422,
            slug=Invalid.problem,
            title=Message(Invalid.title),
            detail=joined("; ", map(sentence, errors[:3])),
            errors=errors,
            language=language_of(request.headers),
        )

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, StarletteHTTPException)
        return told(_of_http(request, error), request.url.path, request.headers)

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(DialerError, on_dialer_error)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(StarletteHTTPException, on_http)


def told(problem: Problem, path: str, asked: Mapping[str, str]) -> Response:
    """The answer for a problem, in the language of the request's headers `asked`."""
    return document(
        path,
        status=problem.status_code,
        slug=problem.slug,
        title=problem.title,
        detail=problem.message,
        headers=problem.headers,
        language=language_of(asked),
    )


def refused(error: DialerError, path: str, asked: Mapping[str, str], *, status: HTTPStatus) -> Response:
    """The answer for an error, in the language of the request's headers `asked`."""
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
        headers=headers,
        language=language,
    )


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
    return told(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", detail), path, asked)


def without_database(path: str, error: Exception, asked: Mapping[str, str]) -> Response:
    """The answer while the database is unreachable: the same request may succeed later."""
    log.warning("the database did not answer a request: %s", type(error).__name__)
    detail = msg("The database does not answer: try again in a moment. /readyz tells when it is back.")
    away = Problem(HTTPStatus.SERVICE_UNAVAILABLE, "database-away", detail, headers={"Retry-After": "2"})
    return told(away, path, asked)


def _errors_of(error: DialerError) -> list[dict[str, Any]]:
    """Each invalid field of a request, or each finding that stops a campaign."""
    match error:
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
            return Problem(status, "not-found", detail, headers=error.headers)
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return Problem(status, "method-not-allowed", _other_method(request, error), headers=error.headers)
        case _:
            return Problem(status, status.phrase.lower().replace(" ", "-"), str(error.detail), headers=error.headers)


def _other_method(request: Request, error: StarletteHTTPException) -> Message:
    if allowed := (error.headers or {}).get("Allow", ""):
        return msg("Method {method} is not allowed here: use {allowed}.", method=request.method, allowed=allowed)
    return msg("Method {method} is not allowed here.", method=request.method)
