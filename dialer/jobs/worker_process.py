"""Work in a process of its own: it goes in as a line of JSON, and what is told of it comes out line by line.

What a strange file does to its reader it does to that process alone, and an event loop has more urgent things to do.
"""

import asyncio
import logging
import os
import resource
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from signal import Signals
from typing import Any, Final

import orjson

from dialer.core import errors
from dialer.core.file_fault import BadFile
from dialer.i18n.message import Message, from_plain, msg
from dialer.jobs.model import Interrupted

log = logging.getLogger(__name__)

LINE_BYTES: Final = 1 << 26  # at most; of what a process tells at once
STDERR_KEPT_BYTES: Final = 2000
NICENESS: Final = 10
MEMORY_BYTES_AT_MOST: Final = 3 << 30  # a spreadsheet of a million rows and ten columns takes half of it

Work = Callable[[dict[str, Any]], Any]
"""What is done there: from its arguments to its result, both of what JSON can hold. It stands in a module by its name.

It may raise `DialerError`, `BadFile`, `Interrupted`, and what a database raises.
"""


async def work_apart(work: Work, arguments: Mapping[str, Any], hear: Callable[[Any], None] = lambda _: None) -> Any:
    """Have it done, and hear what is told meanwhile; whoever is cancelled here, or does not want to hear more, ends it.

    Raises `DialerError` and `BadFile` as the work does, and `Interrupted`.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dialer.jobs.worker", stdin=PIPE, stdout=PIPE, stderr=PIPE, limit=LINE_BYTES
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    last_words = asyncio.create_task(process.stderr.read())
    try:
        # The work goes in by the pipe: on the command line, every user of the machine could read password and key.
        with suppress(BrokenPipeError, ConnectionResetError):
            process.stdin.write(orjson.dumps([work.__module__, work.__qualname__, arguments]))
            process.stdin.close()
        async for line in process.stdout:
            kind, told = orjson.loads(line)
            match kind:
                case "told":
                    hear(told)
                case "done":
                    return told
                case "refused":
                    raise getattr(errors, told[0])(**{name: from_plain(fact) for name, fact in told[1].items()})
                case "bad file":
                    raise BadFile(from_plain(told))
                case "interrupted":
                    raise Interrupted(**{name: from_plain(value) for name, value in told.items()})
        code, said = await process.wait(), await last_words
        log.warning("a process ended early: %s", said[-STDERR_KEPT_BYTES:].decode(errors="replace"))
        raise Interrupted(_of_what(code, said), died=True)
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        last_words.cancel()


def _of_what(code: int, said: bytes) -> Message | str:
    """Of what a process has died: of a signal, or of what it has said at last."""
    if code < 0:
        return msg("killed by {signal}", signal=Signals(-code).name)
    last = said[-STDERR_KEPT_BYTES:].decode(errors="replace").strip().splitlines()
    return last[-1] if last else msg("exit code {code}", code=code)


def tell(told: Any) -> None:
    """Tell whoever has given the work something of it."""
    write("told", told)


def write(kind: str, told: Any) -> None:
    """Write a line to whoever has given the work."""
    sys.stdout.buffer.write(orjson.dumps([kind, told]) + b"\n")
    sys.stdout.buffer.flush()


def work_named(module: str, name: str) -> Work:
    """The work that stands there."""
    work: Work = getattr(import_module(module), name)
    return work


def step_back() -> None:
    """Come behind whoever dials, in this thread and those that it starts from now on.

    Not the thread that writes, which an open database has already: whoever wants to write to SQLite waits for it, and
    it would wait for every other process of the machine.
    """
    os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))


def bound_memory() -> None:
    """Keep this process from taking all of the machine's memory, whatever a file makes its reader ask for."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most in (resource.RLIM_INFINITY, -1) or most > MEMORY_BYTES_AT_MOST:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_AT_MOST, most))
