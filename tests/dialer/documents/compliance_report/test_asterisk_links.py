"""What Asterisk and the network said: clocks, gaps, causes, and who ended a call."""

from dataclasses import replace

from dialer.documents.compliance_report.data_gaps import UNCOMPARED, UNTOLD, data_gaps
from dialer.documents.compliance_report.files import EVENTS_HEADING, events_csv, sha256
from dialer.documents.compliance_report.page import compliance_page
from dialer.documents.compliance_report.report import compliance_report
from tests.dialer.documents.compliance_report.made import MONDAY, PROFILES, a_call, answered, facts, stand_in, stored


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
    absent = data_gaps(made, [])
    assert (absent[4], absent[19]) == ((), ())
    assert (data_gaps(stored(), [])[4], data_gaps(stored(), [])[19]) == ((UNCOMPARED,), (UNTOLD,))
    body = compliance_report(made, [PROFILES["IT"]], stand_in)
    assert "the cable was cut" in compliance_page(body, sha256(body), language="en")


def test_a_stretch_in_which_no_engine_ran_is_shown_with_what_was_counted_from_asterisk_s_notes():
    counts = {"left": 6, "ended": 5, "answered": 4, "unserved": 2, "gone": 1, "machines": 1, "opted_out": 1}
    calls = [{"campaign": 7, **dict.fromkeys(counts, 9)}, {"campaign": 3, **counts}]
    killed = {"from": MONDAY, "until": MONDAY + 20.5, "calls": calls}
    others = {"from": MONDAY + 60.0, "until": MONDAY + 61.0, "calls": []}
    links = [
        a_stretch(MONDAY - 900.0),
        a_stretch(MONDAY + 20.0, run=5, deserted=killed),
        a_stretch(MONDAY + 900.0, run=5, deserted=None),
        a_stretch(MONDAY + 61.0, run=6, deserted=others),
    ]
    made = stored(answered(1, after_ms=100), links=links, integrity={"lines": 3})
    first, second = facts(made, 19)["without an engine"]
    assert (first["node"], first["engine last seen"], first["taken over"]) == (
        "one",
        "2023-11-20T10:00:00.000+00:00",
        "2023-11-20T10:00:20.500+00:00",
    )
    assert (first["calls it left"], first["of them ended meanwhile"]) == (6, 5)
    assert first["counted from Asterisk's notes"] == {
        "answers": 4,
        "served by an agent": 0,
        "no agent in time": 2,
        "hung up before that": 1,
        "machines": 1,
        "opted out by a key": 1,
    }
    assert (second["calls it left"], set(second["counted from Asterisk's notes"].values())) == (0, {0})
    body = compliance_report(made, [PROFILES["IT"]], stand_in)
    page = compliance_page(body, sha256(body), language="it")
    assert "Senza motore" in page
    assert "nessun operatore in tempo: 2" in page


def test_unanswered_calls_are_shown_with_what_the_network_said():
    busy = a_call(1, outcome="busy", cause=17, tech_cause="486")
    made = stored(busy, replace(busy, id="again"), a_call(2, outcome="lost"), answered(3, after_ms=100))
    assert facts(made, 11)["unanswered, by what the network said"] == {"busy Q.850 17 SIP 486": 2, "lost": 1}


def test_the_raw_events_say_who_ended_each_call_and_with_what_cause():
    made = answered(1, after_ms=None, ended_by="theirs", cause=16)
    row, _ = events_csv([made], {}, stand_in).split("\r\n")
    cells = dict(zip(EVENTS_HEADING.strip().split(","), row.split(","), strict=True))
    assert (cells["ended_by"], cells["cause"], cells["outcome"]) == ("theirs", "16", "abandoned")
