"""Stored trunks."""

from types import EllipsisType

from sqlalchemy import Connection, update

from dialer.storage.database import Database
from dialer.storage.records import records, the_one, upsert
from dialer.storage.schema import TRUNK
from dialer.storage.sql import refusals
from dialer.trunks.model import Trunk


class Trunks:
    """All trunks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def upsert(
        self,
        node_id: int,
        name: str,
        *,
        dial: str,
        number_format: str = "e164",
        max_channels: int = 60,
        calls_per_second: float = 5.0,
        enabled: bool = True,
        country: str = "",
        provider_proof: bool = False,
        expected: Trunk | EllipsisType | None = ...,
    ) -> Trunk:
        """Insert or replace the node's trunk of this name.

        Raises BadReference, and Changed if the existing trunk is not as expected.
        """
        row = {"node_id": node_id, "name": name, "dial": dial, "number_format": number_format, "enabled": enabled}
        row |= {"max_channels": max_channels, "calls_per_second": calls_per_second}
        row |= {"country": country, "provider_proof": provider_proof}
        with refusals(node=node_id):
            return await self._database.write(upsert, TRUNK, Trunk, row, ("node_id", "name"), expected)

    async def get(self, trunk_id: int) -> Trunk:
        """One trunk. Raises NotFound."""
        return the_one(await self._database.read(records, TRUNK, Trunk, {"id": trunk_id}), trunk_id)

    async def by_name(self, node_id: int, name: str) -> Trunk | None:
        """The node's trunk of this name, or None."""
        where = {"node_id": node_id, "name": name, "retired_at": None}
        return next(iter(await self._database.read(records, TRUNK, Trunk, where)), None)

    async def list(self, node_id: int | None = None, *, retired: bool = False) -> list[Trunk]:
        """All trunks in use, or those of a node, by id; `retired` includes the others."""
        where = ({} if node_id is None else {"node_id": node_id}) | ({} if retired else {"retired_at": None})
        return await self._database.read(records, TRUNK, Trunk, where)

    async def set_enabled(self, trunk_id: int, *, enabled: bool) -> Trunk:
        """Allow or forbid campaigns to use the trunk. Raises NotFound."""
        return await self._database.write(_set_enabled, trunk_id, enabled)


def _set_enabled(connection: Connection, trunk_id: int, enabled: bool) -> Trunk:
    changed = (
        update(TRUNK)
        .where(TRUNK.c.id == trunk_id, TRUNK.c.retired_at.is_(None))
        .values(enabled=enabled)
        .returning(TRUNK)
    )
    return the_one([Trunk(**row) for row in connection.execute(changed).mappings()], trunk_id)
