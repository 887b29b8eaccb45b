"""What single points of the report tell an inspector beside the figures of `test_compliance.py`."""

from dataclasses import replace

from dialer.campaigns.model import Disposition
from dialer.compliance.facts import AuditFacts
from dialer.compliance.settings import LawSettings
from dialer.documents.compliance_report.files import sha256
from dialer.documents.compliance_report.page import compliance_page
from dialer.documents.compliance_report.report import compliance_report
from tests.dialer.documents.compliance_report.made import (
    DAY,
    MONDAY,
    PROFILES,
    SCRUB,
    a_call,
    answered,
    facts,
    stand_in,
    stored,
)


def test_calls_are_counted_by_the_clocks_where_the_person_is():
    east, unsure = a_call(1, zones="America/New_York"), a_call(2, zones="America/New_York|America/Los_Angeles")
    said = facts(stored(east, unsure, a_call(3), rulings={"defer US-HOURS": 4, "refuse US-NDNC": 1}), 10, "US")
    monday = said["by day and hour"]["Mon"]
    assert (monday[5], monday[2], monday[11]) == (1, 1, 1)  # 05:00 in New York, 02:00 in Los Angeles, 11:00 in Rome
    assert said["calls by time zone of the person"] == {
        "America/New_York": 1,
        "America/New_York|America/Los_Angeles": 1,
        "not kept: counted in Europe/Rome": 1,
    }
    assert said["put off by the hours"] == {"defer US-HOURS": 4}


def test_each_rule_is_there_with_how_often_it_objected_also_if_it_never_did():
    made = stored(a_call(1), rulings={"refuse IT-RPO": 3, "defer IT-RPO": 2, "warn IT-ATTEMPTS": 1})
    rows = {one["rule"]: one for one in facts(made, 18)["each rule"]}
    assert rows.keys() >= {rule.id for rule in PROFILES["IT"].rules}
    rpo, ring = rows["IT-RPO"], rows["IT-RING"]
    assert (rpo["refused"], rpo["put off"], rpo["held back"], rpo["binds"]) == (3, 2, 0, True)
    assert (ring["refused"], ring["put off"], ring["held back"], ring["warned"], ring["binds"]) == (0, 0, 0, 0, False)
    assert rows["IT-ATTEMPTS"]["warned"] == 1
    overlaid = {one["rule"] for one in facts(made, 18, "US")["each rule"]}
    assert "US-FL-CAP" in overlaid


def test_the_italian_order_s_own_names_are_there_and_nobody_else_s():
    made = stored(answered(1, after_ms=100), answered(2, after_ms=3000), answered(3, after_ms=200))
    [italy] = facts(made, 3)
    assert (italy["class A: no operator in time"], italy["class B: an operator"], italy["P"]) == (1.0, 2.0, 0.333333)
    assert "P" not in facts(made, 3, "UK")[0]


def test_the_rate_is_shown_with_and_without_the_people_taken_for_machines_and_who_listened():
    calls = [answered(1, after_ms=100), *(answered(index, after_ms=None) for index in range(2, 12))]
    machines = [replace(call, outcome="machine") for call in calls[1:]]
    made = stored(calls[0], *machines)
    assert "worst window, without that estimate" not in facts(made, 3, "UK")[0]
    audit = AuditFacts(at=MONDAY - DAY, sample=400, people=40, by="Anna Verdi")
    made = replace(made, campaign=replace(made.campaign, law=LawSettings(amd_audit=audit)))
    kingdom, listened = facts(made, 3, "UK")
    assert (kingdom["worst window"]["abandoned"], kingdom["worst window"]["counted"]) == (1.0, 2.0)
    assert kingdom["worst window, without that estimate"]["abandoned"] == 0.0
    assert kingdom["estimated share of people among machines"] == 0.1
    assert listened["audit of machine detection"]["by"] == "Anna Verdi"


def test_a_key_pressed_in_the_message_is_timed_up_to_its_effect():
    keyed = answered(1, after_ms=None)
    keyed = replace(keyed, opted_out_at=keyed.answered_at + 4.0)
    since = {keyed.number: keyed.answered_at + 4.25, "+39333": MONDAY - DAY}
    said = facts(stored(keyed, suppressed_at=since), 9)
    assert (said["longest from a key pressed to its effect, ms"], said["of the numbers that were called"]) == (250, 2)


def test_talks_in_which_everything_was_confirmed_are_a_share_of_all():
    calls = [answered(index, after_ms=100) for index in range(4)]
    needed = facts(stored(*calls), 13)["asked for at the start of each talk"].split(", ")
    said = facts(stored(*calls, disclosed={"a0": needed, "a1": needed[:1]}), 13)
    assert (said["with items confirmed"], said["with all of them confirmed"]) == (2, 1)
    assert said["share with all of them"] == 0.25


def test_of_contracts_and_recordings_it_says_what_pronto_does_not_have():
    sold = answered(1, after_ms=100, disposition="sale")
    made = stored(sold, answered(2, after_ms=100), consents={"granted, notice given before": 2})
    sale = Disposition(code="sale", label="Sale", is_success=True)
    made = replace(made, campaign=replace(made.campaign, dispositions=(sale,)))
    contracts, recordings = facts(made, 14), facts(made, 15)
    assert contracts == {
        "sales that agents reported": 1,
        "bound": "Pronto keeps no contract, and calls none bound",
    }
    assert recordings["recordings"] == "Pronto makes none"
    assert recordings["what people said of being recorded"] == {"granted, notice given before": 2}
    points = compliance_report(made, [], stand_in)["points"]
    assert all(points[number - 1]["not recorded"] for number in (9, 12, 13, 14, 15))


def test_each_asking_names_whose_it_was_and_how_long_an_answer_counts():
    said = facts(stored(a_call(1), scrubs=[SCRUB]), 7)
    [asking] = said["askings"]
    assert (asking["for"], asking["receipt"], asking["sha256"]["of what came in"]) == ("Acme", "R1", "cd" * 32)
    assert said["an answer counts for, days"] == {"RPO": 15.0}


def test_a_page_says_none_instead_of_showing_nothing_and_counts_hours_in_a_row():
    made = stored(a_call(1), a_call(2), integrity={"last hash": "ab" * 32})
    body = compliance_report(made, [PROFILES["IT"]], stand_in)
    page = compliance_page(body, sha256(body), language="en")
    assert "<td>requests by kind</td><td>none</td>" in page
    assert "<th>day</th><th>11:00</th></tr><tr><td>Mon</td><td>2</td></tr>" in page
    assert f"<code>{'ab' * 32}</code>" in page
