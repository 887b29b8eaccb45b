"""Everything that Pronto refuses is said in Italian too: each error, each wrong value, each problem of the API."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import api
import dialer
from dialer.core.enums import Language
from dialer.core.errors import DatabaseBusy, InUse, UnknownCampaign
from dialer.core.request_errors import Invalid
from dialer.imports.readers.table_file import _NO_TABLES
from dialer.refusals import of_error, of_what
from dialer.registers.answer_file import _EMPTY

FOLDERS = tuple(Path(str(one.__file__)).parent for one in (api, dialer))
# The exceptions whose words reach whoever asked, and which of their arguments hold some.
SAY = {
    "Invalid": 0, "_not_signed_in": 0, "BadFile": 0, "BadFilter": 0, "BadOrder": 0, "BadHours": 0, "BadMapping": 0,
    "BadOverride": 0, "BadLaw": 0, "UnknownFields": 0, "NoNumbers": 0, "Problem": 2,
}  # fmt: skip
# Whose words come from elsewhere: a tag of the API's own framework, and reasons that the test of rows asks for.
NO_WORDS = {"message", "bad", "error", "unknown"}
OF_SCHEMAS = ("api/schemas",)
# What holds no words of its own, or none before its facts are known: those are asked for one by one below.
PARTS = re.compile(r"\W*|X|X[:;] X|[a-z_.]+|line X|The file is X\.|it holds no number\. X|X Write law\.change_.*")


def texts(path: Path) -> Iterator[str]:
    """What this file refuses with, an X for each fact."""
    tree = ast.parse(path.read_text())
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            known = {**constants(tree), **constants(function)}
            for node in ast.walk(function):
                for said in _refused(node, path):
                    yield from _written(said, known)


def constants(tree: ast.AST) -> dict[str, ast.expr]:
    """Texts that have a name."""
    return {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }


def _refused(node: ast.AST, path: Path) -> list[ast.expr]:
    if isinstance(node, ast.Yield) and path.parts[-2:] == ("service", "campaigns.py"):
        return [node.value.elts[1]] if isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2 else []
    if isinstance(node, ast.Return) and path.parts[-2:] == ("leads", "answer_file.py"):
        lists = [one for one in ast.walk(node) if isinstance(one, ast.List | ast.ListComp)]
        tuples = [two for one in lists for two in ast.walk(one) if isinstance(two, ast.Tuple) and len(two.elts) == 2]
        return [one.elts[1] for one in tuples]
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return []
    name, args = node.func.id, node.args
    if name == "ValueError" and any(one in str(path) for one in OF_SCHEMAS):
        return args[:1]
    if name not in SAY or len(args) <= SAY[name]:
        return []
    if name == "Invalid":
        return [one.elts[1] for one in ast.walk(args[0]) if isinstance(one, ast.Tuple) and len(one.elts) == 2]
    if name == "BadFilter":
        return [args[0], args[2]]
    return [args[SAY[name]]]


def _written(said: ast.expr, known: dict[str, ast.expr]) -> Iterator[str]:
    match said:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            whole = [""]
            for part in parts:
                inner = part.value if isinstance(part, ast.FormattedValue) else part
                ends = [*_written(inner, known)] if isinstance(inner, ast.Name | ast.Constant) else []
                whole = [begun + end for begun in whole for end in (ends or ["X"])]
            yield from whole
        case ast.IfExp(body=one, orelse=other):
            yield from (*_written(one, known), *_written(other, known))
        case ast.Call(func=ast.Attribute(value=inner, attr="strip")):
            yield from _written(inner, known)
        case ast.Name(id=name) if name in known and name not in NO_WORDS:
            yield from _written(known[name], {key: value for key, value in known.items() if key != name})


FILES = [path for folder in FOLDERS for path in sorted(folder.rglob("*.py")) if "cli" not in path.parts]
REFUSED = sorted({(text.strip(), path.name) for path in FILES for text in texts(path) if not PARTS.fullmatch(text)})


def test_the_source_is_understood() -> None:
    said = {text for text, _ in REFUSED}
    assert len(said) > 80
    assert {
        "use hangup or message",
        "this is no number",
        "The spreadsheet is empty.",
        "it holds more numbers than the X that went out: bring in the answer to this scrub, and nothing else",
        "name a number or a lead_id, and not both",
    } <= said


@pytest.mark.parametrize(("text", "file"), REFUSED)
def test_each_text_that_refuses_is_there_in_italian(text: str, file: str) -> None:
    assert of_what(text, Language.IT) != text, f"{file}: add it to dialer/wrong_words.py"
    assert of_what(text, Language.EN) == text


def test_facts_are_named_in_italian_and_kept() -> None:
    assert of_error(UnknownCampaign(id=7), Language.IT) == "Questa campagna non esiste. (id 7)"
    assert of_error(InUse(campaign="Spring", by="lead list"), Language.IT).endswith("(campagna Spring, da lead list)")
    assert of_error(DatabaseBusy(waited_ms=5), Language.IT).endswith("(attesa in ms 5)")


@pytest.mark.parametrize(
    ("english", "italian"),
    [
        ("line 3 is no text of ours", "line 3 is no text of ours"),
        ("Cancelled by admin:anna.", "Annullata da admin:anna."),
        ("Nobody confirmed this import within a day.", None),
        ("Pronto was stopped while this import ran, and its file is gone; the rows before are loaded.", None),
        *((f"The file is {what}.", None) for what in _NO_TABLES.values()),
        *((f"it holds no number. {what}", None) for what in _EMPTY.values()),
        ("march.csv: The file is empty.", "march.csv: Il file è vuoto."),
        (
            "the quote ' is not closed, at character 5: close it",
            "le virgolette ' non sono chiuse, al carattere 5: chiuderle",
        ),
        (
            "not a phone number; mend it and send the whole file again",
            "non è un numero di telefono; correggerla e inviare di nuovo tutto il file",
        ),
        (
            "the phone number is too short; add the digits that are missing",
            "il numero di telefono è troppo corto; aggiungere le cifre che mancano",
        ),
    ],
)
def test_what_is_wrong_is_said_whole(english: str, italian: str | None) -> None:
    said = of_what(english, Language.IT)
    assert said == italian or (italian is None and said != english)


def test_places_and_checks_of_schemas_are_said_in_italian() -> None:
    wrong = Invalid([("register", "use one of RPO, TPS"), ("mode", "use hangup or message")])
    assert of_error(wrong, Language.IT) == "register: usare uno di RPO, TPS; mode: usare hangup o message"
