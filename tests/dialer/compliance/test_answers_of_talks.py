"""The whole answer of each rule on caller ids, speech, agents and records: its facts explain a refusal to people."""

from dataclasses import replace

import pytest

from dialer.compliance.evaluators import records, showing, speech_and_work
from dialer.compliance.facts import AgentFacts, Ask, Basis, CallFacts, ReportFacts, RightsRequest, SystemFacts
from dialer.compliance.ruling import Duty, allow, defer, refuse
from dialer.compliance.vocabulary import BasisKind, CliClass
from tests.support.profiles import CONSENT, DAY, NOON, at, changed, good, lacks, rule, with_params

# Caller ids.


@pytest.mark.parametrize(
    ("params", "caller", "facts"),
    [
        ({}, {}, {}),
        ({}, {"number": ""}, {"withheld": True}),
        ({}, {"in_inventory": False}, {"in_inventory": False}),
        ({"in_inventory": False}, {"in_inventory": None}, {}),
        (
            {},
            {"classes": frozenset({CliClass.FREEPHONE})},
            {"must_be_one_of": "sales_prefix, statistics_prefix, callable, short"},
        ),
        ({"one_of": None}, {"classes": frozenset()}, {}),
        (
            {"all_of": (CliClass.CALLABLE, CliClass.GEOGRAPHIC, CliClass.SHORT)},
            {},
            {"must_be": "geographic, short"},
        ),
        ({"declared_in": ("ROC", "one", "two")}, {}, {"not_declared_in": "one, two"}),
        ({"forbidden_prefixes": ("+3905", "+3906")}, {}, {"prefix": "forbidden"}),
        ({"forbidden_prefixes": ("+3905",)}, {}, {}),
        ({"digits": (9, 11)}, {}, {"digits": 10}),
        ({"digits": (10,)}, {}, {}),
        ({"digits": (9,)}, {"number": "+442012345678"}, {}),
        ({"digits": (10,), "home_prefix": ""}, {"number": "+0123456789"}, {}),
        ({}, {"tested_at": NOON - 7 * DAY}, {}),
        ({}, {"tested_at": NOON - 7 * DAY - 1.0}, {"tested_at": NOON - 7 * DAY - 1.0, "max_age": "P7D"}),
        ({}, {"test_reached": "identity_message"}, {}),
        ({}, {"test_reached": ""}, {"test_reached": "nobody"}),
        ({}, {"test_reached": "fax"}, {"test_reached": "fax"}),
        ({"callback_test": None}, {"tested_at": None}, {}),
        ({}, {"trunk_country": "FR"}, {"trunk_country": "FR", "home_country": "IT"}),
        ({}, {"trunk_country": "FR", "provider_proof": True}, {"trunk_country": "FR", "home_country": "IT"}),
        ({"from_abroad": "needs_provider_proof"}, {"trunk_country": "FR", "provider_proof": True}, {}),
        (
            {"from_abroad": "needs_provider_proof"},
            {"trunk_country": "FR"},
            {"trunk_country": "FR", "home_country": "IT"},
        ),
        ({"from_abroad": "allowed"}, {"trunk_country": None}, {}),
        ({}, {"trunk_country": None, "number": "+442012345678"}, {}),
    ],
)
def test_a_caller_id_is_refused_with_what_is_wrong_with_it(params, caller, facts):
    found = showing.caller_id(with_params("IT-CLI", **params), changed(good(), caller=caller), NOON)
    assert found == (refuse if facts else allow)("IT-CLI", **facts)


def test_a_number_may_be_withheld_where_the_law_lets_it():
    one_rule = with_params("IT-CLI", withheld_forbidden=False)
    withheld = allow("IT-CLI", withheld=True)
    assert showing.caller_id(one_rule, changed(good(), caller={"number": ""}), NOON) == withheld


@pytest.mark.parametrize(
    ("fact", "name"),
    [
        ("number", "caller_id"),
        ("in_inventory", "in_inventory"),
        ("tested_at", "caller_id_tested_at"),
        ("trunk_country", "trunk_country"),
    ],
)
def test_a_caller_id_names_the_fact_that_nobody_knows(fact, name):
    with lacks(name):
        showing.caller_id(rule("IT-CLI"), changed(good(), caller={fact: None}), NOON)


# What agents say.

SAID = frozenset({"company_identity", "right_to_object"})
SALE = CallFacts(ask=Ask.SALE, disclosed=SAID)


