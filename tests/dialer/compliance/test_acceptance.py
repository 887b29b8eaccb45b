"""What each law wants, asked of the shipped profiles at the decision points."""

from dataclasses import replace

import pytest

from dialer.compliance.abandonment import CallTimes, Standing, classify
from dialer.compliance.facts import AgentFacts, Ask, AuditFacts, CallFacts, DialMode, History, Revocation
from dialer.compliance.sequences import longest_sequence
from dialer.compliance.verdict import Answer, Duty, Manner
from dialer.compliance.vocabulary import BasisKind, Point
from dialer.compliance.windows import span_of
from tests.dialer.compliance.made import CONSENT, DAY, HOUR, NOON, ask, at, book, changed, good, rule, said, scrub


def test_everything_in_order_may_be_called():
    ruling = ask("IT", Point.PRE_DIAL, good())
    assert (ruling.answer, ruling.rule_id, ruling.warnings, ruling.duties) == (Answer.ALLOW, "", (), ())
    assert ruling.profile_hash == book("IT").profile.hash
    assert {"EU-BASIS", "IT-MUTE-RATE", "IT-RPO", "IT-HOURS", "IT-ATTEMPTS"} <= {v.rule_id for v in ruling.verdicts}


# The clocks.


@pytest.mark.parametrize(
    ("joined_ms", "standing"), [(2999, Standing.SERVED), (3000, Standing.ABANDONED), (None, Standing.ABANDONED)]
)
def test_italy_counts_three_seconds_from_the_answer(joined_ms, standing):
    joined_at = None if joined_ms is None else NOON + joined_ms / 1000
    assert classify(CallTimes(answered_at=NOON, agent_joined_at=joined_at), rule("IT-MUTE-RATE").params) is standing


def test_an_italian_call_without_an_agent_is_dropped_at_three_seconds():
    call = CallFacts(ask=Ask.WAIT, answered_at=NOON)
    assert ask("IT", Point.IN_CALL, replace(good(), call=call), NOON + 2.999).answer is Answer.ALLOW
    ruling = ask("IT", Point.IN_CALL, replace(good(), call=call), NOON + 3.0)
    assert (ruling.answer, ruling.rule_id) == (Answer.REFUSE, "IT-MUTE-TREATMENT")
    assert said(ruling, "IT-MUTE-TREATMENT").facts["at_limit"] == "hangup"


def test_the_united_states_count_two_seconds_from_the_end_of_the_greeting():
    params = rule("US-ABANDON").params
    call = CallTimes(answered_at=NOON, greeting_ended_at=NOON + 1.4, agent_joined_at=NOON + 3.3)
    assert classify(call, params) is Standing.SERVED
    assert classify(replace(call, agent_joined_at=None), params) is Standing.ABANDONED
    waits = CallFacts(ask=Ask.WAIT, answered_at=NOON, greeting_ended_at=NOON + 1.4)
    assert ask("US", Point.IN_CALL, replace(good(), call=waits), NOON + 3.3).answer is Answer.ALLOW
    ruling = ask("US", Point.IN_CALL, replace(good(), call=waits), NOON + 3.4)
    assert (ruling.answer, said(ruling, "US-ABANDON-MSG").facts["at_limit"]) == (Answer.REFUSE, "message")


def test_the_united_kingdom_counts_two_seconds_from_the_start_of_the_greeting():
    params = rule("UK-ABANDON").params
    call = CallTimes(answered_at=NOON, greeting_started_at=NOON + 0.3, agent_joined_at=NOON + 2.2)
    assert classify(call, params) is Standing.SERVED
    assert classify(replace(call, agent_joined_at=NOON + 2.3), params) is Standing.ABANDONED
    waits = CallFacts(ask=Ask.WAIT, answered_at=NOON, greeting_started_at=NOON + 0.3)
    assert ask("UK", Point.IN_CALL, replace(good(), call=waits), NOON + 2.2).answer is Answer.ALLOW
    ruling = ask("UK", Point.IN_CALL, replace(good(), call=waits), NOON + 2.3)
    assert (ruling.answer, said(ruling, "UK-SILENT").facts["at_limit"]) == (Answer.REFUSE, "message")


