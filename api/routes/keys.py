"""Keys of programs, and the links of boards."""

from typing import Annotated

from fastapi import APIRouter, Request

from api.auth import Context, Needs
from api.callers import board_url
from api.dependencies import PathId, QueryId
from api.etags import IfMatch, Versioned
from api.locations import located
from api.paging import Search, cut_page, sorted_by
from api.problem_kinds import refuses
from api.replaced_values import check_not_null
from api.schemas.access import (
    BoardTokenInput,
    BoardTokenMade,
    BoardTokenPage,
    BoardTokenShown,
    KeyChange,
    KeyInput,
    KeyMade,
    KeyPage,
    KeyShown,
)
from dialer.access.errors import GrantsTooMuch
from dialer.core.errors import BadReference, NotFound, UnknownKey
from dialer.storage.pages import PageRequest

router = APIRouter(tags=["keys"], route_class=Versioned)

Reads = Annotated[Context, Needs("key.read")]
Writes = Annotated[Context, Needs("key.write")]
Shares = Annotated[Context, Needs("board.share")]


@router.get("/keys")
async def list_keys(
    ctx: Reads,
    page: Annotated[PageRequest, sorted_by("id", "name", "created_at", "expires_at")],
    agent_id: QueryId = None,
    q: Search = "",
) -> KeyPage:
    """List the keys without their secrets, also revoked and expired ones."""
    items, more = cut_page(await ctx.store.keys.list(agent_id=agent_id, q=q, page=page, sees=ctx.sees), page)
    return KeyPage(items=[KeyShown.of(one) for one in items], next=more)


@router.post("/keys", status_code=201)
@located("/keys/{key[id]}")
@refuses(BadReference, GrantsTooMuch)
async def create_key(body: KeyInput, ctx: Writes) -> KeyMade:
    """Make a key for a program. Its secret is in this answer and nowhere else.

    It never exceeds the user who made it, and ends with that user.
    """
    key, secret = await ctx.service.access.create_key(
        ctx.caller,
        name=body.name,
        grants=[one.inner() for one in body.grants],
        scopes=body.scopes,
        agent_id=body.agent_id,
        networks=body.networks,
        expires_at=body.expires_at.timestamp(),
    )
    return KeyMade(key=KeyShown.of(key), secret=secret)


@router.get("/keys/{key_id}")
@refuses(UnknownKey)
async def read_key(key_id: PathId, ctx: Reads) -> KeyShown:
    """Read a key, without its secret."""
    return KeyShown.of(await ctx.store.keys.get(key_id, sees=ctx.sees))


@router.patch("/keys/{key_id}")
@refuses(UnknownKey, GrantsTooMuch)
async def change_key(key_id: PathId, body: KeyChange, ctx: Writes, if_match: IfMatch) -> KeyShown:
    """Change a key's name, where it may be used from, or when it ends."""
    before = await ctx.store.keys.get(key_id, sees=ctx.sees)
    if_match.check(KeyShown.of(before))
    said = body.model_dump(exclude_unset=True)
    check_not_null(said, *said)
    if body.expires_at is not None:
        said["expires_at"] = body.expires_at.timestamp()
    expected = before.version if if_match else None
    return KeyShown.of(await ctx.service.access.update_key(ctx.caller, key_id, said, expected=expected))


@router.delete("/keys/{key_id}", status_code=204)
@refuses(UnknownKey, GrantsTooMuch)
async def revoke_key(key_id: PathId, ctx: Writes, if_match: IfMatch) -> None:
    """Let a key open nothing any more, from now on."""
    there = await ctx.store.keys.get(key_id, sees=ctx.sees)
    if_match.check(KeyShown.of(there))
    await ctx.service.access.revoke_key(ctx.caller, key_id, expected=there.version if if_match else None)


@router.get("/board-tokens")
async def list_board_tokens(
    ctx: Shares, page: Annotated[PageRequest, sorted_by("id", "name", "created_at")]
) -> BoardTokenPage:
    """List the links of boards without their secrets, also revoked ones."""
    items, more = cut_page(await ctx.store.board_tokens.list(page=page, sees=ctx.sees), page)
    return BoardTokenPage(items=[BoardTokenShown.of(one) for one in items], next=more)


@router.post("/board-tokens", status_code=201)
@located("/board-tokens/{token[id]}")
@refuses(BadReference, GrantsTooMuch)
async def share_board(
    body: BoardTokenInput, request: Request, ctx: Annotated[Context, Needs("board.share", confirmed=True)]
) -> BoardTokenMade:
    """Make a link that shows one board and nothing else, for a screen on the wall."""
    token, secret = await ctx.service.access.share_board(
        ctx.caller,
        name=body.name,
        board=body.board,
        company_id=body.company_id,
        team_id=body.team_id,
        expires_at=None if body.expires_at is None else body.expires_at.timestamp(),
    )
    return BoardTokenMade(token=BoardTokenShown.of(token), url=board_url(request, token.board, secret))


@router.get("/board-tokens/{token_id}")
@refuses(NotFound)
async def read_board_token(token_id: PathId, ctx: Shares) -> BoardTokenShown:
    """Read a board's link, without its secret."""
    return BoardTokenShown.of(await ctx.store.board_tokens.get(token_id, sees=ctx.sees))


@router.delete("/board-tokens/{token_id}", status_code=204)
@refuses(NotFound)
async def revoke_board_token(token_id: PathId, ctx: Shares, if_match: IfMatch) -> None:
    """Take the board off the screens that came by this link."""
    there = await ctx.store.board_tokens.get(token_id, sees=ctx.sees)
    if_match.check(BoardTokenShown.of(there))
    await ctx.service.access.revoke_board(ctx.caller, token_id, expected=if_match.expects(there))
