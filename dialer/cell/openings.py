"""Which time zones of the lists are in calling hours: looked at once a minute, for it costs as much as all the rest."""

from dataclasses import dataclass, field

from dialer.compliance.gate import Rules
from dialer.compliance.hours import BadHours, is_open, next_opening, zones_of

MINUTE_S = 60.0  # windows and clocks change on whole minutes


@dataclass(slots=True)
class Openings:
    """What was found when it was last looked; everything is looked at anew when the rules or the zones have changed."""

    open_keys: tuple[str, ...] = ()
    opens_at: float | None = None  # when the first of the others opens, epoch seconds; None for never
    _asked: tuple[Rules, tuple[str, ...], float] | None = None
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

    def _opening_of(self, rules: Rules, zone_key: str, now: float) -> float | None:
        known = self._opening.get(zone_key)
        if known is not None and known > now:
            return known  # nothing opens before the next opening
        try:
            zones = zones_of(zone_key, default=rules.time_zone)
        except BadHours:
            return now  # let the gate refuse these leads one by one, and say why
        return now if is_open(rules.hours, zones, now) else next_opening(rules.hours, zones, now)
