"""Refusals of destinations and caps as sentences."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dialer.i18n.message import Message, mark, msg, pmark
from dialer.telephony.destinations.model import Alarm, HourCap, Refusal

CAP_NAMES: Final[Mapping[HourCap, Message]] = MappingProxyType(
    {
        HourCap.CALLS: pmark("cap of an hour", "calls"),
        HourCap.MINUTES: pmark("cap of an hour", "minutes"),
        HourCap.SPEND: pmark("cap of an hour", "spend"),
    }
)
WAITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Refusal.NONE_SET: mark(
            "No trunk of its campaign has destinations: an admin sets them (Destinations). It has lost no attempt."
        ),
        Refusal.NOT_ALLOWED: mark(
            "No trunk of its campaign may call where it is; an admin may allow it (Destinations). It has lost no "
            "attempt."
        ),
        Refusal.EXCEPTED: mark(
            "Its number is within an exception, which no trunk of its campaign may call (Destinations). It has lost no "
            "attempt."
        ),
        Refusal.PREMIUM: mark(
            "Its number is at a premium rate, which no trunk of its campaign may call (Destinations). It has lost no "
            "attempt."
        ),
        Refusal.SATELLITE: mark(
            "Its number is a satellite phone's or of no country, which no trunk of its campaign may call "
            "(Destinations). It has lost no attempt."
        ),
    }
)
"""Why a lead waits, by refusal."""


def refusal_sentence(why: Refusal, trunk: str) -> Message:
    """Why a trunk does not call a number."""
    match why:
        case Refusal.NONE_SET:
            return msg("The trunk {trunk} has no destinations: it calls nobody until an admin sets them.", trunk=trunk)
        case Refusal.EXCEPTED:
            return msg("The number is within an exception: the trunk {trunk} may not call it.", trunk=trunk)
        case Refusal.PREMIUM:
            return msg("The number is at a premium rate: the trunk {trunk} may not call it.", trunk=trunk)
        case Refusal.SATELLITE:
            return msg(
                "The number is a satellite phone's, or of no country: the trunk {trunk} may not call it.", trunk=trunk
            )
        case Refusal.NOT_ALLOWED:
            return msg("The number is in none of the destinations that the trunk {trunk} may call.", trunk=trunk)


def alarm_sentence(alarm: Alarm) -> Message:
    """The last refused try of a trunk, without the whole number."""
    why = refusal_sentence(Refusal(alarm.what), alarm.trunk)
    if alarm.campaign:
        facts = {"prefix": alarm.prefix, "campaign": alarm.campaign, "why": why}
        return msg("A call of {campaign} to a number that begins with {prefix} was refused. {why}", **facts)
    return msg("A call to a number that begins with {prefix} was refused. {why}", prefix=alarm.prefix, why=why)


def without_campaign(sentence: Message) -> Message:
    """The sentence of an alarm for whoever may not see its campaign."""
    return msg(
        "A call to a number that begins with {prefix} was refused. {why}",
        prefix=sentence.facts["prefix"],
        why=sentence.facts["why"],
    )
