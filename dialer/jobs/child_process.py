"""A job done in a process of its own: it goes in by standard input, and what is told comes out piece by piece."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any, Final

import orjson

from dialer.imports.reader_process import bound_memory
from dialer.storage.database import TROUBLE
from dialer.storage.error_codes import lasts, passes

_LENGTH_BYTES: Final = 4


class BrokeOff(Exception):  # noqa: N818 - reads as what it is
    """The process ended before it had told everything."""


async def told_by(module: str, job: bytes) -> AsyncGenerator[Any, None]:
    """What the process of a module tells of its job, to the end; whoever stops listening ends it. Raises BrokeOff."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, stdin=PIPE, stdout=PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        # The job goes in by the pipe: on the command line, every user of the machine could read password and key.
        process.stdin.write(job)
        process.stdin.close()
        while True:
            try:
                length = int.from_bytes(await process.stdout.readexactly(_LENGTH_BYTES))
                told = orjson.loads(await process.stdout.readexactly(length))
            except asyncio.IncompleteReadError:
                raise BrokeOff from None
            if told is None:
                return
            yield told
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def tell(told: object) -> None:
    """Tell something to whoever has given the job, by what JSON can hold; the last is None."""
    text = orjson.dumps(told)
    sys.stdout.buffer.write(len(text).to_bytes(_LENGTH_BYTES) + text)
    sys.stdout.buffer.flush()


def work(on: Callable[[bytes], Coroutine[Any, Any, None]]) -> None:
    """Do the job on standard input; what it may be refused for is its own to tell."""
    bound_memory()
    job = sys.stdin.buffer.read()
    try:
        asyncio.run(on(job))
    except TROUBLE as error:
        if not (passes(error) or lasts(error)):
            raise
        tell({"away": True} if passes(error) else {"unusable": True})
    tell(None)