@pytest.mark.parametrize(
    ("of_rule", "params", "call", "answer"),
    [
        ("EU-FIRST-CONTACT", {}, SALE, refuse("EU-FIRST-CONTACT", not_said="data_source, privacy_notice")),
        ("EU-FIRST-CONTACT", {"items": tuple(SAID)}, SALE, allow("EU-FIRST-CONTACT")),
        ("EU-FIRST-CONTACT", {}, replace(SALE, first_call=False), None),
        (
            "EU-FIRST-CONTACT",
            {},
            replace(SALE, first_call=True),
            refuse("EU-FIRST-CONTACT", not_said="data_source, privacy_notice"),
        ),
        ("EU-FIRST-CONTACT", {"blocks_sale": False}, SALE, None),
        ("EU-FIRST-CONTACT", {}, replace(SALE, ask=Ask.TALK), None),
        (
            "US-DISCLOSE",
            {},
            replace(SALE, first_call=False),
            refuse("US-DISCLOSE", not_said="seller_identity, sales_purpose, nature_of_goods"),
        ),
    ],
)
def test_a_sale_is_refused_with_what_was_not_said(of_rule, params, call, answer):
    assert speech_and_work.disclosed(with_params(of_rule, **params), replace(good(), call=call), NOON) == answer


ANNOUNCE = Duty.ANNOUNCE_COUNTRY


@pytest.mark.parametrize(
    ("params", "agent", "answer"),
    [
        ({}, {"country": "DE"}, allow("IT-LOCATION", ANNOUNCE, agent_country="DE")),
        ({"announce": False}, {"country": "DE"}, allow("IT-LOCATION", agent_country="DE")),
        (
            {},
            {"country": "AL", "home_group_staffed": False},
            refuse("IT-LOCATION", agent_country="AL", home_group_staffed=False),
        ),
        (
            {},
            {"country": "AL", "home_group_staffed": True},
            allow("IT-LOCATION", ANNOUNCE, Duty.OFFER_TRANSFER, agent_country="AL"),
        ),
        (
            {"announce": False},
            {"country": "AL", "home_group_staffed": True},
            allow("IT-LOCATION", Duty.OFFER_TRANSFER, agent_country="AL"),
        ),
        ({"transfer_home": False}, {"country": "AL"}, allow("IT-LOCATION", ANNOUNCE, agent_country="AL")),
    ],
)
def test_an_agent_abroad_announces_the_country_and_offers_a_transfer(params, agent, answer):
    facts = replace(good(), agent=AgentFacts(**agent))
    assert speech_and_work.location(with_params("IT-LOCATION", **params), facts, NOON) == answer


@pytest.mark.parametrize(
    ("params", "minutes", "answer"),
    [
        ({}, 104.9, allow("IT-VDT", unbroken_min=104.9)),
        ({}, 105.0, allow("IT-VDT", Duty.BREAK_SOON, unbroken_min=105.0)),
        ({}, 110.0, allow("IT-VDT", Duty.NOT_AHEAD, Duty.BREAK_SOON, unbroken_min=110.0)),
        ({"warn_at_min": 115}, 110.0, allow("IT-VDT", Duty.NOT_AHEAD, unbroken_min=110.0)),
        ({}, 120.0, defer("IT-VDT", NOON + 900.0, unbroken_min=120.0, break_min=15)),
    ],
)
def test_an_agent_is_warned_before_the_break_and_gets_no_call_in_it(params, minutes, answer):
    facts = replace(good(), agent=AgentFacts(unbroken_screen_s=minutes * 60.0))
    assert speech_and_work.breaks(with_params("IT-VDT", **params), facts, NOON) == answer


def test_an_agreement_passes_the_breaks_only_where_the_profile_says_so():
    agreed = replace(good(), agent=AgentFacts(collective_agreement=True))
    assert speech_and_work.breaks(rule("IT-VDT"), agreed, NOON) == allow("IT-VDT", collective_agreement=True)
    with lacks("unbroken_screen_s"):
        speech_and_work.breaks(with_params("IT-VDT", collective_agreement_passes=False), agreed, NOON)


@pytest.mark.parametrize(
    ("agent", "answer"),
    [
        ({}, None),
        ({"feature": "team_totals", "team_size": 4}, refuse("IT-MONITOR", team_size=4, at_least=5)),
        ({"feature": "team_totals", "team_size": 5}, allow("IT-MONITOR", team_size=5, at_least=5)),
        ({"feature": "whisper"}, refuse("IT-MONITOR", feature="whisper", needs="union_agreement")),
        (
            {"feature": "whisper", "union_agreement": "2026/14"},
            allow("IT-MONITOR", feature="whisper", union_agreement="2026/14"),
        ),
        ({"feature": "own_figures"}, allow("IT-MONITOR", feature="own_figures", union_agreement="")),
    ],
)
def test_a_locked_feature_is_refused_with_what_it_needs(agent, answer):
    facts = replace(good(), agent=AgentFacts(**agent))
    assert speech_and_work.monitoring(rule("IT-MONITOR"), facts, NOON) == answer


