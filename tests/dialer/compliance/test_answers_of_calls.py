"""The whole answer of each rule on abandoned calls, ringing and detection: its facts explain a refusal to people."""

from dataclasses import replace
from typing import Any

import pytest

from dialer.compliance.evaluators import abandoning
from dialer.compliance.facts import Ask, AuditFacts, CallFacts, DialMode, Facts, Figures, History
from dialer.compliance.ruling import Duty, Manner, allow, defer, degrade, refuse
from tests.support.profiles import DAY, MESSAGE, NOON, changed, good, lacks, rule, with_params


def of_rate(*, mode: DialMode | None = DialMode.PREDICTIVE, **figures: Any) -> Facts:
    rates = {"IT-MUTE-RATE": Figures(**figures)} if figures else {}
    return changed(good(), campaign={"mode": mode, "rates": rates})


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        (of_rate(mode=DialMode.PREVIEW), allow("IT-MUTE-RATE", mode="preview")),
        (of_rate(mode=None), degrade("IT-MUTE-RATE", Manner.PROGRESSIVE, unknown="rates")),
        (
            of_rate(abandoned=0.0, counted=99.0),
            degrade("IT-MUTE-RATE", Manner.PROGRESSIVE, counted=99.0, at_least=100),
        ),
        (of_rate(abandoned=0.0, counted=100.0), allow("IT-MUTE-RATE", rate=0.0, worst=0.0, level=0.025)),
        (
            of_rate(abandoned=30.0, counted=1000.0),
            degrade("IT-MUTE-RATE", Manner.PROGRESSIVE, guard="stop", rate=0.03, worst=0.03, level=0.025),
        ),
        (
            of_rate(abandoned=10.0, counted=1000.0, ahead=24),
            degrade("IT-MUTE-RATE", Manner.PROGRESSIVE, rate=0.01, worst=34 / 1024, level=0.025),
        ),
        (
            of_rate(abandoned=25.0, counted=1000.0),
            allow("IT-MUTE-RATE", guard="throttle", rate=0.025, worst=0.025, level=0.025),
        ),
        (
            of_rate(abandoned=20.0, counted=1000.0),
            allow("IT-MUTE-RATE", guard="throttle", rate=0.02, worst=0.02, level=0.025),
        ),
        (of_rate(abandoned=19.0, counted=1000.0), allow("IT-MUTE-RATE", rate=0.019, worst=0.019, level=0.025)),
    ],
)
def test_dialling_ahead_is_allowed_as_long_as_the_worst_case_keeps_the_level(facts, answer):
    assert abandoning.over_dialling(rule("IT-MUTE-RATE"), facts, NOON) == answer


@pytest.mark.parametrize(("ahead", "worst"), [(0, 0.0), (1, 1.0)])
def test_the_worst_case_of_a_campaign_without_answers_is_that_all_its_calls_are_abandoned(ahead, worst):
    guard = rule("IT-MUTE-RATE").params.guard.model_copy(update={"min_denominator": 0})
    answer = abandoning.over_dialling(
        with_params("IT-MUTE-RATE", guard=guard), of_rate(abandoned=0.0, counted=0.0, ahead=ahead), NOON
    )
    assert answer is not None
    assert answer.facts["worst"] == worst


@pytest.mark.parametrize(("abandoned", "answers"), [(30.0, allow), (31.0, refuse)])
def test_the_report_of_a_rate_names_its_counts_limit_and_aim(abandoned, answers):
    found = abandoning.within_limit(
        with_params("IT-MUTE-RATE", aim=0.01), of_rate(abandoned=abandoned, counted=1000.0), NOON
    )
    assert found == answers(
        "IT-MUTE-RATE", rate=abandoned / 1000.0, abandoned=abandoned, counted=1000.0, limit=0.03, aim=0.01
    )


def test_a_rate_that_nobody_knows_is_named():
    with lacks("rates"):
        abandoning.within_limit(rule("IT-MUTE-RATE"), of_rate(), NOON)


PLAYS = {"at_limit": "message"}


