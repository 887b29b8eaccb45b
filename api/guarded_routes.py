"""Routes that know who asks before they read a body, and read little of one where nobody signs in."""

from collections.abc import Callable, Coroutine, Iterator
from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.responses import Response
from fastapi.routing import APIRoute

from api.callers import bearer, caller_of
from api.locations import fill, template_of
from api.middleware import limited

ANONYMOUS_BODY_BYTES: Final = 8_192  # a sign-in has a few hundred

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Guarded(APIRoute):
    """A route whose body is read once its caller is known.

    FastAPI reads and parses a body before it asks who sends it: anybody could let it parse and check a megabyte.
    """

    def get_route_handler(self) -> Handler:
        """Identify the caller before the handler reads the body, or limit what it reads; locate what it creates."""
        handle = super().get_route_handler()
        if (template := template_of(self.endpoint)) is not None:
            handle = _located(handle, template)
        if self.body_field is None:
            return handle
        return _of_caller(handle) if caller_of in calls_of(self.dependant) else _of_anybody(handle)


def _located(handle: Handler, template: str) -> Handler:
    async def created(request: Request) -> Response:
        answer = await handle(request)
        if answer.status_code < HTTPStatus.MULTIPLE_CHOICES:
            answer.headers["Location"] = fill(template, request.path_params, orjson.loads(answer.body))
        return answer

    return created


def _of_caller(handle: Handler) -> Handler:
    async def guarded(request: Request) -> Response:
        await caller_of(request, await bearer(request))
        return await handle(request)

    return guarded


def _of_anybody(handle: Handler) -> Handler:
    async def guarded(request: Request) -> Response:
        return await handle(Request(request.scope, limited(request.receive, ANONYMOUS_BODY_BYTES)))

    return guarded


def calls_of(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    """A route's function, and those on which it depends."""
    if dependant.call is not None:
        yield dependant.call
    for inner in dependant.dependencies:
        yield from calls_of(inner)
