"""Leads that come in one by one: duplicates, suppression, keys, and the call-back that lets them be dialled next."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from dialer.core.enums import Became, CallbackKind, LeadState
from dialer.core.errors import KeyUsed, NumbersSuppressed
from dialer.core.visibility import EVERYTHING
from dialer.people.imports.rows.duplicates import By, DuplicateAction, Duplicates, Scope
from dialer.people.leads.model import NewLead
from dialer.people.leads.store.single_lead import KEYS_KEPT_S, Added, Addition, Next
from dialer.people.lists.store.lists import LeadList
from dialer.people.suppression.store.lookup import of_company
from tests.support.stores import NOW, ROME, Centre

ADA = NewLead(phones=(("+393470000001", "mobile"), ("+390612345678", "office")), name="Ada", zone_key=ROME)
MERGE = Duplicates(then=DuplicateAction.UPDATE)
SOON = Next(agent_id=None, expires_at=NOW + 300.0)


async def added(
    centre: Centre, lead: NewLead = ADA, *, into: LeadList | None = None, now: float = NOW, **more: Any
) -> Added:
    wanted = Addition(**{"lead": lead, "duplicates": MERGE, "next": SOON} | more)
    return await centre.store.adding.add(into or centre.leads, wanted, actor="crm", now=now)


async def booked(centre: Centre) -> list[tuple[int, CallbackKind, float]]:
    found = await centre.store.callbacks.waiting([centre.campaign.id], until=NOW)
    return [(one.lead_id, one.kind, one.deadline_at) for one in found]


async def test_a_new_lead_is_booked_to_be_dialled_next_and_no_ordinary_claim_takes_it(centre: Centre):
    await centre.add_leads(3)
    done = await added(centre)
    assert (done.became, done.dialled_next) == (Became.ADDED, True)
    lead = await centre.store.leads.get(done.lead_id, sees=EVERYTHING)
    assert (lead.state, [phone.number for phone in lead.phones]) == (
        LeadState.BOOKED,
        ["+393470000001", "+390612345678"],
    )
    assert await booked(centre) == [(done.lead_id, CallbackKind.NEXT, NOW + 300.0)]
    assert done.lead_id not in {lead.lead_id for lead in await centre.claim()}


async def test_in_its_turn_it_is_a_lead_like_all_others(centre: Centre):
    done = await added(centre, next=None)
    assert not done.dialled_next
    assert [lead.lead_id for lead in await centre.claim()] == [done.lead_id]


async def test_sent_again_with_its_key_it_is_not_done_again_even_after_it_was_called(centre: Centre):
    first = await added(centre, key="k-1", body=b"ada")
    lead = await centre.store.leads.claim_one(first.lead_id, owner="engine", now=NOW, lease_s=60.0)
    assert lead is not None
    await centre.store.attempts.place([centre.attempt(lead)], owner="engine", now=NOW)
    again = await added(centre, key="k-1", body=b"ada")
    assert again == replace(first, repeated=True)
    assert (await centre.store.leads.get(first.lead_id, sees=EVERYTHING)).state is LeadState.CALLING


async def test_a_key_is_forgotten_after_a_week(centre: Centre):
    await added(centre, key="k-1", body=b"ada", next=None)
    await added(centre, key="k-2", body=b"ada", next=None, now=NOW + KEYS_KEPT_S + 1.0)
    assert not (await added(centre, key="k-1", body=b"ada", next=None, now=NOW + KEYS_KEPT_S + 2.0)).repeated


async def test_a_key_of_another_request_is_refused_and_nothing_is_written(centre: Centre):
    await added(centre, key="k-1", body=b"ada")
    with pytest.raises(KeyUsed):
        await added(centre, replace(ADA, phones=(("+393470000009", ""),)), key="k-1", body=b"bob")
    assert sum((await centre.store.lists.counts(centre.leads.id)).values()) == 1


@pytest.mark.gate
async def test_many_at_once_with_one_key_make_one_lead(centre: Centre):
    done = await asyncio.gather(*(added(centre, key="k-1", body=b"ada") for _ in range(8)))
    assert len({one.lead_id for one in done}) == 1
    assert sorted(one.repeated for one in done) == [False] + [True] * 7
    assert len(await booked(centre)) == 1


async def test_without_a_key_the_same_lead_sent_twice_is_called_once(centre: Centre):
    first = await added(centre)
    [callback] = await centre.store.callbacks.waiting([centre.campaign.id], until=NOW)
    await centre.store.callbacks.cancel(callback.id, reopen=True, actor="test", now=NOW)
    again = await added(centre)
    assert (again.lead_id, again.became, again.dialled_next) == (first.lead_id, Became.KNOWN, False)
    assert await booked(centre) == []


async def test_a_lead_that_was_there_takes_what_is_new_and_is_dialled_next(centre: Centre):
    [there] = await centre.store.leads.add(centre.leads.id, [ADA])
    done = await added(centre, replace(ADA, notes="asked for a call", phones=(*ADA.phones, ("+393470000002", ""))))
    assert (done.lead_id, done.became, done.dialled_next) == (there, Became.UPDATED, True)
    assert len((await centre.store.leads.get(there, sees=EVERYTHING)).phones) == 3


@pytest.mark.parametrize(
    ("then", "became"), [(DuplicateAction.SKIP, Became.KNOWN), (DuplicateAction.KEEP, Became.ADDED)]
)
async def test_the_policy_says_what_becomes_of_a_lead_that_is_there(
    centre: Centre, then: DuplicateAction, became: Became
):
    [there] = await centre.store.leads.add(centre.leads.id, [ADA])
    done = await added(centre, replace(ADA, name="Ada Rossi"), duplicates=Duplicates(then=then))
    assert (done.became, done.lead_id == there, done.dialled_next) == (
        became,
        then is DuplicateAction.SKIP,
        then is DuplicateAction.KEEP,
    )


async def test_a_person_of_another_list_of_the_campaign_is_found_there(centre: Centre):
    store = centre.store
    other = await store.lists.create(
        name="April", company_id=centre.company.id, campaign_id=centre.campaign.id, now=NOW
    )
    [there] = await store.leads.add(other.id, [ADA])
    rule = Duplicates(by=frozenset({By.ANY_PHONE}), scope=Scope.CAMPAIGN, then=DuplicateAction.UPDATE)
    done = await added(centre, replace(ADA, notes="again"), duplicates=rule)
    assert (done.lead_id, done.dialled_next) == (there, True)
    await store.lists.set_enabled(other.id, enabled=False, actor="test", now=NOW)
    await store.callbacks.expire(now=NOW + 400.0)
    assert not (
        await added(centre, replace(ADA, notes="more"), duplicates=rule)
    ).dialled_next  # its list is not dialled


async def test_suppressed_numbers_are_left_out_and_a_lead_of_them_alone_is_refused(centre: Centre):
    scope = of_company(centre.company.id)
    await centre.store.suppressions.add(scope, ["+393470000001"], reason="said no", actor="test", now=NOW)
    done = await added(centre)
    assert done.suppressed == 1
    assert [phone.number for phone in (await centre.store.leads.get(done.lead_id, sees=EVERYTHING)).phones] == [
        "+390612345678"
    ]
    with pytest.raises(NumbersSuppressed) as refused:
        await added(centre, replace(ADA, phones=(("+393470000001", ""),)))
    assert "3470000" not in str(refused.value)


async def test_a_lead_in_a_list_with_an_order_and_a_filter_takes_its_place_at_once(centre: Centre):
    values = {"order_by": "score desc", "filter": "score > 1"}
    listed = await centre.store.arranging.begin(centre.leads.id, values, task="", action="x", actor="test", now=NOW)
    best = await added(centre, replace(ADA, fields={"score": 9}), into=listed, next=None)
    held = await added(centre, replace(ADA, fields={}, phones=(("+393470000003", ""),)), into=listed, next=None)
    good = await added(
        centre, replace(ADA, fields={"score": 5}, phones=(("+393470000004", ""),)), into=listed, next=None
    )
    assert (await centre.store.leads.get(held.lead_id, sees=EVERYTHING)).state is LeadState.HELD
    assert [lead.lead_id for lead in await centre.claim()] == [best.lead_id, good.lead_id]
    wanted = await added(centre, replace(ADA, fields={}, phones=(("+393470000005", ""),)), into=listed)
    assert wanted.dialled_next  # somebody wants this one, whatever the filter says


async def test_a_lead_that_lies_in_another_list_takes_its_place_by_that_lists_order_and_filter(centre: Centre):
    arranging = centre.store.arranging
    mine = await added(centre, replace(ADA, fields={"score": 1}), next=None)
    other = await centre.store.lists.create(
        name="B", company_id=centre.company.id, campaign_id=centre.campaign.id, now=NOW
    )
    b = await arranging.begin(other.id, {"filter": "score < 5"}, task="", action="x", actor="test", now=NOW)
    everywhere = Duplicates(scope=Scope.CAMPAIGN, then=DuplicateAction.UPDATE)
    await added(centre, replace(ADA, fields={"score": 9}), into=b, next=None, duplicates=everywhere)
    assert (await centre.store.leads.get(mine.lead_id, sees=EVERYTHING)).state is LeadState.OPEN
    a = {"filter": "score < 5"}
    await arranging.begin(centre.leads.id, a, task="", action="x", actor="test", now=NOW)
    await added(centre, replace(ADA, fields={"score": 8}), into=b, next=None, duplicates=everywhere)
    assert (await centre.store.leads.get(mine.lead_id, sees=EVERYTHING)).state is LeadState.HELD


async def test_the_audit_says_who_brought_it_and_holds_no_number(centre: Centre):
    done = await added(centre)
    lines = await centre.store.audit.list(limit=10)
    [line] = [line for line in lines if line.action == "lead.add"]
    assert (line.actor, line.subject, line.facts["became"]) == ("crm", f"lead:{done.lead_id}", "added")
    assert "3470000" not in str(line.facts)
