"""Files of phone numbers from registers or managers: read like lists, with or without a header."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import phonenumbers

from dialer.core.file_fault import BadFile, unread
from dialer.i18n.message import msg
from dialer.numbers.cell_words import is_nothing
from dialer.numbers.reader import BadNumber, numbers_meant, to_e164, with_zero
from dialer.people.imports.reader_process import BATCH_ROWS, known_country_or_bad
from dialer.people.imports.readers.columns import Columns, Meaning, names_phone, read_header
from dialer.people.imports.readers.csv_file import Record
from dialer.people.imports.readers.file_tables import (
    ALL_EMPTY,
    EMPTY,
    Opener,
    Part,
    check_said,
    header_of,
    in_joined,
    in_table,
    joined_header,
    meanings_of,
)
from dialer.people.imports.readers.header import NO_HEADER, from_header, has_digits_of_data
from dialer.people.imports.readers.limits import Budget, Limits
from dialer.people.imports.readers.sheet_errors import is_error
from dialer.people.imports.readers.table_file import TableFile, Way, open_tables
from dialer.people.imports.rows.rejected_row import Rejected
from dialer.people.imports.rows.row import BadRow, no_number, read_cells

_UNNAMED: Final = re.compile(r"[\W\d_]*\d[\W\d_]*(?:[eE][+-]?\d+)?")  # digits, and no letter but an exponent's
_DIGITS_OF_A_TORN_NUMBER: Final = 3
LOOKED_AT: Final = 100  # rows that show which column holds the numbers, if no name does
Reader = Callable[[str], Sequence[str]]  # the numbers in a cell, in E.164; raises BadNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFileOptions:
    """What to read, and how. With `calling_code`, the numbers are a register's, and may lack the code or its +."""

    path: str = ""
    country: str = ""  # of numbers without a country code
    calling_code: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)  # meanings of columns, by name
    sheet: str = ""
    header_row: int | None = None
    zero_back: bool = False
    limits: Limits = field(default_factory=Limits)


