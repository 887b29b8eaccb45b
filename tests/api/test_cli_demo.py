"""`pronto demo` works by itself, whatever the environment says of another Pronto."""

import asyncio
import io
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from rich.console import Console
from typer.testing import CliRunner

from api.cli import demo
from api.cli.main import app
from dialer.app.composition import Parts
from dialer.i18n.message import msg, to_plain
from dialer.lab.lab import Lab
from dialer.messaging.bus import MemoryBus, Topic
from tests.support.board import BOARD
from tests.support.patience import PATIENCE_S


def test_a_demonstration_leaves_the_database_of_another_pronto_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PRONTO_DATABASE_URL", "postgresql://pronto@db.example/pronto")
    monkeypatch.setenv("PRONTO_REDIS_URL", "redis://redis.example:6379/0")
    monkeypatch.setenv("PRONTO_HOST", "192.0.2.1")
    monkeypatch.setenv("PRONTO_ALLOWED_HOSTS", "pronto.example")
    access = SimpleNamespace(host="127.0.0.1", port=5038, username="pronto", secret="x")
    ari = SimpleNamespace(url="http://127.0.0.1:8088", username="pronto", secret="y")
    lab = cast("Lab", SimpleNamespace(dialer=SimpleNamespace(ami=access), ari=ari))
    made = demo.lab_settings(lab, tmp_path / "state")
    assert made.database_url == f"sqlite:///{tmp_path / 'state' / 'pronto.db'}"
    assert (made.redis_url, made.host, made.port) == (None, "127.0.0.1", 0)


def test_a_demonstration_names_a_wrong_setting_before_it_starts_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRONTO_LOG_LEVEL", "loud")
    done = CliRunner().invoke(app, ["demo", "--for", "3s"])
    assert (done.exit_code, "PRONTO_LOG_LEVEL cannot stand here: write" in done.output) == (2, True), done.output


async def test_the_board_of_a_demonstration_says_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = io.StringIO()
    monkeypatch.setattr(demo, "console", Console(file=paper, width=200, height=100))
    ends = to_plain(msg("Pronto is shutting down: no call is started."))
    campaigns = [{**one, "why": {**one["why"], "text": ends}} for one in BOARD["campaigns"]]
    bus, stop = MemoryBus(), asyncio.Event()
    size = SimpleNamespace(seconds=0.0, quiet=False)
    watching = asyncio.create_task(
        demo._watch(cast("Parts", SimpleNamespace(bus=bus)), stop, cast("demo.Size", size), demo._Watched())
    )
    await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE_S):
        bus.publish(Topic.BOARD, {**BOARD, "campaigns": campaigns})
        await stop.wait()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert ("no call is started" in paper.getvalue(), "facts" in paper.getvalue()) == (True, False)
