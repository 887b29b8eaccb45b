"""The OpenAPI document, and the reference at /docs that is made from it, without scripts and external resources.

The document is the file that `make contract` writes: to make it from the routes takes seconds. Both are prepared once
for each process, in a thread, and then sent as they are.
"""

import asyncio
import gzip
import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.answer_language import AnswerLanguage
from api.problem_kinds import own_kinds
from api.problems import MEDIA_TYPE
from dialer.core.errors import DialerError
from dialer.i18n.catalogue import in_words
from dialer.i18n.message import Message, msg

router = APIRouter(include_in_schema=False)
_preparing = threading.Lock()  # of many first requests, one prepares

HEAD = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/pages/docs.css"></head><body>'
)
DOCUMENT: Final = Path(__file__).with_name("openapi.json")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An answer that is the same for everybody."""

    plain: bytes
    packed: bytes  # with gzip
    tag: str
    media_type: str


def _prepared(plain: bytes, media_type: str) -> Prepared:
    tag = f'"{hashlib.sha256(plain).hexdigest()[:32]}"'
    return Prepared(plain=plain, packed=gzip.compress(plain, 5, mtime=0), tag=tag, media_type=media_type)


@cache
def _document() -> Prepared:
    return _prepared(DOCUMENT.read_bytes(), "application/json")


@cache
def _reference() -> Prepared:
    html = "".join(_page(orjson.loads(DOCUMENT.read_bytes())))
    return _prepared(html.encode(), "text/html; charset=utf-8")


@router.get("/openapi.json")
async def openapi_document(request: Request) -> Response:
    """Return the OpenAPI document."""
    return await _sent(request, _document)


@router.get("/docs")
async def reference(request: Request) -> Response:
    """Show every route with its parameters, bodies and answers."""
    return await _sent(request, _reference)


async def _sent(request: Request, prepare: Callable[[], Prepared]) -> Response:
    ready = await asyncio.to_thread(_once, prepare)
    headers = {"etag": ready.tag, "cache-control": "no-cache", "vary": "accept-encoding"}
    if ready.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(ready.plain, media_type=ready.media_type, headers=headers)
    return Response(ready.packed, media_type=ready.media_type, headers=headers | {"content-encoding": "gzip"})


def _once(prepare: Callable[[], Prepared]) -> Prepared:
    with _preparing:
        return prepare()


@router.get("/problems/{slug}")
async def problem(slug: str, language: AnswerLanguage) -> HTMLResponse:
    """Explain one kind of problem: the address that problem documents carry as their type."""
    known = {kind.slug: kind.sentence or kind.title for kind in own_kinds()}
    known |= {kind.problem: kind.sentence for kind in _descendants(DialerError)}
    text = Message(known[slug]) if slug in known else msg("Pronto has no problem of this name.")
    body = f"{HEAD.format(title=escape(slug), language=language)}<main><h1>{escape(slug)}</h1>"
    body += f'<p>{escape(in_words(text, language))}</p><p><a href="/docs">Reference</a></p></main></body></html>'
    return HTMLResponse(body, 200 if slug in known else 404)


def _descendants(kind: type[DialerError]) -> Iterator[type[DialerError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)


def _page(openapi: Mapping[str, Any]) -> Iterator[str]:
    info = openapi["info"]
    yield HEAD.format(title="Pronto API", language="en")
    yield f"<main><h1>{escape(info['title'])} API {escape(info['version'])}</h1><p>{escape(info['description'])}</p>"
    yield '<p><a href="/openapi.json">OpenAPI document</a></p><nav aria-label="Subjects"><ul>'
    subjects: dict[str, list[str]] = {}
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["other"])[0]
            subjects.setdefault(tag, []).append("".join(_operation(path, method, operation, openapi["components"])))
    yield "".join(f'<li><a href="#{escape(tag)}">{escape(tag)}</a></li>' for tag in subjects) + "</ul></nav>"
    for tag, operations in subjects.items():
        yield f'<section id="{escape(tag)}"><h2>{escape(tag)}</h2>{"".join(operations)}</section>'
    yield '<section id="shapes"><h2>shapes</h2>'
    for name, schema in sorted(openapi.get("components", {}).get("schemas", {}).items()):
        yield "".join(_shape(name, schema))
    yield "</section></main></body></html>"


def _operation(path: str, method: str, operation: Mapping[str, Any], components: Mapping[str, Any]) -> Iterator[str]:
    yield f"<details><summary><b>{method.upper()}</b> <code>{escape(path)}</code> "
    yield f"{escape(str(operation.get('summary', '')))}</summary><p>{escape(str(operation.get('description', '')))}</p>"
    rows = [
        (parameter["name"], parameter["in"], _type(parameter.get("schema", {})), parameter.get("description", ""))
        for parameter in operation.get("parameters", ())
    ]
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        rows.append(("body", kind, _type(content.get("schema", {})), ""))
    for status, answer in operation.get("responses", {}).items():
        if "$ref" in answer:
            answer = components["responses"][answer["$ref"].rpartition("/")[2]]
        for media_type, content in answer.get("content", {"": {}}).items():
            shape, words = _type(content.get("schema", {})) if content else "", answer.get("description", "")
            if media_type == MEDIA_TYPE:
                shape = ", ".join(
                    f'<a href="/problems/{escape(slug)}">{escape(slug)}</a>' for slug in content["examples"]
                )
            rows.append((status, "answer", shape, words))
    yield _table(rows) + "</details>"


def _shape(name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    yield f'<details id="{escape(name)}"><summary><code>{escape(name)}</code></summary>'
    yield f"<p>{escape(str(schema.get('description', '')))}</p>"
    if "enum" in schema:
        yield f"<p>{escape(', '.join(str(value) for value in schema['enum']))}</p>"
    required = set(schema.get("required", ()))
    yield _table(
        [
            (field, "required" if field in required else "", _type(inner), str(inner.get("description", "")))
            for field, inner in schema.get("properties", {}).items()
        ]
    )
    yield "</details>"


def _type(schema: Mapping[str, Any]) -> str:
    """A schema in short, as HTML."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if "enum" in schema:
        return escape(", ".join(str(value) for value in schema["enum"]))
    limits = [f"{name} {schema[name]}" for name in ("minimum", "maximum", "maxLength", "pattern") if name in schema]
    default = [f"default {schema['default']}"] if schema.get("default") not in (None, "") else []
    return escape(", ".join([str(schema.get("format") or schema.get("type", "any")), *limits, *default]))


def _table(rows: list[tuple[str, str, str, str]]) -> str:
    """A table of rows; the third cell is already HTML."""
    if not rows:
        return ""
    body = "".join(
        f"<tr><th scope='row'><code>{escape(name)}</code></th><td>{escape(where)}</td><td>{kind}</td>"
        f"<td>{escape(words)}</td></tr>"
        for name, where, kind, words in rows
    )
    return f"<table>{body}</table>"
