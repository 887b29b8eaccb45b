"""What each law wants, asked of the shipped profiles at the decision points."""

from dataclasses import replace

import pytest

from dialer.compliance.abandonment import AnsweredCall, Standing, classify
from dialer.compliance.facts import Ask, CallFacts, DialMode, History
from dialer.compliance.rate_windows import span_of
from dialer.compliance.ruling import Answer, Manner
from dialer.compliance.vocabulary import Point
from tests.support.profiles import DAY, HOUR, NOON, WRITTEN, ask, at, book, changed, good, rule, said, scrub


def test_everything_in_order_may_be_called():
    ruling = ask("IT", Point.PRE_DIAL, good())
    assert (ruling.answer, ruling.rule_id, ruling.warnings, ruling.duties) == (Answer.ALLOW, "", (), ())
    assert ruling.profile_hash == book("IT").profile.hash
    assert {"EU-BASIS", "IT-MUTE-RATE", "IT-RPO", "IT-HOURS", "IT-ATTEMPTS"} <= {v.rule_id for v in ruling.answers}


# The clocks.


@pytest.mark.parametrize(
    ("joined_ms", "standing"), [(2999, Standing.SERVED), (3000, Standing.ABANDONED), (None, Standing.ABANDONED)]
)
def test_italy_counts_three_seconds_from_the_answer(joined_ms, standing):
    joined_at = None if joined_ms is None else NOON + joined_ms / 1000
    assert classify(AnsweredCall(answered_at=NOON, agent_joined_at=joined_at), rule("IT-MUTE-RATE").params) is standing


def test_an_italian_call_without_an_agent_is_dropped_at_three_seconds():
    call = CallFacts(ask=Ask.WAIT, answered_at=NOON)
    assert ask("IT", Point.IN_CALL, replace(good(), call=call), NOON + 2.999).answer is Answer.ALLOW
    ruling = ask("IT", Point.IN_CALL, replace(good(), call=call), NOON + 3.0)
    assert (ruling.answer, ruling.rule_id) == (Answer.REFUSE, "IT-MUTE-TREATMENT")
    assert said(ruling, "IT-MUTE-TREATMENT").facts["at_limit"] == "hangup"


def test_the_united_states_count_two_seconds_from_the_end_of_the_greeting():
    params = rule("US-ABANDON").params
    call = AnsweredCall(answered_at=NOON, greeting_ended_at=NOON + 1.4, agent_joined_at=NOON + 3.3)
    assert classify(call, params) is Standing.SERVED
    assert classify(replace(call, agent_joined_at=None), params) is Standing.ABANDONED
    waits = CallFacts(ask=Ask.WAIT, answered_at=NOON, greeting_ended_at=NOON + 1.4)
    assert ask("US", Point.IN_CALL, replace(good(), call=waits), NOON + 3.3).answer is Answer.ALLOW
    ruling = ask("US", Point.IN_CALL, replace(good(), call=waits), NOON + 3.4)
    assert (ruling.answer, said(ruling, "US-ABANDON-MSG").facts["at_limit"]) == (Answer.REFUSE, "message")


def test_the_united_kingdom_counts_two_seconds_from_the_start_of_the_greeting():
    params = rule("UK-ABANDON").params
    call = AnsweredCall(answered_at=NOON, greeting_started_at=NOON + 0.3, agent_joined_at=NOON + 2.2)
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


def test_each_company_needs_a_register_check_of_its_own():
    facts = changed(good(), campaign={"company": "other"})
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
    contact = {
        "zones": ("America/Phoenix", "America/New_York"),
        "state": "AZ",
        "other_states": ("FL",),
        "bases": (WRITTEN,),
    }

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
    assert answer("2026-06-09 12:00", **often).rule_id == "US-FL-CAP"  # Arizona has none, but the code is Florida's
    nowhere = {"other_states": ("NJ",)}
    assert answer("2026-06-09 12:00", **often, **nowhere).answer is Answer.ALLOW
    capped = answer("2026-06-09 12:00", **often, state="FL", other_states=("AZ",))
    assert (capped.answer, capped.rule_id, capped.until) == (Answer.DEFER, "US-FL-CAP", now - 3 * HOUR + DAY)
