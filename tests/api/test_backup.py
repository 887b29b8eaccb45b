"""A backup made as docs/operations.md says, while Pronto writes, is restored and started, on either database."""

import asyncio
import os
import re
import shlex
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import httpx
import pytest

from dialer.access.key_files import pseudonyms
from dialer.lab import services
from dialer.lab.build import get_root
from dialer.lab.root import Root
from dialer.lab.settings import default_cache
from tests.support.api_clients import items_of, made
from tests.support.call_centre import until
from tests.support.patience import PATIENCE_S
from tests.support.processes import environment, line_with, pronto, running

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
OPTED_OUT = "+390212345678"
CHECK = "/api/v1/suppressions/check"
KEPT = {"number-key", "report-keys", "machine-key", "sign-in-key", "audit-anchor"}


def blocks(section: str) -> list[str]:
    """The shell blocks of a section of the page."""
    _, _, behind = OPERATIONS.partition(f"## {section}\n")
    return re.findall(r"^```sh\n(.*?)^```$", behind.partition("\n## ")[0], re.MULTILINE | re.DOTALL)


async def shell(script: str, folder: Path, environ: dict[str, str]) -> None:
    """Run a block of the page in a folder that stands for the machine, with stand-ins for what only root may do."""
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    for name, does in {
        "sudo": 'if [ "$1" = -u ]; then shift 2; fi; exec "$@"',
        "systemctl": ":",
        "chown": ":",
        "setpriv": 'while [ "${1#--}" != "$1" ]; do shift; done; exec "$@"',
        "install": 'for last; do :; done; mkdir -p -m 700 "$last"',
        "pronto": f'exec {shlex.quote(sys.executable)} -m api.cli "$@"',
        "python3": f'exec {shlex.quote(sys.executable)} "$@"',
    }.items():
        (tools / name).write_text(f"#!/bin/sh\n{does}\n")
        (tools / name).chmod(0o755)
    for place in ("/var/lib/pronto", "/var/backups/pronto", "/etc/pronto"):
        script = script.replace(place, f"{folder}{place}")
    script = script.replace("/opt/pronto", str(ROOT))
    process = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-c", script),
        cwd=ROOT,
        env={**environ, "PATH": f"{tools}:{os.environ['PATH']}"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(PATIENCE_S):
        said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()


@asynccontextmanager
async def server(env: dict[str, str], state: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A running Pronto, and a client with the machine's key of its state folder."""
    async with running(env) as process:
        url = (await line_with(process, r"listens on (http://127\.0\.0\.1:\d+)"))[1]
        await until(lambda: asyncio.to_thread((state / "machine-key").exists), "the machine's key")
        token = await asyncio.to_thread((state / "machine-key").read_text)
        headers = {"Authorization": f"Bearer {token.strip()}"}
        async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=PATIENCE_S) as client:
            yield client


async def write_on(client: httpx.AsyncClient, company_id: int, begun: asyncio.Event, stop: asyncio.Event) -> None:
    """Write opt-outs, one request after the other, until told to stop; `begun` when the first is written."""
    for n in count():
        if stop.is_set():
            return
        number = f"+39333{n:07d}"
        await made(client, "POST", f"/api/v1/companies/{company_id}/suppressions", {"numbers": [number]})
        begun.set()


def write_environment(folder: Path, env: dict[str, str]) -> None:
    """pronto.env as the service has it."""
    file = folder / "etc" / "pronto" / "pronto.env"
    file.parent.mkdir(parents=True)
    ours = {name: value for name, value in env.items() if name.startswith("PRONTO_")}
    file.write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in ours.items()))


