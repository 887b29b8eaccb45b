"""Reasons that the audit log keeps."""

from typing import Final

from dialer.core.request_errors import Invalid
from dialer.i18n.message import msg

REASON_CHARACTERS_AT_LEAST: Final = 5


def check_reason(reason: str) -> None:
    """Raise `Invalid` if no reason is given for showing a number."""
    if len(reason.strip()) < REASON_CHARACTERS_AT_LEAST:
        why = msg("say in five characters at least why the number has to be seen: the audit keeps it")
        raise Invalid([("reason", why)])
