"""A file loaded into a list as an upload is: by a job, in a process of its own."""

import secrets
from collections.abc import Callable
from pathlib import Path

from dialer.core.clock import now
from dialer.core.settings import Settings
from dialer.core.shipped_files import PROFILES
from dialer.core.visibility import EVERYTHING
from dialer.jobs.runner import Runner
from dialer.messaging.bus import MemoryBus
from dialer.people.imports.importer import ImportOptions, ImportProgress
from dialer.people.imports.service import Uploads
from dialer.people.imports.store.imports import Import
from dialer.stores.everything import Store

Hear = Callable[[ImportProgress], None]


async def import_file(
    store: Store,
    url: str,
    *,
    list_id: int,
    path: Path,
    filename: str,
    options: ImportOptions | None = None,
    profiles: Path = PROFILES,
    on_progress: Hear = lambda _: None,
) -> Import:
    """Load a file, and return how that went. `url` is the store's own address. Raises UnknownList."""
    await store.lists.get(list_id, sees=EVERYTHING)
    importer = Importer(store, url, path.parent, profiles, on_progress)
    return await importer.run(await importer.queue(list_id, path, filename, options or ImportOptions()))


class Importer(Uploads):
    """The uploads of a process that has nothing else to do."""

    def __init__(
        self, store: Store, url: str, folder: Path, profiles: Path = PROFILES, hear: Hear = lambda _: None
    ) -> None:
        self.store, self.runner, self._hear = store, Runner(store.jobs, url, now), hear
        settings = Settings(state_dir=folder / "state", database_url=url, profiles_dir=profiles)
        self.folder = settings.uploads_dir
        super().__init__(store, self.runner, MemoryBus(), settings, now, loaded=_nobody)

    async def queue(self, list_id: int, path: Path, filename: str, options: ImportOptions) -> Import:
        """Queue an import of a file that stays where it is."""
        self.folder.mkdir(parents=True, exist_ok=True)
        link = self.folder / f"upload-{secrets.token_hex(4)}"
        link.symlink_to(path)
        owner, until = self.runner.owner, self.runner.lease()
        return await self.store.imports.start(
            list_id, filename, stored=link.name, options=options.to_stored(), owner=owner, lease_until=until, now=now()
        )

    async def run(self, begun: Import) -> Import:
        """Load what is open, to the end."""
        try:
            await self.runner.look()
            await self.runner.wait()
        finally:
            await self.runner.close()
        return await self.store.imports.get(begun.id, sees=EVERYTHING)

    def _tell(self, progress: ImportProgress) -> None:
        super()._tell(progress)
        self._hear(progress)


async def _nobody(_: Import) -> None:
    """Nobody wants to know what was loaded."""
