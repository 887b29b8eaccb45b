"""What an import counts: rows, and what became of them."""

from dataclasses import dataclass, fields
from typing import Final


@dataclass(slots=True, kw_only=True)
class ImportCounts:
    """In rows; those that cannot be told apart at a glance are explained in `dialer.imports.store.imports.Import`."""

    rows: int = 0  # read
    loaded: int = 0
    updated: int = 0  # changed a lead that was there
    duplicates: int = 0  # said nothing new
    suppressed: int = 0  # not loaded: the person said no, or none of the numbers may be called
    rejected: int = 0
    unfit: int = 0  # have a cell that its field's type does not allow: rejected, or kept as the options say
    toll_free: int = 0  # have a number of this kind (NumberKind), that came in or not; and so on
    shared_cost: int = 0
    premium_rate: int = 0


COUNTS: Final = tuple(one.name for one in fields(ImportCounts))
