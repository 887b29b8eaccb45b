"""A no binds the person who said it: the other phones, the other lists, what comes in later; and nobody else."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from dialer.campaigns.attempts.model import AttemptProgress, NewAttempt
from dialer.campaigns.model import CampaignConfig, CampaignDraft
from dialer.core.enums import OPTED_OUT, AttemptState, Became, Becomes, CallbackState, LeadState, Outcome, Withdrawn
from dialer.core.errors import NoPromise, PersonSuppressed
from dialer.core.visibility import EVERYTHING
from dialer.data_protection.store.erasure import erase_attempts
from dialer.people.callbacks.model import NewCallback
from dialer.people.imports.rows.duplicates import By, DuplicateAction, Duplicates
from dialer.people.imports.store.matching import Into
from dialer.people.leads.model import ClaimedLead, LeadChange, NewLead
from dialer.people.leads.rules.preview_offer import Offer
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.leads.store.single_lead import Addition, Next
from dialer.people.lists.store.lists import LeadList
from dialer.people.persons.model import PersonChange, PointKind
from dialer.people.suppression.store.lookup import EVERYONE, of_campaign, of_company
from tests.support.stores import NOW, ROME, Centre

HOME, MOBILE, WORK, NEW = "+390212345601", "+393331234501", "+390212345602", "+393331234599"
LATER = NOW + 600.0
NO = LeadStep(state=LeadState.DONE, reason=OPTED_OUT, suppress=True)


def a_lead(*numbers: str, person: str | None = "C-1", name: str = "Ada") -> NewLead:
    return NewLead(phones=tuple((number, "") for number in numbers), external_id=person, name=name, zone_key=ROME)


async def listed(
    centre: Centre, name: str, *, campaign_id: int | None = None, company_id: int | None = None
) -> LeadList:
    """Another list, of the centre's campaign unless others are named."""
    return await centre.store.lists.create(
        name=name,
        company_id=company_id or centre.company.id,
        campaign_id=campaign_id if campaign_id is not None or company_id else centre.campaign.id,
        now=NOW,
    )


async def added(centre: Centre, *leads: NewLead, to: LeadList | None = None) -> list[int]:
    return await centre.store.leads.add((to or centre.leads).id, list(leads))


async def called(centre: Centre, lead: ClaimedLead, *, position: int = 0, suffix: str = "") -> NewAttempt:
    attempt = centre.attempt(lead, position=position, suffix=suffix)
    assert await centre.store.attempts.place([attempt], owner="engine", now=NOW) == {attempt.id}
    return attempt


async def pressed_nine(centre: Centre, finished, *numbers: str, person: str | None = "C-1") -> int:
    """A lead that was called at its first number and pressed the key: only the end of the call was written."""
    [lead_id] = await added(centre, a_lead(*numbers, person=person))
    held = await centre.store.leads.claim_one(lead_id, owner="engine", now=NOW, lease_s=60.0)
    assert held is not None
    attempt = await called(centre, held)
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.ABANDONED, step=NO)])
    return lead_id


async def is_suppressed(centre: Centre, number: str, *, campaign_id: int | None = None) -> bool:
    return await centre.store.suppressions.contains(centre.company.id, number, campaign_id=campaign_id)


async def state(centre: Centre, lead_id: int) -> tuple[LeadState, str]:
    lead = await centre.store.leads.get(lead_id, sees=EVERYTHING)
    return lead.state, lead.done_reason


WITHDRAWN = (LeadState.DONE, "suppressed")


@pytest.fixture
async def other_campaign(centre: Centre) -> CampaignConfig:
    """Another campaign of the company."""
    draft = CampaignDraft(
        name="Another", company_id=centre.company.id, node_id=centre.node.id, trunk_ids=(centre.trunk.id,)
    )
    return await centre.store.campaigns.create(draft, actor="x", now=NOW)


async def test_who_presses_nine_is_called_at_no_other_phone(centre, finished):
    await pressed_nine(centre, finished, HOME, MOBILE)
    assert await is_suppressed(centre, MOBILE)


