"""Dial strings that Pronto lets Asterisk call: a closed grammar, for what Asterisk calls may cost money or do harm.

Phones are `PJSIP/ENDPOINT`, trunks `PJSIP/{number}@ENDPOINT`, with digits before the number where a carrier asks for
them. A node may allow more (`dial_patterns`): text that stands for itself, with one `{extension}` for phones, as in
`Local/{extension}@agents`, or one `{number}` for trunks, as in `DAHDI/g1/{number}`.
"""

import re
from collections.abc import Collection
from typing import Final

EXTENSION: Final = "{extension}"
_ENDPOINT: Final = r"[A-Za-z0-9_.-]{1,79}"
_PHONE: Final = re.compile(rf"PJSIP/{_ENDPOINT}")
_TRUNK: Final = re.compile(rf"PJSIP/[0-9+*#]{{0,20}}\{{number\}}@{_ENDPOINT}")
_FILLED: Final = r"\+?[A-Za-z0-9_.-]{1,79}"  # what may stand for an extension
_ASKED: Final = re.compile(rf"PJSIP/(?:[^@/]*@)?({_ENDPOINT})")

_LITERAL: Final = r"[A-Za-z0-9_.@/:*#+-]*"
PATTERN: Final = rf"^[A-Za-z0-9]+/{_LITERAL}\{{(extension|number)\}}{_LITERAL}$"
"""How a pattern is written."""


def phone_allowed(phone: str, patterns: Collection[str]) -> bool:
    """Whether a node with these patterns may call this phone."""
    if _PHONE.fullmatch(phone):
        return True
    parts = (pattern.partition(EXTENSION) for pattern in patterns if EXTENSION in pattern)
    return any(re.fullmatch(re.escape(head) + _FILLED + re.escape(tail), phone) for head, _, tail in parts)


def trunk_allowed(dial: str, patterns: Collection[str]) -> bool:
    """Whether a trunk of a node with these patterns may be dialled so."""
    return _TRUNK.fullmatch(dial) is not None or dial in patterns


def endpoint_of(dial: str) -> str | None:
    """The PJSIP endpoint that a phone or a trunk is called by; None where it is called by other means."""
    found = _ASKED.fullmatch(dial)
    return found[1] if found else None
