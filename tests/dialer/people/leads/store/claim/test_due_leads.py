"""Claiming: only due leads, in order, each to one owner."""

import asyncio

import pytest
from sqlalchemy import Connection, update

from dialer.core.enums import LeadState, Outcome
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.leads.store import briefing
from dialer.people.leads.store.claim import due_leads as claiming
from dialer.people.leads.store.claim.due_leads import ClaimRequest
from dialer.people.leads.store.claim.walk_marks import Marks
from dialer.storage.digests import Digests
from dialer.storage.schema import LEAD
from dialer.stores.everything import Store

NOW = 1_700_000_000.0
ROME = "Europe/Rome"


async def test_leads_come_by_priority_then_due_instant_then_id(centre):
    late = await centre.add_leads(2, priority=5, due_at=10.0)
    soon = await centre.add_leads(2, priority=0, due_at=20.0)
    sooner = await centre.add_leads(2, priority=0, due_at=15.0)
    claimed = await centre.claim(limit=5)
    assert [lead.lead_id for lead in claimed] == [*sooner, *soon, late[0]]


async def test_a_lead_that_is_not_due_is_not_claimed(centre):
    await centre.add_leads(1, due_at=NOW + 1.0)
    assert await centre.claim() == []
    assert len(await centre.claim(now=NOW + 1.0)) == 1


async def test_only_the_zones_asked_for_are_claimed(centre):
    await centre.add_leads(1, zone="America/New_York")
    [here] = await centre.add_leads(1)
    assert [lead.lead_id for lead in await centre.claim()] == [here]
    assert await centre.claim(zones=()) == []


async def test_disabled_lists_and_lists_of_other_campaigns_are_left_alone(centre):
    await centre.add_leads(2)
    await centre.store.lists.set_enabled(centre.leads.id, enabled=False, actor="test", now=NOW)
    assert await centre.claim() == []
    await centre.store.lists.set_enabled(centre.leads.id, enabled=True, actor="test", now=NOW)
    await centre.store.assigning.assign(centre.leads.id, None, actor="test", now=NOW)
    assert await centre.claim() == []


@pytest.mark.gate
async def test_a_claimed_lead_carries_what_dialling_it_needs(centre):
    lead = NewLead(
        phones=(("+390612345678", "home"), ("+393331234567", "mobile")),
        external_id="A1",
        name='Zoë \u202eأحمد 🙂\r\n"x"',
        language="it",
        fields={"town": "Roma"},
        zone_key=ROME,
    )
    await centre.store.leads.add(centre.leads.id, [lead])
    [claimed] = await centre.claim()
    assert (claimed.name, claimed.external_id, claimed.language, claimed.fields) == (
        lead.name,
        "A1",
        "it",
        {"town": "Roma"},
    )
    assert [(phone.position, phone.number, phone.label) for phone in claimed.phones] == [
        (0, "+390612345678", "home"),
        (1, "+393331234567", "mobile"),
    ]
    assert (claimed.history, claimed.attempts) == ((), 0)


async def test_history_comes_newest_first_and_at_most_twenty(centre, finished):
    await centre.add_leads(1)
    for number in range(22):
        at = NOW + number
        [lead] = await centre.claim(now=at)
        attempt = centre.attempt(lead, suffix=f"-{number}")
        await centre.store.attempts.place([attempt], owner="engine", now=at)
        again = LeadStep(state=LeadState.OPEN, due_at=at)
        await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.BUSY, step=again, ended_at=at)])
    [lead] = await centre.claim(now=NOW + 100.0)
    assert lead.attempts == 22
    assert [past.placed_at for past in lead.history] == [NOW + number for number in range(21, 1, -1)]
    assert {past.outcome for past in lead.history} == {Outcome.BUSY}


@pytest.mark.gate
async def test_an_expired_claim_is_open_again(centre):
    await centre.add_leads(1)
    [lead] = await centre.claim(owner="dead")
    assert await centre.claim(now=NOW + 59.0) == []
    [again] = await centre.claim(now=NOW + 61.0)
    assert again.lead_id == lead.lead_id
    assert (await centre.store.leads.get(lead.lead_id, sees=EVERYTHING)).lease_owner == "engine"


