"""Stored nodes."""

from collections.abc import Sequence
from types import EllipsisType

from sqlalchemy import Connection, update

from dialer.storage.database import Database
from dialer.storage.records import records, the_one, upsert
from dialer.storage.schema import NODE
from dialer.telephony.nodes.model import Node


class Nodes:
    """The Asterisk servers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def upsert(
        self,
        name: str,
        *,
        host: str,
        port: int = 5038,
        username: str = "pronto",
        secret_env: str = "PRONTO_AMI_SECRET",  # noqa: S107 - the name of a variable, not its content
        tls: bool = False,
        max_channels: int = 200,
        calls_per_second: float = 10.0,
        dial_patterns: Sequence[str] = (),
        ari_url: str = "",
        ari_username: str = "pronto",
        ari_secret_env: str = "PRONTO_ARI_SECRET",  # noqa: S107 - the name of a variable, not its content
        expected: Node | EllipsisType | None = ...,
    ) -> Node:
        """Insert or replace the node of this name. Raises Changed if the existing one is not as expected."""
        row = {"name": name, "host": host, "port": port, "username": username, "secret_env": secret_env, "tls": tls}
        row |= {"max_channels": max_channels, "calls_per_second": calls_per_second}
        row |= {"dial_patterns": list(dial_patterns)}
        row |= {"ari_url": ari_url, "ari_username": ari_username, "ari_secret_env": ari_secret_env}
        return await self._database.write(upsert, NODE, Node, row, ("name",), expected)

    async def get(self, node_id: int) -> Node:
        """One node. Raises NotFound."""
        return the_one(await self._database.read(records, NODE, Node, {"id": node_id}), node_id)

    async def by_name(self, name: str) -> Node | None:
        """The node of this name, or None."""
        return next(iter(await self._database.read(records, NODE, Node, {"name": name, "retired_at": None})), None)

    async def list(self, *, retired: bool = False) -> list[Node]:
        """All nodes in use, by id; `retired` includes the others."""
        return await self._database.read(records, NODE, Node, {} if retired else {"retired_at": None})


def retire(connection: Connection, node_id: int, now: float) -> None:
    """Take a node out of use."""
    connection.execute(update(NODE).where(NODE.c.id == node_id).values(retired_at=now))
