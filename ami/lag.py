"""How late a link is: round trips of pings, and the age of events by Asterisk's own instants. Pure.

Asterisk's clock minus ours is kept as an interval. An answer to a ping was written between the ping's start and its
arrival, so each one determines the difference to within its round trip; the intersection of all is narrower than any
(Marzullo and Owicki, "Maintaining the time in a distributed system", 1983). Clocks drift apart, so the interval widens
with time, and an answer that contradicts it, after a clock was set, starts a new one.

The quickest ping of some minutes gives the round trip of the network, which is no delay: an Asterisk on another
continent is far away, not late. TCP's delay-based controls find it in the same way (Brakmo and Peterson, "TCP Vegas",
1995).
"""

from dataclasses import dataclass

DRIFT = 100e-6
"""By how much two clocks may drift apart, in seconds per second: twice what cheap quartz does."""
_FORGETS = 0.9
"""The factor on the longest round trip so far, at each ping."""
_WAY_CLIMBS_S = 0.0005
"""How much the round trip of the network may have grown since the ping before."""
_WAY_MOST_S = 0.4
"""No network on earth takes longer: Asterisk itself is late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """The worst delays of a period, in seconds; None where nothing was measured. `way_s` is the least round trip."""

    answer_s: float | None  # beyond `way_s`
    event_s: float | None
    way_s: float


class LinkLag:
    """Fed by one link; instants are epoch seconds, `now` by our clock."""

    def __init__(self) -> None:
        self.slowest_s = 0.0
        """The longest recent round trip: it fades over some ten pings."""
        self._way_s: float | None = None  # the quickest round trip of some minutes
        self._asked_at: float | None = None  # of the oldest unanswered ping
        self._low = self._high = 0.0  # Asterisk's clock minus ours lies between these
        self._known_at: float | None = None
        self._round_trip_s: float | None = None
        self._event_s: float | None = None

    def asked(self, now: float) -> None:
        """A ping was sent."""
        if self._asked_at is None:
            self._asked_at = now

    def answered(self, now: float, theirs: float | None, *, asked_at: float) -> None:
        """The ping sent at `asked_at` was answered; `theirs` is Asterisk's instant, None if it gave none."""
        self._asked_at = None
        took_s = max(now - asked_at, 0.0)
        self._round_trip_s = max(took_s, self._round_trip_s or 0.0)
        self.slowest_s = max(took_s, _FORGETS * self.slowest_s)
        self._way_s = min(took_s, _WAY_MOST_S, took_s if self._way_s is None else self._way_s + _WAY_CLIMBS_S)
        if theirs is not None:
            self._compare(theirs - now, theirs - asked_at, now)

    def unanswered(self, took_s: float) -> None:
        """A ping was given up after this time, while other bytes came."""
        self.slowest_s = max(took_s, self.slowest_s)

    def _compare(self, low: float, high: float, now: float) -> None:
        if self._known_at is not None:
            drift = DRIFT * max(now - self._known_at, 0.0)
            if self._low - drift <= high and low <= self._high + drift:
                low, high = max(low, self._low - drift), min(high, self._high + drift)
        self._low, self._high, self._known_at = low, high, now

    def heard(self, said_at: float, now: float) -> None:
        """An event came with Asterisk's instant; without effect until a ping has compared the clocks."""
        if self._known_at is not None:
            late_s = max(now - said_at + self._low, 0.0)  # at least this late
            if self._event_s is None or late_s > self._event_s:
                self._event_s = late_s

    def take(self, now: float) -> Late:
        """The worst since the last call of this; an unanswered ping counts with its age."""
        waited_s = 0.0 if self._asked_at is None else now - self._asked_at
        way_s = self._way_s or 0.0
        known = [max(one - way_s, 0.0) for one in (self._round_trip_s, waited_s) if one]
        late = Late(answer_s=max(known, default=None), event_s=self._event_s, way_s=way_s)
        self._round_trip_s = self._event_s = None
        return late
