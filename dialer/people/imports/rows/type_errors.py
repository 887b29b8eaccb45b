"""Cells that do not fit their fields' types."""

from collections.abc import Sequence
from dataclasses import dataclass

from dialer.i18n.message import Message
from dialer.people.imports.readers.columns import Columns
from dialer.people.imports.rows.cell_fault import BadCell
from dialer.people.imports.rows.row import Rules, typed_cell
from dialer.people.imports.rows.spreadsheet_cells import arm


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """A cell that does not fit its field, with reason and remedy."""

    column: str
    value: str
    reason: Message
    mend: Message


def unfit_of(row: Sequence[str], columns: Columns, rules: Rules) -> list[Unfit]:
    """The cells of a row that do not fit their fields."""
    found: list[Unfit] = []
    for index in columns.fields:
        cell, name = row[index] if index < len(row) else "", columns.header[index]
        try:
            typed_cell(arm(cell), name, rules)
        except BadCell as bad:
            found.append(Unfit(column=name, value=cell, reason=bad.reason, mend=bad.mend))
    return found
