"""The house rules that no linter knows: names and what a module says of itself."""

import ast
import importlib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("dialer", "ami", "pacing", "api")


def sources() -> list[Path]:
    return sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))


@pytest.mark.parametrize("name", PACKAGES)
def test_the_name_means_our_folder(name):
    assert Path(importlib.import_module(name).__file__ or "").parent == ROOT / name


@pytest.mark.parametrize("name", PACKAGES)
def test_no_dependency_owns_the_name(name):
    assert set(packages_distributions().get(name, ())) <= {"pronto-dialer"}


def test_there_are_sources():
    assert len(sources()) > 100


def test_every_module_says_what_lives_in_it():
    assert [str(path) for path in sources() if path.read_text().strip() and not _docstring(path)] == []


def _docstring(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text()))


def test_no_module_is_named_like_a_standard_one():
    taken = {"calendar", "logging", "queue", "types", "random", "time", "string", "select"}
    assert [str(path) for path in sources() if path.stem in taken] == []
