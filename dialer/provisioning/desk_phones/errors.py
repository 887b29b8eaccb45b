"""What an operator is told when a desk phone is not written."""

from dialer.core.errors import Refused
from dialer.i18n.message import mark


class PhoneInUse(Refused):
    problem = "phone-in-use"
    title = mark("Somebody works at this phone")
    sentence = mark("The agent of this phone is logged in: let the agent log out first.")


class PhoneGoing(Refused):
    problem = "phone-going"
    title = mark("The phone is being taken away")
    sentence = mark("This phone is taken away as soon as its Asterisk answers: it cannot be changed any more.")


class PhoneNotWritten(Refused):
    problem = "phone-not-written"
    title = mark("Asterisk has made something else of it")
    sentence = mark(
        "Asterisk has made something else of the phone than was written: see which module or version it lacks."
    )


class SecretLost(Refused):
    problem = "secret-lost"
    title = mark("The secret cannot be read")
    sentence = mark("The phone's secret was encrypted with another key of the state folder: make a new one.")
