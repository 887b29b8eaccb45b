"""Limits of what a file may contain. They do not depend on time, so every machine refuses the same files."""

from dataclasses import dataclass
from typing import Final

from dialer.core.file_fault import BadFile
from dialer.core.settings import Settings
from dialer.i18n.message import msg

COLUMNS_AT_MOST: Final = 1000
CELLS_AT_MOST: Final = 200_000_000  # rows times columns of all tables: missing cells cost time too


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The largest permitted content and unpacked size of a file, with all its tables."""

    rows: int = 3_000_000
    unpacked_bytes: int = 2_000_000_000


def limits_of(settings: Settings) -> Limits:
    """The limits from the settings."""
    return Limits(rows=settings.file_rows_limit, unpacked_bytes=settings.file_unpacked_limit_bytes)


class Budget:
    """The remaining part of a file's limits while its tables are inspected, before any is read."""

    def __init__(self, limits: Limits) -> None:
        self._limits, self._rows, self._cells = limits, 0, 0

    def take(self, rows: int, columns: int) -> None:
        """Count a table. Raises BadFile."""
        if columns > COLUMNS_AT_MOST:
            raise BadFile(
                msg(
                    "The table has {columns:,} columns; {most:,} is the most. Leave out those that nobody needs.",
                    columns=columns,
                    most=COLUMNS_AT_MOST,
                )
            )
        self._rows += rows
        self._cells += rows * columns
        if self._rows > self._limits.rows:
            raise too_many_rows(self._limits.rows)
        check_cells(self._cells)


def check_cells(cells: int) -> None:
    """Raise BadFile for more cells than a file may have."""
    if cells > CELLS_AT_MOST:
        raise BadFile(
            msg(
                "The file has more than {most:,} cells, rows times columns. Split it into several files, or leave out "
                "columns that nobody needs.",
                most=CELLS_AT_MOST,
            )
        )


def too_many_rows(limit: int) -> BadFile:
    """The refusal of a file with too many rows."""
    return BadFile(
        msg(
            "The file has more than {most:,} rows, the most that one file may have. Split it into several files and "
            "load them into the same list.",
            most=limit,
        )
    )
