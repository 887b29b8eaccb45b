"""The door: strictest answer, every rule that spoke, closed where something is unknown."""

import json
from dataclasses import replace

import pytest

from dialer.compliance.facts import Ask, CallFacts, DialMode, Facts, Figures, History
from dialer.compliance.overrides import BadOverride, Override, Settlement
from dialer.compliance.profile_status import CLOCK, CONFLICT, NO_PROFILE, REVIEW, SILENT, SKETCH
from dialer.compliance.rules import Rulebook, decide, opening, rules_for
from dialer.compliance.ruling import Answer, Duty, Manner, RuleAnswer, severity
from dialer.compliance.vocabulary import Point
from tests.support.profiles import DAY, HOUR, NOON, WRITTEN, ask, at, book, changed, good, profiles, rule, said, scrub

NIGHT = NOON + 10 * HOUR


def test_without_a_profile_nothing_is_allowed():
    for point in Point:
        ruling = decide(point, None, good(), NOON)
        assert (ruling.answer, ruling.rule_id) == (Answer.REFUSE, NO_PROFILE)
        assert ruling.deciding is not None


@pytest.mark.parametrize("profile", ["IT", "US", "UK"])
def test_of_a_lead_of_whom_nothing_is_known_nobody_is_called(profile):
    ruling = decide(Point.PRE_DIAL, book(profile), Facts(), NOON)
    assert ruling.answer is Answer.REFUSE
    assert {"suppressed", "caller_id"} <= {verdict.facts.get("unknown") for verdict in ruling.answers}


@pytest.mark.parametrize("profile", ["IT", "US", "UK"])
@pytest.mark.parametrize("fact", ["bases", "scrubs", "suppressed", "history", "revocations"])
def test_each_unknown_fact_of_a_contact_closes_the_gate(profile, fact):
    needed = {
        "IT": {"bases", "scrubs", "suppressed", "history"},
        "US": {"bases", "scrubs", "suppressed", "revocations"},
    }
    facts = changed(good(), contact={"zones": ("America/New_York",), "state": "NJ"})
    facts = changed(facts, caller={"trunk_country": "GB", "number": "+441134960999"}) if profile == "UK" else facts
    now = NOON + 5 * HOUR if profile == "US" else NOON
    assert ask(profile, Point.PRE_DIAL, facts, now).answer is Answer.ALLOW
    ruling = ask(profile, Point.PRE_DIAL, changed(facts, contact={fact: None}), now)
    wanted = fact in needed.get(profile, {"scrubs", "suppressed", "history"})
    assert ruling.answer is (Answer.REFUSE if wanted else Answer.ALLOW)


def test_a_rule_that_fails_refuses_and_stops_nobody():
    broken = changed(good(), contact={"history": "not a history"})
    ruling = ask("IT", Point.PRE_DIAL, broken)
    assert ruling.answer is Answer.REFUSE
    assert said(ruling, "IT-MUTE-LOCKOUT").facts == {"trouble": "AttributeError"}
    assert said(ruling, "EU-BASIS").answer is Answer.ALLOW


def test_the_strictest_answer_holds_and_the_others_are_kept():
    facts = changed(good(), contact={"scrubs": (), "history": History(abandoned_at=NIGHT - DAY)})
    ruling = ask("IT", Point.PRE_DIAL, changed(facts, campaign={"rates": {}}), NIGHT)
    assert (ruling.answer, ruling.rule_id, ruling.until, ruling.final) == (Answer.REFUSE, "IT-RPO", None, False)
    answers = {verdict.rule_id: verdict.answer for verdict in ruling.answers}
    assert answers["IT-HOURS"] is answers["IT-MUTE-LOCKOUT"] is Answer.DEFER
    assert answers["IT-MUTE-RATE"] is Answer.DEGRADE


