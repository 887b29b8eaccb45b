"""The report of a demonstration."""

from dialer.demo.report import pace_while_dialling, report

DIALLING = {"price": 0.02, "words": "Risk 1 %, price 2 %."}
DRAINED = {"price": None, "words": None}


def test_the_pace_is_that_of_the_last_board_on_which_calls_had_a_price() -> None:
    boards = [{"campaigns": []}, *({"campaigns": [{"pace": pace}]} for pace in (None, DIALLING, DRAINED))]
    pace = None
    for board in boards:
        pace = pace_while_dialling(board, pace)
    assert pace == DIALLING
    told = report(
        attempts=[],
        carrier=[],
        leads={},
        loaded=0,
        board={"answer_to_bridge_ms": None, "occupancy": None, "pace": DRAINED},
        pace=pace,
        figures={"ami_events": {}, "unexpected_events": {}, "actions": {}, "strays": 0},
        cpu_s=0.1,
        seconds=1.0,
        began_at=0.0,
    )
    assert told["pace"] == DIALLING
