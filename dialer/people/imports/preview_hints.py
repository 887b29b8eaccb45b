"""Hints of a preview besides its rows: assumptions about the file, and what would help."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from dialer.i18n.message import Message, mark
from dialer.numbers.reader import LOST_ZERO, BadNumber, to_e164
from dialer.people.imports.readers.columns import Columns
from dialer.people.imports.readers.csv_file import Record
from dialer.people.imports.readers.encoding_damage import is_garbled
from dialer.people.imports.readers.table_file import TableFile
from dialer.people.imports.rows.row import BadRow, Rules, read_row
from dialer.people.lists.rules.written_days import is_month_first

SHOWN_CHARACTERS: Final = 40  # of a cell


class HintKind(StrEnum):
    """What a hint is about."""

    SKIPPED_FILES = "skipped_files"  # `others` in the ZIP file are not read: no tables, or empty
    NO_HEADER = "no_header"  # its first row has a phone number; `column` is its place, counted from 1
    TITLE_LINES = "title_lines"  # `rows` lines before the header are skipped
    SHEETS = "sheets"  # the sheet named `column` is read; `others` exist
    HIDDEN_SHEETS = "hidden_sheets"  # `others` are not read
    GARBLED = "garbled"  # `rows` rows have letters read in the wrong encoding, as in `others`
    MONTH_FIRST = "month_first"  # the days in `column` have the month first, unlike those of the country
    DAY_FIRST = "day_first"  # … the day first, unlike those of the country
    LOST_ZERO = "lost_zero"  # `rows` rows would be imported with the 0 that a spreadsheet has removed


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A remark on a file or on one `table` in it; `column` says where, `rows` how many rows.

    For sheets `column` is the name of the one that is read.
    """

    kind: HintKind
    text: Message  # with the remedy
    table: str = ""
    column: str = ""
    rows: int = 0
    others: str = ""  # names, separated by commas


_TEXTS: Final = {
    HintKind.SKIPPED_FILES: mark(
        "These files in the ZIP file are skipped: {others}. Only tables with content are read (CSV, TXT, XLSX or ODS)."
    ),
    HintKind.NO_HEADER: mark(
        "The first row holds a phone number, as if the file had no header: read it without one, and say which column "
        "is the phone. Its columns are then called 1, 2, 3 …; it would be {column}."
    ),
    HintKind.TITLE_LINES: mark("{rows} lines before the header are passed over."),
    HintKind.SHEETS: mark("The sheet {column} is read; there are also {others}: choose with sheet."),
    HintKind.HIDDEN_SHEETS: mark("Hidden sheets are not read: {others}. Show them in the spreadsheet and save it."),
    HintKind.GARBLED: mark(
        "{rows} rows have garbled letters, as in {others}: the file was written or read in the wrong "
        "encoding. Export it again from its source, as UTF-8."
    ),
    HintKind.MONTH_FIRST: mark("The dates in the column {column} have the month first: they are read as 12/31/2026."),
    HintKind.DAY_FIRST: mark("The dates in the column {column} have the day first: they are read as 31/12/2026."),
    HintKind.LOST_ZERO: mark(
        "{rows} of the rejected rows are land lines whose leading 0 a spreadsheet has taken away: Pronto can "
        "put it back."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A table under preview: its first records, and the meanings of its columns, or why they are unknown."""

    table: TableFile
    header: list[str]
    records: list[Record]
    columns: Columns | None
    problem: Message | str


def skipped_files(names: Sequence[str]) -> list[Hint]:
    """The hint on files in a ZIP file that are skipped."""
    kind, others = HintKind.SKIPPED_FILES, {"others": list(names)}
    return [Hint(kind=kind, text=Message(_TEXTS[kind], others), others=", ".join(names))] if names else []


def hints_of(one: Looked, rules: Rules, mends: Sequence[Message | str], *, table: str) -> Iterator[Hint]:
    """The hints on a table; `mends` has each record's remedy if it would be rejected."""

    def said(kind: HintKind, *, column: str = "", rows: int = 0, others: Sequence[str] = ()) -> Hint:
        text = Message(_TEXTS[kind], {"column": column, "rows": rows, "others": list(others)})
        return Hint(kind=kind, text=text, table=table, column=column, rows=rows, others=", ".join(others))

    if others := [name for name in one.table.sheets if name != one.table.sheet]:
        yield said(HintKind.SHEETS, column=one.table.sheet, others=others)
    if one.table.hidden:
        yield said(HintKind.HIDDEN_SHEETS, others=one.table.hidden)
    if one.table.passed_over:
        yield said(HintKind.TITLE_LINES, rows=one.table.passed_over)
    phones = (place for place, cell in enumerate(one.header, start=1) if _is_phone(cell, rules.country))
    if (place := next(phones, None)) is not None:
        yield said(HintKind.NO_HEADER, column=str(place))
    if garbled := [cells for cells in (list(filter(is_garbled, row)) for _, row in one.records) if cells]:
        yield said(HintKind.GARBLED, rows=len(garbled), others=[garbled[0][0].strip()[:SHOWN_CHARACTERS]])
    for column, month_first in rules.month_first.items():
        if month_first is not None and month_first != is_month_first(rules.country):
            yield said(HintKind.MONTH_FIRST if month_first else HintKind.DAY_FIRST, column=column)
    if one.columns is not None and (rows := _saved(one.columns, one.records, rules, mends)):
        yield said(HintKind.LOST_ZERO, rows=rows)


def _is_phone(cell: str, country: str) -> bool:
    try:
        return bool(cell.strip()) and bool(to_e164(cell, country))
    except BadNumber:
        return False


def _saved(columns: Columns, records: Sequence[Record], rules: Rules, mends: Sequence[Message | str]) -> int:
    """How many of the rejected rows could be imported if the 0 removed by a spreadsheet were restored."""
    mended = replace(rules, zero_back=True)
    lost = [row for (_, row), mend in zip(records, mends, strict=True) if mend == LOST_ZERO]
    return sum(_comes_in(row, columns, mended) for row in lost)


def _comes_in(row: Sequence[str], columns: Columns, rules: Rules) -> bool:
    try:
        read_row(row, columns, rules)
    except BadRow:
        return False
    return True
