"""Loads one uploaded table, in a separate process that reports its progress."""

import asyncio
import gc
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dialer.core.clock import now
from dialer.core.file_fault import BadFile
from dialer.jobs.model import Interrupted
from dialer.jobs.worker_process import step_back, tell
from dialer.people.imports.admission import Ruled
from dialer.people.imports.counts import COUNTS
from dialer.people.imports.reader_process import BROKE_OFF, Failed, Head, ReaderProcess, reading_of, rules_of
from dialer.people.imports.rows.batch import Batch
from dialer.people.imports.rows.duplicates import By, DuplicateAction, Duplicates, Scope
from dialer.people.imports.store.batch import ImportStopped, Loaded, load_batch
from dialer.people.imports.store.imports import change
from dialer.people.imports.store.matching import Into
from dialer.storage.database import Database, open_database
from dialer.storage.digests import Digests
from dialer.storage.throttle import Pace

GARBAGE_AFTER: Final = 500_000  # new objects: a batch of rows makes many, and no cycles
SAY_EVERY_S: Final = 0.2


@dataclass(slots=True)
class Progress:
    """The rows so far, reported now and then."""

    import_id: int
    total: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    began_at: float = field(default_factory=now)
    read_before: int = 0
    _said_at: float = 0.0
    _said: int = -1

    def add(self, done: Loaded) -> None:
        """Add a batch's counts."""
        for name in COUNTS:
            self.counts[name] += getattr(done, name)
        if now() - self._said_at >= SAY_EVERY_S:
            self.say()

    def say(self) -> None:
        """Report the progress, unless it has not changed."""
        rows, rate = self.counts["rows"], self.rows_per_s
        if rows == self._said:
            return
        self._said, self._said_at = rows, now()
        total = max(self.total, rows)
        remaining_s = round((total - rows) / rate, 1) if rate else None
        rates = {"rows_per_s": round(rate, 1), "remaining_s": remaining_s}
        tell({"import_id": self.import_id, "total": total, **self.counts, **rates})

    @property
    def rows_per_s(self) -> float:
        """The speed of this process so far."""
        return (self.counts["rows"] - self.read_before) / max(now() - self.began_at, 1e-3)


def load(job: dict[str, Any]) -> None:
    """Load the job's file to its end, or until the import is stopped. Raises BadFile, and Interrupted."""
    gc.set_threshold(GARBAGE_AFTER)
    rules = rules_of(job)
    digests = Digests(bytes.fromhex(job["key"]))
    reading = reading_of(job, rules, skip=job["counts"]["rows"], digests=digests)
    objection = rules.admission.of_suppressed() if rules.admission is not None else None
    reader = ReaderProcess(reading)  # forked before this process has threads
    try:
        asyncio.run(_load(_into(job, objection), job, digests, reader))
    except ImportStopped:
        pass  # the process that stopped it reports that
    finally:
        reader.close()


async def _load(into: Into, job: dict[str, Any], digests: Digests, reader: ReaderProcess) -> None:
    progress = Progress(job["import_id"], counts=dict(job["counts"]), read_before=job["counts"]["rows"])
    waiting: list[Batch] = []
    async with open_database(job["url"], loads=True) as database:
        step_back()
        pace = Pace(database)
        # Reading blocks this loop, which has nothing else to do.
        for news in reader:
            match news:
                case Failed(reason=reason):
                    raise Interrupted(reason, died=True) if reason == BROKE_OFF else BadFile(reason)
                case Head(header=header, total=total, skipped=skipped):
                    progress.total = total
                    known = {"header": header, "total": total, "skipped": skipped}
                    await database.write(change, progress.import_id, known)
                case Batch():
                    waiting.append(news)
                    if sum(batch.rows for batch in waiting) >= pace.rows:
                        dialling = await _write(database, digests, into, waiting, progress, pace)
                        reader.beside(dialling=dialling)
                        waiting = []
        if waiting:
            await _write(database, digests, into, waiting, progress, pace)
        progress.say()


async def _write(
    database: Database, digests: Digests, into: Into, waiting: Sequence[Batch], progress: Progress, pace: Pace
) -> bool:
    """Write some batches as one; return whether a campaign dials."""
    batch = _joined(waiting)
    done = await database.write(load_batch, digests, into, batch, progress.rows_per_s)
    pace.wrote(batch.rows, dialling=done.dialling)
    progress.add(done)
    await asyncio.sleep(pace.rest_s)
    return done.dialling


def _joined(batches: Sequence[Batch]) -> Batch:
    if len(batches) == 1:
        return batches[0]
    return Batch(
        rows=sum(batch.rows for batch in batches),
        leads=[lead for batch in batches for lead in batch.leads],
        phones=[phones for batch in batches for phones in batch.phones],
        rejected=[row for batch in batches for row in batch.rejected],
        digests=[digest for batch in batches for digest in batch.digests],
        ruled=[ruled for batch in batches for ruled in batch.ruled],
        unfit=sum(batch.unfit for batch in batches),
        kinds=sum((batch.kinds for batch in batches), Counter()),
    )


def _into(job: dict[str, Any], objection: Ruled | None) -> Into:
    said = job["duplicates"]
    duplicates = Duplicates(
        by=frozenset(By(one) for one in said["by"]), scope=Scope(said["scope"]), then=DuplicateAction(said["then"])
    )
    return Into(
        import_id=job["import_id"],
        list_id=job["list_id"],
        company_id=job["company_id"],
        campaign_id=job["campaign_id"],
        duplicates=duplicates,
        owner=job["owner"],
        objection=objection,
    )
