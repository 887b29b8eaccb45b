"""The nineteen points: figures that can be counted by hand, silence where nothing is recorded, the same hash again."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from dialer.campaigns import Disposition
from dialer.compliance.facts import AuditFacts
from dialer.compliance.settings import LawSettings
from dialer.report.compliance import NOTHING, report
from dialer.report.compliance_page import compliance_page
from dialer.report.files import EVENTS_HEADING, events_csv, sha256
from dialer.report.lacking import UNASKED, UNCOMPARED, UNHEARD, UNSEEN, UNTOLD, lacking
from dialer.report.people import stretches
from dialer.report.pictures import bars
from dialer.report.stored import AgentSeen, Asked, Check, Stored
from dialer.report.tongue import Tongue
from dialer.report.written import read_ruling
from dialer.words import Language
from tests.dialer.report.made import DAY, MONDAY, PROFILES, RPO_AGE, a_call, answered, facts, stand_in, stored


def test_there_are_nineteen_points_and_those_without_data_say_so():
    body = report(stored(), [], stand_in)
    assert [point["number"] for point in body["points"]] == list(range(1, 20))
    silent = {point["number"] for point in body["points"] if point["facts"] == NOTHING}
    assert silent == set(range(1, 20)) - {1, 9, 17}
    assert "No data recorded" in compliance_page(body, sha256(body))


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


@pytest.mark.parametrize(
    ("listed", "age_s", "state"),
    [
        (False, RPO_AGE, "fresh"),
        (False, RPO_AGE + 1.0, "stale"),
        (True, 60.0, "listed"),
        (False, -5.0, "answered later"),
    ],
)
def test_each_call_is_held_against_the_registers_answer_at_that_time(listed, age_s, state):
    call = a_call(1)
    check = Check(register_name="RPO", listed=listed, checked_at=call.placed_at - age_s)
    found = facts(stored(call, checks={call.number: [check]}), 7)
    [(said, count)] = found["calls by state of the number"].items()
    assert (said.startswith(f"RPO {state}"), count) == (True, 1)
    assert len(found["listed or stale"]) == (state in ("listed", "stale"))


def test_a_number_that_no_register_answered_is_not_called_fresh():
    assert facts(stored(a_call(1)), 7)["calls by state of the number"] == {"RPO never answered": 1}


def test_a_call_after_the_suppression_is_shown_and_one_before_it_is_not():
    before, after = a_call(1), a_call(2)
    since = {before.number: before.placed_at + 0.5, after.number: after.placed_at - 0.5}
    found = facts(stored(before, after, suppressed_at=since, suppressions={"asked": 2}), 9)
    assert (found["calls after"], found["these calls"][0]["number"]) == (1, "p1-0002")


def test_hours_and_attempts_are_counted_in_the_campaigns_zone():
    late = a_call(2, placed_at=MONDAY + 13.5 * 3600)  # 00:30 of Tuesday in Rome
    made = stored(a_call(1), late, replace(late, id="again"))
    table = facts(made, 10)["by day and hour"]
    assert (table["Mon"][11], table["Tue"][0], sum(map(sum, table.values()))) == (1, 2, 3)
    attempts = facts(made, 11)
    assert attempts["numbers by attempts"] == {"1": 1, "2": 1}
    assert (attempts["most to one number"], attempts["most to one number on one day"]) == (2, 2)


def test_a_caller_id_outside_the_inventory_shows():
    made = stored(a_call(1), a_call(2, caller_id=""), a_call(3, caller_id="+390600000000"))
    rows = {row["number"]: row["in inventory"] for row in facts(made, 12)}
    assert rows == {"withheld": False, "+390600000000": False, "+390612345678": True}


def test_a_caller_id_is_shown_with_its_owner_its_line_and_its_attestation_or_as_undeclared():
    known = {"owner": "Acme", "registry_line": "ROC 12345/7", "attestation": "A", "tested_at": MONDAY}
    made = stored(a_call(1), a_call(2, caller_id="+390600000000"), caller_proofs={"+390612345678": known})
    other, ours = facts(made, 12)
    told = ("owner", "line in the register", "attestation, as its provider says", "last call-back test")
    assert [ours[name] for name in told] == ["Acme", "ROC 12345/7", "A", "2023-11-20T10:00:00.000+00:00"]
    assert [other[name] for name in told] == [*("not declared",) * 3, "never"]
    assert lacking(made, [])[12] == (UNSEEN,)


def test_requests_answered_late_are_counted():
    requests = [
        {"kind": "access", "received_at": 0.0, "due_at": 10.0, "answered_at": 9.0},
        {"kind": "erasure", "received_at": 0.0, "due_at": 10.0, "answered_at": 11.0},
        {"kind": "erasure", "received_at": 0.0, "due_at": 10.0, "answered_at": None},
    ]
    run = {"at": MONDAY, "actor": "ann", "facts": {"limits": {"call_events": 30.0}, "expired": {"call_events": 7}}}
    assert facts(stored(requests=requests, retention=[run]), 17) == {
        "requests": 3,
        "requests by kind": {"access": 1, "erasure": 2},
        "not answered in time": 2,
        "runs of retention": [
            {
                "at": "2023-11-20T10:00:00.000+00:00",
                "by": "ann",
                "limits in days": {"call_events": 30.0},
                "rows": {"call_events": 7},
            }
        ],
    }


def test_the_same_events_give_the_same_hash_and_one_changed_instant_another():
    calls = [answered(index, after_ms=300) for index in range(4)]
    one, same = (sha256(report(stored(*calls), [PROFILES["IT"]], stand_in)) for _ in range(2))
    other = sha256(report(stored(*calls[:3], answered(3, after_ms=301)), [PROFILES["IT"]], stand_in))
    assert one == same
    assert one != other


def test_neither_page_nor_events_show_a_number_or_let_a_name_run():
    calls = [answered(index, after_ms=None) for index in range(3)]
    made = stored(*calls, suppressed_at={calls[0].number: 0.0})
    body = report(made, [PROFILES["IT"]], stand_in)
    page = compliance_page(body, sha256(body))
    assert "Spring &amp; &lt;Co&gt;" in page
    assert "<Co>" not in page
    assert page.count("<svg") == page.count("</svg>") >= 3
    assert "<script" not in page
    events = events_csv(calls, {}, stand_in)
    assert len(events.splitlines()) == 3
    assert not any(call.number in page + events for call in calls)


def test_bars_are_as_long_as_their_counts():
    drawn = bars("b", {"a": 10, "b": 5, "c": 0}, Tongue(Language.EN, ZoneInfo("UTC")))
    assert [part.split('"')[0] for part in drawn.split('width="')[2:]] == ["420.0", "210.0", "0.0"]


# What the rules say of the report itself, and the points about people.


def of_report(made: Stored, profile: str) -> dict[str, tuple[str, str]]:
    said = facts(made, 18, profile)["of this report"]
    return {one["rule"]: (one["answer"], str(one["facts"].get("not_kept", ""))) for one in said}


def test_the_rules_are_asked_whether_the_report_shows_what_they_want():
    calls = [answered(index, after_ms=500) for index in range(97)] + [answered(97, after_ms=None)]
    known = {"key_made_at": MONDAY, "oldest": {"call_events": MONDAY}}
    within = of_report(stored(*calls, **known), "IT")
    assert {rule for rule, (answer, _) in within.items() if answer == "allow"} == {
        "IT-MUTE-RATE",
        "IT-MUTE-STATS",
        "EU-RETENTION",
        "EU-RIGHTS",
        "EU-PSEUDONYM",
        "EU-AUDIT",
    }
    over = [*calls, *(answered(98 + index, after_ms=None) for index in range(3))]
    assert of_report(stored(*over, **known), "IT")["IT-MUTE-RATE"] == ("refuse", "")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"oldest": {"contact_data": MONDAY - 800 * DAY}}, "EU-RETENTION"),
        ({"key_made_at": MONDAY - 400 * DAY}, "EU-PSEUDONYM"),
        ({"key_made_at": None}, "EU-PSEUDONYM"),
        (
            {"requests": [{"kind": "access", "received_at": MONDAY - 60 * DAY, "due_at": MONDAY, "answered_at": None}]},
            "EU-RIGHTS",
        ),
    ],
)
def test_what_is_kept_too_long_or_answered_too_late_shows(changes, rule):
    made = stored(answered(1, after_ms=100), **{"key_made_at": MONDAY, "oldest": {"call_events": MONDAY}} | changes)
    assert of_report(made, "IT")[rule][0] == "refuse"


def test_what_is_not_written_down_at_all_shows():
    made = stored(answered(1, after_ms=100), key_made_at=MONDAY, until=MONDAY + 500 * DAY)
    assert of_report(made, "UK")["UK-RECORDS"] == ("refuse", "complaints")
    assert of_report(made, "US")["US-RECORDS"] == ("refuse", "goods, script_version")


def test_unserved_people_and_their_noes_are_shown_with_what_was_set_up():
    opted = answered(1, after_ms=None, opted_out_at=MONDAY + 10.0)
    told = facts(stored(opted, answered(2, after_ms=None), suppressed_at={opted.number: MONDAY + 10.0}), 5, "US")
    assert (told["opt-outs inside the message"], told["suppressed before or with the end of the call"]) == (1, 1)
    assert told["seconds that unserved people stayed"]["10-20 s"] == 2
    assert [(one["rule"], one["time allowed ms"], one["at the limit"]) for one in told["rules"]] == [
        ("US-ABANDON-MSG", 2000, "message")
    ]


def test_sales_without_what_had_to_be_said_are_counted():
    items = PROFILES["IT"].rule("IT-OPENING").params.items  # type: ignore[union-attr]
    calls = [answered(index, after_ms=100, disposition="sale", agent_id=4) for index in range(2)]
    made = stored(*calls, disclosed={"a0": items, "a1": items[:2]}, agents=(AgentSeen(id=4, country="AL"),))
    dispositions = (Disposition(code="sale", label="Sale", is_success=True),)
    told = facts(replace(made, campaign=replace(made.campaign, dispositions=dispositions)), 13)
    assert (told["sales"], told["sales without all of them"], told["with items confirmed"]) == (2, 1, 2)
    assert told["talks by country of the agent"] == {"AL": 2}


def test_breaks_that_were_due_are_shown_without_a_name():
    due = ("IT-VDT", {"unbroken_min": 120.4, "break_min": 15})
    agents = (AgentSeen(id=71, country="IT", rulings=(due, ("IT-LOCATION", {}))), AgentSeen(id=72, country="IT"))
    told = facts(stored(answered(1, after_ms=100), agents=agents), 16)
    assert [(one["agent"], one["times a break was due"]) for one in told["by agent"]] == [
        ("agent 1", 1),
        ("agent 2", 0),
    ]
    assert told["by agent"][0]["longest minutes at the screen when one was due"] == 120.4
    assert told["by agent"][0]["kept from calls by"] == {"IT-LOCATION": 1}


def test_calls_on_holidays_and_over_the_caps_are_counted():
    christmas = MONDAY + 35 * DAY  # Monday, 25 December 2023
    calls = [a_call(1), a_call(1, id="b", placed_at=christmas), a_call(1, id="c", placed_at=christmas + 3600.0)]
    made = stored(*calls, until=christmas + DAY)
    assert facts(made, 10)["calls on holidays"] == {"2023-12-25": 2}
    assert facts(made, 11)["over the caps"] == {
        "IT-ATTEMPTS: 1 in PT4H": 1,
        "IT-ATTEMPTS: 2 in P1D": 0,
        "IT-ATTEMPTS: 6 in P30D": 0,
    }


def test_the_page_shows_every_point_with_its_pictures():
    calls = [
        answered(index, after_ms=300 if index % 9 else None, greeting_ended_at=MONDAY + index + 5.2)
        for index in range(40)
    ]
    hold = {"at": MONDAY, "answer": "degrade", "rule": "IT-MUTE-RATE", "facts": {"rate": 0.03}}
    audit = AuditFacts(at=MONDAY, sample=400, people=2)
    made = stored(*calls, rulings={"refuse IT-RPO": 3}, holds=[hold, {**hold, "rule": "", "answer": "allow"}])
    made = replace(made, campaign=replace(made.campaign, law=LawSettings(profile="IT", amd_audit=audit)))
    body = report(made, [PROFILES["IT"]], stand_in)
    page = compliance_page(body, sha256(body))
    for title in (
        "Rulings",
        "Calls by day and hour",
        "Seconds that unserved people stayed",
        "From the answer to the agent",
    ):
        assert title in page
    assert "let go" in page
    assert "of them people" in page
    assert facts(made, 4)["greeting end to agent, where it was heard"]["0-250 ms"] == 35


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
    assert lacking(stored(*calls), [PROFILES["IT"]])[3] == (UNASKED,)
    assert lacking(stored(*calls), [PROFILES["UK"]])[3] == (UNHEARD,)
    heard = replace(calls[0], greeting_started_at=calls[0].answered_at)
    assert lacking(stored(heard), [PROFILES["UK"]])[3] == ()


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
    assert lacking(calls, [])[5][1:] == (
        "when 1 abandoned calls were answered: Pronto was away",
        "when 2 abandoned calls ended: Pronto was away",
    )


def test_the_sound_files_are_shown_with_their_hashes_or_it_is_said_that_they_were_not_read():
    file = {
        "file": "sorry.alaw",
        "bytes": 7,
        "changed_at": 5,
        "sha256": "ab" * 32,
        "first_start": 6.0,
        "last_start": 9.0,
    }
    made = stored(answered(1, after_ms=100), sounds=[file])
    [row] = facts(made, 5)["sound files when the campaign was started"]
    assert (row["sha256"], row["first start"]) == ("ab" * 32, "1970-01-01T00:00:06.000+00:00")
    assert lacking(made, [])[5] == ()
    unread = replace(made, sounds=[{**file, "sha256": None}])
    assert lacking(unread, [])[5][0].startswith("hashes of 1 sound files")
    assert lacking(replace(made, sounds=[]), [])[5] == (
        "the sound files: no engine told of them when the campaign was started",
    )


def a_stretch(since: float, **changes: object) -> dict[str, object]:
    worst = {"at": since + 5.0, "skew_ms": 3.0, "within_ms": 0.4}
    counts = {"events": 100, "unreadable": 1, "callback_errors": 0, "before_up": 2}
    said = {"node": "one", "run": 4, "since": since, "until": since + 900.0, "gaps": [], **counts}
    clock = {"kept_by": "kernel", "error_s": 0.02}
    return {**said, "clock": clock, "skew": {"times": 60, "typical_ms": 1.0, "worst": worst}, **changes}


def test_clocks_and_what_was_not_heard_are_shown_by_node_and_run():
    late = {"times": 40, "typical_ms": 2.0, "worst": {"at": MONDAY, "skew_ms": -40.0, "within_ms": 9.0}}
    gap = {"from": MONDAY + 10.0, "until": MONDAY + 12.5, "why": "the cable was cut"}
    links = [a_stretch(MONDAY), a_stretch(MONDAY + 900.0, skew=late, gaps=[gap]), a_stretch(MONDAY, run=5, skew=None)]
    made = stored(answered(1, after_ms=100), links=links, integrity={"lines": 3})
    name = "every instant is by the engine's clock; Asterisk's less ours"
    first, second = facts(made, 4)[name]
    assert (first["compared"], first["typical skew ms"], first["worst skew ms"]) == (100, 1.5, -40.0)
    assert (first["our clock is kept by"], first["the worst is true to ms"]) == ("kernel", 9.0)
    assert (second["run"], second["worst skew ms"]) == (5, None)
    heard = facts(made, 19)["events of Asterisk"][0]
    assert (heard["events"], heard["could not be read"], heard["before the link was up"]) == (200, 2, 4)
    assert (heard["times the link was lost"], heard["seconds without it"]) == (1, 2.5)
    assert [one["why"] for one in facts(made, 19)["without a link"]] == ["the cable was cut"]
    absent = lacking(made, [])
    assert (absent[4], absent[19]) == ((), ())
    assert (lacking(stored(), [])[4], lacking(stored(), [])[19]) == ((UNCOMPARED,), (UNTOLD,))
    body = report(made, [PROFILES["IT"]], stand_in)
    assert "the cable was cut" in compliance_page(body, sha256(body))


def test_unanswered_calls_are_shown_with_what_the_network_said():
    busy = a_call(1, outcome="busy", cause=17, tech_cause="486")
    made = stored(busy, replace(busy, id="again"), a_call(2, outcome="lost"), answered(3, after_ms=100))
    assert facts(made, 11)["unanswered, by what the network said"] == {"busy Q.850 17 SIP 486": 2, "lost": 1}


def test_the_raw_events_say_who_ended_each_call_and_with_what_cause():
    made = answered(1, after_ms=None, ended_by="theirs", cause=16)
    row, _ = events_csv([made], {}, stand_in).split("\r\n")
    cells = dict(zip(EVENTS_HEADING.strip().split(","), row.split(","), strict=True))
    assert (cells["ended_by"], cells["cause"], cells["outcome"]) == ("theirs", "16", "abandoned")


def test_a_register_s_answer_counts_as_the_rules_saw_it_at_the_call_though_a_later_one_replaced_it():
    then = Asked("RPO", MONDAY - 14 * DAY)
    calls = [a_call(1, asked=(then,)), a_call(2, asked=(Asked("RPO", None, "consent"),)), a_call(3)]
    later = [Check(register_name="RPO", listed=True, checked_at=MONDAY + DAY)]
    seen = facts(stored(*calls, checks={call.number: later for call in calls}), 7)
    assert seen["calls by state of the number"] == {
        "RPO answered later only: the earlier answer was replaced, or there was none": 1,
        "RPO fresh": 1,
        "RPO listed, called by consent": 1,
    }
    assert seen["oldest answer at a call, days"] == {"RPO": 14.0}
    assert seen["listed or stale"] == []


def test_what_was_written_with_an_attempt_tells_what_the_registers_had_answered():
    written = '{"profile":"x","seen":{"IT-RPO":{"register":"RPO","checked_at":5.0},"IT-HOURS":{"hour":9}}}'
    assert read_ruling(written).asked == (Asked("RPO", 5.0),)
    assert read_ruling('{"seen":{"US-DNC":{"register":"NDNC","listed":true,"exempt_by":"purchase"}}}').asked == (
        Asked("NDNC", None, "purchase"),
    )
    assert read_ruling("") == ((), None, "", "")


@pytest.mark.parametrize(
    ("acts", "taken", "longest_min"),
    [
        ((), 0, None),
        (((0, True),), 0, None),
        (((0, True), (100, False), (110, True), (119, False), (134, True), (150, False)), 1, 119.0),
        (((0, True), (60, False), (75, True), (100, False), (101, False)), 1, 60.0),
        (((5, False), (30, True), (40, True), (90, False)), 0, 60.0),
    ],
)
def test_only_breaks_that_are_long_enough_part_the_work(acts, taken, longest_min):
    found, longest_s = stretches([(at * 60.0, works) for at, works in acts], 15 * 60.0)
    assert (found, longest_s) == (taken, None if longest_min is None else longest_min * 60.0)


def test_breaks_taken_are_shown_beside_those_that_were_due():
    acts = ((MONDAY, True), (MONDAY + 90 * 60.0, False), (MONDAY + 106 * 60.0, True))
    agents = (AgentSeen(id=71, country="IT", acts=acts),)
    [told] = facts(stored(answered(1, after_ms=100), agents=agents), 16)["by agent"]
    assert (told["breaks taken"], told["longest minutes between breaks"]) == (1, 90.0)
