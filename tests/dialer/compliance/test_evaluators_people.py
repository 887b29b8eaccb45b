"""What the kinds on what is said, on agents and on records say of the facts that matter to them."""

from dataclasses import replace

import pytest

from dialer.compliance.evaluators import records, speech_and_work
from dialer.compliance.facts import (
    AgentFacts,
    Ask,
    Basis,
    CallFacts,
    DialMode,
    ReportFacts,
    RightsRequest,
    SystemFacts,
)
from dialer.compliance.ruling import Answer, Duty, Manner
from dialer.compliance.vocabulary import BasisKind, Point
from tests.support.profiles import CONSENT, DAY, HOUR, NOON, ask, at, changed, good, rule, said, spoken, with_params

# People.


def test_a_consumer_called_before_need_not_hear_the_first_calls_items():
    call = CallFacts(ask=Ask.SALE, first_call=False, disclosed=frozenset())
    assert speech_and_work.disclosed(rule("EU-FIRST-CONTACT"), replace(good(), call=call), NOON) is None
    unknown = replace(good(), call=replace(call, first_call=None))
    assert spoken(speech_and_work.disclosed(rule("EU-FIRST-CONTACT"), unknown, NOON)).answer is Answer.REFUSE


def test_an_agreement_may_replace_the_breaks():
    facts = replace(good(), agent=AgentFacts(unbroken_screen_s=4 * HOUR, collective_agreement=True))
    assert spoken(speech_and_work.breaks(rule("IT-VDT"), facts, NOON)).answer is Answer.ALLOW
    warned = replace(good(), agent=AgentFacts(unbroken_screen_s=105 * 60.0))
    assert spoken(speech_and_work.breaks(rule("IT-VDT"), warned, NOON)).duties == (Duty.BREAK_SOON,)


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
    assert spoken(speech_and_work.monitoring(rule("IT-MONITOR"), facts, NOON)).answer is answer
    assert speech_and_work.monitoring(rule("IT-MONITOR"), good(), NOON) is None


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
    assert spoken(speech_and_work.without_agent(rule("EU-AI-VOICE"), facts, NOON)).answer is answer


def test_a_voice_without_an_agent_may_be_forbidden():
    never = with_params("UK-AUTO-VOICE", without_agent="forbidden")
    facts = changed(good(), campaign={"without_agent": True})
    assert spoken(speech_and_work.without_agent(never, facts, NOON)).answer is Answer.REFUSE


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


def test_what_is_not_recorded_and_no_contract_need_nothing():
    verdict = spoken(records.recorded(rule("EU-RECORDING"), replace(good(), call=CallFacts(recorded=False)), NOON))
    assert verdict.answer is Answer.ALLOW
    assert records.contract(rule("IT-CONTRACT"), good(), NOON) is None
    talked = replace(good(), call=CallFacts(contract_state="verbal_interest"))
    assert spoken(records.contract(rule("IT-CONTRACT"), talked, NOON)).answer is Answer.ALLOW


def test_a_recording_for_another_purpose_is_deleted():
    call = CallFacts(recorded=True, recording_notice=True, recording_purpose="training")
    verdict = spoken(records.recorded(rule("EU-RECORDING"), replace(good(), call=call), NOON))
    assert (verdict.answer, verdict.duties) == (Answer.REFUSE, (Duty.DELETE,))
