"""Why people were called: as the rules saw it at each call, and never what a lead says today."""

import csv
import io

from dialer.documents.compliance_report.files import EVENTS_HEADING, events_csv, sha256
from dialer.documents.compliance_report.page import compliance_page
from dialer.documents.compliance_report.report import compliance_report
from dialer.documents.store.ruling_evidence import Grounds, read_ruling
from tests.dialer.documents.compliance_report.made import PROFILES, a_call, bases, facts, stand_in, stored

FORM = (("basis", "consent"), ("source", "=form, <May>"), ("text_version", "v3"), ("evidence_id", "C-7"))
WITH = Grounds((("IT-BASIS", "consent"),), (), FORM)
BARE = Grounds((("IT-BASIS", "in_directory"),), (("EU-BASIS", "consent lacks source"),), ())
OLD = Grounds((("IT-BASIS", "consent"),))
UNASKED = Grounds(stated=())


def test_calls_are_counted_by_the_basis_that_each_rule_took_and_by_its_proof():
    grounds = [WITH, WITH, BARE, OLD, UNASKED, None]
    calls = [a_call(place, list_id=4 if one is WITH else 0) for place, one in enumerate(grounds)]
    made = stored(*calls, bases=bases(*zip(calls, grounds, strict=True)), lists=[{"id": 4, "name": "May"}])
    said = facts(made, 8)
    assert said["calls"] == {
        "a rule found no basis, and did not bind": 1,
        "no rule asks for a basis": 1,
        "what the rules saw was not kept": 1,
        "with a basis": 2,
        "with a basis, whose proof was not kept yet": 1,
    }
    assert said["by rule and basis"] == {"IT-BASIS: consent": 3, "IT-BASIS: in_directory": 1}
    [form] = [one for one in said["by proof"] if one["text version"] == "v3"]
    assert (form["source"], form["list"], form["list provider"], form["calls"]) == (
        "=form, <May>",
        "May",
        "not said",
        2,
    )
    assert said["of these, without the number of a proof"] == {"IT-BASIS: consent": 1, "IT-BASIS: in_directory": 1}
    assert said["calls without a basis"] == 1
    [without] = said["these calls"]
    assert (without["number"], without["what the rules found"]) == ("p1-0002", "EU-BASIS: consent lacks source")
    body = compliance_report(made, [PROFILES["IT"]], stand_in)
    assert "=form, &lt;May&gt;" in compliance_page(body, sha256(body), language="en")


def test_the_raw_events_bring_the_proof_of_each_call():
    told = EVENTS_HEADING + events_csv([a_call(1), a_call(2)], {"a1": WITH, "a2": BARE}, stand_in)
    rows = list(csv.DictReader(io.StringIO(told)))
    assert (rows[0]["basis"], rows[0]["evidence_id"], rows[0]["basis_text_version"]) == (
        "IT-BASIS: consent",
        "C-7",
        "v3",
    )
    assert rows[0]["basis_source"] == "'=form, <May>"  # no formula in a spreadsheet
    assert (rows[1]["basis_wanting"], rows[1]["evidence_id"]) == ("EU-BASIS: consent lacks source", "")


def test_what_was_written_with_an_attempt_tells_its_basis_and_what_did_not_bind():
    written = (
        '{"warned":["EU-BASIS","IT-HOURS"],"stated":{"text_version":"v3"},"seen":{"IT-BASIS":{"basis":"consent"},'
        '"EU-BASIS":{"unknown":"bases"},"IT-HOURS":{"hour":9}}}'
    )
    grounds = read_ruling(written).grounds
    assert grounds == Grounds((("IT-BASIS", "consent"),), (("EU-BASIS", "nobody knew it"),), (("text_version", "v3"),))
    assert read_ruling('{"seen":{"IT-BASIS":{"basis":"consent"}}}').grounds == OLD
