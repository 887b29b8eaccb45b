"""Wallboards: what each shows and how."""

from collections.abc import Mapping
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import Connection, delete, select

from dialer.access.model import Board
from dialer.core.errors import NotFound
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.schema import BOARD
from dialer.storage.sql import check_unchanged, insert_or_update

_SHOWN: Final = select(BOARD.c.name, BOARD.c.settings, BOARD.c.changed_by, BOARD.c.changed_at).order_by(BOARD.c.name)


class Boards:
    """All wallboards, by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self) -> list[Board]:
        """All boards that somebody has arranged."""
        return await self._database.read(_boards)

    async def get(self, name: str) -> Board:
        """One board. Raises NotFound."""
        found = await self._database.read(_boards, name)
        if not found:
            raise NotFound(name=name)
        return found[0]

    async def arrange(
        self,
        name: str,
        settings: Mapping[str, Any],
        *,
        actor: str,
        now: float,
        expected: Board | EllipsisType | None = ...,
    ) -> Board:
        """Write a board's settings; a board of this name is made if there is none.

        Raises Changed if it is not as expected; None expects that there is none.
        """
        board = Board(name=name, settings=settings, changed_by=actor, changed_at=now)
        await self._database.write(_arrange, board, expected)
        return board

    @writes
    def delete(self, connection: Connection, name: str, *, expected: Board | EllipsisType = ...) -> None:
        """Delete a board. Raises NotFound, and Changed if it is not as expected."""
        there = _boards(connection, name, lock=True)
        if not there:
            raise NotFound(name=name)
        check_unchanged(there[0], expected)
        connection.execute(delete(BOARD).where(BOARD.c.name == name))


def _boards(connection: Connection, name: str | None = None, *, lock: bool = False) -> list[Board]:
    statement = _SHOWN if name is None else _SHOWN.where(BOARD.c.name == name)
    found = connection.execute(statement.with_for_update() if lock else statement)
    return [Board(**row) for row in found.mappings()]


def _arrange(connection: Connection, board: Board, expected: object) -> None:
    check_unchanged(next(iter(_boards(connection, board.name, lock=True)), None), expected)
    changed = ("settings", "changed_by", "changed_at")
    row = {"name": board.name, **{column: getattr(board, column) for column in changed}}
    connection.execute(insert_or_update(connection, BOARD, key=("name",), changed=changed), row)
