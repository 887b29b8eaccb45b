"""Versions of a resource (RFC 9110): its ETag, and requests conditional on one version.

A change is checked against the version read, and its transaction writes only if that is still current. Who comes too
late is shown the present state, its ETag, and who changed it.
"""

import hashlib
import re
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from types import EllipsisType
from typing import Annotated, Any, ClassVar, Final, TypeVar

import orjson
from fastapi import Depends, Header, HTTPException, Request
from fastapi.responses import Response

from api.answer_language import answering_in
from api.keyed_requests import Keyed
from api.problem_kinds import refuses
from api.problems import refused
from api.schemas.wire import Line, Resource, iso
from dialer.app.composition import Parts
from dialer.core.errors import Changed, DialerError
from dialer.i18n.catalogue import languages

T = TypeVar("T")
_TAG: Final = re.compile(r'(?<!W/)"[^"]*"')  # strong only: a weak one never matches for writing
_ANY_TAG: Final = re.compile(r'"[^"]*"')


def version_of(shape: type[Resource], shown: Mapping[str, Any]) -> str:
    """The ETag of the shown JSON values, without fields that are not part of the version."""
    kept = {name: value for name, value in shown.items() if name not in shape.UNVERSIONED}
    text = orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)
    return f'"{hashlib.sha256(text).hexdigest()[:32]}"'


class Versioned(Keyed):
    """A route whose answer carries an ETag if it is a `Resource`; a GET for a known version answers 304.

    A resource with unversioned fields is never answered 304: these may have changed.
    """

    readers: ClassVar[dict[str, "Versioned"]] = {}
    """The routes that answer with a resource, by path."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        """Document that a GET may answer 304."""
        super().__init__(path, endpoint, **options)
        if (shape := self.shape) and "GET" in (self.methods or ()):
            self.readers[self.path] = self
            if not shape.UNVERSIONED:
                self.responses.setdefault(304, {"description": "Unchanged since the version in If-None-Match."})

    @property
    def shape(self) -> type[Resource] | None:
        """The resource it answers with, if it is a single one."""
        model = self.response_model
        return model if isinstance(model, type) and issubclass(model, Resource) else None

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Add the ETag to the handler's answer, and the present state to the problem that it has changed."""
        handle = super().get_route_handler()
        shape = self.shape

        async def versioned(request: Request) -> Response:
            try:
                answer = await handle(request)
            except Changed as changed:
                return await self._changed(request, changed)
            if shape is None:
                return answer
            version = version_of(shape, orjson.loads(answer.body))
            known = request.method == "GET" and not shape.UNVERSIONED
            if known and _is_among(version, request.headers.get("if-none-match", ""), _ANY_TAG):
                return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": version})
            answer.headers["ETag"] = version
            return answer

        return versioned

    async def _changed(self, request: Request, changed: Changed) -> Response:
        """The problem with the resource as it is now, if it is still there and the caller may read it."""
        reader = self._reader()
        headers = [one for one in request.scope["headers"] if one[0] in (b"authorization", b"cookie", b"origin")]
        scope = {**request.scope, "method": "GET", "query_string": b"", "headers": headers, "route": reader}
        shape, present = None, None
        if reader is not None:
            shape = reader.shape
            with suppress(DialerError, HTTPException):
                present = await reader.get_route_handler()(Request(scope))
        if shape is None or present is None:
            return refused(changed, request.url.path, request.headers, status=HTTPStatus.PRECONDITION_FAILED)
        shown = orjson.loads(present.body)
        parts: Parts = request.app.state.parts
        lines = await parts.store.audit.list(subject=f"{shape.SUBJECT}:{shown['id']}", limit=1) if shape.SUBJECT else []
        more: dict[str, Any] = {"present": shown, "etag": present.headers["etag"]}
        if lines:
            by = lines[0]
            more["changed_by"] = {"actor": by.actor, "action": by.action, "at": iso(by.at)}
        return refused(changed, request.url.path, request.headers, status=HTTPStatus.PRECONDITION_FAILED, more=more)

    def _reader(self) -> "Versioned | None":
        """The route that reads the resource that this one changes: that of its path, or of the path above."""
        path = self.path
        while path and path not in self.readers:
            path = path.rpartition("/")[0]
        return self.readers.get(path)


class Precondition:
    """The If-Match of a request, if any: the versions to which it applies."""

    def __init__(self, wanted: str | None) -> None:
        self._wanted = wanted

    def __bool__(self) -> bool:
        """Whether the request has an If-Match."""
        return self._wanted is not None

    def expects(self, there: T) -> T | EllipsisType:
        """What the transaction of the change must find: the record that was checked, or anything without If-Match."""
        return there if self else ...

    def check(self, there: Resource | None) -> None:
        """Raise `Changed` unless the existing resource is one of these versions."""
        if self._wanted is None:
            return
        if there is None:
            raise Changed
        if not any(_is_among(version, self._wanted, _TAG) for version in _versions_of(there)):
            raise Changed


def _versions_of(there: Resource) -> Iterator[str]:
    """Its version in each language: whoever has changed the language since has still read this version."""
    for language in languages():
        with answering_in(language):
            yield version_of(type(there), there.model_dump(mode="json"))


def _is_among(version: str, written: str, tag: re.Pattern[str]) -> bool:
    return written.strip() == "*" or version in tag.findall(written)


@refuses(Changed)
def _precondition(
    if_match: Annotated[
        Line | None,
        Header(
            max_length=1000, description="ETag of the version read: the change is made only if it is still current."
        ),
    ] = None,
) -> Precondition:
    return Precondition(if_match)


IfMatch = Annotated[Precondition, Depends(_precondition)]
