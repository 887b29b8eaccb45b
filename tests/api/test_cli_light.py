"""Commands start at once: help and clients of the API import nothing that only a server needs."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from api.cli.main import PLACES, app
from tests.support.api_clients import Door

SERVER = frozenset(
    {"alembic", "fastapi", "holidays", "sqlalchemy", "sqlmodel", "starlette", "structlog", "uvicorn", "yaml"}
)
HEAVY = SERVER | {"asyncio", "httpx", "phonenumbers", "pydantic", "pydantic_settings"}
# They run the pacing code or a real Asterisk themselves.
WHOLE = {"demo", "lab", "asterisk", "simulate", "doctor"}
RUN = """
import json, sys
from api.cli.main import app
try:
    app(sys.argv[1:])
except SystemExit as ended:
    print(json.dumps([ended.code, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def run(*words: str, **environ: str) -> tuple[int, set[str]]:
    """Run a command in a process of its own; return its code and the packages that it has imported."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words], env={**os.environ, **environ}, capture_output=True, text=True, check=True
    )
    code, packages = json.loads(done.stdout.splitlines()[-1])
    return code, set(packages)


@pytest.mark.parametrize("words", [("--help",), ("--help", "--language", "it"), ("--version",)])
def test_the_help_of_the_program_imports_none_of_its_commands(words: tuple[str, ...]) -> None:
    code, packages = run(*words)
    assert (code, packages & HEAVY) == (0, set())


@pytest.mark.parametrize("name", sorted(PLACES.keys() - WHOLE))
def test_the_help_of_a_group_imports_nothing_of_a_server(name: str) -> None:
    code, packages = run(name, "--help")
    assert (code, packages & SERVER) == (0, set())


@pytest.mark.parametrize("words", [("campaign", "status", "Spring"), ("list", "imports"), ("callback", "list")])
def test_a_client_of_the_api_imports_nothing_of_a_server(words: tuple[str, ...], tmp_path: Path) -> None:
    nobody = {"PRONTO_URL": "http://127.0.0.1:1", "PRONTO_KEY": "x", "PRONTO_STATE_DIR": str(tmp_path)}
    code, packages = run(*words, **nobody)
    assert (code, packages & SERVER) == (1, set())


@pytest.mark.parametrize("name", PLACES)
def test_the_line_of_a_command_is_how_its_own_help_begins(name: str) -> None:
    context = typer.Context(typer.main.get_command(app))
    _, command, _ = context.command.resolve_command(context, [name])
    assert " ".join(command.help.partition("\n\n")[0].split()) == PLACES[name][2]


async def test_the_version_is_that_of_the_project_everywhere(door: Door) -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    version = project["project"]["version"]
    said = CliRunner().invoke(app, ["--version"])
    assert (said.exit_code, said.output) == (0, f"pronto {version}\n")
    assert (await (await door.client(None)).get("/openapi.json")).json()["info"]["version"] == version
