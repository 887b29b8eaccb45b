"""What the board says of a trunk's last five minutes."""

from typing import Any

import pytest

from dialer.cell.call.state_machine import Call
from dialer.engine.board.trunk_record import TrunkRecords, is_delivered

NOW = 1_000_000.0


def a_call(**changes: Any) -> Call:
    known: dict[str, Any] = {
        "id": "a",
        "lead_id": 1,
        "list_id": 1,
        "number": "+390212345678",
        "phone_position": 0,
        "trunk_id": 1,
    }
    return Call(**known | {"placed_at": NOW} | changes)


def test_the_carriers_own_quality_stands_beside_what_people_do() -> None:
    records = TrunkRecords()
    answered = a_call(ringing_at=NOW + 2.0, answered_at=NOW + 9.0, ended_at=NOW + 99.0)
    records.finished(answered, "2xx", now=NOW)
    records.finished(a_call(ringing_at=NOW + 4.0), "4xx", now=NOW)
    records.finished(a_call(cause=17, tech_cause="SIP 486"), "4xx", now=NOW)
    records.finished(a_call(cause=34, tech_cause="SIP 503"), "5xx", now=NOW)
    found = records.of(1, now=NOW + 10.0)
    assert found == {
        "placed": 4,
        "per_second": 0.01,
        "asr": 0.25,
        "ner": 0.75,
        "aloc_s": 90.0,
        "pdd_s": {"p50": 2.0, "p95": 4.0},
        "sip": {"2xx": 1, "4xx": 2, "5xx": 1},
    }


@pytest.mark.parametrize(
    ("cause", "said", "delivered"),
    [
        (17, "SIP 486 Busy Here", True),
        (17, "", True),
        (20, "SIP 480 Temporarily Unavailable", True),
        (21, "SIP 603 Decline", True),
        (21, "", True),
        (20, "", True),
        (19, "", True),
        (21, "SIP 403 Forbidden", False),  # barred by the carrier; Asterisk gives it the cause of a phone that declines
        (1, "SIP 404 Not Found", False),
        (1, "", False),
        (34, "SIP 503 Service Unavailable", False),
        (0, "", False),
    ],
)
def test_delivered_is_what_came_as_far_as_a_phone(cause: int, said: str, delivered: bool) -> None:
    assert is_delivered(a_call(cause=cause, tech_cause=said)) is delivered
    assert is_delivered(a_call(cause=cause, tech_cause=said, ringing_at=NOW))
    assert is_delivered(a_call(cause=cause, tech_cause=said, cancelled=True))


def test_what_is_older_than_five_minutes_is_forgotten() -> None:
    records = TrunkRecords()
    records.finished(a_call(), "5xx", now=NOW)
    assert records.of(1, now=NOW + 299.0) is not None
    assert records.of(1, now=NOW + 320.0) is None
    assert records.of(2, now=NOW) is None


def test_the_last_hour_is_told_by_whole_minutes_and_is_bounded() -> None:
    records, begin = TrunkRecords(), NOW // 60.0 * 60.0
    assert records.minutes(1, now=begin) is None
    for minute in range(90):
        for _ in range(minute % 3):
            call = a_call(ringing_at=NOW + 1.5, answered_at=NOW + 4.0, ended_at=NOW + 34.0)
            records.finished(call, "2xx", now=begin + 60.0 * minute)
    found = records.minutes(1, now=begin + 90 * 60.0)
    assert found is not None
    assert found["until"] == begin + 90 * 60.0
    assert found["placed"] == [minute % 3 for minute in range(30, 90)]
    assert found["asr"][:3] == [None, 1.0, 1.0]  # of a minute without calls nothing is known
    assert (found["aloc_s"][1], found["pdd_p50_s"][1], found["pdd_p95_s"][0]) == (30.0, 1.5, None)
    assert {name: course[:2] for name, course in found["sip"].items()} == {"2xx": [None, 1.0]}


def test_each_class_of_responses_has_its_share_of_each_minute() -> None:
    records, begin = TrunkRecords(), NOW // 60.0 * 60.0
    for place, sip in enumerate(("2xx", "2xx", "2xx", "5xx")):
        records.finished(a_call(), sip, now=begin + place)
    records.finished(a_call(), "5xx", now=begin + 60.0)
    found = records.minutes(1, now=begin + 120.0)
    assert found is not None
    assert {name: course[-2:] for name, course in found["sip"].items()} == {"2xx": [0.75, 0.0], "5xx": [0.25, 1.0]}


def test_the_hour_is_made_once_a_minute() -> None:
    records = TrunkRecords()
    records.finished(a_call(), "5xx", now=NOW)
    shown = records.minutes(1, now=NOW + 60.0)
    records.finished(a_call(), "5xx", now=NOW + 61.0)
    assert records.minutes(1, now=NOW + 62.0) is shown
    later = records.minutes(1, now=NOW + 120.0)
    assert later is not None
    assert later["placed"][-2:] == [1, 1]
