"""What the rules were told of a number still holds when its call is placed, or the lead is claimed anew."""

import asyncio
from dataclasses import replace

import pytest

from dialer.campaigns.attempts.model import NewAttempt
from dialer.campaigns.model import draft_of
from dialer.core.enums import LeadState, Outcome
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.people.imports.rows.duplicates import DuplicateAction, Duplicates
from dialer.people.leads.model import ClaimedLead, NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.leads.store.single_lead import Addition
from dialer.people.registers.model import REGISTERS
from dialer.people.suppression.store.lookup import of_campaign
from dialer.stores.everything import Store
from tests.support.stores import NOW, ROME, Centre

NUMBER = "+393330000001"


async def twice(centre: Centre, count: int = 2) -> list[ClaimedLead]:
    """The same number in several lists of the campaign, all of it in the hopper."""
    for name in range(count):
        listed = await centre.store.lists.create(
            name=f"list {name}", company_id=centre.company.id, campaign_id=centre.campaign.id, now=NOW
        )
        await centre.store.leads.add(listed.id, [NewLead(phones=((NUMBER, ""),), zone_key=ROME)])
    return await centre.claim(limit=count)


def judged(centre: Centre, lead: ClaimedLead, **changes: object) -> NewAttempt:
    """An attempt as an engine makes it: it says when what the rules judged by was read."""
    return replace(centre.attempt(lead), known_at=lead.known_at, **changes)


async def place(centre: Centre, *attempts: NewAttempt, now: float = NOW) -> set[str]:
    return await centre.store.attempts.place(attempts, owner="engine", now=now)


async def test_nobody_is_called_while_a_call_to_the_same_number_lives(centre):
    first, second = await twice(centre)
    assert await place(centre, judged(centre, first)) != set()
    assert await place(centre, judged(centre, second), now=NOW + 10.0) == set()
    waiting = await centre.store.leads.get(second.lead_id, sees=EVERYTHING)
    assert (waiting.state, waiting.due_at, waiting.wait_reason) == (LeadState.OPEN, NOW + 70.0, "number_on_call")


@pytest.mark.gate
async def test_of_one_batch_the_same_number_is_called_once(centre):
    leads = await twice(centre, 3)
    assert len(await place(centre, *(judged(centre, lead) for lead in leads))) == 1


async def test_a_call_that_ended_since_the_claim_has_the_lead_claimed_anew_and_judged_by_it(centre, finished):
    first, second = await twice(centre)
    called = judged(centre, first)
    await place(centre, called)
    done = LeadStep(state=LeadState.DONE)
    abandoned = finished(called, outcome=Outcome.ABANDONED, ended_at=NOW + 20.0, step=done)
    await centre.store.attempts.note([], [abandoned])
    assert await place(centre, judged(centre, second), now=NOW + 30.0) == set()
    assert (await centre.store.leads.get(second.lead_id, sees=EVERYTHING)).wait_reason == ""
    [again] = await centre.claim(now=NOW + 40.0)
    assert (again.lead_id, again.contact.history.abandoned_at) == (second.lead_id, NOW + 20.0)
    assert await place(centre, judged(centre, again), now=NOW + 40.0) != set()


async def test_a_no_to_another_campaign_since_the_claim_has_the_lead_judged_by_it(centre):
    """It may take a consent back for this campaign too: that is for the rules to say, before the call."""
    other = await centre.store.campaigns.create(
        replace(draft_of(centre.campaign), name="Autumn"), actor="test", now=NOW
    )
    await centre.store.leads.add(centre.leads.id, [NewLead(phones=((NUMBER, ""),), zone_key=ROME)])
    [lead] = await centre.claim()
    await centre.store.suppressions.add(
        of_campaign(other.id), [NUMBER], reason="do_not_call", actor="test", now=NOW + 20.0
    )
    assert await place(centre, judged(centre, lead), now=NOW + 30.0) == set()
    [again] = await centre.claim(now=NOW + 40.0)
    assert [one.at for one in again.contact.revocations] == [NOW + 20.0]
    assert await place(centre, judged(centre, again), now=NOW + 40.0) != set()


async def test_a_call_back_that_was_fetched_is_judged_anew_once_its_number_is_in_a_register(centre):
    ids = await centre.store.leads.add(
        centre.leads.id, [NewLead(phones=((f"+39333000000{n}", ""),), zone_key=ROME) for n in range(2)]
    )
    fetched = [await centre.store.leads.claim_one(lead_id, owner="engine", now=NOW, lease_s=3600.0) for lead_id in ids]
    registers, register = centre.store.registers, REGISTERS["RPO"]
    scrub = await registers.open_scrub(centre.leads.id, register, actor="test", now=NOW)
    await registers.out(scrub, register, after=(0, -1), older_than=None)
    await registers.sent(scrub.id, sha256="f" * 64, now=NOW)
    digest = centre.store.digests.number
    answers = {digest("+393330000000"): True, digest("+393330000001"): False}
    await registers.answer(scrub.id, answers, checked_at=NOW - DAY_S)
    facts = {"receipt": "R", "version": "v", "sha256": "", "actor": "test"}
    await registers.returned(scrub.id, **facts, checked_at=NOW - DAY_S, now=NOW + 20.0)
    placed = await place(centre, *(judged(centre, lead) for lead in fetched), now=NOW + 30.0)
    assert placed == {f"attempt-{ids[1]}"}  # the other's claim is gone


