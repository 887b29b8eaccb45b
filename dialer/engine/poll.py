"""What operators and agents want, as the database has it: read once a second, and at once when somebody nudges."""

from collections.abc import Collection

from dialer.engine.budgets import Budgets, shared_budgets
from dialer.engine.items import Config
from dialer.engine.memory import tallies_of
from dialer.store.store import Store

CALLBACKS_AHEAD_S = 900.0  # early enough to call out that an agent is not there


async def read_config(store: Store, owned: Collection[int], *, known: Collection[int] = (), now: float) -> Config:
    """The nodes this engine owns, by id, with all that belongs to them.

    `known` are the campaigns of other engines whose counts are known: those of others that share a budget are read too.
    """
    nodes = [node for node in await store.nodes.list() if node.id in owned]
    every = await store.campaigns.list()
    campaigns = [campaign for campaign in every if campaign.node_id in owned]
    agents = [agent for node in nodes for agent in await store.agents.logged_in(node.id)]
    budgets = shared_budgets(every)
    strangers = Budgets(of=budgets).wanted({campaign.id for campaign in campaigns}).difference(known)
    callbacks = await store.callbacks.waiting([one.id for one in campaigns], until=now + CALLBACKS_AHEAD_S)
    return Config(
        nodes,
        await store.trunks.list(),
        campaigns,
        agents,
        budgets,
        callbacks=tuple(callbacks),
        suppressed=tuple(await store.suppressions.ringing()),
        strangers=await tallies_of(store, strangers),
    )
