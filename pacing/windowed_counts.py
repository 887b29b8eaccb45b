"""Counts of calls served, calls abandoned and machines hung up, over any window that ends now."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

BUCKET_S = 60.0
HOUR_S = 3_600.0
DAY_S = 86_400.0
_THIN_ABOVE = 3_000


class Count(NamedTuple):
    """What happened in one window, in calls."""

    served: int
    abandoned: int
    machines: int  # hung up on
    met: int = 0  # of those served, machines reported by their agents

    @property
    def answered(self) -> int:
        """Calls that needed an agent: people, and machines not recognised as such."""
        return self.served + self.abandoned

    @property
    def people(self) -> int:
        """People who answered, and machines that no agent reported."""
        return max(self.served - self.met, 0) + self.abandoned


class Tally:
    """Running totals, and what they were at the start of every minute in which something happened.

    A window's count is the totals less the totals at its start, so it costs one binary search. Windows are widened to
    whole minutes, beyond a day to whole hours.
    """

    __slots__ = ("_marks", "_times", "abandoned", "machines", "met", "served")

    def __init__(self) -> None:
        self.served = 0
        self.abandoned = 0
        self.machines = 0
        self.met = 0
        self._times: list[float] = []
        self._marks: list[tuple[int, int, int, int]] = []

    @property
    def first_at(self) -> float | None:
        """The minute of the first call counted."""
        return self._times[0] if self._times else None

    def add(self, at: float, *, served: int = 0, abandoned: int = 0, machines: int = 0) -> None:
        """Count calls at an instant, present or past."""
        minute = at - at % BUCKET_S
        if not self._times or minute > self._times[-1]:
            if len(self._times) > _THIN_ABOVE:
                self._thin(at)
            self._times.append(minute)
            self._marks.append((self.served, self.abandoned, self.machines, self.met))
        elif minute < self._times[-1]:
            self._add_before(minute, served, abandoned, machines)
        self.served += served
        self.abandoned += abandoned
        self.machines += machines

    def _add_before(self, minute: float, served: int, abandoned: int, machines: int) -> None:
        """Add these calls to the totals at the start of every later minute."""
        place = bisect_left(self._times, minute)
        if self._times[place] != minute:
            self._times.insert(place, minute)
            self._marks.insert(place, self._marks[place])
        self._marks[place + 1 :] = [
            (mark[0] + served, mark[1] + abandoned, mark[2] + machines, mark[3]) for mark in self._marks[place + 1 :]
        ]

    def met_machine(self, at: float, calls: int = 1) -> None:
        """An agent reports that the call served at `at` was a machine: it is counted at that instant.

        `calls` is -1 if the report is withdrawn.
        """
        self.met += calls
        later = bisect_right(self._times, at - at % BUCKET_S)
        self._marks[later:] = [(*mark[:3], mark[3] + calls) for mark in self._marks[later:]]

    def recount_met(self, served_at: Iterable[float]) -> None:
        """Replace all reported machines by these, given by when they were served; earlier than any call: left out."""
        since = self._times[0] if self._times else math.inf
        met = sorted(at for at in served_at if at >= since)
        self.met = len(met)
        before = (bisect_left(met, time) for time in self._times)
        self._marks = [(*mark[:3], count) for mark, count in zip(self._marks, before, strict=True)]

    def since(self, start: float | None) -> Count:
        """Count everything since `start` (epoch seconds), or ever."""
        if start is None:
            return Count(self.served, self.abandoned, self.machines, self.met)
        old = bool(self._times) and start < self._times[-1] - DAY_S
        at = bisect_left(self._times, start - start % (HOUR_S if old else BUCKET_S))
        if at == len(self._times):
            return Count(0, 0, 0)
        served, abandoned, machines, met = self._marks[at]
        return Count(self.served - served, self.abandoned - abandoned, self.machines - machines, self.met - met)

    def before(self, end: float) -> Count:
        """Count everything before the minute of `end` (epoch seconds)."""
        at = bisect_left(self._times, end - end % BUCKET_S)
        return Count(*self._marks[at]) if at < len(self._marks) else self.since(None)

    def between(self, start: float, end: float) -> Count:
        """Count everything from the minute of `start` to before that of `end`, or to now if nothing came later."""
        return Count(*(later - earlier for earlier, later in zip(self.before(start), self.before(end), strict=True)))

    def by_minute(self, start: float) -> Iterator[tuple[float, Count]]:
        """Each minute from that of `start` on in which something happened, with its counts."""
        ends = [*self._marks, (self.served, self.abandoned, self.machines, self.met)][1:]
        for time, mark, end in zip(self._times, self._marks, ends, strict=True):
            if time >= start - start % BUCKET_S:
                yield time, Count(*(after - before for before, after in zip(mark, end, strict=True)))

    def _thin(self, now: float) -> None:
        """Keep one mark an hour for what is older than a day. A mark holds totals, so dropping others loses nothing."""
        kept_times: list[float] = []
        kept_marks: list[tuple[int, int, int, int]] = []
        hour = -1.0
        for time, mark in zip(self._times, self._marks, strict=True):
            if time >= now - DAY_S or time // HOUR_S != hour:
                kept_times.append(time)
                kept_marks.append(mark)
                hour = time // HOUR_S
        self._times, self._marks = kept_times, kept_marks

    def dump(self) -> dict[str, object]:
        """The whole state, ready for JSON."""
        return {
            "totals": [self.served, self.abandoned, self.machines],
            "met": self.met,
            "marks": [[time, *mark] for time, mark in zip(self._times, self._marks, strict=True)],
        }

    @classmethod
    def load(cls, state: Mapping[str, Any]) -> Tally:
        """Load a dumped tally. Older dumps have no machines reported by agents."""
        tally = cls()
        tally.served, tally.abandoned, tally.machines = state["totals"]
        tally.met = state.get("met", 0)
        tally._times = [float(mark[0]) for mark in state["marks"]]
        tally._marks = [
            (int(mark[1]), int(mark[2]), int(mark[3]), int(mark[4]) if len(mark) > 4 else 0) for mark in state["marks"]
        ]
        return tally