@pytest.mark.gate
async def test_who_says_no_at_a_moment_when_the_engine_ends_is_bound_by_the_end_of_the_call_alone(centre, finished):
    """Written by whoever takes the call over; saying it twice changes nothing."""
    await pressed_nine(centre, finished, HOME, MOBILE)
    scope = of_company(centre.company.id)
    again = await centre.store.suppressions.add(scope, [HOME], reason=OPTED_OUT, actor="called person", now=LATER)
    assert (again.added, again.others, again.people) == (0, 0, 0)


@pytest.mark.parametrize("campaign", ["the same", "another", "none"])
async def test_a_later_import_does_not_bring_the_person_back(centre, finished, campaign, other_campaign):
    await pressed_nine(centre, finished, HOME, MOBILE)
    ids = {"the same": centre.campaign.id, "another": other_campaign.id, "none": 0}
    into = await centre.store.lists.create(
        name="later", company_id=centre.company.id, campaign_id=ids[campaign] or None, now=LATER
    )
    done = await centre.load([a_lead(NEW), a_lead(MOBILE, person=None), a_lead(WORK, person="C-2")], into=into)
    assert (done.suppressed, done.loaded) == (2, 1)


def into_the_list(centre):
    return Into(
        import_id=0,
        list_id=centre.leads.id,
        company_id=centre.company.id,
        campaign_id=centre.campaign.id,
        duplicates=Duplicates(),
    )


@pytest.mark.parametrize("others", [1, 300], ids=["few said no", "many said no"])
async def test_an_import_knows_the_person_however_many_have_said_no(centre, others):
    scope = of_company(centre.company.id)
    people = [f"X-{number}" for number in range(others)]
    await centre.store.suppressions.add(scope, external_ids=[*people, "C-1"], reason="r", actor="x", now=NOW)
    rows = [a_lead(f"+39347{number:07}", person=f"C-{number}") for number in range(100)]
    done = await centre.load(rows)
    assert (done.suppressed, done.loaded) == (1, 99)


async def test_a_preview_says_that_the_person_will_not_come_in(centre, finished):
    await pressed_nine(centre, finished, HOME, MOBILE)
    [told, other] = await centre.store.foreseeing.of(into_the_list(centre), [a_lead(NEW), a_lead(WORK, person="C-2")])
    assert (told.becomes, other.becomes) == (Becomes.SUPPRESSED, Becomes.ADDED)


async def test_a_lead_that_is_sent_by_itself_does_not_bring_the_person_back(centre, finished):
    await pressed_nine(centre, finished, HOME, MOBILE)
    wanted = Addition(lead=a_lead(NEW), duplicates=Duplicates(), next=Next(agent_id=None, expires_at=LATER))
    with pytest.raises(PersonSuppressed):
        await centre.store.adding.add(centre.leads, wanted, actor="x", now=LATER)


async def test_the_persons_lead_in_another_campaign_is_withdrawn_at_once(centre, finished, other_campaign):
    elsewhere = await listed(centre, "elsewhere", campaign_id=other_campaign.id)
    [lead_id] = await added(centre, a_lead(NEW), to=elsewhere)
    await pressed_nine(centre, finished, HOME, MOBILE)
    assert await state(centre, lead_id) == WITHDRAWN


async def test_a_call_that_is_just_being_placed_to_the_person_is_not_placed(centre, finished):
    await added(centre, a_lead(NEW), to=await listed(centre, "elsewhere"))
    [held] = await centre.claim()
    assert held.contact is not None
    assert held.contact.suppressed is False
    await pressed_nine(centre, finished, HOME, MOBILE)
    assert await centre.store.attempts.place([centre.attempt(held)], owner="engine", now=LATER) == set()
    assert await state(centre, held.lead_id) == WITHDRAWN


async def test_the_rules_are_told_of_a_lead_that_came_in_at_the_same_moment(centre):
    """Its import did not see the no yet: the claim does."""
    scope = of_company(centre.company.id)
    await centre.store.suppressions.add(scope, external_ids=["C-1"], reason="r", actor="x", now=NOW)
    await added(centre, a_lead(NEW))  # without the checks of an import
    [held] = await centre.claim()
    assert held.contact is not None
    assert held.contact.suppressed is True


async def test_a_lead_that_becomes_the_persons_by_an_import_is_judged_anew(centre):
    """An import gives a lead that is held for dialling the external id: what was judged is not the person."""
    [lead_id] = await added(centre, a_lead(NEW, person=None))
    [held] = await centre.claim()
    await centre.load([a_lead(NEW)], duplicates=Duplicates(then=DuplicateAction.UPDATE))
    assert await centre.store.attempts.place([centre.attempt(held)], owner="engine", now=LATER) == set()
    assert (await state(centre, lead_id))[0] is LeadState.OPEN


