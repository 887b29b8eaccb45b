"""Dependencies of the routes."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError

from api.problem_kinds import A_DATABASE, INVALID, refuses
from api.schemas.wire import Line
from dialer.app.composition import Parts
from dialer.messaging.bus import Bus

_LARGEST = 2**63 - 1


@refuses(*A_DATABASE)
def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


def _bus(request: Request) -> Bus:
    return _parts(request).bus


@refuses(INVALID)
async def known_query(request: Request) -> None:
    """Refuse unknown query parameters: a misspelt one would be silently ignored.

    Raises RequestValidationError.
    """
    known = set(_query_names(request.scope["route"].dependant))
    if strange := [name for name in request.query_params if name not in known]:
        kind = "unknown_query" if known else "no_query"
        context = {"known": ", ".join(sorted(known))}
        raise RequestValidationError(
            [{"type": kind, "loc": ("query", name), "msg": "", "ctx": context} for name in strange]
        )


def _query_names(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _query_names(inner)


PartsDep = Annotated[Parts, Depends(_parts)]
BusDep = Annotated[Bus, Depends(_bus)]

# Bounded like the databases' integers: a larger one is the client's mistake, not an internal error.
QueryId = Annotated[int | None, Query(ge=1, le=_LARGEST)]
PathText = Annotated[Line, Path(min_length=1, max_length=200)]
PathId = Annotated[int, Path(ge=1, le=_LARGEST)]
