"""Reads the inputs of the check before the start."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dialer.campaigns.facts_reader import with_clock
from dialer.campaigns.model import CampaignConfig
from dialer.campaigns.preflight.check import Preflight
from dialer.campaigns.preflight.inputs import DELAYS, Sight
from dialer.campaigns.preflight.readiness import BASIS, sounds_of
from dialer.campaigns.preflight.registers import REGISTER
from dialer.compliance.load import Profiles
from dialer.core.enums import AgentWish, LeadState, LegKind
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.messaging.bus import Bus, Topic
from dialer.messaging.request import ask
from dialer.people.leads.store.claim.shelves import ALIVE
from dialer.people.lists.store.lists import LeadList
from dialer.stores.campaigns import CampaignStore
from dialer.telephony.nodes.endpoints import endpoints_of
from dialer.work.agents.model import Agent


async def look(store: CampaignStore, bus: Bus, settings: Settings, profiles: Profiles, campaign_id: int) -> Sight:
    """Read everything except single leads. Raises `UnknownCampaign`."""
    config = await store.campaigns.get(campaign_id, sees=EVERYTHING)
    agents = await store.agents.list(campaign_id=campaign_id, sees=EVERYTHING)
    board = await bus.latest(Topic.BOARD) or {}
    everybody = await store.agents.list(sees=EVERYTHING)
    here = [one for one in everybody if _works_here(one, campaign_id)]
    phones = [one.phone for one in here if one.leg_kind is not LegKind.BROWSER]
    heard = await _heard(bus, config) if board else {}
    dials = [*(trunk.dial for trunk in config.trunks if trunk.enabled), *phones]
    return Sight(
        config=config,
        seen=with_clock(await store.law.seen(campaign_id), settings),
        profiles=profiles,
        zones=await store.leads.zone_keys(campaign_id),
        next_due=await store.leads.next_due(campaign_id),
        seats=[agent.country for agent in agents if agent.wish is not AgentWish.LOGGED_OUT],
        agents=len(everybody),
        board=board,
        sounds=heard.get("sounds", {}),
        music=heard.get("music", {}),
        endpoints=await endpoints_of(bus, board, dials, campaign_id=campaign_id, node_id=config.node_id),
        phones=phones,
        browser_agents=len(phones) < len(here),
        dial_patterns=(await store.nodes.get(config.node_id)).dial_patterns,
        off=await store.callbacks.off([campaign_id]),
        destinations={one.trunk_id: one for one in await store.destinations.list([one.id for one in config.trunks])},
    )


def _works_here(agent: Agent, campaign_id: int) -> bool:
    """Whether the agent takes the campaign's calls, or has chosen no campaign yet."""
    here = campaign_id in (agent.campaign_id, *agent.also_campaign_ids)
    return agent.campaign_id is None or (here and agent.wish is not AgentWish.LOGGED_OUT)


async def look_at_leads(store: CampaignStore, sight: Sight, now: float) -> Sight:
    """Read also what leads and numbers say: all of short lists, a sample of long ones."""
    lists = await store.lists.list(campaign_id=sight.config.id, sees=EVERYTHING)
    extents = await store.lists.extents([one.id for one in lists if one.enabled])
    return replace(
        sight,
        extents=extents,
        left_out=await _left_out(store, lists),
        proofs=await store.law.some_proofs(extents, now=now),
        numbers=await store.numbers.of(sight.config.id, extents),
    )


async def _left_out(store: CampaignStore, lists: Sequence[LeadList]) -> Mapping[str, int]:
    """The lists whose filter leaves out every lead that is still to be called, and how many these are."""
    found = {}
    for one in lists:
        if one.filter and one.enabled and one.archived_at is None and not one.task:
            counts = await store.lists.counts(one.id)
            if counts[LeadState.HELD] and not any(counts[state] for state in (*ALIVE, LeadState.CLAIMED)):
                found[one.name] = counts[LeadState.HELD]
    return found


async def look_again(store: CampaignStore, sight: Sight, found: Preflight, now: float) -> Sight:
    """Read what takes long and matters only for what was found; the same sight if nothing does."""
    of_part = [one for one in found.findings if one.about == BASIS and one.weight == DELAYS and sight.leads_unread]
    if of_part:  # no lead of the sample may be called: only all of them can show that nobody may
        sight = replace(sight, proofs=await store.law.proofs(sight.extents, now=now))
    if any(one.about == REGISTER for one in found.findings):  # numbers are counted only if their answers matter
        lists = await store.lists.list(campaign_id=sight.config.id, sees=EVERYTHING)
        extents = sight.extents or await store.lists.extents([one.id for one in lists if one.enabled])
        sight = replace(sight, checked=await store.law.checked(sight.config.id, extents))
    return sight


async def _heard(bus: Bus, config: CampaignConfig) -> Mapping[str, Mapping[str, bool | None]]:
    """Whether Asterisk has the campaign's `sounds` and `music`; empty if no engine can ask it."""
    names, music = sounds_of(config), [config.hold_music] if config.hold_music else []
    if not names and not music:
        return {}
    said = await ask(bus, "sounds", campaign_id=config.id, node_id=config.node_id, sounds=names, music=music)
    return said or {}
