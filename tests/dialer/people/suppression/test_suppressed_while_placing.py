"""Suppressing and placing at the same instant, by several processes; and the calls that ring meanwhile."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import Connection, text

from dialer.campaigns.attempts.model import AttemptProgress, FinishedAttempt
from dialer.campaigns.attempts.store import lifecycle
from dialer.core.enums import AttemptState, LeadState, Outcome
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import ClaimedLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.suppression.store.lookup import EVERYONE, of_campaign, of_company
from dialer.people.suppression.store.write_lock import LOCK, NUMBER, let_suppress, write
from dialer.storage.database import PostgresDatabase
from dialer.stores.everything import Store
from tests.support.patience import PATIENCE_S
from tests.support.stores import NOW, Centre

pytestmark = pytest.mark.gate
ON_POSTGRES = pytest.mark.parametrize(
    "empty_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


async def someone_waits(store: Store) -> None:
    """Return when a transaction waits for the lock of placing and suppressing."""

    def waiting(connection: Connection) -> int:
        statement = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = :key AND NOT granted"
        return int(connection.execute(text(statement), {"key": LOCK}).scalar_one())

    async with asyncio.timeout(PATIENCE_S):
        while not await store.database.read(waiting):  # noqa: ASYNC110 - a lock in the server has no event of ours
            await asyncio.sleep(0.01)


@ON_POSTGRES
async def test_a_suppression_is_acknowledged_only_when_the_placing_under_way_is_known(centre: Centre) -> None:
    await centre.add_leads(1)
    [lead] = await centre.claim()
    batch = [centre.attempt(lead)]
    store, scope = centre.store, of_company(centre.company.id)
    assert isinstance(store.database, PostgresDatabase)
    async with store.database._engine.begin() as connection:
        placed = await connection.run_sync(lifecycle.place, store.digests, batch, owner="engine", now=NOW)
        number = batch[0].number
        adding = asyncio.create_task(store.suppressions.add(scope, [number], reason="", actor="test", now=NOW))
        await someone_waits(store)
    assert placed == {batch[0].id}
    assert [call.attempt_id for call in (await adding).live] == [batch[0].id]


@ON_POSTGRES
async def test_a_correction_that_takes_back_a_no_waits_for_the_one_that_is_under_way(centre: Centre) -> None:
    """Which finds the number suppressed already: without the wait, nothing of it would be left."""
    attempt = await centre.talked()
    store, scope = centre.store, of_company(centre.company.id)
    said = {"agent_id": None, "note": "", "now": NOW + 40.0, "actor": "agent:ann"}
    never = LeadStep(state=LeadState.DONE, reason="disposition:do_not_call", suppress=True)
    await store.attempts.dispose(attempt.id, code="do_not_call", step=never, suppress=True, **said)
    assert isinstance(store.database, PostgresDatabase)
    letter = {"reason": "letter", "source": "", "added_at": NOW + 41.0, "added_by": "boss"}
    async with store.database._engine.begin() as connection:
        await connection.run_sync(let_suppress)
        sale = LeadStep(state=LeadState.DONE, reason="disposition:sale")
        correcting = asyncio.create_task(
            store.attempts.dispose(attempt.id, code="sale", step=sale, suppress=False, **said)
        )
        await someone_waits(store)
        digest = store.digests.number(attempt.number)
        assert await connection.run_sync(write, scope, NUMBER, [digest], letter) == 0
    await correcting
    assert await store.suppressions.contains(centre.company.id, attempt.number)


@ON_POSTGRES
async def test_a_placing_waits_for_the_suppression_under_way_and_obeys_it(centre: Centre) -> None:
    await centre.add_leads(1)
    [lead] = await centre.claim()
    batch = [centre.attempt(lead)]
    store, scope = centre.store, of_company(centre.company.id)
    assert isinstance(store.database, PostgresDatabase)
    facts = {"reason": "", "source": "", "added_at": NOW, "added_by": "test"}

    def hold(connection: Connection) -> None:
        let_suppress(connection)
        write(connection, scope, NUMBER, [store.digests.number(batch[0].number)], facts)

    async with store.database._engine.begin() as connection:
        await connection.run_sync(hold)
        placing_it = asyncio.create_task(store.attempts.place(batch, owner="engine", now=NOW))
        await someone_waits(store)
    assert await placing_it == set()
    assert (await store.leads.get(lead.lead_id, sees=EVERYTHING)).done_reason == "suppressed"


@ON_POSTGRES
async def test_two_processes_race_and_nobody_is_called_unnamed(centre: Centre, empty_url: str) -> None:
    await centre.add_leads(80)
    leads = await centre.claim(limit=80)
    scope = of_company(centre.company.id)
    live: dict[str, str] = {}
    wrong: list[str] = []
    acknowledged: set[str] = set()
    named: set[str] = set()
    async with Store.open(empty_url) as other:

        async def suppress_them(some: Sequence[ClaimedLead]) -> None:
            for lead in some:
                number = lead.phones[0].number
                done = await other.suppressions.add(scope, [number], reason="", actor="test", now=NOW)
                named.update(call.attempt_id for call in done.live)
                acknowledged.add(number)

        async def place_them(starts: Sequence[int]) -> None:
            for start in starts:
                batch = [centre.attempt(lead) for lead in leads[start : start + 4]]
                known = set(acknowledged)
                placed = await centre.store.attempts.place(batch, owner="engine", now=NOW)
                live.update({one.id: one.number for one in batch if one.id in placed})
                wrong.extend(one.number for one in batch if one.id in placed and one.number in known)

        # Neither may be through before the other has begun, however slow the machine is.
        await suppress_them(leads[:4])
        await place_them([76])
        await asyncio.gather(place_them(range(72, -1, -4)), suppress_them(leads[4:]))
    assert wrong == []
    assert 0 < len(live) < 80
    assert set(live) == named


async def test_each_scope_binds_its_own_calls(centre: Centre) -> None:
    await centre.add_leads(4)
    for_all, of_mine, of_this, of_other = leads = await centre.claim()
    other = await centre.store.companies.create("Other")
    scopes = [EVERYONE, of_company(centre.company.id), of_campaign(centre.campaign.id), of_company(other.id)]
    for scope, lead in zip(scopes, (for_all, of_mine, of_this, of_other), strict=True):
        number = lead.phones[0].number
        await centre.store.suppressions.add(scope, [number], reason="", actor="test", now=NOW)
    batch = [centre.attempt(lead) for lead in leads]
    assert await centre.store.attempts.place(batch, owner="engine", now=NOW) == {batch[3].id}
    numbers = [lead.phones[0].number for lead in leads]
    among = centre.store.suppressions.among
    assert await among(numbers, company_id=other.id) == {numbers[0], numbers[3]}
    mine = await among(numbers, company_id=centre.company.id, campaign_id=centre.campaign.id)
    assert mine == set(numbers[:3])


async def test_a_call_that_lives_is_named_when_its_number_is_suppressed(centre: Centre) -> None:
    ringing, answered, done = await centre.placed(3)
    store = centre.store
    await store.attempts.note([AttemptProgress(id=answered.id, state=AttemptState.ANSWERED, answered_at=NOW)], [])
    await store.attempts.note(
        [],
        [
            FinishedAttempt(
                id=done.id,
                lead_id=done.lead_id,
                outcome=Outcome.BUSY,
                ended_at=NOW,
                step=LeadStep(state=LeadState.DONE),
            )
        ],
    )
    numbers = [one.number for one in (ringing, answered, done)]
    other = await store.companies.create("Other")
    elsewhere = await store.suppressions.add(of_company(other.id), numbers, reason="", actor="test", now=NOW)
    assert elsewhere.live == ()
    said = await store.suppressions.add(EVERYONE, numbers, reason="", actor="test", now=NOW)
    assert {call.attempt_id: call.answered for call in said.live} == {ringing.id: False, answered.id: True}


async def test_calls_that_still_ring_at_a_suppressed_number_are_named_to_whoever_asks(centre: Centre) -> None:
    """The bus may lose the word of it: an engine asks once a second."""
    store = centre.store
    mine, answered, elsewhere, for_all, free = calls = await centre.placed(5)
    assert await store.suppressions.ringing() == []
    await store.attempts.note([AttemptProgress(id=answered.id, state=AttemptState.ANSWERED, answered_at=NOW)], [])
    other = await store.companies.create("Other")
    scopes = [of_company(centre.company.id), of_campaign(centre.campaign.id), of_company(other.id), EVERYONE]
    for scope, call in zip(scopes, calls[:4], strict=True):
        await store.suppressions.add(scope, [call.number], reason="", actor="test", now=NOW)
    assert sorted(await store.suppressions.ringing()) == sorted([mine.id, for_all.id])
    assert {elsewhere.id, free.id}.isdisjoint(await store.suppressions.ringing())
