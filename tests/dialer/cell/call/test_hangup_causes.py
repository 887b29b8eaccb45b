"""From what the network said to an outcome."""

import pytest

from dialer.cell.call.hangup_causes import Speaks, is_phone_reached, speaks_of, unanswered_outcome
from dialer.core.enums import Outcome


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


@pytest.mark.parametrize(
    ("cause", "tech_cause", "of"),
    [
        (34, "503", Speaks.TRUNK),
        (21, "407", Speaks.TRUNK),
        (19, "402", Speaks.TRUNK),
        (38, "", Speaks.TRUNK),
        (47, "", Speaks.TRUNK),
        (34, "SIP 480 Temporarily Unavailable", Speaks.TRUNK),  # the network's own word beside it
        (41, "404", Speaks.NUMBER),
        (1, "503", Speaks.NUMBER),
        (20, "480", Speaks.NUMBER),
        (17, "", Speaks.NUMBER),
        (17, "600", Speaks.NUMBER),
        (22, "410", Speaks.NUMBER),
        (28, "484", Speaks.NUMBER),
        (19, "480", Speaks.EITHER),
        (21, "403", Speaks.EITHER),
        (21, "603", Speaks.EITHER),
        (27, "502", Speaks.EITHER),
        (58, "488", Speaks.EITHER),
        (3, "", Speaks.EITHER),
        (18, "408", None),
        (16, "", None),
        (127, "405", Speaks.EITHER),
        (0, "", None),
        (127, "400", Speaks.EITHER),  # a response of the network that names neither
        (127, "SIP 606 Not Acceptable", Speaks.EITHER),
        (1, "400", Speaks.NUMBER),
        (38, "580", Speaks.TRUNK),
        (127, "408", None),
        (127, "487", None),
        (19, "200", None),
    ],
)
def test_the_end_of_a_call_speaks_of_the_number_or_of_the_trunk(cause, tech_cause, of):
    assert speaks_of(cause, tech_cause) is of


@pytest.mark.parametrize(
    ("cause", "tech_cause", "reached"),
    [
        (17, "", True),
        (19, "SIP 480 Temporarily Unavailable", True),
        (20, "", True),
        (21, "", True),
        (22, "", False),
        (1, "", False),
        (21, "SIP 603 Decline", True),
        (0, "603", True),
        (20, "SIP 403 Forbidden", False),  # the response goes before the cause
        (21, "404", False),
        (20, "Decline", True),
        (21, "6030", True),
        (0, "", False),
    ],
)
def test_a_phone_is_reached_that_was_busy_absent_declined_or_rang_in_vain(cause, tech_cause, reached):
    assert is_phone_reached(cause, tech_cause) is reached


@pytest.mark.parametrize(
    ("tech_cause", "of"),
    [("399", None), ("499", Speaks.EITHER), ("699", Speaks.EITHER), ("700", None), ("4000", None), ("4x9", None)],
)
def test_only_a_final_response_that_refuses_speaks_of_anything(tech_cause, of):
    assert speaks_of(0, tech_cause) is of
