"""The report as a whole: nineteen points, silence where nothing is recorded, the same hash again, no number shown."""

from dataclasses import replace

from dialer.compliance.facts import AuditFacts
from dialer.compliance.settings import LawSettings
from dialer.documents.compliance_report.data_gaps import UNSEEN, data_gaps
from dialer.documents.compliance_report.files import events_csv, sha256
from dialer.documents.compliance_report.page import compliance_page
from dialer.documents.compliance_report.report import NOTHING, compliance_report
from tests.dialer.documents.compliance_report.made import (
    DAY,
    MONDAY,
    PROFILES,
    a_call,
    answered,
    facts,
    stand_in,
    stored,
)


def test_there_are_nineteen_points_and_those_without_data_say_so():
    body = compliance_report(stored(), [], stand_in)
    assert [point["number"] for point in body["points"]] == list(range(1, 20))
    silent = {point["number"] for point in body["points"] if point["facts"] == NOTHING}
    assert silent == set(range(1, 20)) - {1, 9, 17}
    assert "No data recorded" in compliance_page(body, sha256(body), language="en")


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
    assert data_gaps(made, [])[12] == (UNSEEN,)


def test_the_same_events_give_the_same_hash_and_one_changed_instant_another():
    calls = [answered(index, after_ms=300) for index in range(4)]
    one, same = (sha256(compliance_report(stored(*calls), [PROFILES["IT"]], stand_in)) for _ in range(2))
    other = sha256(compliance_report(stored(*calls[:3], answered(3, after_ms=301)), [PROFILES["IT"]], stand_in))
    assert one == same
    assert one != other


def test_neither_page_nor_events_show_a_number_or_let_a_name_run():
    calls = [answered(index, after_ms=None) for index in range(3)]
    made = stored(*calls, suppressed_at={calls[0].number: 0.0})
    body = compliance_report(made, [PROFILES["IT"]], stand_in)
    page = compliance_page(body, sha256(body), language="en")
    assert "Spring &amp; &lt;Co&gt;" in page
    assert "<Co>" not in page
    assert page.count("<svg") == page.count("</svg>") >= 3
    assert "<script" not in page
    events = events_csv(calls, {}, stand_in)
    assert len(events.splitlines()) == 3
    assert not any(call.number in page + events for call in calls)


def test_bars_are_as_long_as_their_counts():
    body = compliance_report(stored(a_call(1), rulings={"refuse a": 10, "defer b": 5, "warn c": 0}), [], stand_in)
    page = compliance_page(body, "", language="en")
    drawn = page[page.index("<svg", page.index("18. Refusals")) :]
    assert [part.split('"')[0] for part in drawn[: drawn.index("</svg>")].split('width="')[2:]] == [
        "420.0",
        "210.0",
        "0.0",
    ]


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
    body = compliance_report(made, [PROFILES["IT"]], stand_in)
    page = compliance_page(body, sha256(body), language="en")
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
