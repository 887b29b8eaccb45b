"""One kind after another: what its evaluators say of the facts that matter to it."""

from contextlib import suppress
from dataclasses import replace

import pytest

from dialer.compliance.evaluators import abandoning, contacts, people, records
from dialer.compliance.evaluators.table import QUESTIONS
from dialer.compliance.facts import (
    AgentFacts,
    Ask,
    Basis,
    CallFacts,
    ContactFacts,
    DialMode,
    Facts,
    History,
    ReportFacts,
    Revocation,
    RightsRequest,
    SystemFacts,
)
from dialer.compliance.profile import AnyRule
from dialer.compliance.verdict import Answer, Duty, Manner, Unknown, Verdict
from dialer.compliance.vocabulary import BasisKind, Kind, Point, Proof
from tests.dialer.compliance.made import (
    CONSENT,
    DAY,
    FIGURES,
    HOUR,
    MESSAGE,
    NOON,
    ask,
    at,
    changed,
    good,
    profiles,
    rule,
    said,
    scrub,
)


def spoken(verdict: Verdict | None) -> Verdict:
    assert verdict is not None
    return verdict


def with_params(rule_id: str, **changes: object) -> AnyRule:
    one = rule(rule_id)
    return replace(one, params=one.params.model_copy(update=changes))


@pytest.mark.parametrize("kind", Kind)
def test_every_evaluator_names_its_rule_or_says_what_it_lacks(kind):
    rules = [one for profile in profiles().by_id.values() for one in profile.rules if one.kind is kind]
    assert rules
    for point, evaluate in QUESTIONS[kind].items():
        for facts in (Facts(), good(), replace(good(), call=CallFacts(ask=Ask.SALE))):
            with suppress(Unknown):
                verdict = evaluate(rules[0], facts, NOON)
                assert verdict is None or verdict.rule_id == rules[0].id, point


# Abandoned calls.


def test_the_report_of_a_rate_over_its_limit_is_no():
    facts = changed(good(), campaign={"rates": {"IT-MUTE-RATE": replace(FIGURES, abandoned=30.0)}})
    assert spoken(abandoning.within_limit(rule("IT-MUTE-RATE"), facts, NOON)).answer is Answer.ALLOW
    over = changed(good(), campaign={"rates": {"IT-MUTE-RATE": replace(FIGURES, abandoned=30.1)}})
    assert spoken(abandoning.within_limit(rule("IT-MUTE-RATE"), over, NOON)).answer is Answer.REFUSE
    with pytest.raises(Unknown, match="rates"):
        abandoning.within_limit(rule("IT-MUTE-RATE"), Facts(), NOON)
    none_yet = changed(good(), campaign={"rates": {"IT-MUTE-RATE": replace(FIGURES, abandoned=0.0, counted=0.0)}})
    assert spoken(abandoning.within_limit(rule("IT-MUTE-RATE"), none_yet, NOON)).facts["rate"] == 0.0


@pytest.mark.parametrize(
    ("campaign", "fact"),
    [
        ({"wait_limit_ms": 3001}, "wait_limit_ms"),
        ({"comfort_noise_within_ms": 201}, "comfort_noise_within_ms"),
        ({"at_limit": "message"}, "forbidden"),
    ],
)
def test_an_italian_campaign_whose_treatment_is_not_ready_does_not_start(campaign, fact):
    ruling = ask("IT", Point.CAMPAIGN_START, changed(good(), campaign=campaign))
    assert ruling.rule_id == "IT-MUTE-TREATMENT"
    assert fact in said(ruling, "IT-MUTE-TREATMENT").facts


@pytest.mark.parametrize("fact", ["wait_limit_ms", "comfort_noise_within_ms", "at_limit"])
def test_a_treatment_nobody_knows_is_not_ready(fact):
    assert ask("IT", Point.CAMPAIGN_START, changed(good(), campaign={fact: None})).rule_id == "IT-MUTE-TREATMENT"


@pytest.mark.parametrize(
    ("message", "fact"),
    [
        (replace(MESSAGE, says=MESSAGE.says - {"seller_phone"}), "does_not_say"),
        (replace(MESSAGE, says=MESSAGE.says | {"marketing"}), "says"),
        (replace(MESSAGE, opt_out=frozenset({"number"})), "opt_out_by"),
        (replace(MESSAGE, number_is=frozenset({"not_premium"})), "number_is_not"),
        (replace(MESSAGE, suppresses_before_hangup=False), "suppresses_before_hangup"),
        (None, "unknown"),
    ],
)
def test_an_american_campaign_needs_its_message(message, fact):
    facts = changed(good(), campaign={"at_limit": "message", "message": message})
    ruling = ask("US", Point.CAMPAIGN_START, facts)
    assert ruling.rule_id == "US-ABANDON-MSG"
    assert fact in said(ruling, "US-ABANDON-MSG").facts
    silent = ask("US", Point.CAMPAIGN_START, changed(facts, campaign={"at_limit": "hangup"}))
    assert said(silent, "US-ABANDON-MSG").facts["required"] == "message"


