"""What campaigns stand on: controllers and their caller ids, nodes and their trunks."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from types import EllipsisType
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Table, insert, select, update

from dialer.campaigns.model import NOTHING_TOLD, CallerId, Controller, Node, Privacy, Trunk
from dialer.core.errors import NotFound
from dialer.storage.database import Database
from dialer.storage.schema import CALLER_ID, CONTROLLER, NODE, TRUNK
from dialer.storage.sql import check_unchanged, insert_or_update, refusals

T = TypeVar("T")


class Controllers:
    """The companies on whose behalf people are called."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, name: str, privacy: Privacy = NOTHING_TOLD) -> Controller:
        """Write a new controller. Raises NameTaken."""
        row = {"name": name, "privacy": asdict(privacy)}
        with refusals(controller=name):
            return await self._database.write(_insert_controller, row)

    async def update(
        self, controller_id: int, privacy: Privacy, *, expected: Controller | EllipsisType = ...
    ) -> Controller:
        """Write anew what people are told of a controller. Raises NotFound, and Changed if it is not as expected."""
        return await self._database.write(_update_controller, controller_id, asdict(privacy), expected)

    async def get(self, controller_id: int) -> Controller:
        """One controller. Raises NotFound."""
        return _one(await self._database.read(_controllers, {"id": controller_id}), controller_id)

    async def by_name(self, name: str) -> Controller | None:
        """The controller of this name, if there is one."""
        return next(iter(await self._database.read(_controllers, {"name": name})), None)

    async def list(self) -> list[Controller]:
        """Every controller, by id."""
        return await self._database.read(_controllers, {})


class CallerIds:
    """The numbers that controllers show."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, controller_id: int, number: str, *, label: str = "", **facts: Any) -> CallerId:
        """Write a number (E.164) that the controller may show, with what the rules ask of it (`CallerId`).

        Raises NameTaken, BadReference.
        """
        row = {"controller_id": controller_id, "number": number, "label": label, **_EMPTY_CALLER_ID, **facts}
        with refusals(controller=controller_id):
            return await self._database.write(_insert_caller_id, row)

    async def update(self, caller_id_id: int, *, expected: CallerId | EllipsisType = ..., **facts: Any) -> CallerId:
        """Change what is known of a number: any of `CallerId` but whose it is here.

        Raises NotFound, and Changed if it is not as expected.
        """
        return await self._database.write(_update_caller_id, caller_id_id, facts, expected)

    async def get(self, caller_id_id: int) -> CallerId:
        """One caller id. Raises NotFound."""
        return _one(await self._database.read(_caller_ids, {"id": caller_id_id}), caller_id_id)

    async def list(self, controller_id: int | None = None) -> list[CallerId]:
        """Every caller id, or those of a controller, by id."""
        where = {} if controller_id is None else {"controller_id": controller_id}
        return await self._database.read(_caller_ids, where)


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
        expected: Node | EllipsisType | None = ...,
    ) -> Node:
        """Write the node of this name, new or over what is there. Raises Changed if that is not as expected."""
        row = {"name": name, "host": host, "port": port, "username": username, "secret_env": secret_env, "tls": tls}
        row |= {"max_channels": max_channels, "calls_per_second": calls_per_second}
        row |= {"dial_patterns": list(dial_patterns)}
        return await self._database.write(_upsert, NODE, Node, row, ("name",), expected)

    async def get(self, node_id: int) -> Node:
        """One node. Raises NotFound."""
        return _one(await self._database.read(_all, NODE, Node, {"id": node_id}), node_id)

    async def by_name(self, name: str) -> Node | None:
        """The node of this name, if there is one."""
        return next(iter(await self._database.read(_all, NODE, Node, {"name": name, "retired_at": None})), None)

    async def list(self, *, retired: bool = False) -> list[Node]:
        """Every node that is in use, with `retired` also the others, by id."""
        return await self._database.read(_all, NODE, Node, {} if retired else {"retired_at": None})


class Trunks:
    """The ways out to the public network."""

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
        """Write the node's trunk of this name, new or over what is there.

        Raises BadReference, and Changed if what is there is not as expected.
        """
        row = {"node_id": node_id, "name": name, "dial": dial, "number_format": number_format, "enabled": enabled}
        row |= {"max_channels": max_channels, "calls_per_second": calls_per_second}
        row |= {"country": country, "provider_proof": provider_proof}
        with refusals(node=node_id):
            return await self._database.write(_upsert, TRUNK, Trunk, row, ("node_id", "name"), expected)

    async def get(self, trunk_id: int) -> Trunk:
        """One trunk. Raises NotFound."""
        return _one(await self._database.read(_all, TRUNK, Trunk, {"id": trunk_id}), trunk_id)

    async def by_name(self, node_id: int, name: str) -> Trunk | None:
        """The node's trunk of this name, if there is one."""
        where = {"node_id": node_id, "name": name, "retired_at": None}
        return next(iter(await self._database.read(_all, TRUNK, Trunk, where)), None)

    async def list(self, node_id: int | None = None, *, retired: bool = False) -> list[Trunk]:
        """Every trunk that is in use, or those of a node, with `retired` also the others, by id."""
        where = ({} if node_id is None else {"node_id": node_id}) | ({} if retired else {"retired_at": None})
        return await self._database.read(_all, TRUNK, Trunk, where)

    async def set_enabled(self, trunk_id: int, *, enabled: bool) -> Trunk:
        """Let campaigns use the trunk, or not. Raises NotFound."""
        return await self._database.write(_set_enabled, trunk_id, enabled)