def test_of_two_deferrals_the_later_holds():
    facts = changed(good(NIGHT), contact={"history": History(abandoned_at=NIGHT - DAY)})
    ruling = ask("IT", Point.PRE_DIAL, facts, NIGHT)
    assert (ruling.rule_id, ruling.until) == ("IT-MUTE-LOCKOUT", NIGHT + 4 * DAY)


def test_verdicts_are_ordered_from_mild_to_strict():
    rising = [
        RuleAnswer(Answer.ALLOW, "a", {}),
        RuleAnswer(Answer.DEGRADE, "a", {}, manner=Manner.PROGRESSIVE),
        RuleAnswer(Answer.DEGRADE, "a", {}, manner=Manner.GUARANTEED),
        RuleAnswer(Answer.DEFER, "a", {}, until=NOON),
        RuleAnswer(Answer.DEFER, "a", {}, until=NOON + 1),
        RuleAnswer(Answer.REFUSE, "a", {}),
        RuleAnswer(Answer.REFUSE, "a", {}, final=True),
    ]
    assert [severity(one) for one in rising] == sorted({severity(one) for one in rising})


def test_a_soft_rule_warns_only():
    facts = changed(good(), contact={"history": History(attempts=(NOON - HOUR,))})
    ruling = ask("IT", Point.PRE_DIAL, facts)
    assert (ruling.answer, [warning.rule_id for warning in ruling.warnings]) == (Answer.ALLOW, ["IT-ATTEMPTS"])
    assert ruling.warnings[0].until == NOON + 3 * HOUR


def test_the_rate_degrades_from_its_level_on_and_below_its_least_count():
    def manner(abandoned, counted, ahead=0, mode=DialMode.PREDICTIVE):
        figures = Figures(abandoned=abandoned, counted=counted, ahead=ahead)
        facts = changed(good(), campaign={"rates": {"IT-MUTE-RATE": figures}, "mode": mode})
        return ask("IT", Point.PRE_DIAL, facts).manner

    assert manner(0, 99) is Manner.PROGRESSIVE
    assert manner(0, 100) is None
    assert manner(25, 1000) is None
    assert manner(26, 1000) is Manner.PROGRESSIVE
    assert manner(20, 1000, ahead=6) is Manner.PROGRESSIVE  # if all that ring ahead were abandoned
    assert manner(20, 1000, ahead=5) is None
    assert manner(90, 1000, mode=DialMode.PROGRESSIVE) is None


def test_a_rate_nobody_knows_is_no_leave_to_dial_ahead():
    ruling = ask("IT", Point.PRE_DIAL, changed(good(), campaign={"rates": {}}))
    assert (ruling.answer, ruling.manner) == (Answer.DEGRADE, Manner.PROGRESSIVE)


@pytest.mark.parametrize("skew", [None, 1.5, -1.5])
def test_a_wrong_clock_ends_dialling_ahead(skew):
    ruling = ask("IT", Point.PRE_DIAL, changed(good(), system={"clock_skew_s": skew}))
    assert (ruling.answer, ruling.rule_id, ruling.manner) == (Answer.DEGRADE, CLOCK, Manner.PROGRESSIVE)


@pytest.mark.parametrize("mode", list(DialMode))
def test_a_clock_that_is_off_by_minutes_knows_no_calling_hours(mode):
    facts = changed(good(), system={"clock_skew_s": 61.0}, campaign={"mode": mode})
    for point in (Point.CAMPAIGN_START, Point.PRE_DIAL):
        ruling = ask("IT", point, facts)
        assert (ruling.answer, ruling.rule_id, ruling.final) == (Answer.REFUSE, CLOCK, False)


def test_a_profile_past_its_review_is_not_relied_on_for_dialling_ahead():
    noon = at("2027-02-24 12:00")
    ruling = ask("IT", Point.PRE_DIAL, good(noon), noon)
    assert (ruling.answer, ruling.rule_id) == (Answer.DEGRADE, REVIEW)
    one_to_one = changed(good(noon), campaign={"mode": DialMode.PROGRESSIVE})
    assert ask("IT", Point.PRE_DIAL, one_to_one, noon).answer is Answer.ALLOW
    month = at("2027-01-26 12:00")
    assert Duty.REVIEW_SOON in ask("IT", Point.CAMPAIGN_START, good(month), month).duties
    assert ask("IT", Point.CAMPAIGN_START, good()).duties == ()


