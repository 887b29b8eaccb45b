"""What a cell's pacer has learned, kept across restarts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.schema import CAMPAIGN, CELL_LEASE, CELL_MEMORY
from dialer.storage.sql import insert_or_update


@dataclass(frozen=True, slots=True, kw_only=True)
class CellMemory:
    """What was learned, and when it was saved."""

    campaign_id: int
    saved_at: float
    learned: Mapping[str, Any]


class Memory:
    """What each campaign's cell has learned."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @writes
    def save(
        self,
        connection: Connection,
        campaign_id: int,
        learned: Mapping[str, Any],
        *,
        now: float,
        fence: int | None = None,
    ) -> bool:
        """Overwrite what was saved before; plain JSON values only.

        With a `fence`, the number of our lease on the campaign's node (0: not ours), this writes only while that lease
        is the present one. Returns False if another engine has taken the node and learned more.
        """
        if fence is not None and connection.execute(_FENCE, {"campaign": campaign_id}).scalar() != fence:
            return False
        statement = insert_or_update(connection, CELL_MEMORY, key=("campaign_id",), changed=("saved_at", "learned"))
        connection.execute(statement, {"campaign_id": campaign_id, "saved_at": now, "learned": dict(learned)})
        return True

    @reads
    def load(self, connection: Connection, campaign_id: int) -> CellMemory | None:
        """What was saved last, or None."""
        row = connection.execute(select(CELL_MEMORY).where(CELL_MEMORY.c.campaign_id == campaign_id)).mappings().first()
        return CellMemory(**row) if row else None


_FENCE: Final = (
    select(CELL_LEASE.c.fence)
    .join(CAMPAIGN, CAMPAIGN.c.node_id == CELL_LEASE.c.node_id)
    .where(CAMPAIGN.c.id == bindparam("campaign"))
    .with_for_update(of=CELL_LEASE)
)
