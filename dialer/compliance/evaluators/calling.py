"""Evaluators on when and how often a number or a person is called."""

from collections.abc import Sequence

from dialer.compliance.facts import Facts
from dialer.compliance.params.abandoning import AttemptCap
from dialer.compliance.params.contacts import CallWindow
from dialer.compliance.profile import Rule
from dialer.compliance.ruling import RuleAnswer, allow, defer, known
from dialer.compliance.timetable import is_open, next_opening
from dialer.core.time_units import DAY_S


def hours(rule: Rule[CallWindow], facts: Facts, now: float) -> RuleAnswer | None:
    """Is it calling time in every zone the person may be in?"""
    params, contact, clock = rule.params, facts.contact, rule.clock
    if clock.own_zones:
        zones = contact.zones or clock.when_unknown
        regions = contact.regions or ((contact.state,) if contact.state else ())
    else:
        zones, regions = (clock.zone.key,), contact.regions
    if params.appointment_passes and contact.appointment:
        return allow(rule.id, appointment=True, zones="|".join(zones))  # the zones checked, for the report
    places = clock.places_of(regions)
    timetable = params.timetable
    if is_open(timetable, zones, places, now):
        return allow(rule.id, zones="|".join(zones))
    until = next_opening(timetable, zones, places, now)
    # No common hour in two weeks (zones too far apart): ask again tomorrow, the profile may change.
    return defer(rule.id, now + DAY_S if until is None else until, zones="|".join(zones))


def attempts(rule: Rule[AttemptCap], facts: Facts, now: float) -> RuleAnswer | None:
    """Has the number or the person reached a cap on attempts?"""
    params, contact = rule.params, facts.contact
    if params.appointment_passes and contact.appointment:
        return allow(rule.id, appointment=True)
    history = known(contact.history, "history")
    tried, refused_at = history.attempts, history.refused_at
    if params.counted_by == "person":
        tried, refused_at = history.person_attempts or tried, history.person_refused_at or refused_at
    for cap in params.caps:
        if len(tried) >= cap.max and now < cap.per.after(tried[cap.max - 1]):
            until = _latest(params, tried, refused_at, now)
            return defer(rule.id, until, at_most=cap.max, per=cap.per.text, counted_by=params.counted_by)
    pause = params.pause_after_refusal
    if pause is not None and refused_at is not None and now < pause.after(refused_at):
        return defer(rule.id, pause.after(refused_at), refused_at=refused_at, pause=pause.text)
    return allow(rule.id, attempts=len(tried))


def _latest(params: AttemptCap, tried: Sequence[float], refused_at: float | None, now: float) -> float:
    """When every cap and the pause after a refusal have passed."""
    pause = params.pause_after_refusal
    ends = [cap.per.after(tried[cap.max - 1]) for cap in params.caps if len(tried) >= cap.max]
    if pause is not None and refused_at is not None:
        ends.append(pause.after(refused_at))
    return max(ends, default=now)
