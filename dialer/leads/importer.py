"""Importing an uploaded table into a list, in a process of its own: the event loop next door must not wait for it."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from dialer.clock import now
from dialer.store import Store
from dialer.store.imports import Import

KILL_AFTER_S: Final = 5.0
STDERR_KEPT_BYTES: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProgress:
    """How far an import has come; the counts are of rows."""

    import_id: int
    rows: int
    loaded: int
    duplicates: int
    rejected: int
    rows_per_s: float


def _ignore(_: ImportProgress) -> None:
    """Progress that nobody asked for."""


async def import_file(
    store: Store,
    url: str,
    *,
    list_id: int,
    path: Path,
    filename: str,
    on_progress: Callable[[ImportProgress], None] = _ignore,
) -> Import:
    """Load the table in `path` into a list and return how that went; wait for the end.

    Rows that cannot be loaded are kept, each with its line and reason. A file that cannot be read at all makes a
    failed import with a message, not an exception. `url` is the store's own address; `filename` is what a person
    called the file. Raises UnknownList.
    """
    begun = await start_import(store, list_id=list_id, filename=filename)
    return await run_import(store, url, begun, path=path, on_progress=on_progress)


async def start_import(store: Store, *, list_id: int, filename: str) -> Import:
    """Write that an import begins, for a caller who wants its id before it runs. Raises UnknownList."""
    await store.lists.get(list_id)
    return await store.imports.start(list_id, filename, now=now())


async def run_import(
    store: Store, url: str, begun: Import, *, path: Path, on_progress: Callable[[ImportProgress], None] = _ignore
) -> Import:
    """Run an import that was started; cancelled, it ends as failed, with what was loaded so far kept."""
    wanted = await store.lists.get(begun.list_id)
    job = {"url": url, "import_id": begun.id, "list_id": wanted.id, "country": wanted.country, "path": str(path)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dialer.leads.import_process", stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        message = await _follow(process, orjson.dumps(job), on_progress)
    except asyncio.CancelledError:
        await _stop(process)
        await asyncio.shield(store.imports.end(begun.id, status="failed", message="The import was stopped.", now=now()))
        raise
    status = "failed" if message else "finished"
    return await store.imports.end(begun.id, status=status, message=message, now=now())


async def _follow(process: Process, job: bytes, on_progress: Callable[[ImportProgress], None]) -> str:
    """Give the process its job, pass its progress on, and return why it failed, or nothing."""
    assert process.stdin
    assert process.stdout
    assert process.stderr
    # The job goes in by the pipe: on the command line, every user of the machine could read the database's password.
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(job)
        process.stdin.close()
    message = ""
    async with asyncio.TaskGroup() as tasks:
        trouble = tasks.create_task(process.stderr.read())
        async for line in process.stdout:
            said = orjson.loads(line)
            if "failed" in said:
                message = str(said["failed"])
            else:
                on_progress(ImportProgress(**said))
    code = await process.wait()
    if code and not message:
        last = trouble.result()[-STDERR_KEPT_BYTES:].decode(errors="replace").strip().splitlines()
        message = f"The import broke off ({code}): {last[-1] if last else 'it said nothing'}"
    return message


async def _stop(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(KILL_AFTER_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
