"""Evaluators on when and how often a number is called."""

from typing import Final

from dialer.compliance.facts import Facts
from dialer.compliance.params.abandoning import AttemptCap
from dialer.compliance.params.contacts import CallWindow
from dialer.compliance.profile import Rule
from dialer.compliance.timetable import is_open, next_opening
from dialer.compliance.verdict import Verdict, allow, defer, known

_DAY_S: Final = 86400.0


def hours(rule: Rule[CallWindow], facts: Facts, now: float) -> Verdict | None:
    """Is it calling time in every zone the person may be in?"""
    params, contact, clock = rule.params, facts.contact, rule.clock
    if clock.own_zones:
        zones = contact.zones or clock.when_unknown
        regions = contact.regions or ((contact.state,) if contact.state else ())
    else:
        zones, regions = (clock.zone.key,), contact.regions
    if params.appointment_passes and contact.appointment:
        return allow(rule.id, appointment=True, zones="|".join(zones))  # whose clocks it was by, for the report
    places = clock.places_of(regions)
    timetable = params.timetable
    if is_open(timetable, zones, places, now):
        return allow(rule.id, zones="|".join(zones))
    until = next_opening(timetable, zones, places, now)
    # No common hour in two weeks (zones too far apart): ask again tomorrow, the profile may change.
    return defer(rule.id, now + _DAY_S if until is None else until, zones="|".join(zones))


def attempts(rule: Rule[AttemptCap], facts: Facts, now: float) -> Verdict | None:
    """Has the number been tried as often as it may be?"""
    params, contact = rule.params, facts.contact
    if params.appointment_passes and contact.appointment:
        return allow(rule.id, appointment=True)
    history = known(contact.history, "history")
    for cap in params.caps:
        if len(history.attempts) >= cap.max:
            until = cap.per.after(history.attempts[cap.max - 1])
            if now < until:
                return defer(rule.id, _latest(rule, facts, now), at_most=cap.max, per=cap.per.text)
    pause, refused_at = params.pause_after_refusal, history.refused_at
    if pause is not None and refused_at is not None and now < pause.after(refused_at):
        return defer(rule.id, pause.after(refused_at), refused_at=refused_at, pause=pause.text)
    return allow(rule.id, attempts=len(history.attempts))


def _latest(rule: Rule[AttemptCap], facts: Facts, now: float) -> float:
    """When all caps, and the pause after a refusal, are over."""
    history, pause = known(facts.contact.history, "history"), rule.params.pause_after_refusal
    ends = [
        cap.per.after(history.attempts[cap.max - 1]) for cap in rule.params.caps if len(history.attempts) >= cap.max
    ]
    if pause is not None and history.refused_at is not None:
        ends.append(pause.after(history.refused_at))
    return max(ends, default=now)