@pytest.mark.parametrize(
    ("of_rule", "campaign", "answer"),
    [
        ("IT-MUTE-TREATMENT", {"wait_limit_ms": 3001}, {"wait_limit_ms": 3001, "at_most": 3000}),
        ("IT-MUTE-TREATMENT", {"comfort_noise_within_ms": 201}, {"comfort_noise_within_ms": 201, "at_most": 200}),
        ("IT-MUTE-TREATMENT", PLAYS, {"at_limit": "message", "forbidden": "message"}),
        ("US-ABANDON-MSG", {"at_limit": "hangup"}, {"at_limit": "hangup", "required": "message"}),
    ],
)
def test_a_treatment_is_refused_with_what_it_is_and_what_it_must_be(of_rule, campaign, answer):
    facts = changed(good(), campaign=campaign)
    assert abandoning.treatment_ready(rule(of_rule), facts, NOON) == refuse(of_rule, **answer)


def test_a_treatment_at_its_very_limits_is_ready():
    facts = changed(good(), campaign={"wait_limit_ms": 3000, "comfort_noise_within_ms": 200})
    ready = allow("IT-MUTE-TREATMENT", at_limit="hangup", wait_limit_ms=3000)
    assert abandoning.treatment_ready(rule("IT-MUTE-TREATMENT"), facts, NOON) == ready


def test_a_message_that_is_neither_wanted_nor_forbidden_may_be_played():
    free = with_params("IT-MUTE-TREATMENT", message_forbidden=False)
    ready = allow("IT-MUTE-TREATMENT", at_limit="message", wait_limit_ms=2000)
    assert abandoning.treatment_ready(free, changed(good(), campaign=PLAYS), NOON) == ready


@pytest.mark.parametrize("fact", ["wait_limit_ms", "comfort_noise_within_ms", "at_limit"])
def test_a_treatment_names_the_fact_that_nobody_knows(fact):
    with lacks(fact):
        abandoning.treatment_ready(rule("IT-MUTE-TREATMENT"), changed(good(), campaign={fact: None}), NOON)


AMERICAN = rule("US-ABANDON-MSG").params.message
TWO_TABOOS = AMERICAN.model_copy(update={"must_not_say": ("prices", "marketing")})
UNWRITTEN = AMERICAN.model_copy(
    update={"opt_out": AMERICAN.opt_out.model_copy(update={"suppress_before_hangup": False})}
)


@pytest.mark.parametrize(
    ("wanted", "said", "lacks"),
    [
        (AMERICAN, {"says": frozenset({"telemarketing_purpose"})}, {"does_not_say": "seller_name, seller_phone"}),
        (TWO_TABOOS, {"says": MESSAGE.says | {"marketing", "prices"}}, {"says": "marketing, prices"}),
        (AMERICAN, {"opt_out": frozenset({"number"})}, {"opt_out_by": "key, voice"}),
        (AMERICAN, {"number_is": frozenset()}, {"number_is_not": "answered_in_office_hours, not_premium"}),
        *(
            (
                AMERICAN,
                {"opt_out": frozenset({way}), "suppresses_before_hangup": False},
                {"suppresses_before_hangup": False},
            )
            for way in ("key", "voice")
        ),
        (UNWRITTEN, {"suppresses_before_hangup": False}, {}),
        (rule("UK-SILENT").params.message, {"opt_out": {"number"}, "suppresses_before_hangup": False}, {}),
    ],
)
def test_a_message_is_refused_with_what_it_lacks(wanted, said, lacks):
    facts = changed(good(), campaign=PLAYS | {"message": replace(MESSAGE, **said)})
    answers = refuse if lacks else allow
    found = abandoning.treatment_ready(with_params("US-ABANDON-MSG", message=wanted), facts, NOON)
    assert found == answers("US-ABANDON-MSG", message="5f0c", **lacks)


def test_a_message_that_nobody_knows_is_named():
    with lacks("message"):
        abandoning.treatment_ready(rule("US-ABANDON-MSG"), changed(good(), campaign=PLAYS | {"message": None}), NOON)


GREETED = CallFacts(ask=Ask.WAIT, answered_at=NOON, greeting_started_at=NOON + 1.0, greeting_ended_at=NOON + 1.6)
UNHEARD = CallFacts(ask=Ask.WAIT, answered_at=NOON)


