"""Examples of bodies and answers, for the OpenAPI document: written once for each schema in schemas/examples.yaml.

What is written there holds what says something about this schema. The rest is added here: fields in a body that need
not be sent are left out, others take null, their default, or the example of their own schema.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

FILE: Final = Path(__file__).parent / "schemas" / "examples.yaml"
INSTANT: Final = "2026-03-02T09:00:00.000+00:00"


@cache
def _written() -> Mapping[str, Mapping[str, Any]]:
    written: Mapping[str, Mapping[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return written


class Examples:
    """The examples of a document's schemas and operations."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self._schemas = schemas

    def add_to(self, document: dict[str, Any]) -> None:
        """Add an example to each body and each answer of a success; one of a whole schema is shared."""
        for methods in document["paths"].values():
            for operation in methods.values():
                answers = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
                own = _written()["operations"].get(operation["operationId"], {})
                for said in (operation.get("requestBody", {}), *answers):
                    for media_type, content in said.get("content", {}).items():
                        schema = content.get("schema", {})
                        if said in answers and media_type in own and "$ref" not in schema:
                            content["example"] = own[media_type]
                        elif "example" not in content:
                            self._add(content, schema, document["components"]["examples"])

    def _add(self, content: dict[str, Any], schema: Mapping[str, Any], shared: dict[str, Any]) -> None:
        schema = next((one for one in schema.get("anyOf", ()) if "$ref" in one), schema)  # a body need not be sent
        name = _name(schema)
        if not name:
            return
        shared.setdefault(name, {"value": self._of(schema)})
        content["examples"] = {name: {"$ref": f"#/components/examples/{name}"}}

    def _of(self, schema: Mapping[str, Any]) -> Any:
        """The example of a schema; None where null is one."""
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return self._whole(self._schemas[name], _written()["schemas"].get(name, {}))
        if "allOf" in schema:
            return self._of(schema["allOf"][0])
        for key in ("default", "const"):
            if key in schema:
                return schema[key]
        for key in ("examples", "enum"):
            if key in schema:
                return schema[key][0]
        if any(one.get("type") == "null" for one in schema.get("anyOf", ())):
            return None
        match schema.get("type"):
            case "array":
                return [self._of(schema["items"])] if "$ref" in schema["items"] else []
            case "object" if "properties" in schema:
                return self._whole(schema, {})
            case "object":
                return {}
            case "boolean":
                return False
            case "string" if schema.get("format") == "date-time":
                return INSTANT
        return None

    def _whole(self, schema: Mapping[str, Any], written: Mapping[str, Any]) -> Any:
        """The example of an object with what is written of it; of another schema its own."""
        if "properties" not in schema:
            return self._of(schema)
        needed = set(schema.get("required", ()))
        return {
            name: self._filled(inner, written[name]) if name in written else self._of(inner)
            for name, inner in schema["properties"].items()
            if name in needed or name in written
        }

    def _filled(self, schema: Mapping[str, Any], value: Any) -> Any:
        """A written value; an object in it is completed too."""
        inner = next((one for one in (schema, *schema.get("anyOf", ())) if "$ref" in one), None)
        if isinstance(value, dict) and inner is not None:
            return self._whole(self._schemas[inner["$ref"].rpartition("/")[2]], value)
        return value


def _name(schema: Mapping[str, Any]) -> str:
    """The component's name for the example of a schema or of a list of them; empty for any other."""
    if "$ref" in schema:
        return f"{schema['$ref'].rpartition('/')[2]}Example"
    items = schema.get("items", {})
    return f"{items['$ref'].rpartition('/')[2]}ListExample" if "$ref" in items else ""
