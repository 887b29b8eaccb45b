"""Wallboards: what each shows and how, for all its screens."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Path

from api.auth import Needs, Permit
from api.dependencies import ServiceDep, StoreDep
from api.etags import IfMatch, Versioned
from api.problem_kinds import refuses
from api.schemas.boards import BoardArranged, BoardShown
from api.schemas.wire import NAME_PATTERN
from dialer.core.errors import NotFound

router = APIRouter(tags=["boards"], route_class=Versioned)

Reads = Annotated[Permit, Needs("board.read")]
Arranges = Annotated[Permit, Needs("board.share")]
BoardName = Annotated[str, Path(min_length=1, max_length=100, pattern=NAME_PATTERN)]


@router.get("/boards")
async def list_boards(store: StoreDep, permit: Reads) -> list[BoardShown]:
    """List the wallboards that somebody has arranged. A wallboard's link finds its own."""
    return [BoardShown.of(one) for one in await store.boards.list() if permit.caller.board in ("", one.name)]


@router.get("/boards/{name}")
@refuses(NotFound)
async def read_wallboard(name: BoardName, store: StoreDep, permit: Reads) -> BoardShown:
    """Read what a wallboard shows and how."""
    if permit.caller.board not in ("", name):
        raise NotFound(name=name)
    return BoardShown.of(await store.boards.get(name))


@router.put("/boards/{name}")
async def arrange_board(
    name: BoardName, body: BoardArranged, store: StoreDep, service: ServiceDep, permit: Arranges, if_match: IfMatch
) -> BoardShown:
    """Write what a wallboard shows and how; one of this name is made if there is none. Its screens take it over."""
    there = None
    with suppress(NotFound):
        there = await store.boards.get(name)
    if if_match:
        if_match.check(None if there is None else BoardShown.of(there))
    settings, expected = body.settings.model_dump(mode="json"), if_match.expects(there)
    return BoardShown.of(await service.access.arrange_board(permit.caller, name, settings, expected=expected))


@router.delete("/boards/{name}", status_code=204)
@refuses(NotFound)
async def delete_board(
    name: BoardName, store: StoreDep, service: ServiceDep, permit: Arranges, if_match: IfMatch
) -> None:
    """Delete a wallboard. Its page is then as that of a new one."""
    there = await store.boards.get(name)
    if if_match:
        if_match.check(BoardShown.of(there))
    await service.access.delete_board(permit.caller, name, expected=if_match.expects(there))
