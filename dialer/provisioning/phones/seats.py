"""Which phones a node's Asterisk has, whether they can be called, and who sits at each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dialer.core.enums import OPEN, AgentWish, LegKind
from dialer.core.visibility import Visibility
from dialer.messaging.bus import Bus
from dialer.provisioning.desk_phones.model import DeskPhone
from dialer.provisioning.desk_phones.rules import endpoint_name
from dialer.provisioning.phones.model import PhoneAccount
from dialer.stores.provisioning import ProvisioningStore
from dialer.telephony.asterisk.endpoints import KnownEndpoint
from dialer.telephony.nodes.inspection import AsteriskUnanswered, known_endpoints
from dialer.telephony.trunks.dial_strings import endpoint_of
from dialer.work.agents.model import Agent

REGISTERED, UNREACHED, MISSING = "registered", "unreached", "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatedPhone:
    """A phone of a node. `state` is registered, unreached or missing: Asterisk has no such endpoint."""

    endpoint: str
    state: str
    in_browser: bool
    agent_id: int | None  # None: nobody's, or of an agent whom the reader does not see
    agent_name: str
    is_logged_in: bool
    expires_at: float | None  # of a browser's account
    desk_phone_id: int | None = None  # of one on the desk that Pronto has written


async def seated_phones(
    store: ProvisioningStore, bus: Bus, board: Mapping[str, Any], node_id: int, *, sees: Visibility
) -> Sequence[SeatedPhone]:
    """The phones of a node, those with agents first. Raises NotFound, AsteriskUnanswered."""
    await store.nodes.get(node_id)
    known = await known_endpoints(bus, board, node_id)
    if known is None:
        raise AsteriskUnanswered
    trunks = {endpoint_of(one.dial) or one.name for one in await store.trunks.list(node_id)}
    agents = await store.agents.list(sees=sees)
    nodes = {one.id: one.node_id for one in await store.campaigns.list(OPEN, sees=sees)}
    here = [one for one in agents if nodes.get(one.campaign_id or 0, node_id) == node_id]
    desks = await store.desk_phones.list(node_id)
    return phones_of(known, here, await store.phones.on_node(node_id), desks, trunks=trunks)


def phones_of(
    known: Sequence[KnownEndpoint],
    agents: Sequence[Agent],
    accounts: Sequence[PhoneAccount],
    desks: Sequence[DeskPhone],
    *,
    trunks: set[str],
) -> list[SeatedPhone]:
    """Endpoints that are no trunks, with their agents; and phones of agents and of ours that Asterisk does not have."""
    by_endpoint = {endpoint_of(one.phone) or "": one for one in agents}
    expires_at = {one.endpoint: one.expires_at for one in accounts}
    states = {one.name: REGISTERED if one.is_reached else UNREACHED for one in known}
    phones = [one.name for one in known if one.name not in trunks and (one.use != "trunk" or one.name in by_endpoint)]
    # A phone in the browser is made at the log-in: it is not missing before.
    absent = [name for name, one in by_endpoint.items() if name and name not in states and not _in_browser(one)]
    of_desks = {endpoint_name(one.name): one.id for one in desks}
    absent += [name for name in of_desks if name not in states and name not in absent]
    found = [
        _seated(name, states.get(name, MISSING), by_endpoint.get(name), expires_at.get(name), of_desks.get(name))
        for name in (*phones, *absent)
    ]
    return sorted(found, key=lambda one: (one.agent_id is None, one.agent_name.casefold(), one.endpoint))


def _seated(
    endpoint: str, state: str, agent: Agent | None, expires_at: float | None, desk_phone_id: int | None
) -> SeatedPhone:
    return SeatedPhone(
        endpoint=endpoint,
        state=state,
        in_browser=expires_at is not None or (agent is not None and _in_browser(agent)),
        agent_id=None if agent is None else agent.id,
        agent_name="" if agent is None else agent.display_name or agent.name,
        is_logged_in=agent is not None and agent.wish is not AgentWish.LOGGED_OUT,
        expires_at=expires_at,
        desk_phone_id=desk_phone_id,
    )


def _in_browser(agent: Agent) -> bool:
    return agent.leg_kind is LegKind.BROWSER
