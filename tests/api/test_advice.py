"""Commands that a message gives to be copied: a name in them is quoted, so that a shell takes it as one word."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli.language import speak
from api.cli.texts.campaigns import CAMPAIGN
from api.cli.texts.lists import LIST
from dialer.i18n.catalogue import languages

ROOT = Path(__file__).parents[2]
COMMAND = re.compile(r"\bpronto (?:[a-z-]+ )+[^`);:]*")  # as far as a sentence goes on behind it
SAFE = re.compile(r"\{(?:id|\w+_id|register|\w+!q)\}")
NAME, CAMPAIGN_NAME = "Sarah's March list", "Spring $ales"


def texts() -> Iterator[tuple[str, str]]:
    """Each text of the sources with its file; a fact of an f-string stands in it as it is written there."""
    for path in sorted([*(ROOT / "api").rglob("*.py"), *(ROOT / "dialer").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr):
                yield path.name, "".join(_written(one) for one in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path.name, node.value


def _written(part: ast.expr) -> str:
    if isinstance(part, ast.FormattedValue):
        return "{" + re.sub(r"^shlex\.quote\((\w+)\)$", r"\1!q", ast.unparse(part.value)) + "}"
    return str(part.value) if isinstance(part, ast.Constant) else ""


def unsafe(text: str) -> list[str]:
    """Commands of a text with a fact that may hold a blank, and is not quoted."""
    return [found for found in COMMAND.findall(text) if re.search(r"\{\w", SAFE.sub("", found))]


def test_every_command_to_be_copied_quotes_the_names_in_it() -> None:
    found = {(file, one) for file, text in texts() for one in unsafe(text)}
    assert found == set()


def test_a_name_that_is_not_quoted_is_seen() -> None:
    assert unsafe("see `pronto check campaign {name}`") == ["pronto check campaign {name}"]
    assert unsafe("see `pronto check campaign {name!q}`, {name}, and pronto list watch {id}: {name}") == []


@pytest.mark.parametrize("language", languages())
def test_a_shell_reads_a_command_as_it_was_meant(language: str) -> None:
    speak(language)
    said = CAMPAIGN("not_ready", name=CAMPAIGN_NAME)
    assert copied(said) == ["pronto", "check", "campaign", CAMPAIGN_NAME]
    said = LIST("other_campaign", name=NAME, campaign=CAMPAIGN_NAME)
    assert copied(said) == ["pronto", "list", "set", NAME, "--campaign", CAMPAIGN_NAME]


def copied(said: str) -> list[str]:
    """The words of the command that stands in a sentence between backticks."""
    [command] = re.findall(r"`([^`]+)`", said)
    return shlex.split(command)
