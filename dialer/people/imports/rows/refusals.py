"""Whether a row itself says that the person refuses calls: by a yes or no, by a mark, or in words."""

from collections.abc import Sequence
from typing import Final

from dialer.i18n.message import Message, msg
from dialer.numbers.cell_words import forbids_calls, is_nothing
from dialer.people.imports.readers.columns import Columns
from dialer.people.lists.rules.field_types import NO, YES

# Besides those of a field, since a column of consents is nobody's choice of a type.
_YES: Final = YES | {"ok", "ja", "j", "wahr", "oui", "o", "vrai", "sim", "verdadero", "verdadeiro"} | {
    "given", "granted", "dato", "prestato",
}  # fmt: skip
_NO: Final = NO | {"non", "nein", "nicht", "falsch", "faux", "nao", "não", "none", "null"} | {
    "negato", "rifiutato", "refused", "denied",
}  # fmt: skip
_TAKE_OUT: Final = msg("leave the row out, or say that the column means something else")

Refusal = tuple[int, Message, Message]
"""The column, why the person is not called, and what to do."""


def refusal_in(cells: Sequence[str], columns: Columns) -> Refusal | None:
    """Why the person of a row is not to be called, by the columns that say whether; None if nothing there says so."""
    for index in columns.agreed:
        if (agreed := yes_or_no(cells[index])) is False:
            return index, msg("the person has not agreed to be called"), _TAKE_OUT
        if agreed is None and any(map(str.isalnum, cells[index])):
            mend = msg("write yes or no, or say that the column means something else")
            return index, msg("it is not clear whether the person has agreed to be called"), mend
    for index in columns.objected:
        said = yes_or_no(cells[index])
        if said is True or (said is None and not is_nothing(cells[index])):
            return index, msg("the person has objected to calls"), _TAKE_OUT
    for index in columns.remarks:
        if forbids_calls(cells[index]):
            mend = msg("leave the row out, or take these words out")
            return index, msg("the row says that the person must not be called"), mend
    return None


def yes_or_no(cell: str) -> bool | None:
    """What a cell says; None if it is neither."""
    plain = cell.strip().casefold().rstrip(".!'")
    return True if plain in _YES else False if plain in _NO else None
