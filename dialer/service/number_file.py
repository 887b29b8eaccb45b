"""Files of phone numbers, as registers and managers exchange them: one number a row, perhaps with more columns."""

import codecs
import csv
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final

DELIMITERS: Final = ";,\t|"
NUMBER_NAMES: Final = frozenset(
    {"number", "phone", "telephone", "msisdn", "numero", "numero di telefono", "telefono", "tel", "cellulare"}
)
ROWS_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    """A row: where it stood, the number as it was written, and the cells by the header's names in small letters."""

    line: int
    written: str
    cells: dict[str, str]


class NumberFile:
    """Reads a file as it arrives. A first row without a number is the header; without one, columns are 0, 1, …"""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self._rest = ""
        self._line = 0
        self._delimiter = ""
        self._header: Sequence[str] | None = None

    async def rows(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[list[NumberRow]]:
        """Yield the rows that are not empty, up to `ROWS_AT_ONCE` at a time."""
        waiting: list[NumberRow] = []
        async for chunk in chunks:
            waiting += self._feed(self._decoder.decode(chunk))
            while len(waiting) >= ROWS_AT_ONCE:
                yield waiting[:ROWS_AT_ONCE]
                waiting = waiting[ROWS_AT_ONCE:]
        waiting += self._feed(self._decoder.decode(b"", final=True) + "\n")
        for start in range(0, len(waiting), ROWS_AT_ONCE):
            yield waiting[start : start + ROWS_AT_ONCE]

    def _feed(self, text: str) -> list[NumberRow]:
        *lines, self._rest = (self._rest + text).split("\n")
        return [row for line in lines if (row := self._read(line.rstrip("\r"))) is not None]

    def _read(self, line: str) -> NumberRow | None:
        self._line += 1
        if not line.strip():
            return None
        if not self._delimiter:
            self._delimiter = max(DELIMITERS, key=line.count)
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter=self._delimiter))]
        if self._header is None:
            if sum(character.isdigit() for character in line) < 5:
                self._header = [cell.lower() for cell in cells]
                return None
            self._header = [str(index) for index in range(len(cells))]
        named = dict(zip(self._header, cells, strict=False))
        number_column = next((name for name in self._header if name in NUMBER_NAMES), self._header[0])
        return NumberRow(line=self._line, written=named.get(number_column, ""), cells=named)
