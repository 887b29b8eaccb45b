"""What operators and agents want, as the database has it: read once a second, and at once when somebody nudges."""

from collections.abc import Collection

from dialer.engine.items import Config
from dialer.store.store import Store


async def read_config(store: Store, owned: Collection[int]) -> Config:
    """The nodes this engine owns, by id, with all that belongs to them."""
    nodes = [node for node in await store.nodes.list() if node.id in owned]
    campaigns = [campaign for campaign in await store.campaigns.list() if campaign.node_id in owned]
    agents = [agent for node in nodes for agent in await store.agents.logged_in(node.id)]
    return Config(nodes, await store.trunks.list(), campaigns, agents)
