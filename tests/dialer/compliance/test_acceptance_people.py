"""What each law wants for the people who are called and who call, asked of the shipped profiles."""

from dataclasses import replace

import pytest

from dialer.compliance.facts import AgentFacts, Ask, AuditFacts, CallFacts, DialMode, Revocation
from dialer.compliance.made_up_numbers import longest_sequence
from dialer.compliance.ruling import Answer, Duty
from dialer.compliance.vocabulary import BasisKind, Point
from tests.support.profiles import CONSENT, DAY, NOON, ask, at, changed, good, rule, said

# Saying no.


def test_a_no_keyed_during_the_message_is_written_down_before_the_line_is_let_go():
    call = CallFacts(ask=Ask.END, answered_at=NOON, opted_out=True)
    early = ask("US", Point.IN_CALL, replace(good(), call=call))
    assert (early.answer, early.duties) == (Answer.REFUSE, (Duty.WRITE_SUPPRESSION,))
    written = changed(replace(good(), call=call), contact={"suppressed": True})
    assert ask("US", Point.IN_CALL, written).answer is Answer.ALLOW


@pytest.mark.parametrize(("profile", "rule_id"), [("IT", "EU-OBJECTION"), ("US", "US-IDNC"), ("UK", "UK-IDNC")])
def test_a_no_holds_for_a_lead_already_in_the_hopper_whatever_was_promised(profile, rule_id):
    contact = {"suppressed": True, "appointment": True, "agent_reserved": True}
    ruling = ask(profile, Point.PRE_DIAL, changed(good(), contact=contact, campaign={"mode": DialMode.MANUAL}))
    assert (ruling.answer, ruling.rule_id, ruling.final) == (Answer.REFUSE, rule_id, True)


@pytest.mark.parametrize("profile", ["US", "UK"])
def test_a_ringing_call_is_not_called_off_before_fifteen_seconds(profile):
    call = CallFacts(ask=Ask.CALL_OFF, ringing_at=NOON)
    early = ask(profile, Point.IN_CALL, replace(good(), call=call), NOON + 14.9)
    assert (early.answer, early.until) == (Answer.DEFER, NOON + 15.0)
    assert ask(profile, Point.IN_CALL, replace(good(), call=call), NOON + 15.0).answer is Answer.ALLOW
    unheard = CallFacts(ask=Ask.CALL_OFF)
    assert ask(profile, Point.IN_CALL, replace(good(), call=unheard)).answer is Answer.DEFER


def test_a_ringing_call_to_someone_who_has_just_said_no_is_called_off_at_once():
    facts = changed(replace(good(), call=CallFacts(ask=Ask.CALL_OFF, ringing_at=NOON)), contact={"suppressed": True})
    assert ask("US", Point.IN_CALL, facts, NOON + 1).answer is Answer.ALLOW


# Agents.


def agent(**changes):
    return AgentFacts(**{"country": "IT", "unbroken_screen_s": 0.0} | changes)


def test_an_agent_gets_calls_until_the_break_is_due():
    def routed(minutes):
        return ask("IT", Point.AGENT_ROUTING, replace(good(), agent=agent(unbroken_screen_s=minutes * 60.0)))

    assert routed(119).answer is Answer.ALLOW
    late = routed(121)
    assert (late.answer, late.rule_id, late.until) == (Answer.DEFER, "IT-VDT", NOON + 15 * 60.0)


def test_nothing_is_dialled_ahead_for_ten_agents_whose_breaks_come_together():
    ten = [replace(good(), agent=agent(unbroken_screen_s=(109.5 + index * 0.1) * 60.0)) for index in range(10)]
    ahead = [Duty.NOT_AHEAD not in ask("IT", Point.AGENT_ROUTING, facts).duties for facts in ten]
    assert ahead == [True] * 5 + [False] * 5
    later = [changed(facts, agent={"unbroken_screen_s": 110 * 60.0}) for facts in ten]
    assert all(Duty.NOT_AHEAD in ask("IT", Point.AGENT_ROUTING, facts).duties for facts in later)


