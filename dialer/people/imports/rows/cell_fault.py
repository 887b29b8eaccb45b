"""Errors of a cell."""

from dialer.i18n.message import Message, msg


class BadCell(ValueError):  # noqa: N818 - the name is the reason's kind
    """The cell does not fit its column; the message says why, `mend` how to correct it."""

    def __init__(self, reason: Message, mend: Message) -> None:
        super().__init__(reason)
        self.reason, self.mend = reason, mend


def with_mend(reason: Message | str, mend: Message | str) -> Message | str:
    """A reason together with its remedy."""
    return msg("{why}; {mend}", why=reason, mend=mend) if mend else reason
