"""Uploads: a file comes in as a stream, is kept on disk, and is loaded into its list by a process of its own."""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from pathlib import Path

from dialer.leads.importer import ImportOptions, ImportProgress, run_import, start_import
from dialer.live.bus import Bus, Topic
from dialer.service.errors import ImportEnded
from dialer.settings import Settings
from dialer.store import Store
from dialer.store.imports import Import

log = logging.getLogger(__name__)

WRITE_BYTES = 1_000_000  # what is gathered before the disk is waited for
LEFT_OVER_S = 86_400.0


class Uploads:
    """What may be asked about uploads. One is loaded at a time; the others wait their turn."""

    def __init__(self, store: Store, bus: Bus, settings: Settings, clock: Callable[[], float]) -> None:
        self._store, self._bus, self._settings, self._clock = store, bus, settings, clock
        self._turn = asyncio.Semaphore(1)
        self._loading: dict[int, asyncio.Task[None]] = {}

    async def recover(self) -> None:
        """After a start: go on with imports that a stop or a crash has broken off, from the last rows committed."""
        for begun in await self._store.imports.running():
            path = self._settings.uploads_dir / begun.stored
            if begun.stored and path.is_file():
                log.info("import %d goes on behind row %d", begun.id, begun.rows)
                self._begin(begun, path)
            else:
                message = "Pronto was stopped while this import ran, and its file is gone; the rows before are loaded."
                await self._store.imports.end(begun.id, status="failed", message=message, now=self._clock())
        await asyncio.to_thread(self._remove_left_over, self._clock() - LEFT_OVER_S)

    async def start(
        self,
        list_id: int,
        filename: str,
        chunks: AsyncIterator[bytes],
        *,
        options: ImportOptions | None = None,
        actor: str,
    ) -> Import:
        """Take a file in and begin to load it; the import returned tells how far it is when asked for again.

        Raises `UnknownList` before anything is read.
        """
        await self._store.lists.get(list_id)
        path = await self.keep(chunks)
        try:
            begun = await start_import(
                self._store, list_id=list_id, filename=filename, stored=path.name, options=options
            )
        except BaseException:
            _remove(path)
            raise
        facts = {"import_id": begun.id, "filename": filename}
        await self._store.audit.add(
            actor=actor, action="list.import", subject=f"list:{list_id}", facts=facts, now=self._clock()
        )
        self._begin(begun, path)
        return begun

    async def cancel(self, import_id: int, *, actor: str) -> Import:
        """End an import; what it has loaded stays. Raises `NotFound`, `ImportEnded`."""
        begun = await self._store.imports.get(import_id)
        message = f"Cancelled by {actor}."
        if not await self._store.imports.cancel(import_id, message=message, now=self._clock()):
            raise ImportEnded(id=import_id)
        if task := self._loading.get(import_id):
            task.cancel()
            await asyncio.wait([task])
        subject = f"list:{begun.list_id}"
        facts = {"import_id": import_id}
        await self._store.audit.add(
            actor=actor, action="list.import.cancel", subject=subject, facts=facts, now=self._clock()
        )
        return await self._store.imports.get(import_id)

    def _begin(self, begun: Import, path: Path) -> None:
        task = asyncio.create_task(self._load(begun, path), name=f"import {begun.id}")
        self._loading[begun.id] = task
        task.add_done_callback(lambda _: self._loading.pop(begun.id, None))

    async def wait(self) -> None:
        """Wait until everything taken in is loaded."""
        while self._loading:
            await asyncio.wait(self._loading.values())

    async def close(self) -> None:
        """Stop loading; what was loaded so far stays, and `recover` goes on with the rest."""
        tasks = list(self._loading.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def keep(self, chunks: AsyncIterator[bytes]) -> Path:
        """Write a file that comes in into the folder of uploads."""
        folder = self._settings.uploads_dir
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix="upload-", delete=False) as file:
            path = Path(file.name)
            gathered = bytearray()
            try:
                async for chunk in chunks:
                    gathered += chunk
                    if len(gathered) >= WRITE_BYTES:
                        await asyncio.to_thread(file.write, bytes(gathered))
                        gathered.clear()
                await asyncio.to_thread(file.write, bytes(gathered))
            except BaseException:
                _remove(path)
                raise
        return path

    async def _load(self, begun: Import, path: Path) -> None:
        try:
            async with self._turn:
                done = await run_import(
                    self._store, self._settings.database_url, begun, path=path, on_progress=self._tell
                )
            log.info("import %d: %s, %d loaded, %d rejected", done.id, done.status, done.loaded, done.rejected)
            self._bus.publish(Topic.IMPORT, {"import_id": done.id, "status": done.status})
            campaign_id = (await self._store.lists.get(begun.list_id)).campaign_id
            if campaign_id is not None:
                self._bus.publish(Topic.CAMPAIGN, {"campaign_id": campaign_id})
        except asyncio.CancelledError:
            # Stopped, it goes on after the next start; cancelled for good, its file is of no use any more.
            if (await asyncio.shield(self._store.imports.get(begun.id))).status != "running":
                _remove(path)
            raise
        except Exception:
            # Nobody waits for this task: whatever broke it must end the import for those who watch it.
            log.exception("import %d broke off", begun.id)
            await self._store.imports.end(
                begun.id, status="failed", message="Pronto failed; its log says more.", now=self._clock()
            )
        _remove(path)

    def _tell(self, progress: ImportProgress) -> None:
        self._bus.publish(Topic.IMPORT, {**asdict(progress), "status": "running"})

    def _remove_left_over(self, before: float) -> None:
        for path in self._settings.uploads_dir.glob("upload-*"):
            if path.stat().st_mtime < before:
                _remove(path)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
