"""A row that was not loaded."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row that cannot be loaded; `line` counts the file's lines from 1, the header included."""

    line: int
    column: str
    reason: str
    mend: str
    row: list[str]