async def test_renewed_claims_last(centre):
    await centre.add_leads(3)
    await centre.claim(owner="a", limit=2)
    assert await centre.store.leads.renew("a", NOW + 50.0, 60.0)
    assert len(await centre.claim(owner="b", now=NOW + 100.0)) == 1
    assert await centre.claim(owner="b", now=NOW + 110.0) == []
    assert len(await centre.claim(owner="b", now=NOW + 111.0)) == 2
    assert not await centre.store.leads.renew("a", NOW + 112.0, 60.0)


@pytest.mark.gate
async def test_to_claim_renews_what_was_claimed_before(centre):
    await centre.add_leads(2)
    await centre.claim(owner="a", limit=1)
    assert len(await centre.claim(owner="a", now=NOW + 50.0, limit=1)) == 1
    assert await centre.claim(owner="b", now=NOW + 100.0) == []
    assert len(await centre.claim(owner="b", now=NOW + 111.0)) == 2


async def test_who_gives_all_back_has_no_lease_left(centre):
    await centre.add_leads(1)
    await centre.claim(owner="a")
    assert await centre.store.leads.release_all("a") == 1
    assert not await centre.store.leads.renew("a", NOW, 60.0)


@pytest.mark.gate
async def test_two_claimers_never_share_a_lead(centre):
    await centre.add_leads(300)

    async def take(owner: str) -> list[int]:
        mine: list[int] = []
        while claimed := await centre.claim(owner=owner, limit=7):
            mine += [lead.lead_id for lead in claimed]
        return mine

    taken = await asyncio.gather(*(take(f"engine-{number}") for number in range(4)))
    everyone = [lead_id for mine in taken for lead_id in mine]
    assert len(everyone) == len(set(everyone))
    # With SKIP LOCKED a claimer may find nothing while another holds the last rows; those are not lost.
    everyone += await take("last")
    assert len(set(everyone)) == 300


@pytest.mark.gate
async def test_two_processes_on_one_database_never_share_a_lead(centre, empty_url):
    await centre.add_leads(200)

    async def take(store: Store, owner: str) -> set[int]:
        mine: set[int] = set()
        for _ in range(10):
            claimed = await store.leads.claim(
                centre.campaign.id, owner=owner, now=NOW, lease_s=60.0, limit=10, zone_keys=[ROME]
            )
            mine |= {lead.lead_id for lead in claimed}
        return mine

    async with Store.open(empty_url) as other:
        first, second = await asyncio.gather(take(centre.store, "a"), take(other, "b"))
    assert first
    assert second
    assert not first & second


async def test_a_lead_that_is_called_while_it_is_claimed_goes_back(centre, finished):
    """Between the walk that finds it and the claim, another engine may claim it, place it and be done with it."""
    first, second, third = await centre.add_leads(3)
    late = ClaimRequest(campaign_id=centre.campaign.id, owner="late", now=NOW, lease_s=60.0, zone_keys=[ROME])
    taken = await centre.store.leads.take(late, limit=3)
    assert taken.lead_ids == [first, second, third]
    moved = {first: {"state": "calling"}, second: {"due_at": NOW + 900.0}}

    def move(connection: Connection) -> None:
        for lead_id, values in moved.items():
            connection.execute(update(LEAD).where(LEAD.c.id == lead_id).values(values))

    await centre.store.database.write(move)
    leads = await centre.store.leads.brief(centre.campaign.id, taken, owner="late", now=NOW)
    assert [lead.lead_id for lead in leads] == [third]
    assert await centre.store.leads.held("late") == [third]


async def test_a_claim_is_not_worth_anything_once_its_lead_has_gone_on(centre):
    """The claims of before are dropped with the step; one that were left behind could still place nothing."""
    [lead_id] = await centre.add_leads(1)
    [lead] = await centre.claim()

    def call(connection: Connection) -> None:
        connection.execute(update(LEAD).where(LEAD.c.id == lead_id).values(state="calling"))

    await centre.store.database.write(call)
    assert await centre.store.attempts.place([centre.attempt(lead)], owner="engine", now=NOW) == set()
    assert not await centre.store.leads.defer(lead_id, owner="engine", until=NOW + 9.0, reason="x")
    assert not await centre.store.leads.retire(lead_id, owner="engine", reason="x")
    assert (await centre.store.leads.get(lead_id, sees=EVERYTHING)).state is LeadState.CALLING


