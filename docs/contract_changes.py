"""Finds what in a newer contract of the API breaks a client of an older one.

What is taken may ask for less and accept more; what is answered may only hold more.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Document = Mapping[str, Any]


def breaking(old: Document, new: Document) -> dict[str, list[str]]:
    """By the older operation's id: what no longer holds."""
    found: dict[str, list[str]] = {}
    for path, methods in old["paths"].items():
        for method, before in methods.items():
            after = new["paths"].get(path, {}).get(method)
            told = ["is gone"] if after is None else list(_operation(old, before, new, after))
            if told:
                found[before["operationId"]] = told
    return found


def _operation(old: Document, before: Document, new: Document, after: Document) -> Iterator[str]:
    if before["operationId"] != after["operationId"]:
        yield f"is called {after['operationId']}"
    yield from _parameters(old, before, new, after)
    was, now = before.get("requestBody"), after.get("requestBody")
    if was is None and now is not None and now.get("required"):
        yield "needs a body"
    for kind, content in (was or {}).get("content", {}).items():
        taken = (now or {}).get("content", {}).get(kind)
        if taken is None:
            yield f"takes no {kind}"
        else:
            yield from _schema(old, content.get("schema", {}), new, taken.get("schema", {}), "body", taken=True)
    for status, answer in before["responses"].items():
        if status.startswith("2"):
            yield from _answer(old, answer, new, after["responses"].get(status), status)


def _parameters(old: Document, before: Document, new: Document, after: Document) -> Iterator[str]:
    was = {(one["in"], one["name"]): one for one in before.get("parameters", ())}
    now = {(one["in"], one["name"]): one for one in after.get("parameters", ())}
    for key, one in was.items():
        if key not in now:
            yield f"takes no {key[1]}"
        else:
            yield from _schema(old, one["schema"], new, now[key]["schema"], key[1], taken=True)
    for key, one in now.items():
        if one.get("required") and not was.get(key, {}).get("required"):
            yield f"needs {key[1]}"


def _answer(old: Document, answer: Document, new: Document, now: Document | None, status: str) -> Iterator[str]:
    if now is None:
        yield f"no longer answers {status}"
        return
    for kind, content in answer.get("content", {}).items():
        given = now.get("content", {}).get(kind)
        if given is None:
            yield f"answers no {kind}"
        else:
            yield from _schema(old, content.get("schema", {}), new, given.get("schema", {}), "answer", taken=False)


def _schema(
    old: Document,
    was: Document,
    new: Document,
    now: Document,
    at: str,
    *,
    taken: bool,
    seen: frozenset[str] = frozenset(),
) -> Iterator[str]:
    """What differs; a schema inside itself is compared once."""
    if (name := was.get("$ref")) is not None:
        if name in seen:
            return
        seen |= {name}
    was, now = _resolved(old, was), _resolved(new, now)
    if was.get("type") != now.get("type"):
        yield f"{at}: {was.get('type')} is {now.get('type')}"
        return
    if taken and "enum" in was and (gone := set(map(str, was["enum"])) - set(map(str, now.get("enum", was["enum"])))):
        yield f"{at}: takes no {', '.join(sorted(gone))}"
    fields, others = was.get("properties", {}), now.get("properties", {})
    required, needed = set(was.get("required", ())), set(now.get("required", ()))
    for name, inner in fields.items():
        if name not in others:
            yield f"{at}.{name}: is gone"
        else:
            yield from _schema(old, inner, new, others[name], f"{at}.{name}", taken=taken, seen=seen)
    changed = needed - required if taken else {name for name in required - needed if name in others}
    for name in sorted(changed):
        yield f"{at}.{name}: " + ("is needed" if taken else "may be missing")
    for key in ("items", "additionalProperties"):
        if isinstance(was.get(key), dict) and isinstance(now.get(key), dict):
            yield from _schema(old, was[key], new, now[key], f"{at}[]", taken=taken, seen=seen)
    for key in ("anyOf", "oneOf", "allOf"):
        if len(was.get(key, ())) > len(now.get(key, ())):
            yield f"{at}: fewer alternatives"
        for index, pair in enumerate(zip(was.get(key, ()), now.get(key, ()), strict=False)):
            yield from _schema(old, pair[0], new, pair[1], f"{at}({index})", taken=taken, seen=seen)


def _resolved(document: Document, schema: Document) -> Document:
    while (reference := schema.get("$ref")) is not None:
        schema = document["components"]["schemas"][reference.rpartition("/")[2]]
    return schema
