"""Attempts in order of time, a part of them at a time: of one campaign, or of all that are seen."""

from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, and_, bindparam, false, func, or_, select, true

from dialer.campaigns.attempts.model import AmongAttempts, AttemptRecord
from dialer.campaigns.results.model import STAGES
from dialer.campaigns.results.store.attempt_groups import TALKED, rank
from dialer.core.enums import AttemptState, Outcome, Side
from dialer.core.visibility import Visibility
from dialer.storage.schema import ATTEMPT, CAMPAIGN
from dialer.storage.sql import is_postgres
from dialer.storage.visibility import visible_to

_NEWEST: Final = (ATTEMPT.c.placed_at.desc(), ATTEMPT.c.id.desc())
_AT: Final = ATTEMPT.c.placed_at
_OLDEST: Final = (ATTEMPT.c.placed_at, ATTEMPT.c.id)
PUT_TOGETHER: Final = 100  # campaigns; of more, so many attempts are seen that the list by time finds them soon

Instant = float | ScalarSelect[Any]


def records(connection: Connection, statement: Select[Any], facts: dict[str, Any]) -> list[AttemptRecord]:
    """The attempts that a statement finds."""
    return [_record(row) for row in connection.execute(statement, facts).mappings()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of attempts in order of time: `limit` of them after the one that was placed then, of this id."""

    after: tuple[float, str] | None
    newest_first: bool
    limit: int

    def of(self, statement: Select[Any]) -> Select[Any]:
        """The statement, for this part of its attempts."""
        if self.after is not None:
            at, last = self.after
            # Written so that SQLite looks at the id, which not every index holds, of those of the same instant alone.
            later = or_(at > _AT, ATTEMPT.c.id < last) if self.newest_first else or_(at < _AT, ATTEMPT.c.id > last)
            statement = statement.where(self._up_to(at, not self.newest_first), later)
        return statement.order_by(*(_NEWEST if self.newest_first else _OLDEST)).limit(self.limit)

    def instants(self, statement: Select[Any]) -> Select[Any]:
        """The instants alone, which an index has."""
        order = _NEWEST[0] if self.newest_first else _AT
        return self.of(statement).with_only_columns(_AT).order_by(None).order_by(order)

    def reaching(self, statement: Select[Any], last: Instant) -> Select[Any]:
        """The statement, for those that come no later in the order than an instant."""
        return self.of(statement).where(self._up_to(last, self.newest_first))

    @staticmethod
    def _up_to(instant: Instant, is_lowest: bool) -> ColumnElement[bool]:
        return instant <= _AT if is_lowest else instant >= _AT


def of_several(connection: Connection, statement: Select[Any], part: Part, sees: Visibility) -> list[AttemptRecord]:
    """The first attempts of all campaigns that are seen: of few, the first of each by its index are put together.

    A condition on the campaign would make SQLite sort every attempt of those that are seen. How far the part reaches
    is seen from the instants in the index, before rows are read. PostgreSQL does that in one statement, since there
    each statement costs a round trip; SQLite knows no LATERAL, and has no round trips.
    """
    seen = connection.execute(select(CAMPAIGN.c.id).where(*visible_to(sees, CAMPAIGN))).scalars().all()
    if len(seen) > PUT_TOGETHER:
        return records(connection, part.of(statement.where(*visible_to(sees, ATTEMPT))), {})
    if is_postgres(connection):
        return records(connection, _put_together(statement, part, sees), {})
    of_one = statement.where(ATTEMPT.c.campaign_id == bindparam("campaign"))
    asked = part.instants(of_one)
    instants = {one: connection.execute(asked, {"campaign": one}).scalars().all() for one in seen}
    first = sorted(chain.from_iterable(instants.values()), reverse=part.newest_first)[: part.limit]
    if not first:
        return []
    rows, within = part.reaching(of_one, first[-1]), set(first)
    reached = [one for one, at in instants.items() if at and at[0] in within]
    found = [record for one in reached for record in records(connection, rows, {"campaign": one})]
    found.sort(key=lambda one: (one.placed_at, one.id), reverse=part.newest_first)
    return found[: part.limit]


def _put_together(statement: Select[Any], part: Part, sees: Visibility) -> Select[Any]:
    """The first attempts of all campaigns that are seen, in one statement."""
    seen = select(CAMPAIGN.c.id).where(*visible_to(sees, CAMPAIGN)).subquery("seen")
    of_one = statement.where(ATTEMPT.c.campaign_id == seen.c.id)
    instants = part.instants(of_one).lateral("instants")
    at = instants.c.placed_at
    reached = select(at).select_from(seen).join(instants, true()).limit(part.limit)
    reached_to = reached.order_by(at.desc() if part.newest_first else at).subquery("reached")
    last = func.min(reached_to.c.placed_at) if part.newest_first else func.max(reached_to.c.placed_at)
    rows = part.reaching(of_one, select(last).scalar_subquery()).lateral("rows")
    order = (rows.c.placed_at, rows.c.id)
    together = select(rows).select_from(seen).join(rows, true()).limit(part.limit)
    return together.order_by(*(column.desc() for column in order) if part.newest_first else order)


def _record(row: Any) -> AttemptRecord:
    outcome = Outcome(row["outcome"]) if row["outcome"] else None
    ended_by = Side(row["ended_by"]) if row["ended_by"] else None
    return AttemptRecord(**{**row, "state": AttemptState(row["state"]), "outcome": outcome, "ended_by": ended_by})


def among(wanted: AmongAttempts) -> list[ColumnElement[bool]]:
    """Whether an attempt is of those."""
    where = [ATTEMPT.c[name] == value for name, value in wanted.equal.items()]
    if wanted.reached is not None:
        stage, meanings = wanted.reached
        where.append(rank(ATTEMPT, meanings) >= STAGES.index(stage))
    if wanted.within is not None:
        where.append(or_(false(), *(and_(since <= _AT, end > _AT) for since, end in wanted.within)))
    if wanted.is_talk:
        where.append(TALKED)
    return where
