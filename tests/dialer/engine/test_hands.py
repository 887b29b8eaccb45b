"""What the engine does with what the cells want."""

import pytest

from dialer.cell.effects import TellRest
from dialer.engine.hands import Hands
from tests.dialer.cell.builders import NOW, a_cell


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            TellRest("carrier", 15.0, "SIP 503", 9),
            "trunk carrier refuses calls of campaign 1, with 9 other channels in use, and rests for 15 s: SIP 503",
        ),
        (TellRest("carrier", None, "", 0), "trunk carrier takes calls of campaign 1 again"),
    ],
)
def test_the_log_says_that_a_trunk_rests_and_that_it_is_back(told, said, caplog):
    hands = Hands(store=None, bus=None, inbox=None, writer=None, clock=lambda: NOW, spawn=lambda _: None)  # type: ignore[arg-type]
    hands.perform(a_cell(), told)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [("WARNING", said)]
