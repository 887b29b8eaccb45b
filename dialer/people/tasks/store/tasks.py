"""Tasks: created, changed, ended, listed."""

from collections.abc import Mapping
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, insert, or_, select, update

from dialer.audit.store import add_line
from dialer.core.errors import UnknownTask
from dialer.core.visibility import Visibility
from dialer.people.tasks.model import Task, TaskKind, TaskState
from dialer.storage.database import Database
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import AGENT, TASK
from dialer.storage.sql import check_unchanged, refusals
from dialer.storage.visibility import visible_to

_COLUMNS: Final = tuple(TASK.c[name] for name in Task.__dataclass_fields__)


def own_tasks(agent_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """The conditions on what an agent owes: alone, or as one of a team; none for others."""
    if agent_id is None:
        return ()
    team = select(AGENT.c.team_id).where(AGENT.c.id == agent_id).scalar_subquery()
    return (or_(TASK.c.agent_id == agent_id, TASK.c.agent_id.is_(None) & (TASK.c.team_id == team)),)


class Tasks:
    """The tasks of all companies. With `own`, only what this agent owes, alone or with a team, is there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, row: Mapping[str, Any], *, actor: str, now: float) -> Task:
        """Write a task. Raises BadReference."""
        with refusals():
            return await self._database.write(_create, dict(row), actor, now)

    async def get(self, task_id: int, *, own: int | None = None, sees: Visibility) -> Task:
        """One task. Raises UnknownTask."""
        return await self._database.read(_get, task_id, *visible_to(sees, TASK), *own_tasks(own))

    async def list(
        self,
        *,
        own: int | None = None,
        agent_id: int | None = None,
        team_id: int | None = None,
        person_id: int | None = None,
        state: TaskState | None = None,
        page: PageRequest,
        sees: Visibility,
    ) -> list[Task]:
        """A page of tasks."""
        equal = {"agent_id": agent_id, "team_id": team_id, "person_id": person_id, "state": state and state.value}
        named = [TASK.c[name] == value for name, value in equal.items() if value is not None]
        statement = select(*_COLUMNS).where(*visible_to(sees, TASK), *own_tasks(own), *named)
        return await self._database.read(_tasks, page_of(statement, TASK, page))

    async def change(
        self,
        task_id: int,
        values: Mapping[str, Any],
        *,
        actor: str,
        now: float,
        expected: Task | EllipsisType = ...,
    ) -> Task:
        """Change a task; one that is done or cancelled tells when and by whom. Raises UnknownTask, Changed."""
        with refusals(id=task_id):
            return await self._database.write(_change, task_id, dict(values), actor, now, expected)


def _create(connection: Connection, row: dict[str, Any], actor: str, now: float) -> Task:
    whole = {**row, "state": TaskState.OPEN.value, "made_at": now, "made_by": actor, "ended_by": ""}
    made = connection.execute(insert(TASK).returning(TASK.c.id), whole).scalar_one()
    facts = {name: row[name] for name in ("kind", "due_at", "agent_id", "team_id", "person_id")}
    add_line(connection, actor, "task.create", f"task:{made}", facts, now)
    return _get(connection, made)


def _get(connection: Connection, task_id: int, *where: ColumnElement[bool]) -> Task:
    found = _tasks(connection, select(*_COLUMNS).where(TASK.c.id == task_id, *where))
    if not found:
        raise UnknownTask(id=task_id)
    return found[0]


def _tasks(connection: Connection, statement: Select[Any]) -> list[Task]:
    return [
        Task(**{**row, "kind": TaskKind(row["kind"]), "state": TaskState(row["state"])})
        for row in connection.execute(statement).mappings()
    ]


def _change(
    connection: Connection, task_id: int, values: dict[str, Any], actor: str, now: float, expected: object
) -> Task:
    connection.execute(select(TASK.c.id).where(TASK.c.id == task_id).with_for_update())
    before = _get(connection, task_id)
    check_unchanged(before, expected)
    if "state" in values:
        is_open = values["state"] == TaskState.OPEN
        values |= {"ended_at": None if is_open else now, "ended_by": "" if is_open else actor}
    if values:
        connection.execute(update(TASK).where(TASK.c.id == task_id).values(values))
    after = _get(connection, task_id)
    told = ("state", "due_at", "agent_id", "team_id")
    facts = {name: getattr(after, name) for name in told if getattr(after, name) != getattr(before, name)}
    add_line(connection, actor, "task.change", f"task:{task_id}", facts, now)
    return after


def forget_tasks(connection: Connection, those: ColumnElement[bool]) -> None:
    """Take the notes out of tasks; an open one is cancelled."""
    cancelled = {"state": TaskState.CANCELLED.value, "ended_by": "erasure"}
    connection.execute(update(TASK).where(those, TASK.c.state == TaskState.OPEN.value).values(cancelled))
    connection.execute(update(TASK).where(those, TASK.c.note != "").values(note=""))


def give_tasks(connection: Connection, these: ColumnElement[bool], person_id: int) -> None:
    """Let these tasks be this person's."""
    connection.execute(update(TASK).where(these).values(person_id=person_id))
