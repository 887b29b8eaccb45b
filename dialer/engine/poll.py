"""What operators and agents want, as the database has it: read once a second, and at once when somebody nudges."""

from collections.abc import Collection, Sequence

from dialer.engine.budgets import Budgets, shared_budgets
from dialer.engine.items import Config
from dialer.engine.memory import tallies_of
from dialer.leads.offer import Offer
from dialer.store.store import Store
from dialer.words import CampaignStatus
from pacing.snapshot import Mode

CALLBACKS_AHEAD_S = 900.0  # early enough to call out that an agent is not there


async def read_config(
    store: Store,
    owned: Collection[int],
    *,
    known: Collection[int] = (),
    shown: Sequence[Offer] = (),
    now: float,
) -> Config:
    """The nodes this engine owns, by id, with all that belongs to them.

    `known` are the campaigns of other engines whose counts are known: those of others that share a budget are read too.
    `shown` are the leads that agents look at: those that nobody may call any more are named.
    """
    nodes = [node for node in await store.nodes.list() if node.id in owned]
    every = await store.campaigns.list()
    lives_on = await store.attempts.left_on(owned)
    campaigns = [campaign for campaign in every if campaign.node_id in owned or campaign.id in lives_on]
    agents = [agent for node in nodes for agent in await store.agents.logged_in(node.id)]
    budgets = shared_budgets(every)
    strangers = Budgets(of=budgets).wanted({campaign.id for campaign in campaigns}).difference(known)
    callbacks = await store.callbacks.waiting([one.id for one in campaigns], until=now + CALLBACKS_AHEAD_S)
    withdrawn = await store.leads.withdrawn(shown) if shown else {}
    return Config(
        nodes,
        await store.trunks.list(),
        campaigns,
        agents,
        budgets,
        callbacks=tuple(one for one in callbacks if one.lead_id not in withdrawn),
        suppressed=tuple(await store.suppressions.ringing()),
        strangers=await tallies_of(store, strangers),
        at_ratio=frozenset(one.id for one in every if one.status is CampaignStatus.RUNNING and one.mode == Mode.RATIO),
        withdrawn=withdrawn,
        lives_on=lives_on,
    )
