"""What `pronto campaign status` makes of a board that is older than what the campaign's manager wants."""

from typing import Any

import pytest
from rich.console import Console

from api.cli.board import terminal_board
from api.cli.campaign import only
from tests.support.board import BOARD

SPRING = {
    "id": 1,
    "name": "Spring",
    "status": "stopped",
    "mode": "predictive",
    "time_zone": "Europe/Rome",
    "node_id": 1,
}


def drawn(board: dict[str, Any], campaign: dict[str, Any]) -> str:
    console = Console(width=140, no_color=True)
    with console.capture() as captured:
        console.print(terminal_board(only(board, campaign), now=1000.0))
    return captured.get()


def test_a_stopped_campaign_is_not_shown_as_it_ran() -> None:
    text = drawn(BOARD, SPRING)
    assert ("Spring · stopped" in text, "running" in text, "Nine calls ahead." in text) == (True, False, False)
    assert "The campaign is stopped; the engine does not show it yet." in text
    assert "All called at 15:40." not in text
    assert "431" in text  # what it did today


def test_a_campaign_that_the_engine_shows_as_it_is_keeps_its_reason() -> None:
    assert "Nine calls ahead." in drawn(BOARD, SPRING | {"status": "running"})


@pytest.mark.usefixtures("in_italian")
def test_a_campaign_that_no_engine_shows_says_so() -> None:
    text = drawn(BOARD | {"campaigns": []}, SPRING)
    assert "La campagna è ferma, e nessun motore la mostra." in text
