"""Leads that are to be called next of all, and calls by hand, in the database."""

from dataclasses import replace

import pytest

from dialer.campaigns.model import draft_of
from dialer.core.enums import CallbackKind, LeadState
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.rules.caps import Cap, Per, Span
from tests.dialer.people.callbacks.store.test_callbacks import LATER, booked, place, waiting
from tests.support.stores import NOW, Centre


async def dial_next(centre: Centre, lead_id: int, expires_at: float = NOW + 300.0) -> bool:
    return await centre.store.callbacks.next(
        lead_id, campaign_id=centre.campaign.id, agent_id=None, expires_at=expires_at, actor="crm", now=NOW
    )


async def test_a_lead_wanted_next_is_booked_for_now_even_out_of_a_hopper(centre):
    first, second = await centre.add_leads(2)
    await centre.claim(limit=1)
    assert await dial_next(centre, first)
    assert await dial_next(centre, second)
    assert [one.lead_id for one in await waiting(centre, until=NOW)] == [first, second]
    assert not await dial_next(centre, first)  # it is already
    assert await place(centre, first, now=NOW)
    assert not await dial_next(centre, first)  # it is being called


@pytest.mark.parametrize("per", Per)
async def test_a_lead_wanted_next_keeps_to_the_caps_and_a_promise_goes_before_them(centre, finished, per):
    lead_id, callback = await booked(centre)  # called once today
    draft = replace(draft_of(centre.campaign), caps=(Cap(per=per, span=Span.DAY, at_most=1),))
    await centre.store.campaigns.update(centre.campaign.id, draft, actor="test", now=NOW)
    facts = {"owner": "engine", "now": NOW + 60.0, "lease_s": 60.0}
    assert await centre.store.leads.claim_one(lead_id, **facts) is not None
    await centre.store.leads.release_all("engine")
    await centre.store.callbacks.cancel(callback.id, reopen=True, actor="crm", now=NOW + 60.0)
    assert await dial_next(centre, lead_id)
    assert await centre.store.leads.claim_one(lead_id, **facts) is None
    waiting_lead = await centre.store.leads.get(lead_id, sees=EVERYTHING)
    assert waiting_lead.state is LeadState.BOOKED
    assert (waiting_lead.due_at, waiting_lead.wait_reason) == (NOW + DAY_S, f"cap:{per}:day:1")
    [wanted] = await waiting(centre, until=NOW + DAY_S)
    assert wanted.due_at == NOW + DAY_S


async def test_a_lead_that_was_not_dialled_next_in_time_is_like_all_others(centre):
    [lead_id] = await centre.add_leads(1)
    await dial_next(centre, lead_id)
    assert await centre.store.callbacks.expire(now=NOW + 299.0) == 0
    assert await centre.store.callbacks.expire(now=NOW + 301.0) == 1
    assert [lead.lead_id for lead in await centre.claim(now=NOW + 301.0)] == [lead_id]
    assert await waiting(centre) == []


async def test_a_promise_does_not_expire(centre):
    await booked(centre)
    assert await centre.store.callbacks.expire(now=LATER + 86_400.0) == 0


async def by_hand(centre: Centre, lead_id: int, agent_id: int) -> bool:
    return await centre.store.callbacks.next(
        lead_id,
        campaign_id=centre.campaign.id,
        agent_id=agent_id,
        expires_at=NOW + 60.0,
        kind=CallbackKind.MANUAL,
        actor="anna",
        now=NOW,
    )


async def test_a_call_by_hand_that_cannot_be_now_is_not_made_later(centre: Centre) -> None:
    [lead_id] = await centre.add_leads(1)
    agent = await centre.store.agents.create(name="anna", phone="PJSIP/1")
    assert await by_hand(centre, lead_id, agent.id)
    assert await centre.store.leads.claim_one(lead_id, owner="engine", now=NOW, lease_s=60.0)
    assert await centre.store.leads.defer(lead_id, owner="engine", until=NOW + 3600.0, reason="IT-HOURS")
    assert await centre.store.callbacks.waiting([centre.campaign.id], until=NOW + 1e6) == []
    lead = await centre.store.leads.get(lead_id, sees=EVERYTHING)
    assert (lead.state, lead.due_at, lead.wait_reason) == (LeadState.OPEN, NOW + 3600.0, "IT-HOURS")
    assert await by_hand(centre, lead_id, agent.id)  # and may be asked for again


async def test_a_call_by_hand_is_over_after_its_time(centre: Centre) -> None:
    [lead_id] = await centre.add_leads(1)
    agent = await centre.store.agents.create(name="anna", phone="PJSIP/1")
    assert await by_hand(centre, lead_id, agent.id)
    assert await centre.store.callbacks.expire(now=NOW + 59.0) == 0
    assert await centre.store.callbacks.expire(now=NOW + 61.0) == 1
    assert (await centre.store.leads.get(lead_id, sees=EVERYTHING)).state is LeadState.OPEN
