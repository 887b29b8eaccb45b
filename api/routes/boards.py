"""Wallboards: what each shows and how, for all its screens."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Path

from api.auth import Context, Needs
from api.etags import IfMatch, Versioned
from api.problem_kinds import refuses
from api.schemas.boards import BoardArranged, BoardShown
from api.schemas.wire import NAME_PATTERN
from dialer.core.errors import NotFound

router = APIRouter(tags=["boards"], route_class=Versioned)

Reads = Annotated[Context, Needs("board.read")]
Arranges = Annotated[Context, Needs("board.share")]
BoardName = Annotated[str, Path(min_length=1, max_length=100, pattern=NAME_PATTERN)]


@router.get("/boards")
async def list_boards(ctx: Reads) -> list[BoardShown]:
    """List the wallboards that somebody has arranged. A wallboard's link finds its own."""
    return [BoardShown.of(one) for one in await ctx.store.boards.list() if ctx.caller.board in ("", one.name)]


@router.get("/boards/{name}")
@refuses(NotFound)
async def read_wallboard(name: BoardName, ctx: Reads) -> BoardShown:
    """Read what a wallboard shows and how."""
    if ctx.caller.board not in ("", name):
        raise NotFound(name=name)
    return BoardShown.of(await ctx.store.boards.get(name))


@router.put("/boards/{name}")
async def arrange_board(name: BoardName, body: BoardArranged, ctx: Arranges, if_match: IfMatch) -> BoardShown:
    """Write what a wallboard shows and how; one of this name is made if there is none. Its screens take it over."""
    there = None
    with suppress(NotFound):
        there = await ctx.store.boards.get(name)
    if if_match:
        if_match.check(None if there is None else BoardShown.of(there))
    settings, expected = body.settings.model_dump(mode="json"), if_match.expects(there)
    return BoardShown.of(await ctx.service.access.arrange_board(ctx.caller, name, settings, expected=expected))


@router.delete("/boards/{name}", status_code=204)
@refuses(NotFound)
async def delete_board(name: BoardName, ctx: Arranges, if_match: IfMatch) -> None:
    """Delete a wallboard. Its page is then as that of a new one."""
    there = await ctx.store.boards.get(name)
    if if_match:
        if_match.check(BoardShown.of(there))
    await ctx.service.access.delete_board(ctx.caller, name, expected=if_match.expects(there))
