"""What an operator is told when a trunk is not written."""

from collections.abc import Sequence

from dialer.core.errors import DialerError, NotFound, Refused
from dialer.i18n.message import Message, joined, mark


class NoDoor(Refused):
    problem = "no-door"
    title = mark("Pronto cannot write into this Asterisk")
    sentence = mark(
        "Pronto writes trunks over Asterisk's REST interface, or over its manager interface into pjsip-pronto.conf: "
        "this node offers neither. docs/trunks.md says what either takes."
    )


class TrunkOfFiles(Refused):
    problem = "trunk-of-files"
    title = mark("The trunk stands in Asterisk's own files")
    sentence = mark(
        "The endpoint of this trunk stands in files that an administrator keeps: change it there, or write a new trunk "
        "under another name."
    )


class TrunkNotWritten(NotFound):
    problem = "trunk-not-written"
    title = mark("Pronto has not written this trunk")
    sentence = mark("No version of this trunk stands that Pronto has written into Asterisk.")


class NothingBefore(Refused):
    problem = "nothing-before"
    title = mark("There is nothing to go back to")
    sentence = mark("No other version of this trunk has stood before. Retire the trunk to take it out of Asterisk.")


class ApplyUnderWay(Refused):
    problem = "apply-under-way"
    title = mark("The trunk is being written")
    sentence = mark("A change of this trunk is under way: wait until it has ended.")


class TrunkNotUp(DialerError):  # noqa: N818 - what happened
    problem = "trunk-not-up"
    title = mark("The trunk did not come up")
    sentence = mark("The trunk did not come up.")

    def __init__(self, why: Sequence[Message | str]) -> None:
        """Keep why it did not, and what was done about it."""
        super().__init__()
        self.args = (joined(" ", (Message(self.sentence), *why)),)


class PasswordLost(Refused):
    problem = "password-lost"
    title = mark("The password cannot be read")
    sentence = mark(
        "The trunk's password cannot be read any more: it was encrypted with another key of the state folder, or "
        "forgotten 30 days after the trunk was retired. Type it again."
    )
