"""The documents tell the truth about the tree: links lead somewhere, and every dependency has its reason."""

import ast
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from packaging.requirements import Requirement

from api.cli.main import app
from dialer.settings import OTHER_VARIABLES, Settings

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "asterisk-config").glob("*.md")])
LINK = re.compile(r"(?<!`)\]\(([^)#\s]+)(?:#[^)]*)?\)")
OUTSIDE = re.compile(r"[a-z]+:")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(document: Path) -> None:
    targets = [target for target in LINK.findall(document.read_text()) if not OUTSIDE.match(target)]
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_every_decision_is_in_the_list_of_decisions() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = LINK.findall((folder / "README.md").read_text())
    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = (*project["project"]["optional-dependencies"].values(), *project["dependency-groups"].values())
    lines = [*project["project"]["dependencies"], *(line for group in groups for line in group)]
    reasons = (ROOT / "docs" / "dependencies.md").read_text()
    named = {word for row in re.findall(r"^\|(.*)\|$", reasons, re.MULTILINE) for word in re.findall(r"[\w-]+", row)}
    assert [line for line in lines if Requirement(line).name not in named] == []


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in DOCUMENTS:
        named = set(re.findall(r"`make ([\w-]+)", document.read_text()))
        assert named <= targets, f"{document.name} names {named - targets}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_a_document_shows_exists_with_its_options(document: Path) -> None:
    text = document.read_text().replace("\\\n", " ")
    shown = re.findall(r"^\s*(pronto [^\n#]+)", text, re.MULTILINE) + re.findall(r"`(pronto [^`|]+)`", text)
    for line in shown:
        command: Any = typer.main.get_command(app)
        words = shlex.split(line)[1:]
        while words and hasattr(command, "get_command"):
            found = command.get_command(click.Context(command), words[0])
            assert found is not None, line
            command, words = found, words[1:]
        known = {option for one in command.params for option in (*one.opts, *one.secondary_opts, "--help")}
        assert {word for word in words if word.startswith("--")} <= known, line


def test_every_setting_that_a_document_names_exists() -> None:
    known = {f"PRONTO_{field.upper()}" for field in Settings.model_fields} | OTHER_VARIABLES
    lab = set(re.findall(r"PRONTO_LAB_\w+", "".join(p.read_text() for p in (ROOT / "dialer" / "lab").glob("*.py"))))
    dialplan = set(re.findall(r"PRONTO_\w+", (ROOT / "asterisk-config" / "extensions-pronto.conf").read_text()))
    for document in DOCUMENTS:
        named = set(re.findall(r"PRONTO_[A-Z_]*[A-Z]", document.read_text()))
        assert named <= known | lab | dialplan, f"{document.name} names {named - known - lab - dialplan}"


def test_every_test_that_the_rules_document_names_exists() -> None:
    """One row for each of the twenty-four, and behind each name a test that runs."""
    rows = re.findall(r"^\| (\d+) \| .* \| (`tests/.*`) \|$", (ROOT / "docs/compliance.md").read_text(), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 25))
    named = [name for _, cell in rows for name in re.findall(r"`([^`]+)`", cell)]
    assert [name for name in named if not _is_test(*name.split("::"))] == []


def _is_test(file: str, name: str) -> bool:
    if not (ROOT / file).is_file():
        return False
    found = ast.walk(ast.parse((ROOT / file).read_text()))
    return any(isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name == name for one in found)
