"""Who may import whom: the contracts of pyproject.toml are kept, and a deliberate breach of each is caught."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("dialer", "ami", "pacing", "api")
LINT = "from importlinter.cli import lint_imports_command as lint; lint()"

BREACHES = [
    ("ami/parse.py", "import dialer.core.enums", "api stands on dialer"),
    ("ami/wire.py", "import pacing.snapshot", "api stands on dialer"),
    ("pacing/guard.py", "import ami.events", "api stands on dialer"),
    ("dialer/engine/engine.py", "import api.app", "api stands on dialer"),
    ("pacing/predictive.py", "import time", "what decides does no I/O"),
    ("pacing/answers.py", "import random", "what decides does no I/O"),
    ("dialer/cell/call/call_handling.py", "import asyncio", "what decides does no I/O"),
    ("dialer/compliance/hours.py", "import logging", "what decides does no I/O"),
    ("dialer/cell/agents/agent_session.py", "import dialer.core.clock", "what decides does no I/O"),
    ("dialer/engine/switchboard.py", "import dialer.engine.inbox", "what decides does no I/O"),
    ("dialer/people/leads/rules/retry.py", "import dialer.people.leads.store.leads", "what decides does no I/O"),
    ("dialer/jobs/runner.py", "import dialer.people.imports.counts", "each domain knows"),
    ("dialer/engine/engine.py", "import dialer.app.lifetime", "each domain knows"),
    ("dialer/people/leads/service.py", "import dialer.engine.engine", "each domain knows"),
    ("dialer/people/leads/model.py", "import dialer.campaigns.model", "each domain knows"),
    ("dialer/telephony/nodes/journal.py", "import dialer.stores.everything", "each domain knows"),
    ("dialer/people/lists/store/lists.py", "import dialer.people.lists.service", "stores do not know"),
    ("dialer/core/settings.py", "import dialer.people.leads.model", "each domain knows"),
    ("ami/client.py", "import panoramisk", "panoramisk is met"),
    ("dialer/engine/nodes/node_supervisor.py", "import panoramisk.manager", "panoramisk is met"),
    ("dialer/work/agents/service.py", "import sqlalchemy", "SQL is spoken"),
    ("api/auth.py", "import sqlmodel", "SQL is spoken"),
    ("dialer/engine/engine.py", "import fastapi", "HTTP is served"),
    ("dialer/messaging/bus.py", "import starlette.responses", "HTTP is served"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "500"}
    return subprocess.run(
        [sys.executable, "-c", LINT, "--config", "pyproject.toml", "--no-cache"],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def copy_of_packages(folder: Path) -> Path:
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "built"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_are_kept(tmp_path):
    result = lint(copy_of_packages(tmp_path))
    assert result.returncode == 0, result.stdout


def test_every_package_has_its_place_among_the_domains():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [domains] = [one for one in contracts if one["id"] == "domains"]
    placed = {name.strip() for layer in domains["layers"] for name in layer.split(":")}
    stores = {f"dialer.stores.{one.stem}" for one in (ROOT / "dialer/stores").glob("[a-z]*.py")}
    packages = {f"dialer.{one.name}" for one in (ROOT / "dialer").iterdir() if (one / "__init__.py").exists()}
    assert placed == packages - {"dialer.stores"} | stores | {"dialer.services"}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is said of each contract that is broken, by its name, where all are at once."""
    folder = copy_of_packages(tmp_path_factory.mktemp("house"))
    for path, line, _ in BREACHES:
        with (folder / path).open("a") as file:
            file.write(f"\n{line}\n")
    result = lint(folder)
    assert result.returncode == 1
    said = result.stdout[result.stdout.index("Broken contracts") :]
    _, *parts = re.split(r"^(\S.*)\n-{10,}$", said, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize(("path", "line", "contract"), BREACHES)
def test_a_breach_is_caught(broken, path, line, contract):
    importer = path.removesuffix(".py").replace("/", ".")
    imported = line.removeprefix("import ")
    [said] = [said for name, said in broken.items() if contract in name]
    # Packages outside are named by their first part.
    outside = imported.partition(".")[0]
    assert re.search(rf"{re.escape(importer)} -> ({re.escape(imported)}|{re.escape(outside)})\b", said), said
