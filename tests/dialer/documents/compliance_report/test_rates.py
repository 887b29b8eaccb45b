"""Abandoned calls by each law's clock, and the treatment of people whom no agent took."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from dialer.compliance.vocabulary import Kind, WindowKind
from dialer.documents.compliance_report.data_gaps import UNASKED, UNHEARD, data_gaps
from dialer.documents.compliance_report.rates import abandonment
from dialer.rendering.values import plain
from tests.dialer.documents.compliance_report.made import DAY, MONDAY, PROFILES, answered, facts, stored


def test_the_rates_are_those_of_each_laws_clock():
    calls = [answered(index, after_ms=500) for index in range(95)]
    calls += [answered(95 + index, after_ms=2500) for index in range(3)]
    calls += [answered(98 + index, after_ms=None) for index in range(2)]
    [italy] = facts(stored(*calls), 3)
    assert (italy["clock starts"], italy["time allowed ms"], italy["window"]) == ("answer", 3000, "campaign")
    assert (italy["worst window"]["abandoned"], italy["worst window"]["counted"]) == (2.0, 100.0)
    assert italy["within the limit"] is True
    [states] = facts(stored(*calls), 3, "US")
    assert states["worst window"]["share"] == 0.05
    assert states["within the limit"] is False


def test_campaigns_of_one_budget_are_one_before_the_law():
    mine = [answered(index, after_ms=500 if index else None) for index in range(20)]
    theirs = {"Spring, far": [answered(100 + index, after_ms=500) for index in range(30)]}
    [alone], [shared] = facts(stored(*mine), 3), facts(stored(*mine, sharing=theirs), 3)
    assert (alone["worst window"], alone["within the limit"]) == (shared["worst window"], shared["within the limit"])
    assert "shared budget" not in alone
    together = shared["shared budget"]
    assert (together["with the campaigns"], together["within the limit"]) == (["Spring, far"], True)
    assert (together["worst window"]["abandoned"], together["worst window"]["counted"]) == (1.0, 50.0)
    said = {one["rule"]: one["answer"] for one in facts(stored(*mine, sharing=theirs), 18)["of this report"]}
    assert (alone["within the limit"], said["IT-MUTE-RATE"]) == (False, "allow")


@pytest.mark.parametrize(("wait_ms", "abandoned"), [(2999, 0.0), (3000, 1.0)])
def test_an_agent_who_joins_in_the_last_millisecond_is_in_time(wait_ms, abandoned):
    [italy] = facts(stored(answered(1, after_ms=wait_ms)), 3)
    assert italy["worst window"]["abandoned"] == abandoned


def test_every_day_is_a_window_where_the_law_counts_days():
    calls = [answered(0, after_ms=100), answered(86400, after_ms=None)]
    [kingdom] = facts(stored(*calls), 3, "UK")
    days = kingdom["windows"]["calendar_day"]
    assert [(one["abandoned"], one["counted"]) for one in days] == [(0.0, 1.0), (1.0, 1.0)]
    assert kingdom["worst window"] == days[1]


def test_the_histogram_counts_each_wait_once():
    calls = [answered(index, after_ms=wait) for index, wait in enumerate((0, 249, 250, 1999, 2000, 3000, 12000))]
    timing = facts(stored(*calls), 4)
    assert sum(timing["answer to agent"].values()) == timing["count"] == 7
    assert timing["answer to agent"]["0-250 ms"] == 2
    assert timing["over"] == {"2000 ms or more": 3, "3000 ms or more": 2}
    assert timing["longest ms"] == 12000


@pytest.mark.parametrize(
    ("after_days", "mode", "violations"),
    [(4.99, "predictive", 1), (4.99, "guaranteed", 1), (5.01, "predictive", 1), (5.01, "guaranteed", 0)],
)
def test_in_italy_no_call_for_five_days_and_then_only_with_an_agent_reserved(after_days, mode, violations):
    first = answered(1, after_ms=None)
    again = replace(first, id="b", placed_at=first.ended_at + after_days * DAY, mode=mode, outcome="busy")
    lockouts = facts(stored(first, again), 6)
    assert lockouts["violations"] == violations
    [row] = lockouts["rows"]
    assert (row["number"], row["mode"]) == ("p1-0001", mode)


def test_who_hangs_up_before_the_time_is_over_is_counted_in_neither_side():
    gone = answered(1, after_ms=None, ended_by="theirs")
    gone = replace(gone, ended_at=gone.answered_at + 2.9)
    late = replace(gone, id="late", ended_at=gone.answered_at + 3.0)
    unseen = replace(gone, id="unseen", ended_by=None)
    ours = replace(gone, id="ours", ended_by="ours")
    made = stored(answered(0, after_ms=500, ended_by="ours"), gone, late, unseen, ours)
    [italy] = facts(made, 3)
    assert italy["calls counted as"] == {"abandoned": 3, "outside": 1, "served": 1}
    timing = facts(made, 4)
    assert timing["ended, with an agent, by"] == {"Pronto": 1}
    assert timing["ended, without an agent, by"] == {
        "the called side": 2,
        "Pronto": 1,
        "the dialplan or the agent's phone, or it was not seen": 1,
    }


def test_the_treatment_is_timed_from_where_the_law_starts_its_clock():
    said = answered(1, after_ms=None)
    said = replace(said, greeting_ended_at=said.answered_at + 1.4, unserved_at=said.answered_at + 3.4)
    [italy] = facts(stored(said), 5)["rules"]
    [states] = facts(stored(said), 5, "US")["rules"]
    assert italy["treatment began"] == {"calls": 1, "soonest ms": 3400, "latest ms": 3400}
    assert states["treatment began"] == {"calls": 1, "soonest ms": 2000, "latest ms": 2000}


def test_where_the_law_counts_from_the_greeting_s_start_an_agent_may_be_later_after_the_answer():
    late = answered(1, after_ms=2200)
    heard = replace(late, id="heard", greeting_started_at=late.answered_at + 0.3)
    made = stored(late, heard)
    [kingdom] = facts(made, 3, "UK")
    assert kingdom["calls counted as"] == {"abandoned": 1, "served": 1}
    assert facts(made, 3, "IT")[0]["calls counted as"] == {"served": 2}
    timing = facts(made, 4, "UK")
    assert timing["instants of calls"] == {
        "answered": 2,
        "with the greeting's start": 1,
        "with the greeting's end": 0,
        "with an agent": 2,
    }
    assert timing["greeting start to agent, where it was heard"]["1500-2000 ms"] == 1
    treated = replace(heard, agent_joined_at=None, unserved_at=heard.answered_at + 2.3, outcome="abandoned")
    [rule] = facts(stored(treated), 5, "UK")["rules"]
    assert rule["treatment began"]["latest ms"] == 2000


def test_who_hangs_up_once_the_treatment_began_is_abandoned_however_late_the_greeting():
    gone = answered(1, after_ms=None, ended_by="theirs")
    gone = replace(gone, greeting_started_at=gone.answered_at + 1.99, ended_at=gone.answered_at + 3.0)
    treated = replace(gone, id="treated", unserved_at=gone.answered_at + 2.0)
    [kingdom] = facts(stored(gone, treated), 3, "UK")
    assert kingdom["calls counted as"] == {"abandoned": 1, "outside": 1}


def test_the_report_says_why_no_greeting_s_beginning_is_recorded():
    calls = [answered(1, after_ms=100)]
    assert data_gaps(stored(*calls), [PROFILES["IT"]])[3] == (UNASKED,)
    assert data_gaps(stored(*calls), [PROFILES["UK"]])[3] == (UNHEARD,)
    heard = replace(calls[0], greeting_started_at=calls[0].answered_at)
    assert data_gaps(stored(heard), [PROFILES["UK"]])[3] == ()


def test_each_abandoned_call_is_shown_with_the_delay_of_its_treatment():
    said = answered(1, after_ms=None, ended_by="ours")
    said = replace(said, greeting_started_at=said.answered_at + 0.3, unserved_at=said.answered_at + 2.3)
    gone = answered(2, after_ms=None, ended_by="theirs")
    first, second = facts(stored(said, gone), 5, "UK")["each abandoned call"]
    assert (first["number"], first["after the answer ms"], first["UK-SILENT ms"]) == ("p1-0001", 2300, 2000)
    assert (second["after the answer ms"], second["ended by"]) == (None, "the called side")


def test_how_long_people_stayed_whom_nobody_saw_is_not_recorded_and_not_zero():
    seen = answered(1, after_ms=None)
    seen = replace(seen, ended_at=seen.answered_at + 2.5)
    unseen = answered(2, after_ms=None, cause=None)
    unseen = replace(unseen, ended_at=unseen.answered_at)  # found gone
    noted = answered(3, after_ms=None, cause=None)  # found gone hours later: Asterisk had noted answer and treatment
    noted = replace(noted, unserved_at=noted.answered_at + 3.0, ended_at=noted.answered_at + 7200.0)
    calls = stored(seen, unseen, noted)
    shown = facts(calls, 5)
    assert [one["stayed ms"] for one in shown["each abandoned call"]] == [2500, None, None]
    assert [one["after the answer ms"] for one in shown["each abandoned call"]] == [None, None, 3000]
    assert sum(shown["seconds that unserved people stayed"].values()) == 1
    assert [str(one) for one in data_gaps(calls, [])[5][1:]] == [
        "when 1 abandoned calls were answered: Pronto was away",
        "when 2 abandoned calls ended: Pronto was away",
    ]


def test_the_rolling_windows_that_a_rule_wants_reported_are_there_with_the_worst_and_the_last():
    """Three in a hundred on the first day and nobody on the ninth: of seven days the worst end with the first day."""
    calls = [answered(index, after_ms=None if index < 3 else 100) for index in range(100)]
    calls += [answered(8 * 86_400 + index, after_ms=100) for index in range(100)]
    [italy] = facts(stored(*calls), 3)
    seven = italy["rolling windows"]["rolling_7d"]
    assert (seven["worst window"]["abandoned"], seven["worst window"]["counted"]) == (3.0, 100.0)
    assert (seven["last window"]["abandoned"], seven["last window"]["counted"]) == (0.0, 100.0)
    assert seven["at least calls"] == 100
    assert italy["worst window"]["share"] == 0.015  # of the whole campaign, which binds


def test_a_rule_that_binds_by_a_rolling_window_is_judged_by_it():
    rules = [
        replace(rule, params=rule.params.model_copy(update={"window": WindowKind.ROLLING_24H}))
        for rule in PROFILES["IT"].of_kind(Kind.ABANDONMENT_RATE, MONDAY)
    ]
    calls = [answered(index, after_ms=None if index < 4 else 100) for index in range(100)]
    calls += [answered(2 * 86_400 + index, after_ms=100) for index in range(200)]
    rolling = replace(PROFILES["IT"], rules=tuple(rules))
    [found] = plain(abandonment(calls, [rolling], ZoneInfo("Europe/Rome"), MONDAY + 30 * DAY))
    assert (found["worst window"]["share"], found["within the limit"]) == (0.04, False)
