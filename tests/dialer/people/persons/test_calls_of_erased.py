"""Calls to a person who was erased count when somebody brings the same number again: for caps, and for placing."""

from dataclasses import replace

import pytest

from dialer.core.enums import LeadState, Outcome
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.data_protection.retention.store.retention import Search
from dialer.people.leads.model import ClaimedLead, NewLead
from dialer.people.leads.rules.caps import Cap, Per, Span
from dialer.people.leads.rules.retry import LeadStep
from tests.dialer.people.leads.test_claim_order import another_list, set_campaign
from tests.support.stores import NOW, ROME, Centre

NUMBER, OTHER = "+393330000001", "+393330000002"
AGAIN = NOW + 3600.0
ONE_A_DAY = Cap(per=Per.NUMBER, span=Span.DAY, at_most=1)


async def add(centre: Centre, *numbers: str, list_id: int = 0, external_id: str | None = None) -> int:
    lead = NewLead(phones=tuple((number, "") for number in numbers), zone_key=ROME, external_id=external_id)
    [lead_id] = await centre.store.leads.add(list_id or centre.leads.id, [lead])
    return lead_id


async def called(centre: Centre, finished, lead: ClaimedLead, *, at: float = NOW) -> None:
    attempt = centre.attempt(lead, suffix=f"-{at}")
    assert await centre.store.attempts.place([attempt], owner="engine", now=at) == {attempt.id}
    step = LeadStep(state=LeadState.DONE, reason="busy")
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.BUSY, ended_at=at + 5.0, step=step)])


async def called_once(centre: Centre, finished) -> None:
    """A lead with the number, called, and busy."""
    await add(centre, NUMBER)
    [lead] = await centre.claim()
    await called(centre, finished, lead)


async def erase(centre: Centre, *, number: str | None = None, external_id: str | None = None) -> None:
    found = await centre.store.persons.find(centre.company.id, number=number, external_id=external_id)
    await centre.store.persons.erase(found)


async def erased_and_back(centre: Centre, finished, *, external_id: str | None = None) -> int:
    """Called once, erased, and brought by somebody again."""
    await called_once(centre, finished)
    await erase(centre, number=NUMBER)
    return await add(centre, NUMBER)


@pytest.mark.parametrize("per", ["number", "lead"])
async def test_an_erased_person_who_is_imported_again_keeps_to_the_caps(centre, finished, per):
    await set_campaign(centre, caps=[{"per": per, "span": "day", "at_most": 1}])
    lead_id = await erased_and_back(centre, finished)
    assert await centre.claim(now=AGAIN) == []
    waiting = await centre.store.leads.get(lead_id, sees=EVERYTHING)
    assert (waiting.due_at, waiting.wait_reason) == (NOW + DAY_S, f"cap:{per}:day:1")
    [lead] = await centre.claim(now=NOW + DAY_S)
    assert lead.lead_id == lead_id


async def test_placing_counts_the_calls_of_an_erased_person(centre, finished):
    await erased_and_back(centre, finished)
    [lead] = await centre.claim(now=AGAIN)  # before the campaign had a cap
    attempt = centre.attempt(lead, caps=(ONE_A_DAY,))
    assert await centre.store.attempts.place([attempt], owner="engine", now=AGAIN) == set()
    assert (await centre.store.leads.get(lead.lead_id, sees=EVERYTHING)).wait_reason == "cap:number:day:1"


async def test_other_caps_count_the_calls_of_an_erased_person(centre, finished):
    await set_campaign(centre, caps=[{"per": "number", "span": "day", "at_most": 1}])
    lead_id = await erased_and_back(centre, finished)
    await centre.claim(now=AGAIN)
    before = replace(centre.campaign, caps=(ONE_A_DAY,))
    after = replace(centre.campaign, caps=(Cap(per=Per.NUMBER, span=Span.WEEK, at_most=1),))
    await centre.store.campaigns.wait_anew(before, after, now=AGAIN)
    assert (await centre.store.leads.get(lead_id, sees=EVERYTHING)).due_at == NOW + 7 * DAY_S


