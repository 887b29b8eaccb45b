"""What the kinds on who is called, when and how often say of the facts that matter to them."""

from dataclasses import replace
from typing import Any

import pytest

from dialer.compliance.durations import read_duration
from dialer.compliance.evaluators import contacts
from dialer.compliance.facts import (
    Ask,
    Basis,
    CallFacts,
    ContactFacts,
    Facts,
    History,
    ListFacts,
    Revocation,
)
from dialer.compliance.params.contacts import Exemption
from dialer.compliance.ruling import Answer, Duty, Unknown
from dialer.compliance.vocabulary import BasisKind, Point, Proof
from tests.support.profiles import (
    CONSENT,
    DAY,
    HOUR,
    NOON,
    a_list,
    ask,
    at,
    changed,
    good,
    rule,
    said,
    scrub,
    spoken,
    with_params,
)

# How often.


@pytest.mark.parametrize(
    ("ages", "until"),
    [
        ([5.0], None),
        ([3.0], 1.0),
        ([5.0, 23.0], 1.0),
        ([1.0, 23.0], 3.0),  # the later of the two caps' ends
        ([25.0, 26.0], None),
        ([24.0 * day for day in (5, 10, 15, 20, 25, 29)], 24.0),
        ([24.0 * day for day in (5, 10, 15, 20, 25, 30)], None),
    ],
)
def test_attempts_are_counted_in_every_time_at_once(ages, until):
    facts = changed(good(), contact={"history": History(attempts=tuple(NOON - age * HOUR for age in ages))})
    verdict = said(ask("IT", Point.PRE_DIAL, facts), "IT-ATTEMPTS")
    assert (verdict.answer, verdict.until) == (
        (Answer.ALLOW, None) if until is None else (Answer.DEFER, NOON + until * HOUR)
    )


@pytest.mark.parametrize(
    ("profile", "rule_id", "allowed", "per", "state"),
    [
        ("US", "US-FL-CAP", 3, DAY, "FL"),
        ("US", "US-OK-CAP", 3, DAY, "OK"),
        ("US", "US-MD-CAP", 3, DAY, "MD"),
        ("US", "US-OR-CAP", 3, DAY, "OR"),
        ("FR", "FR-CAP", 4, 30 * DAY, None),
    ],
)
def test_a_cap_that_the_law_gives_a_person_counts_all_of_the_persons_numbers(profile, rule_id, allowed, per, state):
    now = at("2026-06-09 14:30", "America/New_York" if state else "Europe/Paris")
    times = tuple(now - 3600.0 * (i + 1) for i in range(allowed))

    def verdict(history: History):
        return said(
            ask(profile, Point.PRE_DIAL, changed(good(now), contact={"history": history, "state": state}), now), rule_id
        )

    full = verdict(History(attempts=times[:1], person_attempts=times))
    assert (full.answer, full.until) == (Answer.DEFER, times[-1] + per)
    assert full.facts["counted_by"] == "person"
    assert verdict(History(attempts=(), person_attempts=times)).answer is Answer.DEFER
    assert verdict(History(attempts=times[1:], person_attempts=times[1:])).answer is Answer.ALLOW
    assert verdict(History(attempts=times)).answer is Answer.DEFER  # the person's one number


def test_a_cap_for_each_number_counts_no_other():
    many = History(person_attempts=tuple(NOON - age * HOUR for age in range(1, 9)))
    assert (
        said(ask("IT", Point.PRE_DIAL, changed(good(), contact={"history": many})), "IT-ATTEMPTS").answer
        is Answer.ALLOW
    )


def test_who_has_refused_at_one_number_is_left_alone_at_all():
    refused = History(person_refused_at=NOON - 59 * DAY)
    verdict = said(ask("FR", Point.PRE_DIAL, changed(good(), contact={"history": refused})), "FR-CAP")
    assert (verdict.answer, verdict.until) == (Answer.DEFER, NOON + DAY)


