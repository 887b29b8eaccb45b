"""The engine's one queue: everything that happens, in the order it was heard."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from dialer.engine.items import Item


@dataclass(slots=True)
class Inbox:
    """A queue with one reader, who takes all there is at once. Each item carries the instant it was heard."""

    clock: Callable[[], float]
    _items: deque[tuple[Item, float]] = field(default_factory=deque)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, item: Item, *, wake: bool = True) -> None:
        """Add an item; with `wake` off it is read with the next one, or when the reader looks up by itself."""
        self._items.append((item, self.clock()))
        if wake:
            self._news.set()

    def take(self) -> tuple[Item, float] | None:
        """The next item and when it was heard; None when there is none."""
        return self._items.popleft() if self._items else None

    def wake(self) -> None:
        """Let the reader look up, with nothing new to read."""
        self._news.set()

    async def wait(self) -> None:
        """Until there is something, or somebody calls `wake`."""
        await self._news.wait()
        self._news.clear()
