"""A row that was not imported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from dialer.i18n.message import Message, from_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row that cannot be imported; `line` counts the file's lines from 1, header included.

    With several tables in a ZIP file `line` continues from one to the next; `table_line` is the line in `table`.
    """

    line: int
    column: str
    reason: Message | str
    mend: Message | str
    row: list[str]
    table: str = ""
    table_line: int = 0

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """The row from another process's JSON."""
        return cls(**{**told, "reason": from_plain(told["reason"]), "mend": from_plain(told["mend"])})

    def value(self, header: Sequence[str]) -> str:
        """The content of the column that is wrong; `header` names the cells of `row`."""
        return value_of(self.column, header, self.row)


def value_of(column: str, header: Sequence[str], row: Sequence[str]) -> str:
    """The cell of the named column; empty if the row has none."""
    place = header.index(column) if column in header else len(row)
    return row[place] if place < len(row) else ""
