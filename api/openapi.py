"""The OpenAPI document: FastAPI's, plus every problem that an operation may answer with."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.problems import MEDIA_TYPE, SCHEMA

PROBLEMS: Final[Mapping[HTTPStatus, str]] = {
    HTTPStatus.BAD_REQUEST: "The body cannot be read.",
    HTTPStatus.UNAUTHORIZED: "A token is needed.",
    HTTPStatus.FORBIDDEN: "This token may not do that.",
    HTTPStatus.NOT_FOUND: "Not found.",
    HTTPStatus.CONFLICT: "As things are, it cannot be done.",
    HTTPStatus.PRECONDITION_FAILED: "It has changed since the version that If-Match names was read.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "No body of this kind is taken here.",
    HTTPStatus.MISDIRECTED_REQUEST: "Unknown host name.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The request is invalid: `errors` names each place.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many failed log-ins or requests.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Pronto failed.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database or the engine does not answer just now.",
}
ALWAYS: Final = (
    HTTPStatus.MISDIRECTED_REQUEST,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
SCHEMAS_OF_FASTAPI: Final = ("HTTPValidationError", "ValidationError")  # answers that Pronto never gives


class Application(FastAPI):
    """A FastAPI application whose document includes its problems."""

    def openapi(self) -> dict[str, Any]:
        """Return the document, made once."""
        made = self.openapi_schema is not None
        document = super().openapi()
        if not made:
            _complete(document)
        return document


def operation_id(route: APIRoute) -> str:
    """The name of the route's function, which tests/house/test_wire.py keeps unique."""
    return route.name


def _complete(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            answers = operation["responses"]
            answers.pop("422", None)  # FastAPI's form
            for answer in answers.values():
                for content in answer.get("content", {}).values():
                    content.pop("itemSchema", None)  # needs OpenAPI 3.2
            for status in sorted(_problems(path, method, operation)):
                answers.setdefault(str(status.value), {"$ref": f"#/components/responses/{_name(status)}"})
    components = document["components"]
    for name in SCHEMAS_OF_FASTAPI:
        components["schemas"].pop(name, None)
    components["schemas"]["Problem"] = SCHEMA
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        _name(status): {"description": description, "content": content} for status, description in PROBLEMS.items()
    }
    _close(document)


def _problems(path: str, method: str, operation: Mapping[str, Any]) -> Iterator[HTTPStatus]:
    yield from ALWAYS
    if path.startswith("/api/") or operation.get("security"):
        yield from (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
    if "{" in path or "requestBody" in operation:
        yield HTTPStatus.NOT_FOUND
    if method != "get":
        yield HTTPStatus.CONFLICT
    if any(one["name"] == "if-match" for one in operation.get("parameters", ())):
        yield HTTPStatus.PRECONDITION_FAILED
    if any(parameter["name"].lower() == "if-match" for parameter in operation.get("parameters", ())):
        yield HTTPStatus.PRECONDITION_FAILED
    if (body := operation.get("requestBody")) is not None:
        yield from (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if "application/json" not in body["content"]:
            yield HTTPStatus.UNSUPPORTED_MEDIA_TYPE


def _name(status: HTTPStatus) -> str:
    return status.phrase.title().replace(" ", "")


def _close(schema: Any) -> None:
    """Close objects whose keys have a pattern: pydantic names the pattern but allows other keys."""
    if isinstance(schema, dict):
        patterns = schema.get("patternProperties")
        if isinstance(patterns, dict) and len(patterns) == 1:
            ((pattern, value),) = patterns.items()
            del schema["patternProperties"]
            schema["propertyNames"] = {**schema.get("propertyNames", {}), "pattern": pattern}
            schema["additionalProperties"] = value
        for inner in schema.values():
            _close(inner)
    elif isinstance(schema, list):
        for inner in schema:
            _close(inner)