def test_a_block_ends_after_its_thirtieth_day_and_a_short_campaign_is_one():
    started_at, clock = at("2026-06-01 15:00", "America/New_York"), rule("US-ABANDON").clock

    def span(text):
        window = rule("US-ABANDON").params.window
        when = at(text, "America/New_York")
        return span_of(window, when, campaign_started_at=started_at, zone=clock.zone)

    assert span("2026-06-30 23:59") != span("2026-07-01 00:00")
    assert span("2026-06-01 15:00") == span("2026-06-12 20:00") == span("2026-06-30 23:59")


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-09", 24)])
def test_a_day_in_the_united_kingdom_follows_the_clock_change(day, hours):
    abandon = rule("UK-ABANDON")
    when = at(f"{day} 12:00", "Europe/London")
    span = span_of(abandon.params.window, when, campaign_started_at=0.0, zone=abandon.clock.zone)
    assert span.end - span.start == hours * HOUR


# Registers and lockouts.


@pytest.mark.parametrize(("age", "answer"), [(15 * DAY, Answer.ALLOW), (15 * DAY + 1, Answer.REFUSE)])
def test_an_italian_register_check_holds_fifteen_days(age, answer):
    ruling = ask("IT", Point.PRE_DIAL, changed(good(), contact={"scrubs": (scrub("RPO", age=age),)}))
    assert (ruling.answer, ruling.final) == (answer, False)


def test_each_controller_needs_a_register_check_of_its_own():
    facts = changed(good(), campaign={"controller": "other"})
    ruling = ask("IT", Point.PRE_DIAL, facts)
    assert (ruling.answer, ruling.rule_id, said(ruling, "IT-RPO").facts["check"]) == (
        Answer.REFUSE,
        "IT-RPO",
        "missing",
    )


@pytest.mark.parametrize(("profile", "register", "days"), [("US", "NDNC", 31), ("UK", "TPS", 28), ("UK", "CTPS", 28)])
def test_the_other_registers_have_their_ages(profile, register, days):
    now = at("2026-06-09 16:00", "Europe/London")
    fresh = good(now).contact.scrubs or ()
    others = tuple(one for one in fresh if one.register != register)
    for age, answer in ((days * DAY, Answer.ALLOW), (days * DAY + 1, Answer.REFUSE)):
        scrubs = (*others, scrub(register, age=age, now=now))
        facts = changed(good(now), contact={"scrubs": scrubs, "state": "NJ", "zones": ("America/New_York",)})
        facts = changed(facts, caller={"number": "+12015550100" if profile == "US" else "+441134960999"})
        facts = changed(facts, caller={"trunk_country": "GB"})
        assert ask(profile, Point.PRE_DIAL, facts, now).answer is answer


def test_after_a_silent_call_nobody_calls_for_five_days_and_then_only_an_agent_who_is_reserved():
    def ruling(age, **changes):
        contact = {"history": History(abandoned_at=NOON - age), "agent_reserved": changes.pop("agent_reserved", False)}
        return ask("IT", Point.PRE_DIAL, changed(good(), contact=contact, campaign=changes))

    early = ruling(4 * DAY + 23 * HOUR)
    assert (early.answer, early.rule_id, early.until) == (Answer.DEFER, "IT-MUTE-LOCKOUT", NOON + HOUR)
    assert ruling(4 * DAY + 23 * HOUR, agent_reserved=True).answer is Answer.DEFER
    assert ruling(5 * DAY, agents_free=0).answer is Answer.DEFER
    asked = ruling(5 * DAY, agents_free=1)
    assert (asked.answer, asked.manner) == (Answer.DEGRADE, Manner.GUARANTEED)
    assert ruling(5 * DAY, agent_reserved=True).answer is Answer.ALLOW
    assert ruling(5 * DAY, mode=DialMode.MANUAL).answer is Answer.ALLOW