async def test_what_was_promised_to_the_person_elsewhere_is_over(centre, finished):
    elsewhere = await listed(centre, "elsewhere")
    [lead_id] = await added(centre, a_lead(NEW), to=elsewhere)
    assert await centre.store.callbacks.next(
        lead_id, campaign_id=centre.campaign.id, agent_id=None, expires_at=LATER, actor="x", now=NOW
    )
    await pressed_nine(centre, finished, HOME, MOBILE)
    assert await state(centre, lead_id) == WITHDRAWN
    [line] = await centre.store.callbacks.list(lead_id=lead_id, sees=EVERYTHING)
    assert line.callback.state is CallbackState.CANCELLED


async def test_nothing_is_promised_to_the_person_in_another_talk(centre, finished):
    [lead_id] = await added(centre, a_lead(NEW), to=await listed(centre, "elsewhere"))
    [held] = await centre.claim()
    attempt = await called(centre, held, suffix="-talk")
    await centre.store.attempts.note(
        [], [finished(attempt, outcome=Outcome.CONNECTED, step=LeadStep(state=LeadState.WRAPPING))]
    )
    await pressed_nine(centre, finished, HOME, MOBILE)
    with pytest.raises(NoPromise):
        await centre.store.attempts.dispose(
            attempt.id,
            agent_id=None,
            code="call_back",
            note="",
            now=LATER,
            step=LeadStep(state=LeadState.BOOKED, due_at=LATER + 60.0),
            suppress=False,
            actor="anna",
            booking=NewCallback(agent_id=None, due_at=LATER + 60.0, deadline_at=LATER + 120.0),
        )
    assert (await state(centre, lead_id))[0] is LeadState.WRAPPING


async def test_a_call_that_rings_at_another_phone_of_the_person_is_called_off(centre):
    await added(centre, a_lead(NEW), to=await listed(centre, "elsewhere"))
    [held] = await centre.claim()
    ringing = await called(centre, held)
    scope = of_company(centre.company.id)
    done = await centre.store.suppressions.add(scope, external_ids=["C-1"], reason="r", actor="x", now=LATER)
    assert done.ringing == [ringing.id]
    assert await centre.store.suppressions.ringing() == [ringing.id]


async def test_a_disposition_calls_off_what_rings_at_the_persons_other_phone(centre):
    elsewhere = await listed(centre, "elsewhere")
    await added(centre, a_lead(NEW), to=elsewhere)
    [held] = await centre.claim()
    ringing = await called(centre, held, suffix="-ringing")
    await added(centre, a_lead(HOME))
    [talking] = [await called(centre, one) for one in await centre.claim()]
    news = AttemptProgress(id=talking.id, state=AttemptState.ANSWERED, answered_at=NOW + 5.0)
    await centre.store.attempts.note([news], [])
    done = await centre.store.attempts.dispose(
        talking.id,
        agent_id=None,
        code="do_not_call",
        note="",
        now=LATER,
        step=LeadStep(state=LeadState.DONE, reason="disposition:do_not_call", suppress=True),
        suppress=True,
        actor="anna",
    )
    assert done.ringing == (ringing.id,)


async def test_who_is_on_a_screen_under_another_number_is_withdrawn(centre, finished):
    await added(centre, a_lead(NEW), to=await listed(centre, "elsewhere"))
    [held] = await centre.claim()
    await pressed_nine(centre, finished, HOME, MOBILE)
    offer = Offer(
        lead_id=held.lead_id,
        number=NEW,
        campaign_id=centre.campaign.id,
        company_id=centre.company.id,
        owner="engine",
    )
    assert await centre.store.leads.withdrawn([offer]) == {held.lead_id: Withdrawn.SUPPRESSED}


async def test_who_shares_a_number_keeps_the_others(centre, finished):
    """Of a household, one has pressed the key at the shared phone."""
    [other] = await added(centre, a_lead(HOME, WORK, person="C-2", name="Bruno"))
    await pressed_nine(centre, finished, HOME, MOBILE)
    assert not await is_suppressed(centre, WORK)
    [held] = await centre.claim()
    assert (held.lead_id, held.phones[held.next_phone].number) == (other, WORK)
    assert held.contact is not None
    assert held.contact.suppressed is False
    await called(centre, held, position=1, suffix="-other")


