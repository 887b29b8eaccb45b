"""The house rules that no linter knows: names, sizes."""

import ast
import importlib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("dialer", "ami", "pacing", "api")
FILE_LINES, FUNCTION_LINES = 300, 40

# What may be longer, and why.
LONGER_FILES: dict[str, str] = {}
LONGER_FUNCTIONS: dict[str, str] = {}


def sources() -> list[Path]:
    return sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length of each function, its decorators and docstring left out."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            head = node.body[0].lineno - node.lineno
            yield f"{path.relative_to(ROOT)}:{node.name}", head + (node.end_lineno or 0) - first.lineno + 1


@pytest.mark.parametrize("name", PACKAGES)
def test_the_name_means_our_folder(name):
    assert Path(importlib.import_module(name).__file__ or "").parent == ROOT / name


@pytest.mark.parametrize("name", PACKAGES)
def test_no_dependency_owns_the_name(name):
    assert set(packages_distributions().get(name, ())) <= {"pronto-dialer"}


def test_there_are_sources():
    assert len(sources()) > 100


def test_no_file_is_too_long():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}
    assert {path: n for path, n in lengths.items() if n > FILE_LINES}.keys() == LONGER_FILES.keys()


def test_no_function_is_too_long():
    lengths = dict(entry for path in sources() for entry in functions(path))
    assert {name: n for name, n in lengths.items() if n > FUNCTION_LINES}.keys() == LONGER_FUNCTIONS.keys()


def test_every_module_says_what_lives_in_it():
    assert [str(path) for path in sources() if path.read_text().strip() and not _docstring(path)] == []


def _docstring(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text()))


def test_no_module_is_named_like_a_standard_one():
    taken = {"calendar", "logging", "queue", "types", "random", "time", "string", "select"}
    assert [str(path) for path in sources() if path.stem in taken] == []
