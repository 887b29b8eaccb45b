"""Runs of retention: the one that is due is claimed by one engine, and every run leaves its report."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, update

from dialer.store.audit import add_line
from dialer.store.database import Database
from dialer.store.proving_evidence import RETENTION
from dialer.store.schema import RETENTION_RUN
from dialer.store.statements import insert_or_leave

DAY_S: Final = 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run and what it emptied or deleted; `ended_at` is None while it goes on. `day` is that of a daily one."""

    id: int
    day: str | None
    actor: str
    started_at: float
    ended_at: float | None
    report: list[dict[str, Any]]


class RetentionRuns:
    """The runs."""

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

    async def renew(self, run_id: int, owner: str, *, until: float) -> bool:
        """Go on with a run; False if somebody else has taken it over."""
        return await self._database.write(_renew, run_id, owner, until)

    async def end(self, run_id: int, owner: str, report: Sequence[Mapping[str, Any]], *, now: float) -> bool:
        """Keep the report of a daily run, and write it into the audit; False if somebody else has taken it over."""
        return await self._database.write(_end, run_id, owner, list(report), now)

    async def note(self, report: Sequence[Mapping[str, Any]], *, actor: str, started_at: float, now: float) -> None:
        """Keep the report of a run that somebody asked for, and write it into the audit."""
        await self._database.write(_note, list(report), actor, started_at, now)

    async def list(self, *, limit: int) -> list[Run]:
        """The last runs, newest first."""
        return await self._database.read(_list, limit)


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


def _renew(connection: Connection, run_id: int, owner: str, until: float) -> bool:
    mine = update(RETENTION_RUN).where(RETENTION_RUN.c.id == run_id, RETENTION_RUN.c.owner == owner)
    return connection.execute(mine.values(lease_until=until)).rowcount == 1


def _end(connection: Connection, run_id: int, owner: str, report: list[Mapping[str, Any]], now: float) -> bool:
    mine = update(RETENTION_RUN).where(RETENTION_RUN.c.id == run_id, RETENTION_RUN.c.owner == owner)
    if connection.execute(mine.values(ended_at=now, lease_until=0.0, report=report)).rowcount != 1:
        return False
    _audit(connection, run_id, report, "engine", now)
    return True


def _note(connection: Connection, report: list[Mapping[str, Any]], actor: str, started_at: float, now: float) -> None:
    row = {"day": None, "actor": actor, "owner": "", "lease_until": 0.0, "started_at": started_at, "ended_at": now}
    made = connection.execute(insert(RETENTION_RUN).returning(RETENTION_RUN.c.id), {**row, "report": report})
    _audit(connection, made.scalar_one(), report, actor, now)


def _audit(connection: Connection, run_id: int, report: list[Mapping[str, Any]], actor: str, now: float) -> None:
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
