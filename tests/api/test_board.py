"""The terminal board: every figure in its place, and no board that it cannot draw."""

from typing import Any

import pytest
from rich.console import Console
from rich.panel import Panel

from api.cli.board import sparkline, terminal_board
from tests.support.board import BOARD, CAMPAIGN


def drawn(board: dict[str, Any], **options: Any) -> str:
    console = Console(width=140, no_color=True)
    with console.capture() as captured:
        console.print(terminal_board(board, **options))
    return captured.get()


def test_every_figure_is_there() -> None:
    text = drawn(BOARD)
    for words in (
        "Spring [bold]", "running", "Nine calls ahead.", "431", "198", "190", "1.5 % of 3.0 %", "87.4 %",
        "2.1 ms / 8.0 ms", "14 ringing", "12 talking", "1500 open", "29/60", "The secret is wrong.",
        "abandoned · aim 2.0 %", "talks ended",
    ):  # fmt: skip
        assert words in text, words
    assert text.count("■") == 20


def test_each_list_has_a_bar_and_the_board_says_when_they_run_dry() -> None:
    text = drawn(BOARD)
    assert "All called at 15:40." in text
    [bar] = [line for line in text.splitlines() if "March" in line]
    assert "31 %" in bar
    assert "620 / 2000, 1200 due" in bar
    assert (bar.count("█"), bar.count("░")) == (7, 17)


def on_one_line(board: dict[str, object]) -> str:
    return " ".join(drawn(board).split())


HANDS = [
    CAMPAIGN["agent_rows"][0] | {"name": "anna", "hand_at": 985.0},
    CAMPAIGN["agent_rows"][1] | {"name": "bruno", "hand_at": None},
    CAMPAIGN["agent_rows"][2] | {"name": "carla", "hand_at": 925.0},
]
RAISED = CAMPAIGN | {"hands": 2, "hand_since": 925.0, "agent_rows": HANDS}
UNNAMED = [{"id": None, "name": "", "state": "talking", "since": 990.0, "attempt_id": None}]


def test_raised_hands_say_since_when_and_whose_they_are_unless_a_rule_hides_it() -> None:
    assert "raised hands: 2, the first for 1:15 (carla 1:15, anna 0:15)" in on_one_line(BOARD | {"campaigns": [RAISED]})
    hidden = on_one_line(BOARD | {"campaigns": [RAISED | {"agent_rows": UNNAMED}]})
    assert "raised hands: 2, the first for 1:15 │" in hidden
    assert "raised hands" not in drawn(BOARD)


REST = {"since": 990.0, "until": 1005.0, "cause": "SIP 503", "tried": False, "campaigns": ["Spring"]}
RESTING = BOARD | {"trunks": [BOARD["trunks"][0] | {"state": "resting", "rest": REST}]}


def test_a_trunk_that_rests_says_how_long_yet_and_why() -> None:
    assert "29/60 (refuses calls of Spring, suspended for 5 s: SIP 503)" in drawn(RESTING)
    assert "29/60 (refused calls of Spring, one at a time tries it: SIP 503)" in drawn(RESTING | {"at": 1005.5})


BEHIND = "Asterisk takes 700 ms to answer."
SLOW = {"id": 1, "name": "milan", "state": "up", "trouble": None, "version": "22", "lag": {"text": BEHIND}}


def test_a_node_that_is_behind_says_what_is_late() -> None:
    assert "milan up (Asterisk takes 700 ms to answer.)" in on_one_line(BOARD | {"nodes": [SLOW]})
    assert "milan up trunk" in on_one_line(BOARD | {"nodes": [SLOW | {"lag": {"text": None}}]})


ALARM = {"channels": 29, "max_channels": 60, "since": 900.0, "text": "Only 29."}
REFUSED_ABOVE = BOARD | {"trunks": [BOARD["trunks"][0] | {"alarm": ALARM}]}


def test_a_trunk_whose_carrier_refuses_calls_below_max_channels_says_so() -> None:
    assert "29/60 (carrier refuses calls above 29)" in drawn(REFUSED_ABOVE)


@pytest.mark.usefixtures("in_italian")
def test_a_trunk_whose_carrier_refuses_calls_says_so_in_italian() -> None:
    assert "29/60 (il carrier rifiuta oltre 29)" in on_one_line(REFUSED_ABOVE)


@pytest.mark.usefixtures("in_italian")
def test_a_trunk_that_rests_says_so_in_italian() -> None:
    assert "29/60 (rifiuta le chiamate di Spring, sospeso per 5 s: SIP 503)" in on_one_line(RESTING)
    assert "(rifiutava le chiamate di Spring, si riprova una alla volta:" in on_one_line(RESTING | {"at": 1005.5})


