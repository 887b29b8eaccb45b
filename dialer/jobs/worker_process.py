"""Runs work in a separate process: the work goes in as one line of JSON, progress and result come out line by line.

A malicious or broken file can only harm that process, and the event loop stays free.
"""

import asyncio
import logging
import os
import resource
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any, Final

import orjson

from dialer.core import errors
from dialer.core.file_fault import BadFile
from dialer.i18n.message import Message, from_plain, msg
from dialer.jobs.model import Interrupted

log = logging.getLogger(__name__)

LINE_BYTES: Final = 1 << 26  # at most, per line from the process
STDERR_KEPT_BYTES: Final = 2000
NICENESS: Final = 10
MEMORY_BYTES_AT_MOST: Final = 3 << 30  # a spreadsheet of a million rows and ten columns needs half of it
KILLED_AFTER_S: Final = 10  # of further computing, where code of a library does not let Python raise an error

Work = Callable[[dict[str, Any]], Any]
"""Work for a separate process: a module-level function from arguments to result, both JSON values.

It may raise `DialerError`, `BadFile`, `Interrupted` and database errors.
"""


async def work_apart(work: Work, arguments: Mapping[str, Any], hear: Callable[[Any], None] = lambda _: None) -> Any:
    """Run the work in a separate process; `hear` gets its progress. Cancellation, or an error in `hear`, ends it.

    Raises `DialerError` and `BadFile` as the work does, and `Interrupted`.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dialer.jobs.worker_main", stdin=PIPE, stdout=PIPE, stderr=PIPE, limit=LINE_BYTES
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    last_words = asyncio.create_task(process.stderr.read())
    try:
        # The arguments go through the pipe: on the command line every user of the machine could read password and key.
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
    """Why a process died: its signal, or its last output."""
    if code < 0:
        names = {one.value: one.name for one in signal.Signals}  # most real-time signals have none
        return msg("killed by {signal}", signal=names.get(-code, str(-code)))
    last = said[-STDERR_KEPT_BYTES:].decode(errors="replace").strip().splitlines()
    return last[-1] if last else msg("exit code {code}", code=code)


def tell(told: Any) -> None:
    """Report progress to the parent process."""
    write("told", told)


def write(kind: str, told: Any) -> None:
    """Write a line to the parent process."""
    sys.stdout.buffer.write(orjson.dumps([kind, told]) + b"\n")
    sys.stdout.buffer.flush()


def work_named(module: str, name: str) -> Work:
    """The function `name` of `module`."""
    work: Work = getattr(import_module(module), name)
    return work


def step_back() -> None:
    """Lower the priority below dialling, for this thread and those it starts from now on.

    The writing thread of an open database keeps its priority: other writers to SQLite wait for it, so it must not wait
    for every other process of the machine.
    """
    os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))


def bound_memory() -> None:
    """Limit this process's memory, whatever a file makes its reader allocate."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most in (resource.RLIM_INFINITY, -1) or most > MEMORY_BYTES_AT_MOST:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_AT_MOST, most))


def bound_computing(seconds: int, late: Exception) -> None:
    """Raise `late` once this process has computed for so many more seconds. Time without a core does not count.

    It is raised again in each further second, since code that is interrupted may catch it.
    """

    def stop(*_: object) -> None:
        raise late

    signal.signal(signal.SIGXCPU, stop)
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    if most in (resource.RLIM_INFINITY, -1) or most > until + KILLED_AFTER_S:
        resource.setrlimit(resource.RLIMIT_CPU, (until, until + KILLED_AFTER_S))
