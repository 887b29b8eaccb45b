"""The engine's only queue: everything that happens, in the order of arrival."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from dialer.engine.engine_events import Audited, Heard, Item


@dataclass(slots=True)
class Inbox:
    """A queue with one reader, which takes all items at once. Each item carries its instant of arrival.

    The reader is a plain function called by the event loop: to wake a task, ten times per call, would cost as much
    again as the handling of its events.
    """

    clock: Callable[[], float]
    _items: deque[tuple[Item, float]] = field(default_factory=deque)
    _reader: Callable[[], None] | None = None
    _called: bool = False
    _failed: "asyncio.Future[None] | None" = None

    def put(self, item: Item, *, wake: bool = True) -> None:
        """Add an item; without `wake` it is read with the next one, or at the reader's next turn."""
        self._items.append((item, self.clock()))
        if wake:
            self.wake()

    def take(self) -> tuple[Item, float] | None:
        """The next item and its instant of arrival; None when there is none."""
        return self._items.popleft() if self._items else None

    def forget_node(self, node_id: int) -> None:
        """Drop unread events of a node that belongs to another engine by now."""
        heard = (Heard, Audited)
        self._items = deque(one for one in self._items if not isinstance(one[0], heard) or one[0].node_id != node_id)

    def wake(self) -> None:
        """Have the reader called, even with nothing new to read."""
        if not self._called and self._failed is not None:
            self._called = True
            self._failed.get_loop().call_soon(self._call)

    async def serve(self, reader: Callable[[], None]) -> None:
        """Call `reader` now and at each `wake`, until cancelled; raises what the reader raises."""
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
        except BaseException as error:  # noqa: BLE001 - `serve` must raise it, not the event loop
            self._failed.set_exception(error)
