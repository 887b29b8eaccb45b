"""The tables of a file, one after the other: a ZIP file may have several, with different columns."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Final

from dialer.core.file_fault import BadFile
from dialer.i18n.message import Message, msg
from dialer.people.imports.readers.columns import BadMapping, Columns, read_header
from dialer.people.imports.readers.csv_file import Record
from dialer.people.imports.readers.limits import Budget
from dialer.people.imports.readers.table_file import OpenFile, TableFile
from dialer.people.imports.rows.rejected_row import Rejected
from dialer.people.imports.rows.spreadsheet_cells import column_names

EMPTY: Final = msg("The file is empty.")
ALL_EMPTY: Final = msg("Every table in the ZIP file is empty.")
SKIPPED_AT_MOST: Final = 1000  # names of files
SKIPPED_CHARACTERS_AT_MOST: Final = 200  # of such a name
Opener = Callable[[], TableFile]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One table: the meanings of its columns, about how many rows it has, and its records without the header."""

    name: str  # in the ZIP file; empty for the only table
    columns: Columns
    rows: int
    records: Callable[[], Iterator[Record]]
    exact: bool  # from a spreadsheet

    @property
    def kept(self) -> list[str]:
        """The names of its columns, without skipped ones."""
        return [name for index, name in enumerate(self.columns.header) if index not in self.columns.ignored]


def parts_of(file: OpenFile, said: Mapping[str, str], budget: Budget) -> tuple[list[Part], list[str]]:
    """The tables of a file, inspected before any of them is read; and the names of skipped files. Raises BadFile.

    `said` gives meanings to columns by name, in every table that has them. Tables without a line are skipped.
    """
    if len(file.openers) == 1:
        table = file.openers[0]()
        if not (header := header_of(table, budget)):
            raise BadFile(EMPTY)
        columns = read_header(header, said)
        waiting = [table]  # opened already: a spreadsheet takes long

        def records() -> Iterator[Record]:
            return waiting.pop().records if waiting else _records_of(file.openers[0])

        part = Part(name="", columns=columns, rows=table.rows, records=records, exact=table.is_sheet)
        return [part], skipped_names(file.others)
    # One at a time: each may be a spreadsheet that needs much of the memory.
    looked = [
        (opener, replace(table, records=iter(())), header_of(table, budget))
        for opener in file.openers
        for table in (opener(),)
    ]
    skipped = skipped_names(chain(file.others, (table.inside for _, table, header in looked if not header)))
    looked = [one for one in looked if one[2]]
    if not looked:
        raise BadFile(ALL_EMPTY)
    check_said(said, [header for *_, header in looked])
    return [_part(opener, table, header, said) for opener, table, header in looked], skipped


def skipped_names(names: Iterable[str]) -> list[str]:
    """The names of skipped files as they are shown and stored: cut where a ZIP file exaggerates."""
    return [cut(name, SKIPPED_CHARACTERS_AT_MOST).replace("\0", "\\0") for name in islice(names, SKIPPED_AT_MOST)]


def cut(text: str, most: int) -> str:
    """At most so many characters; an ellipsis stands for the rest."""
    return text if len(text) <= most else text[: most - 1] + "…"


def header_of(table: TableFile, budget: Budget | None = None) -> list[str]:
    """Read the names in a table's header; its records continue after it. Raises BadFile if the budget is too small."""
    _, header = next(table.records, (1, []))
    if budget is not None:
        budget.take(table.rows, len(header))
    return column_names(header)


def check_said(said: Mapping[str, str], headers: Sequence[Sequence[str]]) -> None:
    """Raise BadMapping for a column that no table has."""
    there = {name.strip() for header in headers for name in header}
    if strange := next((name for name in said if name.strip() not in there), None):
        names = sorted(filter(None, there))
        raise BadMapping(msg("no table has a column {name!r}; there are {names}", name=strange, names=names))


def in_table(name: str, reason: Message | str) -> Message:
    """A reason, with the name of the table it is about."""
    return msg("{where}: {why}", where=name, why=reason)


def meanings_of(said: Mapping[str, str], header: Sequence[str]) -> dict[str, str]:
    """The given meanings of this table's columns."""
    there = {name.strip() for name in header}
    return {name: meaning for name, meaning in said.items() if name.strip() in there}


def _part(opener: Opener, looked: TableFile, header: Sequence[str], said: Mapping[str, str]) -> Part:
    name = looked.inside
    try:
        columns = read_header(header, meanings_of(said, header))
    except BadFile as bad:
        raise BadFile(in_table(name, bad.reason)) from None

    return Part(
        name=name, columns=columns, rows=looked.rows, records=lambda: _records_of(opener), exact=looked.is_sheet
    )


def _records_of(opener: Opener) -> Iterator[Record]:
    table = opener()
    header_of(table)
    return table.records


def joined_header(parts: Sequence[Part]) -> list[str]:
    """The columns of all tables, each once: the header of a file of rejected rows."""
    header: list[str] = []
    for part in parts:
        for name in part.kept:
            if part.kept.count(name) > header.count(name):
                header.extend([name] * (part.kept.count(name) - header.count(name)))
    return header


def in_joined(part: Part, header: Sequence[str], rejected: Sequence[Rejected], before: int) -> list[Rejected]:
    """A table's rejected rows under the joined header; `before` is the last line of the previous tables."""
    places, taken = [], set[int]()
    for name in part.kept:
        place = next(i for i, other in enumerate(header) if other == name and i not in taken)
        taken.add(place)
        places.append(place)
    return [_moved(one, part.name, places, len(header), before) for one in rejected]


def _moved(one: Rejected, table: str, places: Sequence[int], width: int, before: int) -> Rejected:
    cells = [""] * width + one.row[len(places) :]  # surplus cells stay
    for place, cell in zip(places, one.row, strict=False):
        cells[place] = cell
    return replace(one, row=cells, line=before + one.line, table=table, table_line=one.line)
