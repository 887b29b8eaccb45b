"""Cells that a spreadsheet would run as formulas: made harmless in exports, restored in imports.

The rule is OWASP's "CSV injection": a cell that begins with = + - @ TAB or CR, possibly after blanks or quotes, gets an
apostrophe before it, which a spreadsheet reads as "this is text".
"""

import string
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from dialer.i18n.message import Message
from dialer.people.imports.readers.columns import ADDED, TABLE_COLUMN
from dialer.people.imports.rows.rejected_row import Rejected

Say = Callable[[Message | str], str]
"""Makes a sentence of a message, in the language of the file's reader."""
_SIGNS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # including wide ones
_DANGEROUS: Final = (*_SIGNS, "\t", "\r", "\n")
_BEFORE: Final = string.whitespace + "'\"\N{NO-BREAK SPACE}\N{ZERO WIDTH NO-BREAK SPACE}"


def disarm(cell: str) -> str:
    """Make a cell harmless in a spreadsheet; `arm` restores exactly the original."""
    return f"'{cell}" if _looks_dangerous(cell) else cell


def arm(cell: str) -> str:
    """Remove the apostrophe that `disarm`, or a spreadsheet, has put before a cell."""
    return cell[1:] if cell.startswith("'") and _looks_dangerous(cell[1:]) else cell


def column_names(cells: Iterable[str]) -> list[str]:
    """The names in a header, each on one line; a repeated name gets its count, as in `phone 2`."""
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
    # Counts apostrophes before it too, so that repeated disarming and arming cancel out.
    return cell.lstrip("'").startswith(_DANGEROUS) or cell.lstrip(_BEFORE).startswith(_SIGNS)


def csv_row(cells: Iterable[object]) -> str:
    """One line of CSV (RFC 4180), disarmed, every cell in quotes."""
    quoted = (disarm(str(cell)).replace('"', '""') for cell in cells)
    return ",".join(f'"{cell}"' for cell in quoted) + "\r\n"


def rejected_csv(header: Sequence[str], rows: Sequence[Rejected], say: Say) -> Iterable[str]:
    """The lines of the file of rejected rows, its heading first."""
    yield rejected_heading(header, rows, say)
    yield from rejected_lines(header, rows, say)


def rejected_heading(header: Sequence[str], rows: Sequence[Rejected], say: Say) -> str:
    """Table (if there are several), line, column, its content, reason, remedy; then the row.

    The file can be corrected and uploaded again: an import skips the added columns.
    """
    added = (*([TABLE_COLUMN] if rows and rows[0].table else []), *ADDED)
    return csv_row((*map(say, added), *header))


def rejected_lines(header: Sequence[str], rows: Iterable[Rejected], say: Say) -> Iterable[str]:
    """A line for each row, under `rejected_heading`."""
    for row in rows:
        where = (row.table, row.table_line) if row.table else (row.line,)
        yield csv_row((*where, row.column, row.value(header), say(row.reason), say(row.mend), *row.row))
