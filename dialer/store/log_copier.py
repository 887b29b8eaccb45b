"""SQLite's write-ahead log, copied into the file by a thread of its own, so that no transaction waits for the disk."""

import asyncio
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from sqlalchemy import URL

log = logging.getLogger("pronto.store")

EVERY_S: Final = 1.0


class LogCopier:
    """Copies the write-ahead log into the database file, beside readers and writers, soon after something is written.

    Who commits would otherwise do it now and then, and with a long list that takes a tenth of a second.
    """

    def __init__(self, url: URL) -> None:
        self._url = url
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store-copy")
        self._file: sqlite3.Connection | None = None
        self._next_at = 0.0
        self._copying: asyncio.Future[None] | None = None

    def written(self) -> None:
        """Something was written: copy it, unless that was done a moment ago."""
        loop = asyncio.get_running_loop()
        if loop.time() >= self._next_at and (self._copying is None or self._copying.done()):
            self._next_at = loop.time() + EVERY_S
            self._copying = loop.run_in_executor(self._thread, self._copy)

    def _copy(self) -> None:
        try:
            if self._file is None:
                self._file = sqlite3.connect(self._url.database or "", isolation_level=None)
            self._file.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except sqlite3.Error as error:  # another process copies it, or the disk is full: writers will say so
            log.debug("the log was not copied: %s", error)

    async def close(self) -> None:
        """Stop copying; whoever closes the file last copies what is left."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
