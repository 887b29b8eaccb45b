"""When an API counts as hanging: by the processor time that it used, or after very many questions."""

import asyncio
import sys
from subprocess import PIPE, Popen

import pytest

from dialer.app import api_keeper
from dialer.app.api_keeper import RUNNING, STARTING, Patience

SERVES = "import sys; print(flush=True); "


def test_an_api_that_only_lacks_the_processor_has_five_minutes() -> None:
    assert not RUNNING.is_over(cpu_s=2.0, questions=int(299 / api_keeper.ASK_S))
    assert RUNNING.is_over(cpu_s=2.0, questions=int(300 / api_keeper.ASK_S))
    assert RUNNING.is_over(cpu_s=30.0, questions=6)
    assert not RUNNING.is_over(cpu_s=None, questions=6)


def test_an_api_that_starts_has_more_time() -> None:
    assert not STARTING.is_over(cpu_s=RUNNING.cpu_s, questions=RUNNING.questions)


async def followed(monkeypatch: pytest.MonkeyPatch, script: str, patience: Patience) -> asyncio.Event:
    """Follow a process that runs this script until it ends or hangs; whether it has served."""
    monkeypatch.setattr(api_keeper, "ASK_S", 0.02)
    monkeypatch.setattr(api_keeper, "STARTING", patience)
    said, serves = asyncio.StreamReader(), asyncio.Event()
    command = [sys.executable, "-c", script]
    with Popen(command, stdin=PIPE, stdout=PIPE, bufsize=0) as process:  # noqa: ASYNC220 - as the keeper's own
        output, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(said), process.stdout
        )
        await api_keeper._follow(process, said, serves)
        process.kill()
        output.close()
    return serves


async def test_an_api_that_is_slow_to_answer_is_kept(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    slow = SERVES + "[sys.stdin.readline() for _ in range(20)]"
    serves = await followed(monkeypatch, slow, Patience(cpu_s=3600.0, questions=1_000_000))
    assert serves.is_set()
    assert caplog.text == ""


async def test_an_api_that_computes_without_an_answer_is_killed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    busy = SERVES + "exec('while True: pass')"
    await followed(monkeypatch, busy, Patience(cpu_s=0.2, questions=1_000_000))
    assert "is killed" in caplog.text


async def test_an_api_that_hangs_without_computing_is_killed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hung = SERVES + "import threading; threading.Event().wait()"
    await followed(monkeypatch, hung, Patience(cpu_s=3600.0, questions=30))
    assert "is killed" in caplog.text
