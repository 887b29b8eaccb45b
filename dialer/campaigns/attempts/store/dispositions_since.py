"""Dispositions that an engine may have missed on the bus."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from dialer.campaigns.attempts.store import answer_counts
from dialer.storage.database import Database
from dialer.storage.schema import ATTEMPT

_DISPOSED: Final = select(ATTEMPT.c.id).where(
    ATTEMPT.c.id.in_(bindparam("attempts", expanding=True)), ATTEMPT.c.disposition.is_not(None)
)


class Dispositions:
    """Dispositions, by call and by campaign."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def disposed(self, attempt_ids: Collection[str]) -> list[str]:
        """Those of these calls that have a disposition."""
        return await self._database.read(_disposed, sorted(attempt_ids)) if attempt_ids else []

    async def met(self, campaign_id: int, *, since: float) -> int:
        """How many of the campaign's calls served in time since then met a machine, counted as in `met_machines`."""
        return await self._database.read(answer_counts.count_met, campaign_id, since)


def _disposed(connection: Connection, attempt_ids: list[str]) -> list[Any]:
    return list(connection.execute(_DISPOSED, {"attempts": attempt_ids}).scalars())
