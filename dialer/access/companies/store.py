"""Stored companies and their caller ids."""

from collections.abc import Sequence
from dataclasses import asdict
from types import EllipsisType
from typing import Any, Final

import orjson
from sqlalchemy import Connection, delete, insert, select, update

from dialer.access.companies.model import NOTHING_TOLD, CallerId, Company, Privacy
from dialer.audit.store import add_line
from dialer.core.errors import BadReference, NameTaken
from dialer.core.request_errors import Invalid
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.i18n.message import msg
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.pages import PageRequest
from dialer.storage.records import rows_where, the_one
from dialer.storage.schema import CALLER_ID, COMPANY
from dialer.storage.sql import check_unchanged, refusals
from dialer.storage.visibility import visible_to


class Companies:
    """The companies on whose behalf people are called."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, name: str, privacy: Privacy = NOTHING_TOLD) -> Company:
        """Create a company. Raises NameTaken, also if another was called so before."""
        row = {"name": name, "privacy": asdict(privacy)}
        with refusals(company=name):
            return await self._database.write(_insert_company, row)

    @writes
    def update(
        self, connection: Connection, company_id: int, privacy: Privacy, *, expected: Company | EllipsisType = ...
    ) -> Company:
        """Replace a company's privacy information. Raises NotFound, and Changed if it is not as expected."""
        there = _companies(connection, {"id": company_id}, sees=EVERYTHING, lock=True)
        check_unchanged(the_one(there, company_id), expected)
        changed = update(COMPANY).where(COMPANY.c.id == company_id).values(privacy=asdict(privacy)).returning(COMPANY)
        return the_one([company_of(row) for row in connection.execute(changed).mappings()], company_id)

    async def rename(
        self,
        company_id: int,
        name: str,
        *,
        privacy: Privacy | None = None,
        actor: str,
        now: float,
        expected: Company | EllipsisType = ...,
    ) -> Company:
        """Give a company another name, and other privacy information with it if that is given.

        It keeps its former names, since recorded consents may name it by them. Raises NotFound, NameTaken, also if
        another was called so before, and Changed if it is not as expected.
        """
        told = None if privacy is None else asdict(privacy)
        with refusals(company=name):
            return await self._database.write(_rename_company, company_id, name, told, actor, now, expected)

    async def bring_back(self, company_id: int, *, privacy: Privacy | None = None, actor: str, now: float) -> Company:
        """Take a retired company into use again, with other privacy information if given. Raises NotFound."""
        told = None if privacy is None else asdict(privacy)
        return await self._database.write(_bring_back, company_id, told, actor, now)

    async def get(self, company_id: int, *, sees: Visibility) -> Company:
        """One company, in use or retired. Raises NotFound."""
        return the_one(await self._database.read(_companies, {"id": company_id}, sees=sees), company_id)

    async def check(self, company_id: int, *, sees: Visibility) -> None:
        """Raise BadReference if something is to be written for no company, and Invalid for a retired one."""
        found = await self._database.read(_companies, {"id": company_id}, sees=sees)
        if not found:
            raise BadReference(company=company_id)
        _refuse_retired(found[0].name, found[0].retired_at)

    async def by_name(self, name: str, *, retired: bool = False, sees: Visibility) -> Company | None:
        """The company of this name, or None; `retired` includes a retired one."""
        return next(iter(await self.list(name=name, retired=retired, sees=sees)), None)

    async def list(
        self, *, name: str | None = None, retired: bool = False, page: PageRequest | None = None, sees: Visibility
    ) -> list[Company]:
        """All companies in use by id, or a page of them, or the one of this name; `retired` includes the others."""
        where: dict[str, Any] = ({} if name is None else {"name": name}) | ({} if retired else {"retired_at": None})
        return await self._database.read(_companies, where, sees=sees, page=page)