async def test_claimed_leads_are_neither_due_nor_dialable(centre):
    await centre.add_leads(3)
    later = await centre.add_leads(1, due_at=NOW + 900.0)
    leads, campaign_id = centre.store.leads, centre.campaign.id
    await centre.claim(limit=2)
    assert await leads.dialable(campaign_id, [ROME], now=NOW) == {centre.leads.id: 1}
    assert await leads.next_due(campaign_id) == 0.0
    await centre.claim(limit=1)
    assert await leads.next_due(campaign_id) == NOW + 900.0
    await leads.claim_one(later[0], owner="engine", now=NOW, lease_s=60.0)
    assert await leads.next_due(campaign_id) is None
    assert sum((await leads.dialable(campaign_id, [ROME], now=NOW)).values()) == 0


async def test_claims_can_be_given_back(centre):
    ids = await centre.add_leads(4)
    await centre.claim(owner="a")
    assert await centre.store.leads.release(ids[:1], owner="b") == 0
    assert await centre.store.leads.release(ids[:1], owner="a") == 1
    assert [lead.lead_id for lead in await centre.claim(owner="b")] == ids[:1]
    assert await centre.store.leads.release_all("a") == 3
    assert len(await centre.claim(owner="b")) == 3


async def test_a_deferred_lead_waits_and_a_retired_one_never_comes_back(centre):
    first, second = await centre.add_leads(2)
    await centre.claim()
    leads = centre.store.leads
    assert await leads.defer(first, owner="engine", until=NOW + 500.0, reason="out of hours")
    assert await leads.retire(second, owner="engine", reason="no phone left")
    assert not await leads.retire(first, owner="engine", reason="not held any more")
    assert await centre.claim(now=NOW + 499.0) == []
    assert [lead.lead_id for lead in await centre.claim(now=NOW + 500.0)] == [first]
    retired = await leads.get(second, sees=EVERYTHING)
    assert (retired.state, retired.done_reason, retired.lease_owner) == (LeadState.DONE, "no phone left", None)


async def test_one_lead_can_be_claimed_before_it_is_due(centre):
    [lead_id] = await centre.add_leads(1, due_at=NOW + 900.0)
    leads = centre.store.leads
    claimed = await leads.claim_one(lead_id, owner="a", now=NOW, lease_s=60.0)
    assert claimed is not None
    assert claimed.lead_id == lead_id
    assert await leads.claim_one(lead_id, owner="b", now=NOW, lease_s=60.0) is None


@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
async def test_whatever_a_claim_asks_is_found_through_an_index_and_nothing_is_sorted(centre):
    await centre.add_leads(50)

    def steps(connection: Connection) -> str:
        driver = connection.connection.driver_connection
        executed: list[str] = []
        driver.set_trace_callback(executed.append)
        asks = ClaimRequest(campaign_id=1, owner="a", now=NOW, lease_s=60.0, zone_keys=[ROME])
        taken = claiming.claim(connection, Marks(), asks, limit=5)
        assert taken is not None
        briefing.brief(connection, Digests(), 1, taken.plan, taken.lead_ids, NOW)
        driver.set_trace_callback(None)
        asked = {sql for sql in executed if sql.startswith(("SELECT", "UPDATE", "INSERT"))}
        return "\n".join(row[3] for sql in sorted(asked) for row in driver.execute(f"EXPLAIN QUERY PLAN {sql}"))

    found = await centre.store.database.write(steps)
    walk = "ix_lead_claim (list_id=? AND state=? AND zone_key=? AND priority=? AND (due_at,rank)>(?,?) AND due_at<?)"
    assert f"SEARCH lead USING COVERING INDEX {walk}" in found
    for table in ("lead", "lead_phone", "attempt", "suppression", "register_check"):
        assert f"SCAN {table}\n" not in f"{found}\n"
    assert "USE TEMP B-TREE FOR ORDER BY" not in found


@pytest.mark.gate
async def test_leads_come_in_turn_however_many_are_read_at_once(centre):
    later = await centre.add_leads(70, zone="Europe/London")
    sooner = await centre.add_leads(60, priority=-1)
    again = await centre.add_leads(40, due_at=NOW - 5.0)
    claimed = await centre.claim(limit=150, zones=(ROME, "Europe/London"))
    assert [lead.lead_id for lead in claimed] == [*sooner, *again, *later[:50]]
    rest = await centre.claim(limit=150, zones=(ROME, "Europe/London"))
    assert [lead.lead_id for lead in rest] == later[50:]
