"""What can go wrong between us and Asterisk: each class has its sentence, each case its facts, in English for the log.

Code that shows them to people finds the sentences by `mark` and translates them.
"""

# ruff: noqa: N818 - the names say what happened; an Error at the end of each would say nothing.

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def mark(text: str) -> str:
    """Mark a sentence with {places} for the catalogues of other languages."""
    return text


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: a sentence with {places}, and their values. A value may be another fault."""

    text: str
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.text.format(**self.facts)


def fault_of(text: str, error: BaseException | None) -> Fault:
    """A fault with `why`, the message of the operating system or library, and `errno` if there is one."""
    return Fault(text, {"why": getattr(error, "strerror", None) or str(error), "errno": getattr(error, "errno", None)})


class AmiError(Exception):
    sentence = mark("Asterisk's manager interface failed.")
    permanent = False
    """Whether trying again is useless until somebody mends something."""

    def __init__(self, case: Fault | str = "", *, permanent: bool | None = None) -> None:
        super().__init__(f"{self.sentence} {case}".strip())
        self.case = case
        if permanent is not None:
            self.permanent = permanent

    @property
    def fault(self) -> Fault:
        """The sentence of its class, with the facts of the case."""
        own = Fault(self.sentence)
        return Fault(mark("{what} {case}"), {"what": own, "case": self.case}) if self.case else own


class AmiDown(AmiError):
    sentence = mark("Not connected to Asterisk; nothing was sent.")


class LinkLost(AmiError):
    sentence = mark(
        "The link broke after the action was sent and before its answer, so it is not known whether Asterisk "
        "did it. Do not send it again: ask Asterisk for its channels."
    )


class AmiTimeout(AmiError):
    sentence = mark("Asterisk did not answer in time; whether it did what was asked is unknown.")


class AmiRefused(AmiError):
    sentence = mark("Asterisk refused the action.")


class MissingPrivilege(AmiRefused):
    sentence = mark("The manager user may not do this: add the right to its `write =` line in manager.conf.")

    permanent = True


class LoginRefused(AmiError):
    sentence = mark("Asterisk refused the login: check user, secret, `permit`/`deny` and `enabled` in manager.conf.")

    permanent = True


class WrongVersion(AmiError):
    sentence = mark("Asterisk 18 or newer is needed.")

    permanent = True


class NotAmi(AmiError):
    sentence = mark("What answers there is not Asterisk's manager interface: check host, port and TLS.")

    permanent = True


class Silent(AmiError):
    sentence = mark(
        "The connection was taken and nothing was said: Asterisk may be suspended or busy, or something else "
        "listens. If this lasts, check host, port and TLS."
    )


class NotBooted(AmiError):
    sentence = mark(
        "Asterisk accepted the login and never said that it had finished booting. It may still be loading, or the "
        "manager user lacks `system` in its `read =` line."
    )


class BadHeader(AmiError, ValueError):
    sentence = mark("This cannot be put into an action.")

    permanent = True


def denied(action: str) -> MissingPrivilege:
    """The manager user may not do this action."""
    return MissingPrivilege(Fault(mark("Action {action}."), {"action": action}))