async def back_up_while_it_writes(folder: Path, env: dict[str, str]) -> Path:
    """Save a Pronto while opt-outs are written into it, and return the folder that it was saved into."""
    state = folder / "var/lib/pronto/state"
    async with server(env, state) as client:
        company = await made(client, "POST", "/api/v1/companies", {"name": "Acme"})
        optouts = f"/api/v1/companies/{company['id']}/suppressions"
        await made(client, "POST", optouts, {"numbers": [OPTED_OUT]})
        assert (await pronto(env, "audit", "verify"))[0] == 0  # which leaves an anchor to be saved
        pseudonyms(state)
        begun, stop = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(write_on(client, company["id"], begun, stop))
            await begun.wait()
            [block] = blocks("Backup")
            await shell(block, folder, env)
            stop.set()
    [saved] = (folder / "var/backups/pronto").iterdir()
    database = "pronto.dump" if "PRONTO_DATABASE_URL" in env else "pronto.db"
    assert {path.name for path in saved.iterdir()} == KEPT | {database}
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in (saved, *saved.iterdir()))
    return saved


async def knows_what_it_knew(client: httpx.AsyncClient) -> None:
    """The number that opted out is known by its hash; of those that were being written, all up to one."""
    [company] = await items_of(client, "/api/v1/companies")
    [found] = await made(client, "POST", CHECK, {"number": OPTED_OUT})
    assert found["scope"] == f"company:{company['id']}"
    known = [bool(await made(client, "POST", CHECK, {"number": f"+39333{n:07d}"})) for n in range(50)]
    assert known[0]
    assert known == sorted(known, reverse=True), "one is missing among those before"


@pytest.mark.full
async def test_sqlite_is_saved_while_it_is_written_and_starts_again(tmp_path: Path) -> None:
    env = environment(tmp_path / "var/lib/pronto/state")
    write_environment(tmp_path, env)
    saved = await back_up_while_it_writes(tmp_path, env)
    await shell(blocks("Restore")[0].replace("2026-11-28-0300", saved.name), tmp_path, env)
    async with server(env, tmp_path / "var/lib/pronto/state") as client:
        await knows_what_it_knew(client)


@pytest.mark.postgres
async def test_postgresql_is_saved_while_it_is_written_and_starts_again(tmp_path: Path) -> None:
    _open_to_all(tmp_path)  # the server runs as another user
    root = await get_root(default_cache(), own_asterisk=False)
    url = await services.postgres_up(tmp_path / "server", root)
    try:
        env = environment(tmp_path / "var/lib/pronto/state", PRONTO_DATABASE_URL=url)
        write_environment(tmp_path, env)
        for name in ("pg_dump", "pg_restore", "createdb"):
            stand_in(tmp_path, root, name, url)
        saved = await back_up_while_it_writes(tmp_path, env)
        first, second = blocks("Restore")
        await shell(first.replace("2026-11-28-0300", saved.name).partition("sudo systemctl start")[0], tmp_path, env)
        await shell(second.replace("--owner=pronto ", ""), tmp_path, env)
        restored = env | {"PRONTO_DATABASE_URL": url.rpartition("/")[0] + "/pronto_restored"}
        assert (await pronto(restored, "audit", "verify"))[0] == 0
        async with server(restored, tmp_path / "var/lib/pronto/state") as client:
            await knows_what_it_knew(client)
    finally:
        await services.down(tmp_path / "server")


def _open_to_all(folder: Path) -> None:
    folder.chmod(0o755)


def stand_in(folder: Path, root: Root, name: str, url: str) -> None:
    """PostgreSQL's own program of the lab's root, which sees `folder` under another name."""
    address, _, place = url.removeprefix("postgresql://").rpartition("@")
    user, password = address.split(":")
    host, port = place.partition("/")[0].split(":")
    enter = shlex.join(root.command(folder, [str(root.program(name))]))
    lines = (
        "#!/bin/bash",
        f"export PGUSER={user} PGPASSWORD={password} PGHOST={host} PGPORT={port}",
        f"here={shlex.quote(str(folder))}",
        f'exec {enter} "${{@/$here/{root.inside(folder)}}}"',
    )
    tool = folder / "tools" / name
    tool.parent.mkdir(exist_ok=True)
    tool.write_text("\n".join(lines) + "\n")
    tool.chmod(0o755)
