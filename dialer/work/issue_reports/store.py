"""Issue reports: made, listed, resolved."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from dialer.core.errors import NotFound
from dialer.core.time_units import DAY_S
from dialer.core.visibility import Visibility
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import AGENT, ISSUE_REPORT
from dialer.storage.sql import check_unchanged
from dialer.storage.visibility import visible_to
from dialer.work.issue_reports.model import IssueReport, IssueReportKind
from dialer.work.pauses.store import KEPT_DAYS

KEPT_S: Final = KEPT_DAYS * DAY_S  # after they were resolved
_NAME: Final = func.coalesce(func.nullif(AGENT.c.display_name, ""), AGENT.c.name).label("agent_name")
_SHOWN: Final = select(*ISSUE_REPORT.c, _NAME).join(AGENT, AGENT.c.id == ISSUE_REPORT.c.agent_id)


class IssueReports:
    """The issue reports of all agents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        agent_id: int,
        *,
        campaign_id: int | None,
        attempt_id: str | None,
        kind: IssueReportKind,
        note: str,
        now: float,
    ) -> IssueReport:
        """Write an issue report, and forget those that were resolved long ago."""
        row = {"agent_id": agent_id, "campaign_id": campaign_id, "attempt_id": attempt_id, "kind": kind.value}
        return await self._database.write(_add, {**row, "note": note, "made_at": now}, now)

    async def get(self, report_id: int, *, sees: Visibility) -> IssueReport:
        """One issue report. Raises NotFound."""
        statement = _SHOWN.where(
            ISSUE_REPORT.c.id == report_id, *visible_to(sees, ISSUE_REPORT), *visible_to(sees, AGENT)
        )
        found = await self._database.read(_reports, statement)
        if not found:
            raise NotFound(id=report_id)
        return found[0]

    async def list(
        self,
        *,
        agent_id: int | None = None,
        campaign_id: int | None = None,
        kind: IssueReportKind | None = None,
        is_open: bool | None = None,
        page: PageRequest,
        sees: Visibility,
    ) -> list[IssueReport]:
        """A page of the issue reports; `is_open`: only those that are resolved, or only those that are not."""
        statement = _SHOWN.where(*visible_to(sees, ISSUE_REPORT), *visible_to(sees, AGENT))
        equal = {"agent_id": agent_id, "campaign_id": campaign_id, "kind": kind.value if kind else None}
        for name, value in equal.items():
            if value is not None:
                statement = statement.where(ISSUE_REPORT.c[name] == value)
        if is_open is not None:
            resolved = ISSUE_REPORT.c.resolved_at
            statement = statement.where(resolved.is_(None) if is_open else resolved.is_not(None))
        return await self._database.read(_reports, page_of(statement, ISSUE_REPORT, page))

    @writes
    def resolve(
        self,
        connection: Connection,
        report_id: int,
        *,
        answer: str,
        actor: str,
        now: float,
        expected: IssueReport | None = None,
    ) -> IssueReport:
        """Write what came of it. Raises NotFound, and Changed if it is not as expected."""
        there = _reports(connection, _SHOWN.where(ISSUE_REPORT.c.id == report_id).with_for_update(of=ISSUE_REPORT))
        if not there:
            raise NotFound(id=report_id)
        check_unchanged(there[0], ... if expected is None else expected)
        said = {"resolved_at": now, "resolved_by": actor, "answer": answer}
        connection.execute(update(ISSUE_REPORT).where(ISSUE_REPORT.c.id == report_id).values(said))
        return _reports(connection, _SHOWN.where(ISSUE_REPORT.c.id == report_id))[0]


def _add(connection: Connection, row: dict[str, Any], now: float) -> IssueReport:
    connection.execute(delete(ISSUE_REPORT).where(ISSUE_REPORT.c.resolved_at < now - KEPT_S))
    made = connection.execute(insert(ISSUE_REPORT).values(row).returning(ISSUE_REPORT.c.id)).scalar_one()
    return _reports(connection, _SHOWN.where(ISSUE_REPORT.c.id == made))[0]


def _reports(connection: Connection, statement: Select[Any]) -> list[IssueReport]:
    rows = connection.execute(statement).mappings()
    return [IssueReport(**{**row, "kind": IssueReportKind(row["kind"])}) for row in rows]


def forget_notes(connection: Connection, attempt_ids: Collection[str]) -> None:
    """Take out the notes of issue reports made in these calls: they may name the person."""
    connection.execute(update(ISSUE_REPORT).where(ISSUE_REPORT.c.attempt_id.in_(attempt_ids)).values(note=""))
