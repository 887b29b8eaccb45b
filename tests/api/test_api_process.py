"""`pronto run` as two processes: whatever becomes of the API, the engine goes on, and neither outlives the other."""

import asyncio
import os
import re
import signal
import socket
import sqlite3
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from api.cli.processes import url_of
from dialer.app import api_keeper
from dialer.app.composition import build
from dialer.core.settings import read_settings
from tests.support.api_clients import made
from tests.support.patience import PATIENCE_S
from tests.support.processes import PRONTO, environment, line_with
from tests.support.rings import first_in_gate
from tests.support.streams import listeners

STREAMS = 200


@dataclass
class Running:
    """A `pronto run` whose engine works, and where its API answers."""

    process: Process
    url: str
    headers: dict[str, str]
    state: Path

    def api(self) -> int | None:
        """The process of the API, if there is one."""
        return api_of(self.process.pid)

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, headers=self.headers, trust_env=False, timeout=PATIENCE_S)

    async def ended(self) -> str:
        """Wait for the end, which must be a good one; all that was said since the API answered."""
        async with asyncio.timeout(PATIENCE_S):
            _, said = await self.process.communicate()
        assert self.process.returncode == 0, said.decode()
        return said.decode()


@asynccontextmanager
async def running(
    tmp_path: Path, meanwhile: Callable[[Process], Awaitable[None]] | None = None
) -> AsyncIterator[Running]:
    state = tmp_path / "state"
    process = await asyncio.create_subprocess_exec(
        *PRONTO, "run", env=environment(state), stdout=PIPE, stderr=PIPE, start_new_session=True
    )
    try:
        if meanwhile is not None:
            await meanwhile(process)
        url = (await line_with(process, r"listens on (http://127\.0\.0\.1:\d+)"))[1]
        await line_with(process, "first administrator")
        headers = {"Authorization": f"Bearer {(state / 'machine-key').read_text().strip()}"}
        found = Running(process, url, headers, state)
        async with found.client() as client:
            await until(lambda: says(client, "The engine works"))
        yield found
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
        await process.communicate()


async def says(client: httpx.AsyncClient, words: str) -> bool:
    return words in (await client.get("/readyz")).text


