"""Whether a running Asterisk has a PJSIP endpoint, and whether its contact is reachable."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ami.actions import pjsip_show_endpoint, pjsip_show_endpoints
from ami.answer import Answer
from dialer.core.enums import EndpointState
from dialer.telephony.asterisk.sounds import Asks

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


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEndpoint:
    """An endpoint that Asterisk has. `use` is `phone` if it logs in here, `trunk` if we log in there, else empty."""

    name: str
    is_reached: bool
    use: str = ""


async def list_endpoints(asks: Asks) -> list[KnownEndpoint]:
    """Every endpoint that Asterisk has, by name. Raises whatever `asks` raises if the link fails."""
    answer = await asks.ask(pjsip_show_endpoints())
    found = [known_endpoint(item) for item in answer.items if item.get("ObjectName")]
    return sorted(found, key=lambda one: one.name)


def known_endpoint(item: Mapping[str, str]) -> KnownEndpoint:
    """An endpoint from an item of the answer to `pjsip_show_endpoints`."""
    use = "phone" if item.get("Auths") else "trunk" if item.get("OutboundAuths") else ""
    is_reached = item.get("DeviceState", "") not in ("Unavailable", "Invalid", "Unknown")
    return KnownEndpoint(name=item["ObjectName"], is_reached=is_reached, use=use)
