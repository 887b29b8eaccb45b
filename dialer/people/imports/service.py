"""Uploads: a file arrives as a stream, is kept on disk, and a job loads it into its list.

One import is loaded at a time; the others are queued, and show their place. The queue is limited, and so is the disk
space of all uploaded files; previews are made beside the import, a few at a time.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from dialer.audit.store import Act
from dialer.core.file_fault import BadFile
from dialer.core.request_errors import (
    ImportEnded,
    ImportNotFinished,
    Invalid,
    NotWaiting,
    TooManyImports,
    TooManyPreviews,
    TooManyUnconfirmed,
    UploadElsewhere,
)
from dialer.core.settings import Settings
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import Message, msg
from dialer.jobs.kinds import LIST_IMPORT, PREVIEW
from dialer.jobs.model import FAULT, QUEUED, Interrupted, Job, JobKind
from dialer.jobs.runner import Runner
from dialer.jobs.turns import AtOnce
from dialer.messaging.bus import Bus, Topic
from dialer.people.imports import upload_folder
from dialer.people.imports.dry_run import look_into
from dialer.people.imports.importer import ImportOptions, ImportProgress, at_rest, load_file
from dialer.people.imports.reader_process import BROKE_OFF
from dialer.people.imports.readers.limits import limits_of
from dialer.people.imports.rows.spreadsheet_cells import csv_row
from dialer.people.imports.store.imports import WAITING, Import, Imports, RowsAgain
from dialer.people.imports.upload_folder import remove, remove_left_over
from dialer.people.lists.store.lists import LeadList
from dialer.storage.error_codes import lasts
from dialer.storage.error_messages import explain_trouble
from dialer.stores.people import PeopleStore

log = logging.getLogger(__name__)

LEFT_OVER_S: Final = DAY_S
FILE_GONE: Final = msg("Pronto was stopped while this import ran, and its file is gone; the rows before are loaded.")
PREVIEWS_AT_ONCE: Final = 2  # each has its own process, as the import has
PREVIEWS_WAITING: Final = 8
UNCONFIRMED_AT_MOST: Final = 100


class Uploads:
    """Requests about uploads."""

    def __init__(
        self,
        store: PeopleStore,
        runner: Runner,
        bus: Bus,
        settings: Settings,
        clock: Callable[[], float],
        *,
        loaded: Callable[[Import], Awaitable[None]],
    ) -> None:
        self._loaded = loaded  # called for each import that has changed leads, however it ended
        self._store, self._runner, self._bus, self._settings, self._clock = store, runner, bus, settings, clock
        previews = AtOnce(PREVIEWS_AT_ONCE, waiting=PREVIEWS_WAITING, refusal=TooManyPreviews)
        runner.add(JobKind(name=PREVIEW, turns=previews))
        self._newest: dict[int, ImportProgress] = {}  # of imports that this process loads
        kind = JobKind(
            name=LIST_IMPORT,
            run=self._load,
            at_once=1,
            failed=self._fail,
            is_here=lambda job: (settings.uploads_dir / job.arguments["stored"]).is_file(),
            waits=self._say_wait,
            queued=self._tell_places,
        )
        runner.add(kind)
        runner.add_duty(self.tidy)

    @property
    def limit_bytes(self) -> int:
        """How large an uploaded file may be."""
        return self._settings.upload_limit_bytes

    async def tidy(self) -> None:
        """End imports that nobody confirms, and delete files that are no longer needed."""
        before = self._clock() - LEFT_OVER_S
        waiting = await self._store.imports.open(WAITING)
        for one in waiting:
            if one.started_at < before:
                message = msg("Nobody confirmed this import within a day.")
                await self._store.imports.cancel(one.id, message=message, now=self._clock())
                remove(self._file_of(one))
        wanted = {one.stored for one in [*waiting, *await self._store.imports.open()]}
        await asyncio.to_thread(remove_left_over, self._settings.uploads_dir, before, wanted)

    def _file_of(self, one: Import) -> Path:
        return self._settings.uploads_dir / one.stored

    async def start(
        self,
        list_id: int,
        filename: str,
        chunks: AsyncIterator[bytes],
        *,
        options: ImportOptions | None = None,
        actor: str,
    ) -> Import:
        """Receive a file and queue it; the returned import has its place, and later its progress.

        Raises `UnknownList` and `TooManyImports` before anything is read, `UploadsFull`.
        """
        await self._store.lists.get(list_id, sees=EVERYTHING)
        await self._check_queue()
        path = await self.keep(chunks)
        try:
            await self._check_queue()  # others may have been queued while the file arrived
            begun = await Imports(self._making("list.import", actor)).start(
                list_id,
                filename,
                stored=path.name,
                options=(options or ImportOptions()).to_stored(),
                owner=self._runner.owner,
                lease_until=self._runner.lease(),
                now=self._clock(),
            )
        except BaseException:
            remove(path)
            raise
        return await self._begun(begun)

    async def load_again(self, import_id: int, rows: Mapping[int, Sequence[str]], *, actor: str) -> Import:
        """Queue a further import of rejected rows, by line, as they were corrected; they are read as the file was.

        Those that are rejected once more are rows of the new import. Raises `UnknownImport`, `ImportNotFinished`,
        `Invalid`, `TooManyImports`, `UploadsFull`.
        """
        before = await self._store.imports.get(import_id, sees=EVERYTHING)
        if before.ended_at is None:
            raise ImportNotFinished(id=import_id)
        width = len(before.header)
        if wrong := [line for line, cells in rows.items() if len(cells) > width]:
            raise Invalid([("rows", msg("line {line} has more cells than the file has columns", line=wrong[0]))])
        await self._check_queue()

        async def chunks() -> AsyncIterator[bytes]:
            yield csv_row(before.header).encode()
            for line in sorted(rows):
                yield csv_row(rows[line]).encode()

        path = await self.keep(chunks())
        try:
            begun = await Imports(self._making("list.import", actor)).start(
                before.list_id,
                before.filename,
                stored=path.name,
                options={**before.options, "sheet": "", "header_row": 1},
                total=len(rows),
                owner=self._runner.owner,
                lease_until=self._runner.lease(),
                again=RowsAgain(import_id=import_id, lines=sorted(rows)),
                now=self._clock(),
            )
        except BaseException:
            remove(path)
            raise
        return await self._begun(begun)

    async def _check_queue(self) -> None:
        limit = self._settings.imports_queued_limit
        if len([job for job in await self._store.jobs.open(LIST_IMPORT) if job.status == QUEUED]) >= limit:
            raise TooManyImports(limit=limit)

    async def preview(
        self, list_id: int, filename: str, chunks: AsyncIterator[bytes], *, options: ImportOptions, actor: str
    ) -> tuple[Import, dict[str, Any]]:
        """Receive a file and return what its first rows would become; nothing is loaded until `confirm`.

        Raises `UnknownList`, `TooManyUnconfirmed` and `TooManyPreviews` before anything is read, `UploadsFull`, and
        `Invalid` if the file is not a table.
        """
        wanted = await self._store.lists.get(list_id, sees=EVERYTHING)
        if len(await self._store.imports.open(WAITING)) >= UNCONFIRMED_AT_MOST:
            raise TooManyUnconfirmed(limit=UNCONFIRMED_AT_MOST)
        path = await self.keep_for_preview(chunks)
        try:
            found = await self.look_into(wanted, path, options, actor=actor)
            waiting = await Imports(self._making("list.import.preview", actor)).start(
                list_id,
                filename,
                is_confirmed=False,
                stored=path.name,
                options=options.to_stored(),
                total=found["total"],
                now=self._clock(),
            )
        except BaseException:
            remove(path)
            raise
        return waiting, found

    async def preview_again(
        self, import_id: int, options: ImportOptions, *, actor: str
    ) -> tuple[Import, dict[str, Any]]:
        """Return what the rows would become with other options.

        Raises `NotFound`, `NotWaiting`, `TooManyPreviews`, `Invalid`.
        """
        waiting, path = await self._waiting(import_id)
        found = await self.look_into(
            await self._store.lists.get(waiting.list_id, sees=EVERYTHING), path, options, actor=actor
        )
        if not await self._store.imports.prepare(import_id, options.to_stored(), found["total"]):
            raise NotWaiting(id=import_id)
        return await self._store.imports.get(import_id, sees=EVERYTHING), found

    async def confirm(self, import_id: int, options: ImportOptions, *, actor: str) -> Import:
        """Queue a previewed file. Raises `NotFound`, `NotWaiting`, `UploadElsewhere`, `TooManyImports`."""
        waiting, _ = await self._waiting(import_id)
        await self._check_queue()
        owner, until, now = self._runner.owner, self._runner.lease(), self._clock()
        act = self._changing("list.import", waiting, actor)
        if not await Imports(act).confirm(import_id, options.to_stored(), owner=owner, lease_until=until, now=now):
            raise NotWaiting(id=import_id)
        return await self._begun(await self._store.imports.get(import_id, sees=EVERYTHING))

    async def _begun(self, begun: Import) -> Import:
        self._runner.wake()
        [shown] = await self.shown([begun])
        return shown

    async def _waiting(self, import_id: int) -> tuple[Import, Path]:
        found = await self._store.imports.get(import_id, sees=EVERYTHING)
        if found.status != WAITING:
            raise NotWaiting(id=import_id)
        path = self._file_of(found)
        if not await asyncio.to_thread(path.is_file):
            raise UploadElsewhere(id=import_id)
        return found, path

    async def look_once(
        self, wanted: LeadList, chunks: AsyncIterator[bytes], options: ImportOptions, *, actor: str
    ) -> dict[str, Any]:
        """What a file's rows would become in a list that need not exist yet; the file is not kept.

        Raises `TooManyPreviews`, `UploadsFull`, `Invalid`.
        """
        path = await self.keep_for_preview(chunks)
        try:
            return await self.look_into(wanted, path, options, actor=actor)
        finally:
            await asyncio.to_thread(remove, path)

    async def look_into(self, wanted: LeadList, path: Path, options: ImportOptions, *, actor: str) -> dict[str, Any]:
        """What a file's rows would become; only a few previews run at once. Raises `TooManyPreviews`, `Invalid`."""
        async with self._runner.attend(PREVIEW, f"list:{wanted.id}" if wanted.id else "", actor=actor):
            settings = self._settings
            return await look_into(
                self._store, wanted, path, options, profiles=settings.profiles_dir, limits=limits_of(settings)
            )

    async def cancel(self, import_id: int, *, actor: str) -> Import:
        """End an import, queued or not, or drop an unconfirmed one; rows already loaded stay.

        Raises `NotFound`, `ImportEnded`.
        """
        begun = await self._store.imports.get(import_id, sees=EVERYTHING)
        message = msg("Cancelled by {actor}.", actor=actor)
        if begun.status == WAITING:
            message = msg("Declined by {actor}.", actor=actor)
        now = self._clock()
        act = self._changing("list.import.cancel", begun, actor)
        dropped = await Imports(act).cancel(import_id, message=message, now=now)
        if dropped is None:
            raise ImportEnded(id=import_id)
        self._store.jobs.tell_cancelled(dropped, now=now)
        if begun.job_id is not None:
            await self._runner.stop(begun.job_id)
        self._newest.pop(import_id, None)
        if begun.stored:
            await asyncio.to_thread(remove, self._file_of(begun))
        ended = await self._store.imports.get(import_id, sees=EVERYTHING)
        if ended.rows:
            await self._loaded(ended)
        return ended

    def _making(self, action: str, actor: str) -> Act:
        """The write of a new import."""
        return self._store.audit.act(actor=actor, action=action, subject=_subject, facts=_facts, now=self._clock())

    def _changing(self, action: str, one: Import, actor: str) -> Act:
        """The write of an import that is there, without a line if it returns False or None: nothing was changed."""
        return self._store.audit.act(
            actor=actor,
            action=action,
            subject=_subject(one),
            facts=lambda done: None if done is None or done is False else _facts(one),
            now=self._clock(),
        )

    async def keep(self, chunks: AsyncIterator[bytes]) -> Path:
        """Write an arriving file into the folder of uploads. Raises `UploadsFull`."""
        limit = self._settings.uploads_kept_limit_bytes
        return await upload_folder.keep(self._settings.uploads_dir, chunks, limit_bytes=limit)

    async def keep_for_preview(self, chunks: AsyncIterator[bytes]) -> Path:
        """The same for a file that is only previewed. Raises `TooManyPreviews` before anything is read."""
        self._runner.check(PREVIEW)
        return await self.keep(chunks)

    async def _load(self, job: Job) -> None:
        """Load an import, or the rest of it. Raises the errors that `_fail` handles."""
        begun = await self._store.imports.left(job.arguments["import_id"])
        path = self._file_of(begun)
        if begun.ended_at is None:
            if not begun.stored or not path.is_file():
                raise BadFile(FILE_GONE)
            if begun.rows:
                log.info("import %d goes on behind row %d", begun.id, begun.rows)
            self._newest[begun.id] = at_rest(begun)
            await load_file(
                self._store,
                self._settings.database_url,
                begun,
                path=path,
                owner=self._runner.owner,
                profiles=self._settings.profiles_dir,
                limits=limits_of(self._settings),
                on_progress=partial(self._report, job),
            )
        await self._end(job, begun, "finished", "")

    def _report(self, job: Job, progress: ImportProgress) -> None:
        self._runner.report(job, progress.rows, progress.total)
        self._tell(progress)

    async def _fail(self, job: Job, error: Exception) -> None:
        begun = await self._store.imports.get(job.arguments["import_id"], sees=EVERYTHING)
        match error:
            case BadFile(reason=reason):
                message = reason
            case Interrupted(why=why) if not error.died:
                message = msg("The database did not take the rows: {why}", why=why)
            case Interrupted(why=Message() as why) if why == BROKE_OFF:
                message = why
            case Interrupted(why=why, tries=tries):
                message = msg(
                    "The process that reads the file ended early {times} times ({why}). What it has loaded stays: load "
                    "the file again.",
                    times=tries,
                    why=why,
                )
            case _:
                log.error("import %d broke off", begun.id, exc_info=error)
                trouble = explain_trouble(error, self._settings.database_url)
                message = msg("The database cannot be used: {why}", why=trouble) if lasts(error) else FAULT
        await self._end(job, begun, "failed", message)

    async def _end(self, job: Job, begun: Import, status: str, message: Message | str) -> None:
        owner, now = self._runner.owner, self._clock()
        done = await self._store.imports.end(begun.id, status=status, message=message, owner=owner, now=now)
        if done.ended_at is None:
            log.warning("import %d was taken over by another process", done.id)
            return
        self._newest.pop(done.id, None)
        log.info("import %d: %s, %d loaded, %d rejected", done.id, done.status, done.loaded, done.rejected)
        self._bus.publish(Topic.IMPORT, {"import_id": done.id, "status": done.status})
        await self._loaded(done)
        if begun.stored:
            remove(self._file_of(begun))

    async def shown(self, those: Sequence[Import]) -> list[Import]:
        """Imports with their places in the queue, and the reason why they wait if only this process knows it."""
        if not any(one.status == QUEUED for one in those):
            return [self.as_it_is(one) for one in those]
        before, places = Counter[str](), dict[int | None, int]()
        for job in await self._store.jobs.open(LIST_IMPORT):
            if job.status == QUEUED:
                before[job.owner] += 1  # each process that loads has its own queue
                places[job.id] = before[job.owner]
        return [self.as_it_is(replace(one, place=places.get(one.job_id))) for one in those]

    def as_it_is(self, one: Import) -> Import:
        """An import with the reason why it waits, if only this process knows it."""
        newest = self._newest.get(one.id)
        said = self._runner.stuck(one.job_id or 0) or (newest.message if newest else "")
        return replace(one, message=said) if said and one.owner == self._runner.owner else one

    def _tell_places(self, waiting: Sequence[Job]) -> None:
        for place, job in enumerate(waiting, start=1):
            body = {"import_id": job.arguments["import_id"], "status": QUEUED, "place": place}
            self._bus.publish(Topic.IMPORT, body)

    def _say_wait(self, job: Job, message: Message) -> None:
        if newest := self._newest.get(job.arguments["import_id"]):
            self._tell(replace(newest, rows_per_s=0.0, remaining_s=None, message=message))

    def _tell(self, progress: ImportProgress) -> None:
        self._newest[progress.import_id] = progress
        self._bus.publish(Topic.IMPORT, {**asdict(progress), "status": "running"})


def _subject(one: Import) -> str:
    return f"list:{one.list_id}"


def _facts(one: Import) -> Mapping[str, Any]:
    return {"import_id": one.id, "filename": one.filename}
