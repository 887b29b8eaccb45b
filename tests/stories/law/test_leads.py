"""What the rules say of each lead before its call, told through a whole engine without its I/O."""

from dataclasses import replace

import pytest

from dialer.cell.agents.roster import AgentState
from dialer.cell.dialling.idle_reasons import Idle
from dialer.cell.effects import DeferLead, RetireLead
from dialer.compliance.facts import History, Revocation, Scrub
from dialer.compliance.ruling import Answer, Manner
from dialer.compliance.settings import LawSettings
from dialer.compliance.vocabulary import BasisKind
from dialer.core.enums import CallbackKind, CampaignStatus, Outcome
from dialer.documents.store.ruling_evidence import read_ruling
from tests.support.cells import a_lead, a_past, some_seen
from tests.support.legal_campaigns import (
    DAY,
    TUESDAY_NOON,
    american,
    american_contact,
    at,
    consent,
    dials,
    in_order,
    italian,
    logged,
    ruled,
)


def test_a_lead_in_order_is_dialled_and_the_attempt_says_what_was_looked_at():
    story = italian()
    assert dials(story) == [1]
    [call] = story.placed()
    assert '"IT-RPO":{"register":"RPO"' in call.ruling
    assert story.cell.campaign.books is not None
    book = story.cell.campaign.books.book("IT")
    assert book is not None
    assert book.profile.hash[:16] in call.ruling


def test_the_attempt_keeps_the_basis_and_its_proof_as_the_rules_saw_them():
    story = italian()
    stated = {"basis": "consent", "text_version": "2026-03", "source": "form, May", "evidence_id": "C-7"}
    assert dials(story, stated=stated) == [1]
    grounds = read_ruling(story.placed()[0].ruling).grounds
    assert grounds is not None
    assert grounds.rules == (("EU-BASIS", "consent"), ("IT-BASIS", "consent"))
    assert (grounds.objections, dict(grounds.stated or ())) == ((), stated)


def test_a_call_that_sells_energy_keeps_the_request_and_its_number():
    now = at("2026-06-23 12:00")
    asked_for = replace(consent(now), kind=BasisKind.REQUEST, used=False)
    law = LawSettings(profile="IT", sector="electricity", topic="power", agent_country="IT")
    story = italian(now, law=law, seen=some_seen(scrubbed={"RPO": now - DAY}, bases=(asked_for,)))
    stated = {"basis": "request", "evidence_id": "R-9"}
    assert dials(story, bases=(asked_for,), stated=stated) == [1]
    grounds = read_ruling(story.placed()[0].ruling).grounds
    assert grounds is not None
    assert ("IT-ENERGY", "request") in grounds.rules
    assert dict(grounds.stated or ())["evidence_id"] == "R-9"


@pytest.mark.parametrize(
    ("contact", "rule"),
    [
        ({"suppressed": True}, "EU-OBJECTION"),
        ({"scrubs": (Scrub(register="RPO", company="Acme", checked_at=TUESDAY_NOON - DAY, listed=True),)}, "IT-RPO"),
    ],
)
def test_who_said_no_or_is_registered_is_never_dialled_again(contact, rule):
    story = italian()
    bases = (replace(consent(TUESDAY_NOON), kind=BasisKind.IN_DIRECTORY),)
    assert dials(story, in_directory=True, bases=bases, **contact) == []
    assert ruled(story) == [("refuse", rule)]
    assert [retired.lead_id for retired in story.done(RetireLead)] == [1]


