"""Alerts: what is wrong now, and what to do about it."""

from typing import Annotated

from fastapi import APIRouter

from api.auth import Context, Needs
from api.dependencies import BusDep
from api.keyed_requests import Keyed
from api.live.board_parts import visible_board
from api.live.channels import campaigns_of
from api.schemas.alerts import AlertShown
from dialer.messaging.bus import Topic

router = APIRouter(tags=["alerts"], route_class=Keyed)


@router.get("/alerts")
async def list_alerts(bus: BusDep, ctx: Annotated[Context, Needs("board.read")]) -> list[AlertShown]:
    """List what is wrong now, the most urgent first: campaigns, trunks, nodes, registers, profiles.

    Each only for callers who may read it. No alert names an agent.
    """
    shown = await campaigns_of(ctx.caller.board, ctx.store)
    board = visible_board(await bus.latest(Topic.BOARD) or {}, sees=ctx.sees, shown=shown)
    return [AlertShown.of(one) for one in await ctx.service.alerts.list(board, ctx.caller, ctx.sees)]