def test_after_a_refusal_there_is_a_pause_and_an_appointment_passes():
    facts = changed(good(), contact={"history": History(refused_at=NOON - 29 * DAY)})
    assert said(ask("IT", Point.PRE_DIAL, facts), "IT-ATTEMPTS").until == NOON + DAY
    asked = changed(facts, contact={"appointment": True})
    assert said(ask("IT", Point.PRE_DIAL, asked), "IT-ATTEMPTS").answer is Answer.ALLOW


def test_an_appointment_passes_the_hours_where_the_profile_says_so():
    night = NOON + 10 * HOUR
    asked = changed(good(night), contact={"appointment": True})
    ruling = ask("IT", Point.PRE_DIAL, asked, night)
    assert ruling.answer is Answer.ALLOW
    assert said(ruling, "IT-HOURS").facts == {"appointment": True, "zones": "Europe/Rome"}
    assert said(ask("FR", Point.PRE_DIAL, asked, night), "FR-HOURS").answer is Answer.DEFER


def test_an_unknown_zone_is_every_zone_it_may_be():
    morning = at("2026-06-09 08:30", "America/New_York")
    verdict = said(ask("US", Point.PRE_DIAL, changed(good(morning), contact={"state": "NJ"}), morning), "US-HOURS")
    assert (verdict.answer, verdict.until) == (Answer.DEFER, at("2026-06-09 08:00", "Pacific/Honolulu"))
    bad = changed(good(), contact={"zones": ("Mars/Base",), "state": "NJ"})
    assert said(ask("US", Point.PRE_DIAL, bad), "US-HOURS").facts == {"unknown_zone": "Mars/Base"}


# Who.


def listed(**changes: object) -> ContactFacts:
    scrubs = (scrub("RPO", listed=True, listed_since=NOON - 100 * DAY),)
    return replace(good().contact, scrubs=scrubs, **changes)


@pytest.mark.parametrize(
    ("basis", "answer"),
    [
        (Basis(kind=BasisKind.CONSENT, obtained_at=NOON - 99 * DAY), Answer.ALLOW),
        (Basis(kind=BasisKind.CONSENT, obtained_at=NOON - 101 * DAY), Answer.REFUSE),
        (Basis(kind=BasisKind.CONSENT), Answer.REFUSE),
        (Basis(kind=BasisKind.CONTRACT), Answer.ALLOW),
        (Basis(kind=BasisKind.CONTRACT, ended_at=NOON - 1), Answer.REFUSE),
        (Basis(kind=BasisKind.REQUEST, used=False), Answer.ALLOW),
        (Basis(kind=BasisKind.REQUEST, used=True), Answer.REFUSE),
        (Basis(kind=BasisKind.REQUEST), Answer.REFUSE),
        (Basis(kind=BasisKind.LEGITIMATE_INTEREST, obtained_at=NOON), Answer.REFUSE),
    ],
)
def test_on_the_italian_register_some_bases_go_before_the_entry(basis, answer):
    facts = replace(good(), contact=listed(bases=(basis,)))
    verdict = spoken(contacts.scrubbed(rule("IT-RPO"), facts, NOON))
    assert (verdict.answer, verdict.final) == (answer, answer is Answer.REFUSE)


@pytest.mark.parametrize(
    ("kind", "days", "answer"),
    [
        (BasisKind.PURCHASE, 540, Answer.ALLOW),
        (BasisKind.PURCHASE, 560, Answer.REFUSE),
        (BasisKind.INQUIRY, 89, Answer.ALLOW),
        (BasisKind.INQUIRY, 95, Answer.REFUSE),
        (BasisKind.WRITTEN_CONSENT, 5000, Answer.ALLOW),
    ],
)
def test_on_the_american_register_business_goes_before_the_entry_for_a_time(kind, days, answer):
    basis = Basis(kind=kind, obtained_at=NOON - days * DAY)
    contact = replace(good().contact, scrubs=(scrub("NDNC", listed=True),), bases=(basis,))
    assert spoken(contacts.scrubbed(rule("US-NDNC"), replace(good(), contact=contact), NOON)).answer is answer


