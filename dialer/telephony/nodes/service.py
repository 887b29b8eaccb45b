"""Checks of nodes and trunks before they are written, beyond the shape of the request."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from dialer.core.errors import BadReference, NodeInCall, NotFound
from dialer.core.request_errors import Invalid
from dialer.core.settings import Settings
from dialer.i18n.message import msg
from dialer.messaging.boards import node_is_up
from dialer.messaging.bus import Bus, Topic
from dialer.stores.telephony import TelephonyStore
from dialer.telephony.nodes.link_security import why_no_ari, why_no_link
from dialer.telephony.nodes.model import Node
from dialer.telephony.trunks.dial_strings import trunk_allowed

CallsOn = Callable[[int], Awaitable[Sequence[object]]]  # the live calls of a node


async def accept_node(store: TelephonyStore, calls_on: CallsOn, bus: Bus, settings: Settings, node: Node) -> None:
    """Raise `Invalid` for a node that no link may be made to, `NodeInCall` if calls live on its old Asterisk.

    While the link is down the address may always be changed, since it may be the wrong one.
    """
    if why := why_no_link(node, settings.ami_plain_hosts):
        raise Invalid([("host", msg("{what} {mend}", what=why[0], mend=why[1]))])
    if node.ari_url and (why := why_no_ari(node, settings.ami_plain_hosts)):
        raise Invalid([("ari_url", msg("{what} {mend}", what=why[0], mend=why[1]))])
    before = await store.nodes.by_name(node.name)
    if before is None or (before.host, before.port) == (node.host, node.port):
        return
    board = await bus.latest(Topic.BOARD) or {}
    if node_is_up(board, before.id) and (calls := await calls_on(before.id)):
        raise NodeInCall(calls=len(calls))


async def accept_trunk(store: TelephonyStore, node_id: int, dial: str) -> None:
    """Raise `Invalid` for a dial string that the node does not allow, `BadReference` if there is no such node."""
    try:
        node = await store.nodes.get(node_id)
    except NotFound:
        node = None
    if node is None or node.retired_at is not None:
        raise BadReference(node=node_id)
    if not trunk_allowed(dial, node.dial_patterns):
        raise Invalid([("dial", _NOT_A_TRUNK)])


_NOT_A_TRUNK: Final = msg(
    "the node may not dial so: write {example} and the name of the endpoint, or add this to dial_patterns of the node",
    example="PJSIP/{number}@",
)