async def test_who_shares_a_number_and_was_held_for_it_is_claimed_anew_for_another(centre, finished):
    [other] = await added(centre, a_lead(HOME, WORK, person="C-2", name="Bruno"))
    [held] = await centre.claim()
    scope = of_company(centre.company.id)
    await added(centre, a_lead(HOME, MOBILE), to=await listed(centre, "elsewhere"))
    done = await centre.store.suppressions.add(scope, [HOME], reason="r", actor="x", now=NOW)
    assert (done.shared, done.withdrawn) == (1, 0)
    assert await centre.store.attempts.place([centre.attempt(held)], owner="engine", now=LATER) == set()
    assert (await state(centre, other))[0] is LeadState.OPEN
    again = {one.lead_id: one for one in await centre.claim()}
    assert again[other].phones[again[other].next_phone].number == WORK


async def test_who_shares_a_number_is_still_called_back_at_another(centre, finished):
    [other] = await added(centre, a_lead(HOME, WORK, person="C-2", name="Bruno"))
    await centre.store.callbacks.next(
        other, campaign_id=centre.campaign.id, agent_id=None, expires_at=LATER, actor="x", now=NOW
    )
    await pressed_nine(centre, finished, HOME, MOBILE)
    assert (await state(centre, other))[0] is LeadState.BOOKED
    held = await centre.store.leads.claim_one(other, owner="engine", now=LATER, lease_s=60.0)
    assert held is not None
    assert held.phones[held.next_phone].number == WORK


async def test_nothing_is_concluded_from_whoever_shares_a_number(centre, finished):
    """Bruno shares a phone with Ada, who said no, and another one with Carla."""
    await added(centre, a_lead(HOME, WORK, person="C-2", name="Bruno"), a_lead(WORK, person="C-3", name="Carla"))
    await pressed_nine(centre, finished, HOME, MOBILE)
    done = await centre.load(
        [a_lead(HOME, NEW, person="C-4", name="Dora"), a_lead(WORK, person="C-3", name="Carla")],
        into=await listed(centre, "later"),
    )
    assert (done.suppressed, done.loaded) == (0, 2)
    assert not await is_suppressed(centre, NEW)


async def test_who_is_told_by_a_number_alone_is_whoever_alone_has_it(centre):
    [lead_id] = await added(centre, a_lead(HOME, MOBILE))
    [again] = await added(centre, a_lead(NEW), to=await listed(centre, "elsewhere"))
    scope = of_company(centre.company.id)
    done = await centre.store.suppressions.add(scope, [HOME], reason="r", actor="x", now=NOW)
    assert (done.added, done.others, done.people, done.withdrawn, done.shared) == (1, 1, 1, 2, 0)
    assert [await state(centre, one) for one in (lead_id, again)] == [WITHDRAWN, WITHDRAWN]


async def test_a_no_to_a_campaign_stops_that_campaign_alone(centre, other_campaign):
    [mine] = await added(centre, a_lead(HOME, MOBILE))
    elsewhere = await listed(centre, "elsewhere", campaign_id=other_campaign.id)
    [other] = await added(centre, a_lead(MOBILE, NEW), to=elsewhere)
    await centre.store.suppressions.add(of_campaign(centre.campaign.id), [HOME], reason="r", actor="x", now=NOW)
    assert await state(centre, mine) == WITHDRAWN
    assert (await state(centre, other))[0] is LeadState.OPEN
    assert await is_suppressed(centre, MOBILE, campaign_id=centre.campaign.id)
    assert not await is_suppressed(centre, MOBILE, campaign_id=other_campaign.id)
    done = await centre.load([a_lead(WORK)], into=await listed(centre, "later"))
    kept = await centre.load([a_lead(WORK)], into=await listed(centre, "theirs", campaign_id=other_campaign.id))
    assert (done.suppressed, kept.loaded) == (1, 1)


