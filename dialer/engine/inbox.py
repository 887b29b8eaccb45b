"""The engine's one queue: everything that happens, in the order it was heard."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from dialer.engine.engine_events import Audited, Heard, Item


@dataclass(slots=True)
class Inbox:
    """A queue with one reader, who takes all there is at once. Each item carries the instant it was heard.

    The reader is a plain function that the event loop calls: a task that waits for news would cost, ten times in the
    life of a call, as much again as what it does with them.
    """

    clock: Callable[[], float]
    _items: deque[tuple[Item, float]] = field(default_factory=deque)
    _reader: Callable[[], None] | None = None
    _called: bool = False
    _failed: "asyncio.Future[None] | None" = None

    def put(self, item: Item, *, wake: bool = True) -> None:
        """Add an item; with `wake` off it is read with the next one, or when the reader looks up by itself."""
        self._items.append((item, self.clock()))
        if wake:
            self.wake()

    def take(self) -> tuple[Item, float] | None:
        """The next item and when it was heard; None when there is none."""
        return self._items.popleft() if self._items else None

    def forget_node(self, node_id: int) -> None:
        """Leave unread what was heard of a node: it is another engine's by now, and so is what follows from that."""
        heard = (Heard, Audited)
        self._items = deque(one for one in self._items if not isinstance(one[0], heard) or one[0].node_id != node_id)

    def wake(self) -> None:
        """Let the reader look up, even with nothing new to read."""
        if not self._called and self._failed is not None:
            self._called = True
            self._failed.get_loop().call_soon(self._call)

    async def serve(self, reader: Callable[[], None]) -> None:
        """Call `reader` now and at each `wake`, until cancelled; raises what it raises."""
        self._reader, self._failed = reader, asyncio.get_running_loop().create_future()
        self.wake()
        try:
            await self._failed
        finally:
            self._failed = None

    def _call(self) -> None:
        self._called = False
        if self._reader is None or self._failed is None or self._failed.done():
            return
        try:
            self._reader()
        except BaseException as error:  # noqa: BLE001 - whoever serves must hear of it, not the event loop
            self._failed.set_exception(error)
