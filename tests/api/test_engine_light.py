"""After a fault calls go on soon: the engine's process imports what an engine needs, while its API imports the rest."""

import asyncio
import json
import os
import socket
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from dialer.app.api_keeper import NICENESS, Api
from dialer.app.composition import build
from dialer.core.settings import read_settings
from tests.api.test_api_process import api_of, holds, running, until
from tests.support.loopback_ami import LoopbackAmi
from tests.support.processes import environment

# Migrations, HTTP, the reading of files, what operators ask, and the words for what goes wrong.
FOREIGN = (
    *("alembic", "mako", "fastapi", "starlette", "uvicorn", "httpx", "multipart", "prometheus_client", "asyncpg"),
    *("python_calamine", "sqlalchemy.ext.asyncio", "phonenumbers.geodata"),
    *("dialer.services", "dialer.campaigns.service", "dialer.people.leads.service", "dialer.people.imports.service"),
    *(
        "dialer.people.imports.rows.batch",
        "dialer.people.imports.rows.row",
        "dialer.people.imports.readers.csv_file",
        "dialer.people.imports.preview",
    ),
    *(
        "dialer.people.leads.store.single_lead",
        "dialer.people.imports.store.batch",
        "dialer.documents.store.campaign_report",
        "dialer.documents.compliance_report",
        "dialer.documents.access_request",
        "dialer.rendering.render",
        "jinja2",
    ),
    *("babel", "authlib", "joserfc"),
)
RUN = """
import json, sys
from dialer.app.event_loop import run_loop
from dialer.app.engine_process import run_engine
from dialer.core.settings import read_settings
run_loop(run_engine(read_settings()))
print(json.dumps(sorted(sys.modules)))
"""


async def test_an_engine_that_dials_has_imported_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    asterisk = LoopbackAmi()
    await asterisk.start()
    secrets = {"PRONTO_AMI_PORT": str(asterisk.port), "PRONTO_AMI_SECRET": asterisk.secret}
    async with build(read_settings(state_dir=tmp_path / "state", ami_port=asterisk.port)):
        pass  # the first start migrates
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", RUN, env=environment(tmp_path / "state") | secrets, stdout=PIPE
    )
    await asterisk.until_received("CoreShowChannels")  # it owns its node, is linked, and audits
    process.terminate()
    said, _ = await process.communicate()
    await asterisk.stop()
    assert process.returncode == 0
    modules = json.loads(said)
    assert "dialer.engine.engine" in modules
    found = {name for name in modules for foreign in FOREIGN if name == foreign or name.startswith(f"{foreign}.")}
    assert found == set()


@pytest.mark.full
async def test_the_api_imports_while_the_engine_does(tmp_path: Path) -> None:
    seen: list[bool] = []

    async def as_it_begins(process: asyncio.subprocess.Process) -> None:
        await until(lambda: holds(api_of(process.pid)))
        seen.append((tmp_path / "state" / "pronto.db").exists())
        await until(lambda: holds(NICENESS in nices(api_of(process.pid))))

    async with running(tmp_path, as_it_begins) as pronto:
        assert seen == [False]  # it was started before the engine had opened its database
        assert set(nices(pronto.api())) == {os.nice(0)}  # ours: what it serves is not put behind others' work
        pronto.process.terminate()
        assert "Traceback" not in await pronto.ended()


def nices(pid: int | None) -> list[int]:
    """How far each thread of the process stands back."""
    stats = [file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/stat")]
    return [int(stat.rpartition(")")[2].split()[16]) for stat in stats]


@pytest.mark.full
async def test_an_api_whose_engine_ends_at_its_start_ends_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRONTO_STATE_DIR", str(tmp_path / "state"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        api = Api(listener, linked=True)
        api.start()
        process, link = api.take()
    with link, process.stdout as said:
        process.stdin.close()
        assert await asyncio.to_thread(said.read) == b""
    assert await asyncio.to_thread(process.wait) == 0
    assert not (tmp_path / "state").exists()
