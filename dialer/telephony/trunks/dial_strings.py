"""Dial strings that Asterisk may be asked to call: a closed grammar, since they may cost money or do harm.

Phones are `PJSIP/ENDPOINT`, trunks `PJSIP/{number}@ENDPOINT`, with digits before the number if the carrier requires
them. A node may allow more (`dial_patterns`): literal text with one `{extension}` for phones, as in
`Local/{extension}@agents`, or one `{number}` for trunks, as in `DAHDI/g1/{number}`.
"""

import re
from collections.abc import Collection
from typing import Final

EXTENSION: Final = "{extension}"
_ENDPOINT: Final = r"[A-Za-z0-9_.-]{1,79}"
_PHONE: Final = re.compile(rf"PJSIP/{_ENDPOINT}")
_TRUNK: Final = re.compile(rf"PJSIP/[0-9+*#]{{0,20}}\{{number\}}@{_ENDPOINT}")
_FILLED: Final = r"\+?[A-Za-z0-9_.-]{1,79}"  # what may replace an extension
_ASKED: Final = re.compile(rf"PJSIP/(?:[^@/]*@)?({_ENDPOINT})")

_LITERAL: Final = r"[A-Za-z0-9_.@/:*#+-]*"
PATTERN: Final = rf"^[A-Za-z0-9]+/{_LITERAL}\{{(extension|number)\}}{_LITERAL}$"
"""The form of a pattern."""


def phone_allowed(phone: str, patterns: Collection[str]) -> bool:
    """Whether a node with these patterns may call this phone."""
    if _PHONE.fullmatch(phone):
        return True
    parts = (pattern.partition(EXTENSION) for pattern in patterns if EXTENSION in pattern)
    return any(re.fullmatch(re.escape(head) + _FILLED + re.escape(tail), phone) for head, _, tail in parts)


def trunk_allowed(dial: str, patterns: Collection[str]) -> bool:
    """Whether a trunk of a node with these patterns may use this dial string."""
    return _TRUNK.fullmatch(dial) is not None or dial in patterns


def endpoint_of(dial: str) -> str | None:
    """The PJSIP endpoint of a phone's or trunk's dial string; None if it does not use PJSIP."""
    found = _ASKED.fullmatch(dial)
    return found[1] if found else None