def asked_of(said: Mapping[str, Any]) -> NumberFileOptions:
    """The options from their stored JSON."""
    return NumberFileOptions(**{**said, "limits": Limits(**said["limits"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    """A fully read row: its numbers in E.164, and its cells by their columns' folded names."""

    line: int
    numbers: Sequence[str]
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberBatch:
    """Some rows of a file: those that could be read, and those that could not, or only in part.

    `others` are the numbers that could be read in the latter. `header` names the cells of rejected rows.
    """

    header: list[str]
    rows: int
    read: list[NumberRow]
    rejected: list[Rejected]
    others: list[str]


class NoNumbers(BadFile):
    """The file can be read but has no row; the message says so."""


class NumberFile:
    """A file of numbers, read as `asked`."""

    def __init__(self, asked: NumberFileOptions) -> None:
        self._asked, self._said = asked, asked.columns
        self._budget = Budget(asked.limits)
        self.total = 0  # rows, as far as known before they are read
        self._read: Reader = self._of_register if asked.calling_code else self._of_list

    def batches(self) -> Iterator[NumberBatch]:
        """Read its tables, one after the other. Raises BadFile; NoNumbers is one."""
        known_country_or_bad(self._asked.country)
        asked = self._asked
        way = Way(sheet=asked.sheet, header_row=asked.header_row, said=self._said, limits=asked.limits)
        self._budget = Budget(asked.limits)
        try:
            with open_tables(Path(self._asked.path), way) as file:
                yield from self._batches(self._parts(file.openers))
        except OSError as error:
            raise unread(error) from None

    def _batches(self, parts: Sequence[Part]) -> Iterator[NumberBatch]:
        header = joined_header(parts) if len(parts) > 1 else parts[0].kept
        self.total = sum(part.rows for part in parts)
        before = 0  # the last line of the previous tables
        for part in parts:
            line, records = 1, part.records()
            while chunk := list(islice(records, BATCH_ROWS)):
                line = chunk[-1][0]
                batch = self._batch(part.columns, header, chunk)
                if part.name:
                    batch.rejected[:] = in_joined(part, header, batch.rejected, before)
                yield batch
            before += line

    def _batch(self, columns: Columns, header: list[str], records: Sequence[Record]) -> NumberBatch:
        batch = NumberBatch(header=header, rows=len(records), read=[], rejected=[], others=[])
        names = [name.casefold() for name in columns.header]
        for line, row in records:
            found: list[str] = []
            try:
                cells = read_cells(row, columns)
                bad = self._numbers(cells, columns, found)
            except BadRow as whole:
                cells, bad = [], whole
            if bad is None:
                named = dict(zip(names, cells, strict=True)) if self._asked.calling_code else {}
                batch.read.append(NumberRow(line=line, numbers=found, cells=named))
                continue
            kept = [cell.replace("\0", "\\0") for index, cell in enumerate(row) if index not in columns.ignored]
            batch.rejected.append(Rejected(line=line, column=bad.column, reason=bad.reason, mend=bad.mend, row=kept))
            batch.others.extend(found)
        return batch

    def _numbers(self, cells: Sequence[str], columns: Columns, found: list[str]) -> BadRow | None:
        """Add the numbers of a row to `found`; return what is wrong with the first that cannot be read."""
        wrong: BadRow | None = None
        for index in columns.phones:
            if is_nothing(cells[index]):
                continue
            try:
                found.extend(self._read(cells[index]))
            except BadNumber as bad:
                wrong = wrong or BadRow(bad.reason, column=columns.header[index], mend=bad.mend)
        return no_number(columns) if wrong is None and not found else wrong

    def _of_list(self, cell: str) -> Sequence[str]:
        return numbers_meant(cell, self._asked.country)

    def _of_register(self, cell: str) -> Sequence[str]:
        code, digits = self._asked.calling_code, cell.strip().removeprefix("'").strip()
        meant: set[str] = set()
        for text in (cell, f"+{digits}"):
            try:
                number = to_e164(text, self._asked.country)
            except BadNumber as bad:
                meant.update(bad.may_be)
                continue
            if number.startswith(code):
                return [number]
        if mended := self._with_zero(cell):
            return [mended]
        if (national := f"{code}{digits}") in meant:  # a register has no numbers without an area code
            return [national]
        raise BadNumber(msg("not a phone number"), msg("write it as in {code}…", code=code))

    def _with_zero(self, cell: str) -> str | None:
        return with_zero(cell, self._asked.country) if self._asked.zero_back else None

    def _parts(self, openers: Sequence[Opener]) -> list[Part]:
        """The file's tables; tables without a line are left out."""
        if len(openers) == 1:
            table = openers[0]()
            self._check_whole(table)
            header, records = self._below_header(table, self._budget)
            if not header:
                raise NoNumbers(EMPTY)
            columns, records = self._columns(header, records, self._said)
            return [Part(name="", columns=columns, rows=table.rows, records=lambda: records, exact=table.is_sheet)]
        parts = [part for part in map(self._part, openers) if part is not None]
        if not parts:
            raise NoNumbers(ALL_EMPTY)
        check_said(self._said, [part.columns.header for part in parts])
        return parts

    def _part(self, opener: Opener) -> Part | None:
        table = opener()
        self._check_whole(table)
        header, looked = self._below_header(table, self._budget)
        if not header:
            return None
        try:
            columns, _ = self._columns(header, looked, meanings_of(self._said, header))
        except BadFile as bad:
            raise BadFile(in_table(table.inside, bad.reason)) from None

        def records() -> Iterator[Record]:
            return self._below_header(opener())[1]

        return Part(name=table.inside, columns=columns, rows=table.rows, records=records, exact=table.is_sheet)

    def _check_whole(self, table: TableFile) -> None:
        """Refuse a file if numbers on another sheet or above the header would be ignored, and so count as missing."""
        sheets = (*table.sheets, *table.hidden)
        if not self._asked.sheet and len(sheets) > 1:
            raise BadFile(
                msg(
                    "The spreadsheet has several sheets ({names}), and numbers may stand on each. Save the one that is "
                    "meant as a file of its own, with all rows in it, or name it as the sheet to read.",
                    names=sheets,
                )
            )
        if self._asked.header_row is None and table.data_above:
            raise BadFile(
                msg(
                    "The header seems to be in line {line}, and the lines above it may contain numbers. "
                    "Remove those lines, or set the header to line {line}.",
                    line=table.header_row,
                )
            )

    def _below_header(self, table: TableFile, budget: Budget | None = None) -> tuple[list[str], Iterator[Record]]:
        """A table's header and its records. A first row with a number's digits, or an error, is no header."""
        header = header_of(table, budget)
        if self._asked.header_row is None and _holds_data(header):
            records = from_header(chain([(table.header_row, header)], table.records), NO_HEADER)
            return next(records)[1], records
        return header, table.records

    def _columns(
        self, header: Sequence[str], records: Iterator[Record], said: Mapping[str, str]
    ) -> tuple[Columns, Iterator[Record]]:
        """The meanings of the columns. If none is called a phone, the only one with numbers is taken for it."""
        if names_phone(header) or "phone" in said.values():
            return _phones_alone(read_header(header, said)), records
        first = list(islice(records, LOOKED_AT))
        if not first:
            raise NoNumbers(msg("The file holds no row with a phone number."))
        places = {place for _, row in first for place, cell in enumerate(row[: len(header)]) if self._holds(cell)}
        if not places and len(header) == 1:
            places = {0}
        if len(places) != 1:
            raise _no_one_column([header[place].strip() or str(place + 1) for place in sorted(places)])
        columns = read_header(header, {**said, header[places.pop()]: "phone"})
        return _phones_alone(columns), chain(first, records)

    def _holds(self, cell: str) -> bool:
        try:
            return bool(cell.strip()) and bool(self._read(cell))
        except BadNumber:
            return False


def _no_one_column(names: Sequence[str]) -> BadFile:
    if not names:
        return BadFile(
            msg('No column holds phone numbers. Call each that is meant "phone" or "telefono", or map it to phone.')
        )
    return BadFile(
        msg(
            'Several columns hold numbers: {names}. Call each that is meant "phone" or "telefono", or map it to phone.',
            names=names,
        )
    )


def _holds_data(header: Sequence[str]) -> bool:
    """Whether a first row holds data: an unreadable number in it must not be skipped as a header."""
    if any(map(has_digits_of_data, header)):
        return True
    if names_phone(header):
        return False
    if any(map(is_error, header)):  # no column is called so; a number may have stood there
        return True
    digits = [sum(map(str.isdigit, cell)) for cell in header if _UNNAMED.fullmatch(cell.strip())]
    return any(count >= _DIGITS_OF_A_TORN_NUMBER for count in digits) or (bool(digits) and not any(map(_names, header)))


def _names(cell: str) -> bool:
    return bool(cell.strip()) and not _UNNAMED.fullmatch(cell.strip())


def _phones_alone(columns: Columns) -> Columns:
    """Phones as the only meanings: errors elsewhere in a row must not lose its number."""
    plain = {Meaning.PHONE, Meaning.IGNORE}
    meanings = tuple(meaning if meaning in plain else Meaning.FIELD for meaning in columns.meanings)
    return replace(columns, meanings=meanings)


def country_of(calling_code: str) -> str:
    """The country with this calling code, such as +39; the first of several."""
    return phonenumbers.region_code_for_country_code(int(calling_code))
