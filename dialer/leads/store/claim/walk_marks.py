"""Where walks of the index found their first leads, so that the next begin there.

PostgreSQL leaves the entries of leads that have moved on in the index until it is next cleaned: after millions of them,
in a long list. So a walk there begins where the last one found its first lead, and reads as much as was taken there
then. A lead that comes back before the mark is seen within MARKS_LAST_S; at once where this engine itself gave it
back, and where a claim found fewer leads than it wanted. Marks run out one after another, so that no claim walks all
that was called since from the beginning.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

MARKS_LAST_S: Final = 60.0

Entry: TypeAlias = tuple[float, float, int]
"""Of the index: due, rank, id."""
Place: TypeAlias = tuple[int, str, int, int]
"""A stretch: list, zone key, priority, whether again."""


@dataclass(slots=True)
class Mark:
    """The first entry that a walk found in a stretch, and how many the walk gave of it."""

    first: Entry
    until: float
    gave: int = 0

    @property
    def before(self) -> Entry:
        """Behind which a walk finds that entry first, if it is still there."""
        due, rank, lead_id = self.first
        return due, rank, lead_id - 1


class Marks:
    """The marks of the last walks."""

    def __init__(self) -> None:
        self._marks: dict[Place, Mark] = {}
        self._spread = 0.0

    def clear(self) -> None:
        """Begin at the beginning again."""
        self._marks.clear()

    def last(self, place: Place) -> Mark | None:
        """The mark of a stretch, run out or not: it still tells how much the last walk gave."""
        return self._marks.get(place)

    def get(self, place: Place, now: float) -> Mark | None:
        """The mark of a stretch, if it has not run out."""
        mark = self._marks.get(place)
        return mark if mark is not None and 0.0 < mark.until - now <= MARKS_LAST_S else None

    def set(self, place: Place, first: Entry, now: float) -> Mark:
        """Mark the first entry that was found, until the mark before it would have run out."""
        before = self.get(place, now)
        mark = Mark(first, before.until if before is not None else now + self._lasts())
        self._marks[place] = mark
        return mark

    def _lasts(self) -> float:
        """Seconds: those that are set together lie evenly apart (by the golden ratio)."""
        self._spread = (self._spread + 0.618034) % 1.0
        return MARKS_LAST_S * (1.0 + self._spread) / 2.0