@pytest.mark.parametrize(
    ("said", "judged_anew"),
    [
        ({"fields": {"state": "FL"}}, True),
        ({"consent": {"basis": "contract"}}, True),
        ({"phones": ((NUMBER, ""), ("+393330000002", ""))}, True),
        ({"name": "Ada", "notes": "evenings"}, False),
    ],
)
async def test_what_an_update_says_anew_of_a_lead_in_a_hopper_has_it_judged_by_it(centre, said, judged_anew):
    lead = NewLead(phones=((NUMBER, ""),), zone_key=ROME, fields={"state": "TX"})
    await centre.store.leads.add(centre.leads.id, [lead])
    [held] = await centre.claim()
    update = Addition(lead=replace(lead, **said), duplicates=Duplicates(then=DuplicateAction.UPDATE), next=None)
    await centre.store.adding.add(
        await centre.store.lists.get(centre.leads.id, sees=EVERYTHING), update, actor="test", now=NOW + 20.0
    )
    assert (await place(centre, judged(centre, held), now=NOW + 30.0) == set()) is judged_anew
    again = await centre.claim(now=NOW + 40.0)
    assert len(again) == judged_anew


@pytest.mark.parametrize("what", ["moved", "disabled"])
async def test_of_a_list_that_is_taken_away_nothing_is_placed_that_somebody_still_holds(centre, what):
    """A preview on an agent's screen, for instance: no hopper is emptied of it."""
    await centre.store.leads.add(centre.leads.id, [NewLead(phones=((NUMBER, ""),), zone_key=ROME)])
    [held] = await centre.claim()
    if what == "moved":
        await centre.store.assigning.assign(centre.leads.id, None, actor="test", now=NOW + 20.0)
    else:
        await centre.store.lists.set_enabled(centre.leads.id, enabled=False, actor="test", now=NOW + 20.0)
    assert await place(centre, judged(centre, held), now=NOW + 30.0) == set()


async def test_an_end_that_is_written_after_the_claim_though_it_came_before_counts(centre, finished):
    first, second = await twice(centre)
    called = judged(centre, first)
    await place(centre, called)
    ended = finished(called, ended_at=NOW - 0.2, step=LeadStep(state=LeadState.DONE))
    await centre.store.attempts.note([], [ended])
    assert await place(centre, judged(centre, second), now=NOW + 1.0) == set()


async def test_what_was_known_at_the_claim_and_other_companies_calls_keep_nobody_waiting(centre, finished):
    first, second = await twice(centre)
    called = judged(centre, first)
    await place(centre, called, now=NOW - DAY_S)
    ended = finished(called, ended_at=NOW - DAY_S + 9.0, step=LeadStep(state=LeadState.DONE))
    await centre.store.attempts.note([], [ended])
    other = await centre.store.companies.create("Other")
    draft = replace(draft_of(centre.campaign), name="Theirs", company_id=other.id)
    theirs = await centre.store.campaigns.create(draft, actor="test", now=NOW)
    listed = await centre.store.lists.create(name="theirs", company_id=other.id, campaign_id=theirs.id, now=NOW)
    await centre.store.leads.add(listed.id, [NewLead(phones=((NUMBER, ""),), zone_key=ROME)])
    facts = {"owner": "engine", "now": NOW, "lease_s": 60.0, "limit": 1, "zone_keys": (ROME,)}
    [foreign] = await centre.store.leads.claim(theirs.id, **facts)
    assert await place(centre, judged(centre, foreign, campaign_id=theirs.id, company_id=other.id)) != set()
    assert await place(centre, judged(centre, second)) != set()


@pytest.mark.gate
async def test_two_engines_that_place_at_once_call_a_number_once(centre, empty_url):
    leads = await twice(centre, 8)
    async with Store.open(empty_url) as other:
        stores = (centre.store, other)
        placed = await asyncio.gather(
            *(
                stores[place % 2].attempts.place([judged(centre, lead)], owner="engine", now=NOW)
                for place, lead in enumerate(leads)
            )
        )
    assert sum(len(one) for one in placed) == 1


@pytest.mark.parametrize("of_company", [True, False])
async def test_a_registers_answer_has_the_hoppers_of_its_companies_campaigns_filled_anew(centre, of_company):
    other = await centre.store.companies.create("Other")
    draft = replace(draft_of(centre.campaign), name="Theirs", company_id=other.id)
    theirs = await centre.store.campaigns.create(draft, actor="test", now=NOW)
    await centre.store.lists.create(name="theirs", company_id=other.id, campaign_id=theirs.id, now=NOW)
    await centre.add_leads(1)
    registers = centre.store.registers
    asked = await registers.open_scrub(centre.leads.id, REGISTERS["RPO"], actor="test", now=NOW)
    await registers.out(asked, REGISTERS["RPO"], after=(0, -1), older_than=None)
    await registers.sent(asked.id, sha256="", now=NOW)
    campaign = centre.campaign if of_company else theirs
    before = (await centre.store.campaigns.get(campaign.id, sees=EVERYTHING)).stock_version
    await registers.returned(asked.id, receipt="R", version="", sha256="", actor="test", checked_at=NOW, now=NOW)
    assert (await centre.store.campaigns.get(campaign.id, sees=EVERYTHING)).stock_version == before + of_company
