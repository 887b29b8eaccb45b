"""Stored controllers and their caller ids."""

from dataclasses import asdict
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import Connection, insert, update

from dialer.access.model import EVERYTHING, Visibility
from dialer.audit.store import add_line
from dialer.controllers.model import NOTHING_TOLD, CallerId, Controller, Privacy
from dialer.core.errors import BadReference, NameTaken
from dialer.storage.database import Database
from dialer.storage.pages import PageRequest
from dialer.storage.records import rows_where, the_one
from dialer.storage.schema import CALLER_ID, CONTROLLER
from dialer.storage.sql import check_unchanged, refusals
from dialer.storage.visibility import visible_to


class Controllers:
    """The companies on whose behalf people are called."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, name: str, privacy: Privacy = NOTHING_TOLD) -> Controller:
        """Create a controller. Raises NameTaken, also if another was called so before."""
        row = {"name": name, "privacy": asdict(privacy)}
        with refusals(controller=name):
            return await self._database.write(_insert_controller, row)

    async def update(
        self, controller_id: int, privacy: Privacy, *, expected: Controller | EllipsisType = ...
    ) -> Controller:
        """Replace a controller's privacy information. Raises NotFound, and Changed if it is not as expected."""
        return await self._database.write(_update_controller, controller_id, asdict(privacy), expected)

    async def rename(
        self,
        controller_id: int,
        name: str,
        *,
        privacy: Privacy | None = None,
        actor: str,
        now: float,
        expected: Controller | EllipsisType = ...,
    ) -> Controller:
        """Give a controller another name, and other privacy information with it if that is given.

        It keeps its former names, since recorded consents may name it by them. Raises NotFound, NameTaken, also if
        another was called so before, and Changed if it is not as expected.
        """
        told = None if privacy is None else asdict(privacy)
        with refusals(controller=name):
            return await self._database.write(_rename_controller, controller_id, name, told, actor, now, expected)

    async def get(self, controller_id: int, *, sees: Visibility) -> Controller:
        """One controller. Raises NotFound."""
        return the_one(await self._database.read(_controllers, {"id": controller_id}, sees=sees), controller_id)

    async def check(self, controller_id: int, *, sees: Visibility) -> None:
        """Raise BadReference if there is no such controller, for whom something is to be written."""
        if not await self._database.read(_controllers, {"id": controller_id}, sees=sees):
            raise BadReference(controller=controller_id)

    async def by_name(self, name: str, *, sees: Visibility) -> Controller | None:
        """The controller of this name, or None."""
        return next(iter(await self._database.read(_controllers, {"name": name}, sees=sees)), None)

    async def list(
        self, *, name: str | None = None, page: PageRequest | None = None, sees: Visibility
    ) -> list[Controller]:
        """All controllers by id, or a page of them, or the one of this name."""
        return await self._database.read(_controllers, {} if name is None else {"name": name}, sees=sees, page=page)


