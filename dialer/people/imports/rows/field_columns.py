"""The own fields of a batch of rows, read column by column: equal cells are read once."""

from collections.abc import Sequence
from typing import Any, Final

import orjson

from dialer.people.imports.rows.cell_fault import BadCell
from dialer.people.imports.rows.row import Rules, typed_cell

SEEN_AT_MOST: Final = 50_000  # cells of a column: more than there are birthdays


class Unread(str):
    """The text of a cell that does not fit its field."""

    __slots__ = ()


class OwnColumns:
    """Reads the columns of the list's own fields. `names` are those of the columns."""

    def __init__(self, names: Sequence[str], rules: Rules) -> None:
        self._names, self._rules = names, rules
        self._seen: dict[int, dict[str, Any]] = {
            place: {"": ""} for place, name in enumerate(names) if name.casefold() in rules.fields
        }

    def read(self, columns: Sequence[Sequence[str]]) -> tuple[list[str | None], set[int]]:
        """Each row's fields as JSON, None if a cell rejects the row; and the positions of rows with an unfit cell.

        Unfit cells keep their text if the rules say so.
        """
        names = self._names
        found: list[str | None]
        if not self._seen:
            rows = zip(*columns, strict=True)
            found = [
                orjson.dumps({name: cell for name, cell in zip(names, row, strict=True) if cell}).decode()
                for row in rows
            ]
            return found, set()
        read = [self._column(place, column) if place in self._seen else column for place, column in enumerate(columns)]
        unfit = {row for place in self._seen for row, value in enumerate(read[place]) if type(value) is Unread}
        found = [
            orjson.dumps({name: value for name, value in zip(names, row, strict=True) if value != ""}).decode()
            for row in zip(*read, strict=True)
        ]
        if self._rules.keep_unfit or not unfit:
            return found, unfit
        return [None if row in unfit else said for row, said in enumerate(found)], unfit

    def _column(self, place: int, cells: Sequence[str]) -> list[Any]:
        seen, name = self._seen[place], self._names[place]
        return [seen[cell] if cell in seen else self._cell(cell, name, seen) for cell in cells]

    def _cell(self, cell: str, name: str, seen: dict[str, Any]) -> Any:
        value: Any
        try:
            value = typed_cell(cell, name, self._rules)
        except BadCell:
            value = Unread(cell)
        if len(seen) < SEEN_AT_MOST:
            seen[cell] = value
        return value
