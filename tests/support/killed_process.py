"""A process that works on a file, and is killed in the middle."""

import asyncio
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from dialer.jobs.worker_process import Work, work_apart


def killed_when_it_first_tells(patch: pytest.MonkeyPatch, desk: ModuleType) -> None:
    """Let the process that this desk starts next be killed (SIGKILL) as soon as it has told the first thing."""
    start = asyncio.create_subprocess_exec
    started: list[asyncio.subprocess.Process] = []

    async def starts(*words: Any, **pipes: Any) -> asyncio.subprocess.Process:
        started.append(await start(*words, **pipes))
        return started[-1]

    async def work(work: Work, job: dict[str, Any], hear: Callable[[Any], None]) -> Any:
        def told(one: Any) -> None:
            if started[-1].returncode is None:
                started[-1].kill()
            hear(one)

        return await work_apart(work, job, told)

    patch.setattr(asyncio, "create_subprocess_exec", starts)
    patch.setattr(desk, "work_apart", work)
