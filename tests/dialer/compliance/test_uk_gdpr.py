"""The United Kingdom's own data protection law: retention, the notice of a recording, people's rights."""

from dataclasses import replace

from dialer.compliance.facts import Ask, CallFacts, ReportFacts, RightsRequest
from dialer.compliance.ruling import Answer, Duty
from dialer.compliance.vocabulary import Kind, Point, Side
from tests.support.profiles import DAY, NOON, ask, good, profiles, said

OWN = {Kind.RETENTION, Kind.RECORDING, Kind.DATA_SUBJECT_RIGHTS, Kind.AUDIT_LOG}


def test_the_british_profile_has_its_own_data_protection_and_names_the_uk_gdpr():
    rules = [rule for rule in profiles()["UK"].rules if rule.basis.text.startswith("UK GDPR")]
    assert {rule.kind for rule in rules} >= OWN
    assert [rule.id for rule in rules if rule.follows != {Side.SELLER}] == []


def test_nothing_is_recorded_before_the_person_is_told():
    call = CallFacts(ask=Ask.RECORD, recording_purpose="quality", recording_notice=False)
    ruling = ask("UK", Point.IN_CALL, replace(good(), call=call))
    assert (ruling.answer, ruling.rule_id) == (Answer.REFUSE, "UK-RECORDING")
    told = replace(good(), call=replace(call, recording_notice=True))
    assert said(ask("UK", Point.IN_CALL, told), "UK-RECORDING").answer is Answer.ALLOW


def test_data_kept_too_long_and_answers_too_late_are_found():
    report = ReportFacts(
        oldest={"contact_data": NOON - 800 * DAY, "call_events": NOON - 30 * DAY},
        requests=(RightsRequest(received_at=NOON - 40 * DAY),),
    )
    ruling = ask("UK", Point.REPORT, replace(good(), report=report))
    kept = said(ruling, "UK-RETENTION")
    assert (kept.answer, kept.duties, kept.facts["kept_too_long"]) == (Answer.REFUSE, (Duty.DELETE,), "contact_data")
    late = said(ruling, "UK-RIGHTS")
    assert (late.answer, late.facts["late"]) == (Answer.REFUSE, 1)
