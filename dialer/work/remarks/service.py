"""Remarks: an agent reports what is wrong, and who can mend it answers."""

from collections.abc import Callable
from typing import Protocol

from dialer.audit.store import Audit
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.work.agents.store import Agents
from dialer.work.remarks.model import Remark, RemarkKind
from dialer.work.remarks.store import Remarks


class InCampaign(Protocol):
    """What is asked of a call here."""

    @property
    def campaign_id(self) -> int: ...


class AttemptReader(Protocol):
    """Reads attempts: `dialer.campaigns.attempts.store.attempts.Attempts` does."""

    async def get(self, attempt_id: str, *, sees: Visibility) -> InCampaign:
        """One attempt. Raises `UnknownAttempt`."""


class RemarkService:
    """Requests about remarks."""

    def __init__(
        self, agents: Agents, attempts: AttemptReader, remarks: Remarks, audit: Audit, clock: Callable[[], float]
    ) -> None:
        self._agents, self._attempts, self._remarks, self._audit, self._clock = agents, attempts, remarks, audit, clock

    async def report(self, agent_id: int, *, kind: RemarkKind, note: str, attempt_id: str | None, actor: str) -> Remark:
        """Write what the agent found wrong, in this call or in none. Raises `UnknownAgent`, `UnknownAttempt`."""
        agent = await self._agents.get(agent_id, sees=EVERYTHING)
        campaign_id = agent.campaign_id
        if attempt_id is not None:
            campaign_id = (await self._attempts.get(attempt_id, sees=EVERYTHING)).campaign_id
        now = self._clock()
        facts = {"agent_id": agent_id, "kind": kind.value}
        act = self._audit.act(actor=actor, action="remark.report", subject=_subject, facts=facts, now=now)
        return await Remarks(act).add(
            agent_id, campaign_id=campaign_id, attempt_id=attempt_id, kind=kind, note=note, now=now
        )

    async def resolve(self, remark_id: int, *, answer: str, actor: str, expected: Remark | None = None) -> Remark:
        """Write what came of it, for the agent to read. Raises `NotFound`, `Changed`."""
        now = self._clock()
        act = self._audit.act(
            actor=actor,
            action="remark.resolve",
            subject=_subject,
            facts=lambda remark: {"agent_id": remark.agent_id},
            now=now,
        )
        return await Remarks(act).resolve(remark_id, answer=answer, actor=actor, now=now, expected=expected)


def _subject(remark: Remark) -> str:
    return f"remark:{remark.id}"
