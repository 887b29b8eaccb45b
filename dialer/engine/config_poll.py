"""Reads configuration and agents' wishes from the database: once a second, and at once when nudged."""

from collections.abc import Collection, Sequence

from dialer.campaigns.model import CampaignConfig
from dialer.core.enums import OPEN, CampaignStatus
from dialer.core.visibility import EVERYTHING
from dialer.engine.engine_events import Config
from dialer.engine.recovery.pacer_memory import counted_in_rows, tallies_of
from dialer.engine.shared_budgets import Budgets, shared_budgets
from dialer.people.leads.rules.preview_offer import Offer
from dialer.stores.everything import Store
from dialer.telephony.caller_ids.model import PoolNumber
from pacing.snapshot import Mode

CALLBACKS_AHEAD_S = 900.0  # early enough to warn that the agent of a call-back is away


async def read_config(
    store: Store,
    owned: Collection[int],
    *,
    known: Collection[int] = (),
    known_ended: Collection[int] = (),
    shown: Sequence[Offer] = (),
    new_nodes: Collection[int] = (),
    known_numbers: Collection[str] = (),
    asks_others: bool = False,
    now: float,
) -> Config:
    """Read the nodes this engine owns, and all that belongs to them.

    Ended campaigns are not read, however many there are, unless they share a budget. `known` are the campaigns without
    a cell of ours whose counts are known: other partners in a budget are read too. `known_ended` are those known to
    have ended: one that has ended since is read once more, for its final counts. `shown` are the leads on agents'
    screens: those that must not be called any more are returned. What trunks of `new_nodes` have called within the last
    hour is read too, and how often numbers of pools that are not among `known_numbers` were shown. With
    `asks_others`, how often nodes of other engines have shown numbers.
    """
    every_node = await store.nodes.list()
    nodes = [node for node in every_node if node.id in owned]
    every = await store.campaigns.list(OPEN, sees=EVERYTHING)
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
    trunks, destinations = await store.trunks.list(), await store.destinations.list()
    new_trunks = [trunk.id for trunk in trunks if trunk.node_id in new_nodes]
    pooled = {one.number for campaign in campaigns for one in _numbers_of(campaign)}
    new_numbers = frozenset(pooled if new_nodes else pooled.difference(known_numbers))
    asked_others = asks_others and len(every_node) > len(nodes)
    digits = max((len(prefix) for one in destinations for prefix in one.prices), default=0)
    return Config(
        nodes,
        trunks,
        campaigns,
        agents,
        budgets,
        callbacks=tuple(one for one in callbacks if one.lead_id not in withdrawn),
        suppressed=tuple(await store.suppressions.ringing()),
        strangers=await tallies_of(store, strangers - ended.keys()) | of_ended,
        ended=frozenset(ended),
        at_ratio=frozenset(one.id for one in every if one.status is CampaignStatus.RUNNING and one.mode == Mode.RATIO),
        withdrawn=withdrawn,
        destinations=tuple(destinations),
        used=tuple(await store.destinations.used(new_trunks, digits=digits, now=now)),
        lives_on=lives_on,
        new_numbers=new_numbers,
        shows=tuple(await store.number_shows.within_a_day(new_numbers, now=now, on=owned)),
        shown_elsewhere=await store.number_shows.elsewhere(pooled, now=now, owned=owned) if asked_others else None,
    )


def _numbers_of(campaign: CampaignConfig) -> tuple[PoolNumber, ...]:
    return () if campaign.caller_id_pool is None else campaign.caller_id_pool.numbers
