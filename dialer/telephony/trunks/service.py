"""What may be written into a group of trunks."""

from collections import Counter
from collections.abc import AsyncIterator

from dialer.core.errors import BadReference
from dialer.core.request_errors import Invalid
from dialer.i18n.message import Message, msg
from dialer.stores.telephony import TelephonyStore
from dialer.telephony.trunks.model import TrunkGroup


async def accept_group(store: TelephonyStore, group: TrunkGroup) -> None:
    """Raise `Invalid` for a group with trunks that its node does not have, BadReference without such a node."""
    if not any(node.id == group.node_id for node in await store.nodes.list()):
        raise BadReference(node=group.node_id)
    if errors := [error async for error in _mistakes(store, group)]:
        raise Invalid(errors)


async def _mistakes(store: TelephonyStore, group: TrunkGroup) -> AsyncIterator[tuple[str, Message]]:
    here = {trunk.id for trunk in await store.trunks.list(group.node_id)}
    counts = Counter(one.trunk_id for one in group.members)
    for one in group.members:
        if one.trunk_id not in here:
            yield "members", msg("this node has no trunk {trunk}", trunk=one.trunk_id)
    if any(count > 1 for count in counts.values()):
        yield "members", msg("name each trunk once")
