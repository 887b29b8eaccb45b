"""The command line against real processes: first start, commands over HTTP, and the way out."""

import asyncio
import os
import re
import signal
import stat
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from dialer.lab import services
from dialer.lab.build import cached_root
from dialer.lab.settings import default_cache
from tests.api.door import HOURS, made

PRONTO = [sys.executable, "-m", "api.cli"]


def environment(state: Path, **more: str) -> dict[str, str]:
    """An environment that holds nothing of Pronto but this."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PRONTO_")}
    # Nothing listens on port 1: the engine runs and says that its Asterisk is away.
    ours = {"PRONTO_STATE_DIR": str(state), "PRONTO_PORT": "0", "PRONTO_AMI_PORT": "1", "PRONTO_AMI_SECRET": "x"}
    return {**kept, **ours, "COLUMNS": "200", "NO_COLOR": "1", **more}


async def pronto(env: dict[str, str], *words: str) -> tuple[int, str]:
    """Run a command to its end; return its code and everything it said."""
    process = await asyncio.create_subprocess_exec(
        *PRONTO, *words, env=env, stdout=PIPE, stderr=asyncio.subprocess.STDOUT
    )
    async with asyncio.timeout(60):
        said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


async def line_with(process: Process, pattern: str) -> re.Match[str]:
    """Read a process's errors until a line matches."""
    assert process.stderr is not None
    seen = []
    async with asyncio.timeout(60):
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
            async with asyncio.timeout(20):
                _, said = await process.communicate()
            assert process.returncode == 0, said.decode()


async def test_a_first_start_a_campaign_a_list_and_the_way_out(tmp_path: Path) -> None:
    state = tmp_path / "state"
    env = environment(state)
    async with running(env) as process:
        url = (await line_with(process, r"listens on (http://127\.0\.0\.1:\d+)"))[1]
        await line_with(process, "admin token was written")
        token_file = state / "admin-token"
        assert stat.S_IMODE(token_file.stat().st_mode) == 0o600
        assert stat.S_IMODE(state.stat().st_mode) == 0o700
        assert stat.S_IMODE((state / "pronto.db").stat().st_mode) == 0o600
        headers = {"Authorization": f"Bearer {token_file.read_text().strip()}"}
        async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False) as client:
            await campaign(client)
            ready = await client.get("/readyz")
        assert ready.status_code == 503
        assert "node default" in ready.text
        here = {**env, "PRONTO_URL": url}
        people = tmp_path / "people.csv"
        people.write_text("name,phone\nAda,0212345678\nBob,12\n")
        rejected = tmp_path / "rejected.csv"
        code, said = await pronto(
            here, "list", "import", "March", str(people), "--campaign", "Spring", "--rejected", str(rejected)
        )
        assert (code, "1 leads loaded" in said, "1 rows rejected" in said) == (0, True, True), said
        assert "Bob" in rejected.read_text()
        code, said = await pronto(here, "campaign", "start", "Spring")
        assert (code, said.strip()) == (0, "Spring: running")
        code, said = await pronto(here, "campaign", "status", "Spring")
        assert (code, "asterisk default" in said) == (0, True), said
        code, said = await pronto(here, "campaign", "start", "Autumn")
        assert (code, "There are: Spring" in said) == (1, True), said
    assert (await pronto(env, "campaign", "start", "Spring"))[0] == 1


async def campaign(client: httpx.AsyncClient) -> None:
    controller = await made(client, "POST", "/api/v1/controllers", {"name": "Acme"})
    node = (await made(client, "GET", "/api/v1/nodes"))[0]
    trunk = await made(client, "PUT", f"/api/v1/nodes/{node['id']}/trunks/carrier", {"dial": "PJSIP/{number}@carrier"})
    body = {"name": "Spring", "controller_id": controller["id"], "node_id": node["id"], "trunk_ids": [trunk["id"]]}
    await made(client, "POST", "/api/v1/campaigns", body | {"hours": HOURS})


@pytest.mark.lab
async def test_engine_and_api_as_two_processes_meet_over_valkey(tmp_path: Path) -> None:
    redis_url = await services.valkey_up(tmp_path / "valkey", cached_root(default_cache()))
    env = environment(tmp_path / "state", PRONTO_REDIS_URL=redis_url)
    try:
        async with running(env, "api") as api:
            url = (await line_with(api, r"listens on (http://127\.0\.0\.1:\d+)"))[1]
            await line_with(api, "admin token was written")
            async with running(env, "engine"), httpx.AsyncClient(base_url=url, trust_env=False) as client:
                async with asyncio.timeout(30):
                    while "The engine works" not in (await client.get("/readyz")).text:
                        await asyncio.wait({asyncio.create_task(api.wait())}, timeout=0.1)
    finally:
        await services.down(tmp_path / "valkey")


@pytest.mark.parametrize("verb", ["engine", "api"])
async def test_half_a_pronto_needs_redis_and_says_so(tmp_path: Path, verb: str) -> None:
    code, said = await pronto(environment(tmp_path), verb)
    assert (code, "PRONTO_REDIS_URL" in said, "pronto run" in said) == (1, True, True)


async def test_a_taken_port_is_said_with_the_cure(tmp_path: Path) -> None:
    server = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    code, said = await pronto(environment(tmp_path, PRONTO_PORT=str(port)), "run")
    server.close()
    await server.wait_closed()
    assert (code, "PRONTO_PORT" in said, "Traceback" in said) == (1, True, False), said


async def test_a_wrong_setting_ends_every_command_with_its_name(tmp_path: Path) -> None:
    code, said = await pronto(environment(tmp_path, PRONTO_PORT="many"), "run")
    assert (code, "PRONTO_PORT" in said, "Traceback" in said) == (2, True, False)


async def test_tokens_are_made_listed_and_revoked_without_a_server(tmp_path: Path) -> None:
    env = environment(tmp_path)
    code, secret = await pronto(env, "token", "create", "wall", "--role", "wallboard")
    assert code == 0
    assert len(secret.strip().splitlines()[-1]) >= 40
    code, listed = await pronto(env, "token", "list")
    assert "wall" in listed
    assert secret.strip().splitlines()[-1] not in listed
    assert (await pronto(env, "token", "revoke", "1"))[0] == 0
    assert (await pronto(env, "token", "revoke", "1"))[0] == 1
    code, said = await pronto(env, "token", "create", "x", "--role", "agent")
    assert (code, "agent_id" in said) == (1, True)


async def test_the_doctor_names_each_thing_and_its_cure(tmp_path: Path) -> None:
    env = environment(tmp_path / "state", PRONTO_PROT="1")
    assert (await pronto(env, "db", "upgrade"))[0] == 0
    code, said = await pronto(env, "doctor")
    assert code == 1
    for words in ("PRONTO_PROT", "asterisk default", "manager.conf", "python", "database", "redis"):
        assert words in said, said
