"""What the engine writes down later: in order, in batches, and again and again until the database takes it."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from dialer.storage.database import REFUSED, TROUBLE

log = logging.getLogger("pronto.engine")

T = TypeVar("T")
AGAIN_S: Final = (1.0, 2.0, 5.0, 10.0, 20.0)  # pauses between tries; the last one for as long as it takes


@dataclass(slots=True, kw_only=True)
class WriteQueue(Generic[T]):
    """A queue of news of one kind, named `what` in the log; `spawn` starts a task that the engine watches.

    `write` writes a batch, which is all that came while the one before was written. `most` bounds what waits while the
    database is away: what is older is lost.
    """

    what: str
    write: Callable[[Sequence[T]], Coroutine[Any, Any, None]]
    spawn: Callable[[Coroutine[Any, Any, None]], object]
    again_s: Sequence[float] = AGAIN_S
    most: int | None = None
    _ends: bool = False
    _waiting: list[T] = field(default_factory=list)
    _writes: bool = False

    def put(self, news: T) -> None:
        """Queue it; it is written with all that comes meanwhile."""
        self._waiting.append(news)
        if self.most is not None and len(self._waiting) > self.most:
            del self._waiting[0]
        if not self._writes:
            self._writes = True
            self.spawn(self._work())

    def end(self) -> None:
        """The engine ends: what cannot be written now is given up."""
        self._ends = True

    async def _work(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await self._write_batch(batch)
        finally:
            self._writes = False

    async def _write_batch(self, batch: Sequence[T]) -> None:
        tries = 0
        while not await self._is_written(batch):
            if self._ends:
                return
            await asyncio.sleep(self.again_s[min(tries, len(self.again_s) - 1)])
            tries += 1

    async def _is_written(self, batch: Sequence[T]) -> bool:
        """Write the batch; True if nothing is left to be done about it."""
        try:
            await self.write(batch)
        except REFUSED as error:
            log.error("%s could not be written: %s", self.what, type(error).__name__)
        except TROUBLE as error:
            log.warning("%s could not be written, trying again: %s", self.what, type(error).__name__)
            return False
        return True