@pytest.mark.usefixtures("in_italian")
def test_the_board_speaks_italian_too() -> None:
    text = drawn(BOARD, now=1061.0)
    for words in (
        "attiva · predittiva", "1,5 % su 3,0 %", "14 squillano",
        "12 in conversazione", "1500 da chiamare", "1200 pronti", "da 61 s", "rifiutato",
        "abbandonate · obiettivo 2,0 %",
        "2,1 ms / 8,0 ms", "conversazioni finite",
    ):  # fmt: skip
        assert words in text, words


def border(board: dict[str, Any], **options: Any) -> str:
    """The colour of the first campaign's border."""
    panel = next(one for one in terminal_board(board, **options).renderables if isinstance(one, Panel))
    return str(panel.border_style)


def one_campaign(**facts: Any) -> dict[str, Any]:
    return BOARD | {"campaigns": [CAMPAIGN | facts]}


def test_a_campaign_is_green_only_while_it_can_dial() -> None:
    assert border(BOARD) == "green"
    for board in (one_campaign(blocked=True), one_campaign(blocked=None), BOARD | {"engine": "draining"}):
        assert border(board) == "red"
    assert border(one_campaign(status="paused")) == "yellow"
    assert (border(BOARD, now=1001.0), border(BOARD, now=1061.0)) == ("green", "red")
    assert "running, cannot dial · predictive" in drawn(one_campaign(blocked=True))


@pytest.mark.usefixtures("in_italian")
def test_a_campaign_that_cannot_dial_says_so_in_italian() -> None:
    assert "attiva, non può chiamare · predittiva" in drawn(one_campaign(blocked=True))


def without_disposition() -> dict[str, Any]:
    rows = [row | {"undisposed": 2 if row["id"] == 3 else 0} for row in CAMPAIGN["agent_rows"]]
    return one_campaign(agent_rows=rows, today=CAMPAIGN["today"] | {"undisposed": 3})


def test_talks_without_a_disposition_are_counted_and_whose() -> None:
    assert "talks of today without a disposition: 3 (a3 2)" in drawn(without_disposition())
    assert "without a disposition" not in drawn(BOARD)


@pytest.mark.usefixtures("in_italian")
def test_talks_without_a_disposition_are_counted_in_italian() -> None:
    assert "conversazioni di oggi senza esito: 3 (a3 2)" in drawn(without_disposition())


def test_an_old_board_is_called_old() -> None:
    assert "last seen 61 s ago" in drawn(BOARD, now=1061.0)
    assert "Stale" not in drawn(BOARD, now=1001.0)


@pytest.mark.parametrize(
    "board",
    [
        {},
        BOARD | {"campaigns": []},
        BOARD | {"nodes": [], "trunks": []},
        BOARD | {"campaigns": [{"id": 2, "name": "Broken", "status": "running", "mode": "ratio", "why": None}]},
        BOARD | {"campaigns": [CAMPAIGN | {"abandoned_share": None, "occupancy": None, "answer_to_bridge_ms": None}]},
        BOARD | {"campaigns": [CAMPAIGN | {"abandoned_aim": None}]},
        BOARD | {"campaigns": [CAMPAIGN | {"history": [{"at": 1.0, "occupancy": None}], "agent_rows": []}]},
    ],
    ids=["nothing", "no campaign", "no node", "broken campaign", "nothing measured", "no aim", "nobody"],
)
def test_a_board_with_gaps_is_drawn(board: dict[str, Any]) -> None:
    assert drawn(board, now=1000.0).strip()


@pytest.mark.usefixtures("in_italian")
def test_what_ails_a_node_is_said_in_italian() -> None:
    node = BOARD["nodes"][0] | {"trouble": "Il segreto è errato."}
    text = drawn(BOARD | {"nodes": [node]})
    assert ("Il segreto è errato." in text, "The secret is wrong." in text) == (True, False)


def test_promises_on_a_list_that_is_off_stand_beside_the_other_alerts() -> None:
    off = [{"list": "March", "waiting": 3, "text": "Three wait."}]
    assert "Three wait." in drawn(BOARD | {"campaigns": [CAMPAIGN | {"callbacks": {"alerts": [], "off": off}}]})


def test_promises_about_to_be_missed_stand_on_the_board() -> None:
    text = "A call back is not placed yet."
    alerts = [{"id": 4, "lead_id": 7, "agent_id": 1, "agent_name": "Ada", "code": "callback_at_risk", "text": text}]
    shown = BOARD | {"campaigns": [CAMPAIGN | {"callbacks": {"alerts": alerts, "off": []}}]}
    assert "A call back is not placed yet." in drawn(shown)


def test_a_sparkline_stays_inside_its_bars() -> None:
    assert sparkline([-1.0, 0.0, 0.5, 1.0, 7.0]) == "▁▁▅██"
