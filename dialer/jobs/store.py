"""Jobs in the database: open jobs, their owners, and results of done jobs. Each change of one is told from here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Delete, Select, Update, delete, select, update

from dialer.core.errors import UnknownJob
from dialer.i18n.message import Message, from_json, to_json
from dialer.jobs.kinds import ASTERISK_CHECK, BULK_CHANGE
from dialer.jobs.model import CANCELLED, DONE, FAILED, LEFT, OPEN, QUEUED, RUNNING, Job, Progress, as_told
from dialer.storage.database import Database
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import JOB
from dialer.storage.sql import insert_or_leave

_COLUMNS = [JOB.c[name] for name in Job.__dataclass_fields__]


class Jobs:
    """All jobs. Methods with `owner` change a job only while it is that owner's."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tell: Callable[[Mapping[str, Any]], None] = lambda _: None

    def tell_to(self, tell: Callable[[Mapping[str, Any]], None]) -> None:
        """Have `tell` called with every job whose state or progress is written here, as it is then."""
        self._tell = tell

    def tell_cancelled(self, jobs: Sequence[Job], *, now: float) -> None:
        """Tell of jobs that `drop_jobs` has deleted, once its transaction stands."""
        for job in jobs:
            self._tell(as_told(replace(job, status=CANCELLED, ended_at=now)))

    async def open(self, kind: str = "") -> list[Job]:
        """The jobs that are not done, of one kind or all, oldest first."""
        found = select(*_COLUMNS).where(JOB.c.status.in_(OPEN)).order_by(JOB.c.id)
        return await self._database.read(_jobs, found.where(JOB.c.kind == kind) if kind else found)

    async def list(
        self, *, kind: str = "", actor: str = "", limit: int = 100, page: PageRequest | None = None
    ) -> Sequence[Job]:
        """Jobs, ended or not, of one kind or all, of one actor or all: the newest `limit`, or a page."""
        found = select(*_COLUMNS).order_by(JOB.c.id.desc()).limit(limit)
        found = found.where(JOB.c.kind == kind) if kind else found
        found = found.where(JOB.c.actor == actor) if actor else found
        return await self._database.read(_jobs, page_of(found, JOB, page))

    async def newest(self, kind: str, subject: str) -> Job | None:
        """The newest job of a kind on a subject, ended or not."""
        found = select(*_COLUMNS).where(JOB.c.kind == kind, JOB.c.subject == subject).order_by(JOB.c.id.desc()).limit(1)
        return next(iter(await self._database.read(_jobs, found)), None)

    async def get(self, job_id: int, *, actor: str = "") -> Job:
        """One job, of this actor if one is named. Raises UnknownJob."""
        for job in await self._database.read(_jobs, select(*_COLUMNS).where(JOB.c.id == job_id)):
            if actor in ("", job.actor):
                return job
        raise UnknownJob(id=job_id)

    async def begin(self, kind: str, subject: str, arguments: Mapping[str, Any], **values: Any) -> Job:
        """Store a job that its owner is doing already. `values` are those of `add_job`, with owner and lease."""
        job = await self._database.write(_begin, kind, subject, arguments, values)
        self._tell(as_told(job))
        return job

    async def queue(
        self, kind: str, subject: str, arguments: Mapping[str, Any], *, actor: str, now: float, due_at: float = 0.0
    ) -> Job:
        """Store a job that whoever can runs next, not before `due_at`."""
        job = await self._database.write(_queue, kind, subject, arguments, actor, now, due_at)
        self._tell(as_told(job))
        return job

    async def keep(self, job_id: int, owner: str, result: Any) -> None:
        """Store what a job has come to so far."""
        await self._database.write(_changes, is_mine(update(JOB), job_id, owner).values(result=result))

    async def renew(self, owner: str, *, lease_until: float) -> None:
        """Extend the leases of all the owner's jobs."""
        mine = update(JOB).where(JOB.c.owner == owner, JOB.c.status.in_(OPEN))
        await self._database.write(_changes, mine.values(lease_until=lease_until))

    async def take(self, job: Job, owner: str, *, lease_until: float) -> bool:
        """Start a job if it is unchanged since it was read; False if another process took it or it is gone."""
        seen = _seen(job) if job.owner == owner else _seen(job).where(JOB.c.lease_until == job.lease_until)
        values = {"status": RUNNING, "owner": owner, "lease_until": lease_until, "message": ""}
        return await self._change(job.id, seen.values(**values))

    async def break_off(self, job: Job, *, now: float) -> None:
        """End a job that a dead process left and nobody can continue, unless it has changed since it was read."""
        ended = {"status": FAILED, "message": to_json(LEFT), "ended_at": now}
        await self._change(job.id, _seen(job).where(JOB.c.lease_until == job.lease_until).values(**ended))

    async def note(self, job_id: int, owner: str, progress: Progress) -> None:
        """Store how far a job is."""
        await self._change(job_id, is_mine(update(JOB), job_id, owner).values(**_written(progress)))

    async def say(self, job_id: int, owner: str, message: Message | str) -> None:
        """Store what a job waits for; empty: nothing."""
        await self._change(job_id, is_mine(update(JOB), job_id, owner).values(message=to_json(message)))

    async def put_back(self, job_id: int, owner: str, *, due_at: float) -> None:
        """Release a job, to be started by any process from `due_at` on."""
        values = {"status": QUEUED, "owner": "", "lease_until": 0.0, "due_at": due_at}
        await self._change(job_id, is_mine(update(JOB), job_id, owner).values(**values))

    async def end(
        self, job_id: int, owner: str, *, failed: Message | str = "", progress: Progress | None = None, now: float
    ) -> None:
        """Mark a job as done, or as failed with the reason."""
        ended = {"status": FAILED if failed else DONE, "message": to_json(failed), "ended_at": now}
        values = ended | (_written(progress) if progress else {})
        await self._change(job_id, is_mine(update(JOB), job_id, owner).values(**values))

    async def _change(self, job_id: int, statement: Update) -> bool:
        """Change a job if the statement finds it, and tell how it is now; return whether it was found.

        A feature may have ended the job together with its own work: that too is told then.
        """
        changed, jobs = await self._database.write(_changed, job_id, statement)
        for job in jobs:
            self._tell(as_told(job))
        return changed

    async def sweep(self, before: float) -> None:
        """Delete jobs that ended before an instant, and have no result to be kept for ever."""
        old = (
            JOB.c.status.not_in(OPEN)
            & (JOB.c.ended_at < before)
            & (JOB.c.result.is_(None) | JOB.c.kind.in_((ASTERISK_CHECK, BULK_CHANGE)))
        )
        await self._database.write(_deletes, delete(JOB).where(old))


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


