"""How quickly what is long is written beside whoever dials."""

from dataclasses import dataclass
from typing import Final

from dialer.leads.reading import BATCH_ROWS

ROWS_AT_MOST: Final = 50_000
# Beside a campaign that dials the database is had for moments, else as long as is quickest: SQLite has one write lock,
# and PostgreSQL's server works for an import on CPUs that engine and Asterisk may want.
HOLD_DIALLING_S: Final = 0.03
HOLD_IDLE_S: Final = 0.5


@dataclass(slots=True)
class Pace:
    """How many rows are written at once: as many as the database may be had for; and how long it is left alone then."""

    rows: int = BATCH_ROWS
    rest_s: float = 0.0
    most: int = ROWS_AT_MOST

    def held(self, rows: int, seconds: float, *, dialling: bool) -> None:
        """Learn from a transaction."""
        # Whoever waits for the write lock asks for it in steps, and would never find it free without a pause.
        self.rest_s = seconds if dialling else 0.0
        wanted = HOLD_DIALLING_S if dialling else HOLD_IDLE_S
        best = int(rows * wanted / max(seconds, 1e-4))
        self.rows = max(BATCH_ROWS, min(best, 2 * self.rows, self.most))
