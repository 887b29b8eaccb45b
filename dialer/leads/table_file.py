"""An uploaded file as a table, whatever kind of file it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dialer.leads.csv_file import Record, count_lines, read_records


class BadFile(ValueError):  # noqa: N818 - reads as what it is
    """The file is no table that can be read; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A table: its kind, its records, the header first, and about how many rows follow it."""

    kind: str
    records: Iterator[Record]
    rows: int


@contextmanager
def open_table(path: Path, filename: str) -> Iterator[TableFile]:
    """Open a file and find out what it is. Raises BadFile, also while its records are read."""
    yield TableFile(kind="text", records=read_records(path), rows=max(count_lines(path) - 1, 0))
