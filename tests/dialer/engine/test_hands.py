"""What the engine does with what the cells want."""

import pytest

from dialer.cell.effects import TellChannels, TellRest
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
        (
            TellChannels("carrier", 10, 60),
            "trunk carrier refuses calls beyond 10 at once, though max_channels says 60: it seems to have only so many",
        ),
        (TellChannels("carrier", None, 60), "trunk carrier has its 60 channels after all"),
    ],
)
def test_the_log_says_what_is_found_out_of_a_trunk(told, said, caplog):
    hands = Hands(store=None, bus=None, inbox=None, writer=None, clock=lambda: NOW, spawn=lambda _: None)  # type: ignore[arg-type]
    hands.perform(a_cell(), told)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [("WARNING", said)]
