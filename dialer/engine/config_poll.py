"""Reads configuration and agents' wishes from the database: once a second, and at once when nudged."""

from collections.abc import Collection, Sequence

from dialer.core.enums import OPEN, CampaignStatus
from dialer.engine.engine_events import Config
from dialer.engine.recovery.pacer_memory import counted_in_rows, tallies_of
from dialer.engine.shared_budgets import Budgets, shared_budgets
from dialer.leads.rules.preview_offer import Offer
from dialer.stores import Store
from pacing.snapshot import Mode

CALLBACKS_AHEAD_S = 900.0  # early enough to warn that the agent of a call-back is away


async def read_config(
    store: Store,
    owned: Collection[int],
    *,
    known: Collection[int] = (),
    known_ended: Collection[int] = (),
    shown: Sequence[Offer] = (),
    now: float,
) -> Config:
    """Read the nodes this engine owns, and all that belongs to them.

    Ended campaigns are not read, however many there are, unless they share a budget. `known` are the campaigns without
    a cell of ours whose counts are known: other partners in a budget are read too. `known_ended` are those known to
    have ended: one that has ended since is read once more, for its final counts. `shown` are the leads on agents'
    screens: those that must not be called any more are returned.
    """
    nodes = [node for node in await store.nodes.list() if node.id in owned]
    every = await store.campaigns.list(OPEN)
    lives_on = await store.attempts.left_on(owned)
    campaigns = [campaign for campaign in every if campaign.node_id in owned or campaign.id in lives_on]
    agents = [agent for node in nodes for agent in await store.agents.logged_in(node.id)]
    ended = await store.campaigns.ended_sharing({one.shared_budget for one in every if one.shared_budget})
    budgets = shared_budgets(every, ended)
    wanted = Budgets(of=budgets).wanted({campaign.id for campaign in campaigns})
    strangers = wanted.difference(set(known) - (ended.keys() - known_ended))
    of_ended = {one: await counted_in_rows(store, one, now=now) for one in strangers & ended.keys()}
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
        strangers=await tallies_of(store, strangers - ended.keys()) | of_ended,
        ended=frozenset(ended),
        at_ratio=frozenset(one.id for one in every if one.status is CampaignStatus.RUNNING and one.mode == Mode.RATIO),
        withdrawn=withdrawn,
        lives_on=lives_on,
    )
