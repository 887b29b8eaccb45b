"""Claims that race on PostgreSQL with whoever else writes: what one does not see of the other calls nobody twice."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection

from dialer.campaigns.attempts.store.dispositions import dispose
from dialer.core.enums import LeadState
from dialer.people.callbacks.model import NewCallback
from dialer.people.callbacks.store.callbacks import dial_next
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.leads.store.claim import due_leads as claiming
from dialer.people.leads.store.claim import leases as claim_leases
from dialer.people.leads.store.claim.due_leads import ClaimRequest
from dialer.people.leads.store.claim.walk_marks import Marks
from dialer.storage.database import PostgresDatabase
from dialer.stores.everything import Store
from tests.support.databases import WAITING_FOR_LOCKS
from tests.support.patience import PATIENCE_S
from tests.support.stores import NOW, ROME, Centre

pytestmark = [
    pytest.mark.parametrize("empty_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True),
    pytest.mark.gate,
]


async def someone_waits(store: Store) -> None:
    """Return when a transaction waits for what another one has locked."""

    def waiting(connection: Connection) -> int:
        return int(connection.execute(WAITING_FOR_LOCKS).scalar_one())

    async with asyncio.timeout(PATIENCE_S):
        while not await store.database.read(waiting):  # noqa: ASYNC110 - a lock in the server has no event of ours
            await asyncio.sleep(0.01)


@asynccontextmanager
async def not_seen_yet(store: Store, work: Callable[..., Any], *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
    """A transaction that has done its work, and is committed when the block ends."""
    assert isinstance(store.database, PostgresDatabase)
    async with store.database._engine.begin() as connection:
        yield await connection.run_sync(work, *args, **kwargs)


async def test_a_claim_that_runs_out_while_its_call_is_placed_places_nothing(centre: Centre) -> None:
    await centre.add_leads(1)
    [lead] = await centre.claim(owner="slow")
    late = ClaimRequest(campaign_id=centre.campaign.id, owner="late", now=NOW + 61.0, lease_s=60.0, zone_keys=[ROME])
    async with not_seen_yet(centre.store, claiming.claim, Marks(), late, limit=1) as taken:
        assert taken.lead_ids == [lead.lead_id]
        placing_it = asyncio.create_task(
            centre.store.attempts.place([centre.attempt(lead)], owner="slow", now=NOW + 61.0)
        )
        await someone_waits(centre.store)
    assert await placing_it == set()
    [again] = await centre.store.leads.brief(centre.campaign.id, taken, owner="late", now=NOW + 61.0)
    assert await centre.store.attempts.place([centre.attempt(again)], owner="late", now=NOW + 62.0) != set()


async def test_who_claims_while_another_frees_what_it_had_renews_its_lease_first(centre: Centre) -> None:
    await centre.add_leads(2)
    await centre.claim(owner="slow", limit=1)
    again = ClaimRequest(campaign_id=centre.campaign.id, owner="slow", now=NOW + 50.0, lease_s=60.0, zone_keys=[ROME])
    async with not_seen_yet(centre.store, claiming.claim, Marks(), again, limit=1):
        other = asyncio.create_task(centre.claim(owner="other", now=NOW + 61.0))
        await someone_waits(centre.store)
    assert await other == []
    assert len(await centre.store.leads.held("slow")) == 2


async def test_who_claims_while_its_lease_ends_begins_another_and_has_that_claim_alone(centre: Centre) -> None:
    first, second = await centre.add_leads(2)
    await centre.claim(owner="slow", limit=1)
    async with not_seen_yet(centre.store, claim_leases.expire, NOW + 61.0):
        claiming_it = asyncio.create_task(centre.claim(owner="slow", now=NOW + 59.0, limit=1))
        await someone_waits(centre.store)
    assert [lead.lead_id for lead in await claiming_it] == [second]
    assert [lead.lead_id for lead in await centre.claim(owner="other", now=NOW + 118.0)] == [first]
    assert [lead.lead_id for lead in await centre.claim(owner="other", now=NOW + 120.0)] == [second]


async def test_a_lead_that_is_booked_while_it_is_claimed_is_called_for_its_booking_alone(centre: Centre) -> None:
    first, second = await centre.add_leads(2)
    wanted = NewCallback(agent_id=None, due_at=NOW, deadline_at=NOW + 600.0)
    booking = {"campaign_id": centre.campaign.id, "actor": "test", "now": NOW}
    async with not_seen_yet(centre.store, dial_next, first, wanted, **booking):
        leads = {lead.lead_id: lead for lead in await centre.claim()}
    assert set(leads) == {first, second}
    calls = [centre.attempt(lead) for lead in leads.values()]
    assert await centre.store.attempts.place(calls, owner="engine", now=NOW + 1.0) == {f"attempt-{second}"}
    [booked] = await centre.store.callbacks.waiting([centre.campaign.id], until=NOW)
    again = await centre.store.leads.claim_one(first, owner="engine", now=NOW + 2.0, lease_s=60.0)
    assert again is not None
    assert again.callback_id == booked.id
    call = centre.attempt(again, callback_id=booked.id)
    assert await centre.store.attempts.place([call], owner="engine", now=NOW + 2.0) == {call.id}


async def test_what_an_agent_says_while_the_lead_is_claimed_again_is_obeyed(centre: Centre) -> None:
    attempt = await centre.talked()
    await centre.store.attempts.settle(attempt.id, step=LeadStep(state=LeadState.OPEN, due_at=NOW + 40.0))
    later = LeadStep(state=LeadState.OPEN, due_at=NOW + 90_000.0)
    said = {"agent_id": None, "code": "call_back", "note": "", "now": NOW + 50.5, "step": later}
    said |= {"suppress": False, "actor": "agent"}
    digests = centre.store.digests
    async with not_seen_yet(centre.store, dispose, digests, attempt.id, **said):
        [lead] = await centre.claim(now=NOW + 50.0)
    call = replace(centre.attempt(lead, suffix="-again"), known_at=lead.known_at)
    assert await centre.store.attempts.place([call], owner="engine", now=NOW + 51.0) == set()
    assert await centre.store.leads.held("engine") == []
