"""The order of day and month in a table's columns: certain from all of a column's values, not from one."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Final

from dialer.people.imports.readers.columns import Columns, Meaning
from dialer.people.imports.readers.csv_file import Record
from dialer.people.imports.rows.row import Rules
from dialer.people.lists.rules.field_types import FieldKind
from dialer.people.lists.rules.written_days import is_month_first, order_of

LOOKED_AT: Final = 1000  # records; all are looked at if these leave an order open
# Share of a column's days that show another order than the country's; of days at random it is 0.6.
AGAINST_COUNTRY: Final = 0.1


def orders_of(columns: Columns, rules: Rules, records: Iterable[Record]) -> dict[str, bool | None]:
    """Whether each column of days has the month first, by its name.

    None if both orders are possible, if both occur, or if so few days show the order that they may be mistakes.
    """
    found: dict[int, Counter[bool | None]] = {place: Counter() for place in _columns_of_days(columns, rules)}
    for _, row in records:
        for place, orders in found.items():
            if place < len(row) and row[place].strip():
                orders[order_of(row[place])] += 1
    return {columns.header[place]: _order_in(orders, rules.country) for place, orders in found.items()}


def _order_in(orders: Counter[bool | None], country: str) -> bool | None:
    shown = [order for order in orders if order is not None]
    if len(shown) != 1:
        return None
    [order] = shown
    needed = 0.0 if order == is_month_first(country) else orders.total() * AGAINST_COUNTRY
    return order if orders[order] >= needed else None


def with_orders(
    columns: Columns, rules: Rules, records: Iterator[Record], again: Callable[[], Iterable[Record]]
) -> tuple[dict[str, bool | None], Iterator[Record]]:
    """The orders as `orders_of` finds them, and the records; `again` returns these from the beginning."""
    if not _columns_of_days(columns, rules):
        return {}, records
    first = list(islice(records, LOOKED_AT))
    found = orders_of(columns, rules, first)
    if None in found.values() and len(first) == LOOKED_AT:
        found = orders_of(columns, rules, again())
    return found, chain(first, records)


def _columns_of_days(columns: Columns, rules: Rules) -> list[int]:
    kinds = {name: one.kind for name, one in rules.fields.items()}
    days = [place for place in columns.fields if kinds.get(columns.header[place].casefold()) is FieldKind.DATE]
    consent = columns.at(Meaning.CONSENT_AT)
    return days if consent is None else [*days, consent]
