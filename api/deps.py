"""What routes are handed."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request

from dialer.build import Parts
from dialer.live.bus import Bus
from dialer.service.service import Service
from dialer.store import Store

_LARGEST = 2**63 - 1


def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


def _service(request: Request) -> Service:
    return _parts(request).service


def _store(request: Request) -> Store:
    return _parts(request).store


def _bus(request: Request) -> Bus:
    return _parts(request).bus


PartsDep = Annotated[Parts, Depends(_parts)]
ServiceDep = Annotated[Service, Depends(_service)]
StoreDep = Annotated[Store, Depends(_store)]
BusDep = Annotated[Bus, Depends(_bus)]

# Bounded as the databases' own whole numbers are: a larger one is a mistake to be named, not a fault of ours.
QueryId = Annotated[int | None, Query(ge=1, le=_LARGEST)]
QueryFrom = Annotated[int, Query(ge=0, le=_LARGEST)]
PathId = Annotated[int, Path(ge=1, le=_LARGEST)]
