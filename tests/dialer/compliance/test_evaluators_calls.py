"""What the kinds on abandoned calls, ringing and detection say of the facts that matter to them."""

from contextlib import suppress
from dataclasses import replace

import pytest

from dialer.compliance.evaluators import abandoning
from dialer.compliance.evaluators.table import QUESTIONS
from dialer.compliance.facts import (
    Ask,
    CallFacts,
    Facts,
    History,
)
from dialer.compliance.ruling import Answer, Duty, Manner, Unknown
from dialer.compliance.vocabulary import Kind, Point
from tests.support.profiles import (
    FIGURES,
    HOUR,
    MESSAGE,
    NOON,
    ask,
    changed,
    good,
    profiles,
    rule,
    said,
    spoken,
    with_params,
)


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
