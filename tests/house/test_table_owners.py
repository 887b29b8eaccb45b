"""A table is written by the feature that owns it: the one whose name its file in dialer/storage/tables bears."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

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
    """The constants of `schema` that statements of this source write."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if any(word in name for word in WRITES):
            yield from (one.id for one in node.args if isinstance(one, ast.Name) and one.id in vars(schema))
    # Statements as text, where no builder can say them.
    for table in re.findall(r"(?:INSERT INTO|DELETE FROM|UPDATE) ([a-z_]+)", source):
        yield table.upper()


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
            if of.get(table, path.parts[0]) != path.parts[0]:
                found.add((str(path), table))
    return found


def test_every_table_has_one_owner_that_has_a_store() -> None:
    names = {name: feature for name, feature in owners().items() if name not in OF_STORAGE}
    assert len(names) > 70
    assert set(names) | OF_STORAGE == set(schema.METADATA.tables)
    assert {one for one in names.values() if not list((ROOT / "dialer" / one).glob("store*"))} == set()


def test_a_table_is_written_by_its_owner_alone() -> None:
    assert foreign() == set(), "write it through a function of the owner's store"