@pytest.mark.parametrize("profile", ["DE", "ES", "EU-GDPR"])
def test_on_a_sketch_nothing_starts(profile):
    for point in (Point.CAMPAIGN_START, Point.PRE_DIAL):
        assert SKETCH in {verdict.rule_id for verdict in ask(profile, point, good()).answers}
        assert ask(profile, point, good()).answer is Answer.REFUSE


def test_a_rule_speaks_in_its_time_and_to_its_sectors():
    base = profiles()["IT"]
    dated = replace(base, rules=(replace(rule("IT-RPO"), since=NOON, until=NOON + 1, sectors=frozenset({"gas"})),))
    facts = changed(good(), campaign={"sector": "gas"})

    def spoke(facts, now):
        return [v.rule_id for v in decide(Point.PRE_DIAL, Rulebook.of(dated), facts, now).answers]

    assert [spoke(facts, now) for now in (NOON - 1, NOON, NOON + 1)] == [[SILENT], ["IT-RPO"], [SILENT]]
    assert spoke(changed(facts, campaign={"sector": "telecoms"}), NOON) == [SILENT]
    assert spoke(changed(facts, campaign={"sector": None}), NOON) == ["IT-RPO"]  # unknown: it is asked


def test_where_no_rule_speaks_nothing_is_allowed():
    empty = Rulebook.of(replace(profiles()["IT"], rules=()))
    for point in (Point.IMPORT, Point.CAMPAIGN_START, Point.PRE_DIAL, Point.IN_CALL):
        ruling = decide(point, empty, good(), NOON)
        assert (ruling.answer, ruling.rule_id) == (Answer.REFUSE, SILENT)
    assert ask("IT", Point.IN_CALL, good()).rule_id == SILENT  # nothing was asked of the call
    ended = replace(good(), call=CallFacts(ask=Ask.END))
    assert decide(Point.IN_CALL, empty, ended, NOON).answer is Answer.ALLOW


def test_a_state_replaces_and_adds_and_an_unknown_one_adds_all():
    states = profiles()["US"]

    def ids(state, others=()):
        return {one.id for one in rules_for(states, state, others)}

    assert {"US-HOURS@US-FL", "US-FL-CAP"} <= ids("FL")
    assert "US-HOURS" not in ids("FL")
    assert ids("OH") == {one.id for one in states.rules}
    assert ids("OH", ("TX",)) == ids("OH") | {"US-TX-HOURS"}
    assert ids(None, ("FL",)) == ids("OH") | {
        *("US-HOURS@US-FL", "US-FL-CAP", "US-FL-DNC"),
        *("US-FL-CONSENT", "US-FL-DISCLOSE"),
    }
    everything = ids(None)
    assert {"US-HOURS@US-KY", "US-HOURS@US-CT", "US-FL-CAP", "US-ME-CAP"} <= everything


@pytest.mark.parametrize("state", ["FL", "OK", "MD", "OR", "WA"])
def test_where_a_state_presumes_that_its_area_codes_are_within_it_code_and_address_both_count(state):
    """A Florida number whose holder lives in Ohio, and an Ohio number whose holder lives in Florida."""
    book = profiles()["US"]
    at_home = {one.id for one in rules_for(book, state, ("OH",))}
    by_code = {one.id for one in rules_for(book, "OH", (state,))}
    federal = {one.id for one in book.rules}
    assert by_code == federal | at_home
    assert by_code > federal
    assert at_home >= {one.id for one in book.rules if one.id != "US-HOURS"}


