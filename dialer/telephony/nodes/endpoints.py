"""Asks a node, through its engine, for the PJSIP endpoints of trunks and phones."""

from collections.abc import Iterable, Mapping
from typing import Any

from dialer.core.enums import EndpointState
from dialer.messaging.boards import node_is_up
from dialer.messaging.bus import Bus
from dialer.messaging.request import ask
from dialer.telephony.trunks.dial_strings import endpoint_of


async def endpoints_of(
    bus: Bus, board: Mapping[str, Any], dials: Iterable[str], *, campaign_id: int, node_id: int
) -> Mapping[str, EndpointState]:
    """The node's states of the endpoints in these dial strings, by endpoint; empty if it cannot be asked.

    `board` is the engines' last board: this does not wait for an engine that is not on it.
    """
    names = sorted({name for dial in dials if (name := endpoint_of(dial)) is not None})
    if not names or not node_is_up(board, node_id):
        return {}
    said = await ask(bus, "endpoints", campaign_id=campaign_id, node_id=node_id, endpoints=names)
    return {} if said is None else {name: EndpointState(state) for name, state in said["endpoints"].items()}
