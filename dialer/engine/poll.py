"""What operators and agents want, as the database has it: read once a second, and at once when somebody nudges."""

from collections.abc import Collection

from dialer.engine.budgets import shared_budgets
from dialer.engine.items import Config
from dialer.store.store import Store


async def read_config(store: Store, owned: Collection[int]) -> Config:
    """The nodes this engine owns, by id, with all that belongs to them."""
    nodes = [node for node in await store.nodes.list() if node.id in owned]
    every = await store.campaigns.list()
    campaigns = [campaign for campaign in every if campaign.node_id in owned]
    agents = [agent for node in nodes for agent in await store.agents.logged_in(node.id)]
    return Config(nodes, await store.trunks.list(), campaigns, agents, shared_budgets(every))