def test_the_newest_check_counts():
    scrubs = (scrub("RPO", age=2 * DAY, listed=True), scrub("RPO", age=DAY), scrub("RPO", age=3 * DAY, listed=True))
    facts = changed(good(), contact={"scrubs": scrubs})
    assert spoken(contacts.scrubbed(rule("IT-RPO"), facts, NOON)).answer is Answer.ALLOW


def of_lists(*lists: ListFacts, **others: Any) -> Facts:
    return changed(good(), campaign={"lists": lists, **others})


OLD, FRESH = a_list({"RPO": NOON - 16 * DAY}, name="old"), a_list({"RPO": NOON - DAY}, name="fresh")


@pytest.mark.parametrize("lists", [None, (), (a_list({}),), (OLD,), (a_list({}), OLD)])
def test_a_campaign_none_of_whose_lists_has_an_answer_does_not_start(lists):
    ruling = ask("IT", Point.CAMPAIGN_START, changed(good(), campaign={"lists": lists}))
    assert (ruling.answer, ruling.rule_id) == (Answer.REFUSE, "IT-RPO")


def test_a_list_that_waits_for_an_answer_delays_the_start():
    waiting = of_lists(a_list({}, waiting=frozenset({"RPO"})))
    assert ask("IT", Point.CAMPAIGN_START, waiting).answer is Answer.DEFER


def test_a_list_without_an_answer_is_held_and_the_others_go_on():
    ruling = ask("IT", Point.CAMPAIGN_START, of_lists(FRESH, a_list({}), OLD))
    assert ruling.answer is Answer.ALLOW
    assert said(ruling, "IT-RPO").facts["held"] == "March, old"
    assert "held" not in said(ask("IT", Point.CAMPAIGN_START, of_lists(FRESH)), "IT-RPO").facts
    assert ask("IT", Point.CAMPAIGN_START, of_lists(OLD, others_dialled=True)).answer is Answer.ALLOW


def test_a_profile_may_want_every_list_answered_before_any_is_dialled():
    strict = rule("IT-RPO")
    strict = replace(strict, params=strict.params.model_copy(update={"every_list": True}))
    assert spoken(contacts.lists_scrubbed(strict, of_lists(FRESH), NOON)).answer is Answer.ALLOW
    for facts in (of_lists(FRESH, OLD), of_lists(OLD, others_dialled=True)):
        assert spoken(contacts.lists_scrubbed(strict, facts, NOON)).answer is Answer.REFUSE


def test_a_revocation_of_another_topic_leaves_this_one_alone_for_now():
    revoked = changed(good(), contact={"revocations": (Revocation(at=NOON, topic="energy"),)})
    assert spoken(contacts.revoked(rule("US-REVOKE"), revoked, NOON)).answer is Answer.ALLOW
    same = changed(revoked, campaign={"topic": "energy"})
    assert spoken(contacts.revoked(rule("US-REVOKE"), same, NOON)).final
    with pytest.raises(Unknown, match="topic"):
        contacts.revoked(rule("US-REVOKE"), changed(revoked, campaign={"topic": None}), NOON)
    talking = replace(same, call=CallFacts(ask=Ask.TALK))
    assert spoken(contacts.revoked_in_call(rule("US-REVOKE"), talking, NOON)).answer is Answer.REFUSE
    assert contacts.revoked_in_call(rule("US-REVOKE"), same, NOON) is None


