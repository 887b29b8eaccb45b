"""The process that puts one long list in order: a job comes in as JSON; how far it is stands with the list."""

import asyncio
import logging
import sys
from asyncio.subprocess import PIPE
from contextlib import suppress
from typing import Final

import orjson

from dialer.core.clock import now
from dialer.imports.reader_process import step_back
from dialer.lists.store.arrangement import Arranging
from dialer.storage.database import TROUBLE, open_database

log = logging.getLogger(__name__)

AGAIN_S: Final = 5.0  # after a database that did not answer, or while a lead is still in a call
LEAST_PAUSE_S: Final = 0.001


async def arrange(arranging: Arranging, list_id: int) -> None:
    """Do a list's task to its end, chunk by chunk."""
    loop = asyncio.get_running_loop()
    while True:
        began = loop.time()
        try:
            step = await arranging.step(list_id, now=now())
            if step.done and not await arranging.go_on(list_id):
                return
        except TROUBLE as error:
            log.warning("list %d is not in order yet: %s", list_id, type(error).__name__)
            await asyncio.sleep(AGAIN_S)
            continue
        # As long as it took: dialling beside it must not wait for every second transaction of ours.
        await asyncio.sleep(AGAIN_S if step.waits else max(loop.time() - began, LEAST_PAUSE_S))


async def arrange_apart(url: str, list_id: int) -> None:
    """Do the task in a process of its own, and wait for it. Cancelled, the process ends; the task can be gone on with.

    Raises ChildProcessError when it broke off.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dialer.lists.ordering_worker", stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        # The job goes in by the pipe: on the command line, every user of the machine could read the password.
        _, trouble = await process.communicate(orjson.dumps({"url": url, "list_id": list_id}))
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()  # each chunk is a transaction
            await process.wait()
    if process.returncode:
        last = trouble.decode(errors="replace").strip().splitlines()
        raise ChildProcessError(f"({process.returncode}) {last[-1] if last else 'it said nothing'}")


async def _job(url: str, list_id: int) -> None:
    async with open_database(url) as database:
        step_back()
        await arrange(Arranging(database), list_id)


def main() -> None:
    """Do the job on standard input."""
    job = orjson.loads(sys.stdin.buffer.read())
    asyncio.run(_job(job["url"], job["list_id"]))


if __name__ == "__main__":
    main()