async def test_calls_before_and_after_an_erasure_are_told_together_newest_first(centre, finished):
    await erased_and_back(centre, finished)
    [lead] = await centre.claim(now=AGAIN)
    await called(centre, finished, lead, at=AGAIN)
    past = await centre.store.pasts.of([NUMBER], company_id=centre.company.id, since=0.0)
    assert (past[NUMBER].attempts, past[NUMBER].of_emptied) == ((AGAIN, NOW), (NOW,))
    both = await centre.store.pasts.of([NUMBER, OTHER], company_id=centre.company.id, since=0.0)
    assert both == past


async def test_a_lead_whose_old_calls_are_pseudonyms_by_now_counts_each_of_them_once(centre, finished):
    """Retention has taken the number out of a call; the lead itself is still there and was called once."""
    await set_campaign(centre, caps=[{"per": "lead", "span": "30_days", "at_most": 2}])
    lead_id = await add(centre, NUMBER)
    [lead] = await centre.claim()
    attempt = centre.attempt(lead)
    await centre.store.attempts.place([attempt], owner="engine", now=NOW)
    await centre.store.attempts.note([], [finished(attempt)])
    await centre.store.retention.expire(Search(kind="call_events", cutoff=AGAIN))
    assert [lead.lead_id for lead in await centre.claim(now=AGAIN)] == [lead_id]


async def test_of_a_number_in_two_lists_the_calls_that_retention_has_taken_the_number_from_are_no_leads_of_the_other(
    centre, finished
):
    await set_campaign(centre, caps=[{"per": "lead", "span": "30_days", "at_most": 1}])
    await called_once(centre, finished)
    await centre.store.retention.expire(Search(kind="call_events", cutoff=AGAIN))
    listed, _ = await another_list(centre, "B", 0)
    other = await add(centre, NUMBER, list_id=listed)
    assert [lead.lead_id for lead in await centre.claim(now=AGAIN)] == [other]


async def test_calls_count_for_the_next_lead_though_they_keep_their_number_for_longer_than_the_lead_its_own(
    centre, finished
):
    await set_campaign(centre, caps=[{"per": "lead", "span": "30_days", "at_most": 1}])
    await called_once(centre, finished)
    begun = await centre.store.imports.start(centre.leads.id, "people.csv", owner="me", now=NOW)
    await centre.store.imports.end(begun.id, status="finished", now=NOW)
    emptied, _ = await centre.store.retention.expire(Search(kind="contact_data", cutoff=AGAIN))
    again = await add(centre, NUMBER)
    assert (emptied, await centre.claim(now=AGAIN)) == (1, [])
    assert (await centre.store.leads.get(again, sees=EVERYTHING)).wait_reason == "cap:lead:30_days:1"


async def test_a_lead_whose_number_was_called_through_one_that_is_erased_since_is_judged_anew(centre, finished):
    """Both are in the hopper; the one that is called and erased is found by its external id alone."""
    await add(centre, NUMBER, external_id="A-1")
    listed, _ = await another_list(centre, "B", 0)
    await add(centre, NUMBER, list_id=listed)
    first, second = await centre.claim()
    await called(centre, finished, first, at=NOW + 1.0)
    await erase(centre, external_id="A-1")
    held = replace(centre.attempt(second), known_at=second.known_at)
    assert await centre.store.attempts.place([held], owner="engine", now=NOW + 60.0) == set()
    [again] = await centre.claim(now=NOW + 61.0)
    assert (again.lead_id, again.contact.history.attempts) == (second.lead_id, (NOW + 1.0,))


async def test_a_person_is_erased_with_the_calls_that_came_while_the_person_was_looked_for(centre, finished):
    await add(centre, NUMBER)
    [lead] = await centre.claim()
    found = await centre.store.persons.find(centre.company.id, number=NUMBER, external_id=None)
    await called(centre, finished, lead)
    done = await centre.store.persons.erase(found)
    assert done.attempts == 1
    [attempt] = await centre.store.attempts.list(centre.campaign.id, limit=10, sees=EVERYTHING)
    assert NUMBER not in repr(attempt)