class CallerIds:
    """The numbers that companies show."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, company_id: int, number: str, *, label: str = "", **facts: Any) -> CallerId:
        """Add a number (E.164) that the company may show, with the facts that the rules ask for (`CallerId`).

        Raises NameTaken, BadReference.
        """
        row = {"company_id": company_id, "number": number, "label": label, **_EMPTY_CALLER_ID, **facts}
        with refusals(company=company_id):
            return await self._database.write(insert_caller_id, row)

    async def update(self, caller_id_id: int, *, expected: CallerId | EllipsisType = ..., **facts: Any) -> CallerId:
        """Change the facts on a number: any of `CallerId` except its company.

        Raises NotFound, and Changed if it is not as expected.
        """
        return await self._database.write(_update_caller_id, caller_id_id, facts, expected)

    async def get(self, caller_id_id: int, *, sees: Visibility) -> CallerId:
        """One caller id. Raises NotFound."""
        return the_one(await self._database.read(_caller_ids, {"id": caller_id_id}, sees=sees), caller_id_id)

    async def list(
        self, company_id: int | None = None, *, page: PageRequest | None = None, sees: Visibility
    ) -> list[CallerId]:
        """All caller ids by id, or those of a company, or a page of them."""
        where = {} if company_id is None else {"company_id": company_id}
        return await self._database.read(_caller_ids, where, sees=sees, page=page)


NAMES: Final = (COMPANY.c.id, COMPANY.c.name, COMPANY.c.former_names)
"""What a statement about something else reads of its company."""


def company_named(company_id: int, name: str, former_names: Sequence[str] | str) -> Company:
    """A company by its `NAMES`; the former ones also as the JSON that a prepared statement reads."""
    former = orjson.loads(former_names) if isinstance(former_names, str) else former_names
    return Company(id=company_id, name=name, former_names=tuple(former))


def company_of(row: Any) -> Company:
    """The company in a row."""
    privacy = {**row["privacy"], "recipients": tuple(row["privacy"].get("recipients", ()))}
    former = tuple(row["former_names"])
    return Company(
        id=row["id"],
        name=row["name"],
        privacy=Privacy(**privacy),
        former_names=former,
        retired_at=row["retired_at"],
    )


def check_in_use(connection: Connection, company_id: int) -> None:
    """Raise Invalid if the company is retired; until the transaction ends it will not be."""
    found = select(COMPANY.c.name, COMPANY.c.retired_at).where(COMPANY.c.id == company_id)
    for row in connection.execute(found.with_for_update(read=True)):
        _refuse_retired(row.name, row.retired_at)


def _refuse_retired(name: str, retired_at: float | None) -> None:
    if retired_at is not None:
        what = msg("company {company} is retired: bring it back, or name another", company=name)
        raise Invalid([("company_id", what)])


def _insert_company(connection: Connection, row: dict[str, Any]) -> Company:
    _check_free(connection, row["name"])
    return company_of(connection.execute(insert(COMPANY).returning(COMPANY), row).mappings().one())


def _rename_company(
    connection: Connection,
    company_id: int,
    name: str,
    privacy: dict[str, Any] | None,
    actor: str,
    now: float,
    expected: object,
) -> Company:
    _check_free(connection, name, besides=company_id)
    there = the_one(_companies(connection, {"id": company_id}, sees=EVERYTHING, lock=True), company_id)
    check_unchanged(there, expected)
    former = [*there.former_names, *(() if there.name in there.former_names else (there.name,))]
    values = {"name": name, "former_names": former, **({} if privacy is None else {"privacy": privacy})}
    changed = update(COMPANY).where(COMPANY.c.id == company_id).values(values).returning(COMPANY)
    facts = {"name": name, "before": there.name}
    add_line(connection, actor, "company.rename", f"company:{company_id}", facts, now)
    return company_of(connection.execute(changed).mappings().one())


def _bring_back(
    connection: Connection, company_id: int, privacy: dict[str, Any] | None, actor: str, now: float
) -> Company:
    retired = COMPANY.c.id == company_id, COMPANY.c.retired_at.is_not(None)
    values = {"retired_at": None, **({} if privacy is None else {"privacy": privacy})}
    changed = update(COMPANY).where(*retired).values(values).returning(COMPANY)
    back = the_one([company_of(row) for row in connection.execute(changed).mappings()], company_id)
    facts = {"name": back.name, **({} if privacy is None else {"privacy": privacy})}
    add_line(connection, actor, "company.bring_back", f"company:{company_id}", facts, now)
    return back


def _check_free(connection: Connection, name: str, *, besides: int | None = None) -> None:
    """Raise NameTaken if another company has the name, or had it: a consent that names it would name two.

    Locks them all, so that two of them do not get one name at once.
    """
    for one in _companies(connection, {}, sees=EVERYTHING, lock=True):
        if one.id != besides and one.is_called(name):
            raise NameTaken(company=name)


def _companies(
    connection: Connection,
    where: dict[str, Any],
    *,
    sees: Visibility,
    page: PageRequest | None = None,
    lock: bool = False,
) -> list[Company]:
    found = rows_where(connection, COMPANY, where, *visible_to(sees, COMPANY), page=page, lock=lock)
    return [company_of(row) for row in found]


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


def insert_caller_id(connection: Connection, row: dict[str, Any]) -> CallerId:
    """Write a new caller id."""
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


def retire(connection: Connection, company_id: int, now: float) -> None:
    """Take a company out of use."""
    connection.execute(update(COMPANY).where(COMPANY.c.id == company_id).values(retired_at=now))


def delete_caller_id(connection: Connection, caller_id_id: int) -> None:
    """Delete a caller id that nothing shows."""
    connection.execute(delete(CALLER_ID).where(CALLER_ID.c.id == caller_id_id))
