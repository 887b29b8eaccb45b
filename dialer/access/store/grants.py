"""Grants: the roles of users and keys."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, insert, not_, select

from dialer.access.model import Grant
from dialer.core.enums import Role
from dialer.core.errors import LastAdministrator, NotFound
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.schema import API_KEY, GRANT, USER
from dialer.storage.sql import refusals

Holder = Literal["user_id", "key_id"]

_ADMINS: Final = (
    select(GRANT.c.id)
    .join(USER, USER.c.id == GRANT.c.user_id)
    .where(
        GRANT.c.role == Role.ADMIN.value,
        GRANT.c.company_id.is_(None),
        GRANT.c.team_id.is_(None),
        USER.c.disabled_at.is_(None),
    )
)


class Grants:
    """The grants of users. Those of a key are made with it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, user_id: int, grant: Grant) -> Grant:
        """Give a user a role. Raises BadReference."""
        with refusals(company=grant.company_id, team=grant.team_id):
            return await self._database.write(_add, user_id, grant)

    @writes
    def remove(self, connection: Connection, user_id: int, grant_id: int) -> Grant:
        """Take a role away and return it. Raises NotFound, LastAdministrator."""
        hold_administrators(connection)
        gone = delete(GRANT).where(GRANT.c.id == grant_id, GRANT.c.user_id == user_id).returning(GRANT)
        row = connection.execute(gone).mappings().first()
        if row is None:
            raise NotFound(id=grant_id)
        if row["role"] == Role.ADMIN.value:
            check_administrator(connection)
        return _grant(row)


def insert_grants(connection: Connection, holder: Holder, holder_id: int, grants: Iterable[Grant]) -> None:
    """Write the grants of a new holder, or further ones."""
    rows = [_row(holder, holder_id, grant) for grant in grants]
    if rows:
        connection.execute(insert(GRANT), rows)


def grants_of(
    connection: Connection, holder: Holder, holder_ids: Collection[int]
) -> defaultdict[int, tuple[Grant, ...]]:
    """The grants of these holders, in the order they were given."""
    found: defaultdict[int, tuple[Grant, ...]] = defaultdict(tuple)
    asked = select(GRANT).where(GRANT.c[holder].in_(holder_ids)).order_by(GRANT.c.id)
    for row in connection.execute(asked).mappings() if holder_ids else ():
        found[row[holder]] += (_grant(row),)
    return found


def held_within(sees: Visibility, holder: Holder) -> tuple[ColumnElement[bool], ...]:
    """The conditions on holders all of whose grants lie within what a caller sees; none for EVERYTHING.

    A holder without grants is found only by who sees everything: whatever it is given next may lie elsewhere.
    """
    if sees == EVERYTHING:
        return ()
    table = USER if holder == "user_id" else API_KEY
    held = select(GRANT.c.id).where(GRANT.c[holder] == table.c.id)
    return held.exists(), ~held.where(not_(and_(*within(sees, GRANT)))).exists()


def within(sees: Visibility, table: Table) -> tuple[ColumnElement[bool], ...]:
    """The conditions on rows that name one company and team, or all; none for EVERYTHING."""
    named = ((table.c.company_id, sees.companies), (table.c.team_id, sees.teams))
    return tuple(
        and_(column.is_not(None), column.in_(sorted(reached))) for column, reached in named if reached is not None
    )


def check_administrator(connection: Connection) -> None:
    """Raise LastAdministrator where, after this change, nobody administers all of Pronto any more."""
    if connection.execute(_ADMINS.limit(1)).first() is None:
        raise LastAdministrator


def hold_administrators(connection: Connection) -> None:
    """Keep two transactions from each taking away what they hold to be the last but one administrator."""
    connection.execute(_ADMINS.with_for_update())


def _add(connection: Connection, user_id: int, grant: Grant) -> Grant:
    row = _row("user_id", user_id, grant)
    return _grant(connection.execute(insert(GRANT).returning(GRANT), row).mappings().one())


def _row(holder: Holder, holder_id: int, grant: Grant) -> dict[str, Any]:
    return {
        holder: holder_id,
        "role": grant.role.value,
        "company_id": grant.company_id,
        "team_id": grant.team_id,
    }


def _grant(row: Any) -> Grant:
    return Grant(role=Role(row["role"]), company_id=row["company_id"], team_id=row["team_id"], id=row["id"])
