"""Why a lead is not dialled now, and until when: from the database, and by a dry run of what the engine would do.

The dry run uses the engine's own claim and call gate, and writes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from dialer.campaigns.cell_campaign import hour_use, read_campaign
from dialer.campaigns.facts_reader import with_clock
from dialer.campaigns.model import CampaignConfig
from dialer.campaigns.not_due_reasons import (
    DUE,
    Around,
    Waiting,
    WaitReason,
    capped,
    idle,
    refused,
    ruled,
    stored_wait_reason,
    waiting_of,
)
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
from dialer.messaging.bus import Bus, Topic
from dialer.people.leads.model import ClaimedLead, LeadRecord
from dialer.people.lists.store.lists import LeadList
from dialer.stores.campaigns import CampaignStore
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


class WaitReasons:
    """Reasons why leads wait."""

    def __init__(
        self, store: CampaignStore, bus: Bus, settings: Settings, profiles: Profiles, clock: Callable[[], float]
    ) -> None:
        self._store, self._bus, self._clock = store, bus, clock
        self._settings, self._profiles = settings, profiles

    async def of_each(self, leads: Sequence[LeadRecord]) -> list[Waiting]:
        """Why each of them is not dialled now, and until when, according to the database."""
        lists = await self._store.lists.these({lead.list_id for lead in leads})
        ids = {one.campaign_id for one in lists.values() if one.campaign_id is not None}
        campaigns = {campaign_id: await self._store.campaigns.get(campaign_id, sees=EVERYTHING) for campaign_id in ids}
        now = self._clock()
        found = []
        for lead in leads:
            listed = lists[lead.list_id]
            around = _around(listed, campaigns.get(listed.campaign_id) if listed.campaign_id else None)
            found.append(waiting_of(stored_wait_reason(lead, around, self._profiles, now=now), around.zone))
        return found

    async def of_one(self, lead: LeadRecord, *, by_hand: bool = False) -> Waiting:
        """As `of_each`; for a due lead it also runs the engine's gate and checks what keeps the whole campaign.

        A disabled list keeps no lead from being called by hand.
        """
        listed, now = await self._store.lists.get(lead.list_id, sees=EVERYTHING), self._clock()
        config = (
            None if listed.campaign_id is None else await self._store.campaigns.get(listed.campaign_id, sees=EVERYTHING)
        )
        around = _around(listed, config)
        around = replace(around, enabled=True) if by_hand else around
        kept = stored_wait_reason(lead, around, self._profiles, now=now)
        if config is not None and kept.code in DUE:
            board = await self._bus.latest(Topic.BOARD) or {}
            asked = await _foreseen(self._store, config, self._profiles, self._settings, board, lead, now)
            kept = asked or kept
        return waiting_of(kept, around.zone)


def _around(listed: LeadList, config: CampaignConfig | None) -> Around:
    if config is None:
        return Around(enabled=listed.enabled)
    return Around(status=config.status, enabled=listed.enabled, zone=config.time_zone)


async def _foreseen(
    store: CampaignStore,
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
    store: CampaignStore, config: CampaignConfig, profiles: Profiles, settings: Settings, lead: ClaimedLead, now: float
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
    store: CampaignStore, config: CampaignConfig, profiles: Profiles, lead: LeadRecord, now: float
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
