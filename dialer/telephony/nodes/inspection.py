"""Asks a node, through its engine, what is missing in its Asterisk, and which endpoints it has."""

from collections.abc import Mapping
from typing import Any, Final

from dialer.core.errors import Refused
from dialer.i18n.message import from_plain, mark, msg
from dialer.messaging.boards import node_is_up
from dialer.messaging.bus import Bus
from dialer.messaging.request import ask
from dialer.telephony.asterisk.check import Finding
from dialer.telephony.asterisk.endpoints import KnownEndpoint
from dialer.telephony.nodes.model import Node

CHECKED_WITHIN_S: Final = 10.0


class AsteriskUnanswered(Refused):
    problem = "asterisk-unanswered"
    title = mark("Asterisk does not answer")
    sentence = mark("No engine has a link to this Asterisk just now: see what the set-up says about it, and try again.")


async def inspect(bus: Bus, board: Mapping[str, Any], node: Node) -> list[Finding]:
    """What `pronto asterisk check` would find, over the engine's link. A link that is down is a finding too."""
    shown = next((one for one in board.get("nodes", ()) if one["id"] == node.id), None)
    where = msg("node {name}", name=node.name)
    if shown is None:
        what = msg("No engine shows this Asterisk.")
        return [Finding(ok=False, what=what, where=where, mend=msg("Start Pronto's engine; it takes a few seconds."))]
    said = (
        await ask(
            bus,
            "asterisk_check",
            campaign_id=0,
            node_id=node.id,
            user=node.username,
            browser_phones=bool(node.ari_url),
            within_s=CHECKED_WITHIN_S,
        )
        if shown["state"] == "up" or not shown.get("trouble")
        else None
    )
    if said is not None:
        return [Finding(**{name: from_plain(value) for name, value in one.items()}) for one in said["findings"]]
    trouble = from_plain(shown.get("trouble")) or msg("no answer")
    what = msg("{address}: {why}", address=f"{node.host}:{node.port}", why=trouble)
    mend = msg("Start Asterisk, or correct host, port and {secret} of this node.", secret=node.secret_env)
    return [Finding(ok=False, what=what, where=where, mend=mend)]


async def known_endpoints(bus: Bus, board: Mapping[str, Any], node_id: int) -> list[KnownEndpoint] | None:
    """Every endpoint that the node's Asterisk has; None if it cannot be asked."""
    if not node_is_up(board, node_id):
        return None
    said = await ask(bus, "asterisk_endpoints", campaign_id=0, node_id=node_id, within_s=CHECKED_WITHIN_S)
    return None if said is None else [KnownEndpoint(**one) for one in said["endpoints"]]
