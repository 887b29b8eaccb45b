"""An agent in a talk and after one, with the interactions that belong to them."""

from typing import Any

import httpx

from dialer.campaigns.attempts.model import AttemptProgress, FinishedAttempt
from dialer.core.enums import AttemptState, LeadState, Outcome, Role
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from tests.support.api_clients import Door, Estate, made

ADA, ADA_HOME, BOB = "+393331111111", "+390698765432", "+393332222222"
VISA = "4111 1111 1111 1111"
LEADS = [
    NewLead(phones=((ADA, "mobile"), (ADA_HOME, "")), name="Ada Rossi", external_id="A-1", language="it"),
    NewLead(phones=((BOB, ""),), name="Bob Bianchi", external_id="B-1", fields={"email": "Bob@Example.org"}),
]


async def talk_and_talked(door: Door, estate: Estate) -> None:
    """Let anna talk to Ada (a1), and have talked to Bob (b1)."""
    store = door.parts.store
    await store.leads.add(estate.list_id, LEADS)
    zones = list(await store.leads.zone_keys(estate.campaign_id))
    leads = await store.leads.claim(estate.campaign_id, owner="e", now=9e9, lease_s=60.0, limit=2, zone_keys=zones)
    for lead in leads:
        number = lead.phones[0].number
        name = "a1" if number == ADA else "b1"
        attempt = estate.attempt(name, lead.lead_id, number)
        assert await store.attempts.place([attempt], owner="e", now=9e9) == {name}
        talk = AttemptProgress(id=name, state=AttemptState.TALKING, agent_id=estate.agent_id, agent_joined_at=9e9)
        await store.attempts.note([talk], [])
    await over(door, "b1")


async def over(door: Door, attempt_id: str) -> None:
    lead_id = (await made(await door.admin(), "GET", f"/api/v1/attempts/{attempt_id}"))["lead_id"]
    step = LeadStep(state=LeadState.WRAPPING)
    end = FinishedAttempt(id=attempt_id, lead_id=lead_id, outcome=Outcome.CONNECTED, ended_at=9e9 + 60.0, step=step)
    await door.parts.store.attempts.note([], [end])


async def anna_of(door: Door, estate: Estate) -> httpx.AsyncClient:
    return await door.client(Role.AGENT, estate.agent_id)


async def opened(client: httpx.AsyncClient, attempt_id: str = "a1") -> Any:
    return await made(client, "PUT", f"/api/v1/attempts/{attempt_id}/interaction")