@pytest.mark.parametrize(
    ("contact", "rule"),
    [
        ({"scrubs": ()}, "IT-RPO"),
        (
            {"scrubs": (Scrub(register="RPO", company="Acme", checked_at=TUESDAY_NOON - 15 * DAY - 1, listed=False),)},
            "IT-RPO",
        ),
        ({"scrubs": (Scrub(register="RPO", company="Other", checked_at=TUESDAY_NOON, listed=False),)}, "IT-RPO"),
        ({"bases": ()}, "EU-BASIS"),
        ({"history": None}, "IT-MUTE-LOCKOUT"),
    ],
)
def test_what_people_can_mend_puts_the_lead_off_and_spends_it_not(contact, rule):
    story = italian()
    assert dials(story, **contact) == []
    assert ruled(story) == [("refuse", rule)]
    [deferred] = story.done(DeferLead)
    assert (deferred.lead_id, deferred.rule, deferred.until) == (1, rule, story.now + 3600.0)
    assert story.done(RetireLead) == []


def test_a_lead_that_nobody_looked_into_is_not_called():
    story = italian()
    story.shelf.append(a_lead(1, contact=None))
    story.begin()
    story.log_in()
    assert (story.placed(), [answer for answer, _ in ruled(story)]) == ([], ["refuse"])


# Hours.


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-06-09 21:00", "2026-06-10 09:00"),  # after hours
        ("2026-06-07 12:00", "2026-06-08 09:00"),  # a Sunday
        ("2026-06-02 12:00", "2026-06-03 09:00"),  # the Republic's day, a Tuesday
        ("2026-12-24 19:30", "2026-12-28 09:00"),  # the eve ends at 19; then three holidays and days without hours
        ("2026-06-09 19:59:30", "2026-06-10 09:00"),  # the last minute
    ],
)
def test_the_laws_hours_and_holidays_bind_though_the_campaign_has_all_day(now, opens):
    story = italian(at(now))
    assert dials(story) == []
    assert story.cell.why.code == Idle.OUT_OF_HOURS
    assert story.cell.why.facts["opens_at"] == at(opens)


def test_the_campaigns_own_hours_only_narrow():
    mornings = ({"days": ["tue"], "from": "06:00", "to": "10:00"},)
    early, open_ = italian(at("2026-06-09 08:00"), hours=mornings), italian(at("2026-06-09 09:30"), hours=mornings)
    assert (dials(early), dials(open_)) == ([], [1])
    assert early.cell.why.facts["opens_at"] == at("2026-06-09 09:00")


# Abandoned calls: lockout, and an agent reserved before dialling.


def test_no_call_for_five_days_after_a_mute_one():
    story = italian()
    since = story.now - 5 * DAY + 3600.0
    assert dials(story, history=History(attempts=(since,), abandoned_at=since)) == []
    [deferred] = story.done(DeferLead)
    assert (deferred.rule, deferred.until) == ("IT-MUTE-LOCKOUT", since + 5 * DAY)


@pytest.mark.parametrize("mode", ["progressive", "ratio", "predictive"])
def test_after_the_five_days_an_agent_is_reserved_before_the_number_is_dialled(mode):
    story = italian(mode=mode)
    since = story.now - 5 * DAY - 60.0
    assert dials(story, history=History(attempts=(since,), abandoned_at=since)) == [1]
    [call] = story.placed()
    assert (call.mode, call.for_agent, story.agent().state) == ("guaranteed", 1, AgentState.RESERVED)
    [line] = logged(story)
    assert (line.ruling.answer, line.ruling.manner) == (Answer.DEGRADE, Manner.GUARANTEED)
    story.rings(call.id)
    story.answers(call.id)
    assert story.connects() == [(call.id, 1)]


def test_without_a_free_agent_the_lead_waits_and_takes_the_first_who_is():
    story = italian()
    since = story.now - 6 * DAY
    story.shelf.append(a_lead(2, contact=in_order(story.now)))
    story.shelf.append(a_lead(1, contact=in_order(story.now, history=History(attempts=(since,), abandoned_at=since))))
    story.begin()
    story.log_in()
    first = story.placed()[0]
    assert [call.lead_id for call in story.placed()] == [2]
    story.hangs_up(first.id, cause=19)
    story.pass_time(0.5)
    assert [(call.lead_id, call.mode) for call in story.placed()] == [(2, "progressive"), (1, "guaranteed")]


