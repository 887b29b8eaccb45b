"""A real Prometheus scrapes a demonstration: no panel of the dashboard is empty, no recording rule without a value."""

import asyncio
import contextlib
import os
import re
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from dialer.lab.ports import free_port
from tests.support.dashboard import DEPLOYED, expressions, program

pytestmark = pytest.mark.lab

PATIENCE_S = 240.0
SHOWN = re.compile(r"(http://127\.0\.0\.1:\d+)\S*")
CONFIG = """
global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: [{rules}]
scrape_configs:
  - job_name: pronto
    static_configs: [{{targets: ["{target}"]}}]
"""


async def test_no_panel_of_the_dashboard_is_empty(tmp_path: Path) -> None:
    async with a_demonstration() as url:
        (tmp_path / "prometheus.yml").write_text(
            CONFIG.format(rules=DEPLOYED / "recording.yml", target=url.removeprefix("http://"))
        )
        async with prometheus(tmp_path) as client:
            recorded = re.findall(r"record: (\S+)", (DEPLOYED / "recording.yml").read_text())
            empty = [*expressions(), *recorded]
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_S):
                    while empty:
                        empty = [one for one in empty if not await has_a_value(client, one)]
                        await asyncio.sleep(1)  # between looks at another program
            assert empty == []


async def has_a_value(client: httpx.AsyncClient, expression: str) -> bool:
    answer = (await client.get("/api/v1/query", params={"query": expression})).json()
    assert answer["status"] == "success", (expression, answer)
    found: list[dict[str, Any]] = answer["data"]["result"]
    return any(one["value"][1] != "NaN" for one in found)


@asynccontextmanager
async def a_demonstration() -> AsyncIterator[str]:
    """The address of one whose figures programs on this machine may read."""
    command = ("-m", "api.cli", "demo", "--for", "6m", "--agents", "6", "--cps", "5", "--quiet", "--wrap-up", "2")
    env = os.environ | {"PRONTO_METRICS_PUBLIC": "true"}
    process = await asyncio.create_subprocess_exec(sys.executable, *command, env=env, stdout=PIPE, stderr=STDOUT)
    try:
        async with asyncio.timeout(PATIENCE_S):
            url = await address(process)
        reading = asyncio.create_task(the_rest(process))
        yield url
        reading.cancel()
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def address(process: Process) -> str:
    assert process.stdout is not None
    async for line in process.stdout:
        if found := SHOWN.search(line.decode()):
            return found.group(1)
    raise AssertionError("the demonstration ended without an address")


async def the_rest(process: Process) -> None:
    assert process.stdout is not None
    async for _ in process.stdout:
        pass


@asynccontextmanager
async def prometheus(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        program("prometheus"),
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S) as client:
            async with asyncio.timeout(PATIENCE_S):
                while not await is_ready(client):  # noqa: ASYNC110 - another program starts
                    await asyncio.sleep(0.2)
            yield client
    finally:
        process.terminate()
        await process.wait()


async def is_ready(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/-/ready")).status_code == 200
    except httpx.ConnectError:
        return False
