"""Fields with types: dates, whole and decimal numbers, yes or no, one of some choices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from dialer.i18n.message import msg
from dialer.people.imports.rows.cell_fault import BadCell
from dialer.people.lists.rules.written_days import read_day
from dialer.people.lists.rules.written_numbers import read_decimal, read_whole


class FieldKind(StrEnum):
    """The type of a list's own field."""

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


class WhenUnfit(StrEnum):
    """What happens to a row with a cell that does not fit its field's type."""

    REJECT = "reject"
    KEEP = "keep"  # the row is imported, and the cell stays as it was written


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldType:
    """The type of one of a list's own fields, with its choices."""

    kind: FieldKind
    choices: tuple[str, ...] = ()


Types = Mapping[str, FieldType]  # by folded name of the field


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """The types of a list's own fields, and the country whose conventions its texts follow."""

    types: Types = field(default_factory=dict)
    country: str = ""

    def value(self, name: str, said: Any) -> Any:
        """The value of a field with this folded name; None for a text that its type does not allow.

        A text may have been imported before its field had a type, or kept although it did not fit. A text that is none
        of its field's choices is returned as it is, so that filters can still match it.
        """
        wanted = self.types.get(name)
        if wanted is None or not isinstance(said, str) or not said:
            return said
        try:
            return read_typed(said, wanted, self.country)
        except BadCell:
            return said if wanted.kind is FieldKind.CHOICE else None


YES: Final = frozenset(("yes", "y", "true", "1", "si", "sì", "si'", "s", "vero", "x", "on"))
NO: Final = frozenset(("no", "n", "false", "0", "falso", "off"))


def types_of(said: Mapping[str, Any]) -> dict[str, FieldType]:
    """The types of fields from their stored form: {"kind": …, "choices": […]} by name."""
    return {
        name.casefold(): FieldType(kind=FieldKind(one["kind"]), choices=tuple(one.get("choices", ())))
        for name, one in said.items()
    }


def read_typed(
    cell: str, wanted: FieldType, country: str, *, exact: bool = False, month_first: bool | None = None
) -> str | int | float | bool:
    """The value of a cell: dates as ISO 8601, choices as spelt in `choices`. Raises BadCell.

    `exact`: the cell is from a spreadsheet, whose numbers have a point before their decimals. `month_first`: the order
    of the column's days; None: that of the country.
    """
    written = cell.strip()
    match wanted.kind:
        case FieldKind.WHOLE:
            return read_whole(written, country, exact=exact)
        case FieldKind.DECIMAL:
            return read_decimal(written, country, exact=exact)
        case FieldKind.DATE:
            return read_day(written, country, month_first=month_first).isoformat()
        case FieldKind.YES_NO:
            return _yes_no(written)
        case FieldKind.CHOICE:
            return _choice(written, wanted.choices)
        case _:
            return cell


def fits(value: object, wanted: FieldType, country: str) -> bool:
    """Whether a lead's value has the field's type, or can be read as it; an empty value fits."""
    if value is None or value == "":
        return True
    if isinstance(value, str):
        try:
            read_typed(value, wanted, country)
        except BadCell:
            return False
        return True
    match wanted.kind:
        case FieldKind.WHOLE:
            return isinstance(value, int) and not isinstance(value, bool)
        case FieldKind.DECIMAL:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case FieldKind.YES_NO:
            return isinstance(value, bool)
        case _:
            return False


def _yes_no(written: str) -> bool:
    plain = written.casefold()
    if plain in YES:
        return True
    if plain not in NO:
        raise BadCell(msg("neither yes nor no"), msg("write yes or no"))
    return False


def _choice(written: str, choices: tuple[str, ...]) -> str:
    known: Mapping[str, str] = {choice.casefold(): choice for choice in choices}
    if (found := known.get(written.casefold())) is None:
        raise BadCell(msg("not one of the words of this field"), msg("write one of: {choices}", choices=choices))
    return found
