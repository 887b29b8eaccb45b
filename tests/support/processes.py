"""Pronto as processes of its own, and commands that are run to their end."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from typer.testing import CliRunner

from api.cli.main import app
from dialer.demo.law import PROFILES
from tests.support.patience import PATIENCE_S

PRONTO = [sys.executable, "-m", "api.cli"]


def environment(state: Path, **more: str) -> dict[str, str]:
    """An environment that holds nothing of Pronto but this."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PRONTO_")}
    # Nothing listens on port 1: the engine runs and says that its Asterisk is away.
    ours = {"PRONTO_STATE_DIR": str(state), "PRONTO_PORT": "0", "PRONTO_AMI_PORT": "1", "PRONTO_AMI_SECRET": "x"}
    ours |= {"PRONTO_PROFILES_DIR": str(PROFILES), "PRONTO_CLOCK_KEPT": "yes"}
    return {**kept, **ours, "COLUMNS": "200", "NO_COLOR": "1", "LC_ALL": "C.UTF-8", **more}


async def pronto(env: dict[str, str], *words: str) -> tuple[int, str]:
    """Run a command to its end, in this process; return its code and everything it said."""
    done = await asyncio.to_thread(CliRunner().invoke, app, words, env=env)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


async def start(env: dict[str, str], *words: str) -> tuple[int, str]:
    """The same in a process of its own, for what sets up logs and stays."""
    process = await asyncio.create_subprocess_exec(
        *PRONTO, *words, env=env, stdout=PIPE, stderr=asyncio.subprocess.STDOUT
    )
    async with asyncio.timeout(PATIENCE_S):
        said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


async def line_with(process: Process, pattern: str) -> re.Match[str]:
    """Read a process's errors until a line matches."""
    assert process.stderr is not None
    seen = []
    async with asyncio.timeout(240):
        async for raw in process.stderr:
            seen.append(raw.decode())
            if found := re.search(pattern, seen[-1]):
                return found
    raise AssertionError("".join(seen))


@asynccontextmanager
async def running(env: dict[str, str], verb: str = "run") -> AsyncIterator[Process]:
    """A process that stays, ended as an init system would."""
    process = await asyncio.create_subprocess_exec(*PRONTO, verb, env=env, stdout=PIPE, stderr=PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(PATIENCE_S):
                _, said = await process.communicate()
            assert process.returncode == 0, said.decode()
