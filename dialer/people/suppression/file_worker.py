"""Suppresses every number of a file, in a separate process that reports the result of each batch."""

import asyncio
from dataclasses import asdict
from typing import Any

from dialer.jobs.worker_process import bound_memory, step_back, tell
from dialer.people.imports.readers.number_file import NumberFile, NumberFileOptions, asked_of
from dialer.people.suppression.store.suppressions import CHUNK, Suppressions
from dialer.storage.database import open_database
from dialer.storage.digests import Digests
from dialer.storage.throttle import Pace


async def suppress(scope: str, asked: NumberFileOptions, *, url: str, key: str, **said: Any) -> None:
    """Suppress the numbers in chunks as large as the database allows; placing waits during each.

    After a failure everything written stays, and so do the valid numbers of a rejected row. `said` are the remaining
    arguments of `Suppressions.add`.
    """
    async with open_database(url, loads=True) as database:
        step_back()
        suppressions, file = Suppressions(database, Digests(bytes.fromhex(key))), NumberFile(asked)
        pace = Pace(database, most=CHUNK)
        for batch in file.batches():
            numbers = [*(number for row in batch.read for number in row.numbers), *batch.others]
            added, live, start = 0, list[str](), 0
            while start < len(numbers) or start == 0:  # once even without numbers, to check that the scope exists
                some = numbers[start : start + pace.rows]
                done = await suppressions.add(scope, some, **said)
                added, live = added + done.added, [*live, *done.ringing]
                start += max(len(some), 1)
                await pace.rest(len(some))
            told = {"rows": batch.rows, "total": file.total, "numbers": len(numbers), "added": added}
            tell({**told, "live": live, "header": batch.header, "rejected": [asdict(row) for row in batch.rejected]})


def suppress_apart(job: dict[str, Any]) -> None:
    """Run `suppress` in this separate process. Raises BadFile, BadReference."""
    bound_memory()
    asyncio.run(suppress(**job | {"asked": asked_of(job["asked"])}))