VOICE = {"without_agent": True}


@pytest.mark.parametrize(
    ("of_rule", "params", "campaign", "answer"),
    [
        ("EU-AI-VOICE", {}, {}, allow("EU-AI-VOICE", without_agent=False)),
        (
            "EU-AI-VOICE",
            {},
            {"artificial_voice": True},
            refuse("EU-AI-VOICE", Duty.DISCLOSE_AI, discloses_ai=False),
        ),
        (
            "EU-AI-VOICE",
            {},
            {"artificial_voice": True, "discloses_ai": True},
            allow("EU-AI-VOICE", without_agent=False),
        ),
        ("UK-AUTO-VOICE", {}, {"artificial_voice": None}, allow("UK-AUTO-VOICE", without_agent=False)),
        ("EU-AI-VOICE", {"without_agent": "forbidden"}, VOICE, refuse("EU-AI-VOICE", without_agent=True)),
        *(
            ("EU-AI-VOICE", {}, VOICE | {"bases": (Basis(kind=kind),)}, allow("EU-AI-VOICE", without_agent=True))
            for kind in (BasisKind.CONSENT, BasisKind.SPECIFIC_CONSENT, BasisKind.WRITTEN_CONSENT)
        ),
        (
            "EU-AI-VOICE",
            {},
            VOICE | {"bases": (CONSENT, Basis(kind=BasisKind.REQUEST), Basis(kind=BasisKind.CONTRACT))},
            refuse("EU-AI-VOICE", without_agent=True, needs="consent", basis="contract, request"),
        ),
        (
            "EU-AI-VOICE",
            {},
            VOICE | {"bases": ()},
            refuse("EU-AI-VOICE", without_agent=True, needs="consent", basis="none"),
        ),
    ],
)
def test_a_voice_without_an_agent_is_refused_with_what_it_needs(of_rule, params, campaign, answer):
    facts = changed(good(), campaign=campaign)
    assert speech_and_work.without_agent(with_params(of_rule, **params), facts, NOON) == answer


# Records.

TALK = CallFacts(ask=Ask.RECORD, recorded=True, recording_purpose="quality", recording_notice=True)
QUALITY = {"purpose": "quality"}


@pytest.mark.parametrize(
    ("params", "call", "answer"),
    [
        ({}, {}, allow("EU-RECORDING", **QUALITY)),
        ({}, {"ask": Ask.TALK}, None),
        (
            {},
            {"recording_purpose": "fun"},
            refuse("EU-RECORDING", purpose="fun", purposes="contract_evidence, quality"),
        ),
        ({}, {"recording_notice": False}, refuse("EU-RECORDING", **QUALITY, notice=False)),
        ({"notice_before": False}, {"recording_notice": None}, allow("EU-RECORDING", **QUALITY)),
        (
            {},
            {"recording_refused": True},
            refuse("EU-RECORDING", Duty.STOP_RECORDING, **QUALITY, person_refused=True),
        ),
        ({"refusal_stops": False}, {"recording_refused": True}, allow("EU-RECORDING", **QUALITY)),
    ],
)
def test_recording_is_refused_with_the_reason(params, call, answer):
    facts = replace(good(), call=replace(TALK, **call))
    assert records.recording(with_params("EU-RECORDING", **params), facts, NOON) == answer


UNASKED = {"notice": False, "person_refused": False}


@pytest.mark.parametrize(
    ("params", "call", "answer"),
    [
        ({}, {}, allow("EU-RECORDING", **QUALITY, keep="P6M")),
        ({"keep": {}}, {}, allow("EU-RECORDING", **QUALITY, keep="unbounded")),
        ({}, {"recorded": False}, allow("EU-RECORDING", recorded=False)),
        ({}, {"recording_notice": None}, refuse("EU-RECORDING", Duty.DELETE, **UNASKED)),
        ({"notice_before": False}, {"recording_notice": None}, allow("EU-RECORDING", **QUALITY, keep="P6M")),
        (
            {},
            {"recording_refused": True},
            refuse("EU-RECORDING", Duty.DELETE, notice=True, person_refused=True),
        ),
        ({"refusal_stops": False}, {"recording_refused": True}, allow("EU-RECORDING", **QUALITY, keep="P6M")),
        ({}, {"recording_purpose": "fun"}, refuse("EU-RECORDING", Duty.DELETE, purpose="fun")),
    ],
)
def test_a_recording_is_deleted_with_the_reason(params, call, answer):
    facts = replace(good(), call=replace(TALK, **call))
    assert records.recorded(with_params("EU-RECORDING", **params), facts, NOON) == answer


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        ({}, None),
        ({"contract_state": "offered"}, allow("IT-CONTRACT", state="offered")),
        (
            {"contract_state": "bound", "contract_proofs": frozenset({"offer_confirmed"})},
            refuse("IT-CONTRACT", state="bound", missing="documents_received_confirmed, accepted_in_writing"),
        ),
        (
            {
                "contract_state": "bound",
                "contract_proofs": frozenset(
                    {"offer_confirmed", "documents_received_confirmed", "accepted_in_writing"}
                ),
            },
            allow("IT-CONTRACT", state="bound"),
        ),
    ],
)
def test_a_contract_binds_with_its_proofs(call, answer):
    assert records.contract(rule("IT-CONTRACT"), replace(good(), call=CallFacts(**call)), NOON) == answer


