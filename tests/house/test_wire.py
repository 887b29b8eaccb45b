"""What every operation takes and answers, asked of the OpenAPI document: a new route or field cannot forget it."""

import re
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, Final, cast

import pytest
from openapi_spec_validator import validate

from api.app import create_app
from api.problem_kinds import status_of
from dialer.app.composition import Parts
from dialer.core.errors import DialerError, Refused
from dialer.core.request_errors import FileBrokeOff, RulesLoosened, TooMuchAtOnce
from dialer.core.settings import Settings
from dialer.messaging.bus import MemoryBus

# NUL, a control character of each kind, a line's end, and an override of the writing direction.
FORBIDDEN: Final = ("\x00", "\x01", "\x1b", "\x7f", "\x85", "\u202e")
Place = tuple[str, dict[str, Any]]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    parts = SimpleNamespace(clock=lambda: 0.0, settings=Settings(), bus=MemoryBus())
    return create_app(cast("Parts", parts)).openapi()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def taken(document: dict[str, Any]) -> list[Place]:
    """Every schema of what comes in, with where it stands."""
    found: list[Place] = []
    seen: set[str] = set()

    def walk(where: str, schema: Any) -> None:
        if isinstance(schema, list):
            for inner in schema:
                walk(where, inner)
        if not isinstance(schema, dict):
            return
        if (reference := schema.get("$ref")) is not None:
            name = reference.rpartition("/")[2]
            if name not in seen:
                seen.add(name)
                walk(name, document["components"]["schemas"][name])
            return
        found.append((where, schema))
        for name, inner in schema.get("properties", {}).items():
            walk(f"{where}.{name}", inner)
        for key in ("items", "additionalProperties", "anyOf", "oneOf", "allOf", "prefixItems"):
            walk(f"{where}.{key}", schema.get(key))
        if "propertyNames" in schema:
            found.append((f"{where}.propertyNames", {"type": "string", **schema["propertyNames"]}))

    for name, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            walk(f"{name} {parameter['name']}", parameter["schema"])
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            walk(f"{name} {kind}", content["schema"])
    return found


def _is_free(schema: dict[str, Any]) -> bool:
    """Whether a text's schema takes a character that no text may hold."""
    if "enum" in schema or "const" in schema or schema.get("format") in ("date-time", "binary"):
        return False
    fits = re.compile(schema.get("pattern", ""))
    return any(fits.search(said) for bad in FORBIDDEN for said in (bad, f"a{bad}", f"a{bad}a", f"{bad}a"))


def test_no_text_that_comes_in_may_hold_control_characters(document: dict[str, Any]) -> None:
    texts = [(where, schema) for where, schema in taken(document) if schema.get("type") == "string"]
    assert len(texts) > 100
    assert sorted({where for where, schema in texts if _is_free(schema)}) == []


def test_nothing_that_comes_in_is_of_any_shape(document: dict[str, Any]) -> None:
    """Keys of objects have a pattern too, and nothing is JSON of which nothing is known."""
    shapeless = [
        where for where, schema in taken(document) if not schema.keys() & {"type", "anyOf", "oneOf", "allOf", "enum"}
    ]
    assert shapeless == []
    open_ones = [
        where
        for where, schema in taken(document)
        if schema.get("type") == "object"
        and (schema.get("additionalProperties", True) is True or isinstance(schema["additionalProperties"], dict))
        and "propertyNames" not in schema
    ]
    assert [where for where in open_ones if not where.endswith("multipart/form-data")] == []


def test_every_operation_has_a_short_name_of_its_own(document: dict[str, Any]) -> None:
    names = Counter(operation["operationId"] for _, operation in operations(document))
    assert [name for name, times in names.items() if times > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+){0,3}", name)] == []


def test_no_component_is_named_by_its_module_or_direction(document: dict[str, Any]) -> None:
    names = [name for kind in document["components"].values() for name in kind]
    assert [name for name in names if not re.fullmatch(r"[A-Za-z0-9]+", name)] == []


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    validate(cast("Any", document))


def test_every_operation_documents_each_answer_by_its_status(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        assert "default" not in operation["responses"], name
        assert {"422", "500", "503"} <= operation["responses"].keys(), name
    assert document["components"]["responses"]
    for name, answer in document["components"]["responses"].items():
        assert list(answer["content"]) == ["application/problem+json"], name
        assert answer["content"]["application/problem+json"]["examples"], name


def test_every_error_that_has_a_status_is_an_answer_of_some_operation(document: dict[str, Any]) -> None:
    shown = document["components"]["examples"].values()
    answered = {one["value"]["type"] for one in shown if "type" in one["value"]}
    errors = [error for error in descendants(DialerError) if status_of(error) is not None]
    unanswered = {error for error in errors if f"/problems/{error.problem}" not in answered}
    assert unanswered == {Refused, TooMuchAtOnce, FileBrokeOff, RulesLoosened}  # the base of others, and a command's


def descendants(kind: type[DialerError]) -> Iterator[type[DialerError]]:
    for child in kind.__subclasses__():
        yield child
        yield from descendants(child)
