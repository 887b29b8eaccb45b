"""Compares every answer that an application gives in a test with its OpenAPI document.

An answer is documented if its operation has its status, its type of content, and, for a problem, its kind.
"""

import json
from functools import cache
from types import SimpleNamespace
from typing import Any, Final, cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.app import create_app
from api.problems import MEDIA_TYPE
from dialer.app.composition import Parts
from dialer.core.settings import Settings
from dialer.messaging.bus import MemoryBus

UNDOCUMENTED: Final[list[str]] = []
"""What was found since the last test."""


@cache
def openapi() -> dict[str, Any]:
    """The document, made once for all tests."""
    parts = SimpleNamespace(clock=lambda: 0.0, settings=Settings(), bus=MemoryBus())
    return create_app(cast("Parts", parts)).openapi()


@cache
def answers_of(operation_id: str) -> dict[str, dict[str, set[str]]]:
    """By status and type of content, the kinds of problems that an operation documents."""
    found: dict[str, dict[str, set[str]]] = {}
    for methods in openapi()["paths"].values():
        for operation in methods.values():
            if operation["operationId"] == operation_id:
                for status, answer in operation["responses"].items():
                    name = answer.get("$ref", "").rpartition("/")[2]
                    content = (openapi()["components"]["responses"][name] if name else answer).get("content", {})
                    found[status] = {kind: set(one.get("examples", ())) for kind, one in content.items()}
    return found


class DocumentedAnswers:
    """An application's outermost layer in tests."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and look at the answer."""
        status, media_type, body = 0, "", b""

        async def send_seen(message: Message) -> None:
            nonlocal status, media_type, body
            if message["type"] == "http.response.start":
                status, headers = message["status"], dict(message["headers"])
                media_type = headers.get(b"content-type", b"").decode().partition(";")[0]
            elif message["type"] == "http.response.body" and media_type == MEDIA_TYPE:
                body += message.get("body", b"")
            await send(message)

        try:
            await self._app(scope, receive, send_seen)
        finally:  # a reader may leave in the middle of an answer
            route = scope.get("route")
            if status and scope["method"] in (getattr(route, "methods", None) or ()):
                slug = json.loads(body)["type"].rpartition("/")[2] if body else ""
                _compare(route.name, str(status), media_type, slug)


def _compare(operation_id: str, status: str, media_type: str, slug: str) -> None:
    answers = answers_of(operation_id)
    given = f"{operation_id} answers {status} {media_type} {slug}".strip()
    if not answers:
        return  # a page, or another address without an operation
    if status not in answers or (status != "204" and media_type and media_type not in answers[status]):
        UNDOCUMENTED.append(f"{given}: documented are {sorted(answers)}")
    elif slug and slug not in answers[status][media_type]:
        UNDOCUMENTED.append(f"{given}: documented are {sorted(answers[status][media_type])}")