async def test_a_no_to_a_company_stops_all_its_campaigns_and_nobody_elses(centre, finished, other_campaign):
    other = await centre.store.companies.create("Other")
    theirs = await listed(centre, "theirs", company_id=other.id)
    [lead_id] = await added(centre, a_lead(HOME, MOBILE), to=theirs)
    await pressed_nine(centre, finished, HOME, MOBILE)
    assert await is_suppressed(centre, MOBILE, campaign_id=other_campaign.id)
    assert (await state(centre, lead_id))[0] is LeadState.OPEN
    done = await centre.load([a_lead(HOME, NEW, person="C-1")], into=await listed(centre, "more", company_id=other.id))
    assert done.suppressed == 0


async def test_a_no_to_everyone_names_people_to_each_company_by_itself(centre):
    """The same external id is somebody else at another company."""
    other = await centre.store.companies.create("Other")
    theirs = await listed(centre, "theirs", company_id=other.id)
    await added(centre, a_lead(HOME, MOBILE))
    await centre.store.suppressions.add(EVERYONE, [HOME], reason="r", actor="x", now=NOW)
    mine = await centre.load([a_lead(NEW)], into=await listed(centre, "later"))
    done = await centre.load([a_lead(NEW), a_lead(MOBILE, person="C-9")], into=theirs)
    assert (mine.suppressed, done.suppressed, done.loaded) == (1, 1, 1)


async def test_erasing_the_person_leaves_the_no(centre, finished):
    lead_id = await pressed_nine(centre, finished, HOME, MOBILE)
    found = await centre.store.persons.find(centre.company.id, number=None, external_id="C-1")
    assert found.lead_ids == (lead_id,)
    await centre.store.persons.erase(found)
    done = await centre.load([a_lead(NEW), a_lead(MOBILE, person="C-2")], into=await listed(centre, "later"))
    assert done.suppressed == 2
    gone = await centre.store.persons.find(centre.company.id, number=None, external_id="C-1")
    kept = await centre.store.persons.read(centre.company.id, gone)
    assert [(row["of_what"], row["reason"]) for row in kept.of("suppression")] == [("person", OPTED_OUT)]


async def test_whoever_thinks_better_of_it_comes_in_anew(centre, finished):
    await pressed_nine(centre, finished, HOME, MOBILE)
    scope = of_company(centre.company.id)
    assert await centre.store.suppressions.remove_person(scope, "C-1", actor="x", now=LATER)
    assert not await centre.store.suppressions.remove_person(scope, "C-1", actor="x", now=LATER)
    done = await centre.load([a_lead(HOME, NEW)], into=await listed(centre, "later"))
    assert (done.suppressed, done.loaded) == (0, 1)
    [lead] = await centre.claim()
    assert [phone.number for phone in lead.phones] == [NEW]  # the numbers are let go one by one


async def test_the_report_counts_numbers_and_people(centre, finished):
    await pressed_nine(centre, finished, HOME, MOBILE)
    read = await centre.store.proving.read(centre.campaign, until=LATER)
    assert (read.suppressions, read.people) == ({OPTED_OUT: 2}, 1)


@pytest.mark.parametrize("others", [0, 300], ids=["few said no", "many said no"])
async def test_a_later_row_without_an_external_id_that_has_a_number_of_the_person_is_the_person(
    centre, finished, others
):
    await pressed_nine(centre, finished, HOME, MOBILE)
    scope = of_company(centre.company.id)
    await centre.store.suppressions.add(
        scope, [f"+39348{number:07}" for number in range(others)], reason="r", actor="x", now=NOW
    )
    rows = [a_lead(MOBILE, NEW, person=None), a_lead(NEW, HOME, person=None), a_lead(HOME, WORK, person="C-2")]
    done = await centre.load(rows, into=await listed(centre, "later"))
    assert (done.suppressed, done.loaded) == (2, 1)
    assert not await is_suppressed(centre, NEW)  # no chain: who has it alone is somebody else
    done = await centre.load([a_lead(NEW, person=None)], into=await listed(centre, "later still"))
    assert (done.suppressed, done.loaded) == (0, 1)


async def test_a_person_without_an_external_id_is_known_by_the_numbers(centre, finished):
    await pressed_nine(centre, finished, HOME, MOBILE, person=None)
    rows = [a_lead(MOBILE, NEW, person=None), a_lead(MOBILE, WORK, person="C-2")]
    done = await centre.load(rows, into=await listed(centre, "later"))
    assert (done.suppressed, done.loaded) == (1, 1)


