"""Only our own processes are ended, and when `end` returns they are gone."""

import asyncio
import os
import subprocess
import time
from pathlib import Path

import pytest

from dialer.lab import processes


async def test_a_process_is_started_known_again_and_ended(tmp_path: Path) -> None:
    process = processes.spawn(["sleep", "60"], log=tmp_path / "log", pid_file=tmp_path / "pid")
    assert processes.recall(tmp_path / "pid") == process
    await processes.end(process)
    assert not process.alive
    assert processes.recall(tmp_path / "pid") is None


async def test_one_that_ignores_the_gentle_signal_is_killed(tmp_path: Path) -> None:
    command = ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done"]
    process = processes.spawn(command, log=tmp_path / "log", pid_file=tmp_path / "pid")
    while "ready" not in (tmp_path / "log").read_text():
        assert process.alive
    await processes.end(process, patience_s=2.0)
    assert not process.alive


def test_another_process_under_the_same_pid_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as other:
        (tmp_path / "pid").write_text(f"{other.pid} 1\n")
        assert processes.recall(tmp_path / "pid") is None
        asyncio.run(processes.end(processes.Process(pid=other.pid, started=1)))
        assert other.poll() is None
        other.kill()


@pytest.mark.parametrize("hard", [False, True])
async def test_of_a_bwrap_the_program_inside_is_ended(tmp_path: Path, hard: bool) -> None:
    script = tmp_path / "bwrap"  # waits for its child and does not hand signals on, like the real one
    script.write_text("#!/bin/sh\nsleep 60 &\necho $!\nwait\n")
    script.chmod(0o755)
    process = processes.spawn([str(script)], log=tmp_path / "log", pid_file=tmp_path / "pid")
    while not (tmp_path / "log").read_text().endswith("\n"):
        assert process.alive
    inner = processes.find(int((tmp_path / "log").read_text()))
    assert inner is not None
    assert processes.innermost(process) == inner
    await processes.end(process, hard=hard)
    assert not inner.alive
    assert not process.alive


def test_a_zombie_does_not_run() -> None:
    with subprocess.Popen(["true"]) as child:
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # ended, not yet reaped
        assert processes.find(child.pid) is None


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    process = processes.spawn(["/no/such/program"], log=tmp_path / "log", pid_file=tmp_path / "pid")
    while process.alive:  # to end it might be to end the shell before it has spoken
        time.sleep(processes.POLL_S)
    assert "not found" in processes.tail(tmp_path / "log")


def test_one_that_ended_before_anybody_could_look_does_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as slow:
        slow.setattr(processes, "find", lambda _: None)
        process = processes.spawn(["true"], log=tmp_path / "log", pid_file=tmp_path / "pid")
    assert not process.alive
    assert processes.recall(tmp_path / "pid") is None


def test_a_damaged_pid_file_names_no_process(tmp_path: Path) -> None:
    (tmp_path / "pid").write_text("rubbish")
    assert processes.recall(tmp_path / "pid") is None


@pytest.mark.parametrize(("text", "said"), [("a\nb\nc\n", "b / c"), ("", "(nothing)")])
def test_the_tail_of_a_log(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "log").write_text(text)
    assert processes.tail(tmp_path / "log", 2) == said
