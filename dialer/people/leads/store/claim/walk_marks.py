"""Marks where index walks found their first leads; the next walks start there.

PostgreSQL keeps index entries of leads that have moved on until the next vacuum: millions of them in a long list. So a
walk starts at the first lead of the last walk, and reads about as much as was taken there then. A lead that comes back
before the mark is seen within MARKS_LAST_S; at once if this engine gave it back itself, or if a claim found fewer leads
than it wanted. Marks expire one after another, so that no claim walks over all past calls.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

MARKS_LAST_S: Final = 60.0

Entry: TypeAlias = tuple[float, float, int]
"""An index entry: due, rank, id."""
Place: TypeAlias = tuple[int, str, int, int]
"""A stretch: list, zone key, priority, whether due again."""


@dataclass(slots=True)
class Mark:
    """The first entry that a walk found in a stretch, and how many entries it took there."""

    first: Entry
    until: float
    gave: int = 0

    @property
    def before(self) -> Entry:
        """The position just before that entry: a walk from here finds it first, if it still exists."""
        due, rank, lead_id = self.first
        return due, rank, lead_id - 1


class Marks:
    """The marks of the last walks."""

    def __init__(self) -> None:
        self._marks: dict[Place, Mark] = {}
        self._spread = 0.0

    def clear(self) -> None:
        """Forget all marks: the next walks start at the beginning."""
        self._marks.clear()

    def last(self, place: Place) -> Mark | None:
        """The mark of a stretch, even if expired: it still tells how many entries the last walk took."""
        return self._marks.get(place)

    def get(self, place: Place, now: float) -> Mark | None:
        """The mark of a stretch unless it has expired."""
        mark = self._marks.get(place)
        return mark if mark is not None and 0.0 < mark.until - now <= MARKS_LAST_S else None

    def set(self, place: Place, first: Entry, now: float) -> Mark:
        """Set the mark to the first entry found; it keeps the expiry of an unexpired one."""
        before = self.get(place, now)
        mark = Mark(first, before.until if before is not None else now + self._lasts())
        self._marks[place] = mark
        return mark

    def _lasts(self) -> float:
        """Seconds, spread evenly (by the golden ratio) so that marks set together expire apart."""
        self._spread = (self._spread + 0.618034) % 1.0
        return MARKS_LAST_S * (1.0 + self._spread) / 2.0
