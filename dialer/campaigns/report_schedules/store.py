"""Schedules of reports and their runs: made, changed, found due, and what became of each run."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select, update

from dialer.audit.store import add_line
from dialer.campaigns.report_schedules.model import ReportRun, ReportSchedule, Rhythm
from dialer.campaigns.results.model import Dimension
from dialer.core.errors import NotFound
from dialer.core.visibility import Visibility
from dialer.jobs.kinds import SCHEDULED_REPORT
from dialer.jobs.store import add_job
from dialer.people.mail.model import MessageState
from dialer.people.mail.store import queue_message
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import REPORT_RUN, REPORT_SCHEDULE, SENT_MESSAGE
from dialer.storage.sql import check_unchanged, insert_or_leave
from dialer.storage.visibility import visible_to


class ReportSchedules:
    """The schedules of all campaigns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, campaign_id: int | None, *, page: PageRequest, sees: Visibility) -> list[ReportSchedule]:
        """A page of the schedules, of a campaign or of all."""
        statement = select(REPORT_SCHEDULE).where(*visible_to(sees, REPORT_SCHEDULE))
        if campaign_id is not None:
            statement = statement.where(REPORT_SCHEDULE.c.campaign_id == campaign_id)
        return await self._database.read(_schedules, page_of(statement, REPORT_SCHEDULE, page))

    async def get(self, schedule_id: int, *, sees: Visibility) -> ReportSchedule:
        """One schedule. Raises NotFound."""
        return await self._database.read(_get, schedule_id, *visible_to(sees, REPORT_SCHEDULE))

    async def add(self, row: Mapping[str, Any], *, actor: str, now: float) -> ReportSchedule:
        """Write a schedule."""
        return await self._database.write(_add, dict(row), actor, now)

    async def change(
        self, schedule_id: int, row: Mapping[str, Any], *, actor: str, now: float, expected: ReportSchedule | None
    ) -> ReportSchedule:
        """Write it anew. Raises NotFound, and Changed if it is not as expected."""
        return await self._database.write(_change, schedule_id, dict(row), actor, now, expected)

    @writes
    def remove(
        self, connection: Connection, schedule_id: int, *, actor: str, now: float, expected: ReportSchedule | None
    ) -> None:
        """Delete it with its runs; messages that were sent stay. Raises NotFound, and Changed if it is not as
        expected.
        """
        _check(connection, schedule_id, expected)
        connection.execute(delete(REPORT_RUN).where(REPORT_RUN.c.schedule_id == schedule_id))
        connection.execute(delete(REPORT_SCHEDULE).where(REPORT_SCHEDULE.c.id == schedule_id))
        add_line(connection, actor, "report_schedule.delete", f"report_schedule:{schedule_id}", {}, now)

    async def due(self, *, now: float) -> Sequence[ReportSchedule]:
        """The schedules that are due."""
        found = select(REPORT_SCHEDULE).where(REPORT_SCHEDULE.c.next_at <= now, ~REPORT_SCHEDULE.c.is_paused)
        return await self._database.read(_schedules, found.order_by(REPORT_SCHEDULE.c.id))

    @writes
    def begin(
        self,
        connection: Connection,
        schedule: ReportSchedule,
        due_at: float,
        days: tuple[date, date],
        *,
        next_at: float,
        actor: str,
        now: float,
    ) -> ReportRun | None:
        """Write a run together with the job that makes its report; None if another process has begun it."""
        row = {"schedule_id": schedule.id, "due_at": due_at, "messages": []}
        row |= {"first_day": days[0].isoformat(), "last_day": days[1].isoformat()}
        made = connection.execute(insert_or_leave(connection, REPORT_RUN).returning(REPORT_RUN.c.id), row).scalar()
        moved = update(REPORT_SCHEDULE).where(REPORT_SCHEDULE.c.id == schedule.id, REPORT_SCHEDULE.c.next_at <= now)
        connection.execute(moved.values(next_at=next_at))
        if made is None:
            return None
        add_job(connection, SCHEDULED_REPORT, f"report_run:{made}", {"run": made}, actor=actor, now=now)
        return _runs(connection, select(REPORT_RUN).where(REPORT_RUN.c.id == made))[0]

    async def run(self, run_id: int) -> ReportRun | None:
        """One run; None if its schedule has been deleted."""
        found = await self._database.read(_runs, select(REPORT_RUN).where(REPORT_RUN.c.id == run_id))
        return found[0] if found else None

    async def runs(self, schedule_id: int, *, page: PageRequest, sees: Visibility) -> Sequence[ReportRun]:
        """A page of a schedule's runs. Raises NotFound."""
        await self.get(schedule_id, sees=sees)
        statement = select(REPORT_RUN).where(REPORT_RUN.c.schedule_id == schedule_id)
        return await self._database.read(_runs, page_of(statement, REPORT_RUN, page))

    @writes
    def finish(
        self, connection: Connection, run_id: int, messages: Sequence[Mapping[str, Any]], *, actor: str, now: float
    ) -> None:
        """Queue the messages of a run and write that its report is made, once."""
        open_run = select(REPORT_RUN.c.id).where(REPORT_RUN.c.id == run_id, REPORT_RUN.c.made_at.is_(None))
        if connection.execute(open_run.with_for_update()).first() is None:
            return
        queued = [queue_message(connection, dict(one), actor, now).id for one in messages]
        connection.execute(update(REPORT_RUN).where(REPORT_RUN.c.id == run_id).values(made_at=now, messages=queued))

    async def states(self, runs: Sequence[ReportRun]) -> dict[int, tuple[MessageState, str]]:
        """What became of the runs' messages: state and trouble by message."""
        ids = [one for run in runs for one in run.messages]
        found = select(SENT_MESSAGE.c.id, SENT_MESSAGE.c.state, SENT_MESSAGE.c.trouble).where(
            SENT_MESSAGE.c.id.in_(ids)
        )
        return await self._database.read(
            lambda connection: {row[0]: (MessageState(row[1]), row[2]) for row in connection.execute(found)}
        )


