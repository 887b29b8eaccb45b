"""`pronto demo` works by itself, whatever the environment says of another Pronto."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from typer.testing import CliRunner

from api.cli import demo
from api.cli.main import app
from dialer.lab.lab import Lab


def test_a_demonstration_leaves_the_database_of_another_pronto_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PRONTO_DATABASE_URL", "postgresql://pronto@db.example/pronto")
    monkeypatch.setenv("PRONTO_REDIS_URL", "redis://redis.example:6379/0")
    monkeypatch.setenv("PRONTO_HOST", "192.0.2.1")
    monkeypatch.setenv("PRONTO_ALLOWED_HOSTS", "pronto.example")
    access = SimpleNamespace(host="127.0.0.1", port=5038, username="pronto", secret="x")
    lab = cast("Lab", SimpleNamespace(dialer=SimpleNamespace(ami=access)))
    made = demo.lab_settings(lab, tmp_path / "state")
    assert made.database_url == f"sqlite:///{tmp_path / 'state' / 'pronto.db'}"
    assert (made.redis_url, made.host, made.port) == (None, "127.0.0.1", 0)


def test_a_demonstration_names_a_wrong_setting_before_it_starts_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRONTO_LOG_LEVEL", "loud")
    done = CliRunner().invoke(app, ["demo", "--for", "3s"])
    assert (done.exit_code, "PRONTO_LOG_LEVEL cannot stand here: write" in done.output) == (2, True), done.output
