"""What the rules say of the report itself."""

import pytest

from dialer.documents.store.report_input import Stored
from tests.dialer.documents.compliance_report.made import DAY, MONDAY, answered, facts, stored


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
