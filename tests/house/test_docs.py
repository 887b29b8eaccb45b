"""The documents tell the truth about the tree: links lead somewhere, and every dependency has its reason."""

import ast
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from fastapi.routing import APIRoute
from packaging.requirements import Requirement

from api import health, metrics
from api.app import MODULES
from api.cli.main import app
from api.problem_kinds import own_kinds
from dialer.access.errors import SignInRefused
from dialer.cell.dialling.idle_reasons import REASONS
from dialer.core.errors import DatabaseBusy
from dialer.core.request_errors import EngineSilent
from dialer.core.settings import OTHER_VARIABLES, Settings
from dialer.messaging.measures import FAMILIES
from pacing.snapshot import Why

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("asterisk-config", "benchmarks", "web")
DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(path for name in FOLDERS for path in (ROOT / name).glob("*.md")),
    ]
)
PRESENT = [path for path in DOCUMENTS if path.name != "CHANGELOG.md"]  # a changelog tells of what was
LINK = re.compile(r"(?<!`)\]\(([^)#\s]+)(?:#[^)]*)?\)")
ANCHOR = re.compile(r"(?<!`)\]\(([^)#\s]*)#([^)\s]+)\)")
OUTSIDE = re.compile(r"[a-z]+:")
SPAN = re.compile(r"(?<!`)(`{1,2})(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
ELSEWHERE = ("python -m", "make ", "git ", "apt")  # code spans whose options are not those of `pronto`


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(document: Path) -> None:
    targets = [target for target in LINK.findall(document.read_text()) if not OUTSIDE.match(target)]
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_to_a_section_leads_to_one(document: Path) -> None:
    for target, anchor in ANCHOR.findall(document.read_text()):
        if not OUTSIDE.match(target):
            page = document.parent / target if target else document
            assert anchor in _anchors(page.read_text()), f"{target}#{anchor}"


def _anchors(text: str) -> set[str]:
    """What the headings of a page are called in links, as GitHub makes it of their words."""
    headings = re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


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
        while words and not words[0].startswith("--") and hasattr(command, "resolve_command"):
            _, command, words = command.resolve_command(click.Context(command), words)
        known = {option for one in command.params for option in (*one.opts, *one.secondary_opts, "--help")}
        assert {word for word in words if word.startswith("--")} <= known, line


def test_every_option_that_a_document_names_by_itself_exists() -> None:
    known = {"--help", *_options(typer.main.get_command(app))}
    for document in PRESENT:
        if document.parent.name == "benchmarks":  # whose options are their own
            continue
        spans = [span for span in _spans(document) if not span.startswith(ELSEWHERE)]
        named = {word for span in spans for word in re.findall(r"(?<![\w-])--[a-z][\w-]*", span)}
        assert named <= known, f"{document.name} names {named - known}"


def _options(command: Any) -> Iterator[str]:
    yield from (option for one in command.params for option in (*one.opts, *one.secondary_opts))
    if hasattr(command, "list_commands"):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from _options(command.resolve_command(context, [name])[1])


def _spans(document: Path) -> list[str]:
    """What stands in a document as code within a sentence."""
    text = re.sub(r"^ *```.*?^ *```", "", document.read_text(), flags=re.MULTILINE | re.DOTALL)
    return [" ".join(said.split()) for _, said in SPAN.findall(text)]


def test_every_request_that_a_document_names_is_answered() -> None:
    routes = [
        route for one in (*MODULES, health, metrics) for route in one.router.routes if isinstance(route, APIRoute)
    ]
    known = {(method, re.sub(r"\{\w+\}", "{}", route.path)) for route in routes for method in route.methods}
    for document in PRESENT:
        named = re.findall(r"\b(GET|POST|PUT|PATCH|DELETE) +/([\w{}./-]*[\w}])", document.read_text())
        asked = {(method, "/" + path.removeprefix("api/v1/")) for method, path in named}
        assert [one for one in asked if not any(_answers(route, one) for route in known)] == [], document.name


def _answers(route: tuple[str, str], asked: tuple[str, str]) -> bool:
    """Whether a route takes a request as a document writes it: with a name, or a value, where the route has a place."""
    taken = re.escape(route[1]).replace(r"\{\}", "[^/]+")
    return route[0] == asked[0] and re.fullmatch(taken, asked[1]) is not None


def test_every_metric_that_a_document_names_is_exported() -> None:
    sources = "".join(path.read_text() for path in (ROOT / "api").glob("metrics*.py"))
    counters = {f"{name}_total" for name, one in FAMILIES.items() if not one.buckets}
    exported = set(re.findall(r'"(pronto_[a-z_]+)"', sources)) | FAMILIES.keys() | counters
    for document in DOCUMENTS:
        named = {span for span in _spans(document) if re.fullmatch(r"pronto_[a-z_]+", span)}
        assert named <= exported, f"{document.name} names {named - exported}"


def test_every_reason_of_a_decision_is_explained() -> None:
    _, _, behind = (ROOT / "docs" / "pacing.md").read_text().partition("### Reasons\n")
    rows = re.findall(r"^\| (`.*?) \|", behind.partition("\n#")[0], re.MULTILINE)
    explained = [reason for row in rows for reason in re.findall(r"`(\w+)`", row)]
    assert sorted(explained) == sorted(Why)


def test_every_page_is_named_for_some_reader_and_in_the_readme() -> None:
    pages = {path.name for path in (ROOT / "docs").glob("*.md")}
    index = {target.removeprefix("docs/") for target in LINK.findall((ROOT / "docs" / "README.md").read_text())}
    assert pages - {"README.md"} <= index
    assert {f"docs/{page}" for page in pages} <= set(LINK.findall((ROOT / "README.md").read_text()))


def test_the_readme_attests_no_test_that_nobody_made() -> None:
    assert re.findall(r"tested[-_]at\W+(?:\$\(|\d)", (ROOT / "README.md").read_text()) == []


def test_troubleshooting_goes_by_sentences_and_answers_that_pronto_gives() -> None:
    page = (ROOT / "docs" / "troubleshooting.md").read_text()
    _, _, behind = page.partition("## Nothing is dialled\n")
    seen = [cell.partition(" …")[0] for cell in re.findall(r"^\| ([A-Z].*?) \|", behind.partition("\n## ")[0], re.M)]
    said = list(REASONS.values())
    assert len(seen) > 5
    assert [one for one in seen if not any(sentence.startswith(one) for sentence in said)] == []
    codes = set(re.findall(r"\b\d{3} `([a-z-]+)`", page))
    assert len(codes) > 5
    known = {kind.slug for kind in own_kinds()}
    assert codes <= {*known, DatabaseBusy.problem, SignInRefused.problem, EngineSilent.problem}


def test_every_benchmark_that_a_document_names_exists_with_its_options() -> None:
    for document in DOCUMENTS:
        for module, words in re.findall(r"python -m (benchmarks\.\w+)([^`\n#]*)", document.read_text()):
            file = ROOT / f"{module.replace('.', '/')}.py"
            assert file.is_file(), (document.name, module)
            options = set(re.findall(r"--[a-z][\w-]*", words))
            assert options <= _options_of(file), (document.name, module)


def _options_of(benchmark: Path) -> set[str]:
    """Those of a benchmark, its own and those of what it is made of."""
    source = benchmark.read_text()
    parts = [
        benchmark.with_name(f"{name}.py").read_text() for name in re.findall(r"^from benchmarks\.(\w+)", source, re.M)
    ]
    return set(re.findall(r'"(--[a-z][\w-]*)"', "".join([source, *parts])))


def test_every_source_that_a_document_names_with_its_folder_exists() -> None:
    for document in PRESENT:
        named = {span for span in _spans(document) if re.fullmatch(r"(\w+/)+\w+\.(py|conf|yaml|md)", span)}
        missing = {name for name in named if not (ROOT / name).is_file() and "NNNN" not in name}
        assert missing == set(), document.name


def test_every_setting_that_a_document_names_exists() -> None:
    known = {f"PRONTO_{field.upper()}" for field in Settings.model_fields} | OTHER_VARIABLES.keys()
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