@pytest.mark.parametrize(
    ("country", "staffed", "answer", "duties"),
    [
        ("AL", False, Answer.REFUSE, ()),
        ("AL", None, Answer.REFUSE, ()),
        ("AL", True, Answer.ALLOW, (Duty.ANNOUNCE_COUNTRY, Duty.OFFER_TRANSFER)),
        ("RO", False, Answer.ALLOW, (Duty.ANNOUNCE_COUNTRY,)),
        (None, True, Answer.REFUSE, ()),
    ],
)
def test_an_agent_outside_the_union_needs_a_staffed_group_inside(country, staffed, answer, duties):
    facts = replace(good(), agent=agent(country=country, home_group_staffed=staffed))
    ruling = ask("IT", Point.AGENT_ROUTING, facts)
    assert (ruling.answer, ruling.duties) == (answer, duties)


# What is sold.


def test_a_sale_before_everything_was_said_is_refused():
    items = frozenset(rule("IT-OPENING").params.items) | frozenset(rule("EU-FIRST-CONTACT").params.items)
    call = CallFacts(ask=Ask.SALE, disclosed=items, first_call=True)
    assert ask("IT", Point.IN_CALL, replace(good(), call=call)).answer is Answer.ALLOW
    for missing in items:
        short = replace(good(), call=replace(call, disclosed=items - {missing}))
        assert ask("IT", Point.IN_CALL, short).answer is Answer.REFUSE
    assert ask("IT", Point.IN_CALL, replace(good(), call=CallFacts(ask=Ask.SALE))).answer is Answer.REFUSE


@pytest.mark.parametrize("missing", ["offer_confirmed", "documents_received_confirmed", "accepted_in_writing"])
def test_a_contract_is_bound_only_with_all_three_proofs(missing):
    proofs = frozenset({"offer_confirmed", "documents_received_confirmed", "accepted_in_writing"})
    call = CallFacts(contract_state="bound", contract_proofs=proofs, recorded=False, originated_at=NOON)
    assert ask("IT", Point.POST_CALL, replace(good(), call=call)).answer is Answer.ALLOW
    ruling = ask("IT", Point.POST_CALL, replace(good(), call=replace(call, contract_proofs=proofs - {missing})))
    assert (ruling.answer, said(ruling, "IT-CONTRACT").facts["missing"]) == (Answer.REFUSE, missing)


@pytest.mark.parametrize("sector", ["electricity", "gas", None])
def test_an_energy_campaign_without_evidence_does_not_start(sector):
    now = at("2026-06-23 12:00")  # four days after the rule
    facts = changed(good(now), campaign={"sector": sector})
    ruling = ask("IT", Point.CAMPAIGN_START, facts, now)
    assert (ruling.answer, ruling.rule_id) == (Answer.REFUSE, "IT-ENERGY")
    asked_for = replace(CONSENT, kind=BasisKind.REQUEST)
    assert ask("IT", Point.CAMPAIGN_START, changed(facts, campaign={"bases": (asked_for,)}), now).answer is Answer.ALLOW
    bare = replace(asked_for, evidence=frozenset())
    assert ask("IT", Point.CAMPAIGN_START, changed(facts, campaign={"bases": (bare,)}), now).answer is Answer.REFUSE


def test_before_its_date_the_energy_rule_is_silent():
    def answer(text):
        now = at(text)
        return ask("IT", Point.CAMPAIGN_START, changed(good(now), campaign={"sector": "gas"}), now).answer

    assert answer("2026-06-18 23:59") is Answer.ALLOW
    assert answer("2026-06-19 00:00") is Answer.REFUSE


# The number shown.


