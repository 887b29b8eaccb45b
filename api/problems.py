"""Every error leaves as a problem document (RFC 9457), whatever went wrong and wherever."""

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

from api.wrong import language_of, sentence, wrong_places
from dialer.errors import (
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
from dialer.plain import pointer
from dialer.refusals import of_error, of_what, title_of
from dialer.service.errors import CampaignNotReady, FileBrokeOff, Invalid, TooMuchAtOnce
from dialer.store.explained import in_english
from dialer.store.troubles import NAMES_WHAT_IS_NOT_THERE, lasts, passes, trouble_of
from dialer.words import Language

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

_TEXT = {"type": "string"}
_PLACE = {
    "type": "object",
    "properties": {
        "where": {**_TEXT, "description": "JSON pointer (RFC 6901) to the place; empty for the whole."},
        "in": {**_TEXT, "enum": ["body", "query", "path", "header", "cookie"]},
        "what": {**_TEXT, "description": "What is wrong, in Italian or English as Accept-Language names first."},
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

# The first class that fits decides; what fits none is a fault of ours.
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
    (DatabaseUnusable, HTTPStatus.INTERNAL_SERVER_ERROR),  # not 503, which is for what soon passes
)
RETRY_AFTER_S = {HTTPStatus.SERVICE_UNAVAILABLE: 1, HTTPStatus.TOO_MANY_REQUESTS: 30}

TITLES = {
    "not-signed-in": "A token is needed",
    "not-allowed": "This token may not do that",
    "wrong-origin": "The request comes from another site's page",
    "too-many-attempts": "Too many failed log-ins",
    "too-large": "The request is too large",
    "head-too-large": "The head of the request is too large",
    "not-http": "This is not HTTP",
    "request-timeout": "The request did not come in time",
    "too-many-connections": "Too many connections are open",
    "too-many-of-client": "Too much is open from one address",
    "wrong-host": "Pronto is not known by this name",
    "invalid": "The request is not as it should be",
    "changed": "It was changed meanwhile",
    "controller-fixed": "The controller cannot change now",
    "campaign-closed": "The campaign is closed",
    "campaign-archived": "The campaign is archived",
    "campaign-not-stopped": "The campaign is not stopped",
    "campaign-has-agents": "Agents are logged in to the campaign",
    "campaign-in-call": "The campaign has calls",
    "campaign-has-callbacks": "Promised call-backs wait",
    "campaign-not-closed": "The campaign is not closed",
    "left-out": "Something that has a value is left out",
    "internal": "Pronto failed",
    "database-away": "The database does not answer",
    "database-unusable": "The database cannot be used",
    "engine-silent": "No engine answers",
    "not-found": "There is no such thing",
    "method-not-allowed": "This address does not take that method",
}


class Problem(HTTPException):
    """A problem that the API itself has with a request."""

    def __init__(self, status: HTTPStatus, slug: str, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail, dict(headers) if headers else None)
        self.slug = slug


def document(
    path: str,
    *,
    status: int,
    slug: str,
    detail: str,
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
    language: Language = Language.EN,
) -> Response:
    """Write the problem document for a request to `path`; `detail` and `errors` are in the language already."""
    english = TITLES.get(slug, slug.replace("-", " ").capitalize())
    body: dict[str, Any] = {
        "type": f"/problems/{slug}",
        "title": title_of(slug, english, language),
        "status": status,
        "detail": detail,
        "instance": quote(path, safe="/:@!$&'()*+,;="),
    }
    if errors:
        body["errors"] = list(errors)
    said = {**(headers or {}), "content-language": language}
    return JSONResponse(body, status, headers=said, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make `app` answer every error with a problem document."""

    async def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return told(error, request.url.path, request.headers)

    async def on_dialer_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, DialerError)
        status = next((status for kind, status in STATUS_OF if isinstance(error, kind)), None)
        if status is None:
            return internal(request.method, request.url.path, error, request.headers)
        language = language_of(request.headers)
        headers = None
        if (after_s := RETRY_AFTER_S.get(status)) is not None:
            headers = {"Retry-After": str(error.facts.get("wait_s", after_s))}
        return document(
            request.url.path,
            status=status,
            slug=error.problem,
            detail=of_error(error, language),
            errors=_errors_of(error, language),
            headers=headers,
            language=language,
        )

    async def on_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        language = language_of(request.headers)
        errors = wrong_places(error, language)
        detail = "; ".join(sentence(place, language) for place in errors[:3])
        path = request.url.path
        return document(path, status=422, slug="invalid", detail=detail, errors=errors, language=language)

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, StarletteHTTPException)
        return told(_of_http(request, error), request.url.path, request.headers)

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(DialerError, on_dialer_error)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(StarletteHTTPException, on_http)


def told(problem: Problem, path: str, asked: Mapping[str, str]) -> Response:
    """Write the document of a problem in the language that `asked`, the headers of the request, names."""
    language = language_of(asked)
    detail = of_what(problem.detail, language)
    status, headers = problem.status_code, problem.headers
    return document(path, status=status, slug=problem.slug, detail=detail, headers=headers, language=language)


def failed(method: str, path: str, error: Exception, asked: Mapping[str, str], *, database_url: str) -> Response:
    """Answer what no handler knew: a database that is away or cannot be used, or a fault of ours."""
    if passes(error):
        return without_database(path, error, asked)
    if lasts(error):
        perhaps_ours = error if trouble_of(error) in NAMES_WHAT_IS_NOT_THERE else None
        log.error("the database cannot be used: %s", in_english(error, database_url), exc_info=perhaps_ours)
        unusable, language = DatabaseUnusable(), language_of(asked)
        detail = of_error(unusable, language)
        return document(path, status=500, slug=unusable.problem, detail=detail, language=language)
    return internal(method, path, error, asked)


def internal(method: str, path: str, error: Exception, asked: Mapping[str, str]) -> Response:
    """Answer without internals; the reference finds the traceback in the log."""
    reference = secrets.token_hex(4)
    log.error("Request failed, reference %s: %s %s", reference, method, path, exc_info=error)
    detail = f"The fault is Pronto's. Its log has more under the reference {reference}."
    return told(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", detail), path, asked)


def without_database(path: str, error: Exception, asked: Mapping[str, str]) -> Response:
    """Answer while the database is away: the same request may succeed a moment later."""
    log.warning("the database did not answer a request: %s", type(error).__name__)
    detail = "The database does not answer: try again in a moment. /readyz tells when it is back."
    away = Problem(HTTPStatus.SERVICE_UNAVAILABLE, "database-away", detail, headers={"Retry-After": "2"})
    return told(away, path, asked)


def _errors_of(error: DialerError, language: Language) -> list[dict[str, Any]]:
    """Each wrong place of a request, or each thing that stops a campaign."""
    match error:
        case Invalid(errors=errors):
            return [{"where": _pointed(one["where"]), "what": of_what(one["what"], language)} for one in errors]
        case CampaignNotReady(findings=findings):
            return [
                {
                    "where": "",
                    "about": one.about,
                    "rule": one.rule,
                    "what": one.what.of(language),
                    "mend": one.mend.of(language),
                }
                for one in findings
            ]
        case _:
            return []


def _pointed(where: str) -> str:
    """A place that the service names with dots, as a JSON pointer."""
    return pointer(where.split("."))


def _of_http(request: Request, error: StarletteHTTPException) -> Problem:
    status = HTTPStatus(error.status_code)
    slug, detail = _named(request, error)
    return Problem(status, slug, detail, headers=error.headers)


def _named(request: Request, error: StarletteHTTPException) -> tuple[str, str]:
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            return "not-found", f"Nothing answers at {request.url.path}; /docs lists what does."
        case HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = (error.headers or {}).get("Allow", "")
            return "method-not-allowed", f"{request.method} is not taken here" + (
                f"; try {allowed}." if allowed else "."
            )
        case _:
            return HTTPStatus(error.status_code).phrase.lower().replace(" ", "-"), str(error.detail)
