"""A table is written by the feature that owns it: the one whose name its file in dialer/storage/tables bears."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Table
from sqlmodel import SQLModel

from dialer.storage import schema

ROOT: Final = Path(__file__).parents[2]
WRITES: Final = ("insert", "update", "delete", "upsert")
# Owned by storage itself: every database has them before there is a feature.
OF_STORAGE: Final = {"key_check"}


def owners() -> dict[str, str]:
    """By table, the feature that owns it."""
    return {
        str(model.__tablename__): feature
        for model in SQLModel.__subclasses__()
        if (feature := model.__module__.removeprefix("dialer.storage.tables.")) != model.__module__
    }


def written(source: str) -> Iterator[str]:
    """Constants of tables that this source writes: named in a statement, looped over, or given to a function."""
    tree = ast.parse(source)
    yield from _tables_in(one for call in _writes(tree) for one in call.args)
    constants = {
        target.id: value
        for node in tree.body
        for target, value in _assigned(node)
        if isinstance(target, ast.Name) and value is not None
    }
    for loop in [node for node in ast.walk(tree) if isinstance(node, ast.For | ast.comprehension)]:
        names = {one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name)}
        if names & _written_names(tree):
            over = constants.get(loop.iter.id, loop.iter) if isinstance(loop.iter, ast.Name) else loop.iter
            yield from _tables_in(ast.walk(over))
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        places = {arg.arg: place for place, arg in enumerate(function.args.args)}
        places = {name: place for name, place in places.items() if name in _written_names(function)}
        for call in [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node) == function.name]:
            yield from _tables_in(call.args[place] for place in places.values() if place < len(call.args))
            yield from _tables_in(one.value for one in call.keywords if one.arg in places)
    # Statements as text, where no builder can say them.
    for table in re.findall(r"(?:INSERT INTO|DELETE FROM|UPDATE) ([a-z_]+)", source):
        yield table.upper()


def _writes(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and any(word in _name(node) for word in WRITES):
            yield node


def _name(call: ast.Call) -> str:
    name: str = getattr(call.func, "id", getattr(call.func, "attr", ""))
    return name


def _written_names(tree: ast.AST) -> set[str]:
    """The variables that statements write as tables."""
    return {call.args[0].id for call in _writes(tree) if call.args and isinstance(call.args[0], ast.Name)}


def _tables_in(nodes: Iterable[ast.AST]) -> Iterator[str]:
    yield from (one.id for one in nodes if isinstance(one, ast.Name) and one.id in vars(schema))


def _assigned(node: ast.stmt) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    if isinstance(node, ast.AnnAssign):
        yield node.target, node.value
    if isinstance(node, ast.Assign):
        yield node.targets[0], node.value


def foreign() -> set[tuple[str, str]]:
    """Files with the tables of other features that they write."""
    tables = {name: one.name for name, one in vars(schema).items() if isinstance(one, Table)}
    of = owners() | dict.fromkeys(OF_STORAGE, "storage")
    found = set()
    for file in (ROOT / "dialer").rglob("*.py"):
        path = file.relative_to(ROOT / "dialer")
        if "migrations" in path.parts:
            continue
        for name in written(file.read_text()):
            table = tables.get(name, name.lower())
            if of.get(table, feature_of(path)) != feature_of(path):
                found.add((str(path), table))
    return found


def feature_of(path: Path) -> str:
    """The feature to which a file of `dialer/` belongs: a folder of a domain, or the domain's own."""
    *folders, _ = path.parts
    names = set(owners().values())
    return next((one for one in reversed(folders) if one in names), folders[0] if folders else path.stem)


def test_every_table_has_one_owner_that_has_a_store() -> None:
    names = {name: feature for name, feature in owners().items() if name not in OF_STORAGE}
    assert len(names) > 70
    assert set(names) | OF_STORAGE == set(schema.METADATA.tables)
    assert {one for one in names.values() if not list((ROOT / "dialer").glob(f"**/{one}/store*"))} == set()


def test_a_table_is_written_by_its_owner_alone() -> None:
    assert foreign() == set(), "write it through a function of the owner's store"


@pytest.mark.parametrize(
    "source",
    [
        "delete(TASK)",
        "for table in (LEAD, TASK):\n    delete(table)",
        "_THEIRS: Final = (LEAD, TASK)\nfor table in _THEIRS:\n    delete(table)",
        "def clear(connection, table):\n    delete(table)\nclear(connection, TASK)",
        "def clear(connection, table):\n    delete(table)\nclear(connection, table=TASK)",
        'text("DELETE FROM task WHERE id = 1")',
    ],
)
def test_a_write_is_seen_however_the_table_is_named(source: str) -> None:
    assert "TASK" in set(written(source))
