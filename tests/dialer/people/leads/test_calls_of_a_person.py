"""How often a person was called, at whichever number: what a claim brings for the laws that count by person."""

from dataclasses import replace
from typing import Any

import pytest

from dialer.campaigns.attempts.model import NewAttempt
from dialer.compliance.facts import History
from dialer.compliance.ruling import Answer
from dialer.compliance.vocabulary import Point
from dialer.core.enums import LeadState
from dialer.people.leads.model import ClaimedLead, NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.registers.model import REGISTERS
from tests.support.profiles import ask, changed, good
from tests.support.stores import NOW, Centre, finished

FIRST, SECOND, THIRD, FOURTH = (f"+1305226200{digit}" for digit in range(1, 5))
EAST = "America/New_York"
HOUR = 3600.0


async def add(centre: Centre, *numbers: str, list_id: int | None = None, **facts: Any) -> int:
    lead = NewLead(phones=tuple((number, "") for number in numbers), zone_key=EAST, **facts)
    [lead_id] = await centre.store.leads.add(list_id or centre.leads.id, [lead])
    return lead_id


async def claimed(centre: Centre, now: float = NOW) -> dict[int, ClaimedLead]:
    return {lead.lead_id: lead for lead in await centre.claim(now=now, zones=(EAST,))}


async def called(centre: Centre, lead_id: int, position: int, at: float) -> None:
    """The lead was called at one of its phones."""
    lead = await centre.store.leads.claim_one(lead_id, owner="engine", now=at, lease_s=60.0)
    assert lead is not None
    attempt = centre.attempt(lead, position=position, suffix=f"-{at}")
    assert await centre.store.attempts.place([attempt], owner="engine", now=at)
    again = LeadStep(state=LeadState.OPEN, due_at=at + 30.0)
    await centre.store.attempts.note([], [finished(attempt, step=again, ended_at=at + 20.0)])


async def a_list(centre: Centre, name: str, *, company: str = "") -> int:
    """Another list, of the same company and campaign or of another company."""
    if company:
        other = await centre.store.companies.create(company)
        return (await centre.store.lists.create(name=name, company_id=other.id, campaign_id=None, now=NOW)).id
    facts = {"company_id": centre.company.id, "campaign_id": centre.campaign.id}
    return (await centre.store.lists.create(name=name, **facts, now=NOW)).id


def judged(centre: Centre, lead: ClaimedLead) -> NewAttempt:
    """An attempt that the rules let through by what the claim brought."""
    return replace(centre.attempt(lead), known_at=lead.known_at, person_numbers=lead.person_numbers)


def history(lead: ClaimedLead) -> History:
    assert lead.contact is not None
    assert lead.contact.history is not None
    return lead.contact.history


async def test_the_calls_to_all_phones_of_a_lead_are_calls_to_its_person(centre: Centre):
    lead_id = await add(centre, FIRST, SECOND, THIRD)
    times = [NOW - hours * HOUR for hours in (3, 2, 1)]
    for position, at in enumerate(times):
        await called(centre, lead_id, position, at)
    lead = (await claimed(centre))[lead_id]
    assert history(lead).person_attempts == tuple(reversed(times))
    assert len(history(lead).attempts) == 1
    facts = changed(good(NOW), contact={"state": "FL", "history": history(lead), "zones": (EAST,)})
    cap = next(one for one in ask("US", Point.PRE_DIAL, facts, NOW).answers if one.rule_id == "US-FL-CAP")
    assert (cap.answer, cap.until) == (Answer.DEFER, times[0] + 24 * HOUR)


async def test_leads_of_one_external_id_are_one_person_in_all_lists_of_the_company_and_nowhere_else(centre: Centre):
    other = await a_list(centre, "April")
    foreign = await a_list(centre, "May", company="Brown")
    one = await add(centre, FIRST, external_id="c-7")
    two = await add(centre, SECOND, external_id="c-7", list_id=other)
    three = await add(centre, THIRD, external_id="c-7", list_id=foreign)
    stranger = await add(centre, FOURTH, external_id="c-8")
    await called(centre, two, 0, NOW - 2 * HOUR)
    leads = await claimed(centre)
    assert history(leads[one]).person_attempts == (NOW - 2 * HOUR,)
    assert history(leads[one]).attempts == ()
    assert history(leads[stranger]).person_attempts == ()
    assert three not in leads


async def test_of_a_person_with_one_number_the_numbers_calls_are_all(centre: Centre):
    lead_id = await add(centre, FIRST)
    await called(centre, lead_id, 0, NOW - 2 * HOUR)
    lead = (await claimed(centre))[lead_id]
    assert (history(lead).attempts, history(lead).person_attempts) == ((NOW - 2 * HOUR,), ())


async def test_two_leads_of_one_person_that_are_placed_together_are_one_call(centre: Centre):
    other = await a_list(centre, "April")
    await add(centre, FIRST, external_id="c-7")
    await add(centre, SECOND, external_id="c-7", list_id=other)
    both = [judged(centre, lead) for lead in (await claimed(centre)).values()]
    assert len(both) == 2
    assert len(await centre.store.attempts.place(both, owner="engine", now=NOW + 1.0)) == 1


async def test_two_leads_of_one_person_that_wait_together_are_not_both_called_by_what_was_known_before(centre: Centre):
    other = await a_list(centre, "April")
    one = await add(centre, FIRST, external_id="c-7")
    two = await add(centre, SECOND, external_id="c-7", list_id=other)
    leads = await claimed(centre)
    first, second = (judged(centre, leads[lead_id]) for lead_id in (one, two))
    assert await centre.store.attempts.place([first], owner="engine", now=NOW + 1.0) == {first.id}
    assert await centre.store.attempts.place([second], owner="engine", now=NOW + 2.0) == set()
    again = (await claimed(centre, NOW + 3.0))[two]
    assert history(again).person_attempts == (NOW + 1.0,)


@pytest.mark.parametrize("register", ["DNC-FL", "NDNC"])
async def test_a_claim_brings_the_answer_of_a_state_s_own_list_too(centre: Centre, register: str):
    lead_id = await add(centre, FIRST)
    registers = centre.store.registers
    asked = await registers.open_scrub(centre.leads.id, REGISTERS[register], actor="test", now=NOW - HOUR)
    await registers.out(asked, REGISTERS[register], after=(0, -1), older_than=None)
    await registers.sent(asked.id, sha256="", now=NOW - HOUR)
    await registers.answer(asked.id, {centre.store.digests.number(FIRST): False}, checked_at=NOW - HOUR)
    facts = {"receipt": "R", "version": "1", "sha256": "", "actor": "test", "checked_at": NOW - HOUR, "now": NOW - HOUR}
    await registers.returned(asked.id, **facts)
    lead = (await claimed(centre))[lead_id]
    assert lead.contact is not None
    assert [one.register for one in lead.contact.scrubs or ()] == [register]
