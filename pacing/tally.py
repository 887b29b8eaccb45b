"""Counts of people served, people abandoned and machines hung up, over any window that ends now."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

BUCKET_S = 60.0
_HOUR_S = 3_600.0
_DAY_S = 86_400.0
_THIN_ABOVE = 3_000


@dataclass(frozen=True, slots=True)
class Count:
    """What happened in one window, in calls."""

    served: int
    abandoned: int
    machines: int

    @property
    def answered(self) -> int:
        """People who answered."""
        return self.served + self.abandoned


class Tally:
    """Running totals, and what they were at the start of every minute in which something happened.

    A window's count is the totals less the totals at its start, so it costs one binary search. Windows are widened to
    whole minutes, beyond a day to whole hours.
    """

    __slots__ = ("_marks", "_times", "abandoned", "machines", "served")

    def __init__(self) -> None:
        self.served = 0
        self.abandoned = 0
        self.machines = 0
        self._times: list[float] = []
        self._marks: list[tuple[int, int, int]] = []

    @property
    def first_at(self) -> float | None:
        """The minute of the first call counted."""
        return self._times[0] if self._times else None

    def add(self, now: float, *, served: int = 0, abandoned: int = 0, machines: int = 0) -> None:
        """Count calls at `now`."""
        minute = now - now % BUCKET_S
        if not self._times or minute > self._times[-1]:
            if len(self._times) > _THIN_ABOVE:
                self._thin(now)
            self._times.append(minute)
            self._marks.append((self.served, self.abandoned, self.machines))
        self.served += served
        self.abandoned += abandoned
        self.machines += machines

    def since(self, start: float | None) -> Count:
        """Count everything since `start` (epoch seconds), or ever."""
        if start is None:
            return Count(self.served, self.abandoned, self.machines)
        old = bool(self._times) and start < self._times[-1] - _DAY_S
        at = bisect_left(self._times, start - start % (_HOUR_S if old else BUCKET_S))
        if at == len(self._times):
            return Count(0, 0, 0)
        served, abandoned, machines = self._marks[at]
        return Count(self.served - served, self.abandoned - abandoned, self.machines - machines)

    def _thin(self, now: float) -> None:
        """Keep one mark an hour for what is older than a day. A mark holds totals, so dropping others loses nothing."""
        kept_times: list[float] = []
        kept_marks: list[tuple[int, int, int]] = []
        hour = -1.0
        for time, mark in zip(self._times, self._marks, strict=True):
            if time >= now - _DAY_S or time // _HOUR_S != hour:
                kept_times.append(time)
                kept_marks.append(mark)
                hour = time // _HOUR_S
        self._times, self._marks = kept_times, kept_marks

    def dump(self) -> dict[str, object]:
        """Everything, as JSON takes it."""
        return {
            "totals": [self.served, self.abandoned, self.machines],
            "marks": [[time, *mark] for time, mark in zip(self._times, self._marks, strict=True)],
        }

    @classmethod
    def load(cls, totals: Sequence[int], marks: Sequence[Sequence[float]]) -> Tally:
        """The tally that was dumped."""
        tally = cls()
        tally.served, tally.abandoned, tally.machines = totals
        tally._times = [float(mark[0]) for mark in marks]
        tally._marks = [(int(mark[1]), int(mark[2]), int(mark[3])) for mark in marks]
        return tally
