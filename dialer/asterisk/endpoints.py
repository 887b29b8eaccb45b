"""Whether a running Asterisk has a PJSIP endpoint, and whether its contact is reachable."""

from typing import Final

from ami.actions import pjsip_show_endpoint
from ami.answer import Answer
from dialer.asterisk.sounds import Asks
from dialer.core.enums import EndpointState

REACHED: Final = frozenset({"Reachable", "NonQualified", "NonQual", "Created", "Updated"})
"""Asterisk's states of a contact that answers, or that it does not qualify."""
_NONE: Final = "Unable to retrieve endpoint"  # res_pjsip/pjsip_configuration.c, `ami_show_endpoint`


async def look(asks: Asks, name: str) -> EndpointState:
    """Ask for one endpoint. Raises whatever `asks` raises if the link fails."""
    return state_of(await asks.ask(pjsip_show_endpoint(name)))


def state_of(answer: Answer) -> EndpointState:
    """The state from the answer to `pjsip_show_endpoint`."""
    if not answer.success:
        return EndpointState.MISSING if answer.message.startswith(_NONE) else EndpointState.UNTOLD
    states = [item.get("Status") for item in answer.items if item.get("Event") == "ContactStatusDetail"]
    return EndpointState.REACHED if REACHED.intersection(states) else EndpointState.UNREACHED
