"""Importing an uploaded table into a list, in a process of its own: the event loop next door must not wait for it."""

import asyncio
import logging
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from signal import Signals
from typing import Any, Final, NamedTuple

import orjson

from dialer.compliance.profile_paths import SHIPPED
from dialer.compliance.settings import LawSettings, write_law
from dialer.core.clock import now
from dialer.core.process_identity import new_owner
from dialer.imports.counts import COUNTS, ImportCounts
from dialer.imports.readers.limits import Limits
from dialer.imports.rows.duplicates import Duplicates
from dialer.imports.store.imports import Import
from dialer.lists.rules.field_types import WhenUnfit
from dialer.lists.store.lists import LeadList
from dialer.storage.retry import when_there
from dialer.stores import Store

log = logging.getLogger(__name__)

LEASE_S: Final = 86_400.0  # of an import that no API process loads: its owner's end frees it sooner
KILL_AFTER_S: Final = 5.0
WAITS: Final = "Waiting for the database"
STDERR_KEPT_BYTES: Final = 2000
# Before each start anew of a process that has died: a machine that was short of memory may have some again.
AGAIN_AFTER_S: Final = (1.0, 5.0, 20.0)


@dataclass(slots=True, kw_only=True)
class ImportProgress(ImportCounts):
    """How far an import has come; `total` are the rows of the file as far as it is known."""

    import_id: int
    total: int
    rows_per_s: float
    remaining_s: float | None
    message: str = ""  # what it waits for, if it does


class Ended(NamedTuple):
    """How a process ended: why the file cannot be loaded, if so, and of what it has died before its end, if it has.

    `absent`: the database was, or it was `full`; when it is back, another process may go on.
    """

    failed: str = ""
    died: str = ""
    absent: bool = False
    full: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How a file is read: what columns mean, by name, which sheet, what is done with duplicates and unfit cells."""

    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""  # of a spreadsheet; empty: the first that holds something
    header_row: int | None = None  # the line of the header, 0 if there is none; None: where it is found
    duplicates: Duplicates = field(default_factory=Duplicates)
    unfit: WhenUnfit = WhenUnfit.REJECT
    zero_back: bool = False  # a leading 0 that a spreadsheet surely has taken away is put back
    premium: bool = False  # numbers at a premium rate may come in
    country: str = ""  # of numbers written without one, and of the file's habits; empty: the list's

    def kept(self) -> dict[str, Any]:
        """As the store keeps them."""
        rule = self.duplicates
        said = {"by": sorted(rule.by), "scope": rule.scope.value, "then": rule.then.value}
        read = {"map": dict(self.columns), "sheet": self.sheet, "header_row": self.header_row}
        more = {"country": self.country} if self.country else {}
        rules = {"unfit": self.unfit.value, "zero_back": self.zero_back, "premium": self.premium}
        return {**read, "duplicates": said, **rules, **more}


def _ignore(_: ImportProgress) -> None:
    """Progress that nobody asked for."""


async def import_file(
    store: Store,
    url: str,
    *,
    list_id: int,
    path: Path,
    filename: str,
    options: ImportOptions | None = None,
    profiles: Path = SHIPPED,
    on_progress: Callable[[ImportProgress], None] = _ignore,
) -> Import:
    """Load the table in `path` into a list and return how that went; wait for the end.

    Rows that cannot be loaded are kept, each with its line and reason. A file that cannot be read at all makes a
    failed import with a message, not an exception. `url` is the store's own address; `filename` is what a person
    called the file. Raises UnknownList.
    """
    owner, until = new_owner(), now() + LEASE_S
    begun = await start_import(
        store, list_id=list_id, filename=filename, options=options, owner=owner, lease_until=until
    )
    return await run_import(store, url, begun, path=path, profiles=profiles, on_progress=on_progress)


async def start_import(
    store: Store,
    *,
    list_id: int,
    filename: str,
    stored: str = "",
    options: ImportOptions | None = None,
    owner: str = "",
    lease_until: float = 0.0,
) -> Import:
    """Write that an import begins, for a caller who wants its id before it runs. Raises UnknownList."""
    await store.lists.get(list_id)
    kept = (options or ImportOptions()).kept()
    return await store.imports.start(
        list_id, filename, stored=stored, options=kept, owner=owner, lease_until=lease_until, now=now()
    )


async def run_import(
    store: Store,
    url: str,
    begun: Import,
    *,
    path: Path,
    profiles: Path = SHIPPED,
    limits: Limits | None = None,
    on_progress: Callable[[ImportProgress], None] = _ignore,
) -> Import:
    """Run an import that was started, or go on with one that was broken off. `profiles` is the folder of the rules.

    If its process dies, another one goes on behind the last rows committed: three at most, and after the first of them
    only while each gets further. If the database goes away, or is full, it is waited for as long as it takes. When this
    is cancelled, the import stays as it is and can be gone on with; what was loaded so far is kept.
    """
    wanted = await when_there(store.lists.get, begun.list_id)
    law = await when_there(law_of, store, wanted, profiles)
    failed = await _load(
        lambda one: _job(store, url, one, wanted, reading_job(wanted, path, one.options, law, limits)),
        store,
        begun,
        on_progress,
    )
    status = "failed" if failed else "finished"
    return await when_there(store.imports.end, begun.id, status=status, message=failed, owner=begun.owner, now=now())


async def _load(
    job: Callable[[Import], bytes], store: Store, begun: Import, on_progress: Callable[[ImportProgress], None]
) -> str:
    """Have the file loaded, by one process after the other while they die; return why it was not, or nothing.

    One that ends because the database is away does not count, nor does one that has got further.
    """
    times, newest = 1, at_rest(begun)

    def told(progress: ImportProgress) -> None:
        nonlocal newest
        newest = progress
        on_progress(progress)

    while (ended := await _in_process(job(begun), told)).died or ended.absent:
        log.warning("import %d: its process ended early (%s)", begun.id, ended.died or ended.failed)
        if ended.absent:
            message = f"{WAITS}: {ended.failed.partition(': ')[2]}"
            on_progress(waits(newest, message))
            # What waits for the database waits until it takes this.
            await when_there(store.imports.say, begun.id, message, owner=begun.owner)
        left = await when_there(store.imports.left, begun.id)
        if (failed := _given_up(ended, begun, left, times)) is not None:
            return failed
        await asyncio.sleep(AGAIN_AFTER_S[-1 if ended.full else times - 1])
        log.warning("import %d: another process goes on behind row %d", left.id, left.rows)
        times = 1 if ended.absent and (ended.full or left.rows > begun.rows) else times + 1
        begun = left
    return ended.failed


def _given_up(ended: Ended, begun: Import, left: Import, times: int) -> str | None:
    """Why no other process goes on where one has ended early, so many times in a row; None if one does."""
    if left.status != "running" or left.owner != begun.owner:  # it was cancelled, or is another's by now
        return ended.failed
    stuck = left.rows == begun.rows
    if times <= len(AGAIN_AFTER_S) and not (ended.died and times > 1 and stuck):
        return None
    return ended.failed or (
        f"The process that reads the file ended early {times} times ({ended.died}). What it has loaded stays: "
        "load the file again."
    )


def at_rest(one: Import) -> ImportProgress:
    """How far an import is that no process loads just now."""
    counts = {name: getattr(one, name) for name in COUNTS}
    return ImportProgress(import_id=one.id, total=one.total, rows_per_s=0.0, remaining_s=None, **counts)


def waits(newest: ImportProgress, message: str) -> ImportProgress:
    """How far it is, and what it waits for."""
    return replace(newest, rows_per_s=0.0, remaining_s=None, message=message)


async def _in_process(job: bytes, on_progress: Callable[[ImportProgress], None]) -> Ended:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dialer.imports.worker", stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        return await _follow(process, job, on_progress)
    except asyncio.CancelledError:
        await _stop(process)
        raise


def _job(store: Store, url: str, begun: Import, wanted: LeadList, reading: Mapping[str, Any]) -> bytes:
    counts = {name: getattr(begun, name) for name in COUNTS}
    into: dict[str, Any] = {"import_id": begun.id, "list_id": wanted.id, "controller_id": wanted.controller_id}
    into |= {"campaign_id": wanted.campaign_id, "counts": counts, "owner": begun.owner}
    secret = {"url": url, "key": store.digests.key.hex()}
    return orjson.dumps({**into, **reading, **secret})


async def law_of(store: Store, wanted: LeadList, profiles: Path) -> dict[str, Any]:
    """The rules that a list's rows come in by: what its campaign chose, if it has one and that has."""
    if wanted.campaign_id is None:
        controller, law = await store.controllers.get(wanted.controller_id), LawSettings()
    else:
        campaign = await store.campaigns.get(wanted.campaign_id)
        controller, law = campaign.controller, campaign.law
    where = {"profiles": str(profiles), "country": wanted.country}
    return {**where, "settings": write_law(law), "controller": controller.name}


