"""Uploads: a file comes in as a stream, is kept on disk, and is loaded into its list by a process of its own."""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from dialer.leads.importer import run_import, start_import
from dialer.live.bus import Bus, Topic
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
        self._loading: set[asyncio.Task[None]] = set()

    async def recover(self) -> None:
        """After a start: imports that a crash left running have failed, and their files are not needed any more."""
        failed = await self._store.imports.fail_running(now=self._clock())
        if failed:
            log.warning("%d import(s) were broken off by the last stop; what they had loaded is kept", failed)
        await asyncio.to_thread(self._remove_left_over, self._clock() - LEFT_OVER_S)

    async def start(self, list_id: int, filename: str, chunks: AsyncIterator[bytes], *, actor: str) -> Import:
        """Take a file in and begin to load it; the import returned tells how far it is when asked for again.

        Raises `UnknownList` before anything is read.
        """
        await self._store.lists.get(list_id)
        path = await self._keep(chunks)
        try:
            begun = await start_import(self._store, list_id=list_id, filename=filename)
        except BaseException:
            _remove(path)
            raise
        facts = {"import_id": begun.id, "filename": filename}
        await self._store.audit.add(
            actor=actor, action="list.import", subject=f"list:{list_id}", facts=facts, now=self._clock()
        )
        task = asyncio.create_task(self._load(begun, path), name=f"import {begun.id}")
        self._loading.add(task)
        task.add_done_callback(self._loading.discard)
        return begun

    async def wait(self) -> None:
        """Wait until everything taken in is loaded."""
        while self._loading:
            await asyncio.wait(self._loading)

    async def close(self) -> None:
        """Stop loading; what was loaded so far stays."""
        for task in self._loading:
            task.cancel()
        if self._loading:
            await asyncio.wait(self._loading)

    async def _keep(self, chunks: AsyncIterator[bytes]) -> Path:
        folder = self._settings.uploads_dir
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix="upload-", suffix=".csv", delete=False) as file:
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
                done = await run_import(self._store, self._settings.database_url, begun, path=path)
            log.info("import %d: %s, %d loaded, %d rejected", done.id, done.status, done.loaded, done.rejected)
            campaign_id = (await self._store.lists.get(begun.list_id)).campaign_id
            if campaign_id is not None:
                self._bus.publish(Topic.CAMPAIGN, {"campaign_id": campaign_id})
        except Exception:
            # Nobody waits for this task: whatever broke it must end the import for those who watch it.
            log.exception("import %d broke off", begun.id)
            await self._store.imports.end(
                begun.id, status="failed", message="Pronto failed; its log says more.", now=self._clock()
            )
        finally:
            _remove(path)

    def _remove_left_over(self, before: float) -> None:
        for path in self._settings.uploads_dir.glob("upload-*"):
            if path.stat().st_mtime < before:
                _remove(path)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
