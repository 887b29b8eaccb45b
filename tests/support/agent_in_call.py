"""A campaign whose agent is in a call: what others may see of who works just now."""

import csv
import io
from dataclasses import dataclass
from typing import Any

from dialer.campaigns.attempts.model import AttemptProgress, FinishedAttempt
from dialer.core.channel_ids import new_call_id
from dialer.core.enums import AttemptState, LeadState, Outcome, Role
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from tests.support.api_clients import Door, Estate, build_estate, change, made

CALLS = "/api/v1/attempts"


@dataclass(frozen=True, kw_only=True)
class AtWork:
    """A campaign whose agent is in a call; one before has ended, and another rings for nobody yet."""

    door: Door
    estate: Estate
    live: str
    ended: str
    ringing: str

    async def agrees(self, reference: str) -> None:
        """The campaign names an agreement on watching agents, or none."""
        admin = await self.door.admin()
        campaign = await made(admin, "GET", f"/api/v1/campaigns/{self.estate.campaign_id}")
        law = campaign["law"] | {"union_agreement": reference}
        await change(admin, self.estate.campaign_id, law=law)

    async def page(self, **asked: Any) -> dict[str, Any]:
        """The listed calls, by id."""
        boss = await self.door.client(Role.SUPERVISOR)
        answer = await boss.get(CALLS, params=asked)
        assert answer.is_success, answer.text
        return {one["id"]: one for one in answer.json()["items"]}

    async def table(self, **asked: Any) -> dict[str, dict[str, str]]:
        """The exported calls, by id."""
        boss = await self.door.client(Role.SUPERVISOR)
        text = (await boss.get(f"{CALLS}.csv", params=asked)).text
        return {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


async def at_work(door: Door, law: str, **client: Any) -> AtWork:
    estate = await build_estate(door, profile=law)
    anna = await door.client(Role.AGENT, estate.agent_id)
    await made(anna, "POST", f"/api/v1/agents/{estate.agent_id}/log-in", {"campaign_id": estate.campaign_id})
    store, now = door.parts.store, door.parts.clock()
    await store.leads.add(estate.list_id, [NewLead(phones=((f"+39021234567{n}", ""),)) for n in range(3)])
    leads = await store.leads.claim(estate.campaign_id, owner="e", now=now, lease_s=60.0, limit=3, zone_keys=[""])
    ended, live, ringing = (new_call_id(store.digests.installation, estate.campaign_id) for _ in leads)
    for call_id, lead in zip((ended, live, ringing), leads, strict=True):
        attempt = estate.attempt(call_id, lead.lead_id, lead.phones[0].number)
        assert await store.attempts.place([attempt], owner="e", now=now - 60.0) == {call_id}
    talk = {"agent_id": estate.agent_id, "agent_joined_at": now - 40.0}
    over = FinishedAttempt(
        id=ended,
        lead_id=leads[0].lead_id,
        outcome=Outcome.CONNECTED,
        ended_at=now - 30.0,
        step=LeadStep(state=LeadState.WRAPPING),
        **talk,
    )
    await store.attempts.note([AttemptProgress(id=live, state=AttemptState.TALKING, **talk)], [over])
    return AtWork(door=door, estate=estate, live=live, ended=ended, ringing=ringing)
