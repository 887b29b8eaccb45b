"""Takes in one register's answer in a separate process that reports its progress.

The file is read to its end first, and nothing is written unless the whole file is credible.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final

from dialer.core.clock import now
from dialer.core.file_fault import BadFile, unread
from dialer.core.visibility import EVERYTHING
from dialer.jobs.worker_process import bound_memory, step_back, tell
from dialer.people.imports.readers.number_file import NoNumbers, NumberFile, NumberFileOptions, asked_of, country_of
from dialer.people.registers.answer_file import AnswerRead, Wrong
from dialer.people.registers.answer_spool import Spool
from dialer.people.registers.model import REGISTERS, ResultForm
from dialer.people.registers.store.registers import Registers, Scrub
from dialer.storage.database import open_database
from dialer.storage.digests import Digests
from dialer.storage.throttle import Pace

SAY_EVERY_S: Final = 0.5
AT_MOST: Final = 10_000  # numbers per transaction
REJECTED_AT_ONCE: Final = 500  # rows per progress message, so that the receiver is never busy for long


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerJob:
    """A register's answer to be taken in. `folder` holds the spool."""

    scrub_id: int
    asked: NumberFileOptions
    form: ResultForm
    receipt: str
    version: str
    checked_at: float  # when the register gave it, or was asked
    listed_by: float | None  # from when undated entries count; None: from `checked_at`
    none_listed: bool
    actor: str
    now: float
    folder: str
    url: str = field(repr=False)
    key: str = field(repr=False)


class _Wrong(Exception):  # noqa: N818 - reads as what it is
    """The answer is not credible."""


@dataclass(slots=True)
class _Progress:
    """Reports progress from time to time, and stores it with the scrub for others to read."""

    registers: Registers
    scrub_id: int
    since: float
    phase: str
    total: int
    done: int = 0
    _said_at: float = 0.0

    async def add(self, count: int) -> None:
        self.done += count
        if now() - self._said_at >= SAY_EVERY_S:
            await self.say()

    async def say(self) -> None:
        self._said_at, total = now(), max(self.total, self.done)
        tell({"phase": self.phase, "done": self.done, "total": total})
        await self.registers.note(self.scrub_id, phase=self.phase, done=self.done, total=total, since=self.since)


class _Taking:
    """One answer being taken in."""

    def __init__(
        self, job: AnswerJob, scrub: Scrub, registers: Registers, digests: Digests, spool: Spool, pace: Pace
    ) -> None:
        self._job, self._scrub, self._registers = job, scrub, registers
        self._digests, self._spool, self._pace = digests, spool, pace

    async def read(self) -> tuple[AnswerRead, str]:
        """Read the whole file into the spool; return the reading and the file's hash. Raises _Wrong."""
        job, scrub, read = (
            self._job,
            self._scrub,
            AnswerRead(form=self._job.form, country=country_of(REGISTERS[self._scrub.register_name].calling_code)),
        )
        code = REGISTERS[scrub.register_name].calling_code
        file = NumberFile(replace(job.asked, country=country_of(code), calling_code=code))
        try:
            sha256 = _sha256(job.asked.path)
            progress = self._progress("reading", 0)
            for batch in file.batches():
                await self._keep(read, *read.take(batch))
                _refuse(read.too_many(scrub.sent))
                progress.total = file.total
                await progress.add(batch.rows)
        except NoNumbers:
            pass  # `AnswerRead.wrong` decides what an empty file means
        except BadFile as bad:
            raise _Wrong([("file", bad.reason)]) from None
        _refuse(read.wrong(scrub.id, none_listed=job.none_listed, same=sha256 == scrub.sent_sha256))
        return read, sha256

    async def _keep(
        self, read: AnswerRead, answers: Mapping[str, bool], lines: Mapping[str, int], since: Mapping[str, float]
    ) -> None:
        hashed = dict(zip(self._digests.many(answers), answers, strict=True))
        asked = await self._registers.asked(self._scrub.id, hashed)
        read.not_asked([lines[number] for digest, number in hashed.items() if digest not in asked])
        there = {digest: number for digest, number in hashed.items() if digest in asked}
        dated = {digest: since[number] for digest, number in there.items() if number in since}
        self._spool.put({digest: answers[number] for digest, number in there.items()}, dated)

    async def write(self, sha256: str) -> int:
        """Write the answers, and those that follow for the other requested numbers; return how many were answered."""
        job, registers = self._job, self._registers
        facts = {"receipt": job.receipt, "version": job.version, "sha256": sha256, "actor": job.actor}
        await registers.begin(job.scrub_id, **facts, since=job.now)
        await self._write_read(sha256)
        if job.form is not ResultForm.FLAGS:
            await self._write_rest(sha256)
        answered, listed = await registers.counted(self._scrub)
        await registers.returned(job.scrub_id, **facts, listed=listed, checked_at=job.checked_at, now=job.now)
        return answered

    async def _write_read(self, sha256: str) -> None:
        progress = self._progress("writing", self._spool.count)
        await progress.say()
        self._spool.rewind()
        while (some := self._spool.next(self._pace.rows))[0]:
            answers, since = some
            await self._registers.answer(
                self._job.scrub_id,
                answers,
                checked_at=self._job.checked_at,
                sha256=sha256,
                since=since,
                listed_by=self._job.listed_by,
            )
            await self._pace.rest(len(answers))
            await progress.add(len(answers))

    async def _write_rest(self, sha256: str) -> None:
        job, progress = self._job, self._progress("concluding", self._scrub.sent)
        await progress.say()
        after: str | None = ""
        while after is not None:
            most = self._pace.rows
            _, after = await self._registers.answer_rest(
                job.scrub_id,
                listed=job.form is ResultForm.FREE,
                checked_at=job.checked_at,
                listed_by=job.listed_by,
                sha256=sha256,
                after=after,
                most=most,
            )
            await self._pace.rest(most)
            await progress.add(min(most, self._scrub.sent - progress.done))

    def _progress(self, phase: str, total: int) -> _Progress:
        return _Progress(self._registers, self._scrub.id, self._job.now, phase, total)


def _refuse(wrong: Wrong) -> None:
    if wrong:
        raise _Wrong(wrong)


def _sha256(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unread(error) from None


async def take_in(job: AnswerJob) -> dict[str, Any]:
    """Take the answer in and report its rejected rows; return the result or the faults."""
    digests = Digests(bytes.fromhex(job.key))
    async with open_database(job.url, loads=True) as database:
        step_back()
        registers = Registers(database, digests)
        scrub = await registers.get(job.scrub_id, sees=EVERYTHING)
        with TemporaryFile(dir=job.folder) as file:
            taking = _Taking(job, scrub, registers, digests, Spool(file), Pace(database, most=AT_MOST))
            try:
                read, sha256 = await taking.read()
            except _Wrong as wrong:
                await registers.note(scrub.id, since=job.now)
                return {"wrong": wrong.args[0]}
            answered = await taking.write(sha256)
    for start in range(0, len(read.rejected), REJECTED_AT_ONCE):
        tell({"rejected": [asdict(one) for one in read.rejected[start : start + REJECTED_AT_ONCE]]})
    return {"rows": read.rows, "answered": answered, "rejected_rows": read.rejected_rows}


def take_in_apart(written: dict[str, Any]) -> dict[str, Any]:
    """Run `take_in` in this separate process, for the job as JSON."""
    bound_memory()
    return asyncio.run(take_in(job_of(written)))


def job_of(written: dict[str, Any]) -> AnswerJob:
    """The job from its JSON."""
    return AnswerJob(**written | {"asked": asked_of(written["asked"]), "form": ResultForm(written["form"])})
