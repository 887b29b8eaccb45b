"""Teams of agents."""

from collections.abc import Callable
from dataclasses import replace
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from dialer.access.model import Team
from dialer.core.errors import BadReference, InUse, NotFound
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import AGENT, BOARD_TOKEN, GRANT, TEAM
from dialer.storage.sql import check_unchanged, refusals

_AGENTS: Final = (
    select(func.count()).where(AGENT.c.team_id == TEAM.c.id, AGENT.c.retired_at.is_(None)).scalar_subquery()
)
_SHOWN: Final = select(TEAM.c.id, TEAM.c.name, TEAM.c.created_at, _AGENTS.label("agents")).order_by(TEAM.c.name)


class Teams:
    """All teams. `leave` lets the agents of a team, who are all retired, belong to none: it writes their table."""

    def __init__(self, database: Database, leave: Callable[[Connection, int], None]) -> None:
        self._database, self._leave = database, leave

    async def create(self, name: str, *, now: float) -> Team:
        """Create a team. Raises NameTaken."""
        with refusals(name=name):
            return await self._database.write(_create, name, now)

    async def get(self, team_id: int) -> Team:
        """One team. Raises NotFound."""
        return await self._database.read(_team, team_id)

    async def check(self, team_id: int) -> None:
        """Raise BadReference if there is no such team, into which somebody is to be put."""
        if not await self._database.read(_teams, _SHOWN.where(TEAM.c.id == team_id)):
            raise BadReference(team=team_id)

    async def list(self, *, page: PageRequest | None = None) -> list[Team]:
        """All teams by name, or a page of them."""
        return await self._database.read(_teams, page_of(_SHOWN, TEAM, page))

    async def rename(self, team_id: int, name: str, *, expected: Team | EllipsisType = ...) -> Team:
        """Give a team another name. Raises NotFound, NameTaken, and Changed if it is not as expected."""
        with refusals(name=name):
            return await self._database.write(_rename, team_id, name, expected)

    @writes
    def delete(self, connection: Connection, team_id: int, *, expected: Team | EllipsisType = ...) -> None:
        """Delete a team that no agent in use belongs to and no role is given for.

        Raises NotFound, InUse, and Changed if it is not as expected.
        """
        team = _check(connection, team_id, expected)
        if team.agents:
            raise InUse(agents=team.agents)
        for table in (GRANT, BOARD_TOKEN):
            if connection.execute(select(table.c.id).where(table.c.team_id == team_id).limit(1)).first():
                raise InUse(name=team.name)
        self._leave(connection, team_id)
        connection.execute(delete(TEAM).where(TEAM.c.id == team_id))


def _create(connection: Connection, name: str, now: float) -> Team:
    row = {"name": name, "created_at": now}
    return _team(connection, connection.execute(insert(TEAM).returning(TEAM.c.id), row).scalar_one())


def _rename(connection: Connection, team_id: int, name: str, expected: Team | EllipsisType) -> Team:
    _check(connection, team_id, expected)
    connection.execute(update(TEAM).where(TEAM.c.id == team_id).values(name=name))
    return _team(connection, team_id)


def _check(connection: Connection, team_id: int, expected: Team | EllipsisType) -> Team:
    """The team, which stays as it is until this transaction ends. How many belong to it is no part of its version."""
    there = _team(connection, team_id, lock=True)
    check_unchanged(there, ... if expected is ... else replace(expected, agents=there.agents))
    return there


def _team(connection: Connection, team_id: int, *, lock: bool = False) -> Team:
    statement = _SHOWN.where(TEAM.c.id == team_id)
    found = _teams(connection, statement.with_for_update(of=TEAM) if lock else statement)
    if not found:
        raise NotFound(id=team_id)
    return found[0]


def _teams(connection: Connection, statement: Select[Any]) -> list[Team]:
    return [Team(**row) for row in connection.execute(statement).mappings()]