def _get(connection: Connection, schedule_id: int, *where: ColumnElement[bool]) -> ReportSchedule:
    found = _schedules(connection, select(REPORT_SCHEDULE).where(REPORT_SCHEDULE.c.id == schedule_id, *where))
    if not found:
        raise NotFound(id=schedule_id)
    return found[0]


def _add(connection: Connection, row: dict[str, Any], actor: str, now: float) -> ReportSchedule:
    whole = {**row, "created_by": actor, "created_at": now}
    made: int = connection.execute(insert(REPORT_SCHEDULE).values(whole).returning(REPORT_SCHEDULE.c.id)).scalar_one()
    add_line(connection, actor, "report_schedule.create", f"report_schedule:{made}", row, now)
    return _get(connection, made)


def _change(
    connection: Connection,
    schedule_id: int,
    row: dict[str, Any],
    actor: str,
    now: float,
    expected: ReportSchedule | None,
) -> ReportSchedule:
    _check(connection, schedule_id, expected)
    connection.execute(update(REPORT_SCHEDULE).where(REPORT_SCHEDULE.c.id == schedule_id).values(row))
    add_line(connection, actor, "report_schedule.change", f"report_schedule:{schedule_id}", row, now)
    return _get(connection, schedule_id)


def _check(connection: Connection, schedule_id: int, expected: ReportSchedule | None) -> None:
    """Raise NotFound, and Changed if it is not as expected; it stays as it is until this transaction ends.

    When it is next due is no part of its version.
    """
    found = _schedules(connection, select(REPORT_SCHEDULE).where(REPORT_SCHEDULE.c.id == schedule_id).with_for_update())
    if not found:
        raise NotFound(id=schedule_id)
    check_unchanged(found[0], ... if expected is None else replace(expected, next_at=found[0].next_at))


def _schedules(connection: Connection, statement: Select[Any]) -> list[ReportSchedule]:
    return [
        ReportSchedule(
            **{
                **row,
                "rhythm": Rhythm(row["rhythm"]),
                "figures": tuple(Dimension(one) for one in row["figures"]),
                "recipients": tuple(row["recipients"]),
            }
        )
        for row in connection.execute(statement).mappings()
    ]


def _runs(connection: Connection, statement: Select[Any]) -> list[ReportRun]:
    return [
        ReportRun(
            **{
                **row,
                "first_day": date.fromisoformat(row["first_day"]),
                "last_day": date.fromisoformat(row["last_day"]),
                "messages": tuple(row["messages"]),
            }
        )
        for row in connection.execute(statement).mappings()
    ]


def drop_schedules(connection: Connection, campaign_id: int) -> None:
    """Delete a campaign's schedules with their runs."""
    theirs = select(REPORT_SCHEDULE.c.id).where(REPORT_SCHEDULE.c.campaign_id == campaign_id).scalar_subquery()
    connection.execute(delete(REPORT_RUN).where(REPORT_RUN.c.schedule_id.in_(theirs)))
    connection.execute(delete(REPORT_SCHEDULE).where(REPORT_SCHEDULE.c.campaign_id == campaign_id))