def test_an_american_campaign_with_its_message_starts():
    facts = changed(good(), campaign={"at_limit": "message"})
    assert ask("US", Point.CAMPAIGN_START, facts).answer is Answer.ALLOW


def test_a_call_with_an_agent_waits_for_nobody():
    call = CallFacts(ask=Ask.WAIT, answered_at=NOON, agent_joined_at=NOON + 1)
    assert abandoning.waiting(rule("IT-MUTE-TREATMENT"), replace(good(), call=call), NOON + 60) is None


@pytest.mark.parametrize(
    ("rule_id", "field", "hours"), [("UK-LOCKOUT", "abandoned_at", 72), ("UK-AMD-LOCKOUT", "machine_at", 24)]
)
def test_the_british_lockouts_let_a_reserved_agent_through(rule_id, field, hours):
    def verdict(age, **contact):
        facts = changed(good(), contact={"history": History(**{field: NOON - age})} | contact)
        return spoken(abandoning.lockout(rule(rule_id), facts, NOON))

    early = verdict(hours * HOUR - 1)
    assert (early.answer, early.manner) == (Answer.DEGRADE, Manner.GUARANTEED)
    assert verdict(hours * HOUR - 1, agent_reserved=True).answer is Answer.ALLOW
    assert verdict(hours * HOUR).answer is Answer.ALLOW


def test_phones_have_to_ring_long_enough():
    assert (
        ask("US", Point.CAMPAIGN_START, changed(good(), campaign={"ring_limit_s": 14.0, "at_limit": "message"})).rule_id
        == "US-RING"
    )
    soft = ask("IT", Point.CAMPAIGN_START, changed(good(), campaign={"ring_limit_s": 14.0}))
    assert (soft.answer, soft.warnings[0].rule_id) == (Answer.ALLOW, "IT-RING")


def test_detection_is_off_in_italy_and_listens_no_longer_than_allowed():
    assert ask("IT", Point.CAMPAIGN_START, changed(good(), campaign={"amd_on": True})).duties == (Duty.AMD_OFF,)
    may = with_params("IT-AMD", allowed="yes")
    for decides_ms, duties in ((1800, ()), (1801, (Duty.AMD_OFF,)), (None, (Duty.AMD_OFF,))):
        facts = changed(good(), campaign={"amd_on": True, "amd_decision_ms": decides_ms})
        assert spoken(abandoning.detection(may, facts, NOON)).duties == duties
    screened = replace(good(), call=CallFacts(ask=Ask.SCREEN, answered_at=NOON))
    assert spoken(abandoning.listening(rule("IT-AMD"), screened, NOON + 1.799)).answer is Answer.ALLOW
    assert spoken(abandoning.listening(rule("IT-AMD"), screened, NOON + 1.8)).answer is Answer.REFUSE
    assert abandoning.listening(rule("UK-AMD"), screened, NOON + 9) is None


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


def test_after_a_refusal_there_is_a_pause_and_an_appointment_passes():
    facts = changed(good(), contact={"history": History(refused_at=NOON - 29 * DAY)})
    assert said(ask("IT", Point.PRE_DIAL, facts), "IT-ATTEMPTS").until == NOON + DAY
    asked = changed(facts, contact={"appointment": True})
    assert said(ask("IT", Point.PRE_DIAL, asked), "IT-ATTEMPTS").answer is Answer.ALLOW


def test_an_appointment_passes_the_hours_where_the_profile_says_so():
    night = NOON + 10 * HOUR
    asked = changed(good(night), contact={"appointment": True})
    assert ask("IT", Point.PRE_DIAL, asked, night).answer is Answer.ALLOW
    assert said(ask("FR", Point.PRE_DIAL, asked, night), "FR-HOURS").answer is Answer.DEFER


def test_an_unknown_zone_is_every_zone_it_may_be():
    morning = at("2026-06-09 08:30", "America/New_York")
    verdict = said(ask("US", Point.PRE_DIAL, changed(good(morning), contact={"state": "NJ"}), morning), "US-HOURS")
    assert (verdict.answer, verdict.until) == (Answer.DEFER, at("2026-06-09 08:00", "Pacific/Honolulu"))
    bad = changed(good(), contact={"zones": ("Mars/Base",), "state": "NJ"})
    assert "Mars/Base" in str(said(ask("US", Point.PRE_DIAL, bad), "US-HOURS").facts["trouble"])


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
        (Basis(kind=BasisKind.CONTRACT, ended_at=NOON - 30 * DAY), Answer.ALLOW),
        (Basis(kind=BasisKind.CONTRACT, ended_at=NOON - 30 * DAY - 1), Answer.REFUSE),
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


