"""What the manual calls the pages' own parts: each is a text of the pages, and the same in both languages.

A name that stands on a page is written `*New campaign*`, a way to it `*Campaigns → New campaign*`. What the page fills
in is an ellipsis: `*Load … rows*`. The tabs of a page are the first column of a table.
"""

import itertools
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs/manual/pages"
IN_BOTH = sorted(path.name for path in PAGES.glob("*.md") if path.with_suffix(".it.md").exists())
TABS = ("tab", "scheda")  # the head of a table whose first column has names of tabs


def sections(page: str) -> list[set[str]]:
    """The names of things on the pages that a page of the manual has, in the order of its headings."""
    text = re.sub(r"```.*?```", "", (PAGES / page).read_text(), flags=re.DOTALL)
    return [set(named(part)) for part in re.split(r"^#+ ", text, flags=re.MULTILINE)]


def named(text: str) -> Iterator[str]:
    for found in re.findall(r"(?<!\*)\*(?!\*)([^*]+)\*(?!\*)", text):
        yield from (" ".join(name.split()) for name in found.split("→"))
    for table in re.findall(rf"^\| (?:{'|'.join(TABS)}) \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, flags=re.MULTILINE):
        for row in table.splitlines():
            yield from row.split("|")[1].strip().split(", ")


@cache
def catalogue() -> dict[str, set[str]]:
    """Each English text of the pages, and what the Italian pages say for it."""
    said: dict[str, set[str]] = {}
    for path in ROOT.glob("web/src/**/words/it.po"):
        with path.open() as file:
            for message in read_po(file):
                if message.id:
                    said.setdefault(as_read(message.id), set()).add(as_read(message.string))
    return said


def as_read(text: str) -> str:
    """A message as a person reads it: the most common branch of a plural, and an ellipsis for what is filled in."""
    text = re.sub(r"\{\w+, (?:plural|select),.* other \{((?:[^{}]|\{\w+\})*)\}\s*\}", r"\1", text)
    return re.sub(r"</?\d+/?>", "", re.sub(r"\{\w+\}|#", "…", text)).replace("’", "'")


@pytest.mark.parametrize("page", sorted(path.name for path in PAGES.glob("*.md")))
def test_what_the_manual_names_stands_on_the_pages(page: str) -> None:
    texts = set(itertools.chain(*catalogue().values())) if page.endswith(".it.md") else set(catalogue())
    assert set().union(*sections(page)) - texts == set()


@pytest.mark.parametrize("page", IN_BOTH)
def test_both_languages_of_the_manual_name_the_same(page: str) -> None:
    """Section by section: what only one of them names is missing for who reads the other."""
    english, italian = sections(page), sections(page.replace(".md", ".it.md"))
    assert len(english) == len(italian)
    for one, other in zip(english, italian, strict=True):
        translations = {name: catalogue().get(name, set()) for name in one}
        assert {name: its for name, its in translations.items() if not its & other} == {}, "not in Italian"
        assert other - set().union(*translations.values()) == set(), "not in English"