def test_of_two_states_that_count_the_strictest_rule_holds():
    """A number of Florida, at home in Utah: Florida's three in a day, and Utah's Sundays."""
    sunday = at("2026-06-07 15:00", "America/Denver")
    contact = {"state": "UT", "other_states": ("FL",), "zones": ("America/Denver", "America/New_York")}
    contact |= {"bases": (WRITTEN,)}
    facts = changed(good(sunday), contact=contact)
    assert ask("US", Point.PRE_DIAL, facts, sunday).rule_id == "US-UT-HOURS"
    monday, evening = sunday + DAY, at("2026-06-08 18:30", "America/Denver")  # half past eight in Florida
    assert ask("US", Point.PRE_DIAL, changed(good(monday), contact=contact), monday).answer is Answer.ALLOW
    assert ask("US", Point.PRE_DIAL, changed(good(evening), contact=contact), evening).rule_id == "US-HOURS@US-FL"
    thrice = contact | {"history": History(attempts=(monday - 3600.0, monday - 7200.0, monday - 10800.0))}
    assert ask("US", Point.PRE_DIAL, changed(good(monday), contact=thrice), monday).rule_id == "US-FL-CAP"
    home = thrice | {"state": "FL", "other_states": ("OH",), "zones": ("America/New_York",)}
    assert ask("US", Point.PRE_DIAL, changed(good(monday), contact=home), monday).rule_id == "US-FL-CAP"


def test_a_holiday_of_the_state_closes_its_day():
    mardi_gras = at("2026-02-17 12:00", "America/Chicago")
    contact = {"zones": ("America/Chicago",), "state": "AL"}
    facts = changed(good(mardi_gras), contact=contact, caller={"number": "+12055550100"})
    assert ask("US", Point.PRE_DIAL, facts, mardi_gras - DAY * 4).answer is Answer.ALLOW
    labor_day = at("2026-09-07 12:00", "America/Chicago")
    facts = changed(good(labor_day), contact=contact, caller={"number": "+12055550100"})
    assert ask("US", Point.PRE_DIAL, facts, labor_day).rule_id == "US-HOURS@US-AL-LA"
    assert ask("US", Point.PRE_DIAL, changed(facts, contact={"state": "NJ"}), labor_day).answer is Answer.ALLOW


@pytest.mark.parametrize(
    ("profile", "contact", "now", "opens_at"),
    [
        ("IT", {}, NOON, NOON),
        ("IT", {}, at("2026-12-24 19:30"), at("2026-12-28 09:00")),
        ("US", {"state": "KY", "zones": ("America/New_York",)}, NOON, at("2026-06-09 10:00", "America/New_York")),
        ("US", {"state": "NJ", "zones": ("America/New_York",)}, NOON, at("2026-06-09 08:00", "America/New_York")),
        ("US", {}, NOON, at("2026-06-09 10:00", "Pacific/Honolulu")),  # every state, every zone
        ("EU-GDPR", {}, NOON, NOON),
    ],
)
def test_the_hours_alone_tell_when_a_contact_may_be_called(profile, contact, now, opens_at):
    assert opening(book(profile), replace(good().contact, **contact), now) == opens_at


def test_hours_that_never_open_have_no_opening():
    never = replace(rule("IT-HOURS"), params=rule("IT-HOURS").params.model_validate({"open": []}))
    shut = Rulebook.of(replace(profiles()["IT"], rules=(never,)))
    assert opening(shut, good().contact, NOON) is None


def test_what_is_logged_is_plain_and_whole():
    facts = changed(good(), contact={"suppressed": True})
    ruling = ask("IT", Point.PRE_DIAL, facts)
    written = json.loads(json.dumps(ruling.record()))
    assert (written["answer"], written["rule"], written["final"]) == ("refuse", "EU-OBJECTION", True)
    assert written["profile_hash"] == profiles()["IT"].hash
    assert {"rule": "EU-OBJECTION", "answer": "refuse", "facts": {"suppressed": True}} in written["answers"]
    assert len(written["answers"]) == len(ruling.answers)
    assert "+39" not in json.dumps(written)