@pytest.mark.parametrize("then", [DuplicateAction.UPDATE, DuplicateAction.KEEP])
async def test_a_row_of_the_person_changes_no_lead(centre, finished, then):
    """Neither the one that is withdrawn nor that of somebody who has its other number."""
    withdrawn = await pressed_nine(centre, finished, HOME, MOBILE)
    [other] = await added(centre, a_lead(WORK, person="C-2", name="Bruno"))
    rules = Duplicates(by=frozenset({By.EXTERNAL_ID, By.ANY_PHONE}), then=then)
    rows = [a_lead(HOME, NEW, person=None), a_lead(WORK, MOBILE, NEW, person=None)]
    done = await centre.load(rows, duplicates=rules)
    assert (done.suppressed, done.loaded, done.updated) == (2, 0, 0)
    assert (await state(centre, withdrawn))[0] is LeadState.DONE
    assert [phone.number for phone in (await centre.store.leads.get(other, sees=EVERYTHING)).phones] == [WORK]


@pytest.mark.parametrize("known", [True, False], ids=["lead there", "lead gone"])
async def test_the_number_of_nobody_who_is_known_is_left_out_alone(centre, known):
    """As from a file: of whoever has it nothing else is known, or which of several has said it."""
    if known:
        await added(centre, a_lead(HOME, person="C-1"), a_lead(HOME, person="C-2"))
    await centre.store.suppressions.add(of_company(centre.company.id), [HOME], reason="r", actor="x", now=NOW)
    done = await centre.load([a_lead(HOME, NEW, person=None)], into=await listed(centre, "later"))
    assert (done.suppressed, done.loaded) == (0, 1)


async def test_a_number_that_was_suppressed_already_becomes_the_persons(centre, finished):
    [lead_id] = await added(centre, a_lead(HOME, MOBILE))
    scope = of_company(centre.company.id)
    done = await centre.store.suppressions.add(scope, [NEW], reason="r", actor="x", now=NOW)
    assert done.added == 1
    done = await centre.store.suppressions.add(scope, [NEW], leads=[lead_id], reason="r", actor="x", now=LATER)
    assert (done.added, done.others) == (0, 2)
    done = await centre.load([a_lead(NEW, WORK, person=None)], into=await listed(centre, "later"))
    assert (done.suppressed, done.loaded) == (1, 0)


async def test_a_preview_says_that_a_row_with_a_number_of_the_person_will_not_come_in(centre, finished):
    await pressed_nine(centre, finished, HOME, MOBILE)
    rows = [a_lead(MOBILE, NEW, person=None), a_lead(MOBILE, WORK, person="C-2")]
    [told, other] = await centre.store.foreseeing.of(into_the_list(centre), rows)
    assert (told.becomes, other.becomes) == (Becomes.SUPPRESSED, Becomes.ADDED)


async def test_a_lead_that_is_sent_with_a_number_of_the_person_is_not_taken(centre, finished):
    await pressed_nine(centre, finished, HOME, MOBILE)
    wanted = Addition(lead=a_lead(NEW, MOBILE, person=None), duplicates=Duplicates(), next=None)
    with pytest.raises(PersonSuppressed):
        await centre.store.adding.add(centre.leads, wanted, actor="x", now=LATER)
    shared = replace(wanted, lead=a_lead(NEW, MOBILE, person="C-2"))
    done = await centre.store.adding.add(centre.leads, shared, actor="x", now=LATER)
    assert (done.became, done.suppressed) == (Became.ADDED, 1)


async def test_a_disposition_of_a_call_whose_number_was_taken_out_is_the_leads_no(centre, finished):
    """It comes after retention: what stands for the number is none, and is not suppressed."""
    [lead_id] = await added(centre, a_lead(HOME, MOBILE))
    held = await centre.store.leads.claim_one(lead_id, owner="engine", now=NOW, lease_s=60.0)
    assert held is not None
    attempt = await called(centre, held)
    step = LeadStep(state=LeadState.OPEN, due_at=LATER)
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.CONNECTED, step=step)])
    await centre.store.database.write(erase_attempts, centre.store.digests, [attempt.id])
    await centre.store.attempts.dispose(
        attempt.id,
        agent_id=None,
        code="do_not_call",
        note="",
        now=LATER,
        step=LeadStep(state=LeadState.DONE, reason="disposition:do_not_call", suppress=True),
        suppress=True,
        actor="anna",
    )
    assert await is_suppressed(centre, HOME)
    assert await is_suppressed(centre, MOBILE)
    assert await centre.store.suppressions.count(of_company(centre.company.id)) == 3  # with the person