def _controller_of(row: Any) -> Controller:
    privacy = {**row["privacy"], "recipients": tuple(row["privacy"].get("recipients", ()))}
    return Controller(id=row["id"], name=row["name"], privacy=Privacy(**privacy))


def _insert_controller(connection: Connection, row: dict[str, Any]) -> Controller:
    return _controller_of(connection.execute(insert(CONTROLLER).returning(CONTROLLER), row).mappings().one())


def _update_controller(
    connection: Connection, controller_id: int, privacy: dict[str, Any], expected: object
) -> Controller:
    there = _controllers(connection, {"id": controller_id}, lock=True)
    check_unchanged(_one(there, controller_id), expected)
    changed = update(CONTROLLER).where(CONTROLLER.c.id == controller_id).values(privacy=privacy).returning(CONTROLLER)
    return _one([_controller_of(row) for row in connection.execute(changed).mappings()], controller_id)


def _controllers(connection: Connection, where: dict[str, Any], *, lock: bool = False) -> list[Controller]:
    return [_controller_of(row) for row in _rows(connection, CONTROLLER, where, lock=lock)]


def _rows(connection: Connection, table: Table, where: dict[str, Any], *, lock: bool = False) -> Iterable[Any]:
    """The rows, by id; with `lock` nobody else changes them before this transaction has ended."""
    statement = select(table).where(*(table.c[name] == value for name, value in where.items())).order_by(table.c.id)
    return connection.execute(statement.with_for_update() if lock else statement).mappings()


_EMPTY_CALLER_ID: Final[dict[str, Any]] = {
    "classes": [],
    "declared_in": [],
    "tested_at": None,
    "test_reached": "",
    "owner": "",
    "registry_line": "",
    "attestation": "",
}


def caller_id_of(row: Any) -> CallerId:
    """The caller id in a row."""
    return CallerId(**{**row, "classes": tuple(row["classes"]), "declared_in": tuple(row["declared_in"])})


def _insert_caller_id(connection: Connection, row: dict[str, Any]) -> CallerId:
    return caller_id_of(connection.execute(insert(CALLER_ID).returning(CALLER_ID), row).mappings().one())


def _update_caller_id(connection: Connection, caller_id_id: int, facts: dict[str, Any], expected: object) -> CallerId:
    there = _caller_ids(connection, {"id": caller_id_id}, lock=True)
    check_unchanged(_one(there, caller_id_id), expected)
    changed = update(CALLER_ID).where(CALLER_ID.c.id == caller_id_id).values(**facts).returning(CALLER_ID)
    return _one([caller_id_of(row) for row in connection.execute(changed).mappings()], caller_id_id)


def _caller_ids(connection: Connection, where: dict[str, Any], *, lock: bool = False) -> list[CallerId]:
    return [caller_id_of(row) for row in _rows(connection, CALLER_ID, where, lock=lock)]


def _one(found: list[T], asked: int) -> T:
    if not found:
        raise NotFound(id=asked)
    return found[0]


def _upsert(
    connection: Connection, table: Table, kind: type[T], row: dict[str, Any], key: tuple[str, ...], expected: object
) -> T:
    row = {**row, "retired_at": None}  # one that was retired comes back
    there = _all(connection, table, kind, {name: row[name] for name in (*key, "retired_at")}, lock=True)
    check_unchanged(next(iter(there), None), expected)
    statement = insert_or_update(connection, table, key=key, changed=tuple(row)).returning(table)
    return _made(kind, connection.execute(statement, row).mappings().one())


def _all(connection: Connection, table: Table, kind: type[T], where: dict[str, Any], *, lock: bool = False) -> list[T]:
    return [_made(kind, row) for row in _rows(connection, table, where, lock=lock)]


def _made(kind: type[T], row: Any) -> T:
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()})


def _set_enabled(connection: Connection, trunk_id: int, enabled: bool) -> Trunk:
    changed = (
        update(TRUNK)
        .where(TRUNK.c.id == trunk_id, TRUNK.c.retired_at.is_(None))
        .values(enabled=enabled)
        .returning(TRUNK)
    )
    return _one([Trunk(**row) for row in connection.execute(changed).mappings()], trunk_id)
