"""How quickly what is long is written beside whoever dials."""

import asyncio
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from dialer.storage.database import Database
from dialer.storage.schema import CAMPAIGN

FEW_ROWS: Final = 250  # what is begun with, and read at once beside whoever dials
ROWS_AT_MOST: Final = 50_000
ROWS_AT_LEAST: Final = 100  # fewer would mostly be beginnings and ends of transactions
HOLD_IDLE_S: Final = 0.5
_DIALLING: Final = select(CAMPAIGN.c.id).where(CAMPAIGN.c.status == "running").limit(1)


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
        held_s = self.database.held_s  # before others write, who share the database
        self._learn(rows, held_s, dialling=await self.database.read(is_dialling))
        await asyncio.sleep(self.rest_s)

    def wrote(self, rows: int, *, dialling: bool) -> None:
        """The same for whoever knows whether somebody dials, and rests by itself."""
        self._learn(rows, self.database.held_s, dialling=dialling)

    def _learn(self, rows: int, held_s: float, *, dialling: bool) -> None:
        database = self.database
        by_itself = database.free_s if database.loads else 0.0
        self.rest_s = max(held_s * database.rest, database.free_s) - by_itself if dialling else 0.0
        wanted = database.moment_s if dialling else HOLD_IDLE_S
        best = int(rows * wanted / max(held_s, 1e-4))
        self.rows = max(ROWS_AT_LEAST, min(best, 2 * self.rows, self.most))


def is_dialling(connection: Connection) -> bool:
    """Whether some campaign runs, and what is written has to leave it room."""
    return connection.execute(_DIALLING).first() is not None
