"""Every error leaves as a problem document (RFC 9457), whatever went wrong and wherever."""

import logging
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import Response

from api.wrong import TITLE_IT, language_of, sentence, wrong_places
from dialer.errors import (
    AttemptOfAnother,
    BadReference,
    DatabaseBusy,
    DialerError,
    KeyUsed,
    NotFound,
    Refused,
    UnknownDisposition,
)
from dialer.plain import pointer
from dialer.service.errors import CampaignNotReady, Invalid
from dialer.words import Language

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

_TEXT = {"type": "string"}
_PLACE = {
    "type": "object",
    "properties": {
        "where": {**_TEXT, "description": "JSON pointer (RFC 6901) to the place; empty for the whole."},
        "in": {**_TEXT, "enum": ["body", "query", "path", "header", "cookie"]},
        "what": {**_TEXT, "description": "What is wrong, in the language of Accept-Language where that is it."},
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
RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {"description": "A problem (RFC 9457).", "content": {MEDIA_TYPE: {"schema": SCHEMA}}}
}

# The first class that fits decides; what fits none is a fault of ours.
STATUS_OF: tuple[tuple[type[DialerError], HTTPStatus], ...] = (
    (Invalid, HTTPStatus.UNPROCESSABLE_ENTITY),
    (BadReference, HTTPStatus.UNPROCESSABLE_ENTITY),
    (UnknownDisposition, HTTPStatus.UNPROCESSABLE_ENTITY),
    (KeyUsed, HTTPStatus.UNPROCESSABLE_ENTITY),
    (AttemptOfAnother, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Refused, HTTPStatus.CONFLICT),
    (DatabaseBusy, HTTPStatus.SERVICE_UNAVAILABLE),
)

TITLES = {
    "not-signed-in": "A token is needed",
    "not-allowed": "This token may not do that",
    "wrong-origin": "The request comes from another site's page",
    "too-many-attempts": "Too many failed log-ins",
    "too-large": "The request is too large",
    "wrong-host": "Pronto is not known by this name",
    "invalid": "The request is not as it should be",
    "internal": "Pronto failed",
    "database-away": "The database does not answer",
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
    title: str = "",
) -> Response:
    """Write the problem document for a request to `path`; its `title` is the English one without another."""
    title = title or TITLES.get(slug, slug.replace("-", " ").capitalize())
    body: dict[str, Any] = {
        "type": f"/problems/{slug}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": path,
    }
    if errors:
        body["errors"] = list(errors)
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make `app` answer every error with a problem document."""

    async def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        path, detail = request.url.path, str(error.detail)
        return document(path, status=error.status_code, slug=error.slug, detail=detail, headers=error.headers)

    async def on_dialer_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, DialerError)
        status = next((status for kind, status in STATUS_OF if isinstance(error, kind)), None)
        if status is None:
            return internal(request.method, request.url.path, error)
        language = language_of(request)
        detail = error.said(language) if isinstance(error, CampaignNotReady) else str(error)
        headers = {"Retry-After": "1"} if status is HTTPStatus.SERVICE_UNAVAILABLE else None
        return document(
            request.url.path,
            status=status,
            slug=error.problem,
            detail=detail,
            errors=_errors_of(error, language),
            headers=headers,
        )

    async def on_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        language = language_of(request)
        errors = wrong_places(error, language)
        detail = "; ".join(sentence(place, language) for place in errors[:3])
        title = TITLE_IT if language is Language.IT else ""
        return document(request.url.path, status=422, slug="invalid", detail=detail, errors=errors, title=title)

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, StarletteHTTPException)
        slug, detail = _of_http(request, error)
        return document(request.url.path, status=error.status_code, slug=slug, detail=detail, headers=error.headers)

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(DialerError, on_dialer_error)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(StarletteHTTPException, on_http)


def internal(method: str, path: str, error: Exception) -> Response:
    """Answer without internals; the reference finds the traceback in the log."""
    reference = secrets.token_hex(4)
    log.error("Request failed, reference %s: %s %s", reference, method, path, exc_info=error)
    detail = f"The fault is Pronto's. Its log has more under the reference {reference}."
    return document(path, status=500, slug="internal", detail=detail)


def without_database(path: str, error: Exception) -> Response:
    """Answer while the database is away: the same request may succeed a moment later."""
    log.warning("the database did not answer a request: %s", type(error).__name__)
    detail = "The database does not answer: try again in a moment. /readyz tells when it is back."
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return document(path, status=status, slug="database-away", detail=detail, headers={"Retry-After": "2"})


def _errors_of(error: DialerError, language: Language) -> list[dict[str, Any]]:
    """Each wrong place of a request, or each thing that stops a campaign."""
    match error:
        case Invalid(errors=errors):
            return [{**one, "where": _pointed(one["where"])} for one in errors]
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


def _of_http(request: Request, error: StarletteHTTPException) -> tuple[str, str]:
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