async def until(holds: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if await holds():
                return
            await asyncio.sleep(0.05)  # another process is looked at: there is nothing to wait on


async def test_an_api_that_is_killed_is_started_again_and_the_engine_stays(tmp_path: Path) -> None:
    async with running(tmp_path) as pronto:
        before = pronto.api()
        assert before is not None
        assert niceness_of(before) == api_keeper.NICENESS
        os.kill(before, signal.SIGKILL)
        await line_with(pronto.process, r"the API has ended \(-9\) and is started again .* calls go on")
        async with pronto.client() as client:
            await until(lambda: says(client, "The engine works"))  # whoever asks meanwhile waits
            figures = (await client.get("/metrics")).text
        restarted = pronto.api()
        assert restarted not in (None, before)
        assert niceness_of(restarted) == 0  # on a busy machine one that stands back would take minutes
        assert pronto.process.returncode is None
        assert "pronto_engine_process_cpu_seconds_total" in figures
        assert "\nprocess_open_fds" in figures
        pronto.process.terminate()
        assert "first administrator" not in await pronto.ended()


@pytest.mark.full
async def test_the_engine_works_on_while_its_api_stands_still(tmp_path: Path) -> None:
    async with running(tmp_path) as pronto:
        api = pronto.api()
        assert api is not None
        os.kill(api, signal.SIGSTOP)
        leases = set()

        async def renewed_twice() -> bool:
            leases.add(lease(pronto.state / "pronto.db"))
            return len(leases) > 2

        await until(renewed_twice)
        os.kill(api, signal.SIGCONT)
        async with pronto.client() as client:
            await until(lambda: says(client, "The engine works"))
        assert pronto.api() == api


@pytest.mark.full
async def test_an_api_that_answers_nothing_is_killed_and_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(api_keeper, "ASK_S", 1.0)
    # An API that begins gets more time: on a busy machine it imports longer than six seconds.
    for name, questions in (("STARTING", 15), ("RUNNING", 6)):
        monkeypatch.setattr(api_keeper, name, api_keeper.Patience(cpu_s=60.0, questions=questions))
    async with build(read_settings()) as parts, asyncio.timeout(120):
        listener, serves, ends = socket.create_server(("127.0.0.1", 0)), asyncio.Event(), asyncio.Event()
        keeping = asyncio.create_task(
            api_keeper.keep_api(parts.bus, api_keeper.Api(listener, linked=True), serves, ends)
        )
        with listener:
            await serves.wait()
            before = api_of(os.getpid())
            assert before is not None
            os.kill(before, signal.SIGSTOP)
            await until(lambda: holds(api_of(os.getpid()) not in (None, before)))
            async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as client:
                assert (await client.get(f"{url_of(listener)}/healthz")).status_code == 200
            ends.set()
            await keeping
    assert re.search("the API has not answered for (15|6) s, used", caplog.text)
    assert "the API has ended (-9) and is started again" in caplog.text


@pytest.mark.full
@pytest.mark.parametrize("hangs", first_in_gate([True, False]))
async def test_an_api_does_not_outlive_its_engine(tmp_path: Path, hangs: bool) -> None:
    async with running(tmp_path) as pronto:
        api = pronto.api()
        assert api is not None
        if hangs:
            os.kill(api, signal.SIGSTOP)
        pronto.process.kill()
        await until(lambda: gone(api))


@pytest.mark.full
async def test_an_api_that_does_not_end_is_killed(tmp_path: Path) -> None:
    async with running(tmp_path) as pronto:
        api = pronto.api()
        assert api is not None
        os.kill(api, signal.SIGSTOP)
        pronto.process.terminate()
        assert "the API does not end within 5 s, and is killed" in await pronto.ended()
        assert await gone(api)


@pytest.mark.full
@pytest.mark.parametrize("number", first_in_gate([signal.SIGTERM, signal.SIGINT]))
async def test_a_signal_to_the_whole_group_ends_the_engine_and_then_its_api(
    tmp_path: Path, number: signal.Signals
) -> None:
    async with running(tmp_path) as pronto:
        os.killpg(pronto.process.pid, number)
        said = await pronto.ended()
        assert said.index("draining") < said.index("Shutting down")
        assert "is started again" not in said
        assert "Traceback" not in said


@pytest.mark.full
@pytest.mark.parametrize("number", first_in_gate([signal.SIGTERM, signal.SIGINT]))
async def test_a_signal_to_an_api_that_has_only_just_begun_is_not_its_business(
    tmp_path: Path, number: signal.Signals
) -> None:
    signalled: list[int] = []

    async def as_it_begins(process: Process) -> None:
        await until(lambda: holds(api_of(process.pid)))
        signalled.append(api_of(process.pid) or 0)
        os.kill(signalled[0], number)

    async with running(tmp_path, as_it_begins) as pronto:
        assert [pronto.api()] == signalled
        pronto.process.terminate()
        assert "Traceback" not in await pronto.ended()


async def test_an_end_with_streams_and_half_sent_uploads_is_a_quiet_one(tmp_path: Path) -> None:
    async with running(tmp_path) as pronto, pronto.client() as client, AsyncExitStack() as opened:
        company = await made(client, "POST", "/api/v1/companies", {"name": "Acme"})
        leads = await made(client, "POST", "/api/v1/lists", {"name": "March", "company_id": company["id"]})
        auth = f"Host: localhost\r\nAuthorization: {pronto.headers['Authorization']}\r\n"
        upload = f"POST /api/v1/lists/{leads['id']}/import HTTP/1.1\r\n{auth}Content-Type: text/csv\r\n"
        halves = [f"{upload}Content-Length: 9000000\r\n\r\nname,phone\n", f"{upload}Content-Le"]
        halves.append(f"POST /api/v1/companies HTTP/1.1\r\n{auth}Content-Length: 900\r\n\r\n{{")
        for text in halves * 3:
            _, writer = await asyncio.open_connection("127.0.0.1", httpx.URL(pronto.url).port)
            opened.callback(writer.close)
            writer.write(text.encode())
        streams = await opened.enter_async_context(listeners(pronto.url, pronto.headers, STREAMS))
        folder = pronto.state / "uploads"
        await until(lambda: holds(len([*folder.glob("upload-*")]) == 3))
        api = pronto.api()
        assert api is not None
        pronto.process.terminate()
        said = (await pronto.ended()).partition("SIGTERM: ")[2]
        assert await gone(api)
        lasts = [(await stream).get("body") for stream in streams]
        assert lasts == [{"reason": "restart", "come_back": True}] * STREAMS
        assert [*folder.iterdir()] == []
    assert "Finished server process" in said
    of_load = "stood still"  # which a busy machine lets an engine do
    told = [line for line in said.splitlines() if of_load not in line]
    for fault in ("Traceback", "[error", "[warning", "killed"):
        assert not any(fault in line for line in told), said


async def holds(truth: object) -> object:
    return truth


async def gone(pid: int) -> bool:
    return not command(pid)


def api_of(engine: int) -> int | None:
    """The process of the API beside an engine's, if there is one."""
    children = Path(f"/proc/{engine}/task/{engine}/children").read_text().split()
    return next((pid for pid in map(int, children) if b"api.beside_engine" in command(pid)), None)


def niceness_of(api: int | None) -> int:
    """How much the imports of an API process stand back, by its command line."""
    assert api is not None
    _, told = command(api).split(b"api.beside_engine\0")
    return int(told.split(b"\0")[0])


def command(pid: int) -> bytes:
    """The command line of a process; empty when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def lease(database: Path) -> float:
    """Until when the engine owns its node."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT lease_until FROM cell_lease").fetchone()[0]