def test_lists_are_checked_as_a_whole_before_a_campaign_starts():
    for checked, answer in (({}, Answer.REFUSE), ({"RPO": NOON - 16 * DAY}, Answer.REFUSE), (None, Answer.REFUSE)):
        ruling = ask("IT", Point.CAMPAIGN_START, changed(good(), campaign={"scrubbed": checked}))
        assert (ruling.answer, ruling.rule_id) == (answer, "IT-RPO")
    down = changed(good(), campaign={"scrubbed": {}}, system={"registers_down": frozenset({"RPO"})})
    assert ask("IT", Point.CAMPAIGN_START, down).answer is Answer.DEFER


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


# People.


def test_a_consumer_called_before_need_not_hear_the_first_calls_items():
    call = CallFacts(ask=Ask.SALE, first_call=False, disclosed=frozenset())
    assert people.disclosed(rule("EU-FIRST-CONTACT"), replace(good(), call=call), NOON) is None
    unknown = replace(good(), call=replace(call, first_call=None))
    assert spoken(people.disclosed(rule("EU-FIRST-CONTACT"), unknown, NOON)).answer is Answer.REFUSE


def test_an_agreement_may_replace_the_breaks():
    facts = replace(good(), agent=AgentFacts(unbroken_screen_s=4 * HOUR, collective_agreement=True))
    assert spoken(people.breaks(rule("IT-VDT"), facts, NOON)).answer is Answer.ALLOW
    warned = replace(good(), agent=AgentFacts(unbroken_screen_s=105 * 60.0))
    assert spoken(people.breaks(rule("IT-VDT"), warned, NOON)).duties == (Duty.BREAK_SOON,)


@pytest.mark.parametrize(
    ("agent", "answer"),
    [
        ({"feature": "silent_listening"}, Answer.REFUSE),
        ({"feature": "silent_listening", "union_agreement": "2026/14"}, Answer.ALLOW),
        ({"feature": "own_figures"}, Answer.ALLOW),
        ({"feature": "team_totals", "team_size": 4}, Answer.REFUSE),
        ({"feature": "team_totals", "team_size": 5}, Answer.ALLOW),
    ],
)
def test_features_that_watch_a_named_agent_are_locked(agent, answer):
    facts = replace(good(), agent=AgentFacts(**agent))
    assert spoken(people.monitoring(rule("IT-MONITOR"), facts, NOON)).answer is answer
    assert people.monitoring(rule("IT-MONITOR"), good(), NOON) is None


@pytest.mark.parametrize(
    ("campaign", "answer"),
    [
        ({"without_agent": True}, Answer.ALLOW),
        ({"without_agent": True, "bases": (CONSENT, Basis(kind=BasisKind.CONTRACT))}, Answer.REFUSE),
        ({"without_agent": True, "bases": ()}, Answer.REFUSE),
        ({"artificial_voice": True}, Answer.REFUSE),
        ({"artificial_voice": True, "discloses_ai": True}, Answer.ALLOW),
    ],
)
def test_a_voice_without_an_agent_needs_consent_and_says_what_it_is(campaign, answer):
    facts = changed(good(), campaign=campaign)
    assert spoken(people.without_agent(rule("EU-AI-VOICE"), facts, NOON)).answer is answer


def test_a_voice_without_an_agent_may_be_forbidden():
    never = with_params("UK-AUTO-VOICE", without_agent="forbidden")
    facts = changed(good(), campaign={"without_agent": True})
    assert spoken(people.without_agent(never, facts, NOON)).answer is Answer.REFUSE


# Records.


@pytest.mark.parametrize(
    ("call", "answer", "duties"),
    [
        ({"recording_purpose": "quality", "recording_notice": True}, Answer.ALLOW, ()),
        ({"recording_purpose": "training", "recording_notice": True}, Answer.REFUSE, ()),
        ({"recording_purpose": "quality", "recording_notice": False}, Answer.REFUSE, ()),
        (
            {"recording_purpose": "quality", "recording_notice": True, "recording_refused": True},
            Answer.REFUSE,
            (Duty.STOP_RECORDING,),
        ),
    ],
)
def test_talk_is_recorded_after_a_notice_for_a_purpose_and_until_a_no(call, answer, duties):
    facts = replace(good(), call=CallFacts(ask=Ask.RECORD, **call))
    verdict = spoken(records.recording(rule("EU-RECORDING"), facts, NOON))
    assert (verdict.answer, verdict.duties) == (answer, duties)
    kept = spoken(records.recorded(rule("EU-RECORDING"), replace(good(), call=CallFacts(recorded=True, **call)), NOON))
    assert (kept.answer, kept.duties) == (answer, () if answer is Answer.ALLOW else (Duty.DELETE,))


