"""`pronto demo` ended at any moment leaves no Asterisk behind."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from pathlib import Path

import pytest

pytestmark = [pytest.mark.lab, pytest.mark.long(60)]

PATIENCE_S = 120.0
DEMO = ("-m", "api.cli", "demo", "--quiet", "--agents", "3", "--leads", "200")


async def a_demo(folder: Path) -> Process:
    environment = os.environ | {"TMPDIR": str(folder)}
    return await asyncio.create_subprocess_exec(
        sys.executable, *DEMO, env=environment, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT
    )


def left_in(folder: Path) -> list[Path]:
    """The files of the demonstration, and the Asterisks that see them."""
    found = list(folder.iterdir())
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if "asterisk" in (process / "cmdline").read_text() and str(folder) in (process / "mountinfo").read_text():
                found.append(process)
        except OSError:
            continue  # it has ended
    return found


async def is_said(demo: Process, words: bytes) -> None:
    assert demo.stdout is not None
    async for line in demo.stdout:
        if words in line:
            return
    raise AssertionError(f"the demonstration ended without having said {words!r}")


@pytest.mark.parametrize(
    ("at", "signals"),
    [
        (b"Starting", [signal.SIGTERM]),
        (b"Sign in", [signal.SIGINT, signal.SIGTERM, signal.SIGTERM, signal.SIGINT]),
        (b"Sign in", [signal.SIGHUP]),
    ],
)
async def test_no_asterisk_is_left(tmp_path: Path, at: bytes, signals: list[signal.Signals]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        demo = await a_demo(tmp_path)
        await is_said(demo, at)
        for one in signals:
            demo.send_signal(one)
        await demo.communicate()
    assert left_in(tmp_path) == []
