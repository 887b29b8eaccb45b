"""PostgreSQL and Valkey for tests, from the lab's root or the host, on a free loopback port, in a given folder."""

import asyncio
import secrets
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

from dialer.i18n.message import msg
from dialer.lab import processes
from dialer.lab.errors import LabError
from dialer.lab.ports import LOOPBACK, free_port
from dialer.lab.root import Kind, Root

START_S = 30.0
POSTGRES_USER = "postgres"
POSTMASTER_STATE = 7
HOST = Root(kind=Kind.HOST, path=Path("/"))
# Test data is disposable, so nothing waits for the disk.
POSTGRES_OPTIONS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def root_with(program: str, root: Root | None) -> Root:
    """The root to run `program` from: the given one if it has it, else the host. Raises LabError if neither has."""
    for candidate in (root, HOST):
        if candidate is not None and candidate.program(program) is not None:
            return candidate
    raise LabError(
        msg("There is no {program}: `pronto lab up` fetches one, or install it on this machine.", program=program)
    )


async def postgres_up(folder: Path, root: Root | None = None) -> str:
    """Start an empty PostgreSQL with its data in `folder`, and return its postgresql:// URL with a password.

    The password is generated here. Raises LabError if it does not start. `down(folder)` stops it.
    """
    root = root_with("postgres", root)
    port, password = free_port(), secrets.token_urlsafe(16)
    inside = root.inside(folder)
    _own_folder(folder, root)
    (folder / "password").write_text(password)
    initdb = [f"{root.program('initdb')}", "-D", f"{inside}/data", "-U", "pronto", "--auth=scram-sha-256"]
    await _run(root, folder, [*initdb, f"--pwfile={inside}/password", "--encoding=UTF8", "--locale=C", "--no-sync"])
    await postgres_again(folder, root, port=port)
    return f"postgresql://pronto:{password}@{LOOPBACK}:{port}/postgres"


async def postgres_again(folder: Path, root: Root | None = None, *, port: int) -> None:
    """Restart the PostgreSQL with its data in `folder`, on its previous port. Raises LabError."""
    root = root_with("postgres", root)
    options = (f"port={port}", f"listen_addresses={LOOPBACK}", "unix_socket_directories=", *POSTGRES_OPTIONS)
    settings = (f"--{option}" for option in options)
    command = [f"{root.program('postgres')}", "-D", f"{root.inside(folder)}/data", *settings]
    await _start(root, folder, command, lambda: _postgres_ready(folder))


async def valkey_up(folder: Path, root: Root | None = None) -> str:
    """Start an empty Valkey (or Redis) that stores nothing on disk, and return its redis:// URL with a password."""
    root = root_with("valkey-server", root)
    port, password = free_port(), secrets.token_urlsafe(16)
    _own_folder(folder, root)
    config = (
        f'bind {LOOPBACK}\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\ndir {root.inside(folder)}\n'
    )
    (folder / "valkey.conf").write_text(config)
    command = [f"{root.program('valkey-server')}", f"{root.inside(folder)}/valkey.conf"]
    await _start(root, folder, command, lambda: _listens(port))
    return f"redis://:{password}@{LOOPBACK}:{port}/0"


async def down(folder: Path, *, hard: bool = False) -> None:
    """Stop the service in `folder` (`hard`: by SIGKILL) and return when it is gone."""
    process = processes.recall(folder / "pid")
    if process is not None:
        # PostgreSQL's SIGTERM waits for clients to leave; SIGINT ends them.
        await processes.end(process, hard=hard, gently=processes.INTERRUPT)
    (folder / "pid").unlink(missing_ok=True)


def _own_folder(folder: Path, root: Root) -> None:
    """Make the folder; if we are root, owned by the root's unprivileged user, as the service runs."""
    folder.mkdir(parents=True, exist_ok=True)
    user = root.service_user(POSTGRES_USER)
    if user is not None:
        shutil.chown(folder, user, user)


async def _run(root: Root, folder: Path, argv: list[str]) -> None:
    command = root.command(folder, argv, user=root.service_name(POSTGRES_USER))
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise LabError(
            msg("{program} failed: {words}", program=argv[0], words=said.decode(errors="replace").strip()[-500:])
        )


async def _start(root: Root, folder: Path, argv: list[str], ready: Callable[[], bool]) -> None:
    command = root.command(folder, argv, user=root.service_name(POSTGRES_USER))
    process = processes.spawn(command, log=folder / "log", pid_file=folder / "pid")
    try:
        async with asyncio.timeout(START_S):
            while not ready():
                if not process.alive:
                    raise LabError(
                        msg(
                            "{program} ended while starting: {words}",
                            program=argv[0],
                            words=processes.tail(folder / "log"),
                        )
                    )
                await asyncio.sleep(processes.POLL_S)
    except TimeoutError:
        await down(folder, hard=True)
        raise LabError(
            msg(
                "{program} did not start in {s:.0f} s: {words}",
                program=argv[0],
                s=START_S,
                words=processes.tail(folder / "log"),
            )
        ) from None


def _postgres_ready(folder: Path) -> bool:
    """Whether PostgreSQL is ready, by the eighth line of postmaster.pid; its port opens well before."""
    try:
        lines = (folder / "data/postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) > POSTMASTER_STATE and lines[POSTMASTER_STATE].strip() == "ready"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0
