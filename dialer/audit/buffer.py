"""Audit lines written in the background, at most once a minute: at once after a quiet minute, else together later."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from dialer.audit.store import Audit, NewLine
from dialer.storage.database import TROUBLE

log = logging.getLogger(__name__)

TOGETHER_S: Final = 60.0


class AuditLater:
    """Writes the lines from `collect` in the background. `collect` returns each line once, or an empty list."""

    def __init__(self, audit: Audit, collect: Callable[[], list[NewLine]]) -> None:
        self._audit, self._collect = audit, collect
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Signal that new lines are available."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write(), name="audit written later")

    async def close(self) -> None:
        """Write the pending lines."""
        self._closing.set()
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _write(self) -> None:
        lines: list[NewLine] = []
        while lines := [*lines, *self._collect()]:
            try:
                await self._audit.add_many(lines)
                lines = []
            except TROUBLE as error:
                log.warning("the audit gets %d lines later: %s", len(lines), type(error).__name__)
                if self._closing.is_set():
                    return
            with suppress(TimeoutError):
                async with asyncio.timeout(TOGETHER_S):
                    await self._closing.wait()
