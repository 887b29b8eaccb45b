"""When sessions and keys were last used, written in the background, each once a minute at most."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from dialer.access.store.sessions import Sessions
from dialer.storage.database import TROUBLE

log = logging.getLogger(__name__)

TOGETHER_S: Final = 60.0


class LastUsed:
    """Collects uses and writes them together; no request waits for it."""

    def __init__(self, store: Sessions, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock
        self._sessions: dict[int, float] = {}
        self._keys: dict[int, float] = {}
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def session(self, session_id: int, seen_at: float) -> None:
        """Note the use of a session, last written as seen at that instant."""
        if (now := self._clock()) - seen_at >= TOGETHER_S:
            self._sessions[session_id] = now
            self._begin()

    def key(self, key_id: int, used_at: float | None) -> None:
        """Note the use of a key, last written as used at that instant."""
        if (now := self._clock()) - (used_at or 0.0) >= TOGETHER_S:
            self._keys[key_id] = now
            self._begin()

    def _begin(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write(), name="last uses written later")

    async def _write(self) -> None:
        while self._sessions or self._keys:
            sessions, self._sessions = self._sessions, {}
            keys, self._keys = self._keys, {}
            try:
                await self._store.note_use(sessions, keys)
            except TROUBLE as error:
                log.warning("last uses are not written: %s", type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(TOGETHER_S):
                    await self._closing.wait()

    async def close(self) -> None:
        """Write what is pending."""
        self._closing.set()
        if self._task is not None:
            await asyncio.wait([self._task])
