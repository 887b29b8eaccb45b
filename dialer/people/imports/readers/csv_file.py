"""Reads an uploaded text table: its encoding, its separator, and each record with its first line."""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Final, TextIO

from dialer.core.file_fault import BadFile
from dialer.i18n.message import msg
from dialer.people.imports.readers.columns import names_phone
from dialer.people.imports.readers.limits import too_many_rows

BLOCK_BYTES: Final = 1 << 20
BLOCK_LINES: Final = 1000
SNIFFED_CHARACTERS: Final = 64 * 1024
SNIFFED_BYTES: Final = 1024
CELL_CHARACTERS_AT_MOST: Final = 128 * 1024
RECORD_CHARACTERS_AT_MOST: Final = 1 << 20
# An unclosed quote makes lines be read again: up to so many characters, and so many times what was read.
AGAIN_CHARACTERS: Final = 1 << 26
AGAIN_TIMES: Final = 4
HEADER_WITHIN: Final = 30  # the header stands within so many lines, after lines of title if any
SEPARATORS: Final = (",", ";", "\t", "|")
Record = tuple[int, list[str]]  # its first line, and its cells
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # starts like that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Which of four bytes are 0 in most letters of western alphabets.
_EMPTY: Final = {"utf-32-le": (1, 2, 3), "utf-32-be": (0, 1, 2), "utf-16-le": (1, 3), "utf-16-be": (0, 2)}
_MOSTLY, _HARDLY = 0.7, 0.1
# A first line in which a spreadsheet states its separator; not a header.
_SAYS_SEPARATOR: Final = re.compile(r"\ufeff?\"?sep=([,;|\t])\"?\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A text file's format: its encoding, its separator, and the number of lines before its header."""

    encoding: str
    separator: str
    before: int = 0


def how_written(path: Path, header_row: int | None = None) -> Written:
    """Determine a text file's format. `header_row` is the line of its header, if a person gave it."""
    encoding = encoding_of(path)
    text = beginning_of(path, encoding)
    if said := _SAYS_SEPARATOR.match(text):
        return Written(encoding=encoding, separator=said[1], before=1)
    lines = text.splitlines(keepends=True)[max((header_row or 1) - 1, 0) :]
    return Written(encoding=encoding, separator=separator_of("".join(lines)))


def beginning_of(path: Path, encoding: str) -> str:
    """The text at the beginning of a file."""
    with path.open(encoding=encoding, errors="backslashreplace", newline="") as file:
        return file.read(SNIFFED_CHARACTERS)


def first_records(text: str, written: Written) -> list[Record]:
    """The records at the beginning of a file."""
    return list(_records(io.StringIO(text, newline=""), written))


def encoding_of(path: Path) -> str:
    """UTF-8 if the whole file is valid UTF-8, UTF-16 or UTF-32 if marked or recognizable as such, else Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        beginning = file.read(SNIFFED_BYTES)
        for mark, encoding in _MARKS:
            if beginning.startswith(mark):
                return encoding
        if unmarked := _unmarked(beginning):
            return unmarked
        file.seek(0)
        try:
            while block := file.read(BLOCK_BYTES):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _unmarked(beginning: bytes) -> str:
    """UTF-16 or UTF-32 without a mark: nearly every letter of a header has a single byte that is not 0."""
    if len(beginning) < 4:
        return ""
    empty = [beginning[place::4].count(0) / len(beginning[place::4]) for place in range(4)]
    for encoding, bytes_empty in _EMPTY.items():
        if all(share > _MOSTLY if place in bytes_empty else share < _HARDLY for place, share in enumerate(empty)):
            return encoding
    return ""


def count_lines(path: Path) -> int:
    """The number of lines: that of rows, unless cells contain line ends."""
    lines, returns, last = 0, 0, b""
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            lines, returns, last = lines + block.count(b"\n"), returns + block.count(b"\r"), block[-1:]
    return max(lines, returns) + (last not in (b"", b"\n", b"\r"))


def count_outside_quotes(path: Path) -> int:
    """The number of lines that end outside quotes: that of rows, if every quote is closed."""
    lines, inside = 0, False
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            parts = block.split(b'"')
            lines += sum(part.count(b"\n") for part in parts[inside::2])
            inside ^= len(parts) % 2 == 0
    return lines


def separator_of(text: str) -> str:
    """The separator that divides the header line into most cells, ignoring quoted separators.

    The header is the first line that names a phone column, or else the first line that can be divided at all.
    """
    lines = [line for line in text.splitlines()[:HEADER_WITHIN] if line.strip()]
    divided = [(max(SEPARATORS, key=unquoted.count), unquoted) for unquoted in map(_unquoted, lines)]
    for line, (separator, _) in zip(lines, divided, strict=True):
        if names_phone(next(csv.reader([line], delimiter=separator))):
            return separator
    return next((separator for separator, unquoted in divided if separator in unquoted), SEPARATORS[0])


def _unquoted(line: str) -> str:
    return "".join(line.split('"')[::2])


def read_records(path: Path, written: Written | None = None, *, most: int | None = None) -> Iterator[Record]:
    """Each record with the number of its first line, counted from 1; blank lines are skipped.

    Line ends inside quotes belong to the cell. The first record is the header. A quote that is never closed costs only
    its own line: that line becomes a record of one cell, and reading continues after it.

    Raises BadFile for what is not a table: an endless line, mostly unclosed quotes, more than `most` records.
    """
    written = written or how_written(path)
    with path.open(encoding=written.encoding, errors="backslashreplace", newline="") as file:
        for count, record in enumerate(_records(_bounded_lines(file), written)):
            if most is not None and count > most:  # the first is the header
                raise too_many_rows(most)
            yield record


def _bounded_lines(file: TextIO) -> Iterator[str]:
    for number in count(1):
        line = file.readline(RECORD_CHARACTERS_AT_MOST + 1)
        if not line:
            return
        if len(line) > RECORD_CHARACTERS_AT_MOST:
            raise BadFile(
                msg(
                    "Line {line:,} is longer than {most:,} characters. Save the table again, with one row per line.",
                    line=number,
                    most=RECORD_CHARACTERS_AT_MOST,
                )
            )
        yield line


def _records(lines: Iterable[str], written: Written) -> Iterator[Record]:
    csv.field_size_limit(CELL_CHARACTERS_AT_MOST)
    source, separator = _Lines(lines), written.separator
    source.take(written.before)
    width = 0
    while block := source.take(BLOCK_LINES):
        start = source.line - len(block) + 1
        for line, record in _each_a_line(block, start, separator) or _with_care(source, block, separator, width):
            if any(map(str.strip, record)):
                width = width or len(record)
                yield line, record


def _each_a_line(block: Sequence[str], start: int, separator: str) -> Iterable[Record] | None:
    """The records of lines that hold one each, as nearly all do; None if a quote continues beyond its line."""
    try:
        records = list(csv.reader(block, delimiter=separator, strict=True))
    except csv.Error:
        return None
    return zip(count(start), records) if len(records) == len(block) else None


def _with_care(source: "_Lines", block: Sequence[str], separator: str, width: int) -> Iterator[Record]:
    """The records that start in this block, one at a time; the last may end after it."""
    end = source.line
    source.give_back(block)
    while source.line < end:
        start = source.line + 1
        source.taken.clear()
        try:
            record = next(csv.reader(source, delimiter=separator, strict=True), None)
        except csv.Error:
            record = [source.keep_first()]
        if record is None:
            return
        if len(source.taken) > 1 and width and len(record) != width:
            record = [source.keep_first()]
        width = width or len(record)
        yield start, record


class _Lines:
    """Lines that can be given back, with the number of the last one taken."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._returned: deque[str] = deque()
        self.taken: list[str] = []
        self.line = 0
        self._characters = 0  # of all lines, including those read again
        self._again = 0  # of those read again
        self._of_record = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self._characters += len(line)
        self._of_record = len(line) + (self._of_record if self.taken else 0)
        self.taken.append(line)
        self.line += 1
        if self._of_record > RECORD_CHARACTERS_AT_MOST:
            raise csv.Error("record larger than limit")
        return line

    def take(self, limit: int) -> list[str]:
        """Take the next lines, at most `limit`; none at the end."""
        taken = [self._returned.popleft() for _ in range(min(limit, len(self._returned)))]
        taken += islice(self._lines, limit - len(taken))
        self._characters += sum(map(len, taken))
        self.line += len(taken)
        return taken

    def give_back(self, lines: Sequence[str]) -> None:
        """Give back the last lines taken."""
        self._returned.extendleft(reversed(lines))
        self.line -= len(lines)

    def keep_first(self) -> str:
        """Give back all lines of this record but its first, which is returned."""
        first, *others = self.taken
        self.taken = [first]
        self.give_back(others)
        self._again += self._of_record - len(first)
        if self._again > AGAIN_CHARACTERS + AGAIN_TIMES * (self._characters - self._again):
            raise BadFile(
                msg(
                    "Too many quotes are not closed, as in line {line:,}. Save the table again, with quotes "
                    "inside cells doubled.",
                    line=self.line,
                )
            )
        return first.rstrip("\r\n")