def test_the_events_of_a_call_are_deleted_in_time():
    facts = replace(good(), call=CallFacts(originated_at=at("2026-06-09 12:00", "UTC")))
    later = allow("EU-RETENTION", delete_at=at("2028-06-09 12:00", "UTC"))
    assert records.keep_until(rule("EU-RETENTION"), facts, NOON) == later
    kept = with_params("EU-RETENTION", at_most={"contact_data": rule("EU-RETENTION").params.at_most["contact_data"]})
    assert records.keep_until(kept, facts, NOON) is None


def test_data_are_named_that_are_kept_too_long():
    one_rule = rule("EU-RETENTION")
    limits = one_rule.params.at_most
    at_limit = {data: limit.before(NOON) for data, limit in limits.items()}
    assert records.kept_too_long(one_rule, replace(good(), report=ReportFacts(oldest=at_limit)), NOON) == allow(
        "EU-RETENTION"
    )
    late = at_limit | {"contact_data": 0.0, "profiling_data": at_limit["profiling_data"] - DAY}
    assert records.kept_too_long(one_rule, replace(good(), report=ReportFacts(oldest=late)), NOON) == refuse(
        "EU-RETENTION", Duty.DELETE, kept_too_long="contact_data, profiling_data"
    )


@pytest.mark.parametrize("kept", [frozenset(), frozenset({"message_version", "complaints"})])
def test_what_was_not_written_down_is_named(kept):
    lacks = ", ".join(name for name in rule("UK-RECORDS").params.keep if name not in kept)
    assert ", " in lacks
    for evaluate, facts in (
        (records.call_written_down, replace(good(), call=CallFacts(kept=kept))),
        (records.report_complete, replace(good(), report=ReportFacts(kept=kept))),
    ):
        assert evaluate(rule("UK-RECORDS"), facts, NOON) == refuse("UK-RECORDS", not_kept=lacks)


def test_what_is_written_down_is_named_with_its_time():
    whole = ReportFacts(kept=frozenset(rule("UK-RECORDS").params.keep))
    complete = allow("UK-RECORDS", at_least="P2Y")
    assert records.report_complete(rule("UK-RECORDS"), replace(good(), report=whole), NOON) == complete


DUE = at("2026-06-09 12:00", "UTC")  # one month after
ASKED = at("2026-05-09 12:00", "UTC")
LONG_AGO = at("2026-03-09 12:00", "UTC")


@pytest.mark.parametrize(
    ("requests", "now", "answer"),
    [
        ((), DUE, allow("EU-RIGHTS", waiting=0)),
        ((RightsRequest(received_at=DUE - 21 * DAY),), DUE, allow("EU-RIGHTS", waiting=0)),
        (
            (RightsRequest(received_at=ASKED), RightsRequest(received_at=ASKED), RightsRequest(received_at=DUE)),
            DUE,
            allow("EU-RIGHTS", Duty.ANSWER_SOON, waiting=2),
        ),
        (
            (RightsRequest(received_at=ASKED), RightsRequest(received_at=LONG_AGO), RightsRequest(received_at=DUE)),
            DUE + 1.0,
            refuse("EU-RIGHTS", Duty.ANSWER_SOON, late=2),
        ),
        ((RightsRequest(received_at=ASKED, answered_at=DUE),), DUE + DAY, allow("EU-RIGHTS", waiting=0)),
        (
            (RightsRequest(received_at=ASKED, answered_at=DUE + 1.0),),
            DUE + DAY,
            refuse("EU-RIGHTS", Duty.ANSWER_SOON, late=1),
        ),
        (
            (RightsRequest(received_at=LONG_AGO, extended=True),),
            DUE,
            allow("EU-RIGHTS", Duty.ANSWER_SOON, waiting=1),
        ),
        (
            (RightsRequest(received_at=LONG_AGO, extended=True),),
            DUE + 1.0,
            refuse("EU-RIGHTS", Duty.ANSWER_SOON, late=1),
        ),
    ],
)
def test_requests_of_people_are_counted_that_wait_or_are_late(requests, now, answer):
    facts = replace(good(), report=ReportFacts(requests=requests))
    assert records.rights(rule("EU-RIGHTS"), facts, now) == answer


