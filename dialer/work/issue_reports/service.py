"""Issue reports: an agent reports what is wrong, and who can mend it answers."""

from collections.abc import Callable
from typing import Protocol

from dialer.audit.store import Audit
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.work.agents.store import Agents
from dialer.work.issue_reports.model import IssueReport, IssueReportKind
from dialer.work.issue_reports.store import IssueReports


class InCampaign(Protocol):
    """What is asked of a call here."""

    @property
    def campaign_id(self) -> int: ...


class AttemptReader(Protocol):
    """Reads attempts: `dialer.campaigns.attempts.store.attempts.Attempts` does."""

    async def get(self, attempt_id: str, *, sees: Visibility) -> InCampaign:
        """One attempt. Raises `UnknownAttempt`."""


class IssueReportService:
    """Requests about issue reports."""

    def __init__(
        self, agents: Agents, attempts: AttemptReader, reports: IssueReports, audit: Audit, clock: Callable[[], float]
    ) -> None:
        self._agents, self._attempts, self._reports, self._audit, self._clock = agents, attempts, reports, audit, clock

    async def create(
        self, agent_id: int, *, kind: IssueReportKind, note: str, attempt_id: str | None, actor: str
    ) -> IssueReport:
        """Write what the agent found wrong, in this call or in none. Raises `UnknownAgent`, `UnknownAttempt`."""
        agent = await self._agents.get(agent_id, sees=EVERYTHING)
        campaign_id = agent.campaign_id
        if attempt_id is not None:
            campaign_id = (await self._attempts.get(attempt_id, sees=EVERYTHING)).campaign_id
        now = self._clock()
        facts = {"agent_id": agent_id, "kind": kind.value}
        act = self._audit.act(actor=actor, action="issue_report.create", subject=_subject, facts=facts, now=now)
        return await IssueReports(act).add(
            agent_id, campaign_id=campaign_id, attempt_id=attempt_id, kind=kind, note=note, now=now
        )

    async def resolve(
        self, report_id: int, *, answer: str, actor: str, expected: IssueReport | None = None
    ) -> IssueReport:
        """Write what came of it, for the agent to read. Raises `NotFound`, `Changed`."""
        now = self._clock()
        act = self._audit.act(
            actor=actor,
            action="issue_report.resolve",
            subject=_subject,
            facts=lambda report: {"agent_id": report.agent_id},
            now=now,
        )
        return await IssueReports(act).resolve(report_id, answer=answer, actor=actor, now=now, expected=expected)


def _subject(report: IssueReport) -> str:
    return f"issue_report:{report.id}"
