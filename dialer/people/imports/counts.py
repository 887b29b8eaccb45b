"""Counts of an import's rows by result."""

from dataclasses import dataclass, fields
from typing import Final


@dataclass(slots=True, kw_only=True)
class ImportCounts:
    """In rows; `dialer.people.imports.store.imports.Import` explains those that are easily confused."""

    rows: int = 0  # read
    loaded: int = 0
    updated: int = 0  # changed an existing lead
    duplicates: int = 0  # brought nothing new
    suppressed: int = 0  # not imported: the person objected, or none of the numbers may be called
    rejected: int = 0
    unfit: int = 0  # have a cell that its field's type does not allow: rejected or kept, by the options
    toll_free: int = 0  # have a number of this kind (NumberKind), imported or not; the next ones likewise
    shared_cost: int = 0
    premium_rate: int = 0


COUNTS: Final = tuple(one.name for one in fields(ImportCounts))