# Overrides and settlements.


def override(**changes):
    fields = {"rule_id": "IT-HOURS", "person": "A. Rossi", "reason": "counsel's letter of 3 June", "ends_at": NIGHT + 1}
    return Override(**fields | changes)


def test_an_override_loosens_until_its_end_and_is_in_the_hash():
    loose = Rulebook.of(profiles()["IT"], overrides=[override()])
    ruling = decide(Point.PRE_DIAL, loose, good(NIGHT), NIGHT)
    assert (ruling.answer, [warning.rule_id for warning in ruling.warnings]) == (Answer.ALLOW, ["IT-HOURS"])
    assert decide(Point.PRE_DIAL, loose, good(NIGHT), NIGHT + 1).answer is Answer.DEFER
    assert ruling.profile_hash == loose.profile.hash != profiles()["IT"].hash


def test_an_override_may_change_parameters_instead():
    loose = Rulebook.of(profiles()["IT"], overrides=[override(rule_id="IT-RPO", params={"max_age": "P20D"})])
    facts = changed(good(), contact={"scrubs": (scrub("RPO", age=18 * DAY),)})
    assert decide(Point.PRE_DIAL, loose, facts, NOON).answer is Answer.ALLOW
    assert decide(Point.PRE_DIAL, loose, facts, NIGHT + 1).rule_id == "IT-RPO"


@pytest.mark.parametrize(
    ("changes", "said_of_it"),
    [
        ({"person": " "}, "Say who"),
        ({"reason": ""}, "Say who"),
        ({"rule_id": "IT-NONE"}, "no rule IT-NONE"),
        ({"rule_id": "EU-OBJECTION"}, "cannot be loosened"),
        ({"rule_id": "EU-AUDIT"}, "cannot be loosened"),
        ({"rule_id": "IT-RPO", "params": {"max_age": "soon"}}, "is no duration"),
    ],
)
def test_an_override_that_cannot_be_had_says_why(changes, said_of_it):
    with pytest.raises(BadOverride, match=said_of_it):
        Rulebook.of(profiles()["IT"], overrides=[override(**changes)])


def test_an_override_reaches_what_an_overlay_adds():
    ids = ["US-FL-CAP", "US-HOURS@US-FL"]
    loose = Rulebook.of(profiles()["US"], overrides=[override(rule_id=rule_id) for rule_id in ids])
    florida = rules_for(loose.profile, "FL", ())
    for rule_id in ids:
        assert [(one.hard, one.in_force(NOON)) for one in florida if one.id == rule_id] == [
            (False, True),
            (True, False),
        ]
    assert [one.hard for one in rules_for(loose.profile, "OK", ()) if one.id == "US-HOURS@US-OK"] == [True]


def test_contradicting_rules_keep_a_campaign_from_starting_until_somebody_decides():
    records = replace(rule("US-RECORDS"), since=0.0)
    profile = replace(profiles()["IT"], rules=(*profiles()["IT"].rules, records))
    ruling = decide(Point.CAMPAIGN_START, Rulebook.of(profile), good(), NOON)
    assert (ruling.answer, ruling.rule_id) == (Answer.REFUSE, CONFLICT)
    assert "EU-RETENTION/US-RECORDS" in str(said(ruling, CONFLICT).facts["undecided"])
    deed = {"conflict_id": "EU-RETENTION/US-RECORDS", "person": "A. Rossi", "reason": "the seller sits in the US"}
    settled = Rulebook.of(profile, settlements=[Settlement(keeps="US-RECORDS", **deed)])
    assert decide(Point.CAMPAIGN_START, settled, good(), NOON).answer is Answer.ALLOW
    assert {one.id: one.hard for one in settled.profile.rules}["EU-RETENTION"] is False
    with pytest.raises(BadOverride, match="There is no conflict"):
        Rulebook.of(profile, settlements=[Settlement(keeps="IT-RPO", **deed)])
