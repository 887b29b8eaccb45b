"""The campaign's own limits on a call, checked before the law: calling hours and attempts per lead.

They are checked in order; the first that does not allow decides. A limit that cannot be evaluated refuses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from dialer.compliance.hours import Hours, UnknownZone, is_open, next_opening, zones_of
from dialer.compliance.ruling import Answer
from dialer.core.time_units import DAY_S

__all__ = ["Answer", "Contact", "Rules", "CallRuling", "judge"]


@dataclass(frozen=True, slots=True)
class CallRuling:
    """The answer, the rule that gave it and the facts it used."""

    answer: Answer
    rule: str
    until: float | None = None
    facts: Mapping[str, str | float | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The facts about the person about to be called."""

    number: str  # E.164
    zone_key: str
    attempts: int
    promised: bool = False  # a call-back was promised


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A campaign's rules, read and checked."""

    hours: Hours
    time_zone: str  # for contacts without one
    max_attempts: int


CALLING_HOURS: Final = "calling_hours"
"""The rule on the campaign's own hours."""

_SAME_TIME_TOMORROW_S = DAY_S


def judge(contact: Contact, rules: Rules, *, now: float) -> CallRuling:
    """May `contact` be called at `now` (epoch seconds)?"""
    for evaluate in (_attempts, _hours):
        answer = evaluate(contact, rules, now)
        if answer is not None:
            return answer
    return CallRuling(Answer.ALLOW, "all")


def _attempts(contact: Contact, rules: Rules, now: float) -> CallRuling | None:
    if contact.attempts < rules.max_attempts or contact.promised:
        return None
    return CallRuling(
        Answer.REFUSE, "max_attempts", facts={"attempts": contact.attempts, "at_most": rules.max_attempts}
    )


def _hours(contact: Contact, rules: Rules, now: float) -> CallRuling | None:
    try:
        zones = zones_of(contact.zone_key, default=rules.time_zone)
    except UnknownZone as error:
        return CallRuling(Answer.REFUSE, CALLING_HOURS, facts={"unknown_zone": error.name})
    if is_open(rules.hours, zones, now):
        return None
    until = next_opening(rules.hours, zones, now)
    facts = {"zones": contact.zone_key or rules.time_zone}
    # No common hour in the coming week (zones too far apart for the windows): ask again tomorrow, hours may change.
    return CallRuling(Answer.DEFER, CALLING_HOURS, until or now + _SAME_TIME_TOMORROW_S, facts)
