"""Limits how much work on files runs at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dialer.core.request_errors import TooMuchAtOnce


class AtOnce:
    """Runs a limited amount of work at once; a limited amount more may wait, the rest is refused."""

    def __init__(self, at_once: int, *, waiting: int, refusal: type[TooMuchAtOnce]) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._most, self._inside, self._refusal = at_once + waiting, 0, refusal

    def check(self) -> None:
        """Raise the refusal if no more work may wait."""
        if self._inside >= self._most:
            raise self._refusal(limit=self._most)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn. Raises the refusal."""
        self.check()
        self._inside += 1
        try:
            async with self._turns:
                yield
        finally:
            self._inside -= 1
