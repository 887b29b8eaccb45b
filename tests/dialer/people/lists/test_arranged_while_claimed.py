"""Leads that are claimed, or talk, while their list is put in order or away."""

import pytest
from sqlalchemy import Connection, update

from dialer.core.enums import LeadState
from dialer.core.visibility import EVERYTHING
from dialer.storage.schema import LEAD
from tests.dialer.people.leads.store.claim.test_due_leads import NOW


@pytest.mark.gate
async def test_a_list_ranked_or_put_away_leaves_no_lead_in_a_hopper_behind(centre):
    arranging, list_id = centre.store.arranging, centre.leads.id
    await centre.add_leads(3)
    [lead] = await centre.claim(limit=1)
    await arranging.begin(
        list_id, {"filter": "postcode < 1"}, task="rank", action="list.arrange", actor="test", now=NOW
    )
    while not (await arranging.step(list_id, now=NOW)).done:
        pass
    counts = await centre.store.leads.counts(centre.campaign.id)
    assert (counts[LeadState.CLAIMED], counts[LeadState.HELD]) == (1, 2)  # what is in a hopper is left alone
    await arranging.begin(list_id, {"archived_at": NOW}, task="archive", action="list.archive", actor="test", now=NOW)
    while not (await arranging.step(list_id, now=NOW)).done:
        pass
    assert await centre.store.leads.held("engine") == []
    assert await centre.store.attempts.place([centre.attempt(lead)], owner="engine", now=NOW) == set()
    assert (await centre.store.leads.get(lead.lead_id, sees=EVERYTHING)).state is LeadState.ARCHIVED


async def test_leads_that_were_in_a_hopper_while_their_list_was_put_in_order_have_their_place_in_it(centre):
    arranging, list_id = centre.store.arranging, centre.leads.id
    ids = await centre.add_leads(3)
    await centre.claim(limit=2)
    await arranging.begin(list_id, {"order_by": "newest"}, task="rank", action="list.arrange", actor="test", now=NOW)
    while not (await arranging.step(list_id, now=NOW)).done:
        pass
    assert (
        await centre.store.leads.get(ids[0], sees=EVERYTHING)
    ).lease_owner == "engine"  # its hopper is emptied a moment later
    await centre.store.leads.release_all("engine")
    assert [lead.lead_id for lead in await centre.claim()] == ids[::-1]


async def test_who_talks_while_the_list_is_put_away_is_put_away_after_that(centre, finished):
    arranging, list_id = centre.store.arranging, centre.leads.id
    first, last = (await centre.add_leads(1001))[::1000]
    [lead] = await centre.claim(limit=1)
    attempt = centre.attempt(lead)
    await centre.store.attempts.place([attempt], owner="engine", now=NOW)
    await arranging.begin(list_id, {"archived_at": NOW}, task="archive", action="list.archive", actor="test", now=NOW)
    await arranging.step(list_id, now=NOW)  # passes by the lead that is called
    await centre.store.attempts.note([], [finished(attempt)])
    while not (await arranging.step(list_id, now=NOW)).done:
        pass
    states = [(await centre.store.leads.get(lead_id, sees=EVERYTHING)).state for lead_id in (first, last)]
    assert (lead.lead_id, states) == (first, [LeadState.ARCHIVED, LeadState.ARCHIVED])


async def test_a_lead_held_back_while_it_was_claimed_is_freed_by_the_next_ranking(centre):
    [lead_id] = await centre.add_leads(1)
    await centre.claim()

    def hold(connection: Connection) -> None:
        connection.execute(update(LEAD).where(LEAD.c.id == lead_id).values(state="held"))

    await centre.store.database.write(hold)
    arranging, list_id = centre.store.arranging, centre.leads.id
    await arranging.begin(list_id, {"filter": ""}, task="rank", action="list.arrange", actor="test", now=NOW)
    while not (await arranging.step(list_id, now=NOW)).done:
        pass
    await centre.store.leads.release_all("engine")
    assert (await centre.store.leads.get(lead_id, sees=EVERYTHING)).state is LeadState.OPEN