@pytest.mark.parametrize(
    ("of_rule", "call", "waited_ms", "limit_ms", "at_limit"),
    [
        ("IT-MUTE-TREATMENT", GREETED, 3000, 3000, "hangup"),
        ("UK-SILENT", GREETED, 2000, 2000, "message"),
        ("US-ABANDON-MSG", GREETED, 1400, 2000, "message"),
        ("UK-SILENT", UNHEARD, 3000, 2000, "message"),
        ("US-ABANDON-MSG", UNHEARD, 3000, 2000, "message"),
    ],
)
def test_a_person_waits_until_the_limit_from_where_the_law_starts_its_clock(
    of_rule, call, waited_ms, limit_ms, at_limit
):
    found = abandoning.waiting(rule(of_rule), replace(good(), call=call), NOON + 3.0)
    if waited_ms < limit_ms:
        assert found == allow(of_rule, waited_ms=waited_ms, limit_ms=limit_ms)
    else:
        assert found == refuse(of_rule, waited_ms=waited_ms, limit_ms=limit_ms, at_limit=at_limit)


def test_a_wait_is_judged_only_when_asked_and_from_a_known_answer():
    one_rule = rule("IT-MUTE-TREATMENT")
    assert abandoning.waiting(one_rule, replace(good(), call=replace(UNHEARD, ask=Ask.TALK)), NOON) is None
    with lacks("answered_at"):
        abandoning.waiting(one_rule, replace(good(), call=replace(UNHEARD, answered_at=None)), NOON)


ITALIAN, BRITISH = "IT-MUTE-LOCKOUT", "UK-LOCKOUT"
FIVE_DAYS = NOON - 5 * DAY


@pytest.mark.parametrize(
    ("of_rule", "history", "facts", "answer"),
    [
        (ITALIAN, {}, {}, allow(ITALIAN)),
        (
            ITALIAN,
            {"abandoned_at": FIVE_DAYS + 1.0},
            {},
            defer(ITALIAN, NOON + 1.0, since=FIVE_DAYS + 1.0, lasts="P5D"),
        ),
        (ITALIAN, {"abandoned_at": FIVE_DAYS}, {}, degrade(ITALIAN, Manner.GUARANTEED, since=FIVE_DAYS)),
        (
            ITALIAN,
            {"abandoned_at": FIVE_DAYS, "served_at": FIVE_DAYS},
            {},
            degrade(ITALIAN, Manner.GUARANTEED, since=FIVE_DAYS),
        ),
        (ITALIAN, {"abandoned_at": FIVE_DAYS, "served_at": FIVE_DAYS + 1.0}, {}, allow(ITALIAN, since=FIVE_DAYS)),
        (
            ITALIAN,
            {"abandoned_at": FIVE_DAYS},
            {"campaign": {"agents_free": 0}},
            defer(ITALIAN, NOON + 60.0, since=FIVE_DAYS, agents_free=0),
        ),
        *(
            (ITALIAN, {"abandoned_at": FIVE_DAYS}, facts, allow(ITALIAN, since=FIVE_DAYS, agent_reserved=True))
            for facts in (
                {"contact": {"agent_reserved": True}},
                {"campaign": {"mode": DialMode.PREVIEW}},
                {"campaign": {"mode": DialMode.MANUAL}},
            )
        ),
        (BRITISH, {"abandoned_at": FIVE_DAYS}, {}, allow(BRITISH, since=FIVE_DAYS)),
        (BRITISH, {"abandoned_at": NOON - DAY}, {}, degrade(BRITISH, Manner.GUARANTEED, since=NOON - DAY)),
        (BRITISH, {"machine_at": NOON - DAY}, {}, allow(BRITISH)),
        ("UK-AMD-LOCKOUT", {"abandoned_at": NOON - 1.0}, {}, allow("UK-AMD-LOCKOUT")),
    ],
)
def test_a_number_is_locked_from_the_abandoned_call_on(of_rule, history, facts, answer):
    known = changed(changed(good(), contact={"history": History(**history)}), **facts)
    assert abandoning.lockout(rule(of_rule), known, NOON) == answer


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"contact": {"history": None}}, "history"),
        (
            {"contact": {"history": History(abandoned_at=FIVE_DAYS)}, "campaign": {"agents_free": None}},
            "agents_free",
        ),
    ],
)
def test_a_lockout_names_the_fact_that_nobody_knows(facts, name):
    with lacks(name):
        abandoning.lockout(rule(ITALIAN), changed(good(), **facts), NOON)


@pytest.mark.parametrize(("ring_s", "answers"), [(15.0, allow), (14.9, refuse)])
def test_a_campaign_is_asked_for_the_least_ringing(ring_s, answers):
    found = abandoning.ring_limit(rule("IT-RING"), changed(good(), campaign={"ring_limit_s": ring_s}), NOON)
    assert found == answers("IT-RING", ring_limit_s=ring_s, at_least=15.0)