def test_served_since_the_number_is_called_like_any_other():
    story = italian()
    since = story.now - 9 * DAY
    history = History(attempts=(since + DAY, since), abandoned_at=since, served_at=since + 6 * DAY)
    assert dials(story, history=history) == [1]
    assert story.placed()[0].mode == "progressive"


def test_a_campaign_that_stops_gives_back_what_waits_for_an_agent():
    story = italian()
    since = story.now - 6 * DAY
    for lead_id in (1, 2, 3):
        history = History(attempts=(since,), abandoned_at=since)
        story.shelf.append(a_lead(lead_id, contact=in_order(story.now, history=history)))
    story.begin()
    story.log_in()
    story.configure(status=CampaignStatus.STOPPED)
    assert not story.cell.promised


def test_a_register_that_was_asked_and_does_not_answer_delays_instead_of_refusing():
    seen = some_seen(
        scrubbed={"RPO": TUESDAY_NOON}, bases=(consent(TUESDAY_NOON),), registers_waiting=frozenset({"RPO"})
    )
    story = italian(seen=seen)
    assert dials(story, scrubs=()) == []
    assert ruled(story) == [("defer", "IT-RPO")]
    [deferred] = story.done(DeferLead)
    assert deferred.until == story.now + 900.0


# Dates.


def test_a_consent_taken_back_covers_all_topics_from_the_thirty_first_of_january_2027_on():
    dialled = []
    for now in (at("2027-01-30 13:00", "America/New_York"), at("2027-01-31 13:00", "America/New_York")):
        story = american(now)
        contact = american_contact(now, revocations=(Revocation(at=now - 60 * DAY, topic="insurance"),))
        story.shelf.append(a_lead(1, country="US", zone_key="America/New_York", contact=contact))
        story.begin()
        story.log_in()
        dialled.append([call.lead_id for call in story.placed()])
        if not story.placed():
            assert ruled(story) == [("refuse", "US-REVOKE")]
    assert dialled == [[1], []]


def test_a_wish_not_to_be_called_goes_before_a_promise():
    story = italian()
    past = replace(a_past_callback(), placed_at=story.now - DAY)
    story.shelf.append(a_lead(1, history=(past,), contact=in_order(story.now, suppressed=True)))
    story.begin()
    story.log_in()
    assert story.placed() == []


def a_past_callback():
    return a_past(Outcome.CONNECTED, disposition="call_back")


SUNDAY_NOON = at("2026-06-07 12:00")  # the campaign calls, the law's hours are over


def called_back(now: float, **booked) -> list[int]:
    """Whom an agent who was promised to lead 1 calls on a Sunday."""
    story = italian(now)
    story.shelf.append(a_lead(1, history=(a_past_callback(),), contact=in_order(story.now)))
    story.begin()
    story.log_in()
    assert story.cell.why.code == Idle.OUT_OF_HOURS  # the hopper claims nobody
    story.book(1, story.now, agent_id=1, **booked)
    story.pass_time(2.0)
    return [call.lead_id for call in story.placed()]


def test_a_promised_call_back_passes_the_laws_hours_inside_the_campaigns():
    assert called_back(SUNDAY_NOON) == [1]


@pytest.mark.parametrize(
    "booked",
    [
        {"confirmed_at": None, "confirmed_by": ""},  # promised by a version before, which asked nobody
        {"asked_at": SUNDAY_NOON - 8 * 3600.0},  # a cap has moved it, or nobody dialled until now
        {"asked_at": None, "kind": CallbackKind.MANUAL},  # an agent wants to call now
        {"asked_at": None, "kind": CallbackKind.NEXT},
    ],
)
def test_only_at_the_instant_that_the_person_asked_for(booked):
    assert called_back(SUNDAY_NOON, **booked) == []
