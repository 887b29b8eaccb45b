"""Legal bases of leads, counted by kind."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from dialer.core.enums import LeadState
from dialer.numbers.zones import ahead_of_utc_s
from dialer.people.imports.admission import Proofs
from dialer.people.lists.store.ranges import Extent, shares, spread
from dialer.storage.schema import LEAD, LEAD_LIST
from dialer.storage.sql import is_postgres

MOST: Final = 1_000_000  # leads read of all lists, in about a second
_DATE: Final = "$.obtained_at"
_IN_UTC: Final = "+00:00"
_OVER: Final = (LeadState.DONE.value, LeadState.ARCHIVED.value)
_BETWEEN: Final = (
    LEAD.c.id.between(bindparam("first"), bindparam("last")),
    LEAD.c.list_id + 0 == bindparam("list"),  # no index by list: the ids limit the search
)


def all_proofs(connection: Connection, list_ids: Collection[int], now: float) -> list[Proofs]:
    """Proofs of every lead of these lists that is not done."""
    lists = _lists(connection, list_ids)
    if not lists:
        return []
    statement = _counted(connection, lists, now, (LEAD.c.list_id.in_(list_ids),))
    return _proofs(lists, connection.execute(statement).all())


def some_proofs(connection: Connection, extents: Mapping[int, Extent], now: float) -> list[Proofs]:
    """Proofs of about MOST leads of these lists at most; of long lists in evenly spread blocks."""
    most = shares(extents.values(), MOST)
    long = [one for one in extents.values() if one.leads > most[one.list_id]]
    found = all_proofs(connection, extents.keys() - {one.list_id for one in long}, now)
    if long:
        lists = _lists(connection, [one.list_id for one in long])
        statement = _counted(connection, lists, now, _BETWEEN)
        for one in long:
            for first, last in spread(one, most[one.list_id]):
                where = {"list": one.list_id, "first": first, "last": last}
                found += _proofs(lists, connection.execute(statement, where).all())
    return found


def proofs_between(connection: Connection, list_id: int, first: int, last: int, now: float) -> list[Proofs]:
    """Proofs of the leads of a list between two ids."""
    lists = _lists(connection, [list_id])
    if not lists:
        return []
    where = {"list": list_id, "first": first, "last": last}
    return _proofs(lists, connection.execute(_counted(connection, lists, now, _BETWEEN), where).all())


def _lists(connection: Connection, list_ids: Collection[int]) -> dict[int, Row[Any]]:
    columns = (LEAD_LIST.c.id, LEAD_LIST.c.country, LEAD_LIST.c.consent)
    asked: Select[Any] = select(*columns).where(LEAD_LIST.c.id.in_(list_ids))
    return {one.id: one for one in connection.execute(asked)}


def _proofs(lists: Mapping[int, Row[Any]], rows: Sequence[Row[Any]]) -> list[Proofs]:
    return [
        Proofs(
            country=lists[row.list_id].country,
            consent=orjson.loads(row.said) if row.said else lists[row.list_id].consent,
            leads=int(row.leads),  # PostgreSQL sums in decimals
        )
        for row in rows
    ]


def _counted(
    connection: Connection, lists: Mapping[int, Row[Any]], now: float, where: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    said = cast(LEAD.c.consent, Text)
    alive = (*where, LEAD.c.state.not_in(_OVER))
    # Group by the text first: most leads of a list have the same consent and date, and parsing JSON costs more than
    # counting.
    alike = select(LEAD.c.list_id, said.label("said"), func.count().label("leads")).where(*alive)
    word_for_word = alike.group_by(LEAD.c.list_id, said).subquery()
    unique = _unnumbered(connection, word_for_word.c.said)
    countries = {one.id: one.country for one in lists.values()}
    to_come = _to_come(connection, word_for_word.c.said, word_for_word.c.list_id, countries, now)
    leads = func.sum(word_for_word.c.leads).label("leads")
    return (
        select(word_for_word.c.list_id, func.max(word_for_word.c.said).label("said"), leads)
        .group_by(word_for_word.c.list_id, unique, to_come)
        .order_by(word_for_word.c.list_id, unique)
    )


def _unnumbered(connection: Connection, said: ColumnElement[str]) -> ColumnElement[Any]:
    """A lead's consent with fixed date and number, so that few different ones are left to read."""
    if is_postgres(connection):
        for name in ("'{obtained_at}'", "'{evidence_id}'"):
            said = func.jsonb_set(cast(said, JSONB), literal_column(name), literal_column("'0'::jsonb"), False)
        return said
    return func.json_replace(said, literal_column("'$.obtained_at'"), 0, literal_column("'$.evidence_id'"), 0)


def _to_come(
    connection: Connection,
    said: ColumnElement[str],
    list_id: ColumnElement[int],
    countries: Mapping[int, str],
    now: float,
) -> ColumnElement[bool]:
    """Whether a lead's consent is certainly dated after now. An import writes dates in UTC, or without an offset."""
    text = cast(said, JSONB).op("->>", return_type=Text())("obtained_at")
    date = text if is_postgres(connection) else func.json_extract(said, _DATE)
    local = {key: _written(now + ahead_of_utc_s(country, now)) for key, country in countries.items()}
    return date > case((date.like(f"%{_IN_UTC}"), _written(now) + _IN_UTC), else_=case(local, value=list_id))


def _written(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).replace(tzinfo=None).isoformat()
