"""What registers had answered when a call was placed, suppressions, and requests of people."""

import pytest

from dialer.documents.store.report_input import Check
from dialer.documents.store.ruling_evidence import RegisterAnswer, Saw, read_ruling
from tests.dialer.documents.compliance_report.made import DAY, MONDAY, RPO_AGE, a_call, facts, stored


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


def test_a_register_s_answer_counts_as_the_rules_saw_it_at_the_call_though_a_later_one_replaced_it():
    then = RegisterAnswer("RPO", MONDAY - 14 * DAY)
    calls = [a_call(1, asked=(then,)), a_call(2, asked=(RegisterAnswer("RPO", None, "consent"),)), a_call(3)]
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
    assert read_ruling(written).asked == (RegisterAnswer("RPO", 5.0),)
    assert read_ruling('{"seen":{"US-DNC":{"register":"NDNC","listed":true,"exempt_by":"purchase"}}}').asked == (
        RegisterAnswer("NDNC", None, "purchase"),
    )
    assert read_ruling("") == Saw()


def test_people_who_said_no_are_counted_beside_numbers():
    found = facts(stored(suppressions={"asked": 2}, people=1), 9)
    assert (found["by reason"], found["people, by external id"]) == ({"asked": 2}, 1)