@pytest.mark.parametrize(
    ("rule_id", "basis", "in_directory", "answer"),
    [
        ("IT-BASIS", CONSENT, None, Answer.ALLOW),
        ("IT-BASIS", replace(CONSENT, evidence=CONSENT.evidence - {Proof.TEXT_VERSION}), None, Answer.REFUSE),
        ("IT-BASIS", replace(CONSENT, kind=BasisKind.LEGITIMATE_INTEREST), None, Answer.REFUSE),
        ("IT-BASIS", replace(CONSENT, kind=BasisKind.CONTRACT, ended_at=NOON), None, Answer.REFUSE),
        ("IT-BASIS", Basis(kind=BasisKind.IN_DIRECTORY), True, Answer.ALLOW),
        ("IT-BASIS", Basis(kind=BasisKind.IN_DIRECTORY), False, Answer.REFUSE),
        ("IT-BASIS", Basis(kind=BasisKind.IN_DIRECTORY), None, Answer.REFUSE),
        ("EU-BASIS", replace(CONSENT, bought=True), None, Answer.ALLOW),
        (
            "EU-BASIS",
            replace(CONSENT, bought=True, evidence=CONSENT.evidence - {Proof.NOTICE_GIVEN}),
            None,
            Answer.REFUSE,
        ),
        ("EU-BASIS", replace(CONSENT, evidence=CONSENT.evidence - {Proof.NOTICE_GIVEN}), None, Answer.ALLOW),
        ("US-CONSENT", Basis(kind=BasisKind.NOT_ON_REGISTER), None, Answer.ALLOW),
        ("DE-CONSENT", replace(CONSENT, kind=BasisKind.CONTRACT), None, Answer.REFUSE),
    ],
)
def test_a_basis_stands_with_its_proof(rule_id, basis, in_directory, answer):
    facts = changed(good(), contact={"bases": (basis,), "in_directory": in_directory})
    assert spoken(contacts.has_basis(rule(rule_id), facts, NOON)).answer is answer


def test_any_one_basis_is_enough_and_none_is_not():
    poor = Basis(kind=BasisKind.INQUIRY)
    assert ask("IT", Point.PRE_DIAL, changed(good(), contact={"bases": (poor, CONSENT)})).answer is Answer.ALLOW
    ruling = ask("IT", Point.IMPORT, changed(good(), contact={"bases": ()}))
    assert (ruling.answer, ruling.final) == (Answer.REFUSE, False)


def test_an_artificial_voice_needs_consent_in_writing():
    artificial = changed(good(), campaign={"artificial_voice": True})
    assert spoken(contacts.has_basis(rule("US-CONSENT"), artificial, NOON)).answer is Answer.REFUSE
    written = changed(artificial, contact={"bases": (replace(CONSENT, kind=BasisKind.WRITTEN_CONSENT),)})
    assert spoken(contacts.has_basis(rule("US-CONSENT"), written, NOON)).answer is Answer.ALLOW
    with pytest.raises(Unknown, match="artificial_voice"):
        contacts.has_basis(rule("US-CONSENT"), changed(good(), campaign={"artificial_voice": None}), NOON)


@pytest.mark.parametrize("asked", [Ask.WAIT, Ask.TALK, Ask.RECORD, Ask.SALE, Ask.SCREEN])
def test_after_a_no_nothing_goes_on(asked):
    call = CallFacts(ask=asked, answered_at=NOON, opted_out=True)
    first = spoken(contacts.opting_out(rule("EU-OBJECTION"), replace(good(), call=call), NOON))
    assert (first.answer, first.duties) == (Answer.REFUSE, (Duty.WRITE_SUPPRESSION,))
    written = changed(replace(good(), call=call), contact={"suppressed": True})
    assert spoken(contacts.opting_out(rule("EU-OBJECTION"), written, NOON)).final
    unknown = changed(replace(good(), call=replace(call, opted_out=False)), contact={"suppressed": None})
    assert spoken(contacts.opting_out(rule("EU-OBJECTION"), unknown, NOON)).answer is Answer.ALLOW


def test_where_numbers_come_from_has_to_be_known():
    for campaign in ({"numbers_generated": True}, {"provenance_known": False}, {"provenance_known": None}):
        assert ask("IT", Point.CAMPAIGN_START, changed(good(), campaign=campaign)).rule_id == "IT-NO-RANDOM"


def test_the_pause_after_a_refusal_may_be_the_longest():
    history = History(attempts=(NOON - HOUR,), refused_at=NOON - HOUR)
    verdict = said(ask("IT", Point.PRE_DIAL, changed(good(), contact={"history": history})), "IT-ATTEMPTS")
    assert verdict.until == NOON - HOUR + 30 * DAY


