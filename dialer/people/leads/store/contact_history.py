"""A company's past calls to numbers, over all its campaigns and lists: for caps, and for the rules of the law.

When a number is erased from its calls, or expires, a stand-in replaces it and is looked up too: erasure forgets no
call.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, or_, select

from dialer.core.enums import Outcome
from dialer.people.leads.store.erasure import ERASED, EXPIRED
from dialer.storage import prepared
from dialer.storage.database import Database
from dialer.storage.digests import Digests, stand_in_of
from dialer.storage.schema import ATTEMPT, CAMPAIGN, LEAD
from dialer.storage.sql import word

# Whether the called lead is emptied by now. Its calls may keep their number longer than the lead does.
_EMPTIED: Final = (
    select(LEAD.c.id)
    .where(LEAD.c.id == ATTEMPT.c.lead_id, or_(LEAD.c.done_reason == ERASED, LEAD.c.done_reason == EXPIRED))
    .correlate(ATTEMPT)
    .exists()
)
_COLUMNS: Final = (
    ATTEMPT.c.number,
    ATTEMPT.c.placed_at,
    ATTEMPT.c.outcome,
    ATTEMPT.c.agent_joined_at,
    ATTEMPT.c.turned_down,
    ATTEMPT.c.disposed_at,
    ATTEMPT.c.ended_at,
    _EMPTIED,
)
# "Not placed" means that nothing rang. While the outcome is unknown, the call counts.
_RANG: Final = or_(ATTEMPT.c.outcome.is_(None), ATTEMPT.c.outcome != word(Outcome.NOT_PLACED))
_SINCE: Final = (
    select(*_COLUMNS)
    .join(CAMPAIGN, CAMPAIGN.c.id == ATTEMPT.c.campaign_id)
    .where(ATTEMPT.c.placed_at >= bindparam("since"), CAMPAIGN.c.company_id == bindparam("company"), _RANG)
    .order_by(ATTEMPT.c.number, ATTEMPT.c.placed_at.desc())
)
_ONE: Final = _SINCE.where(ATTEMPT.c.number.in_([bindparam("number"), bindparam("stand_in")]))


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberPast:
    """The attempts at one number since an instant. Instants are epoch seconds; None for never."""

    attempts: tuple[float, ...]  # when placed, newest first
    of_emptied: tuple[float, ...] = ()  # those that called a lead which was erased later
    abandoned_at: float | None = None  # when the last of each kind ended
    machine_at: float | None = None
    served_at: float | None = None  # an agent joined
    refused_at: float | None = None  # when the person last declined the offer


NEVER: Final = NumberPast(attempts=())


class Pasts:
    """Past calls to numbers."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    async def of(self, numbers: Collection[str], *, company_id: int, since: float) -> dict[str, NumberPast]:
        """As `pasts_of`, in a transaction of its own."""
        hashed = self._digests.by_number(numbers)
        return await self._database.read(pasts_of, hashed, company_id=company_id, since=since)


def pasts_of(
    connection: Connection, hashed: Mapping[str, str], *, company_id: int, since: float
) -> dict[str, NumberPast]:
    """The company's calls to each of these E.164 numbers (at most 10,000) from `since` on.

    `hashed` maps the numbers to their keyed hashes. Numbers without calls are left out. Costs two walks of the index
    (number, placed_at) for each number, a few µs; a claim asks once for its whole batch, for caps and rules together.
    """
    if not hashed:
        return {}
    number_of = {stand_in_of(digest): number for number, digest in hashed.items()}
    facts: dict[str, Any] = {"company": company_id, "since": since}
    if len(hashed) == 1:  # as for most calls: a statement without a list costs half
        [(stand_in, number)] = number_of.items()
        return _told(prepared.rows(connection, _ONE, {**facts, "number": number, "stand_in": stand_in}), number_of)
    return _told(prepared.rows_of_these(connection, _many, {**facts, "numbers": [*hashed, *number_of]}), number_of)


def _many(among: prepared.Among) -> Select[Any]:
    return _SINCE.where(among(ATTEMPT.c.number, "numbers"))


def _told(rows: Iterable[Any], number_of: Mapping[str, str]) -> dict[str, NumberPast]:
    """Group the rows by number; they come newest first under each name."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(number_of.get(row[0], row[0]), []).append(row)
    for mine in found.values():
        if mine[0][0] != mine[-1][0]:
            mine.sort(key=lambda row: -row[1])
    return {number: _past(mine) for number, mine in found.items()}


def _past(rows: list[Any]) -> NumberPast:
    refused = (at if at is not None else placed_at for _, placed_at, _, _, turned_down, at, *_ in rows if turned_down)
    return NumberPast(
        attempts=tuple(row[1] for row in rows),
        of_emptied=tuple(row[1] for row in rows if row[7]),
        abandoned_at=_last(rows, Outcome.ABANDONED),
        machine_at=_last(rows, Outcome.MACHINE),
        served_at=next((row[1] for row in rows if row[3] is not None), None),
        refused_at=max(refused, default=None),
    )


def _last(rows: list[Any], outcome: Outcome) -> float | None:
    return next((row[6] or row[1] for row in rows if row[2] == outcome), None)
