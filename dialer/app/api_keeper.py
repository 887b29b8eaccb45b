"""The engine's side of the API process: starts it, restarts it when it dies or hangs, and ends it last."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO, Final

from dialer.messaging.bus import TO_ENGINE, Bus, MemoryBus, Topic
from dialer.messaging.process_link import carry

log = logging.getLogger(__name__)

FIRST_WAIT_S: Final = 0.5  # before a dead API is started again; doubled each time
LONGEST_WAIT_S: Final = 30.0
STEADY_S: Final = 60.0  # an API that has lived this long starts with the first wait again
END_S: Final = 5.0
ASK_S: Final = 5.0  # an API without a sign of life for so long is asked for one
# Of the imports of a process started in advance: on a shared core the engine's come first. A process that is started
# again does not stand back: on a busy machine its imports would take minutes.
NICENESS: Final = 5
HELD: Final = frozenset({signal.SIGTERM, signal.SIGINT})  # blocked in an API until it is ready for them


@dataclass(frozen=True, slots=True)
class Patience:
    """What an API may do without an answer before it counts as hanging.

    An API that waits for the processor on a busy machine is not at fault: what it has used itself is counted. The
    questions limit one that hangs without using any.
    """

    cpu_s: float
    questions: int

    def is_over(self, cpu_s: float | None, questions: int) -> bool:
        """Whether it hangs, having used this much (None: not known) and left these questions open."""
        return questions >= self.questions or (cpu_s is not None and cpu_s >= self.cpu_s)


STARTING: Final = Patience(cpu_s=90.0, questions=180)  # until the first answer: it imports, and its first requests wait
RUNNING: Final = Patience(cpu_s=30.0, questions=60)  # five minutes


@dataclass(slots=True)
class Api:
    """The API process, started on `listener`; without `linked`, Redis carries the messages.

    A started process imports what it needs, and serves when told to.
    """

    listener: socket.socket
    linked: bool
    _started: tuple["Popen[bytes]", socket.socket] | None = None

    def start(self) -> None:
        """Start a process in advance; the next `take` returns it."""
        self._started = self._new(NICENESS)

    def take(self) -> tuple["Popen[bytes]", socket.socket]:
        """The process started in advance, or a new one, with our end of its link."""
        taken, self._started = self._started or self._new(0), None
        return taken

    def _new(self, niceness: int) -> tuple["Popen[bytes]", socket.socket]:
        ours, theirs = socket.socketpair()
        with theirs:
            passed = [self.listener.fileno(), *([theirs.fileno()] if self.linked else [])]
            return _spawn(niceness, passed), ours


async def keep_api(bus: Bus, api: Api, serves: asyncio.Event, ends: asyncio.Event) -> None:
    """Keep an API running until `ends` is set, then let it finish its answers.

    `serves` is set when the first one answers. Nothing that happens to it delays the engine:
    dialer/messaging/process_link.py.
    """
    why: int | str | None
    loop, wait = asyncio.get_running_loop(), FIRST_WAIT_S
    ended = asyncio.create_task(ends.wait())
    while not ended.done():
        began = loop.time()
        try:
            why = await _live(bus, api, serves, ended)
        except OSError as error:
            why = error.strerror
        if not ended.done():
            wait = FIRST_WAIT_S if loop.time() - began > STEADY_S else min(2 * wait, LONGEST_WAIT_S)
            log.error("the API has ended (%s) and is started again in %g s; calls go on", why, wait)
            await asyncio.wait([ended], timeout=wait)


async def _live(bus: Bus, api: Api, serves: asyncio.Event, ended: "asyncio.Task[bool]") -> int | None:
    """Run one API process until it ends by itself, hangs or is to end; return its exit code."""
    async with _process(bus, api) as (process, said):
        exited = asyncio.create_task(_follow(process, said, serves))
        try:
            await asyncio.wait([exited, ended], return_when=asyncio.FIRST_COMPLETED)
        finally:
            exited.cancel()
        if ended.done():
            await _end(process)
    return process.returncode


@asynccontextmanager
async def _process(bus: Bus, api: Api) -> AsyncIterator[tuple["Popen[bytes]", asyncio.StreamReader]]:
    """An API process that was told to serve. It does not outlive the context."""
    process, ours = api.take()
    _write_line(process)
    link = asyncio.create_task(_link(bus, ours), name="link to the API")
    said = asyncio.StreamReader()
    output, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(said), process.stdout
    )
    try:
        yield process, said
    finally:
        link.cancel()
        await asyncio.wait([link])
        process.kill()
        await asyncio.to_thread(process.wait)
        output.close()
        _input(process).close()


def _spawn(niceness: int, passed: list[int]) -> "Popen[bytes]":
    """Start the process with `HELD` blocked; one started by the event loop would not inherit that."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, HELD)
    try:
        command = [sys.executable, "-m", "api.beside_engine", *map(str, [niceness, *passed])]
        return Popen(command, stdin=PIPE, stdout=PIPE, bufsize=0, pass_fds=passed)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


async def _link(bus: Bus, end: socket.socket) -> None:
    with end:
        if isinstance(bus, MemoryBus):
            await carry(bus, end, hears=frozenset(Topic) - TO_ENGINE)


async def _follow(process: "Popen[bytes]", said: asyncio.StreamReader, serves: asyncio.Event) -> None:
    """Return when the process has ended, or hangs. Its first line says that it serves, the others are answers."""
    for patience in chain(repeat(STARTING, 2), repeat(RUNNING)):
        line = await _next_line(process, said, patience)
        if line is None:
            return
        if not line:
            await asyncio.to_thread(process.wait)
            return
        serves.set()


async def _next_line(process: "Popen[bytes]", said: asyncio.StreamReader, patience: Patience) -> bytes | None:
    """What the process says next; empty if it has ended, None if it hangs.

    Questions are counted, not seconds: if this process stood still too, that counts as one.
    """
    questions, before, used = 0, _cpu_s(process.pid), None
    while not patience.is_over(used, questions):
        try:
            async with asyncio.timeout(ASK_S):
                return await said.readline()
        except TimeoutError:
            questions += 1
            _write_line(process)
        now = _cpu_s(process.pid)
        used = None if before is None or now is None else now - before
    log.error("the API has not answered for %g s, used %g s of processor, and is killed", questions * ASK_S, used or 0)
    return None


def _cpu_s(pid: int) -> float | None:
    """The processor time that a process has used, in seconds; None where there is no /proc (proc_pid_stat(5))."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


async def _end(process: "Popen[bytes]") -> None:
    _input(process).close()
    try:
        await asyncio.wait_for(asyncio.to_thread(process.wait), END_S)
    except TimeoutError:
        log.error("the API does not end within %g s, and is killed", END_S)


def _write_line(process: "Popen[bytes]") -> None:
    """Tell a new process to serve; ask one that serves for a sign of life."""
    with suppress(BrokenPipeError):  # it has ended just now
        _input(process).write(b"\n")


def _input(process: "Popen[bytes]") -> IO[bytes]:
    assert process.stdin is not None
    return process.stdin
