"""Which time zones of the lists are in calling hours: checked once a minute, since it is costly.

The law's hours, with its holidays, and the campaign's own, which can only narrow them.
"""

from dataclasses import dataclass, field

from dialer.compliance.campaign_limits import Rules
from dialer.compliance.facts import ContactFacts
from dialer.compliance.hours import BadHours, next_closing, zones_of
from dialer.compliance.openings import first_lawful, next_call_time
from dialer.compliance.rules import Rulebook
from dialer.core.time_units import DAY_S, MINUTE_S

CLOSING_EVERY_S = 600.0  # how often the end of calling is computed: it costs as much as all the rest
STRIDE_S = 900.0
NOWHERE = "-"  # a state without an overlay: each lead's own state narrows its hours at the gate


@dataclass(slots=True)
class Openings:
    """The last result; recomputed when the rules or the zones have changed."""

    open_keys: tuple[str, ...] = ()
    opens_at: float | None = None  # when the first closed zone opens, epoch seconds; None: never
    closes_at: float | None = None  # when the last open zone closes; None: not within a day
    opens_again_at: float | None = None  # when the first zone opens after that
    _asked_end: tuple[object, tuple[str, ...], float] | None = None
    _asked: tuple[object, tuple[str, ...], float] | None = None
    _rules: object = None
    _opening: dict[str, float | None] = field(default_factory=dict)  # by zone key, of closed zones

    def look(self, rules: Rules, zone_keys: tuple[str, ...], now: float, *, books: tuple[Rulebook, ...] = ()) -> None:
        """Update `open_keys` and `opens_at` to `now`. Without books only the campaign's own hours apply."""
        law = (rules, tuple(book.profile.hash for book in books))
        asked = (law, zone_keys, now // MINUTE_S)
        if self._asked == asked:
            return
        if self._rules != law:
            self._rules, self._opening = law, {}
        self._asked = asked
        openings = {key: self._opening_of(rules, books, key, now) for key in zone_keys}
        self.open_keys = tuple(key for key, at in openings.items() if at is not None and at <= now)
        self.opens_at = min((at for at in openings.values() if at is not None and at > now), default=None)
        self._opening = {key: at for key, at in openings.items() if key not in self.open_keys}
        self._look_for_the_end(rules, books, zone_keys, now)

    def _look_for_the_end(
        self, rules: Rules, books: tuple[Rulebook, ...], zone_keys: tuple[str, ...], now: float
    ) -> None:
        asked = (self._rules, self.open_keys, now // CLOSING_EVERY_S)
        if self._asked_end == asked:
            return
        self._asked_end, self.closes_at, self.opens_again_at = asked, None, None
        ends = [closing_of(rules, books, key, now) for key in self.open_keys]
        last = max((end for end in ends if end is not None), default=None)
        if last is None or None in ends:
            return
        again = [_opening_or_never(rules, books, key, last) for key in zone_keys]
        self.closes_at, self.opens_again_at = last, min((at for at in again if at is not None), default=None)

    def _opening_of(self, rules: Rules, books: tuple[Rulebook, ...], zone_key: str, now: float) -> float | None:
        known = self._opening.get(zone_key)
        if known is not None and known > now:
            return known  # nothing opens earlier
        try:
            return opening_of(rules, books, zone_key, now)
        except BadHours:
            return now  # the gate refuses these leads one by one, and says why


def _opening_or_never(rules: Rules, books: tuple[Rulebook, ...], zone_key: str, now: float) -> float | None:
    """As `opening_of`; None too for an unknown zone, which is never open."""
    try:
        return opening_of(rules, books, zone_key, now)
    except BadHours:
        return None


def closing_of(rules: Rules, books: tuple[Rulebook, ...], zone_key: str, now: float) -> float | None:
    """When leads of these zones, who may be called now, must no longer be called; None if not within a day."""
    try:
        zones = zones_of(zone_key, default=rules.time_zone)
    except BadHours:
        return None
    person = ContactFacts(zones=tuple(zone.key for zone in zones), state=NOWHERE)
    own = next_closing(rules.hours, zones, now)
    end = own if own is not None else now + DAY_S
    at = now
    while at < end and first_lawful(books, person, min(at + STRIDE_S, end)) == min(at + STRIDE_S, end):
        at += STRIDE_S
    while at < end and first_lawful(books, person, at) == at:
        at = (at // MINUTE_S + 1) * MINUTE_S
    return min(at, end) if at < end else own


def opening_of(rules: Rules, books: tuple[Rulebook, ...], zone_key: str, now: float) -> float | None:
    """When leads of these zones may next be called, by one of the laws and by the campaign; None for never.

    Raises `BadHours` for an unknown zone.
    """
    zones = zones_of(zone_key, default=rules.time_zone)
    return next_call_time(rules, books, ContactFacts(zones=tuple(zone.key for zone in zones), state=NOWHERE), now)
