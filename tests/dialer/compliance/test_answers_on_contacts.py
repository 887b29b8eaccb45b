"""The whole answer of each rule on who is called, when and how often: its facts explain a refusal to people."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dialer.compliance.durations import read_duration
from dialer.compliance.evaluators import calling, contacts
from dialer.compliance.facts import (
    Ask,
    Basis,
    CallFacts,
    ContactFacts,
    Facts,
    History,
    ImportFacts,
    Reach,
    Revocation,
    SystemFacts,
)
from dialer.compliance.params.contacts import Exemption, Switch
from dialer.compliance.profile import AnyRule
from dialer.compliance.ruling import Duty, RuleAnswer, allow, defer, forbid, refuse
from dialer.compliance.vocabulary import BasisKind, Proof
from tests.support.profiles import CONSENT, DAY, HOUR, NOON, a_list, at, changed, good, lacks, rule, scrub, with_params

# When and how often.


def test_the_hours_name_the_zones_that_were_checked():
    two = changed(good(), contact={"zones": ("Europe/Rome", "Europe/Lisbon")})
    own = replace(rule("IT-HOURS"), clock=replace(rule("IT-HOURS").clock, own_zones=True))
    assert calling.hours(own, two, NOON) == allow("IT-HOURS", zones="Europe/Rome|Europe/Lisbon")
    assert calling.hours(rule("IT-HOURS"), two, NOON) == allow("IT-HOURS", zones="Europe/Rome")
    night = at("2026-06-09 22:00")
    opens = at("2026-06-10 09:00", "Europe/Lisbon")
    assert calling.hours(own, two, night) == defer("IT-HOURS", opens, zones="Europe/Rome|Europe/Lisbon")
    asked = changed(two, contact={"appointment": True})
    assert calling.hours(own, asked, night) == allow("IT-HOURS", appointment=True, zones="Europe/Rome|Europe/Lisbon")


def test_a_number_whose_zone_is_unknown_is_in_all_zones_that_the_profile_names():
    one_rule = rule("US-HOURS")
    nowhere = replace(good(), contact=ContactFacts())
    found = calling.hours(one_rule, nowhere, at("2026-06-09 15:00", "America/New_York"))
    assert found == allow("US-HOURS", zones="|".join(one_rule.clock.when_unknown))


def test_zones_without_a_common_hour_are_asked_for_again_a_day_later():
    own = replace(rule("IT-HOURS"), clock=replace(rule("IT-HOURS").clock, own_zones=True))
    apart = changed(good(), contact={"zones": ("Pacific/Honolulu", "Europe/Rome")})
    assert calling.hours(own, apart, NOON) == defer("IT-HOURS", NOON + DAY, zones="Pacific/Honolulu|Europe/Rome")


@pytest.mark.parametrize(
    ("history", "answer"),
    [
        (History(), allow("IT-ATTEMPTS", attempts=0)),
        (History(attempts=(NOON - 4 * HOUR,)), allow("IT-ATTEMPTS", attempts=1)),
        (
            History(attempts=(NOON - HOUR,)),
            defer("IT-ATTEMPTS", NOON + 3 * HOUR, at_most=1, per="PT4H", counted_by="number"),
        ),
        (
            History(attempts=(NOON - 5 * HOUR, NOON - 6 * HOUR)),
            defer("IT-ATTEMPTS", NOON + 18 * HOUR, at_most=2, per="P1D", counted_by="number"),
        ),
        (
            History(refused_at=NOON - 29 * DAY),
            defer("IT-ATTEMPTS", NOON + DAY, refused_at=NOON - 29 * DAY, pause="P30D"),
        ),
        (History(refused_at=NOON - 30 * DAY), allow("IT-ATTEMPTS", attempts=0)),
        (
            History(attempts=(NOON - HOUR,), refused_at=NOON - 29 * DAY),
            defer("IT-ATTEMPTS", NOON + DAY, at_most=1, per="PT4H", counted_by="number"),
        ),
        (
            History(person_attempts=(NOON - HOUR,), person_refused_at=NOON - DAY),
            allow("IT-ATTEMPTS", attempts=0),
        ),
    ],
)
def test_attempts_are_deferred_with_the_cap_or_the_pause(history, answer):
    assert calling.attempts(rule("IT-ATTEMPTS"), changed(good(), contact={"history": history}), NOON) == answer


def test_attempts_of_a_person_are_named_as_such():
    called = tuple(NOON - DAY * day for day in (1, 2, 3, 4))
    facts = changed(good(), contact={"history": History(attempts=called[:1], person_attempts=called)})
    assert calling.attempts(rule("FR-CAP"), facts, NOON) == defer(
        "FR-CAP", NOON + 26 * DAY, at_most=4, per="P30D", counted_by="person"
    )
    refused = changed(good(), contact={"history": History(refused_at=NOON - 70 * DAY, person_refused_at=NOON - DAY)})
    assert calling.attempts(rule("FR-CAP"), refused, NOON) == defer(
        "FR-CAP", NOON + 59 * DAY, refused_at=NOON - DAY, pause="P60D"
    )


def test_an_appointment_passes_the_caps_even_of_a_number_whose_past_is_unknown():
    asked = changed(good(), contact={"history": None, "appointment": True})
    assert calling.attempts(rule("IT-ATTEMPTS"), asked, NOON) == allow("IT-ATTEMPTS", appointment=True)
    strict = with_params("IT-ATTEMPTS", appointment_passes=False)
    with lacks("history"):
        calling.attempts(strict, asked, NOON)
    with lacks("history"):
        calling.attempts(rule("IT-ATTEMPTS"), changed(asked, contact={"appointment": False}), NOON)


# Registers.


def scrubbed(one_rule: AnyRule, *scrubs: Any, **changes: Any) -> RuleAnswer | None:
    facts = changed(good(), contact={"scrubs": scrubs}, **changes)
    return contacts.scrubbed(one_rule, facts, NOON)


def test_a_number_checked_on_every_register_names_the_last_of_them():
    checked = (scrub("TPS", version="a"), scrub("CTPS", age=2 * DAY, version="b", company="other"))
    found = scrubbed(rule("UK-TPS"), *checked)
    assert found == allow("UK-TPS", register="CTPS", checked_at=NOON - 2 * DAY, version="b")


def test_the_newest_answer_of_a_register_counts_in_any_order():
    old, new = scrub("RPO", age=2 * DAY, listed=True), scrub("RPO", version="new")
    for scrubs in ((old, new), (new, old)):
        found = scrubbed(rule("IT-RPO"), *scrubs)
        assert found == allow("IT-RPO", register="RPO", checked_at=NOON - DAY, version="new")


def test_an_answer_that_another_company_got_counts_only_where_the_law_says_so():
    others = (scrub("RPO", company="other"), scrub("NDNC"))
    missing = {"register": "RPO", "check": "missing", "checked_at": 0.0, "max_age": "P15D"}
    assert scrubbed(rule("IT-RPO"), *others) == refuse("IT-RPO", **missing)
    for_anybody = with_params("IT-RPO", key=("number",))
    found = scrubbed(for_anybody, *others, campaign={"company": None})
    assert found == allow("IT-RPO", register="RPO", checked_at=NOON - DAY, version="")


def test_an_answer_is_valid_up_to_its_greatest_age():
    old = scrub("RPO", age=15 * DAY)
    assert scrubbed(rule("IT-RPO"), old) == allow("IT-RPO", register="RPO", checked_at=NOON - 15 * DAY, version="")
    older = scrub("RPO", age=15 * DAY + 1.0)
    assert scrubbed(rule("IT-RPO"), older) == refuse(
        "IT-RPO", register="RPO", check="stale", checked_at=NOON - 15 * DAY - 1.0, max_age="P15D"
    )


@pytest.mark.parametrize(("scrubs", "check"), [((), "missing"), ((scrub("RPO", age=16 * DAY),), "stale")])
def test_while_a_register_is_down_its_numbers_wait(scrubs, check):
    facts = changed(replace(good(), system=SystemFacts(registers_down=frozenset({"RPO"}))), contact={"scrubs": scrubs})
    assert contacts.scrubbed(rule("IT-RPO"), facts, NOON) == defer(
        "IT-RPO", NOON + 900.0, register="RPO", check=check, register_down=True
    )


@pytest.mark.parametrize(
    ("facts", "name"), [({"contact": {"scrubs": None}}, "scrubs"), ({"campaign": {"company": None}}, "company")]
)
def test_a_register_check_names_the_fact_that_nobody_knows(facts, name):
    with lacks(name):
        contacts.scrubbed(rule("IT-RPO"), changed(good(), **facts), NOON)


LISTED_SINCE = NOON - 100 * DAY
LISTED = scrub("RPO", listed=True, listed_since=LISTED_SINCE, version="v7")


P30D = read_duration("P30D")
ONCE = Exemption(basis=BasisKind.REQUEST, once=True)
WITHIN = Exemption(basis=BasisKind.PURCHASE, within=P30D)
ENDED = Exemption(basis=BasisKind.CONTRACT, ended_within=P30D)
WHILE = Exemption(basis=BasisKind.CONTRACT)
LATER = Exemption(basis=BasisKind.CONSENT, after_listing=True)


def of(exemption: Exemption, **basis: Any) -> tuple[Exemption, Basis]:
    return exemption, Basis(**{"kind": exemption.basis} | basis)


@pytest.mark.parametrize(
    ("exemption", "basis"),
    [
        of(ONCE, used=False),
        of(WITHIN, obtained_at=NOON - 30 * DAY),
        of(ENDED, ended_at=NOON - 30 * DAY),
        of(WHILE),
        of(WHILE, ended_at=NOON + 1.0),
        of(LATER, obtained_at=LISTED_SINCE + 1.0),
    ],
)
def test_a_basis_exempts_a_listed_number(exemption, basis):
    one_rule = with_params("IT-RPO", exemptions=(ENDED.model_copy(update={"basis": BasisKind.INQUIRY}), exemption))
    other = Basis(kind=BasisKind.LEGITIMATE_INTEREST)
    facts = changed(good(), contact={"scrubs": (LISTED,), "bases": (other, basis)})
    found = contacts.scrubbed(one_rule, facts, NOON)
    assert found == allow("IT-RPO", register="RPO", listed=True, exempt_by=basis.kind)


@pytest.mark.parametrize(
    ("exemption", "basis", "since"),
    [
        (*of(ONCE, used=True), LISTED_SINCE),
        (*of(ONCE), LISTED_SINCE),
        (*of(WHILE, kind=BasisKind.REQUEST), LISTED_SINCE),
        (*of(WITHIN, obtained_at=NOON - 30 * DAY - 1.0), LISTED_SINCE),
        (*of(WITHIN, obtained_at=NOON + 1.0), LISTED_SINCE),
        (*of(WITHIN), LISTED_SINCE),
        (*of(ENDED, ended_at=NOON - 30 * DAY - 1.0), LISTED_SINCE),
        (*of(ENDED), LISTED_SINCE),
        (*of(WHILE, ended_at=NOON), LISTED_SINCE),
        (*of(LATER, obtained_at=LISTED_SINCE), LISTED_SINCE),
        (*of(LATER), LISTED_SINCE),
        (*of(LATER, obtained_at=NOON), None),
    ],
)
def test_a_basis_that_is_none_now_exempts_no_listed_number(exemption, basis, since):
    one_rule = with_params("IT-RPO", exemptions=(exemption,))
    facts = changed(good(), contact={"scrubs": (replace(LISTED, listed_since=since),), "bases": (basis,)})
    found = contacts.scrubbed(one_rule, facts, NOON)
    assert found == forbid("IT-RPO", register="RPO", listed=True, version="v7")


def test_a_listed_number_whose_bases_nobody_knows_is_forbidden():
    facts = changed(good(), contact={"scrubs": (LISTED,), "bases": None})
    assert contacts.scrubbed(rule("IT-RPO"), facts, NOON) == forbid("IT-RPO", register="RPO", listed=True, version="v7")


FRESH = a_list({"TPS": NOON - DAY, "CTPS": NOON - 28 * DAY}, name="fresh")
OLD = a_list({"TPS": NOON - DAY, "CTPS": NOON - 28 * DAY - 1.0}, name="old")
EMPTY = a_list({"TPS": NOON - DAY}, name="empty")
STRICT = with_params("UK-TPS", every_list=True)
MISSING = {"check": "missing", "max_age": "P28D"}


@pytest.mark.parametrize(
    ("one_rule", "campaign", "answer"),
    [
        (rule("UK-TPS"), {"lists": (FRESH,)}, allow("UK-TPS", registers="TPS, CTPS")),
        (rule("UK-TPS"), {"lists": (OLD, FRESH, EMPTY)}, allow("UK-TPS", registers="TPS, CTPS", held="old, empty")),
        (
            rule("UK-TPS"),
            {"lists": (OLD,), "others_dialled": True},
            allow("UK-TPS", registers="TPS, CTPS", held="old"),
        ),
        (
            rule("UK-TPS"),
            {"lists": (OLD, EMPTY)},
            refuse("UK-TPS", register="CTPS", check="stale", checked_at=NOON - 28 * DAY - 1.0, max_age="P28D"),
        ),
        (
            STRICT,
            {"lists": (FRESH, EMPTY), "others_dialled": True},
            refuse("UK-TPS", register="CTPS", checked_at=0.0, **MISSING),
        ),
        (STRICT, {"lists": (FRESH,)}, allow("UK-TPS", registers="TPS, CTPS")),
        (rule("UK-TPS"), {"lists": ()}, refuse("UK-TPS", register="TPS", **MISSING)),
        (STRICT, {"lists": (), "others_dialled": True}, allow("UK-TPS", registers="TPS, CTPS")),
        (
            rule("UK-TPS"),
            {"lists": (replace(EMPTY, waiting=frozenset({"CTPS"})),)},
            defer("UK-TPS", NOON + 900.0, register="CTPS", check="missing", register_down=True),
        ),
        (
            rule("UK-TPS"),
            {"lists": (replace(OLD, waiting=frozenset({"CTPS"})),)},
            defer("UK-TPS", NOON + 900.0, register="CTPS", check="stale", register_down=True),
        ),
    ],
)
def test_lists_without_a_valid_answer_are_held_and_named(one_rule, campaign, answer):
    assert contacts.lists_scrubbed(one_rule, changed(good(), campaign=campaign), NOON) == answer


def test_lists_that_nobody_knows_are_not_called_checked():
    with lacks("scrubbed"):
        contacts.lists_scrubbed(rule("UK-TPS"), changed(good(), campaign={"lists": None}), NOON)


# Suppressions and withdrawn consent.


@pytest.mark.parametrize(
    ("scope", "contact", "answer"),
    [
        ("company", {"suppressed": False}, allow("EU-OBJECTION", suppressed=False)),
        ("company", {"suppressed": True}, forbid("EU-OBJECTION", suppressed=True)),
        (
            "company",
            {"suppressed": True, "noes": frozenset({Reach.ELSEWHERE, Reach.CAMPAIGN})},
            forbid("EU-OBJECTION", suppressed=True, said_to="campaign"),
        ),
        (
            "company",
            {"suppressed": False, "noes": frozenset({Reach.ELSEWHERE})},
            allow("EU-OBJECTION", suppressed=False),
        ),
        (
            "everyone",
            {"suppressed": False, "noes": frozenset({Reach.ELSEWHERE})},
            forbid("EU-OBJECTION", suppressed=True, said_to="elsewhere"),
        ),
        ("everyone", {"suppressed": False}, allow("EU-OBJECTION", suppressed=False)),
    ],
)
def test_a_suppression_is_named_with_its_widest_reach(scope, contact, answer):
    one_rule = with_params("EU-OBJECTION", scope=scope)
    assert contacts.suppressed(one_rule, changed(good(), contact=contact), NOON) == answer


def test_whether_a_person_is_suppressed_has_to_be_known():
    with lacks("suppressed"):
        contacts.suppressed(rule("EU-OBJECTION"), changed(good(), contact={"suppressed": None}), NOON)


@pytest.mark.parametrize(
    ("asked", "opted_out", "suppressed", "answer"),
    [
        (None, True, False, None),
        (Ask.CALL_OFF, True, False, None),
        (
            Ask.TALK,
            True,
            False,
            refuse("EU-OBJECTION", Duty.WRITE_SUPPRESSION, opted_out=True, suppressed=False),
        ),
        (Ask.END, True, None, refuse("EU-OBJECTION", Duty.WRITE_SUPPRESSION, opted_out=True, suppressed=False)),
        (Ask.END, True, True, allow("EU-OBJECTION", suppressed=True)),
        (Ask.END, False, False, allow("EU-OBJECTION", suppressed=False)),
        (Ask.TALK, True, True, forbid("EU-OBJECTION", suppressed=True)),
        (Ask.TALK, False, None, allow("EU-OBJECTION", suppressed=False)),
    ],
)
def test_a_no_is_written_before_the_hang_up_and_stops_the_rest(asked, opted_out, suppressed, answer):
    call = CallFacts(ask=asked, opted_out=opted_out)
    facts = changed(replace(good(), call=call), contact={"suppressed": suppressed})
    assert contacts.opting_out(rule("EU-OBJECTION"), facts, NOON) == answer


ALL_TOPICS_FROM = at("2027-01-31 00:00", "America/New_York")


def withdrawn(*topics: str, topic: str | None = "fibre") -> Facts:
    revocations = tuple(Revocation(at=NOON, topic=one) for one in topics)
    return changed(good(), contact={"revocations": revocations}, campaign={"topic": topic})


@pytest.mark.parametrize(
    ("facts", "now", "answer"),
    [
        (withdrawn(), NOON, allow("US-REVOKE", scope="topic")),
        (withdrawn("energy"), NOON, allow("US-REVOKE", scope="topic", topic="fibre")),
        (withdrawn("energy", "fibre"), NOON, forbid("US-REVOKE", scope="topic", topic="fibre")),
        (withdrawn("energy"), ALL_TOPICS_FROM - 1.0, allow("US-REVOKE", scope="topic", topic="fibre")),
        (withdrawn("energy", topic=None), ALL_TOPICS_FROM, forbid("US-REVOKE", scope="all_topics")),
        (withdrawn(), ALL_TOPICS_FROM, allow("US-REVOKE", scope="all_topics")),
    ],
)
def test_a_withdrawal_covers_its_topic_and_later_all(facts, now, answer):
    assert contacts.revoked(rule("US-REVOKE"), facts, now) == answer


def test_of_several_switches_the_latest_in_force_decides_in_any_order():
    switches = (
        Switch(from_date=date(2026, 5, 1), scope="topic"),
        Switch(from_date=date(2026, 3, 1), scope="all_topics"),
        Switch(from_date=date(2027, 1, 1), scope="all_topics"),
    )
    assert contacts.scope_at(with_params("US-REVOKE", switches=switches), NOON) == "topic"
    assert contacts.scope_at(with_params("US-REVOKE", switches=switches), at("2026-04-01 12:00")) == "all_topics"


@pytest.mark.parametrize("asked", Ask)
def test_a_withdrawal_is_looked_at_again_in_a_talk_and_before_a_sale(asked):
    facts = replace(withdrawn("fibre"), call=CallFacts(ask=asked))
    found = contacts.revoked_in_call(rule("US-REVOKE"), facts, NOON)
    looks = asked in (Ask.TALK, Ask.SALE)
    assert found == (forbid("US-REVOKE", scope="topic", topic="fibre") if looks else None)
    unknown = changed(facts, contact={"revocations": None})
    assert contacts.revoked_in_call(rule("US-REVOKE"), unknown, NOON) is None


@pytest.mark.parametrize(
    ("contact", "campaign", "name"),
    [
        ({"revocations": None}, {}, "revocations"),
        ({"revocations": (Revocation(at=1.0, topic="a"),)}, {"topic": None}, "topic"),
    ],
)
def test_a_withdrawal_names_the_fact_that_nobody_knows(contact, campaign, name):
    with lacks(name):
        contacts.revoked(rule("US-REVOKE"), changed(good(), contact=contact, campaign=campaign), NOON)


# Bases, and where numbers come from.

UNPROVEN = replace(CONSENT, evidence=CONSENT.evidence - {Proof.TEXT_VERSION, Proof.SOURCE})


def fault(kind: str, name: str, **lacks: str) -> RuleAnswer:
    return refuse("IT-BASIS", basis=kind, basis_fault=name, **lacks)


@pytest.mark.parametrize(
    ("bases", "answer"),
    [
        ((), refuse("IT-BASIS", basis="none")),
        ((Basis(kind=BasisKind.INQUIRY),), fault("inquiry", "not_allowed")),
        ((replace(CONSENT, ended_at=NOON),), fault("consent", "ended")),
        ((replace(CONSENT, ended_at=NOON + 1.0),), allow("IT-BASIS", basis="consent")),
        ((replace(CONSENT, obtained_at=NOON + 1.0),), fault("consent", "future")),
        ((replace(CONSENT, obtained_at=NOON),), allow("IT-BASIS", basis="consent")),
        ((Basis(kind=BasisKind.IN_DIRECTORY),), fault("in_directory", "not_in_directory")),
        ((UNPROVEN,), fault("consent", "lacks", lacks="source, text_version")),
        ((UNPROVEN, CONSENT), allow("IT-BASIS", basis="consent")),
        ((Basis(kind=BasisKind.INQUIRY), Basis(kind=BasisKind.PURCHASE)), fault("inquiry", "not_allowed")),
        (
            (Basis(kind=BasisKind.INQUIRY), UNPROVEN, replace(UNPROVEN, kind=BasisKind.CONTRACT)),
            fault("consent", "lacks", lacks="source, text_version"),
        ),
        (
            (UNPROVEN, Basis(kind=BasisKind.INQUIRY)),
            fault("consent", "lacks", lacks="source, text_version"),
        ),
    ],
)
def test_a_basis_is_refused_with_its_fault(bases, answer):
    facts = changed(good(), contact={"bases": bases})
    assert contacts.has_basis(rule("IT-BASIS"), facts, NOON) == answer


@pytest.mark.parametrize(
    ("proofs", "bought", "lacks"),
    [
        (frozenset(Proof) - {Proof.LIST_PROVIDER}, False, ""),
        (frozenset(Proof) - {Proof.LIST_PROVIDER, Proof.NOTICE_GIVEN}, True, "list_provider, notice_given"),
        (frozenset(Proof) - {Proof.SOURCE, Proof.NOTICE_GIVEN}, True, "source, notice_given"),
    ],
)
def test_a_bought_list_needs_further_proofs(proofs, bought, lacks):
    facts = changed(good(), contact={"bases": (replace(CONSENT, bought=bought, evidence=proofs),)})
    found = contacts.has_basis(rule("EU-BASIS"), facts, NOON)
    if lacks:
        assert found == refuse("EU-BASIS", basis="consent", basis_fault="lacks", lacks=lacks)
    else:
        assert found == allow("EU-BASIS", basis="consent")


def test_the_bases_of_a_campaigns_lists_count_as_if_all_its_numbers_were_in_the_directory():
    facts = changed(good(), campaign={"bases": (Basis(kind=BasisKind.IN_DIRECTORY),)}, contact={"bases": ()})
    assert contacts.lists_have_basis(rule("IT-BASIS"), facts, NOON) == allow("IT-BASIS", basis="in_directory")


@pytest.mark.parametrize("evaluate", [contacts.has_basis, contacts.lists_have_basis])
def test_bases_that_nobody_knows_are_named(evaluate):
    facts = changed(good(), contact={"bases": None}, campaign={"bases": None})
    with lacks("bases"):
        evaluate(rule("IT-BASIS"), facts, NOON)


def test_a_recorded_voice_needs_one_of_its_own_bases():
    spoken_by = with_params("US-CONSENT", automated_voice=(BasisKind.WRITTEN_CONSENT,))
    for artificial, answer in (
        (False, allow("US-CONSENT", basis="consent")),
        (True, refuse("US-CONSENT", basis="consent", basis_fault="not_allowed")),
    ):
        facts = changed(good(), campaign={"artificial_voice": artificial})
        assert contacts.has_basis(spoken_by, facts, NOON) == answer
    unknown = changed(good(), campaign={"artificial_voice": None})
    with lacks("artificial_voice"):
        contacts.has_basis(spoken_by, unknown, NOON)
    assert contacts.has_basis(rule("IT-BASIS"), unknown, NOON) == allow("IT-BASIS", basis="consent")


@pytest.mark.parametrize(
    ("one_rule", "seen", "answer"),
    [
        (rule("IT-NO-RANDOM"), {}, allow("IT-NO-RANDOM", longest_sequence=0)),
        (
            rule("IT-NO-RANDOM"),
            {"longest_sequence": 3},
            allow("IT-NO-RANDOM", Duty.SEQUENCE_FOUND, longest_sequence=3),
        ),
        (rule("IT-NO-RANDOM"), {"longest_sequence": 2}, allow("IT-NO-RANDOM", longest_sequence=2)),
        (
            rule("IT-NO-RANDOM"),
            {"numbers_generated": True, "longest_sequence": 4},
            refuse("IT-NO-RANDOM", Duty.SEQUENCE_FOUND, numbers_generated=True, longest_sequence=4),
        ),
        (
            rule("IT-NO-RANDOM"),
            {"provenance_known": False, "longest_sequence": 1},
            refuse("IT-NO-RANDOM", provenance_known=False, longest_sequence=1),
        ),
        (
            rule("IT-NO-RANDOM"),
            {"provenance_known": None, "longest_sequence": 5},
            refuse("IT-NO-RANDOM", Duty.SEQUENCE_FOUND, provenance_known=False, longest_sequence=5),
        ),
        (
            with_params("IT-NO-RANDOM", generated_forbidden=False, provenance_required=False),
            {"numbers_generated": None, "provenance_known": None},
            allow("IT-NO-RANDOM", longest_sequence=0),
        ),
    ],
)
def test_numbers_without_a_known_source_are_refused(one_rule, seen, answer):
    importing = ImportFacts(**{"numbers_generated": False, "provenance_known": True} | seen)
    assert contacts.row_source(one_rule, replace(good(), importing=importing), NOON) == answer


@pytest.mark.parametrize("fact", ["numbers_generated", "provenance_known"])
def test_the_source_of_lists_has_to_be_known(fact):
    assert contacts.list_source(rule("IT-NO-RANDOM"), good(), NOON) == allow("IT-NO-RANDOM", longest_sequence=0)
    with lacks(fact):
        contacts.list_source(rule("IT-NO-RANDOM"), changed(good(), campaign={fact: None}), NOON)
