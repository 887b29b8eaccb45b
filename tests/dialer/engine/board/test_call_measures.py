"""What of a finished call is counted: by outcome, by who answered, by the carrier's word, and how long things took."""

from dataclasses import replace
from typing import Any

import pytest

from dialer.cell.call.state_machine import Call
from dialer.core.enums import Outcome
from dialer.engine.board.call_measures import CallMeasures, sip_class
from dialer.engine.board.trunk_record import STEP_S
from tests.support.cells import NOW
from tests.support.story import Story


def a_call(**changes: Any) -> Call:
    return Call(id="a", lead_id=1, list_id=1, number="+390212345678", phone_position=0, trunk_id=1, **changes)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"answered_at": 5.0}, "2xx"),
        ({"outcome": Outcome.BUSY, "tech_cause": "SIP 486 Busy Here"}, "4xx"),
        ({"outcome": Outcome.FAILED, "tech_cause": "603"}, "6xx"),
        ({"outcome": Outcome.NO_ANSWER}, "none"),
        ({"outcome": Outcome.FAILED, "tech_cause": "SIP 999"}, "none"),
    ],
)
def test_the_class_of_the_carrier_s_answer(changes: dict[str, Any], expected: str) -> None:
    assert sip_class(a_call(**changes)) == expected


def test_the_wallboard_and_prometheus_have_the_same_delivered_share() -> None:
    story, measures = Story().begin(), CallMeasures()
    [trunk_id] = story.cell.campaign.trunk_ids
    for changes in ({"outcome": Outcome.BUSY, "cause": 17}, {"outcome": Outcome.FAILED, "cause": 34}) * 2:
        call = replace(a_call(**changes), trunk_id=trunk_id)
        measures.finished(story.cell, call, now=NOW)
    recent = measures.trunks.of(trunk_id, now=NOW + STEP_S)
    [node] = measures.as_data(story.switchboard)
    counted = {
        name: sum(number for one, _, number in node["counters"] if one == name) for name, _, _ in node["counters"]
    }
    assert recent is not None
    assert recent["ner"] == counted["pronto_delivered"] / counted["pronto_attempts"] == 0.5
