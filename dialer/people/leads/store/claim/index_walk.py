"""Walks the index ix_lead_claim along the stretches of shelves, a few entries at a time."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isqrt
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, text, tuple_

from dialer.core.enums import LeadState
from dialer.people.leads.store.claim.claims import UNCLAIMED
from dialer.people.leads.store.claim.walk_marks import Entry, Mark, Marks, Place
from dialer.storage import prepared
from dialer.storage.schema import LEAD
from dialer.storage.sql import is_postgres, word

FIRST_READ: Final = 16  # entries of a stretch; for most stretches this is enough
SPARE: Final = 4  # the same if the last walk is known, added to a margin over what that one gave
LOW: Final = FIRST_READ * 3 // 4  # a stretch with so few entries left is read on along with another one
_BEFORE_ALL: Final = (-1e300, 0.0, 0)  # due, rank, id
_TRIED_BEFORE: Final = (0.0, 1.7e308, 0)  # larger than any rank: after every lead never tried

_NEXT: Final = (
    select(LEAD.c.due_at, LEAD.c.rank, LEAD.c.id)
    .where(
        LEAD.c.list_id == bindparam("list"),
        LEAD.c.state == word(LeadState.OPEN),
        LEAD.c.state != word(LeadState.ARCHIVED),  # as the index has it
        LEAD.c.zone_key == bindparam("zone"),
        LEAD.c.priority == bindparam("priority"),
        tuple_(LEAD.c.due_at, LEAD.c.rank, LEAD.c.id)
        > tuple_(
            bindparam("due", type_=LEAD.c.due_at.type), bindparam("rank", type_=LEAD.c.rank.type), bindparam("id")
        ),
        LEAD.c.due_at <= bindparam("high"),
        UNCLAIMED,
    )
    .order_by(LEAD.c.due_at, LEAD.c.rank, LEAD.c.id)
    .limit(bindparam("most"))
)
# The same for many stretches at once: on PostgreSQL the round trip costs more than the walk.
_NEXT_OF_MANY: Final = text(
    """
    SELECT walk.place, found.due_at, found.rank, found.id
    FROM unnest(CAST(:lists AS bigint[]), CAST(:zones AS text[]), CAST(:priorities AS integer[]),
                CAST(:dues AS float8[]), CAST(:ranks AS float8[]), CAST(:ids AS bigint[]), CAST(:highs AS float8[]),
                CAST(:most AS integer[]))
        WITH ORDINALITY AS walk (list_id, zone_key, priority, due_at, rank, id, high, most, place)
    CROSS JOIN LATERAL (
        SELECT due_at, rank, id FROM lead
        WHERE lead.list_id = walk.list_id AND lead.state = 'open' AND lead.state <> 'archived'
          AND lead.zone_key = walk.zone_key AND lead.priority = walk.priority
          AND (lead.due_at, lead.rank, lead.id) > (walk.due_at, walk.rank, walk.id) AND lead.due_at <= walk.high
          AND (SELECT lead_claim.lead_id FROM lead_claim WHERE lead_claim.lead_id = lead.id) IS NULL
        ORDER BY due_at, rank, id LIMIT walk.most
    ) AS found
    """
)


@dataclass(slots=True, eq=False)
class Stretch:
    """The leads of a shelf that were never tried, or that are due `again`: an iterator over (due, rank, id)."""

    walker: "Walker"
    list_id: int
    zone_key: str
    priority: int
    again: int
    last: Entry  # reading goes on after this entry
    high: float
    before: Mark | None = None  # from the last walk
    mark: Mark | None = None
    found: deque[Entry] = field(default_factory=deque)
    asked: bool = False
    ended: bool = False

    def __iter__(self) -> "Stretch":
        return self

    @property
    def place(self) -> Place:
        """The stretch's key."""
        return self.list_id, self.zone_key, self.priority, self.again

    @property
    def likely(self) -> int:
        """How many entries this walk may need first: as many as the last walk gave, plus three standard deviations."""
        if self.before is None:
            return FIRST_READ
        return self.before.gave + 3 * isqrt(self.before.gave) + SPARE

    def __next__(self) -> Entry:
        self.asked = True
        if not self.found:
            if not self.ended:
                self.walker.read_on(self)
            if not self.found:
                raise StopIteration
        if self.mark is not None:
            self.mark.gave += 1
        self.walker.given += 1
        return self.found.popleft()

    def came(self, entries: Sequence[Any], most: int) -> None:
        """Store the entries read; fewer than `most` mean the end."""
        self.ended = len(entries) < most
        if entries:
            self.found.extend(entries)
            self.last = entries[-1]


