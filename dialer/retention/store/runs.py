"""Runs of retention: the one that is due is claimed by one engine, and every run leaves its report."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, update

from dialer.audit.evidence_store import RETENTION
from dialer.audit.store import add_line
from dialer.storage.database import Database
from dialer.storage.schema import RETENTION_RUN
from dialer.storage.sql import insert_or_leave

DAY_S: Final = 86400.0
Part = Mapping[str, Any]  # of a report: `rows` of one kind, what they belong to, and the limit that they are under


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run and what it emptied or deleted; `ended_at` is None while it goes on. `day` is that of a daily one."""

    id: int
    day: str | None
    actor: str
    started_at: float
    ended_at: float | None
    report: list[dict[str, Any]]


class TakenOver(Exception):  # noqa: N818 - it is no error: somebody else does the rest
    """Another owner has the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Which part of a run's report is worked on, by whom, and until when (epoch seconds) the run is held for that."""

    run_id: int
    owner: str
    part: int
    until: float


class RetentionRuns:
    """The runs. Each keeps its report while it goes on, so that one that is broken off tells what it has done."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last_day(self) -> str | None:
        """The day of the last daily run, ended or not; None before the first."""
        return await self._database.read(_last_day)

    async def begin(self, day: str, *, now: float) -> None:
        """Count a day's run as done, so that the first comes the day after."""
        await self._database.write(_begin, day, now)

    async def claim(
        self, day: str, owner: str, *, now: float, ttl: float, is_dead: Callable[[str], bool] = lambda _: False
    ) -> int | None:
        """Take the run of a day for `ttl` seconds; None if it has ended, or another owner does it.

        `is_dead(owner)` says of an owner that it certainly runs no more.
        """
        return await self._database.write(_claim, day, owner, now, ttl, is_dead)

    async def ask(self, owner: str, *, actor: str, now: float) -> int:
        """Start a run that somebody asked for."""
        return await self._database.write(_ask, owner, actor, now)

    async def plan(self, run_id: int, owner: str, parts: Sequence[Part]) -> list[Part]:
        """Say what the run works on; return it with the rows that an owner before has done. Raises `TakenOver`.

        A part that was done and is planned no more, as of a campaign that has another name now, comes last.
        """
        return await self._database.write(_plan, run_id, owner, list(parts))

    async def end(self, run_id: int, owner: str, report: Sequence[Part], *, now: float) -> None:
        """Keep the report of a run, and write it into the audit. Raises `TakenOver`."""
        await self._database.write(_end, run_id, owner, list(report), now)

    async def list(self, *, limit: int) -> list[Run]:
        """The last runs, newest first."""
        return await self._database.read(_list, limit)


def go_on(connection: Connection, progress: Progress, rows: int) -> None:
    """Add to a part of the run's report. Raises `TakenOver`."""
    report = _held(connection, progress.run_id, progress.owner)
    report[progress.part]["rows"] += rows
    _write(connection, progress.run_id, report=report, lease_until=progress.until)


def _last_day(connection: Connection) -> str | None:
    return connection.execute(select(func.max(RETENTION_RUN.c.day))).scalar()


def _begin(connection: Connection, day: str, now: float) -> None:
    nothing = {"day": day, "actor": "first start", "owner": "", "lease_until": 0.0, "started_at": now}
    connection.execute(insert_or_leave(connection, RETENTION_RUN), {**nothing, "ended_at": now, "report": []})


def _claim(
    connection: Connection, day: str, owner: str, now: float, ttl: float, is_dead: Callable[[str], bool]
) -> int | None:
    nobody = {"day": day, "actor": "engine", "owner": "", "lease_until": 0.0, "started_at": now, "report": []}
    connection.execute(insert_or_leave(connection, RETENTION_RUN), nobody)
    row = connection.execute(select(RETENTION_RUN).where(RETENTION_RUN.c.day == day).with_for_update()).one()
    if row.ended_at is not None:
        return None
    if row.owner not in ("", owner) and row.lease_until > now and not is_dead(row.owner):
        return None
    mine = update(RETENTION_RUN).where(RETENTION_RUN.c.id == row.id)
    connection.execute(mine.values(owner=owner, lease_until=now + ttl))
    return int(row.id)


def _ask(connection: Connection, owner: str, actor: str, now: float) -> int:
    row: dict[str, Any] = {
        "day": None,
        "actor": actor,
        "owner": owner,
        "lease_until": 0.0,
        "started_at": now,
        "report": [],
    }
    return int(connection.execute(insert(RETENTION_RUN).returning(RETENTION_RUN.c.id), row).scalar_one())


def _plan(connection: Connection, run_id: int, owner: str, parts: list[Part]) -> list[Part]:
    done = {_which(part): part for part in _held(connection, run_id, owner) if part["rows"]}
    planned: list[Part] = [{**part, "rows": done.pop(_which(part), part)["rows"]} for part in parts]
    report = [*planned, *done.values()]
    _write(connection, run_id, report=report)
    return report


def _which(part: Part) -> tuple[Any, ...]:
    return part["name"], part["kind"], part["limit"], part["rule"]


def _end(connection: Connection, run_id: int, owner: str, report: list[Part], now: float) -> None:
    _held(connection, run_id, owner)
    _write(connection, run_id, ended_at=now, lease_until=0.0, report=report)
    actor = connection.execute(select(RETENTION_RUN.c.actor).where(RETENTION_RUN.c.id == run_id)).scalar_one()
    _audit(connection, run_id, report, actor, now)


def _held(connection: Connection, run_id: int, owner: str) -> list[dict[str, Any]]:
    """The report so far of a run that is this owner's. Raises `TakenOver`."""
    mine = select(RETENTION_RUN.c.report).where(RETENTION_RUN.c.id == run_id, RETENTION_RUN.c.owner == owner)
    found = connection.execute(mine.with_for_update()).scalar()
    if found is None:
        raise TakenOver
    return list(found)


def _write(connection: Connection, run_id: int, **values: Any) -> None:
    connection.execute(update(RETENTION_RUN).where(RETENTION_RUN.c.id == run_id).values(**values))


def _audit(connection: Connection, run_id: int, report: Sequence[Part], actor: str, now: float) -> None:
    """The line that compliance reports read: rows by kind, and by kind the shortest limit, in days."""
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


def _list(connection: Connection, limit: int) -> list[Run]:
    names = Run.__dataclass_fields__
    found = select(*(RETENTION_RUN.c[name] for name in names)).order_by(RETENTION_RUN.c.id.desc()).limit(limit)
    return [Run(**row) for row in connection.execute(found).mappings()]
