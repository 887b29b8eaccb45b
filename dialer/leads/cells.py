"""Cells that a spreadsheet would run as formulas: disarmed on the way out, armed again on the way in.

The rule is OWASP's "CSV injection": a cell that begins with = + - @ TAB or CR, perhaps behind blanks or quotes, gets an
apostrophe before it, which a spreadsheet takes for "this is text".
"""

import string
from collections.abc import Iterable, Sequence
from typing import Final

from dialer.leads.columns import ADDED
from dialer.leads.rejected import Rejected

_SIGNS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # wide ones count too
_DANGEROUS: Final = (*_SIGNS, "\t", "\r", "\n")
_BEFORE: Final = string.whitespace + "'\"\N{NO-BREAK SPACE}\N{ZERO WIDTH NO-BREAK SPACE}"


def disarm(cell: str) -> str:
    """Make a cell harmless in a spreadsheet; `arm` gives back exactly what this was given."""
    return f"'{cell}" if _looks_dangerous(cell) else cell


def arm(cell: str) -> str:
    """Take away the apostrophe that `disarm`, or a spreadsheet, has put before a cell."""
    return cell[1:] if cell.startswith("'") and _looks_dangerous(cell[1:]) else cell


def _looks_dangerous(cell: str) -> bool:
    # Apostrophes before it are counted in, so that disarming twice and arming twice come out even.
    return cell.lstrip("'").startswith(_DANGEROUS) or cell.lstrip(_BEFORE).startswith(_SIGNS)


def csv_row(cells: Iterable[object]) -> str:
    """One line of CSV (RFC 4180), disarmed, every cell in quotes."""
    quoted = (disarm(str(cell)).replace('"', '""') for cell in cells)
    return ",".join(f'"{cell}"' for cell in quoted) + "\r\n"


def rejected_csv(header: Sequence[str], rows: Iterable[Rejected]) -> Iterable[str]:
    """The lines of the file that gives rejected rows back: line, column, what stands there, why not, how to
    mend it, then the row as it came.

    The file can be mended and uploaded again: the added columns are then passed over.
    """
    yield csv_row((*ADDED, *header))
    for row in rows:
        yield csv_row((row.line, row.column, row.value(header), row.reason, row.mend, *row.row))
