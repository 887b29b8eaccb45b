"""What is wrong with a cell."""

from dialer.i18n.message import Message, msg


class BadCell(ValueError):  # noqa: N818 - the name is the reason's kind
    """The cell does not hold what its column should; the message says why, `mend` how to put it right."""

    def __init__(self, reason: Message, mend: Message) -> None:
        super().__init__(reason)
        self.reason, self.mend = reason, mend


def with_mend(reason: Message | str, mend: Message | str) -> Message | str:
    """Why something cannot be taken, and how to put it right."""
    return msg("{why}; {mend}", why=reason, mend=mend) if mend else reason