class Walker:
    """Reads on in stretches: on SQLite in the one that has run out, on PostgreSQL also in those that soon will."""

    def __init__(self, connection: Connection, marks: Marks, now: float, wanted: int) -> None:
        self._connection, self._marks, self._now, self._wanted = connection, marks, now, wanted
        self._many = is_postgres(connection)
        self._begun = False
        self._stretches: list[Stretch] = []
        self.given = 0  # entries

    def shelf(self, list_id: int, zone_key: str, priority: int) -> tuple[Stretch, Stretch]:
        """The two stretches of a shelf."""
        fresh = Stretch(self, list_id, zone_key, priority, 0, _BEFORE_ALL, 0.0)
        again = Stretch(self, list_id, zone_key, priority, 1, _TRIED_BEFORE, self._now)
        self._stretches += (fresh, again)
        return fresh, again

    def _begin(self) -> None:
        """Read the first entries of all stretches, each from its mark."""
        for one in self._stretches:
            one.before = self._marks.last(one.place)
            if (mark := self._marks.get(one.place, self._now)) is not None:
                one.last = mark.before
        self._read_many(self._stretches, [one.likely for one in self._stretches])
        for one in self._stretches:
            if one.found:
                one.mark = self._marks.set(one.place, one.found[0], self._now)

    def read_on(self, stretch: Stretch) -> None:
        """Read the next entries of a stretch that has none left."""
        if not self._many:
            self._read(stretch)
        elif not self._begun:
            self._begun = True
            self._begin()
        else:
            low = [one for one in self._stretches if one.asked and not one.ended and len(one.found) <= LOW]
            # Twice its share of what is still wanted: stretches are not used evenly.
            share = 2 * max(self._wanted - self.given, 0) // len(low)
            self._read_many(low, [max(share, FIRST_READ)] * len(low))

    def _read(self, stretch: Stretch) -> None:
        due, rank, lead_id = stretch.last
        most = max(self._wanted, FIRST_READ) if stretch.last[2] else FIRST_READ
        facts = {"list": stretch.list_id, "zone": stretch.zone_key, "priority": stretch.priority, "due": due}
        facts |= {"rank": rank, "id": lead_id, "high": stretch.high, "most": most}
        stretch.came(prepared.rows(self._connection, _NEXT, facts), most)

    def _read_many(self, stretches: Sequence[Stretch], most: Sequence[int]) -> None:
        facts = {
            "lists": [one.list_id for one in stretches],
            "zones": [one.zone_key for one in stretches],
            "priorities": [one.priority for one in stretches],
            "dues": [one.last[0] for one in stretches],
            "ranks": [one.last[1] for one in stretches],
            "ids": [one.last[2] for one in stretches],
            "highs": [one.high for one in stretches],
            "most": list(most),
        }
        entries: list[list[Entry]] = [[] for _ in stretches]
        for place, due, rank, lead_id in prepared.rows(self._connection, _NEXT_OF_MANY, facts):
            entries[place - 1].append((due, rank, lead_id))
        for stretch, mine, asked in zip(stretches, entries, most, strict=True):
            stretch.came(sorted(mine), asked)