async def linked(centre: Centre, *lead_ids: int) -> None:
    assert await centre.store.person_records.link(lead_ids, now=NOW) == len(lead_ids)


async def merged(centre: Centre, one: int, other: int) -> int:
    """The id of the person that a manager makes of the people of two leads."""
    records = centre.store.person_records
    first, second = [await records.of_lead(lead, now=NOW) for lead in (one, other)]
    assert first is not None
    assert second is not None
    return (await records.merge(first.id, second.id, actor="boss", now=NOW)).id


async def by_number(centre: Centre, finished, lead_id: int) -> None:
    await centre.store.suppressions.add(of_company(centre.company.id), [HOME], reason="asked", actor="boss", now=LATER)


async def by_lead(centre: Centre, finished, lead_id: int) -> None:
    scope = of_company(centre.company.id)
    await centre.store.suppressions.add(scope, leads=[lead_id], reason="asked", actor="boss", now=LATER)


async def by_key(centre: Centre, finished, lead_id: int) -> None:
    held = await centre.store.leads.claim_one(lead_id, owner="engine", now=NOW, lease_s=60.0)
    assert held is not None
    attempt = await called(centre, held)
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.ABANDONED, step=NO)])


@pytest.mark.parametrize("objects", [by_number, by_lead, by_key])
async def test_it_binds_all_leads_that_a_manager_made_one_person_of(centre: Centre, finished, objects) -> None:
    one, other = await added(centre, a_lead(HOME, person=None), a_lead(WORK, MOBILE, person=None, name="A. Lovelace"))
    await linked(centre, one, other)
    await merged(centre, one, other)
    await objects(centre, finished, one)
    assert await state(centre, other) == WITHDRAWN
    assert [await is_suppressed(centre, number) for number in (HOME, WORK, MOBILE)] == [True, True, True]


async def test_it_binds_a_lead_that_becomes_the_persons_later(centre: Centre, finished) -> None:
    one, other = await added(centre, a_lead(HOME, person=None), a_lead(WORK, person=None, name="A. Lovelace"))
    await linked(centre, one, other)
    await by_number(centre, finished, one)
    assert (await state(centre, other))[0] is LeadState.OPEN
    await merged(centre, one, other)
    assert await state(centre, other) == WITHDRAWN
    assert await is_suppressed(centre, WORK)
    assert not await is_suppressed(centre, NEW)
    [third] = await added(centre, a_lead(WORK, NEW, person=None))
    await linked(centre, third)
    assert await state(centre, third) == WITHDRAWN
    assert await is_suppressed(centre, NEW)


async def test_of_two_leads_of_one_person_with_a_number_both_object_and_the_number_is_not_shared(
    centre: Centre, finished
) -> None:
    one, other = await added(
        centre, a_lead(HOME, MOBILE, person=None), a_lead(HOME, WORK, person=None, name="A. Lovelace")
    )
    await linked(centre, one, other)
    await merged(centre, one, other)
    scope = of_company(centre.company.id)
    done = await centre.store.suppressions.add(scope, [HOME], reason="asked", actor="boss", now=LATER)
    assert (done.shared, done.withdrawn, done.others) == (0, 2, 2)


async def test_two_people_with_a_number_who_are_linked_each_to_themselves_share_it(centre: Centre, finished) -> None:
    one, other = await added(centre, a_lead(HOME, MOBILE, person=None), a_lead(HOME, WORK, person=None, name="Bob"))
    await linked(centre, one, other)
    scope = of_company(centre.company.id)
    done = await centre.store.suppressions.add(scope, [HOME], reason="asked", actor="boss", now=LATER)
    assert (done.shared, done.withdrawn, done.others) == (1, 0, 0)


