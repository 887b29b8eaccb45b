"""Jobs in the database: those that are open, whose they are, and the results of those that are done."""

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
    """Every job. What its owner does to one it does only while it is the owner's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, kind: str = "") -> list[Job]:
        """The jobs that are not done, of a kind or of all, oldest first."""
        found = select(*_COLUMNS).where(JOB.c.status != DONE).order_by(JOB.c.id)
        return await self._database.read(_jobs, found.where(JOB.c.kind == kind) if kind else found)

    async def renew(self, owner: str, *, lease_until: float) -> None:
        """Keep whatever is the owner's until then."""
        mine = update(JOB).where(JOB.c.owner == owner, JOB.c.status != DONE)
        await self._database.write(_changes, mine.values(lease_until=lease_until))

    async def take(self, job: Job, owner: str, *, lease_until: float) -> bool:
        """Begin a job that was seen so; False if somebody else was quicker, or it is gone."""
        seen = update(JOB).where(JOB.c.id == job.id, JOB.c.status == job.status, JOB.c.owner == job.owner)
        if job.owner != owner:
            seen = seen.where(JOB.c.lease_until == job.lease_until)
        values = {"status": RUNNING, "owner": owner, "lease_until": lease_until, "message": ""}
        return await self._database.write(_changes, seen.values(**values))

    async def say(self, job_id: int, owner: str, message: Message | str) -> None:
        """Write what a job waits for; empty: nothing any more."""
        await self._database.write(_changes, is_mine(update(JOB), job_id, owner).values(message=to_json(message)))

    async def put_back(self, job_id: int, owner: str, *, due_at: float) -> None:
        """Leave a job to whoever takes it up from then on."""
        values = {"status": QUEUED, "owner": "", "lease_until": 0.0, "due_at": due_at}
        await self._database.write(_changes, is_mine(update(JOB), job_id, owner).values(**values))

    async def end(self, job_id: int, owner: str) -> None:
        """Let a job be done."""
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
    """Queue a job, in the transaction of what it follows from; None if there is one with its `key`."""
    row: dict[str, Any] = {"kind": kind, "subject": subject, "arguments": dict(arguments), "status": QUEUED}
    row |= {"actor": actor, "created_at": now, "owner": "", "lease_until": 0.0, "due_at": 0.0, "message": ""}
    return connection.execute(insert_or_leave(connection, JOB).returning(JOB.c.id), row | values).scalar()


def is_mine(statement: Any, job_id: int, owner: str) -> Any:
    """The statement, on a job that the owner has under way."""
    return statement.where(JOB.c.id == job_id, JOB.c.owner == owner, JOB.c.status == RUNNING)


def drop_jobs(connection: Connection, subjects: str) -> None:
    """Take out the open jobs on subjects that are gone; `%` stands for any text."""
    connection.execute(delete(JOB).where(JOB.c.subject.like(subjects), JOB.c.status != DONE))


def _changes(connection: Connection, statement: Update) -> bool:
    return connection.execute(statement).rowcount > 0


def _jobs(connection: Connection, statement: Select[Any]) -> list[Job]:
    return [Job(**{**row, "message": from_json(row["message"])}) for row in connection.execute(statement).mappings()]