def drop_jobs(connection: Connection, subjects: str) -> list[Job]:
    """Delete the open jobs on deleted subjects; `%` stands for any text. `Jobs.tell_cancelled` tells of them."""
    those = JOB.c.subject.like(subjects), JOB.c.status.in_(OPEN)
    dropped = _jobs(connection, select(*_COLUMNS).where(*those).order_by(JOB.c.id).with_for_update())
    connection.execute(delete(JOB).where(JOB.c.id.in_([job.id for job in dropped])))
    return dropped


def _begin(
    connection: Connection, kind: str, subject: str, arguments: Mapping[str, Any], values: dict[str, Any]
) -> Job:
    job_id = add_job(connection, kind, subject, arguments, status=RUNNING, **values)
    [job] = _jobs(connection, select(*_COLUMNS).where(JOB.c.id == job_id))
    return job


def _queue(
    connection: Connection, kind: str, subject: str, arguments: Mapping[str, Any], actor: str, now: float, due_at: float
) -> Job:
    job_id = add_job(connection, kind, subject, arguments, actor=actor, now=now, due_at=due_at)
    [job] = _jobs(connection, select(*_COLUMNS).where(JOB.c.id == job_id))
    return job


def _seen(job: Job) -> Update:
    return update(JOB).where(JOB.c.id == job.id, JOB.c.status == job.status, JOB.c.owner == job.owner)


def _written(progress: Progress) -> dict[str, Any]:
    return {"done": progress.done, "total": progress.total, "phase": to_json(progress.phase)}


def _deletes(connection: Connection, statement: Delete) -> int:
    return connection.execute(statement).rowcount


def _changes(connection: Connection, statement: Update) -> bool:
    return connection.execute(statement).rowcount > 0


def _changed(connection: Connection, job_id: int, statement: Update) -> tuple[bool, list[Job]]:
    changed = _changes(connection, statement)
    return changed, _jobs(connection, select(*_COLUMNS).where(JOB.c.id == job_id))


def _jobs(connection: Connection, statement: Select[Any]) -> list[Job]:
    told = ("message", "phase")
    rows = connection.execute(statement).mappings()
    return [Job(**{**row, **{name: from_json(row[name]) for name in told}}) for row in rows]


def keep_result(connection: Connection, job_id: int, result: Any) -> None:
    """Store what a job has come to so far, in the transaction of its own work, which holds the job."""
    connection.execute(update(JOB).where(JOB.c.id == job_id).values(result=result))


def end_job(connection: Connection, job_id: int, owner: str, *, now: float, **values: Any) -> bool:
    """Mark a job as done in the transaction of its own work; False if the owner does not run it any more."""
    done = is_mine(update(JOB), job_id, owner).values(status=DONE, ended_at=now, **values)
    return bool(connection.execute(done).rowcount)
