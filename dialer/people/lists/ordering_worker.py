"""Puts one list in order, a long one in a process of its own; the list's row keeps the progress."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final

from dialer.core.clock import now
from dialer.jobs.worker_process import step_back, tell
from dialer.people.lists.store.arrangement import Arranging
from dialer.storage.database import open_database

AGAIN_S: Final = 5.0  # while a lead is still in a call
LEAST_PAUSE_S: Final = 0.001


async def arrange(arranging: Arranging, list_id: int, hear: Callable[[Sequence[Any]], None]) -> None:
    """Do a list's task to its end, chunk by chunk; `hear` gets the task, the leads done, and their number."""
    loop = asyncio.get_running_loop()
    while True:
        began = loop.time()
        step = await arranging.step(list_id, now=now())
        hear([step.task, step.leads_done, step.leads_total])
        if step.done and not await arranging.go_on(list_id):
            return
        # Pause for as long as the chunk took, so that dialling does not wait for every second transaction.
        await asyncio.sleep(AGAIN_S if step.waits else max(loop.time() - began, LEAST_PAUSE_S))


def arrange_apart(job: dict[str, Any]) -> None:
    """Do the task of the list that the job names, in a process of its own."""

    async def work() -> None:
        async with open_database(job["url"]) as database:
            step_back()
            await arrange(Arranging(database), job["list_id"], tell)

    asyncio.run(work())
