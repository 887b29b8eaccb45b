"""Keeping nothing longer than its limit: what is too old, kind by kind, chunk by chunk."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, Text, cast, delete, exists, func, select, true, tuple_, update

from dialer.store.database import Database
from dialer.store.digests import Digests
from dialer.store.erasing import ERASED, EXPIRED, PSEUDONYM, erase_attempts, erase_leads
from dialer.store.holding import UNCLAIMED
from dialer.store.schema import (
    ATTEMPT,
    AUDIT_LINE,
    CAMPAIGN,
    DATA_REQUEST,
    IMPORT,
    LEAD,
    LEAD_LIST,
    REGISTER_CHECK,
    REJECTED_ROW,
)
from dialer.store.statements import word
from dialer.words import AttemptState, LeadState

CHUNK: Final = 500
Key = tuple[Any, ...]  # of a row: an id, or what stands for one
_AT_REST: Final = (LeadState.OPEN, LeadState.HELD, LeadState.DONE, LeadState.ARCHIVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The data of one campaign, or of a list that no campaign has; without lists and campaign, everything."""

    name: str = ""
    campaign_id: int | None = None
    lists: tuple[int, ...] | None = None
    countries: frozenset[str] = frozenset()  # ISO 3166, of the numbers: whose rules hold
    law: Mapping[str, Any] = field(default_factory=dict)  # dialer.compliance.settings

    def in_lists(self, column: ColumnElement[int]) -> ColumnElement[bool]:
        """Whether a row belongs to the scope by its list."""
        return true() if self.lists is None else column.in_(self.lists)

    def in_campaign(self, column: ColumnElement[int]) -> ColumnElement[bool]:
        """Whether a row belongs to the scope by its campaign."""
        return true() if self.lists is None else column == (self.campaign_id or 0)


EVERYTHING: Final = Scope()


