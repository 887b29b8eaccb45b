"""Runs work in a separate process: progress and result come out of it line by line, as JSON.

A malicious or broken file can only harm that process, and the event loop stays free. A server that has imported what
the work needs forks each process (multiprocessing's forkserver): it takes milliseconds, where an interpreter that
imports the same takes a second of a core. The server starts with the first work, has no threads and no database, and
ends with this process.
"""

import asyncio
import logging
import os
import resource
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection as Pipe
from multiprocessing.context import ForkServerProcess
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

# What works there; by name, since all of it is above this package.
PRELOADED: Final = (
    "dialer.jobs.worker_main",
    "dialer.people.imports.preview_worker",
    "dialer.people.imports.worker",
    "dialer.people.lists.ordering_worker",
    "dialer.people.registers.answer_worker",
    "dialer.campaigns.simulations.worker",
    "dialer.people.suppression.file_worker",
)
FORKSERVER: Final = get_context("forkserver")
FORKSERVER.set_forkserver_preload(list(PRELOADED))
# To start a process also asks how others ended, which only one thread may ask.
ONE_AT_A_TIME: Final = threading.Lock()

Work = Callable[[dict[str, Any]], Any]
"""Work for a separate process: a module-level function from arguments to result, both JSON values.

It may raise `DialerError`, `BadFile`, `Interrupted` and database errors.
"""


async def work_apart(work: Work, arguments: Mapping[str, Any], hear: Callable[[Any], None] = lambda _: None) -> Any:
    """Run the work in a separate process; `hear` gets its progress. Cancellation, or an error in `hear`, ends it.

    Raises `DialerError` and `BadFile` as the work does, and `Interrupted`.
    """
    lines_end, lines = FORKSERVER.Pipe(duplex=False)
    stderr_end, stderr = FORKSERVER.Pipe(duplex=False)
    process = FORKSERVER.Process(target=_begin, args=(lines, stderr, work.__module__, work.__qualname__, arguments))
    starting = asyncio.create_task(asyncio.to_thread(_start, process, lines, stderr))
    async with _read_lines(lines_end) as told_there, _read_lines(stderr_end) as said_there:
        last_words = asyncio.create_task(said_there.read())
        try:
            await asyncio.shield(starting)
            async for line in told_there:
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
            await asyncio.to_thread(_end, process)
            said = await last_words
            log.warning("a process ended early: %s", said[-STDERR_KEPT_BYTES:].decode(errors="replace"))
            assert process.exitcode is not None
            raise Interrupted(_of_what(process.exitcode, said), died=True)
        finally:
            await asyncio.wait([starting])
            if process.pid is not None:
                process.kill()
                await asyncio.to_thread(_end, process)
            last_words.cancel()


def warm_up() -> None:
    """Start the server, so that the first work does not wait for its imports.

    Ctrl-C goes to the whole group of processes, and must not break off these imports with a traceback: the server ends
    with this process.
    """
    with ONE_AT_A_TIME:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            forkserver.ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(process: ForkServerProcess, *theirs: Pipe) -> None:
    """Start the process. Waits for the server, which imports for a second at first."""
    with ONE_AT_A_TIME:
        try:
            process.start()
        finally:
            for pipe in theirs:
                pipe.close()


def _end(process: ForkServerProcess) -> None:
    with ONE_AT_A_TIME:
        process.join()


@asynccontextmanager
async def _read_lines(pipe: Pipe) -> AsyncIterator[asyncio.StreamReader]:
    """Read what comes out of a pipe, without waiting for it."""
    reader = asyncio.StreamReader(limit=LINE_BYTES)
    file = os.fdopen(os.dup(pipe.fileno()), "rb", buffering=0)
    pipe.close()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), file
    )
    try:
        yield reader
    finally:
        transport.close()


def _begin(lines: Pipe, stderr: Pipe, module: str, name: str, arguments: Mapping[str, Any]) -> None:
    """Do the work in the new process, whose output goes through these pipes."""
    os.dup2(lines.fileno(), sys.stdout.fileno())
    os.dup2(stderr.fileno(), sys.stderr.fileno())
    lines.close()
    stderr.close()
    import_module("dialer.jobs.worker_main").main(module, name, arguments)


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
