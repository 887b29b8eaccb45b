"""Every body and every answer of the API has an example, which fits its schema and is taken by its route."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator

from api.app import MODULES
from api.examples import FILE
from api.routes.imports import SHEET_TYPES
from tests.support.documented_answers import openapi

WITHOUT: Final = frozenset(SHEET_TYPES)  # a spreadsheet is no text
Place = tuple[str, str, Mapping[str, Any]]


def places() -> Iterator[Place]:
    """Each body and each answer of a success: where it is, its type of content, and what is documented of it."""
    for methods in openapi()["paths"].values():
        for operation in methods.values():
            name = operation["operationId"]
            for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
                yield f"{name} body", media_type, content
            for status, answer in operation["responses"].items():
                if status.startswith("2"):
                    for media_type, content in answer.get("content", {}).items():
                        yield f"{name} {status}", media_type, content


def examples_of(content: Mapping[str, Any]) -> list[Any]:
    """The values that are shown for a body or an answer."""
    shared = openapi()["components"]["examples"]
    names = [one["$ref"].rpartition("/")[2] for one in content.get("examples", {}).values()]
    return [shared[name]["value"] for name in names] + ([content["example"]] if "example" in content else [])


def faults(value: Any, schema: Mapping[str, Any]) -> list[str]:
    """Where a value does not fit a schema of the document."""
    whole = {**schema, "components": openapi()["components"]}
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(whole).iter_errors(value)]


def test_every_body_and_every_answer_has_an_example() -> None:
    assert [
        f"{where} {media_type}"
        for where, media_type, content in places()
        if media_type not in WITHOUT and not examples_of(content)
    ] == []


def test_every_example_fits_its_schema() -> None:
    assert [
        f"{where} {fault}"
        for where, _, content in places()
        for value in examples_of(content)
        for fault in faults(value, content.get("schema", {}))
    ] == []


def test_every_problem_fits_its_schema() -> None:
    components = openapi()["components"]
    shown = {name: one["value"] for name, one in components["examples"].items() if name.endswith("Problem")}
    assert len(shown) > 80
    assert [name for name, value in shown.items() if faults(value, components["schemas"]["Problem"])] == []


def test_every_example_of_a_body_is_taken_by_its_route() -> None:
    shown = {where: examples_of(content) for where, media_type, content in places() if media_type == "application/json"}
    routes = [route for module in MODULES for route in module.router.routes if isinstance(route, APIRoute)]
    refused = []
    for route in routes:
        for value in shown.get(f"{route.name} body", ()):
            assert route.body_field is not None
            _, errors = route.body_field.validate(value, loc=("body",))
            refused += [f"{route.name}: {errors}"] if errors else []
    assert refused == []


def test_what_is_written_belongs_to_a_schema_or_an_operation() -> None:
    written = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    schemas = openapi()["components"]["schemas"]
    fields = [f"{name}.{field}" for name, values in written["schemas"].items() for field in values]
    there = {f"{name}.{field}" for name, schema in schemas.items() for field in schema.get("properties", ())}
    assert [one for one in fields if one not in there] == []
    operations = {operation["operationId"] for path in openapi()["paths"].values() for operation in path.values()}
    assert written["operations"].keys() <= operations


def test_numbers_of_people_are_masked_in_what_is_answered() -> None:
    """Only the company's own numbers, and the one that somebody resolves with a reason, are whole."""
    whole = [
        where
        for where, _, content in places()
        if not where.endswith(" body")
        for value in examples_of(content)
        if "393401234567" in str(value)
    ]
    assert sorted(whole) == [
        "scrub_out 200",
        "unmask_number 200",
    ]
