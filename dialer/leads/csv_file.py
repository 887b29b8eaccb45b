"""Reading an uploaded table: which encoding, which separator, and each record with the line it starts on."""

import codecs
import csv
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

BLOCK_BYTES: Final = 1 << 20
SNIFFED_CHARACTERS: Final = 64 * 1024
CELL_CHARACTERS_AT_MOST: Final = 128 * 1024
SEPARATORS: Final = (",", ";", "\t", "|")
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encoding_of(path: Path) -> str:
    """UTF-8 if the whole file is valid UTF-8, UTF-16 if it is marked so, else Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        beginning = file.read(4)
        for mark, encoding in _MARKS:
            if beginning.startswith(mark):
                return encoding
        file.seek(0)
        try:
            while block := file.read(BLOCK_BYTES):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def separator_of(text: str) -> str:
    """The separator that divides the header line into most cells, quoted separators left out."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = "".join(header.split('"')[::2])
    return max(SEPARATORS, key=unquoted.count)


def read_records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of the line it starts on, counted from 1; blank lines are passed over.

    Line ends inside quotes belong to the cell. The first record is the header. A quote that is never closed costs the
    line it stands on, not the rest of the file: that line comes alone, as one cell, and reading goes on after it.
    """
    encoding = encoding_of(path)
    with path.open(encoding=encoding, errors="backslashreplace", newline="") as file:
        separator = separator_of(file.read(SNIFFED_CHARACTERS))
    with path.open(encoding=encoding, errors="backslashreplace", newline="") as file:
        yield from _records(file, separator)


def _records(lines: Iterable[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    source = _Lines(lines)
    width = 0
    csv.field_size_limit(CELL_CHARACTERS_AT_MOST)
    while True:
        start = source.line + 1
        source.taken.clear()
        try:
            record = next(csv.reader(source, delimiter=separator, strict=True), None)
        except csv.Error:
            record = [source.give_back()]
        if record is None:
            return
        if len(source.taken) > 1 and width and len(record) != width:
            record = [source.give_back()]
        if any(cell.strip() for cell in record):
            width = width or len(record)
            yield start, record


class _Lines:
    """Lines that can be given back, with the number of the last one taken."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._returned: deque[str] = deque()
        self.taken: list[str] = []
        self.line = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.taken.append(line)
        self.line += 1
        return line

    def give_back(self) -> str:
        """Give back all lines of this record but its first, which is returned."""
        first, *others = self.taken
        self.taken = [first]
        self._returned.extendleft(reversed(others))
        self.line -= len(others)
        return first.rstrip("\r\n")
