"""Jobs in the database: open jobs, their owners, and results of done jobs."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Select, Update, delete, select, update

from dialer.i18n.message import Message, from_json, to_json
from dialer.jobs.model import DONE, QUEUED, RUNNING, Job
from dialer.storage.database import Database
from dialer.storage.schema import JOB
from dialer.storage.sql import insert_or_leave

_COLUMNS = [JOB.c[name] for name in Job.__dataclass_fields__]


class Jobs:
    """All jobs. Methods with `owner` change a job only while it is that owner's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, kind: str = "") -> list[Job]:
        """The jobs that are not done, of one kind or all, oldest first."""
        found = select(*_COLUMNS).where(JOB.c.status != DONE).order_by(JOB.c.id)
        return await self._database.read(_jobs, found.where(JOB.c.kind == kind) if kind else found)

    async def renew(self, owner: str, *, lease_until: float) -> None:
        """Extend the leases of all the owner's jobs."""
        mine = update(JOB).where(JOB.c.owner == owner, JOB.c.status != DONE)
        await self._database.write(_changes, mine.values(lease_until=lease_until))

    async def take(self, job: Job, owner: str, *, lease_until: float) -> bool:
        """Start a job if it is unchanged since it was read; False if another process took it or it is gone."""
        seen = update(JOB).where(JOB.c.id == job.id, JOB.c.status == job.status, JOB.c.owner == job.owner)
        if job.owner != owner:
            seen = seen.where(JOB.c.lease_until == job.lease_until)
        values = {"status": RUNNING, "owner": owner, "lease_until": lease_until, "message": ""}
        return await self._database.write(_changes, seen.values(**values))

    async def say(self, job_id: int, owner: str, message: Message | str) -> None:
        """Store what a job waits for; empty: nothing."""
        await self._database.write(_changes, is_mine(update(JOB), job_id, owner).values(message=to_json(message)))

    async def put_back(self, job_id: int, owner: str, *, due_at: float) -> None:
        """Release a job, to be started by any process from `due_at` on."""
        values = {"status": QUEUED, "owner": "", "lease_until": 0.0, "due_at": due_at}
        await self._database.write(_changes, is_mine(update(JOB), job_id, owner).values(**values))

    async def end(self, job_id: int, owner: str) -> None:
        """Mark a job as done."""
        await self._database.write(
            lambda connection: connection.execute(is_mine(delete(JOB), job_id, owner)).rowcount > 0
        )


def add_job(
    connection: Connection,
    kind: str,
    subject: str,
    arguments: Mapping[str, Any],
    *,
    actor: str,
    now: float,
    **values: Any,
) -> int | None:
    """Queue a job in the transaction that causes it; None if one with its `key` exists."""
    row: dict[str, Any] = {"kind": kind, "subject": subject, "arguments": dict(arguments), "status": QUEUED}
    row |= {"actor": actor, "created_at": now, "owner": "", "lease_until": 0.0, "due_at": 0.0, "message": ""}
    return connection.execute(insert_or_leave(connection, JOB).returning(JOB.c.id), row | values).scalar()


def is_mine(statement: Any, job_id: int, owner: str) -> Any:
    """The statement, limited to a job that the owner is running."""
    return statement.where(JOB.c.id == job_id, JOB.c.owner == owner, JOB.c.status == RUNNING)


def drop_jobs(connection: Connection, subjects: str) -> None:
    """Delete the open jobs on deleted subjects; `%` stands for any text."""
    connection.execute(delete(JOB).where(JOB.c.subject.like(subjects), JOB.c.status != DONE))


def _changes(connection: Connection, statement: Update) -> bool:
    return connection.execute(statement).rowcount > 0


def _jobs(connection: Connection, statement: Select[Any]) -> list[Job]:
    return [Job(**{**row, "message": from_json(row["message"])}) for row in connection.execute(statement).mappings()]
