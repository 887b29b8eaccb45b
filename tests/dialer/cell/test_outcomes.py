"""From what the network said to an outcome."""

import pytest

from dialer.cell.outcomes import unanswered_outcome
from dialer.words import Outcome


@pytest.mark.parametrize(
    ("cause", "tech_cause", "outcome"),
    [
        (17, "", Outcome.BUSY),
        (17, "486", Outcome.BUSY),
        (19, "", Outcome.NO_ANSWER),
        (16, "", Outcome.NO_ANSWER),
        (127, "", Outcome.NO_ANSWER),
        (1, "", Outcome.INVALID_NUMBER),
        (28, "484", Outcome.INVALID_NUMBER),
        (34, "503", Outcome.CONGESTION),
        (41, "", Outcome.CONGESTION),
        (21, "603", Outcome.FAILED),
        (0, "", Outcome.FAILED),
        (20, "480", Outcome.NO_ANSWER),  # what SIP says goes before the cause Asterisk made of it
        (127, "SIP 404 Not Found", Outcome.INVALID_NUMBER),
        (17, "999", Outcome.BUSY),
    ],
)
def test_the_network_is_understood(cause, tech_cause, outcome):
    assert unanswered_outcome(cause, tech_cause) is outcome
