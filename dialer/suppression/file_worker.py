"""Suppressing every number of a file, in a process of its own that tells what became of each batch."""

import asyncio
from dataclasses import asdict, dataclass, field
from typing import Any

from dialer.imports.readers.number_file import NumberFile, NumbersAsked, asked_of
from dialer.jobs.process import bound_memory, step_back, tell
from dialer.storage.database import open_database
from dialer.storage.digests import Digests
from dialer.storage.throttle import Pace
from dialer.suppression.store.suppressions import CHUNK, Suppressions


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressJob:
    """A file whose numbers are not to be called any more."""

    scope: str
    asked: NumbersAsked
    reason: str
    source: str
    actor: str
    now: float
    url: str = field(repr=False)
    key: str = field(repr=False)


async def suppress(job: SuppressJob) -> None:
    """Suppress as many numbers at once as the database may be had for; placing waits meanwhile.

    What came before a failure stays, as do the good numbers of a row.
    """
    async with open_database(job.url, loads=True) as database:
        step_back()
        suppressions, file = Suppressions(database, Digests(bytes.fromhex(job.key))), NumberFile(job.asked)
        pace = Pace(database, most=CHUNK)
        for batch in file.batches():
            numbers = [*(number for row in batch.read for number in row.numbers), *batch.others]
            added, live, start = 0, list[str](), 0
            while start < len(numbers) or start == 0:  # once without a number too: the scope may be none that is there
                some = numbers[start : start + pace.rows]
                done = await suppressions.add(
                    job.scope, some, reason=job.reason, source=job.source, actor=job.actor, now=job.now
                )
                added, live = added + done.added, [*live, *done.ringing]
                start += max(len(some), 1)
                await pace.rest(len(some))
            told = {"rows": batch.rows, "total": file.total, "numbers": len(numbers), "added": added}
            tell({**told, "live": live, "header": batch.header, "rejected": [asdict(row) for row in batch.rejected]})


def suppress_apart(job: dict[str, Any]) -> None:
    """The same in a process of its own. Raises BadFile, BadReference."""
    bound_memory()
    asyncio.run(suppress(SuppressJob(**job | {"asked": asked_of(job["asked"])})))
