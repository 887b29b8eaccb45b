"""Which refused calls of a trunk go on to the next trunk of the group. Pure.

A cause is written `sip:503`, `sip:5xx` or `q850:34`. A final SIP response says more than the Q.850 cause that Asterisk
makes of it, so the latter counts only where there is no response. Never does a call go on that may have come as far as
a phone: the person would be called twice. So these causes cannot be chosen at all: busy, no answer, unavailable,
declined, called off (RFC 3261 sections 21.4 and 21.6; ITU-T Q.850).
"""

import re
from collections.abc import Collection
from typing import Final

from dialer.i18n.message import Message, msg

DEFAULT: Final = (
    "sip:5xx",
    "sip:401",
    "sip:402",
    "sip:403",
    "sip:407",
    "sip:488",
    "q850:34",
    "q850:38",
    "q850:41",
    "q850:42",
    "q850:44",
    "q850:47",
)
"""What a new group fails over on: failures and refusals of the carrier itself."""
PATTERN: Final = r"^(sip:(5xx|[345][0-9]{2})|q850:[1-9][0-9]{0,2})$"
"""The form of a cause."""
_SIP_OF_A_PHONE: Final = frozenset({"408", "480", "486", "487"})
_Q850_OF_A_PHONE: Final = frozenset({16, 17, 18, 19, 20, 21, 127})
_REACHED: Final = frozenset({17, 18, 19, 20})  # what may stand beside a SIP response (RFC 3326), and then decides


def wrong_cause(cause: str) -> Message | None:
    """Why a group cannot fail over on this cause; None if it can."""
    if not re.fullmatch(PATTERN, cause):
        return msg("write a cause as in sip:503, sip:5xx or q850:34")
    kind, _, code = cause.partition(":")
    of_a_phone = code in _SIP_OF_A_PHONE if kind == "sip" else int(code) in _Q850_OF_A_PHONE
    if of_a_phone:
        return msg("{cause} may come from the called phone: the person would be called twice", cause=cause)
    return None


def goes_on(causes: Collection[str], *, cause: int, tech_cause: str) -> bool:
    """Whether an unanswered call that rang nowhere goes on to the next trunk.

    `cause` is its Q.850 cause, `tech_cause` its final SIP response, as in "SIP 503"; empty where there is none.
    """
    if cause in _REACHED:
        return False
    status = next((word for word in tech_cause.split() if len(word) == 3 and word.isdecimal()), "")
    if not status:
        return cause not in _Q850_OF_A_PHONE and f"q850:{cause}" in causes
    if status in _SIP_OF_A_PHONE or status[0] == "6":
        return False
    return f"sip:{status}" in causes or f"sip:{status[0]}xx" in causes
