"""Calls by hand: an agent asks for a number or a lead; the call passes the gate, and is for that agent alone."""

import secrets
from collections.abc import Callable, Mapping
from itertools import count
from typing import Final

from dialer.callbacks.model import BY_HAND
from dialer.campaigns.model import CampaignConfig
from dialer.core.enums import AgentWish, CallbackKind
from dialer.core.errors import LeadNotFree, NameTaken
from dialer.core.request_errors import AgentNotLoggedIn, ListNotDialled
from dialer.i18n.labels import label
from dialer.imports.rows.duplicates import By, DuplicateAction, Duplicates, Scope
from dialer.imports.rows.single_lead import OneLead
from dialer.leads.service import LeadDesk
from dialer.lists.store.lists import LeadList
from dialer.messaging.bus import Bus, Topic
from dialer.stores import Store

WAITS_S: Final = 60.0  # for the agent to be ready and a line to be free; then the request ends
# The person is searched in every list of the campaign, and a call changes no lead.
SAME: Final = Duplicates(by=frozenset({By.ANY_PHONE}), scope=Scope.CAMPAIGN, then=DuplicateAction.SKIP)


class ManualDesk:
    """Calls that an agent may ask for."""

    def __init__(self, store: Store, bus: Bus, leads: LeadDesk, clock: Callable[[], float]) -> None:
        self._store, self._bus, self._leads, self._clock = store, bus, leads, clock

    async def call_number(
        self,
        agent_id: int,
        number: str,
        *,
        consent: Mapping[str, str],
        key: str = "",
        actor: str,
    ) -> int:
        """Call a number for the agent, as soon as the agent is ready; return its lead.

        A number that is in no list of the agent's campaign goes into the campaign's list of calls by hand, which is
        dialled by hand only. Raises `UnknownAgent`, `AgentNotLoggedIn`, `Invalid`, `NumbersSuppressed`, `LeadNotFree`,
        `KeyUsed`.
        """
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

    async def call_lead(self, agent_id: int, lead_id: int, *, actor: str) -> int:
        """Call a lead of the agent's campaign. Raises as `call_number`, and `UnknownLead`, `ListNotDialled`."""
        _, campaign = await self._at_work(agent_id)
        lead = await self._store.leads.get(lead_id)
        listed = await self._store.lists.get(lead.list_id)
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
        agent = await self._store.agents.get(agent_id)
        if agent.wish is AgentWish.LOGGED_OUT or agent.campaign_id is None:
            raise AgentNotLoggedIn(agent=agent.name)
        return agent.name, await self._store.campaigns.get(agent.campaign_id)

    async def _list(self, campaign: CampaignConfig, attempt: int) -> LeadList:
        """The campaign's list of calls by hand: disabled, so that its leads are not dialled in turn.

        It is identified by its campaign: another campaign may have a list of that name, for example after a renaming.
        If there is none, the result has the id 0, and another name at each attempt.
        """
        lists = await self._store.lists.list(campaign_id=campaign.id)
        if (there := next(filter(_is_by_hand, lists), None)) is not None:
            return there
        name = campaign.name if attempt == 1 else f"{campaign.name} {attempt}"
        return LeadList(
            id=0,
            name=name + BY_HAND,
            controller_id=campaign.controller.id,
            campaign_id=campaign.id,
            country=lists[0].country if lists else "IT",
            enabled=False,
            field_types={},
            consent={},
            needs_basis=False,
            created_at=self._clock(),
            campaign_field_types=campaign.field_types,
        )


def _is_by_hand(listed: LeadList) -> bool:
    return listed.name.endswith(BY_HAND) and listed.archived_at is None