@pytest.mark.parametrize(("ahead", "answer"), [(-1.0, Answer.ALLOW), (0.0, Answer.ALLOW), (1.0, Answer.REFUSE)])
def test_a_consent_dated_in_the_future_is_none_until_then(ahead, answer):
    later = replace(CONSENT, obtained_at=NOON + ahead)
    facts = changed(good(), contact={"bases": (later,)})
    for point in (Point.IMPORT, Point.PRE_DIAL):
        verdict = said(ask("IT", point, facts), "IT-BASIS")
        assert verdict.answer is answer, point
        if answer is Answer.REFUSE:
            assert (verdict.facts["basis"], verdict.facts["basis_fault"]) == ("consent", "future")


def test_a_consent_dated_in_the_future_goes_before_no_entry_of_a_register():
    listed = replace(scrub("RPO"), listed=True, listed_since=NOON - DAY)
    for ahead, answer in ((-HOUR, Answer.ALLOW), (HOUR, Answer.REFUSE)):
        later = replace(CONSENT, kind=BasisKind.SPECIFIC_CONSENT, obtained_at=NOON + ahead)
        facts = changed(good(), contact={"bases": (later,), "scrubs": (listed,)})
        assert said(ask("IT", Point.PRE_DIAL, facts), "IT-RPO").answer is answer


def test_a_contract_that_ended_exempts_for_as_long_as_a_profile_says():
    ended = Basis(kind=BasisKind.CONTRACT, ended_at=NOON - 30 * DAY)
    exemption = Exemption(basis=BasisKind.CONTRACT, ended_within=read_duration("P30D"))
    facts = replace(good(), contact=listed(bases=(ended,)))
    one = with_params("IT-RPO", exemptions=(exemption,))
    assert spoken(contacts.scrubbed(one, facts, NOON)).answer is Answer.ALLOW
    assert spoken(contacts.scrubbed(one, facts, NOON + 1)).answer is Answer.REFUSE


# Asked again for each campaign, and under an account.


def test_an_answer_for_an_earlier_campaign_does_not_count_for_a_new_one():
    made = changed(good(), campaign={"created_at": at("2026-06-08 15:00")})
    yesterday, today = scrub("RPO", age=NOON - at("2026-06-07 23:59")), scrub("RPO", age=NOON - at("2026-06-08 00:00"))
    verdict = said(ask("IT", Point.PRE_DIAL, changed(made, contact={"scrubs": (yesterday,)})), "IT-RPO")
    assert (verdict.answer, verdict.final, verdict.facts["check"]) == (Answer.REFUSE, False, "earlier_campaign")
    assert ask("IT", Point.PRE_DIAL, changed(made, contact={"scrubs": (today,)})).answer is Answer.ALLOW
    older = changed(made, campaign={"lists": (a_list({"RPO": at("2026-06-07 12:00")}),)})
    assert said(ask("IT", Point.CAMPAIGN_START, older), "IT-RPO").facts["check"] == "earlier_campaign"
    american = changed(good(), campaign={"created_at": NOON})
    assert said(ask("US", Point.PRE_DIAL, american), "US-NDNC").answer is Answer.ALLOW


def test_an_answer_counts_for_a_month_at_most_where_the_register_is_asked_monthly():
    slow = with_params("IT-RPO", max_age=read_duration("P60D"))
    facts = changed(good(), campaign={"created_at": NOON - 50 * DAY})
    assert contacts.scrubbed(slow, changed(facts, contact={"scrubs": (scrub("RPO", age=30 * DAY),)}), NOON).facts[
        "checked_at"
    ]
    stale = contacts.scrubbed(slow, changed(facts, contact={"scrubs": (scrub("RPO", age=32 * DAY),)}), NOON)
    assert stale.facts["check"] == "stale"


def test_an_american_campaign_states_its_account_at_the_register():
    assert said(ask("US", Point.CAMPAIGN_START, good()), "US-NDNC").answer is Answer.ALLOW
    verdict = said(ask("US", Point.CAMPAIGN_START, changed(good(), campaign={"subscription": None})), "US-NDNC")
    assert (verdict.answer, verdict.facts) == (Answer.REFUSE, {"unknown": "subscription"})
