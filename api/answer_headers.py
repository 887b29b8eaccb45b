"""The headers of answers, as the OpenAPI document names them: gathered as its problems are, from what sets them."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi.routing import RouteContext

from api.etags import Versioned
from api.keyed_requests import REPLAYED, Keyed
from api.locations import template_of
from api.problems import MEDIA_TYPE as PROBLEM
from api.request_ids import HEADER as REQUEST_ID

_NO_FILES: Final = (  # types of content that are not sent as a file with a name
    "image/svg+xml",
    "application/json",
    "text/event-stream",
    "text/plain",
    "application/openmetrics-text",
)
HEADERS: Final[Mapping[str, tuple[str, str]]] = {
    REQUEST_ID: ("string", "The id that the request sent, or a new one. Its log lines have it."),
    "RateLimit-Policy": ("string", "How many requests may be open at once (draft-ietf-httpapi-ratelimit-headers)."),
    "RateLimit": ("string", "How many more may be opened now; with 429, for how many seconds none is."),
    "Retry-After": ("integer", "Seconds after which to try again."),
    "ETag": ("string", "The version of what is shown, for `If-Match` and `If-None-Match`."),
    "Location": ("string", "Where to read what was created or begun."),
    "Preference-Applied": ("string", "`respond-async`: it is made in the background."),
    REPLAYED: ("string", "`true` if the request was done before, under its `Idempotency-Key`."),
    "Content-Disposition": ("string", "The name of the file."),
    "Content-Language": ("string", "The language of the sentences."),
    "WWW-Authenticate": ("string", "`Bearer`, where a key or a session is missing."),
}
ALWAYS: Final = (REQUEST_ID, "RateLimit-Policy", "RateLimit")


def components() -> dict[str, Any]:
    """The headers for the document's components."""
    return {_name(name): {"description": said, "schema": {"type": kind}} for name, (kind, said) in HEADERS.items()}


def add_headers(answer: dict[str, Any], status: str, route: RouteContext | None = None) -> None:
    """Add to a documented answer the headers that it may have; without its route, as a shared answer, a problem's."""
    names = [*ALWAYS, *_of_problem(status)] if PROBLEM in answer.get("content", {}) else [*ALWAYS]
    if route is not None and status < "400":
        names += _of_success(answer, status, route)
    answer["headers"] = {name: {"$ref": f"#/components/headers/{_name(name)}"} for name in names}


def _name(header: str) -> str:
    """The name of a header in the document's components."""
    return header.replace("-", "")


def _of_problem(status: str) -> Iterator[str]:
    yield "Content-Language"
    if status in ("429", "503"):
        yield "Retry-After"
    if status == "401":
        yield "WWW-Authenticate"


def _of_success(answer: Mapping[str, Any], status: str, context: RouteContext) -> Iterator[str]:
    route, content = context.original_route, answer.get("content", {})
    job = content.get("application/json", {}).get("schema", {}).get("$ref", "").endswith("/JobShown")
    is_report = status == str(HTTPStatus.ACCEPTED.value) and job
    if isinstance(route, Versioned) and route.shape is not None:
        yield "ETag"
    if is_report or (context.endpoint is not None and template_of(context.endpoint) is not None):
        yield "Location"
    if is_report:
        yield "Preference-Applied"
    if isinstance(route, Keyed) and route.takes_key:
        yield REPLAYED
    if any(kind not in _NO_FILES for kind in content):
        yield "Content-Disposition"
