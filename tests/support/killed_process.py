"""Processes of `work_apart` as they are started, and work that is killed in the middle."""

from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from types import ModuleType
from typing import Any

import pytest

from dialer.jobs import worker_process
from dialer.jobs.worker_process import Work, work_apart


def processes_started(patch: pytest.MonkeyPatch) -> list[ForkServerProcess]:
    """Those that are started from now on, in order."""
    start, started = worker_process._start, list[ForkServerProcess]()

    def starts(process: ForkServerProcess, *theirs: Connection) -> None:
        start(process, *theirs)
        started.append(process)

    patch.setattr(worker_process, "_start", starts)
    return started


def killed_when_it_first_tells(patch: pytest.MonkeyPatch, desk: ModuleType) -> None:
    """Let each process that this desk starts be killed (SIGKILL) as soon as it has told the first thing."""
    started = processes_started(patch)

    async def work(work: Work, job: dict[str, Any], hear: Callable[[Any], None]) -> Any:
        def told(one: Any) -> None:
            started[-1].kill()
            hear(one)

        return await work_apart(work, job, told)

    patch.setattr(desk, "work_apart", work)
