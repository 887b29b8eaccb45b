"""Uploads: a file comes in as a stream, is kept on disk, and is loaded into its list by a process of its own.

One import is loaded at a time; the others are queued, and say their place. How many may be queued is bounded, as is
what all uploaded files take on disk; previews are looked into beside the import, a few at a time.

Several processes may serve one database. Each owns the imports it loads, for a lease that it renews. What a process has
left behind, another one goes on with if it has the file: at once on the same machine, else when the lease has run out.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from dialer.core.process_identity import is_dead, is_of_this_machine, new_owner
from dialer.core.request_errors import (
    ImportEnded,
    NotWaiting,
    TooManyImports,
    TooManyNumberFiles,
    TooManyPreviews,
    TooManyUnconfirmed,
    UploadElsewhere,
)
from dialer.core.settings import Settings
from dialer.imports import upload_folder
from dialer.imports.dry_run import look_into
from dialer.imports.import_queue import AtOnce, ImportQueue
from dialer.imports.importer import ImportOptions, ImportProgress, at_rest, run_import, waits
from dialer.imports.store.imports import LOADING, Import
from dialer.imports.upload_folder import remove, remove_left_over
from dialer.lists.store.lists import LeadList
from dialer.messaging.bus import Bus, Topic
from dialer.storage.database import TROUBLE
from dialer.storage.error_codes import lasts
from dialer.storage.error_messages import in_english
from dialer.storage.retry import when_there
from dialer.stores import Store

log = logging.getLogger(__name__)

LEFT_OVER_S = 86_400.0
LEASE_S = 30.0
RENEW_S = 8.0
FAILED = "Pronto failed; its log says more."
PREVIEWS_AT_ONCE: Final = 2  # each has a process of its own, as the import has
PREVIEWS_WAITING: Final = 8
NUMBER_FILES_AT_ONCE: Final = 2
NUMBER_FILES_WAITING: Final = 8
UNCONFIRMED_AT_MOST: Final = 100


class Uploads:
    """What may be asked about uploads."""

    def __init__(
        self,
        store: Store,
        bus: Bus,
        settings: Settings,
        clock: Callable[[], float],
        *,
        owner: str = "",
        loaded: Callable[[Import], Awaitable[None]],
    ) -> None:
        self._loaded = loaded  # told of each import that has brought leads, however it ended
        self._store, self._bus, self._settings, self._clock = store, bus, settings, clock
        self._queue = ImportQueue(self._tell_places)
        self._previews = AtOnce(PREVIEWS_AT_ONCE, waiting=PREVIEWS_WAITING, refusal=TooManyPreviews)
        self.number_files = AtOnce(NUMBER_FILES_AT_ONCE, waiting=NUMBER_FILES_WAITING, refusal=TooManyNumberFiles)
        self._loading: dict[int, asyncio.Task[None]] = {}
        self._newest: dict[int, ImportProgress] = {}  # of those that we load
        self._unusable: dict[int, str] = {}  # what an import says whose database takes nothing until it is mended
        self._owner = owner or new_owner()
        self._watching: asyncio.Task[None] | None = None

    async def recover(self) -> None:
        """After a start: go on with what a stop or a crash has broken off, and keep looking for more of it.

        What was queued keeps its order.
        """
        await self.look()
        if self._watching is None:
            self._watching = asyncio.create_task(self._watch(), name="imports watched")

    async def look(self) -> None:
        """Keep our imports ours, go on with those that nobody loads any more, give up those nobody confirms."""
        await self._store.imports.renew(self._owner, lease_until=self._lease())
        for one in await self._store.imports.open():
            if one.id not in self._loading and self._is_free(one):
                await self._go_on(one)
        for one in await self._store.imports.open("waiting"):
            if one.started_at < self._clock() - LEFT_OVER_S:
                message = "Nobody confirmed this import within a day."
                await self._store.imports.cancel(one.id, message=message, now=self._clock())
                remove(self._file_of(one))
        wanted = {one.stored for one in await self._store.imports.open("waiting", *LOADING)}
        await asyncio.to_thread(remove_left_over, self._settings.uploads_dir, self._clock() - LEFT_OVER_S, wanted)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(RENEW_S)
            try:
                await self.look()
            except TROUBLE as error:
                log.warning("imports could not be looked after (%s); trying again", type(error).__name__)

    def _is_free(self, one: Import) -> bool:
        lapsed = one.lease_until <= self._clock()
        return one.owner in ("", self._owner) or lapsed or is_dead(one.owner)

    async def _go_on(self, one: Import) -> None:
        """Take a broken import over, from its last rows committed; what has its file elsewhere is left for a day."""
        path = self._file_of(one)
        if one.stored and path.is_file():
            if await self._store.imports.take(one, owner=self._owner, lease_until=self._lease()):
                log.info("import %d goes on behind row %d", one.id, one.rows)
                self._begin(await self._store.imports.get(one.id), path)
        elif not one.owner or is_of_this_machine(one.owner) or one.lease_until < self._clock() - LEFT_OVER_S:
            message = "Pronto was stopped while this import ran, and its file is gone; the rows before are loaded."
            await self._loaded(
                await self._store.imports.end(one.id, status="failed", message=message, now=self._clock())
            )

    def _lease(self) -> float:
        return self._clock() + LEASE_S

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
        """Take a file in and queue it; the import returned tells its place and how far it is when asked for again.

        Raises `UnknownList` and `TooManyImports` before anything is read, `UploadsFull`.
        """
        await self._store.lists.get(list_id)
        await self._check_queue()
        path = await self.keep(chunks)
        try:
            await self._check_queue()  # others may have come while the file did
            begun = await self._store.imports.start(
                list_id,
                filename,
                status="queued",
                stored=path.name,
                options=(options or ImportOptions()).kept(),
                owner=self._owner,
                lease_until=self._lease(),
                now=self._clock(),
            )
        except BaseException:
            remove(path)
            raise
        await self._note("list.import", begun, actor)
        self._begin(begun, path)
        [shown] = await self.shown([begun])
        return shown

    async def _check_queue(self) -> None:
        limit = self._settings.imports_queued_limit
        if await self._store.imports.count("queued") >= limit:
            raise TooManyImports(limit=limit)

    async def preview(
        self, list_id: int, filename: str, chunks: AsyncIterator[bytes], *, options: ImportOptions, actor: str
    ) -> tuple[Import, dict[str, Any]]:
        """Take a file in and say what its first rows would become; nothing is loaded until `confirm`.

        Raises `UnknownList`, `TooManyUnconfirmed` and `TooManyPreviews` before anything is read, `UploadsFull`, and
        `Invalid` when the file is no table.
        """
        wanted = await self._store.lists.get(list_id)
        if await self._store.imports.count("waiting") >= UNCONFIRMED_AT_MOST:
            raise TooManyUnconfirmed(limit=UNCONFIRMED_AT_MOST)
        path = await self.keep_for_preview(chunks)
        try:
            found = await self.look_into(wanted, path, options)
            waiting = await self._store.imports.start(
                list_id,
                filename,
                status="waiting",
                stored=path.name,
                options=options.kept(),
                total=found["total"],
                owner=self._owner,
                now=self._clock(),
            )
        except BaseException:
            remove(path)
            raise
        await self._note("list.import.preview", waiting, actor)
        return waiting, found

    async def preview_again(self, import_id: int, options: ImportOptions) -> tuple[Import, dict[str, Any]]:
        """Say what the rows would become, read in another way.

        Raises `NotFound`, `NotWaiting`, `TooManyPreviews`, `Invalid`.
        """
        waiting, path = await self._waiting(import_id)
        found = await self.look_into(await self._store.lists.get(waiting.list_id), path, options)
        if not await self._store.imports.prepare(import_id, options.kept(), found["total"]):
            raise NotWaiting(id=import_id)
        return await self._store.imports.get(import_id), found

    async def confirm(self, import_id: int, options: ImportOptions, *, actor: str) -> Import:
        """Queue a file that was looked at. Raises `NotFound`, `NotWaiting`, `UploadElsewhere`, `TooManyImports`."""
        _, path = await self._waiting(import_id)
        await self._check_queue()
        now, kept = self._clock(), options.kept()
        if not await self._store.imports.confirm(
            import_id, kept, owner=self._owner, lease_until=self._lease(), now=now
        ):
            raise NotWaiting(id=import_id)
        begun = await self._store.imports.get(import_id)
        await self._note("list.import", begun, actor)
        self._begin(begun, path)
        [shown] = await self.shown([begun])
        return shown

    async def _waiting(self, import_id: int) -> tuple[Import, Path]:
        found = await self._store.imports.get(import_id)
        if found.status != "waiting":
            raise NotWaiting(id=import_id)
        path = self._file_of(found)
        if not await asyncio.to_thread(path.is_file):
            raise UploadElsewhere(id=import_id)
        return found, path

    async def look_into(self, wanted: LeadList, path: Path, options: ImportOptions) -> dict[str, Any]:
        """What a file's rows would become; few files are looked into at once. Raises `TooManyPreviews`, `Invalid`."""
        async with self._previews.turn():
            settings = self._settings
            return await look_into(
                self._store, wanted, path, options, profiles=settings.profiles_dir, limits=settings.limits
            )

    async def cancel(self, import_id: int, *, actor: str) -> Import:
        """End an import, queued or not, or drop one that nobody confirmed; what it has loaded stays.

        Raises `NotFound`, `ImportEnded`.
        """
        begun = await self._store.imports.get(import_id)
        message = f"Declined by {actor}." if begun.status == "waiting" else f"Cancelled by {actor}."
        if not await self._store.imports.cancel(import_id, message=message, now=self._clock()):
            raise ImportEnded(id=import_id)
        if task := self._loading.get(import_id):
            task.cancel()
            await asyncio.wait([task])
        elif begun.stored and (begun.status in ("waiting", "queued") or self._unusable.pop(import_id, "")):
            await asyncio.to_thread(remove, self._file_of(begun))
        await self._note("list.import.cancel", begun, actor)
        ended = await self._store.imports.get(import_id)
        if ended.rows:
            await self._loaded(ended)
        return ended

    async def _note(self, action: str, one: Import, actor: str) -> None:
        facts = {"import_id": one.id, "filename": one.filename}
        subject = f"list:{one.list_id}"
        await self._store.audit.add(actor=actor, action=action, subject=subject, facts=facts, now=self._clock())

    def _begin(self, begun: Import, path: Path) -> None:
        if begun.id in self._loading:  # `look` was quicker
            return
        self._unusable.pop(begun.id, None)
        task = asyncio.create_task(self._load(begun, path), name=f"import {begun.id}")
        self._loading[begun.id] = task
        task.add_done_callback(lambda _: self._loading.pop(begun.id, None))
        task.add_done_callback(lambda _: self._newest.pop(begun.id, None))

    async def wait(self) -> None:
        """Wait until everything taken in is loaded."""
        while self._loading:
            await asyncio.wait(self._loading.values())

    async def close(self) -> None:
        """Stop loading; what was loaded so far stays, and `recover` goes on with the rest."""
        tasks = list(self._loading.values())
        if self._watching is not None:
            tasks.append(self._watching)
            self._watching = None
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def keep(self, chunks: AsyncIterator[bytes]) -> Path:
        """Write a file that comes in into the folder of uploads. Raises `UploadsFull`."""
        limit = self._settings.uploads_kept_limit_bytes
        return await upload_folder.keep(self._settings.uploads_dir, chunks, limit_bytes=limit)

    async def keep_for_preview(self, chunks: AsyncIterator[bytes]) -> Path:
        """The same for a file that is only looked at. Raises `TooManyPreviews` before anything is read."""
        self._previews.check()
        return await self.keep(chunks)

    async def _load(self, begun: Import, path: Path) -> None:
        try:
            async with self._queue.turn(begun):
                await when_there(self._store.imports.begin, begun.id, owner=self._owner)
                begun = await when_there(self._store.imports.get, begun.id)
                if begun.status != "running" or begun.owner != self._owner:
                    return  # another process that serves the database has cancelled it, or taken it over
                settings = self._settings
                done = await run_import(
                    self._store,
                    settings.database_url,
                    begun,
                    path=path,
                    profiles=settings.profiles_dir,
                    limits=settings.limits,
                    on_progress=self._tell,
                )
            if done.ended_at is None:
                log.warning("import %d was taken over by another process", done.id)
                return
            log.info("import %d: %s, %d loaded, %d rejected", done.id, done.status, done.loaded, done.rejected)
            self._bus.publish(Topic.IMPORT, {"import_id": done.id, "status": done.status})
            await when_there(self._loaded, done)
        except asyncio.CancelledError:
            # Stopped, it goes on after the next start; cancelled for good, its file is of no use any more.
            with suppress(*TROUBLE):
                if (await asyncio.shield(self._store.imports.get(begun.id))).ended_at is not None:
                    remove(path)
            raise
        except Exception as error:  # noqa: BLE001 - nobody waits for this task: whatever broke it must end the import
            if not await self._ended(begun, error):
                return  # its file stays, and `look` goes on with it when the database is mended
        remove(path)

    async def _ended(self, begun: Import, error: Exception) -> bool:
        """End an import that broke off; False where the database takes not even that."""
        log.error("import %d broke off", begun.id, exc_info=error)
        end, now, url = self._store.imports.end, self._clock(), self._settings.database_url
        told = f"The database cannot be used: {in_english(error, url)}" if lasts(error) else FAILED
        try:
            await when_there(end, begun.id, status="failed", message=told, owner=self._owner, now=now)
        except TROUBLE as refused:
            if not lasts(refused):
                raise
            self._unusable[begun.id] = f"The database cannot be used: {in_english(refused, url)}"
            log.error("import %d keeps its file and its place: %s", begun.id, self._unusable[begun.id])
            self._tell(waits(self._newest.get(begun.id) or at_rest(begun), self._unusable[begun.id]))
            return False
        return True

    async def shown(self, those: Sequence[Import]) -> list[Import]:
        """Imports with their places in the queue, and with what their database did not take: why they do not go on."""
        if not any(one.status == "queued" for one in those):
            return [self.as_it_is(one) for one in those]
        before, places = Counter[str](), dict[int, int]()
        for one in await self._store.imports.open("queued"):
            before[one.owner] += 1  # each process that loads has a queue of its own
            places[one.id] = before[one.owner]
        return [self.as_it_is(replace(one, place=places.get(one.id))) for one in those]

    def as_it_is(self, one: Import) -> Import:
        """An import with what its database did not take: why it does not go on."""
        ours, newest = one.status in LOADING and one.owner == self._owner, self._newest.get(one.id)
        said = self._unusable.get(one.id, newest.message if newest else "")
        return replace(one, message=said) if ours and said else one

    def _tell_places(self) -> None:
        for place, import_id in enumerate(self._queue.waiting, start=1):
            self._bus.publish(Topic.IMPORT, {"import_id": import_id, "status": "queued", "place": place})

    def _tell(self, progress: ImportProgress) -> None:
        self._newest[progress.import_id] = progress
        self._bus.publish(Topic.IMPORT, {**asdict(progress), "status": "running"})
