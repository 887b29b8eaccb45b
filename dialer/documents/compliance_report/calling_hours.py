"""When people were called in their local time, and calls that the calling hours prevented."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.compliance.holiday_calendar import is_holiday
from dialer.compliance.profile import AnyRule, Profile
from dialer.compliance.vocabulary import Kind
from dialer.documents.compliance_report.terms import answer_and_rule
from dialer.documents.store.report_input import CallSeen, Stored
from dialer.i18n.message import Message, msg
from dialer.rendering.values import Weekday, Worded

BY_HOUR: Final = msg("by day and hour")
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MIDDAY_H: Final = 13.0


def calling_hours(stored: Stored, profiles: Sequence[Profile]) -> dict[Message, Any] | None:
    """Calls by local day and hour, calls on holidays, and calls that the rules on hours deferred."""
    if not stored.calls:
        return None
    table = [[0] * 24 for _ in WEEKDAYS]
    days: Counter[date] = Counter()
    zones: Counter[Any] = Counter()
    unkept = msg("not kept: counted in {zone}", zone=stored.campaign.time_zone)
    for call in stored.calls:
        local = _local(call, stored.campaign.time_zone)
        table[local.weekday()][local.hour] += 1
        days[local.date()] += 1
        zones[call.zones or unkept] += 1
    rules = [rule for profile in profiles for rule in _of_hours(profile)]
    places = {rule.clock.places for rule in rules}
    festive = {
        Worded(day.isoformat(), day): days[day]
        for day in sorted(days)
        if any(is_holiday(place, day) for place in places)
    }
    return {
        msg("calls by time zone of the person"): dict(sorted(zones.items(), key=lambda counted: str(counted[0]))),
        BY_HOUR: {Worded(name, Weekday(day)): table[day] for day, name in enumerate(WEEKDAYS)},
        msg("calls on holidays"): festive,
        msg("put off by the hours"): _put_off(stored.rulings, {rule.id for rule in rules}),
    }


def _local(call: CallSeen, time_zone: str) -> datetime:
    """The person's local time; with several possible zones, the one furthest from midday."""
    several = [datetime.fromtimestamp(call.placed_at, _zone(zone)) for zone in (call.zones or time_zone).split("|")]
    return max(several, key=lambda local: abs(local.hour + local.minute / 60.0 - _MIDDAY_H))


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _of_hours(profile: Profile) -> list[AnyRule]:
    overlaid = [rule for overlay in profile.overlays for rule in overlay.rules]
    return [rule for rule in (*profile.rules, *overlaid) if rule.kind is Kind.CALL_WINDOW]


def _put_off(rulings: Mapping[str, int], rule_ids: set[str]) -> dict[Worded, int]:
    return {answer_and_rule(said): count for said, count in rulings.items() if said.partition(" ")[2] in rule_ids}