def test_data_are_deleted_in_time():
    call = replace(good(), call=CallFacts(originated_at=at("2026-06-09 12:00", "UTC")))
    until = spoken(records.keep_until(rule("EU-RETENTION"), call, NOON)).facts["delete_at"]
    assert until == at("2028-06-09 12:00", "UTC")
    for months, answer in ((23, Answer.ALLOW), (25, Answer.REFUSE)):
        oldest = {"contact_data": NOON - months * 30.5 * DAY, "statistics": 0.0}
        facts = replace(good(), report=ReportFacts(oldest=oldest))
        assert spoken(records.kept_too_long(rule("EU-RETENTION"), facts, NOON)).answer is answer


def test_what_has_to_be_written_down_is():
    keep = frozenset(rule("US-RECORDS").params.keep)
    whole, short = (replace(good(), call=CallFacts(kept=kept)) for kept in (keep, keep - {"seller"}))
    assert spoken(records.call_written_down(rule("US-RECORDS"), whole, NOON)).answer is Answer.ALLOW
    assert spoken(records.call_written_down(rule("US-RECORDS"), short, NOON)).facts["not_kept"] == "seller"
    report = replace(good(), report=ReportFacts(kept=frozenset()))
    assert spoken(records.report_complete(rule("US-RECORDS"), report, NOON)).answer is Answer.REFUSE


@pytest.mark.parametrize(
    ("request_", "answer", "duties"),
    [
        (RightsRequest(received_at=NOON - 20 * DAY), Answer.ALLOW, ()),
        (RightsRequest(received_at=NOON - 22 * DAY), Answer.ALLOW, (Duty.ANSWER_SOON,)),
        (RightsRequest(received_at=NOON - 32 * DAY), Answer.REFUSE, (Duty.ANSWER_SOON,)),
        (RightsRequest(received_at=NOON - 32 * DAY, extended=True), Answer.ALLOW, (Duty.ANSWER_SOON,)),
        (RightsRequest(received_at=NOON - 99 * DAY, answered_at=NOON - 80 * DAY), Answer.ALLOW, ()),
    ],
)
def test_people_are_answered_in_time(request_, answer, duties):
    facts = replace(good(), report=ReportFacts(requests=(request_,)))
    verdict = spoken(records.rights(rule("EU-RIGHTS"), facts, NOON))
    assert (verdict.answer, verdict.duties) == (answer, duties)


def test_whole_numbers_are_shown_to_a_role_with_a_reason():
    def verdict(**report):
        facts = replace(good(), report=ReportFacts(**{"key_made_at": NOON - DAY} | report))
        return spoken(records.showing_numbers(rule("EU-PSEUDONYM"), facts, NOON))

    assert verdict().answer is Answer.ALLOW
    assert verdict(unmasks=True, unmask_given=frozenset({"role"})).facts["missing"] == "reason"
    assert verdict(unmasks=True, unmask_given=frozenset({"role", "reason"})).answer is Answer.ALLOW
    assert verdict(key_made_at=NOON - 370 * DAY).answer is Answer.REFUSE


def test_without_a_log_nothing_is_begun_and_nobody_is_hung_up_on():
    mute = replace(good(), system=SystemFacts(clock_skew_s=0.0, log_works=False))
    for point in (Point.IMPORT, Point.CAMPAIGN_START, Point.PRE_DIAL):
        assert ask("IT", point, mute).rule_id == "EU-AUDIT"
    waiting = replace(mute, call=CallFacts(ask=Ask.WAIT, answered_at=NOON))
    assert ask("IT", Point.IN_CALL, waiting, NOON + 1).answer is Answer.ALLOW
    sale = replace(mute, call=CallFacts(ask=Ask.SALE, disclosed=frozenset()))
    assert said(ask("IT", Point.IN_CALL, sale), "EU-AUDIT").answer is Answer.REFUSE


def test_a_mode_that_nobody_knows_may_be_ahead_of_the_agents():
    facts = changed(good(), campaign={"mode": None, "rates": {}})
    assert ask("IT", Point.PRE_DIAL, facts).manner is Manner.PROGRESSIVE
    assert ask("IT", Point.PRE_DIAL, changed(facts, campaign={"mode": DialMode.PREVIEW})).answer is Answer.ALLOW
