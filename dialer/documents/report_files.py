"""Report files: making one is a job, and a large one can be made in the background and fetched later.

A file in the background lies in the state folder of the process that makes it, for its owner alone, and for a day.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Final

from dialer.core.request_errors import ReportNotThere, TooManyReports
from dialer.core.settings import Settings
from dialer.core.time_units import DAY_S
from dialer.i18n.message import msg
from dialer.jobs.kinds import REPORT, REPORT_FILE
from dialer.jobs.model import DONE, Job, JobKind
from dialer.jobs.runner import Runner
from dialer.jobs.turns import AtOnce

AT_ONCE: Final = 4  # in the background
KEPT_S: Final = DAY_S
BYTES: Final = msg("The report is written, counted in bytes")


class ReportFiles:
    """Reports as jobs, and the files of those that are made in the background."""

    def __init__(self, runner: Runner, settings: Settings, clock: Callable[[], float]) -> None:
        self._runner, self._folder, self._clock = runner, settings.state_dir / "reports", clock
        runner.add(JobKind(name=REPORT))
        runner.add(JobKind(name=REPORT_FILE, turns=AtOnce(AT_ONCE, waiting=0, refusal=TooManyReports)))
        runner.add_duty(self.tidy)

    def attend(self, subject: str, *, actor: str) -> AbstractAsyncContextManager[Job]:
        """The job of a report that a request makes inside."""
        return self._runner.attend(REPORT, subject, actor=actor)

    async def stream(self, subject: str, chunks: AsyncIterator[bytes], *, actor: str) -> AsyncIterator[bytes]:
        """The chunks of a report that a request passes on while they are made."""
        written = 0
        async with self.attend(subject, actor=actor) as job:
            async for chunk in chunks:
                yield chunk
                written += len(chunk)
                self._runner.report(job, written, phase=BYTES)

    async def start(
        self, subject: str, chunks: AsyncIterator[bytes], *, filename: str, media_type: str, actor: str
    ) -> Job:
        """Write the chunks into a file in the background. Raises `TooManyReports`."""

        async def work(job: Job) -> None:
            path, written = self._path(job.id), 0
            await asyncio.to_thread(self._folder.mkdir, mode=0o700, parents=True, exist_ok=True)
            try:
                with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    async for chunk in chunks:
                        await asyncio.to_thread(file.write, chunk)
                        written += len(chunk)
                        self._runner.report(job, written, phase=BYTES)
            except BaseException:
                path.unlink(missing_ok=True)
                raise

        about = {"filename": filename, "media_type": media_type}
        return await self._runner.start(REPORT_FILE, subject, work, actor=actor, arguments=about)

    def file_of(self, job: Job, *, actor: str) -> Path:
        """The file of a report that this actor has asked for. Raises `ReportNotThere`."""
        path = self._path(job.id)
        if job.kind != REPORT_FILE or job.status != DONE or job.actor != actor or not path.is_file():
            raise ReportNotThere(id=job.id)
        return path

    async def tidy(self) -> None:
        """Delete files that are older than a day."""
        await asyncio.to_thread(_remove, self._folder, self._clock() - KEPT_S)

    def _path(self, job_id: int) -> Path:
        return self._folder / f"report-{job_id}"


def _remove(folder: Path, before: float) -> None:
    for path in folder.glob("report-*"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
