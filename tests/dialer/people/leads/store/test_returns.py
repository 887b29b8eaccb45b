"""Leads put away by who held them: what somebody else has done since stands."""

from dataclasses import replace

from dialer.core.enums import LeadState
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.rules.caps import Cap, Per, Span
from dialer.people.leads.store.returns import PutAway
from dialer.people.suppression.store.lookup import EVERYONE
from dialer.people.suppression.store.write_lock import NUMBER, write
from tests.support.stores import NOW


async def test_a_booking_outlives_what_a_hopper_says_of_its_lead_that_it_does_not_hold_any_more(centre):
    [lead_id] = await centre.add_leads(1)
    await centre.claim()
    assert await centre.store.callbacks.next(
        lead_id, campaign_id=centre.campaign.id, agent_id=None, expires_at=NOW + 600.0, actor="test", now=NOW
    )
    put = PutAway(now=NOW + 1.0, actor="rules", retired=[(lead_id, "engine", "attempts")])
    await centre.store.away.write(put)
    put = PutAway(now=NOW + 1.0, actor="rules", deferred=[(lead_id, "engine", NOW + 9000.0, "hours")])
    await centre.store.away.write(put)
    assert (await centre.store.leads.get(lead_id, sees=EVERYTHING)).state is LeadState.BOOKED
    assert [one.lead_id for one in await centre.store.callbacks.waiting([centre.campaign.id], until=NOW)] == [lead_id]


async def test_a_booking_outlives_what_is_found_of_its_number_by_one_who_does_not_hold_its_lead_any_more(centre):
    [called] = await centre.placed()
    ids = await centre.add_leads(2)
    full, stopped = await centre.claim()
    # Of a number alone, as an engine of before has written it: the lead is not withdrawn by it.
    hashed = [centre.store.digests.number(stopped.phones[0].number)]
    facts = {"reason": "", "source": "", "added_at": NOW, "added_by": "test"}
    await centre.store.database.write(write, EVERYONE, NUMBER, hashed, facts)
    for lead_id in ids:
        assert await centre.store.callbacks.next(
            lead_id, campaign_id=centre.campaign.id, agent_id=None, expires_at=NOW + 600.0, actor="test", now=NOW
        )
    before = await centre.store.callbacks.waiting([centre.campaign.id], until=NOW)
    once = Cap(per=Per.NUMBER, span=Span.DAY, at_most=1)
    batch = [replace(centre.attempt(full, caps=(once,)), number=called.number), centre.attempt(stopped)]
    assert await centre.store.attempts.place(batch, owner="engine", now=NOW + 1.0) == set()
    assert len(before) == 2
    assert await centre.store.callbacks.waiting([centre.campaign.id], until=NOW) == before
    assert [(await centre.store.leads.get(lead_id, sees=EVERYTHING)).state for lead_id in ids] == [LeadState.BOOKED] * 2
