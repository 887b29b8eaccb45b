"""Turns: which import is loaded next, and how much other work on files may be under way at once."""

import asyncio
from bisect import insort
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from dialer.core.request_errors import TooMuchAtOnce
from dialer.imports.store.imports import Import


class ImportQueue:
    """One import is loaded at a time. Of those that wait, the one that was sent first comes next."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """Make an empty queue; `changed` is called whenever the places in it have changed."""
        self._changed = changed
        self._taken = False
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []  # when it was sent, its id, its turn

    @property
    def waiting(self) -> list[int]:
        """The ids of those that wait, the next one first."""
        return [import_id for _, import_id, _ in self._waiting]

    @asynccontextmanager
    async def turn(self, one: Import) -> AsyncIterator[None]:
        """Wait for an import's turn, and let the next one go ahead afterwards."""
        if self._taken:
            await self._wait(one)
        self._taken = True
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, one: Import) -> None:
        turn = asyncio.get_running_loop().create_future()
        place = (one.started_at, one.id, turn)
        insort(self._waiting, place)
        self._changed()
        try:
            await turn
        except asyncio.CancelledError:
            if place in self._waiting:
                self._waiting.remove(place)
                self._changed()
            elif not turn.cancelled():  # its turn had just come
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        while self._waiting:
            *_, turn = self._waiting.pop(0)
            if not turn.done():
                turn.set_result(None)
                self._changed()
                return
        self._taken = False


class AtOnce:
    """So much work at once; some more may wait for it, and what is beyond is refused."""

    def __init__(self, at_once: int, *, waiting: int, refusal: type[TooMuchAtOnce]) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._most, self._inside, self._refusal = at_once + waiting, 0, refusal

    def check(self) -> None:
        """Raise the refusal if nothing more may wait."""
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
