"""What a look into a file shows besides its rows: what was taken for granted, and what would help."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class HintKind(StrEnum):
    """What is said of a file."""

    NO_HEADER = "no_header"  # its first row holds a phone number
    TITLE_LINES = "title_lines"  # `rows` lines before the header are passed over


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Something to be said of a file, or of a `table` in it. `column` and `rows` say where, and of how many rows."""

    kind: HintKind
    text: str  # in English, with what to do
    table: str = ""
    column: str = ""
    rows: int = 0


_TEXTS: Final = {
    HintKind.NO_HEADER: "The first row holds a phone number, as if the file had no header: read it without one, and "
    "say which column is the phone. Its columns are then called 1, 2, 3 …; it would be {column}.",
    HintKind.TITLE_LINES: "{rows} lines before the header are passed over.",
}


def hint(kind: HintKind, *, table: str = "", column: str = "", rows: int = 0) -> Hint:
    """A hint with its words."""
    return Hint(kind=kind, text=_TEXTS[kind].format(column=column, rows=rows), table=table, column=column, rows=rows)
