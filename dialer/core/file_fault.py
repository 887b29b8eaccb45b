"""A file that cannot be read as a list."""

from dialer.i18n.message import Message, msg


class BadFile(ValueError):  # noqa: N818 - reads as what it is
    """The file is no readable table; the message says why and what to do."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


def unread(error: OSError) -> BadFile:
    """The error for a file that the machine cannot read."""
    return BadFile(msg("The file could not be read: {why}", why=error.strerror or str(error)))
