"""What would happen to a lead if it came up now: runs the engine's own claim and call gate, and writes nothing."""

from collections.abc import Mapping
from typing import Any, Final

from dialer.campaigns.cell_campaign import hour_use, read_campaign
from dialer.campaigns.facts_reader import with_clock
from dialer.campaigns.model import CampaignConfig
from dialer.cell.cell import Cell
from dialer.cell.dialling.forecast_accounts import LiveLearned
from dialer.cell.dialling.idle_reasons import Idle
from dialer.cell.effects import DeferLead, RetireLead
from dialer.cell.legal.call_gate import ask, look
from dialer.cell.legal.legal_campaign import lawful
from dialer.cell.legal.monitoring_policy import locked_in
from dialer.cell.trunks.token_bucket import TokenBucket
from dialer.cell.trunks.trunk_selection import Line, Lines
from dialer.compliance.load import Profiles
from dialer.core.enums import AgentWish, CallbackKind, CallbackState, LeadState
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import from_plain
from dialer.leads.model import ClaimedLead, LeadRecord
from dialer.leads.rules.not_due_reasons import WaitReason, capped, idle, refused, ruled
from dialer.stores import Store
from pacing.snapshot import Why

SEEN_WITHIN_S: Final = 30.0  # an engine silent for so long is not running
# Reasons of a campaign that are more than a pause of the pacer for some moments.
IDLE: Final = frozenset(
    {
        Idle.DRAINING,
        Idle.LINK_DOWN,
        Idle.CLOCK_AHEAD,
        Idle.CLOCK_BEHIND,
        Idle.TRUNK_DOWN,
        Idle.TRUNK_NOT_ALLOWED,
        Idle.TRUNK_RESTS,
        Idle.TRUNK_FULL,
        Idle.CALLER_IDS_NONE,
        Idle.CALLER_IDS_FULL,
        Idle.CALLER_IDS_REST,
        Idle.NO_TRUNK,
        Idle.STORE_DOWN,
        Idle.BAD_SETTINGS,
        Idle.RULES_REFUSE,
        Why.NO_AGENT,
        Why.GUARD_STOP,
    }
)


async def foreseen_wait_reason(
    store: Store,
    config: CampaignConfig,
    profiles: Profiles,
    settings: Settings,
    board: Mapping[str, Any],
    lead: LeadRecord,
    now: float,
) -> WaitReason | None:
    """What keeps a due lead of a running campaign from being called; None if nothing does.

    The lead itself is checked first: its list's filter, caps, the gate; then the whole campaign, on the `board`.
    """
    found = await store.foreseeing.claim(config.id, lead.lead_id, now=now)
    if found is not None and lead.lead_id in found.held:
        return WaitReason(code="held")
    if found is not None and (full := found.full.get(lead.lead_id)) is not None:
        return capped(full.reason, full.until)
    if found is not None and found.leads:
        own = await _at_the_gate(store, config, profiles, settings, found.leads[0], now)
        if own is not None:
            return own
    if lead.state is LeadState.BOOKED and (kept := await _for_agent(store, config, profiles, lead, now)):
        return kept
    return _whole(config, board, now)


async def _at_the_gate(
    store: Store, config: CampaignConfig, profiles: Profiles, settings: Settings, lead: ClaimedLead, now: float
) -> WaitReason | None:
    seen = with_clock(await store.law.seen(config.id), settings)
    try:
        campaign = read_campaign(config, profiles=profiles, seen=seen)
    except ValueError:
        return None  # the board shows what is wrong with the campaign
    lines = Lines(Line(0, "", 0, TokenBucket(1.0)))
    guards = {one.trunk_id: one for one in await store.destinations.list([trunk.id for trunk in config.trunks])}
    for trunk in config.trunks:
        lines.trunks[trunk.id] = Line(trunk.id, trunk.name, 0, TokenBucket(1.0), hour=hour_use(trunk, guards))
    cell = Cell(campaign=lawful(campaign, now), lines=lines, learned=LiveLearned(), new_call_id=str, new_leg_id=str)
    cell.settings = campaign
    waiting = await store.callbacks.list(lead_id=lead.lead_id, state=CallbackState.WAITING, sees=EVERYTHING)
    cell.bookings.known = {line.callback.id: line.callback for line in waiting}
    if config.caller_id_pool is not None:
        numbers = [one.number for one in config.caller_id_pool.numbers]
        cell.number_uses.restore(numbers, await store.number_shows.within_a_day(numbers, now=now), now)
    look(cell, now)
    if ask(cell, lead, now) is not None:
        return None
    for effect in cell.take_effects():
        if isinstance(effect, DeferLead):
            return ruled(effect.rule, effect.until, profiles)
        if isinstance(effect, RetireLead):
            return refused(effect.rule, profiles)
    return None


async def _for_agent(
    store: Store, config: CampaignConfig, profiles: Profiles, lead: LeadRecord, now: float
) -> WaitReason | None:
    """A call-back that is for one agent alone waits for that agent.

    If a law forbids watching agents, this does not tell whether the agent is away, nor who asked for a call by hand.
    """
    lines = await store.callbacks.list(lead_id=lead.lead_id, state=CallbackState.WAITING, sees=EVERYTHING)
    line = next(iter(lines), None)
    agent_id = None if line is None else line.callback.is_for(config.callback_fallback, now)
    if line is None or agent_id is None:
        return None
    here = [
        one.id
        for one in await store.agents.list(campaign_id=config.id, sees=EVERYTHING)
        if one.wish is not AgentWish.LOGGED_OUT
    ]
    told = not locked_in(config.law, await store.law.seen(config.id), profiles, now)
    if not told and line.callback.kind is CallbackKind.MANUAL:
        return None
    code = "agent_away" if told and agent_id not in here else "for_agent"
    return WaitReason(code=code, facts={"agent": line.agent_name or f"#{agent_id}"})


def _whole(config: CampaignConfig, board: Mapping[str, Any], now: float) -> WaitReason | None:
    if not board or now - float(board["at"]) > SEEN_WITHIN_S:
        return WaitReason(code="no_engine")
    shown = next((one for one in board.get("campaigns", ()) if one["id"] == config.id), None)
    if shown is None or shown["why"]["code"] not in IDLE:
        return None
    return idle(from_plain(shown["why"]["text"]))
