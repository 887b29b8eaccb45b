"""Stored desk phones."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from dialer.core.errors import Changed, NotFound
from dialer.provisioning.desk_phones.model import DeskPhone, Transport
from dialer.provisioning.model import ObjectChange
from dialer.provisioning.store import object_change
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.pages import PageRequest, holds_text, page_of
from dialer.storage.schema import DESK_PHONE
from dialer.storage.sql import refusals

_P: Final = DESK_PHONE.c
_ALL: Final = select(DESK_PHONE).order_by(_P.name, _P.id)


class DeskPhones:
    """All desk phones that an Asterisk may have."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, node_id: int, name: str, transport: Transport, *, sealed: str, actor: str, now: float
    ) -> DeskPhone:
        """Write a phone down before Asterisk has it. Raises NameTaken, BadReference."""
        row = {"node_id": node_id, "name": name, "transport": transport.value, "sealed": sealed, "actor": actor}
        row |= {"told": {}, "drift": [], "version": 1, "made_at": now, "secret_at": now}
        with refusals(name=name, node=node_id):
            return await self._database.write(_add, row)

    async def get(self, phone_id: int) -> DeskPhone:
        """One phone. Raises NotFound."""
        return await self._database.read(_get, phone_id)

    async def list(
        self,
        node_id: int | None = None,
        *,
        name: str | None = None,
        q: str = "",
        page: PageRequest | None = None,
    ) -> list[DeskPhone]:
        """All phones by name, or a page of them: those of a node, of this name, or with `q` in it."""
        asked = _ALL.where(*holds_text(q, _P.name))
        if node_id is not None:
            asked = asked.where(_P.node_id == node_id)
        if name is not None:
            asked = asked.where(_P.name == name)
        return await self._database.read(_read, page_of(asked, DESK_PHONE, page))

    @writes
    def change(
        self, connection: Connection, phone_id: int, values: Mapping[str, Any], *, expected: int | None = None
    ) -> DeskPhone:
        """Change columns. Raises NotFound, and Changed if the version is not as expected."""
        there = select(_P.version).where(_P.id == phone_id).with_for_update()
        version = connection.execute(there).scalar()
        if version is None:
            raise NotFound(id=phone_id)
        if expected is not None and version != expected:
            raise Changed
        connection.execute(update(DESK_PHONE).where(_P.id == phone_id).values(**dict(values), version=version + 1))
        return _get(connection, phone_id)

    async def note(self, phone_id: int, drift: Sequence[ObjectChange], *, now: float) -> None:
        """Write what a comparison with Asterisk has found; it is no new version."""
        values = {"drift": [asdict(one) for one in drift], "compared_at": now}
        await self._database.write(_note, phone_id, values)

    @writes
    def remove(self, connection: Connection, phone_id: int) -> None:
        """Forget a phone that Asterisk does not have any more."""
        connection.execute(delete(DESK_PHONE).where(_P.id == phone_id))


def _add(connection: Connection, row: dict[str, Any]) -> DeskPhone:
    return _phone(connection.execute(insert(DESK_PHONE).returning(DESK_PHONE), row).mappings().one())


def _get(connection: Connection, phone_id: int) -> DeskPhone:
    found = _read(connection, _ALL.where(_P.id == phone_id))
    if not found:
        raise NotFound(id=phone_id)
    return found[0]


def _read(connection: Connection, statement: Any) -> list[DeskPhone]:
    return [_phone(row) for row in connection.execute(statement).mappings()]


def _note(connection: Connection, phone_id: int, values: dict[str, Any]) -> None:
    connection.execute(update(DESK_PHONE).where(_P.id == phone_id).values(**values))


def _phone(row: Any) -> DeskPhone:
    drift = tuple(object_change(one) for one in row["drift"])
    return DeskPhone(**{**row, "transport": Transport(row["transport"]), "drift": drift})


def drop_phones_of_node(connection: Connection, node_id: int) -> None:
    """Delete the phones of a node that is retired."""
    connection.execute(delete(DESK_PHONE).where(DESK_PHONE.c.node_id == node_id))
