"""Which time zones of the lists are in calling hours: looked at once a minute, for it costs as much as all the rest."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from dialer.compliance.gate import Rules
from dialer.compliance.hours import BadHours, is_open, next_closing, next_opening, zones_of

MINUTE_S = 60.0  # windows and clocks change on whole minutes
CLOSING_EVERY_S = 600.0  # how often the end of calling is looked for anew: it costs as much as all the rest


@dataclass(slots=True)
class Openings:
    """What was found when it was last looked; everything is looked at anew when the rules or the zones have changed."""

    open_keys: tuple[str, ...] = ()
    opens_at: float | None = None  # when the first of the others opens, epoch seconds; None for never
    closes_at: float | None = None  # when the last of the open ones closes; None for not within a day
    opens_again_at: float | None = None  # when the first opens after that
    _asked: tuple[Rules, tuple[str, ...], float] | None = None
    _asked_end: tuple[Rules, tuple[str, ...], float] | None = None
    _rules: Rules | None = None
    _opening: dict[str, float | None] = field(default_factory=dict)  # of the zone keys that are closed

    def look(self, rules: Rules, zone_keys: tuple[str, ...], now: float) -> None:
        """Bring `open_keys` and `opens_at` up to `now`."""
        asked = (rules, zone_keys, now // MINUTE_S)
        if self._asked == asked:
            return
        if self._rules != rules:
            self._rules, self._opening = rules, {}
        self._asked = asked
        openings = {key: self._opening_of(rules, key, now) for key in zone_keys}
        self.open_keys = tuple(key for key, at in openings.items() if at is not None and at <= now)
        self.opens_at = min((at for at in openings.values() if at is not None and at > now), default=None)
        self._opening = {key: at for key, at in openings.items() if key not in self.open_keys}
        self._look_for_the_end(rules, zone_keys, now)

    def _look_for_the_end(self, rules: Rules, zone_keys: tuple[str, ...], now: float) -> None:
        asked = (rules, self.open_keys, now // CLOSING_EVERY_S)
        if self._asked_end == asked:
            return
        self._asked_end, self.closes_at, self.opens_again_at = asked, None, None
        ends = [next_closing(rules.hours, _zones(rules, key), now) for key in self.open_keys]
        last = max((end for end in ends if end is not None), default=None)
        if last is None or None in ends:
            return
        again = [next_opening(rules.hours, _zones(rules, key), last) for key in zone_keys]
        self.closes_at, self.opens_again_at = last, min((at for at in again if at is not None), default=None)

    def _opening_of(self, rules: Rules, zone_key: str, now: float) -> float | None:
        known = self._opening.get(zone_key)
        if known is not None and known > now:
            return known  # nothing opens before the next opening
        try:
            zones = zones_of(zone_key, default=rules.time_zone)
        except BadHours:
            return now  # let the gate refuse these leads one by one, and say why
        return now if is_open(rules.hours, zones, now) else next_opening(rules.hours, zones, now)


def _zones(rules: Rules, zone_key: str) -> tuple[ZoneInfo, ...]:
    """The zones of a key; none for one that is not known, which is never open."""
    try:
        return zones_of(zone_key, default=rules.time_zone)
    except BadHours:
        return ()
