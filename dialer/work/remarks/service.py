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
        remark = await self._remarks.add(
            agent_id, campaign_id=campaign_id, attempt_id=attempt_id, kind=kind, note=note, now=now
        )
        await self._note("remark.report", remark.id, actor, {"agent_id": agent_id, "kind": kind.value})
        return remark

    async def resolve(self, remark_id: int, *, answer: str, actor: str, expected: Remark | None = None) -> Remark:
        """Write what came of it, for the agent to read. Raises `NotFound`, `Changed`."""
        remark = await self._remarks.resolve(
            remark_id, answer=answer, actor=actor, now=self._clock(), expected=expected
        )
        await self._note("remark.resolve", remark_id, actor, {"agent_id": remark.agent_id})
        return remark

    async def _note(self, action: str, remark_id: int, actor: str, facts: dict[str, object]) -> None:
        await self._audit.add(actor=actor, action=action, subject=f"remark:{remark_id}", facts=facts, now=self._clock())
