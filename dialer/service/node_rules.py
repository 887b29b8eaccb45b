"""What may be written of nodes and trunks, beyond the shape of the request."""

from typing import Final

from dialer.dial_strings import trunk_allowed
from dialer.errors import BadReference, NotFound
from dialer.service.errors import Invalid
from dialer.store import Store


async def accept_trunk(store: Store, node_id: int, dial: str) -> None:
    """Raise `Invalid` for a trunk that the node may not dial so, `BadReference` if there is no such node."""
    try:
        node = await store.nodes.get(node_id)
    except NotFound:
        raise BadReference(node=node_id) from None
    if not trunk_allowed(dial, node.dial_patterns):
        raise Invalid([("dial", _NOT_A_TRUNK)])


_NOT_A_TRUNK: Final = (
    "the node may not dial so: write PJSIP/{number}@ and the name of the endpoint, or add this to dial_patterns of the "
    "node"
)
