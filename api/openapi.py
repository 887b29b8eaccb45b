"""The OpenAPI document: FastAPI's, plus every problem that an operation answers with, and no other, and every header.

Which these are is gathered from the route, its dependencies and its shape: api/problem_kinds.py tells how. Each kind of
problem is an example of its answer, whose key and `type` name the kind.
"""

from collections.abc import Mapping
from itertools import groupby
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from api.answer_headers import add_headers
from api.answer_headers import components as header_components
from api.callers import SAFE_METHODS, caller_of, check_origin
from api.examples import Examples
from api.guarded_routes import calls_of
from api.merge_patch import MEDIA_TYPE as MERGE_PATCH
from api.problem_kinds import A_BODY, ANY_REQUEST, ProblemKind, refusals_of
from api.problems import MEDIA_TYPE, SCHEMA, example

SCHEMAS_OF_FASTAPI: Final = ("HTTPValidationError", "ValidationError")  # answers that Pronto never gives
SHARED_KINDS: Final = 3  # an answer with more of them is written at its operation: its name would be too long


class Application(FastAPI):
    """A FastAPI application whose document includes its problems."""

    def openapi(self) -> dict[str, Any]:
        """Return the document, made once."""
        made = self.openapi_schema is not None
        document = super().openapi()
        if not made:
            routes = {route.name: route for route in iter_route_contexts(self.routes) if hasattr(route, "dependant")}
            _complete(document, routes)
        return document


def operation_id(route: APIRoute) -> str:
    """The name of the route's function, which tests/house/test_wire.py keeps unique."""
    return route.name


def _complete(document: dict[str, Any], routes: Mapping[str | None, RouteContext]) -> None:
    components = document["components"]
    components["responses"], components["examples"] = {}, {}
    for methods in document["paths"].values():
        for method, operation in methods.items():
            answers = operation["responses"]
            answers.pop("422", None)  # FastAPI's form
            if method == "patch":
                content = operation["requestBody"]["content"]
                content[MERGE_PATCH] = content["application/json"]
            _tell(operation)
            for answer in answers.values():
                for content in answer.get("content", {}).values():
                    content.pop("itemSchema", None)  # needs OpenAPI 3.2
            kinds = sorted(problems_of(routes[operation["operationId"]], operation), key=_place)
            for status, same in groupby(kinds, key=lambda kind: kind.status):
                _add(components, answers, str(status.value), list(same))
            for status, answer in answers.items():
                if "$ref" not in answer:
                    add_headers(answer, status, routes[operation["operationId"]])
    for name in SCHEMAS_OF_FASTAPI:
        components["schemas"].pop(name, None)
    components["schemas"]["Problem"] = SCHEMA
    components["headers"] = header_components()
    _close(document)
    Examples(components["schemas"]).add_to(document)


def _tell(operation: dict[str, Any]) -> None:
    """Let the first sentence of a function's documentation be the summary, in the place of the function's name."""
    first, _, rest = operation["description"].partition("\n\n")
    sentence, dot, more = first.replace("\n", " ").partition(". ")
    operation["summary"] = sentence + dot.strip()
    operation["description"] = "\n\n".join(filter(None, (more, rest)))
    if not operation["description"]:
        del operation["description"]


def problems_of(route: RouteContext, operation: Mapping[str, Any]) -> set[ProblemKind]:
    """The kinds of problems that an operation answers with."""
    calls = set(calls_of(route.dependant))
    found = {*ANY_REQUEST, *getattr(route.original_route, "refusals", ())}
    found.update(kind for call in calls for kind in refusals_of(call))
    if caller_of in calls and not (route.methods or set()) <= SAFE_METHODS:
        found.update(refusals_of(check_origin))
    if "requestBody" in operation:
        found.update(A_BODY)
    return found


def _place(kind: ProblemKind) -> tuple[int, str]:
    return kind.status.value, kind.slug


def _add(components: dict[str, Any], answers: dict[str, Any], status: str, kinds: list[ProblemKind]) -> None:
    """Document one status with its kinds of problems; an answer of few kinds is shared between operations."""
    components["examples"] |= {
        f"{_name(kind)}Problem": {"summary": kind.title, "value": example(kind)} for kind in kinds
    }
    examples = {kind.slug: {"$ref": f"#/components/examples/{_name(kind)}Problem"} for kind in kinds}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}}
    answer = {"description": "; ".join(kind.title for kind in kinds) + ".", "content": content}
    if status in answers:  # it answers so in another form too
        answers[status].setdefault("content", {}).update(content)
    elif len(kinds) > SHARED_KINDS:
        answers[status] = answer
    else:
        name = "Or".join(map(_name, kinds))
        add_headers(answer, status)
        components["responses"][name] = answer
        answers[status] = {"$ref": f"#/components/responses/{name}"}


def _name(kind: ProblemKind) -> str:
    """The name of what the components have of a kind."""
    return kind.slug.title().replace("-", "")


def _close(schema: Any) -> None:
    """Close objects whose keys have a pattern: pydantic names the pattern but allows other keys."""
    if isinstance(schema, dict):
        patterns = schema.get("patternProperties")
        if isinstance(patterns, dict) and len(patterns) == 1:
            ((pattern, value),) = patterns.items()
            del schema["patternProperties"]
            schema["propertyNames"] = {**schema.get("propertyNames", {}), "pattern": pattern}
            schema["additionalProperties"] = value
        if "default" in schema:
            schema["default"] = _ordered(schema["default"])
        for inner in schema.values():
            _close(inner)
    elif isinstance(schema, list):
        for inner in schema:
            _close(inner)


def _ordered(default: Any) -> Any:
    """A default in which words of a set stand in order: a set has another one in every process."""
    if isinstance(default, dict):
        return {name: _ordered(value) for name, value in default.items()}
    if isinstance(default, list) and all(isinstance(word, str) for word in default):
        return sorted(default)
    return default
