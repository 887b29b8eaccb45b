"""What can go wrong between us and Asterisk; each message is the class's own sentence and the facts of the case."""

# ruff: noqa: N818 - the names say what happened; an Error at the end of each would say nothing.


class AmiError(Exception):
    """Asterisk's manager interface failed us."""

    permanent = False
    """Whether trying the same again cannot help until somebody mends something."""

    def __init__(self, fact: str = "", *, permanent: bool | None = None) -> None:
        sentence = " ".join((type(self).__doc__ or "").split())
        super().__init__(f"{sentence} {fact}".strip())
        self.fact = fact
        if permanent is not None:
            self.permanent = permanent


class AmiDown(AmiError):
    """Not connected to Asterisk; nothing was sent."""


class LinkLost(AmiError):
    """The link broke after the action was sent and before its answer: whether Asterisk did it is unknown.

    Never send it again: ask Asterisk what lives.
    """


class AmiTimeout(AmiError):
    """Asterisk did not answer in time; whether it did what was asked is unknown."""


class AmiRefused(AmiError):
    """Asterisk refused the action."""


class MissingPrivilege(AmiRefused):
    """The manager user may not do this: add the right to its `write =` line in manager.conf."""

    permanent = True


class LoginRefused(AmiError):
    """Asterisk refused the login: check user, secret, `permit`/`deny` and `enabled` in manager.conf."""

    permanent = True


class WrongVersion(AmiError):
    """Asterisk 18 or newer is needed."""

    permanent = True


class NotAmi(AmiError):
    """What answers there is not Asterisk's manager interface: check host, port and TLS."""

    permanent = True


class Silent(AmiError):
    """The connection was taken and nothing was said: Asterisk may be suspended or busy, or something else listens.

    If this lasts, check host, port and TLS.
    """


class NotBooted(AmiError):
    """Asterisk accepted the login and never said that it had finished booting.

    It may still be loading, or the manager user lacks `system` in its `read =` line.
    """


class BadHeader(AmiError, ValueError):
    """This cannot be put into an action."""

    permanent = True
