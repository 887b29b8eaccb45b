"""What `pronto doctor` and `pronto asterisk check` ask: each place once, and no longer than it takes to know."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.cli import asterisk
from api.cli.doctor import examine
from dialer.app.event_loop import run_loop
from dialer.core.settings import Settings
from dialer.stores.everything import Store
from tests.api.test_commands import pronto, state
from tests.support.loopback_ami import LoopbackAmi
from tests.support.patience import PATIENCE_S

__all__ = ["state"]


@pytest.fixture
async def server() -> AsyncIterator[LoopbackAmi]:
    """An Asterisk that knows another secret."""
    made = LoopbackAmi()
    made.secret = "another"
    await made.start()
    yield made
    await made.stop()


async def test_a_secret_that_asterisk_refuses_is_said_as_soon_as_it_does(
    server: LoopbackAmi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asterisk, "PATIENCE_S", 1e6)
    settings = Settings(state_dir=tmp_path, ami_secret=SecretStr("wrong"))
    async with Store.open(settings.database_url, migrate=True) as store:
        node = await store.nodes.upsert("default", host="127.0.0.1", port=server.port)
        async with asyncio.timeout(PATIENCE_S):
            [finding] = await asterisk.check_node(store, settings, node)
    assert (finding.ok, "Authentication failed" in str(finding.what), "PRONTO_AMI_SECRET" in str(finding.mend)) == (
        False,
        True,
        True,
    )
    assert server.connections == 1


@pytest.mark.usefixtures("state")
def test_the_doctor_opens_the_database_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pronto("db", "upgrade")[0] == 0
    opened, really = [], Store.open

    def counted(url: str) -> object:
        opened.append(url)
        return really(url)

    monkeypatch.setattr(Store, "open", counted)
    findings = run_loop(examine())
    assert (len(opened), len(findings)) == (1, 9)


@pytest.mark.usefixtures("state")
def test_the_doctor_makes_the_state_folder_before_it_looks_for_the_database_in_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PRONTO_STATE_DIR", str(tmp_path / "new"))
    said = " ".join(pronto("doctor")[1].split())
    assert ("tables are not there yet" in said, "cannot be opened" in said) == (True, False), said


@pytest.mark.usefixtures("state")
def test_the_doctor_finds_a_database_that_may_only_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pronto("db", "upgrade")[0] == 0
    monkeypatch.setattr("dialer.storage.database.WRITING", ("query_only=ON",))
    code, said = pronto("doctor")
    assert (code, "may not be written" in " ".join(said.split())) == (1, True)
