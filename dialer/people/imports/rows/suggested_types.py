"""The type that a column of a list's own field seems to have, for a person to confirm."""

from collections.abc import Iterable
from typing import Final

from dialer.people.imports.rows.cell_fault import BadCell
from dialer.people.lists.rules.field_types import FieldKind, FieldType, read_typed
from dialer.people.lists.rules.written_days import order_of

CELLS_AT_LEAST: Final = 3  # filled ones: fewer prove nothing
DIGITS_AT_MOST: Final = 9  # of a number that is none of a customer or contract
KINDS: Final = (FieldKind.DATE, FieldKind.WHOLE, FieldKind.DECIMAL)


def suggested_type(cells: Iterable[str], country: str, *, exact: bool = False) -> FieldKind | None:
    """The type that all filled cells fit: a date, a whole or a decimal number; None: text, or too few to tell.

    Digits alone are dates only as in 20261231, and no number where a zero leads or they are too many: those are codes.
    `country` and `exact` are those of `read_typed`.
    """
    filled = {cell.strip() for cell in cells} - {""}
    if len(filled) < CELLS_AT_LEAST:
        return None
    orders = {order_of(cell) for cell in filled} - {None}
    month_first = orders.pop() if len(orders) == 1 else None
    for kind in KINDS:
        if all(_may_be(cell, kind) and _fits(cell, kind, country, exact, month_first) for cell in filled):
            return kind
    return None


def _may_be(cell: str, kind: FieldKind) -> bool:
    digits = cell.lstrip("-")
    if kind is FieldKind.DATE:
        return not digits.isdecimal() or len(digits) == len("20261231")
    return len(digits) <= DIGITS_AT_MOST and not (digits.startswith("0") and digits[1:2].isdecimal())


def _fits(cell: str, kind: FieldKind, country: str, exact: bool, month_first: bool | None) -> bool:
    try:
        read_typed(cell, FieldType(kind=kind), country, exact=exact, month_first=month_first)
    except BadCell:
        return False
    return True