class CallerIds:
    """The numbers that controllers show."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, controller_id: int, number: str, *, label: str = "", **facts: Any) -> CallerId:
        """Add a number (E.164) that the controller may show, with the facts that the rules ask for (`CallerId`).

        Raises NameTaken, BadReference.
        """
        row = {"controller_id": controller_id, "number": number, "label": label, **_EMPTY_CALLER_ID, **facts}
        with refusals(controller=controller_id):
            return await self._database.write(_insert_caller_id, row)

    async def update(self, caller_id_id: int, *, expected: CallerId | EllipsisType = ..., **facts: Any) -> CallerId:
        """Change the facts on a number: any of `CallerId` except its controller.

        Raises NotFound, and Changed if it is not as expected.
        """
        return await self._database.write(_update_caller_id, caller_id_id, facts, expected)

    async def get(self, caller_id_id: int, *, sees: Visibility) -> CallerId:
        """One caller id. Raises NotFound."""
        return the_one(await self._database.read(_caller_ids, {"id": caller_id_id}, sees=sees), caller_id_id)

    async def list(
        self, controller_id: int | None = None, *, page: PageRequest | None = None, sees: Visibility
    ) -> list[CallerId]:
        """All caller ids by id, or those of a controller, or a page of them."""
        where = {} if controller_id is None else {"controller_id": controller_id}
        return await self._database.read(_caller_ids, where, sees=sees, page=page)


def _controller_of(row: Any) -> Controller:
    privacy = {**row["privacy"], "recipients": tuple(row["privacy"].get("recipients", ()))}
    former = tuple(row["former_names"])
    return Controller(id=row["id"], name=row["name"], privacy=Privacy(**privacy), former_names=former)


def _insert_controller(connection: Connection, row: dict[str, Any]) -> Controller:
    _check_free(connection, row["name"])
    return _controller_of(connection.execute(insert(CONTROLLER).returning(CONTROLLER), row).mappings().one())


def _update_controller(
    connection: Connection, controller_id: int, privacy: dict[str, Any], expected: object
) -> Controller:
    there = _controllers(connection, {"id": controller_id}, sees=EVERYTHING, lock=True)
    check_unchanged(the_one(there, controller_id), expected)
    changed = update(CONTROLLER).where(CONTROLLER.c.id == controller_id).values(privacy=privacy).returning(CONTROLLER)
    return the_one([_controller_of(row) for row in connection.execute(changed).mappings()], controller_id)


def _rename_controller(
    connection: Connection,
    controller_id: int,
    name: str,
    privacy: dict[str, Any] | None,
    actor: str,
    now: float,
    expected: object,
) -> Controller:
    _check_free(connection, name, besides=controller_id)
    there = the_one(_controllers(connection, {"id": controller_id}, sees=EVERYTHING, lock=True), controller_id)
    check_unchanged(there, expected)
    former = [*there.former_names, *(() if there.name in there.former_names else (there.name,))]
    values = {"name": name, "former_names": former, **({} if privacy is None else {"privacy": privacy})}
    changed = update(CONTROLLER).where(CONTROLLER.c.id == controller_id).values(values).returning(CONTROLLER)
    facts = {"name": name, "before": there.name}
    add_line(connection, actor, "controller.rename", f"controller:{controller_id}", facts, now)
    return _controller_of(connection.execute(changed).mappings().one())


def _check_free(connection: Connection, name: str, *, besides: int | None = None) -> None:
    """Raise NameTaken if another controller has the name, or had it: a consent that names it would name two.

    Locks them all, so that two of them do not get one name at once.
    """
    for one in _controllers(connection, {}, sees=EVERYTHING, lock=True):
        if one.id != besides and one.is_called(name):
            raise NameTaken(controller=name)


def _controllers(
    connection: Connection,
    where: dict[str, Any],
    *,
    sees: Visibility,
    page: PageRequest | None = None,
    lock: bool = False,
) -> list[Controller]:
    found = rows_where(connection, CONTROLLER, where, *visible_to(sees, CONTROLLER), page=page, lock=lock)
    return [_controller_of(row) for row in found]


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
    there = _caller_ids(connection, {"id": caller_id_id}, sees=EVERYTHING, lock=True)
    check_unchanged(the_one(there, caller_id_id), expected)
    changed = update(CALLER_ID).where(CALLER_ID.c.id == caller_id_id).values(**facts).returning(CALLER_ID)
    return the_one([caller_id_of(row) for row in connection.execute(changed).mappings()], caller_id_id)


def _caller_ids(
    connection: Connection,
    where: dict[str, Any],
    *,
    sees: Visibility,
    page: PageRequest | None = None,
    lock: bool = False,
) -> list[CallerId]:
    found = rows_where(connection, CALLER_ID, where, *visible_to(sees, CALLER_ID), page=page, lock=lock)
    return [caller_id_of(row) for row in found]
