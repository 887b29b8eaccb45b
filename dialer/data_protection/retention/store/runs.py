"""Retention runs: a due run is a job, and every run leaves a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from dialer.audit.actions import RETENTION
from dialer.audit.store import add_line
from dialer.core.time_units import DAY_S
from dialer.jobs.kinds import RETENTION_BY_HAND, RETENTION_RUN
from dialer.jobs.model import DONE
from dialer.jobs.store import add_job, end_job, is_mine, keep_result
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import JOB

Part = Mapping[str, Any]  # of a report: `rows` of one kind, what they belong to, and their limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run and what it emptied or deleted; `ended_at` is None while it runs. `day` is set for a daily run."""

    id: int
    day: str | None
    actor: str
    started_at: float
    ended_at: float | None
    report: list[dict[str, Any]]


class TakenOver(Exception):  # noqa: N818 - no error: another owner does the rest
    """Another owner has taken over the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The part of a run's report in progress, and its owner."""

    run_id: int
    owner: str
    part: int


class RetentionRuns:
    """The runs. Each updates its report as it goes, so that an interrupted run shows what it has done."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @reads
    def last_day(self, connection: Connection) -> str | None:
        """The day of the last daily run, ended or not; None before the first."""
        last = connection.execute(select(func.max(JOB.c.key)).where(JOB.c.kind == RETENTION_RUN)).scalar()
        return _day_of(last)

    async def begin(self, day: str, *, now: float) -> None:
        """Mark a day's run as done, so that the first real run is the day after."""
        done = {"key": f"{RETENTION_RUN}:{day}", "status": DONE, "ended_at": now}
        await self._database.write(_add, "first start", now, done)

    async def queue(self, day: str, *, now: float) -> None:
        """Queue the run of a day, unless it is already queued."""
        await self._database.write(_add, "pronto", now, {"key": f"{RETENTION_RUN}:{day}"})

    @writes
    def plan(self, connection: Connection, run_id: int, owner: str, parts: Sequence[Part]) -> list[Part]:
        """Store the run's parts; return them with the rows that a previous owner has done. Raises `TakenOver`.

        Parts done but no longer planned, for example after a campaign was renamed, come last.
        """
        done = {_which(part): part for part in _held(connection, run_id, owner) if part["rows"]}
        planned: list[Part] = [{**part, "rows": done.pop(_which(part), part)["rows"]} for part in list(parts)]
        report = [*planned, *done.values()]
        keep_result(connection, run_id, report)
        return report

    async def end(self, run_id: int, owner: str, report: Sequence[Part], *, parts: int = 0, now: float) -> None:
        """Store the report of a run of so many parts, and write it to the audit. Raises `TakenOver`."""
        await self._database.write(_end, run_id, owner, list(report), parts, now)

    @reads
    def list(self, connection: Connection, page: PageRequest) -> list[Run]:
        """A page of the runs."""
        found = page_of(select(JOB).where(JOB.c.kind.in_((RETENTION_RUN, RETENTION_BY_HAND))), JOB, page)
        return [
            Run(
                id=row.id,
                day=_day_of(row.key),
                actor=row.actor,
                started_at=row.created_at,
                ended_at=row.ended_at,
                report=row.result,
            )
            for row in connection.execute(found)
        ]


def go_on(connection: Connection, progress: Progress, rows: int) -> None:
    """Add to a part of the run's report. Raises `TakenOver`."""
    report = _held(connection, progress.run_id, progress.owner)
    report[progress.part]["rows"] += rows
    keep_result(connection, progress.run_id, report)


def _day_of(key: str | None) -> str | None:
    return None if key is None else key.removeprefix(f"{RETENTION_RUN}:")


def _add(connection: Connection, actor: str, now: float, values: dict[str, Any]) -> int | None:
    return add_job(connection, RETENTION_RUN, "", {}, actor=actor, now=now, **{"result": [], **values})


def _which(part: Part) -> tuple[Any, ...]:
    return part["name"], part["kind"], part["limit"], part["rule"]


def _end(connection: Connection, run_id: int, owner: str, report: list[Part], parts: int, now: float) -> None:
    if not end_job(connection, run_id, owner, now=now, result=report, done=parts, total=parts):
        raise TakenOver
    actor = connection.execute(select(JOB.c.actor).where(JOB.c.id == run_id)).scalar_one()
    _audit(connection, run_id, report, actor, now)


def _held(connection: Connection, run_id: int, owner: str) -> list[dict[str, Any]]:
    """The report so far of this owner's run. Raises `TakenOver`."""
    found = connection.execute(is_mine(select(JOB.c.result), run_id, owner).with_for_update()).scalar()
    if found is None:
        raise TakenOver
    return list(found)


def _audit(connection: Connection, run_id: int, report: Sequence[Part], actor: str, now: float) -> None:
    """Write the audit line that compliance reports read: rows by kind, and the shortest limit by kind, in days."""
    limits: dict[str, float] = {}
    expired: dict[str, int] = {}
    for part in report:
        kind = part["kind"]
        expired[kind] = expired.get(kind, 0) + part["rows"]
        if part["cutoff"] is not None:
            days = float(round((now - part["cutoff"]) / DAY_S))
            limits[kind] = min(limits.get(kind, days), days)
    facts = {"limits": limits, "expired": expired, "parts": report}
    add_line(connection, actor, RETENTION, f"retention_run:{run_id}", facts, now)
