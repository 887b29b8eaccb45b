"""The table of things and verbs in docs/api.md names every operation of the API, and a reason for every gap."""

import json
import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
HEAD: Final = "| thing | list | read | create | change | delete or retire | many | besides |"


def rows() -> list[list[str]]:
    """The cells of each thing."""
    text = (ROOT / "docs" / "api.md").read_text()
    _, _, table = text.partition(HEAD)
    lines = [line for line in table.splitlines()[2:] if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def operations() -> set[str]:
    document = json.loads((ROOT / "api" / "openapi.json").read_text())
    return {said["operationId"] for methods in document["paths"].values() for said in methods.values()}


def test_every_operation_stands_in_the_table_and_nothing_else() -> None:
    named = {name for row in rows() for cell in row for name in re.findall(r"`([a-z_]+)`", cell)}
    assert operations() - named == set(), "operations without a place"
    assert named - operations() == set(), "no such operations"


def test_every_gap_has_its_reason() -> None:
    found = rows()
    assert len(found) > 30
    assert [row[0] for row in found if len(row) != HEAD.count("|") - 1 or not all(row)] == []


def test_what_people_work_with_daily_has_no_gap() -> None:
    daily = {"campaign", "list", "lead", "agent", "call-back", "user", "key", "caller id", "trunk"}
    verbs = {row[0]: row[1:6] for row in rows() if row[0] in daily}
    assert set(verbs) == daily
    assert [(thing, cell) for thing, cells in verbs.items() for cell in cells if "`" not in cell] == []
