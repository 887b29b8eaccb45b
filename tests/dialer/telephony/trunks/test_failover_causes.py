"""Which refused calls go on to the next trunk: never one that may have come as far as a phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.cell.call.hangup_causes import is_phone_reached
from dialer.telephony.trunks.rules import DEFAULT, goes_on, wrong_cause

SIP, Q850 = (f"sip:{code}" for code in range(300, 600)), (f"q850:{code}" for code in range(1, 128))
EVERYTHING = (*SIP, "sip:5xx", *Q850)


@pytest.mark.parametrize(
    ("cause", "said", "on"),
    [
        (34, "SIP 503", True),
        (34, "", True),
        (41, "SIP 500 Server Internal Error", True),
        (21, "SIP 403 Forbidden", True),
        (21, "", False),  # a phone may have declined
        (17, "SIP 503", False),  # the network's own reason beside it: the phone is busy
        (17, "SIP 486 Busy Here", False),
        (19, "SIP 480", False),
        (21, "SIP 603 Decline", False),
        (1, "SIP 404 Not Found", False),  # not among the causes of a new group
        (1, "", False),
        (0, "", False),
    ],
)
def test_a_new_group_fails_over_on_what_is_the_carriers_own(cause: int, said: str, on: bool) -> None:
    assert goes_on(DEFAULT, cause=cause, tech_cause=said) is on


def test_a_number_that_one_carrier_does_not_know_may_be_tried_at_another() -> None:
    assert goes_on(("sip:404",), cause=1, tech_cause="SIP 404 Not Found")


@given(cause=st.integers(0, 127), status=st.integers(300, 699) | st.none())
def test_what_may_have_reached_a_phone_never_goes_on_whatever_is_chosen(cause: int, status: int | None) -> None:
    said = "" if status is None else f"SIP {status}"
    if goes_on(EVERYTHING, cause=cause, tech_cause=said):
        assert not is_phone_reached(cause if status is None else 0, said)
        assert cause not in (17, 18, 19, 20)


@pytest.mark.parametrize("cause", ["sip:486", "sip:480", "sip:487", "sip:408", "q850:17", "q850:21", "q850:16"])
def test_causes_of_phones_cannot_be_chosen_and_the_reason_is_told(cause: str) -> None:
    assert "called twice" in str(wrong_cause(cause))


@pytest.mark.parametrize("cause", ["sip:4xx", "sip:603", "503", "q850:0", "sip:5xx; drop", ""])
def test_what_is_no_cause_is_told_how_to_write_one(cause: str) -> None:
    assert "sip:503" in str(wrong_cause(cause))


def test_each_cause_of_a_new_group_can_be_chosen() -> None:
    assert [cause for cause in DEFAULT if wrong_cause(cause)] == []
