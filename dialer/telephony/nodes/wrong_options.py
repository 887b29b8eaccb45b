"""What is wrong with an option of a PJSIP object, in words."""

from collections.abc import Iterable
from difflib import get_close_matches

from dialer.i18n.message import Message, msg
from dialer.telephony.nodes.provisioning import SECRETS, ObjectKind


def unknown_option(kind: ObjectKind, option: str, known: Iterable[str]) -> Message:
    """The node's Asterisk knows no such option; the nearest that it knows is named."""
    near = get_close_matches(option, sorted(known), n=1)
    if near:
        return msg(
            "The Asterisk of this node knows no option {option} of {kind}: did you mean {near}?",
            option=option,
            kind=kind.value,
            near=near[0],
        )
    return msg("The Asterisk of this node knows no option {option} of {kind}.", option=option, kind=kind.value)


def wrong_value(option: str, value: str) -> Message:
    """The node's Asterisk does not take this value."""
    if option in SECRETS:
        return msg("The Asterisk of this node does not take the value of {option}.", option=option)
    return msg("The Asterisk of this node does not take {value} for {option}.", value=value, option=option)


def wrong_together(kind: ObjectKind) -> Message:
    """The node's Asterisk takes each of an object's values, but not all of them."""
    return msg("The Asterisk of this node does not take these values of {kind} together.", kind=kind.value)