def test_a_ring_limit_that_nobody_knows_is_named():
    with lacks("ring_limit_s"):
        abandoning.ring_limit(rule("IT-RING"), changed(good(), campaign={"ring_limit_s": None}), NOON)


RINGS = CallFacts(ask=Ask.CALL_OFF)


@pytest.mark.parametrize(
    ("call", "suppressed", "answer"),
    [
        (RINGS, False, defer("IT-RING", NOON + 15.0, rings_at_least_s=15.0)),
        (replace(RINGS, ringing_at=NOON - 14.0), False, defer("IT-RING", NOON + 1.0, rings_at_least_s=15.0)),
        (replace(RINGS, ringing_at=NOON - 15.0), False, allow("IT-RING", rings_at_least_s=15.0)),
        (RINGS, True, allow("IT-RING", suppressed=True)),
        (replace(RINGS, answered_at=NOON), False, None),
        (replace(RINGS, ask=Ask.END), False, None),
    ],
)
def test_a_phone_rings_for_the_least_time_unless_its_person_said_no(call, suppressed, answer):
    facts = changed(replace(good(), call=call), contact={"suppressed": suppressed})
    assert abandoning.calling_off(rule("IT-RING"), facts, NOON) == answer


def heard(**changes: Any) -> AuditFacts:
    return AuditFacts(**{"at": NOON - DAY, "sample": 400, "people": 3} | changes)


QUICK = with_params("IT-AMD", allowed="yes")
AUDITED = rule("UK-AMD")


@pytest.mark.parametrize(
    ("one_rule", "campaign", "duties", "facts"),
    [
        (QUICK, {"amd_on": False}, (), {"amd_on": False}),
        (rule("IT-AMD"), {"amd_decision_ms": 1}, (Duty.AMD_OFF,), {"allowed": "never"}),
        (QUICK, {}, (Duty.AMD_OFF,), {"decides_in_ms": "unknown", "at_most": 1800}),
        (QUICK, {"amd_decision_ms": 1801}, (Duty.AMD_OFF,), {"decides_in_ms": 1801, "at_most": 1800}),
        (QUICK, {"amd_decision_ms": 1800}, (), {"amd_on": True}),
        (AUDITED, {}, (Duty.AMD_OFF,), {"audit": "missing"}),
        (
            AUDITED,
            {"amd_audit": heard(at=NOON - 30 * DAY - 1.0)},
            (Duty.AMD_OFF,),
            {"audit": "stale", "audited_at": NOON - 30 * DAY - 1.0, "valid_for": "P30D"},
        ),
        (
            AUDITED,
            {"amd_audit": heard(sample=399)},
            (Duty.AMD_OFF,),
            {"audit": "small", "sample": 399, "at_least": 400},
        ),
        (
            AUDITED,
            {"amd_audit": heard(at=NOON - 30 * DAY)},
            (),
            {"audited_at": NOON - 30 * DAY, "sample": 400, "people": 3},
        ),
    ],
)
def test_detection_is_switched_off_with_the_reason(one_rule, campaign, duties, facts):
    found = abandoning.detection(one_rule, changed(good(), campaign={"amd_on": True} | campaign), NOON)
    assert found == allow(one_rule.id, *duties, **facts)


def test_whether_detection_is_on_has_to_be_known():
    with lacks("amd_on"):
        abandoning.detection(AUDITED, changed(good(), campaign={"amd_on": None}), NOON)


@pytest.mark.parametrize(("listened_ms", "answers"), [(1799, allow), (1800, refuse)])
def test_detection_listens_up_to_its_limit(listened_ms, answers):
    facts = replace(good(), call=CallFacts(ask=Ask.SCREEN, answered_at=NOON))
    found = abandoning.listening(rule("IT-AMD"), facts, NOON + listened_ms / 1000)
    assert found == answers("IT-AMD", listened_ms=listened_ms, limit_ms=1800)


def test_listening_is_judged_only_when_asked_and_from_a_known_answer():
    assert abandoning.listening(rule("IT-AMD"), replace(good(), call=CallFacts(answered_at=NOON)), NOON) is None
    with lacks("answered_at"):
        abandoning.listening(rule("IT-AMD"), replace(good(), call=CallFacts(ask=Ask.SCREEN)), NOON)
