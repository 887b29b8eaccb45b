"""What an Asterisk lacks, what was said over its link, and its phones."""

from typing import Annotated

from fastapi import APIRouter

from api.auth import Context, Needs
from api.dependencies import BusDep, PathId
from api.etags import Versioned
from api.problem_kinds import refuses
from api.schemas.telephony import JournalLineShown, NodeCheckShown, NodePhoneShown
from dialer.core.errors import NotFound
from dialer.messaging.bus import Topic
from dialer.provisioning.phones.seats import seated_phones
from dialer.telephony.nodes.inspection import AsteriskUnanswered
from dialer.telephony.nodes.journal import read_journal as journal_of

router = APIRouter(tags=["estate"], route_class=Versioned)

WritesNodes = Annotated[Context, Needs("node.write")]


@router.post("/nodes/{node_id}/check", status_code=202)
@refuses(NotFound)
async def check_node(node_id: PathId, ctx: WritesNodes) -> NodeCheckShown:
    """Have a node's Asterisk checked for what Pronto needs, as `pronto asterisk check` does, by a job.

    One that is under way is not doubled. `GET` on the same address says what was found.
    """
    return NodeCheckShown.of(await ctx.service.node_checks.begin(node_id, actor=ctx.actor))


@router.get("/nodes/{node_id}/check")
@refuses(NotFound)
async def read_node_check(node_id: PathId, ctx: WritesNodes) -> NodeCheckShown:
    """Read what the last check of a node's Asterisk has found, or how far it is."""
    return NodeCheckShown.of(await ctx.service.node_checks.read(node_id))


@router.get("/nodes/{node_id}/journal")
@refuses(NotFound, AsteriskUnanswered)
async def read_journal(node_id: PathId, ctx: WritesNodes) -> list[JournalLineShown]:
    """Read what was sent to a node's Asterisk in the last ten minutes and what it answered, the newest first.

    At most 300 lines, from the engine's memory: nothing of it is stored. Secrets are in none; phone numbers are masked.
    """
    found = await journal_of(ctx.store, ctx.parts.bus, node_id, now=ctx.parts.clock())
    return [JournalLineShown.of(one) for one in found]


@router.get("/nodes/{node_id}/phones")
@refuses(NotFound, AsteriskUnanswered)
async def list_phones(
    node_id: PathId, bus: BusDep, ctx: Annotated[Context, Needs("node.read")]
) -> list[NodePhoneShown]:
    """List the phones of a node's Asterisk: whether each can be called, and which agent sits there."""
    board = await bus.latest(Topic.BOARD) or {}
    found = await seated_phones(ctx.store, bus, board, node_id, sees=ctx.also("agent.read"))
    return [NodePhoneShown.of(one) for one in found]