class Retention:
    """What is older than it may be."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    async def scopes(self) -> list[Scope]:
        """Every campaign with its lists, and every list without one: what is under one set of rules."""
        return await self._database.read(_scopes)

    async def expired(self, kind: str, cutoff: float, *, scope: Scope = EVERYTHING) -> int:
        """How many rows of this kind within the scope are older than the instant `cutoff`."""
        return await self._database.read(_count, _found(kind, cutoff, scope))

    async def expire(
        self, kind: str, cutoff: float, *, scope: Scope = EVERYTHING, after: Key | None = None
    ) -> tuple[int, Key | None]:
        """Empty or delete the next rows of this kind that are too old; return how many, and where to go on.

        None there when all have been looked at. They are looked for beside the writers: on SQLite, to read millions of
        rows while holding the write lock would keep every call waiting.
        """
        keys = await self._database.read(_next, kind, cutoff, scope, after)
        if not keys:
            return 0, None
        return await self._database.write(_expire, self._digests, kind, cutoff, scope, keys), keys[-1]


def _scopes(connection: Connection) -> list[Scope]:
    lists = connection.execute(select(LEAD_LIST).order_by(LEAD_LIST.c.id)).all()
    found = []
    for row in connection.execute(select(CAMPAIGN).order_by(CAMPAIGN.c.id)):
        own = [one for one in lists if one.campaign_id == row.id]
        # Where its lists have gone elsewhere, its calls are in the countries of its controller's lists.
        around = own or [one for one in lists if one.controller_id == row.controller_id]
        countries = frozenset(one.country for one in around)
        listed = tuple(one.id for one in own)
        found.append(Scope(name=row.name, campaign_id=row.id, lists=listed, countries=countries, law=row.law))
    apart = (one for one in lists if one.campaign_id is None)
    return found + [Scope(name=one.name, lists=(one.id,), countries=frozenset({one.country})) for one in apart]


def _contact_data(cutoff: float, scope: Scope) -> Select[Any]:
    """Leads whose list was filled before and that nobody sent, changed or called since, if no call to them lives.

    Leads that come one by one leave no import: the audit tells when they came (`lead.add`), or were changed.
    """
    filled = exists().where(
        IMPORT.c.list_id == LEAD.c.list_id, func.coalesce(IMPORT.c.ended_at, IMPORT.c.started_at) >= cutoff
    )
    touched = select(AUDIT_LINE.c.subject).where(AUDIT_LINE.c.action.like("lead.%"), AUDIT_LINE.c.at >= cutoff)
    called = exists().where(ATTEMPT.c.lead_id == LEAD.c.id, ATTEMPT.c.placed_at >= cutoff)
    return (
        select(LEAD.c.id)
        .join(LEAD_LIST, LEAD_LIST.c.id == LEAD.c.list_id)
        .where(
            scope.in_lists(LEAD.c.list_id),
            LEAD_LIST.c.created_at < cutoff,
            LEAD.c.state.in_([word(state) for state in _AT_REST]),
            UNCLAIMED,
            LEAD.c.done_reason.not_in([ERASED, EXPIRED]),
            ~filled,
            ("lead:" + cast(LEAD.c.id, Text)).not_in(touched),
            ~called,
        )
    )


def _call_events(cutoff: float, scope: Scope) -> Select[Any]:
    return select(ATTEMPT.c.id).where(
        scope.in_campaign(ATTEMPT.c.campaign_id),
        ATTEMPT.c.state == word(AttemptState.ENDED),
        ATTEMPT.c.ended_at < cutoff,
        ATTEMPT.c.number.not_like(f"{PSEUDONYM}%"),
    )


def _notes(cutoff: float, scope: Scope) -> Select[Any]:
    return select(ATTEMPT.c.id).where(
        scope.in_campaign(ATTEMPT.c.campaign_id),
        ATTEMPT.c.state == word(AttemptState.ENDED),
        ATTEMPT.c.ended_at < cutoff,
        ATTEMPT.c.note != "",
    )


def _rejected_rows(cutoff: float, scope: Scope) -> Select[Any]:
    old = select(IMPORT.c.id).where(scope.in_lists(IMPORT.c.list_id), IMPORT.c.ended_at < cutoff).scalar_subquery()
    return select(REJECTED_ROW.c.import_id, REJECTED_ROW.c.line).where(REJECTED_ROW.c.import_id.in_(old))


def _register_checks(cutoff: float, _scope: Scope) -> Select[Any]:
    key = (REGISTER_CHECK.c.controller_id, REGISTER_CHECK.c.register_name, REGISTER_CHECK.c.digest)
    return select(*key).where(REGISTER_CHECK.c.checked_at < cutoff)


def _data_requests(cutoff: float, _scope: Scope) -> Select[Any]:
    return select(DATA_REQUEST.c.id).where(DATA_REQUEST.c.answered_at < cutoff)


def _empty_leads(connection: Connection, _digests: Digests, keys: Sequence[Any]) -> None:
    erase_leads(connection, [key.id for key in keys], reason=EXPIRED)


def _empty_attempts(connection: Connection, digests: Digests, keys: Sequence[Any]) -> None:
    erase_attempts(connection, digests, [key.id for key in keys])


def _empty_notes(connection: Connection, _digests: Digests, keys: Sequence[Any]) -> None:
    connection.execute(update(ATTEMPT).where(ATTEMPT.c.id.in_([key.id for key in keys])).values(note=""))


def _deleting(table: Any, *columns: str) -> Callable[[Connection, Digests, Sequence[Any]], None]:
    def work(connection: Connection, _digests: Digests, keys: Sequence[Any]) -> None:
        key_columns = [table.c[name] for name in columns]
        connection.execute(delete(table).where(tuple_(*key_columns).in_([tuple(key) for key in keys])))

    return work


# What is too old, and what becomes of it. Audit lines and suppressions have no limit: they are proof and promise.
KINDS: Final[
    Mapping[str, tuple[Callable[[float, Scope], Select[Any]], Callable[[Connection, Digests, Sequence[Any]], None]]]
] = {
    "contact_data": (_contact_data, _empty_leads),
    "call_events": (_call_events, _empty_attempts),
    "notes": (_notes, _empty_notes),
    "rejected_rows": (_rejected_rows, _deleting(REJECTED_ROW, "import_id", "line")),
    "register_checks": (_register_checks, _deleting(REGISTER_CHECK, "controller_id", "register_name", "digest")),
    "data_requests": (_data_requests, _deleting(DATA_REQUEST, "id")),
}


def _count(connection: Connection, statement: Select[Any]) -> int:
    return int(connection.execute(select(func.count()).select_from(statement.subquery())).scalar_one())


def _found(kind: str, cutoff: float, scope: Scope) -> Select[Any]:
    find, _ = KINDS[kind]
    return find(cutoff, scope)


def _next(connection: Connection, kind: str, cutoff: float, scope: Scope, after: Key | None) -> list[Key]:
    """The keys of the next rows that are too old, in order."""
    statement = _found(kind, cutoff, scope)
    columns = list(statement.selected_columns)
    if after is not None:
        statement = statement.where(tuple_(*columns) > tuple_(*after))
    return [tuple(row) for row in connection.execute(statement.order_by(*columns).limit(CHUNK))]


def _expire(
    connection: Connection, digests: Digests, kind: str, cutoff: float, scope: Scope, keys: Sequence[Key]
) -> int:
    _, empty = KINDS[kind]
    statement = _found(kind, cutoff, scope)
    still = connection.execute(statement.where(tuple_(*statement.selected_columns).in_(keys))).all()
    if still:
        empty(connection, digests, still)
    return len(still)
