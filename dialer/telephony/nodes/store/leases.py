"""Which engine owns a node's cells. Every change of owner increases the fence, which exposes late writers."""

from collections.abc import Callable
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from dialer.storage.database import Database
from dialer.storage.schema import CELL_LEASE
from dialer.storage.sql import clock_of, insert_or_leave

_HELD: Final = select(CELL_LEASE).where(CELL_LEASE.c.node_id == bindparam("node")).with_for_update()
_THIS: Final = CELL_LEASE.c.node_id == bindparam("node")
_MINE: Final = (_THIS, CELL_LEASE.c.owner == bindparam("asked_owner"), CELL_LEASE.c.fence == bindparam("asked_fence"))
_TAKE: Final = (
    update(CELL_LEASE)
    .where(_THIS)
    .values(owner=bindparam("new_owner"), fence=bindparam("new_fence"), lease_until=bindparam("until"))
)
_RENEW: Final = update(CELL_LEASE).where(*_MINE).values(lease_until=bindparam("until"))
_FREE: Final = update(CELL_LEASE).where(*_MINE).values(owner="", lease_until=0.0)


class Taken(NamedTuple):
    """A node owned from now on. `deserted_at` is when its previous owner was last seen, unless that one let it go."""

    fence: int
    deserted_at: float | None


class Leases:
    """The leases on nodes. `clock` gives the instant by which they are compared: engines' own clocks differ."""

    def __init__(self, database: Database, clock: Callable[[Connection], float] = clock_of) -> None:
        self._database, self.clock = database, clock

    async def take(
        self, node_id: int, owner: str, ttl: float, *, is_dead: Callable[[str], bool] = lambda _: False
    ) -> Taken | None:
        """Own the node for `ttl` seconds; None while another owner holds it, whose lease is assumed to be as long.

        `is_dead(owner)` tells that the present owner has certainly ended, for example as a process of this machine; its
        lease is then taken before it expires.
        """
        return await self._database.write(self._take, node_id, owner, ttl, is_dead)

    async def renew(self, node_id: int, owner: str, fence: int, ttl: float) -> bool:
        """Own the node for `ttl` more seconds; False if it has another owner or fence by now."""
        facts = {"node": node_id, "asked_owner": owner, "asked_fence": fence}

        def extend(connection: Connection) -> bool:
            return connection.execute(_RENEW, facts | {"until": self.clock(connection) + ttl}).rowcount == 1

        return await self._database.write(extend)

    async def free(self, node_id: int, owner: str, fence: int) -> bool:
        """Release the node; False if the owner did not hold it."""
        facts = {"node": node_id, "asked_owner": owner, "asked_fence": fence}
        return await self._database.write(lambda connection: connection.execute(_FREE, facts).rowcount == 1)

    def _take(
        self, connection: Connection, node_id: int, owner: str, ttl: float, is_dead: Callable[[str], bool]
    ) -> Taken | None:
        nobody = {"node_id": node_id, "owner": "", "fence": 0, "lease_until": 0.0}
        connection.execute(insert_or_leave(connection, CELL_LEASE), nobody)
        held, now = connection.execute(_HELD, {"node": node_id}).one(), self.clock(connection)
        if held.owner not in ("", owner) and held.lease_until > now and not is_dead(held.owner):
            return None
        fence: int = held.fence if held.owner == owner else held.fence + 1
        connection.execute(_TAKE, {"node": node_id, "new_owner": owner, "new_fence": fence, "until": now + ttl})
        return Taken(fence, held.lease_until - ttl if held.owner not in ("", owner) else None)
