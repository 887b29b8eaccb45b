"""How far a link is behind: what a ping takes, and how late events come by Asterisk's own instants. Pure.

Asterisk's clock less ours is kept as an interval. An answer to a ping was written between the ping's start and its
arrival, so that each pins the difference down to within its round trip; what all of them agree on is narrower than any
(Marzullo and Owicki, "Maintaining the time in a distributed system", 1983). Clocks drift apart, so it widens with time,
and an answer that contradicts it, after a clock was set, begins anew.

What the quickest ping of some minutes took is the way there and back, and no delay: an Asterisk on another continent is
far away, not behind. It is found as TCP's delay-based controls find it (Brakmo and Peterson, "TCP Vegas", 1995).
"""

from dataclasses import dataclass

DRIFT = 100e-6
"""By how much two clocks may drift apart, in seconds per second: twice what cheap quartz does."""
_FORGETS = 0.9
"""What is left, at each ping, of the longest round trip before."""
_WAY_CLIMBS_S = 0.0005
"""By how much the way there and back may have become longer since the ping before."""
_WAY_MOST_S = 0.4
"""Longer is no way on this earth: Asterisk itself is late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """The worst of a while, in seconds; None where nothing told. `way_s` is what no answer comes sooner than."""

    answer_s: float | None  # beyond the way
    event_s: float | None
    way_s: float


class LinkLag:
    """Fed by one link; instants are epoch seconds, `now` by our clock."""

    def __init__(self) -> None:
        self.slowest_s = 0.0
        """The longest round trip of late: it fades over some ten pings."""
        self._way_s: float | None = None  # the quickest round trip of some minutes
        self._asked_at: float | None = None  # of the oldest ping that was not answered
        self._low = self._high = 0.0  # Asterisk's clock less ours lies between these
        self._known_at: float | None = None
        self._round_trip_s: float | None = None
        self._event_s: float | None = None

    def asked(self, now: float) -> None:
        """A ping is on its way."""
        if self._asked_at is None:
            self._asked_at = now

    def answered(self, now: float, theirs: float | None, *, asked_at: float) -> None:
        """The ping sent at `asked_at` was answered; `theirs` is Asterisk's instant, None if it did not tell."""
        self._asked_at = None
        took_s = max(now - asked_at, 0.0)
        self._round_trip_s = max(took_s, self._round_trip_s or 0.0)
        self.slowest_s = max(took_s, _FORGETS * self.slowest_s)
        self._way_s = min(took_s, _WAY_MOST_S, took_s if self._way_s is None else self._way_s + _WAY_CLIMBS_S)
        if theirs is not None:
            self._compare(theirs - now, theirs - asked_at, now)

    def unanswered(self, took_s: float) -> None:
        """A ping was given up after so long, while other bytes came."""
        self.slowest_s = max(took_s, self.slowest_s)

    def _compare(self, low: float, high: float, now: float) -> None:
        if self._known_at is not None:
            drift = DRIFT * max(now - self._known_at, 0.0)
            if self._low - drift <= high and low <= self._high + drift:
                low, high = max(low, self._low - drift), min(high, self._high + drift)
        self._low, self._high, self._known_at = low, high, now

    def heard(self, said_at: float, now: float) -> None:
        """An event came of which Asterisk says when it was; nothing follows before a ping has compared the clocks."""
        if self._known_at is not None:
            late_s = max(now - said_at + self._low, 0.0)  # at least so late
            if self._event_s is None or late_s > self._event_s:
                self._event_s = late_s

    def take(self, now: float) -> Late:
        """The worst since it was taken last; a ping that waits for its answer counts with its age."""
        waited_s = 0.0 if self._asked_at is None else now - self._asked_at
        way_s = self._way_s or 0.0
        known = [max(one - way_s, 0.0) for one in (self._round_trip_s, waited_s) if one]
        late = Late(answer_s=max(known, default=None), event_s=self._event_s, way_s=way_s)
        self._round_trip_s = self._event_s = None
        return late
