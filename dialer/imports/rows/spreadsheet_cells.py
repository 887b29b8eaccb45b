"""Cells that a spreadsheet would run as formulas: disarmed on the way out, armed again on the way in.

The rule is OWASP's "CSV injection": a cell that begins with = + - @ TAB or CR, perhaps behind blanks or quotes, gets an
apostrophe before it, which a spreadsheet takes for "this is text".
"""

import string
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from dialer.i18n.message import Message
from dialer.imports.readers.columns import ADDED, TABLE_COLUMN
from dialer.imports.rows.rejected_row import Rejected

Say = Callable[[Message | str], str]
"""Makes a sentence of a message, in the language of whoever gets the file."""
_SIGNS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # wide ones count too
_DANGEROUS: Final = (*_SIGNS, "\t", "\r", "\n")
_BEFORE: Final = string.whitespace + "'\"\N{NO-BREAK SPACE}\N{ZERO WIDTH NO-BREAK SPACE}"


def disarm(cell: str) -> str:
    """Make a cell harmless in a spreadsheet; `arm` gives back exactly what this was given."""
    return f"'{cell}" if _looks_dangerous(cell) else cell


def arm(cell: str) -> str:
    """Take away the apostrophe that `disarm`, or a spreadsheet, has put before a cell."""
    return cell[1:] if cell.startswith("'") and _looks_dangerous(cell[1:]) else cell


def column_names(cells: Iterable[str]) -> list[str]:
    """The names in a header: in one line each, and where one comes again, with its count, as in `phone 2`."""
    names: list[str] = []
    taken: set[str] = set()
    again: Counter[str] = Counter()
    for cell in cells:
        name = told = " ".join(arm(cell).replace("\N{ZERO WIDTH NO-BREAK SPACE}", "").split())
        while told and told in taken:
            again[name] += 1
            told = f"{name} {again[name] + 1}"
        taken.add(told)
        names.append(told)
    return names


def _looks_dangerous(cell: str) -> bool:
    # Apostrophes before it are counted in, so that disarming twice and arming twice come out even.
    return cell.lstrip("'").startswith(_DANGEROUS) or cell.lstrip(_BEFORE).startswith(_SIGNS)


def csv_row(cells: Iterable[object]) -> str:
    """One line of CSV (RFC 4180), disarmed, every cell in quotes."""
    quoted = (disarm(str(cell)).replace('"', '""') for cell in cells)
    return ",".join(f'"{cell}"' for cell in quoted) + "\r\n"


def rejected_csv(header: Sequence[str], rows: Sequence[Rejected], say: Say) -> Iterable[str]:
    """The lines of the file that gives rejected rows back, its heading first."""
    yield rejected_heading(header, rows, say)
    yield from rejected_lines(header, rows, say)


def rejected_heading(header: Sequence[str], rows: Sequence[Rejected], say: Say) -> str:
    """Table (where there are several), line, column, what stands there, why not, how to mend it; then the row.

    The file can be mended and uploaded again: the added columns are then passed over.
    """
    added = (*([TABLE_COLUMN] if rows and rows[0].table else []), *ADDED)
    return csv_row((*map(say, added), *header))


def rejected_lines(header: Sequence[str], rows: Iterable[Rejected], say: Say) -> Iterable[str]:
    """A line for each row, under `rejected_heading`."""
    for row in rows:
        where = (row.table, row.table_line) if row.table else (row.line,)
        yield csv_row((*where, row.column, row.value(header), say(row.reason), say(row.mend), *row.row))
