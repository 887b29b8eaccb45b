"""Copies SQLite's write-ahead log into the file in a thread of its own, so that no transaction waits for the disk."""

import asyncio
import logging
import math
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from sqlalchemy import URL

log = logging.getLogger("pronto.store")

EVERY_S: Final = 1.0
TRIES: Final = 5
RARELY: Final = 20  # a load waits for the copy again only after so many times its duration


class LogCopier:
    """Copies the write-ahead log into the database file soon after each write, beside readers and writers.

    Otherwise a commit does it now and then, which takes a tenth of a second with a long log. SQLite restarts the log
    only if all of it is copied at the time of a write. During a load that never happens, since more is written while it
    is copied; so the load copies between its own transactions, until nothing is left.
    """

    def __init__(self, url: URL) -> None:
        self._url = url
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store-copy")
        self._file: sqlite3.Connection | None = None
        self._next_at = 0.0
        self._copying: asyncio.Future[None] | None = None

    def written(self) -> None:
        """Start a copy after a write, unless the last one was a moment ago."""
        if self._is_due() and (self._copying is None or self._copying.done()):
            self._copying = asyncio.get_running_loop().run_in_executor(self._thread, self._copy, 1)

    async def copy_whole(self) -> None:
        """Copy the log, unless that was done a moment ago; return when all of it is copied, or cannot be."""
        if self._is_due():
            loop = asyncio.get_running_loop()
            began = loop.time()
            await loop.run_in_executor(self._thread, self._copy, TRIES)
            self._next_at = max(self._next_at, loop.time() + RARELY * (loop.time() - began))

    def _is_due(self) -> bool:
        now = asyncio.get_running_loop().time()
        if now < self._next_at:
            return False
        self._next_at = now + EVERY_S
        return True

    def _copy(self, tries: int) -> None:
        try:
            if self._file is None:
                self._file = sqlite3.connect(self._url.database or "", isolation_level=None)
            before: tuple[int, int, int] | None = None
            for _ in range(tries):
                told = self._file.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                if told == before or told[0]:  # nothing is left, or another process copies it
                    return
                before = told
        except sqlite3.Error as error:  # another process copies it, or the disk is full: writers will report it
            log.debug("the log was not copied: %s", error)

    async def close(self) -> None:
        """Stop copying; the last connection to close copies what is left."""
        self._next_at = math.inf  # a write that ends meanwhile would open the file again
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