MADE_AT = at("2025-06-09 12:00", "UTC")


@pytest.mark.parametrize(
    ("report", "answer"),
    [
        ({}, allow("EU-PSEUDONYM", unmasks=False)),
        ({"unmasks": True}, refuse("EU-PSEUDONYM", unmasks=True, missing="role, reason")),
        ({"unmasks": True, "unmask_given": frozenset({"role", "reason"})}, allow("EU-PSEUDONYM", unmasks=True)),
        (
            {"key_made_at": MADE_AT - 1.0},
            refuse("EU-PSEUDONYM", key_made_at=MADE_AT - 1.0, rotation="P12M"),
        ),
    ],
)
def test_whole_numbers_are_refused_with_what_is_missing(report, answer):
    facts = replace(good(), report=ReportFacts(**{"key_made_at": MADE_AT} | report))
    assert records.showing_numbers(rule("EU-PSEUDONYM"), facts, DUE) == answer


@pytest.mark.parametrize(("works", "answers"), [(True, allow), (False, refuse)])
def test_whether_decisions_can_be_logged_is_asked_before_a_recording_and_a_sale(works, answers):
    answer = answers("EU-AUDIT", log_works=works)
    facts = replace(good(), system=SystemFacts(log_works=works))
    assert records.log_works(rule("EU-AUDIT"), facts, NOON) == answer
    for asked in Ask:
        found = records.log_works_in_call(rule("EU-AUDIT"), replace(facts, call=CallFacts(ask=asked)), NOON)
        assert found == (answer if asked in (Ask.RECORD, Ask.SALE) else None)


@pytest.mark.parametrize(
    ("evaluate", "of_rule", "facts", "name"),
    [
        (speech_and_work.disclosed, "US-DISCLOSE", {"call": CallFacts(ask=Ask.SALE)}, "disclosed"),
        (speech_and_work.location, "IT-LOCATION", {}, "agent_country"),
        (speech_and_work.location, "IT-LOCATION", {"agent": AgentFacts(country="AL")}, "home_group_staffed"),
        (speech_and_work.breaks, "IT-VDT", {}, "unbroken_screen_s"),
        (speech_and_work.monitoring, "IT-MONITOR", {"agent": AgentFacts(feature="team_totals")}, "team_size"),
        (records.recording, "EU-RECORDING", {"call": CallFacts(ask=Ask.RECORD)}, "recording_purpose"),
        (
            records.recording,
            "EU-RECORDING",
            {"call": CallFacts(ask=Ask.RECORD, recording_purpose="quality")},
            "recording_notice",
        ),
        (records.recorded, "EU-RECORDING", {}, "recorded"),
        (
            records.recorded,
            "EU-RECORDING",
            {"call": CallFacts(recorded=True, recording_notice=True)},
            "recording_purpose",
        ),
        (records.contract, "IT-CONTRACT", {"call": CallFacts(contract_state="bound")}, "contract_proofs"),
        (records.keep_until, "EU-RETENTION", {}, "originated_at"),
        (records.kept_too_long, "EU-RETENTION", {}, "oldest"),
        (records.call_written_down, "US-RECORDS", {}, "kept"),
        (records.report_complete, "US-RECORDS", {}, "kept"),
        (records.rights, "EU-RIGHTS", {}, "requests"),
        (records.showing_numbers, "EU-PSEUDONYM", {}, "key_made_at"),
        (records.log_works, "EU-AUDIT", {"system": SystemFacts()}, "log_works"),
    ],
)
def test_a_rule_names_the_fact_that_nobody_knows(evaluate, of_rule, facts, name):
    with lacks(name):
        evaluate(rule(of_rule), replace(good(), **facts), NOON)


@pytest.mark.parametrize("fact", ["artificial_voice", "without_agent", "bases"])
def test_a_voice_names_the_fact_that_nobody_knows(fact):
    facts = changed(good(), campaign=VOICE | {fact: None})
    with lacks(fact):
        speech_and_work.without_agent(rule("EU-AI-VOICE"), facts, NOON)