@pytest.mark.parametrize(
    "caller",
    [
        {"number": ""},
        {"number": None},
        {"trunk_country": "AL"},
        {"trunk_country": None},
        {"in_inventory": False},
        {"declared_in": frozenset()},
        {"classes": frozenset()},
        {"tested_at": NOON - 7 * DAY - 1},
        {"tested_at": None},
        {"test_reached": ""},
    ],
)
def test_a_withheld_foreign_or_untested_number_is_not_shown(caller):
    for point in (Point.PRE_DIAL, Point.CAMPAIGN_START):
        ruling = ask("IT", point, changed(good(), caller=caller))
        assert (ruling.answer, ruling.rule_id) == (Answer.REFUSE, "IT-CLI")


def test_a_british_number_from_abroad_needs_the_providers_word():
    now = at("2026-06-09 12:00", "Europe/London")
    abroad = changed(good(now), caller={"number": "+441134960999", "trunk_country": "ES"})
    assert ask("UK", Point.PRE_DIAL, abroad, now).rule_id == "UK-CLI"
    assert ask("UK", Point.PRE_DIAL, changed(abroad, caller={"provider_proof": True}), now).answer is Answer.ALLOW
    for number in ("+449012345678", "+44113496099"):  # premium; too short
        wrong = changed(abroad, caller={"number": number, "trunk_country": "GB"})
        assert ask("UK", Point.PRE_DIAL, wrong, now).rule_id == "UK-CLI"


# The rest.


@pytest.mark.parametrize(
    ("audit", "duties"),
    [
        (None, (Duty.AMD_OFF,)),
        (AuditFacts(at=NOON - 31 * DAY, sample=400, people=0), (Duty.AMD_OFF,)),
        (AuditFacts(at=NOON - DAY, sample=399, people=0), (Duty.AMD_OFF,)),
        (AuditFacts(at=NOON - 30 * DAY, sample=400, people=2), ()),
    ],
)
def test_without_a_valid_audit_the_campaign_goes_on_without_detection(audit, duties):
    campaign = {"amd_on": True, "amd_audit": audit, "at_limit": "message"}
    facts = changed(good(), campaign=campaign, caller={"number": "+441134960999", "trunk_country": "GB"})
    ruling = ask("UK", Point.CAMPAIGN_START, facts)
    assert (ruling.answer, ruling.duties) == (Answer.ALLOW, duties)


def test_a_list_of_consecutive_numbers_is_flagged_and_needs_a_source():
    numbers = ["+390612345001", "+390612345003", "+390612345002", "+390699999999"]
    importing = {"longest_sequence": longest_sequence(numbers), "provenance_known": None}
    ruling = ask("IT", Point.IMPORT, changed(good(), importing=importing))
    assert (ruling.answer, ruling.rule_id, ruling.duties) == (Answer.REFUSE, "IT-NO-RANDOM", (Duty.SEQUENCE_FOUND,))
    sourced = ask("IT", Point.IMPORT, changed(good(), importing=importing | {"provenance_known": True}))
    assert (sourced.answer, sourced.duties) == (Answer.ALLOW, (Duty.SEQUENCE_FOUND,))
    made = ask("IT", Point.IMPORT, changed(good(), importing={"numbers_generated": True}))
    assert made.answer is Answer.REFUSE


def test_at_the_end_of_january_2027_a_revocation_covers_all_topics_by_itself():
    contact = {"revocations": (Revocation(at=NOON, topic="energy"),), "zones": ("America/New_York",), "state": "NJ"}

    def answer(text):
        now = at(text, "America/New_York")
        facts = changed(good(now), contact=contact, campaign={"mode": DialMode.PROGRESSIVE})
        return ask("US", Point.PRE_DIAL, facts, now)

    before, after = answer("2027-01-30 20:59"), answer("2027-01-31 08:00")
    assert before.answer is Answer.ALLOW
    assert (after.answer, after.rule_id, after.final) == (Answer.REFUSE, "US-REVOKE", True)
