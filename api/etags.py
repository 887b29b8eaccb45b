"""Versions of a resource (RFC 9110): its ETag, and requests conditional on one version.

A PUT is checked against the version read, and its transaction writes only if that is still current. PATCH of lists and
call-backs, and every DELETE, check the version just before they write: a change in between is not detected.
"""

import hashlib
import re
from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Annotated, Any, Final

import orjson
from fastapi import Depends, Header, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from api.schemas.wire import Line, Resource
from dialer.core.errors import Changed

_TAG: Final = re.compile(r'(?<!W/)"[^"]*"')  # strong only: a weak one never matches for writing
_ANY_TAG: Final = re.compile(r'"[^"]*"')


def version_of(shape: type[Resource], shown: Mapping[str, Any]) -> str:
    """The ETag of the shown JSON values, without fields that are not part of the version."""
    kept = {name: value for name, value in shown.items() if name not in shape.UNVERSIONED}
    text = orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)
    return f'"{hashlib.sha256(text).hexdigest()[:32]}"'


class Versioned(APIRoute):
    """A route whose answer carries an ETag if it is a `Resource`; a GET for a known version answers 304.

    A resource with unversioned fields is never answered 304: these may have changed.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        """Document that a GET may answer 304."""
        super().__init__(path, endpoint, **options)
        if (shape := self._shape()) and not shape.UNVERSIONED and "GET" in (self.methods or ()):
            self.responses.setdefault(304, {"description": "It is the version that If-None-Match names."})

    def _shape(self) -> type[Resource] | None:
        """The resource it answers with, if it is a single one."""
        model = self.response_model
        return model if isinstance(model, type) and issubclass(model, Resource) else None

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Add the ETag to the handler's answer."""
        handle = super().get_route_handler()
        shape = self._shape()
        if shape is None:
            return handle

        async def versioned(request: Request) -> Response:
            answer = await handle(request)
            version = version_of(shape, orjson.loads(answer.body))
            known = request.method == "GET" and not shape.UNVERSIONED
            if known and _is_among(version, request.headers.get("if-none-match", ""), _ANY_TAG):
                return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": version})
            answer.headers["ETag"] = version
            return answer

        return versioned


class Precondition:
    """The If-Match of a request, if any: the versions to which it applies."""

    def __init__(self, wanted: str | None) -> None:
        self._wanted = wanted

    def __bool__(self) -> bool:
        """Whether the request has an If-Match."""
        return self._wanted is not None

    def check(self, there: Resource | None) -> None:
        """Raise `Changed` unless the existing resource is one of these versions."""
        if self._wanted is None:
            return
        if there is None:
            raise Changed
        if not _is_among(version_of(type(there), there.model_dump(mode="json")), self._wanted, _TAG):
            raise Changed


def _is_among(version: str, written: str, tag: re.Pattern[str]) -> bool:
    return written.strip() == "*" or version in tag.findall(written)


def _precondition(
    if_match: Annotated[
        Line | None,
        Header(max_length=1000, description="The ETag that it was read with: written only if it is that still."),
    ] = None,
) -> Precondition:
    return Precondition(if_match)


IfMatch = Annotated[Precondition, Depends(_precondition)]