async def test_what_was_lifted_binds_no_lead_that_is_linked_afterwards(centre: Centre, finished) -> None:
    one, other = await added(centre, a_lead(HOME, person=None), a_lead(WORK, person=None, name="A. Lovelace"))
    await linked(centre, one, other)
    await by_number(centre, finished, one)
    scope = of_company(centre.company.id)
    assert await centre.store.suppressions.remove(scope, HOME, actor="boss", now=LATER)
    await merged(centre, one, other)
    assert (await state(centre, other))[0] is LeadState.OPEN
    assert not await is_suppressed(centre, WORK)


async def test_both_stay_bound_where_a_manager_makes_two_people_of_one(centre: Centre, finished) -> None:
    one, other = await added(centre, a_lead(HOME, person=None), a_lead(WORK, person=None, name="A. Lovelace"))
    await linked(centre, one, other)
    person = await merged(centre, one, other)
    await by_number(centre, finished, one)
    made = await centre.store.person_records.split(person, [other], actor="boss", now=NOW)
    [third] = await added(centre, a_lead(WORK, NEW, person=None, name="A. Lovelace"))
    await linked(centre, third)
    third_is = await centre.store.person_records.of_lead(third, now=NOW)
    assert third_is is not None
    assert third_is.id == made.id
    assert await state(centre, third) == WITHDRAWN
    assert await is_suppressed(centre, NEW)


async def test_a_number_that_is_added_to_the_person_later_is_bound(centre: Centre, finished) -> None:
    [one] = await added(centre, a_lead(HOME, person=None))
    await linked(centre, one)
    await by_number(centre, finished, one)
    records = centre.store.person_records
    person = await records.of_lead(one, now=NOW)
    assert person is not None
    points = (
        (PointKind.PHONE, HOME, "", False),
        (PointKind.PHONE, NEW, "", True),
        (PointKind.EXTERNAL_ID, "C-7", "", False),
    )
    await records.change(person.id, PersonChange(points=points), actor="boss", now=NOW)
    assert await is_suppressed(centre, NEW)
    done = await centre.load(
        [a_lead(WORK, person="C-7"), a_lead(NEW, MOBILE, person=None)], into=await listed(centre, "later")
    )
    assert (done.suppressed, done.loaded) == (2, 0)


async def test_numbers_that_no_lead_has_are_bound_when_two_people_are_one(centre: Centre, finished) -> None:
    one, other = await added(centre, a_lead(HOME, person=None), a_lead(NEW, person=None, name="A. Lovelace"))
    await linked(centre, one, other)
    records = centre.store.person_records
    first, second = [await records.of_lead(lead, now=NOW) for lead in (one, other)]
    assert first is not None
    assert second is not None
    gone = LeadChange(delete=True)
    await centre.store.lead_changes.change([other], gone, actor="boss", now=NOW, sees=EVERYTHING)
    await by_number(centre, finished, one)
    assert not await is_suppressed(centre, NEW)
    await records.merge(first.id, second.id, actor="boss", now=NOW)
    assert await is_suppressed(centre, NEW)


@pytest.mark.gate
async def test_neither_a_no_nor_the_end_of_a_permission_is_kept_without_its_objection(centre: Centre) -> None:
    records, database = centre.store.person_records, centre.store.database
    [lead] = await added(centre, a_lead(HOME))
    person = await records.of_lead(lead, now=NOW)
    assert person is not None
    row = {"purpose": "marketing", "channel": "phone", "basis": "", "text_version": "", "interaction_id": None}
    row |= {"person_id": person.id, "is_given": True}
    given, none = await records.add_permission(row, actor="x", now=NOW)
    assert none is None
    rename = "ALTER TABLE {} RENAME TO {}"
    await database.write(lambda one: one.execute(text(rename.format("suppression", "away"))) and None)
    with pytest.raises(DBAPIError):
        await records.withdraw_permission(given.id, actor="x", now=LATER)
    with pytest.raises(DBAPIError):
        await records.add_permission(row | {"is_given": False}, actor="x", now=LATER)
    assert [said.holds for said in await records.permissions(person.id)] == [True]
    await database.write(lambda one: one.execute(text(rename.format("away", "suppression"))) and None)
    said, done = await records.withdraw_permission(given.id, actor="x", now=LATER)
    assert (said.holds, done is not None and done.withdrawn) == (False, 1)
    assert await is_suppressed(centre, HOME)
    assert await state(centre, lead) == WITHDRAWN
