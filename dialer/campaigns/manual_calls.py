"""Calls by hand: an agent asks for a number or a lead; the call passes the gate, and is for that agent alone."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from dialer.campaigns.model import CampaignConfig
from dialer.campaigns.wait_reasons import WaitReasons
from dialer.core.enums import AgentWish, CallbackKind, CampaignStatus
from dialer.core.errors import LeadNotFree, NameTaken
from dialer.core.request_errors import AgentNotLoggedIn, LeadNotDialled, ListNotDialled
from dialer.core.visibility import EVERYTHING
from dialer.i18n.labels import label
from dialer.i18n.message import Message, from_plain, msg
from dialer.messaging.bus import Bus, Subscription, Topic
from dialer.messaging.request import engine_is_there
from dialer.people.callbacks.model import BY_HAND
from dialer.people.imports.rows.duplicates import By, DuplicateAction, Duplicates, Scope
from dialer.people.imports.rows.single_lead import OneLead
from dialer.people.leads.service import LeadService
from dialer.people.lists.store.lists import LeadList
from dialer.stores.campaigns import CampaignStore

WAITS_S: Final = 60.0  # for the agent to be ready and a line to be free; then the request ends
# The person is searched in every list of the campaign, and a call changes no lead.
SAME: Final = Duplicates(by=frozenset({By.ANY_PHONE}), scope=Scope.CAMPAIGN, then=DuplicateAction.SKIP)
RESULT_WITHIN_S: Final = 4.0  # an engine dials for a ready agent well within it
WAITING: Final = "waiting"
_AT_A_CALL: Final = frozenset({"connecting", "talking", "wrap_up"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualCall:
    """What came of a request for a call by hand.

    `state` is that of the call on the agent's screen, or WAITING: nothing is dialled yet, for the reason `why` if it is
    known, and is dialled as soon as it can be within WAITS_S.
    """

    lead_id: int
    state: str = WAITING
    attempt_id: str | None = None
    why: Message | None = None


class ManualCalls:
    """Calls that an agent may ask for."""

    def __init__(
        self, store: CampaignStore, bus: Bus, leads: LeadService, waits: WaitReasons, clock: Callable[[], float]
    ) -> None:
        self._store, self._bus, self._leads, self._waits, self._clock = store, bus, leads, waits, clock

    async def call_number(
        self,
        agent_id: int,
        number: str,
        *,
        consent: Mapping[str, str],
        key: str = "",
        actor: str,
    ) -> ManualCall:
        """Call a number for the agent, as soon as the agent is ready.

        A number that is in no list of the agent's campaign goes into the campaign's list of calls by hand, which is
        dialled by hand only. Raises `UnknownAgent`, `AgentNotLoggedIn`, `Invalid`, `NumbersSuppressed`, `LeadNotFree`,
        `KeyUsed`, `LeadNotDialled`.
        """
        return await self._result(agent_id, self._book_number(agent_id, number, consent, key, actor))

    async def call_lead(self, agent_id: int, lead_id: int, *, actor: str) -> ManualCall:
        """Call a lead of the agent's campaign. Raises as `call_number`, and `UnknownLead`, `ListNotDialled`."""
        return await self._result(agent_id, self._book_lead(agent_id, lead_id, actor))

    async def _result(self, agent_id: int, booking: Awaitable[int]) -> ManualCall:
        """Book the lead, and wait for what the engine shows on the agent's screen about it. Raises `LeadNotDialled`.

        Nothing is waited for without an engine, or while the agent is in another call.
        """
        async with self._bus.subscribe(Topic.SCREEN) as screens:
            lead_id = await booking
            there = await self._bus.latest(Topic.SCREEN, agent_id=agent_id) or {}
            busy = there.get("state") in _AT_A_CALL and _lead_on(there) != lead_id
            if busy or not await engine_is_there(self._bus, now=self._clock()):
                return ManualCall(lead_id=lead_id)
            try:
                async with asyncio.timeout(RESULT_WITHIN_S):
                    return await self._shown(agent_id, lead_id, there, screens)
            except TimeoutError:
                return ManualCall(lead_id=lead_id)

    async def _shown(self, agent_id: int, lead_id: int, there: Mapping[str, Any], screens: Subscription) -> ManualCall:
        """The first thing that the agent's screen says of the lead. Raises `LeadNotDialled`."""
        if _lead_on(there) == lead_id and there.get("attempt_id"):  # asked for again, with the same key
            return ManualCall(lead_id=lead_id, state=str(there["state"]), attempt_id=there["attempt_id"])
        async for message in screens:
            screen = message.body
            if screen.get("agent_id") != agent_id:
                continue
            if _lead_on(screen) == lead_id and screen.get("attempt_id"):
                return ManualCall(lead_id=lead_id, state=str(screen["state"]), attempt_id=screen["attempt_id"])
            if _lead_on(screen, "not_dialled") == lead_id:
                return ManualCall(lead_id=lead_id, why=from_plain(screen["not_dialled"]["text"]))
            if _lead_on(screen, "refused") == lead_id:
                lead = await self._store.leads.get(lead_id, sees=EVERYTHING)
                waits = await self._waits.of_one(lead, by_hand=True)
                raise LeadNotDialled(waits.text)
        raise AssertionError("a subscription does not end")

    async def _book_number(self, agent_id: int, number: str, consent: Mapping[str, str], key: str, actor: str) -> int:
        name, campaign = await self._at_work(agent_id)
        key = key or secrets.token_hex(16)  # without a key, each request is a call of its own
        for attempt in count(1):
            listed = await self._list(campaign, attempt)
            try:
                done = await self._leads.add(
                    listed,
                    OneLead(phones=((number, ""),), owner=name, consent=consent),
                    duplicates=SAME,
                    next_for_s=WAITS_S,
                    agent_id=agent_id,
                    kind=CallbackKind.MANUAL,
                    key=key,
                    body=f"{agent_id} {number}".encode(),
                    actor=actor,
                )
            except NameTaken:  # another list has the name, or another call has just created this one
                continue
            return done.lead_id
        raise AssertionError("one of the names is free")

    async def _book_lead(self, agent_id: int, lead_id: int, actor: str) -> int:
        _, campaign = await self._at_work(agent_id)
        lead = await self._store.leads.get(lead_id, sees=EVERYTHING)
        listed = await self._store.lists.get(lead.list_id, sees=EVERYTHING)
        if listed.campaign_id != campaign.id or listed.archived_at is not None:
            raise ListNotDialled(list=listed.name)
        now = self._clock()
        booked = await self._store.callbacks.next(
            lead_id,
            campaign_id=campaign.id,
            agent_id=agent_id,
            expires_at=now + WAITS_S,
            kind=CallbackKind.MANUAL,
            actor=actor,
            now=now,
        )
        if not booked:
            raise LeadNotFree(lead=lead_id, state=label("lead", lead.state))
        self._bus.publish(Topic.CAMPAIGN, {"campaign_id": campaign.id})
        return lead_id

    async def _at_work(self, agent_id: int) -> tuple[str, CampaignConfig]:
        agent = await self._store.agents.get(agent_id, sees=EVERYTHING)
        if agent.wish is AgentWish.LOGGED_OUT or agent.campaign_id is None:
            raise AgentNotLoggedIn(agent=agent.name)
        campaign = await self._store.campaigns.get(agent.campaign_id, sees=EVERYTHING)
        if campaign.status is not CampaignStatus.RUNNING:
            raise LeadNotDialled(
                msg("The campaign {campaign} is not running: nobody is called in it now.", campaign=campaign.name)
            )
        return agent.name, campaign

    async def _list(self, campaign: CampaignConfig, attempt: int) -> LeadList:
        """The campaign's list of calls by hand: disabled, so that its leads are not dialled in turn.

        It is identified by its campaign: another campaign may have a list of that name, for example after a renaming.
        If there is none, the result has the id 0, and another name at each attempt.
        """
        lists = await self._store.lists.list(campaign_id=campaign.id, sees=EVERYTHING)
        if (there := next(filter(_is_by_hand, lists), None)) is not None:
            return there
        name = campaign.name if attempt == 1 else f"{campaign.name} {attempt}"
        return LeadList(
            id=0,
            name=name + BY_HAND,
            company_id=campaign.company.id,
            campaign_id=campaign.id,
            country=lists[0].country if lists else campaign.company.home_country,
            enabled=False,
            field_types={},
            consent={},
            needs_basis=False,
            created_at=self._clock(),
            campaign_field_types=campaign.field_types,
        )


def _is_by_hand(listed: LeadList) -> bool:
    return listed.name.endswith(BY_HAND) and listed.archived_at is None


def _lead_on(screen: Mapping[str, Any], part: str = "lead") -> int | None:
    """The lead that this part of an agent's screen is about."""
    lead_id: int | None = (screen.get(part) or {}).get("lead_id")
    return lead_id
