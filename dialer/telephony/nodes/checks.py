"""Checks of a node's Asterisk as a job: what `pronto asterisk check` finds, asked for from the page and kept a week."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dialer.audit.store import Audit
from dialer.core.errors import NotFound
from dialer.i18n.message import from_plain, to_plain
from dialer.jobs.kinds import ASTERISK_CHECK
from dialer.jobs.model import OPEN, Job, JobKind
from dialer.jobs.runner import Runner
from dialer.jobs.store import Jobs
from dialer.messaging.bus import Bus, Topic
from dialer.messaging.request import engine_is_there
from dialer.telephony.asterisk.check import Finding
from dialer.telephony.nodes.inspection import inspect
from dialer.telephony.nodes.store.nodes import Nodes

ACTION = "node.check"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeCheck:
    """The last check of a node; its job is under way until `ended_at` is known."""

    job: Job
    findings: tuple[Finding, ...]  # what is wrong first


class NodeChecks:
    """Checks of nodes. The engine that holds the node asks its Asterisk."""

    def __init__(
        self, nodes: Nodes, jobs: Jobs, audit: Audit, runner: Runner, bus: Bus, clock: Callable[[], float]
    ) -> None:
        self._nodes, self._jobs, self._audit, self._runner = nodes, jobs, audit, runner
        self._bus, self._clock = bus, clock
        runner.add(JobKind(name=ASTERISK_CHECK, run=self._run, failed=_leave))

    async def begin(self, node_id: int, *, actor: str) -> NodeCheck:
        """Have a node checked; one that is under way already is not doubled. Raises NotFound."""
        node = await self._nodes.get(node_id)
        if node.retired_at is not None:
            raise NotFound(node=node.name)
        before, subject = await self._newest(node_id), f"node:{node_id}"
        if before is not None and before.status in OPEN:
            return _check(before)
        job = await self._jobs.queue(ASTERISK_CHECK, subject, {}, actor=actor, now=self._clock())
        await self._audit.add(actor=actor, action=ACTION, subject=subject, facts={}, now=self._clock())
        self._runner.wake()
        return _check(job)

    async def read(self, node_id: int) -> NodeCheck | None:
        """The last check of a node; None if it was never checked, or a week ago. Raises NotFound."""
        await self._nodes.get(node_id)
        job = await self._newest(node_id)
        return None if job is None else _check(job)

    async def _newest(self, node_id: int) -> Job | None:
        return await self._jobs.newest(ASTERISK_CHECK, f"node:{node_id}")

    async def _run(self, job: Job) -> None:
        node = await self._nodes.get(int(job.subject.partition(":")[2]))
        board: Mapping[str, Any] = {}
        if await engine_is_there(self._bus, now=self._clock()):
            board = await self._bus.latest(Topic.BOARD) or {}
        found = await inspect(self._bus, board, node)
        rows = [
            {"ok": one.ok, "what": to_plain(one.what), "where": to_plain(one.where), "mend": to_plain(one.mend)}
            for one in sorted(found, key=lambda one: one.ok)
        ]
        await self._jobs.keep(job.id, self._runner.owner, rows)


async def _leave(_job: Job, _error: Exception) -> None:
    """A check that failed says so by its job alone."""


def _check(job: Job) -> NodeCheck:
    rows = job.result or ()
    found = tuple(Finding(**{name: from_plain(value) for name, value in one.items()}) for one in rows)
    return NodeCheck(job=job, findings=found)
