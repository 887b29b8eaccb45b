"""How quickly what is long is written beside whoever dials."""

import asyncio
from dataclasses import dataclass
from typing import Final

from dialer.store.database import Database
from dialer.store.loading import is_dialling

FEW_ROWS: Final = 250  # what is begun with, and read at once beside whoever dials
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

    async def rest(self, rows: int) -> None:
        """Learn from the last transaction, which wrote so many rows, and leave the database alone for a while."""
        self.wrote(rows, dialling=await self.database.read(is_dialling))
        await asyncio.sleep(self.rest_s)

    def wrote(self, rows: int, *, dialling: bool) -> None:
        """The same for whoever knows whether somebody dials, and rests by itself."""
        seconds, database = self.database.held_s, self.database
        by_itself = database.free_s if database.loads else 0.0
        self.rest_s = max(seconds * database.rest, database.free_s) - by_itself if dialling else 0.0
        wanted = self.database.moment_s if dialling else HOLD_IDLE_S
        best = int(rows * wanted / max(seconds, 1e-4))
        self.rows = max(ROWS_AT_LEAST, min(best, 2 * self.rows, self.most))