def reading_job(
    wanted: LeadList, path: Path, options: Mapping[str, Any], law: Mapping[str, Any], limits: Limits | None = None
) -> dict[str, Any]:
    """How a list's file is read, for an import or a preview of it. `law` is as `law_of` gives it.

    What the `options` say goes before what the list says.
    """
    most = asdict(limits or Limits())
    return {**wanted.reading(), "path": str(path), "law": dict(law), **options, "limits": most}


async def _follow(process: Process, job: bytes, on_progress: Callable[[ImportProgress], None]) -> Ended:
    """Give the process its job, pass its progress on, and return how it ended."""
    assert process.stdin
    assert process.stdout
    assert process.stderr
    # The job goes in by the pipe: on the command line, every user of the machine could read password and key.
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(job)
        process.stdin.close()
    ended = Ended()
    async with asyncio.TaskGroup() as tasks:
        trouble = tasks.create_task(process.stderr.read())
        async for line in process.stdout:
            said = orjson.loads(line)
            if "failed" in said:
                ended = Ended(**said)
            else:
                on_progress(ImportProgress(**said))
    code = await process.wait()
    return ended if ended.failed or not code else Ended(died=_of_what(code, trouble.result()))


def _of_what(code: int, said: bytes) -> str:
    """Of what a process has died: of a signal, or of what it has said at last."""
    if code < 0:
        return f"killed by {Signals(-code).name}"
    last = said[-STDERR_KEPT_BYTES:].decode(errors="replace").strip().splitlines()
    return last[-1] if last else f"exit code {code}"


async def _stop(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(KILL_AFTER_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
