"""Finds a table's header: in its first row, below lines of title, in a row that a person names, or nowhere."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Final

from dialer.core.file_fault import BadFile
from dialer.i18n.message import msg
from dialer.people.imports.readers.columns import names_phone
from dialer.people.imports.readers.csv_file import Record
from dialer.people.imports.rows.spreadsheet_cells import column_names

NO_HEADER: Final = 0  # in place of the header's line
LOOKED_AT: Final = 20
_WIDTH_OF: Final = 100  # rows that determine the width of a table without a header
_DIGITS_OF_DATA: Final = 6


def header_line(first: Sequence[Record], said: Mapping[str, str], header_row: int | None = None) -> int:
    """The line of the header, from a table's first records; NO_HEADER if there is none.

    `header_row` is a person's choice. Otherwise it is the row with a column that `said` names, or else the first row
    after lines of title: lines are taken for these only if a row below names a phone and they do not.
    """
    if header_row is not None or not first:
        return header_row or NO_HEADER
    named = {name.strip() for name in said}
    for line, cells in first[:LOOKED_AT] if named else ():
        if named.intersection(column_names(cells)):
            return line
    most = 0
    for line, cells in first[:LOOKED_AT]:
        filled = sum(bool(cell.strip()) for cell in cells)
        if most <= max(1, filled // 2) and is_header(cells):
            return line
        most = max(most, filled)
    return first[0][0]


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row names a phone column and holds no data."""
    return names_phone(cells) and not any(map(has_digits_of_data, cells))


def has_digits_of_data(cell: str) -> bool:
    """Whether a cell has as many digits as the shortest phone numbers, and so is no column's name."""
    return sum(map(str.isdigit, cell)) >= _DIGITS_OF_DATA


def from_header(records: Iterator[Record], line: int) -> Iterator[Record]:
    """A table's records, the header first. Without one, columns are named by their place: 1, 2, 3 …

    Raises BadFile if the table ends before its header.
    """
    if line == NO_HEADER:
        first = list(islice(records, _WIDTH_OF))
        width = max((len(cells) for _, cells in first), default=0)
        names = [str(place) for place in range(1, width + 1)]
        yield from chain([(NO_HEADER, names)] if first else [], first, records)
        return
    for at, cells in records:
        if at >= line:
            yield at, cells
            yield from records
            return
    if line > 1:
        raise BadFile(msg("The table has no row {line}, where its header should be.", line=line))
