"""Writes the pauses of agents, in their order: what an agent's day and the proof of breaks are made of."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

from dialer.engine.persistence.write_queue import WriteQueue
from dialer.stores.everything import Store
from dialer.work.pauses.store import Begun, Ended

AGAIN_S: Final = (5.0,)
MOST: Final = 10_000


def pause_log(store: Store, spawn: Callable[[Coroutine[Any, Any, None]], object]) -> WriteQueue[Begun | Ended]:
    """The queue of pauses that began and ended. What cannot be written when the engine ends is lost."""

    async def write(batch: Sequence[Begun | Ended]) -> None:
        await store.pauses.note(batch)

    return WriteQueue(what="pauses of agents", write=write, spawn=spawn, again_s=AGAIN_S, most=MOST)
