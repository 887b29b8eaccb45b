"""Errors of signing in and of keys. None says whether a user exists, or which part of what was typed is wrong."""

# ruff: noqa: N818 - the names are what happened, as the caller reads them

from dialer.core.errors import DialerError, Refused
from dialer.i18n.message import Message, mark


class SignInRefused(DialerError):
    problem = "sign-in-refused"
    title = mark("Signing in failed")
    sentence = mark("Name or password is wrong.")


class CodeRefused(SignInRefused):
    problem = "code-refused"
    title = mark("The code is wrong")
    sentence = mark("The code is wrong, or was used already: wait for the next one, or use a backup code.")


class LinkRefused(SignInRefused):
    problem = "link-refused"
    title = mark("The link opens nothing")
    sentence = mark("The link was used already, or has expired: ask an administrator for another one.")


class SignInNotBegun(SignInRefused):
    problem = "sign-in-not-begun"
    title = mark("This sign-in cannot be completed")
    sentence = mark(
        "This sign-in was not begun in this browser, was completed before, or took longer than ten minutes: begin "
        "again."
    )


class ProviderRefused(SignInRefused):
    problem = "provider-refused"
    title = mark("The identity provider has not signed you in")
    sentence = mark("The identity provider has refused to sign you in: begin again, or sign in with a password.")


class TokenRefused(SignInRefused):
    problem = "token-refused"
    title = mark("The identity provider's answer is not valid")
    sentence = mark(
        "What the identity provider says of you cannot be trusted, so nobody was signed in. Begin again; if it happens "
        "again, tell your administrator: Pronto's log says why."
    )


class NoAccount(SignInRefused):
    problem = "no-account"
    title = mark("You have no account here")
    sentence = mark(
        "The identity provider knows you, but no account of Pronto is yours: ask an administrator for one with your "
        "e-mail address."
    )


class EmailNotVerified(SignInRefused):
    problem = "email-not-verified"
    title = mark("Your e-mail address is not verified")
    sentence = mark(
        "The identity provider does not say that your e-mail address is verified, and Pronto knows you by nothing else "
        "yet: verify it there, and begin again."
    )


class ProviderAway(DialerError):
    problem = "provider-away"
    title = mark("The identity provider does not answer")
    sentence = mark("The identity provider does not answer: try again in a moment, or sign in with a password.")


class NoProvider(Refused):
    problem = "no-provider"
    title = mark("No identity provider")
    sentence = mark("Pronto is not set up to sign people in through an identity provider.")


class ProviderUnusable(Refused):
    """The provider is set up wrongly, here or there."""

    problem = "provider-unusable"
    title = mark("The identity provider cannot be used")
    sentence = mark("The identity provider cannot be used as it is set up: {why}.")

    def __init__(self, *, why: Message) -> None:
        """Say why, to whoever sets it up."""
        Exception.__init__(self, Message(self.sentence, {"why": why}))
        self.facts = {"why": why}


class TooManyFailures(DialerError):
    problem = "too-many-attempts"
    title = mark("Too many failed log-ins")
    sentence = mark("Wait before the next try.")


class SignInsBusy(DialerError):
    problem = "sign-ins-busy"
    title = mark("Too many people sign in at once")
    sentence = mark("Many people sign in at this moment: try again in a few seconds.")


class GrantsTooMuch(Refused):
    problem = "grants-too-much"
    title = mark("More than you may do yourself")
    sentence = mark("Nobody can give rights that they do not have, nor change a user who has more than they do.")


class NothingToConfirmWith(Refused):
    problem = "nothing-to-confirm-with"
    title = mark("No password and no second factor")
    sentence = mark("You have neither a password nor a second factor to confirm with: sign in again instead.")


class NoSecondFactor(Refused):
    problem = "no-second-factor"
    title = mark("No second factor")
    sentence = mark("No second factor is being set up, or none is in use.")


class KeyFileDamaged(DialerError):
    problem = "key-file-damaged"
    title = mark("A key file is damaged")
    sentence = mark(
        "A file of the state folder does not hold the key that Pronto wrote into it: put it back from the backup."
    )
