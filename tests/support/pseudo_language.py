"""A language nobody speaks, made of the catalogue: it shows every text that is not in it, and every place too narrow.

Letters get accents, each text a third more length and brackets round it; {places} stay as they are.
"""

import re
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, Final

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from dialer.i18n import catalogue

PSEUDO: Final = "qps"
ROOT: Final = Path(__file__).parents[2]
KEYWORDS: Final = {"msg": None, "mark": None, "pmark": ((1, "c"), 2)}
SOURCES: Final = [("**.py", "python"), ("**.j2", "jinja2")]

_ACCENTS: Final = str.maketrans("aceilnosuyACEILNOSUY", "áçéíłñöšüýÁÇÉÍŁÑÖŠÜÝ")


def pseudo_text(english: str) -> str:
    """The text as this language has it."""
    parts = Formatter().parse(english)
    said = "".join(_part(*part) for part in parts)
    return f"[{said}{'~' * (len(english) // 3)}]"


def _part(literal: str, name: str | None, form: str | None, conversion: str | None) -> str:
    text = literal.translate(_ACCENTS).replace("{", "{{").replace("}", "}}")
    if name is None:
        return text
    form = form.translate(_ACCENTS) if form and "|" in form else form
    return f"{text}{{{name}{'!' + conversion if conversion else ''}{':' + form if form else ''}}}"


def pseudo_catalogue(ids: Iterable[tuple[str, str]]) -> Any:
    """The catalogue of these messages, each a context and an id."""
    made = Catalog(locale="en", project="Pronto")
    for context, english in sorted(ids):
        made.add(english, pseudo_text(english), context=context or None)
    return made


@lru_cache
def extracted() -> frozenset[tuple[str, str]]:
    """Context and id of every message in the sources."""
    found = set()
    for package in ("ami", "pacing", "dialer", "api"):
        for _, _, id_, _, context in extract_from_dir(ROOT / package, SOURCES, keywords=KEYWORDS):
            found.add((context or "", str(id_)))
    return frozenset(found)


@contextmanager
def spoken_too(folder: Path, monkeypatch: pytest.MonkeyPatch, *, also: Collection[str] = ()) -> Iterator[None]:
    """Let Pronto speak this language beside English while the context lasts: a file is dropped in, and nothing else.

    Of those that it has otherwise, it speaks the languages of `also`.
    """
    for language in also:
        if (catalogue.LOCALE / language).is_dir():
            shutil.copytree(catalogue.LOCALE / language, folder / language)
    path = folder / PSEUDO / "LC_MESSAGES" / "pronto.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, pseudo_catalogue(extracted()))
    with monkeypatch.context() as patched:
        patched.setattr(catalogue, "LOCALE", folder)
        _forget()
        try:
            yield
        finally:
            _forget()


def _forget() -> None:
    catalogue.languages.cache_clear()
    catalogue._speech.cache_clear()


def foreign_words(text: str, names: Collection[str] = ()) -> set[str]:
    """Words of a text that no catalogue has, save codes in capitals, and `names` of people, things and commands."""
    found = {word for word in re.findall(r"[^\W\d_]{2,}", text) if word.isascii() and not word.isupper()}
    return {word for word in found if word.translate(_ACCENTS) != word} - set(names)
