"""`pronto lab` and `pronto demo` speak Italian, also where the lab tells how far it is and what went wrong."""

import ast
from collections.abc import Iterator
from pathlib import Path

from typer.testing import CliRunner

import dialer.lab
from api.cli.main import app

FOLDER = Path(dialer.lab.__file__).parent
SCENARIO = ("scenario.py",)  # whose refusals a scenario's file brings to whoever wrote it


def told_by_the_lab() -> Iterator[ast.expr]:
    """What the lab's source hands to those who say what it tells."""
    for path in sorted(FOLDER.glob("*.py")):
        said_by = {"LabError": 0, "progress": 0, "_until": 2} | ({"ValueError": 0} if path.name in SCENARIO else {})
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and (name := getattr(node.func, "id", "")) in said_by:
                yield from node.args[said_by[name] : said_by[name] + 1]


def test_whatever_the_lab_tells_is_a_message() -> None:
    told = list(told_by_the_lab())
    assert [ast.unparse(one) for one in told if isinstance(one, ast.Constant | ast.JoinedStr)] == []
    assert len(told) > 25


def test_a_lab_that_is_not_there_and_a_scenario_that_does_not_fit_are_said_in_italian(tmp_path: Path) -> None:
    scenario = tmp_path / "x.yaml"
    scenario.write_text("shares: {}\n")
    for ends, words, italian in (
        (3, ("lab", "status", "--folder", str(tmp_path / "none")), "none: fermo."),
        (1, ("lab", "up", "--folder", str(tmp_path / "new"), "--scenario", str(tmp_path / "gone")), "non è leggibile"),
        (1, ("lab", "up", "--folder", str(tmp_path / "new"), "--scenario", str(scenario)), "non va bene"),
    ):
        done = CliRunner().invoke(app, [*words, "--language", "it"])
        assert (done.exit_code, italian in done.output) == (ends, True), done.output


def test_a_time_that_is_none_is_said_in_italian() -> None:
    done = CliRunner().invoke(app, ["demo", "--for", "soon", "--language", "it"])
    assert (done.exit_code, "'soon' non è un tempo" in done.output) == (2, True), done.output
