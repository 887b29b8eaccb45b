"""Starts, recognises and ends processes that outlive this one. Pid and start time together identify a process."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dialer.i18n.message import msg
from dialer.lab.errors import LabError

POLL_S = 0.02
INTERRUPT = signal.SIGINT
GONE = -1  # start time of a process that ended before it could be read; no process has this value


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One process. `started` is its start time in clock ticks since boot; it differs for a reused pid."""

    pid: int
    started: int

    @property
    def alive(self) -> bool:
        """Whether this process still runs (a zombie does not)."""
        now = find(self.pid)
        return now is not None and now.started == self.started

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, if it still runs."""
        if self.alive:
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                return


def find(pid: int) -> Process | None:
    """The running process with this pid, from /proc; None if there is none or it is a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The name in parentheses may contain spaces; after it the state is the first field, the start time the twentieth.
    fields = stat.rpartition(")")[2].split()
    if fields[0] in "ZX" and not _threads_left(pid):
        return None
    return Process(pid=pid, started=int(fields[19]))


def _threads_left(pid: int) -> bool:
    """Whether a process whose main thread has ended still has other threads: they keep its sockets and ports."""
    try:
        return sum(1 for _ in Path(f"/proc/{pid}/task").iterdir()) > 1
    except OSError:
        return False


def spawn(command: Sequence[str], *, log: Path, pid_file: Path) -> Process:
    """Start `command` in its own session, with output to `log` and its pid and start time in `pid_file`.

    The process is a child of init from the start, so that it never becomes our zombie. A process that ends at once is
    returned too: it is not alive.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    script = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'
    done = subprocess.run(
        ["sh", "-c", script, "sh", str(log), *command],
        capture_output=True,
        text=True,
        check=True,
        start_new_session=True,
    )
    pid = int(done.stdout)
    process = find(pid) or Process(pid=pid, started=GONE)
    remember(process, pid_file)
    return process


def remember(process: Process, pid_file: Path) -> None:
    """Write the process to a pid file."""
    pid_file.parent.mkdir(parents=True, exist_ok=True)
    pid_file.write_text(f"{process.pid} {process.started}\n")


def recall(pid_file: Path) -> Process | None:
    """The process of a pid file if it still runs; None otherwise."""
    try:
        pid, started = (int(word) for word in pid_file.read_text().split())
    except (OSError, ValueError):
        return None
    process = Process(pid=pid, started=started)
    return process if process.alive else None


async def end(
    process: Process, *, hard: bool = False, gently: signal.Signals = signal.SIGTERM, patience_s: float = 10.0
) -> None:
    """End a process and return when it is gone: `gently`, then SIGKILL after `patience_s`; at once if `hard`.

    For a bwrap, the program inside is ended, and bwrap with it. Ending bwrap itself would leave the program running.
    """
    inner = innermost(process)
    if not hard:
        inner.signal(gently)
        if await _gone((inner, process), patience_s):
            return
    for one in (inner, process):
        one.signal(signal.SIGKILL)
    if not await _gone((inner, process), patience_s):
        raise LabError(msg("Process {pid} does not end, even by SIGKILL.", pid=inner.pid))


def innermost(process: Process) -> Process:
    """The program inside nested bwraps; any other process itself."""
    while process.alive and _name(process.pid) == "bwrap":
        child = next((found for stat in _stats() if (found := _child_of(process.pid, stat)) is not None), None)
        if child is None:
            break
        process = child
    return process


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _stats() -> Iterator[Path]:
    return Path("/proc").glob("[0-9]*/stat")


def _child_of(parent: int, stat: Path) -> Process | None:
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except OSError:  # it has ended meanwhile
        return None
    return find(int(stat.parent.name)) if fields and int(fields[1]) == parent else None


async def _gone(these: Sequence[Process], patience_s: float) -> bool:
    try:
        async with asyncio.timeout(patience_s):
            while any(process.alive for process in these):  # noqa: ASYNC110 - another process's end has no event to wait for
                await asyncio.sleep(POLL_S)
    except TimeoutError:
        return False
    return True


def tail(log: Path, lines: int = 5) -> str:
    """The last lines of a log, in one line."""
    try:
        return " / ".join(log.read_text(errors="replace").splitlines()[-lines:]) or "(nothing)"
    except OSError:
        return "(no log)"
