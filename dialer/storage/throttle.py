"""Throttle for long background writes, so that they do not delay dialling."""

import asyncio
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from dialer.storage.database import Database
from dialer.storage.schema import CAMPAIGN

FEW_ROWS: Final = 250  # the first chunk, and the size of reads while a campaign dials
ROWS_AT_MOST: Final = 50_000
ROWS_AT_LEAST: Final = 100  # smaller chunks would cost mostly BEGIN and COMMIT
HOLD_IDLE_S: Final = 0.5
_DIALLING: Final = select(CAMPAIGN.c.id).where(CAMPAIGN.c.status == "running").limit(1)


@dataclass(slots=True)
class Pace:
    """How many rows one transaction writes, and how long the database is left alone after it.

    While a campaign dials, transactions are kept short; otherwise they have the size that is quickest.
    """

    database: Database
    rows: int = FEW_ROWS
    rest_s: float = 0.0
    most: int = ROWS_AT_MOST

    async def rest(self, rows: int) -> None:
        """Learn from the last transaction, which wrote so many rows, then leave the database alone for a while."""
        held_s = self.database.held_s  # read before other writers of this process change it
        self._learn(rows, held_s, dialling=await self.database.read(is_dialling))
        await asyncio.sleep(self.rest_s)

    def wrote(self, rows: int, *, dialling: bool) -> None:
        """The same for a caller that knows whether a campaign dials, and makes the pause itself."""
        self._learn(rows, self.database.held_s, dialling=dialling)

    def _learn(self, rows: int, held_s: float, *, dialling: bool) -> None:
        database = self.database
        by_itself = database.free_s if database.loads else 0.0
        self.rest_s = max(held_s * database.rest, database.free_s) - by_itself if dialling else 0.0
        wanted = database.moment_s if dialling else HOLD_IDLE_S
        best = int(rows * wanted / max(held_s, 1e-4))
        self.rows = max(ROWS_AT_LEAST, min(best, 2 * self.rows, self.most))


def is_dialling(connection: Connection) -> bool:
    """Whether any campaign runs, so that writes must leave it room."""
    return connection.execute(_DIALLING).first() is not None
