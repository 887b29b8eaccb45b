"""How quickly what is long is written beside whoever dials."""

from dataclasses import dataclass
from typing import Final

from dialer.leads.reading import FEW_ROWS
from dialer.store.database import Database

ROWS_AT_MOST: Final = 50_000
ROWS_AT_LEAST: Final = 100  # fewer would mostly be beginnings and ends of transactions
HOLD_IDLE_S: Final = 0.5


@dataclass(slots=True)
class Pace:
    """How many rows are written at once, as many as the database may be had for; and how long it is left alone then.

    Beside a campaign that dials it is had for moments, else for as long as is quickest.
    """

    database: Database
    rows: int = FEW_ROWS
    rest_s: float = 0.0
    most: int = ROWS_AT_MOST

    def wrote(self, rows: int, *, dialling: bool) -> None:
        """Learn from the last transaction, which wrote so many rows."""
        seconds = self.database.held_s
        self.rest_s = max(seconds * self.database.rest - self.database.free_s, 0.0) if dialling else 0.0
        wanted = self.database.moment_s if dialling else HOLD_IDLE_S
        best = int(rows * wanted / max(seconds, 1e-4))
        self.rows = max(ROWS_AT_LEAST, min(best, 2 * self.rows, self.most))