def test_a_talk_after_the_silent_call_ends_the_lockout():
    history = History(abandoned_at=NOON - 9 * DAY, served_at=NOON - 3 * DAY)
    assert ask("IT", Point.PRE_DIAL, changed(good(), contact={"history": history})).answer is Answer.ALLOW


def test_when_the_register_is_down_a_check_is_waited_for():
    facts = changed(good(), contact={"scrubs": ()}, system={"registers_down": frozenset({"RPO"})})
    ruling = ask("IT", Point.PRE_DIAL, facts)
    assert (ruling.answer, ruling.rule_id) == (Answer.DEFER, "IT-RPO")
    assert ruling.until is not None
    assert ruling.until > NOON


# Hours.


@pytest.mark.parametrize(
    ("when", "open_"),
    [
        ("2026-06-09 08:59", False),
        ("2026-06-09 09:00", True),
        ("2026-06-09 19:58", True),
        ("2026-06-09 19:59:30", False),  # the last minute is left alone
        ("2026-06-06 09:30", False),  # Saturday
        ("2026-06-06 10:00", True),
        ("2026-06-07 12:00", False),  # Sunday
        ("2026-10-03 18:30", True),  # Saturday before a Sunday that is a holiday (4 October)
        ("2026-10-03 19:00", False),
        ("2026-12-24 09:30", False),  # the day before Christmas
        ("2026-12-24 10:00", True),
        ("2026-12-24 19:00", False),
        ("2026-12-25 12:00", False),
        ("2026-06-02 12:00", False),  # Republic Day
        ("2026-06-01 19:30", False),  # the day before
        ("2026-04-06 12:00", False),  # Easter Monday
        ("2026-10-23 19:30", True),  # Friday before the clocks change
        ("2026-10-25 12:00", False),  # the Sunday on which they do
        ("2026-10-26 09:00", True),
        ("2026-10-26 08:59", False),
    ],
)
def test_italian_hours_know_holidays_the_days_before_and_the_clock_change(when, open_):
    now = at(when)
    ruling = ask("IT", Point.PRE_DIAL, good(now), now)
    assert ruling.answer is (Answer.ALLOW if open_ else Answer.DEFER), said(ruling, "IT-HOURS")


def test_a_lead_deferred_over_christmas_is_asked_again_when_the_hours_open():
    now = at("2026-12-24 19:30")
    assert ask("IT", Point.PRE_DIAL, good(now), now).until == at("2026-12-28 09:00")


def test_a_person_who_may_be_in_two_time_zones_is_called_when_it_is_time_in_both():
    contact = {"zones": ("America/Phoenix", "America/New_York"), "state": "AZ", "other_states": ("FL",)}

    def answer(text, **changes):
        now = at(text, "America/Phoenix")
        facts = changed(good(now), contact=contact | changes, caller={"number": "+16025550100"})
        return ask("US", Point.PRE_DIAL, facts, now)

    assert answer("2026-06-09 07:59").answer is Answer.DEFER
    assert answer("2026-06-09 08:00").answer is Answer.ALLOW
    assert answer("2026-06-09 16:59").answer is Answer.ALLOW  # 19:59 in Florida
    assert answer("2026-06-09 17:00").answer is Answer.DEFER  # 20:00: Florida's hours end
    now = at("2026-06-09 12:00", "America/Phoenix")
    often = {"history": History(attempts=(now - HOUR, now - 2 * HOUR, now - 3 * HOUR))}
    assert answer("2026-06-09 12:00", **often).answer is Answer.ALLOW  # Arizona has no cap
    capped = answer("2026-06-09 12:00", **often, state="FL", other_states=("AZ",))
    assert (capped.answer, capped.rule_id, capped.until) == (Answer.DEFER, "US-FL-CAP", now - 3 * HOUR + DAY)


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
