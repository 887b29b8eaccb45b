"""Every message is in every language, with the same places, and can be said; a third language is one file more."""

import string
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from dialer.i18n import catalogue
from dialer.i18n.catalogue import ENGLISH, in_words, languages
from dialer.i18n.message import Message
from tests.support.pseudo_language import pseudo_catalogue, pseudo_text

ROOT = Path(__file__).parents[2]
KEYWORDS = {"msg": None, "mark": None, "pmark": ((1, "c"), 2)}
SOURCES = [("**.py", "python"), ("**.j2", "jinja2")]
TRANSLATED = [language for language in languages() if language != ENGLISH]


@lru_cache
def extracted() -> frozenset[tuple[str, str]]:
    """Context and id of every message in the sources."""
    found = set()
    for package in ("ami", "pacing", "dialer", "api"):
        for _, _, id_, _, context in extract_from_dir(ROOT / package, SOURCES, keywords=KEYWORDS):
            found.add((context or "", str(id_)))
    return frozenset(found)


def file_of(language: str) -> Any:
    with (catalogue.LOCALE / language / "LC_MESSAGES" / "pronto.po").open("rb") as file:
        return read_po(file)


def places(text: str) -> set[tuple[str, str]]:
    return {(name, conversion or "") for _, name, _, conversion in string.Formatter().parse(text) if name}


def plurals(text: str) -> Iterator[int]:
    for _, _, form, _ in string.Formatter().parse(text):
        if form and "|" in form:
            yield len(form.split("|"))


def test_there_are_messages_and_languages() -> None:
    assert len(extracted()) > 500
    assert languages()[:2] == ("en", "it")


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_what_the_sources_have_and_nothing_else(language: str) -> None:
    kept = {(one.context or "", one.id): one for one in file_of(language) if one.id}
    assert (extracted() - kept.keys(), kept.keys() - extracted()) == (set(), set()), "run `make messages`"
    assert [id_ for id_, one in kept.items() if not one.string or one.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_places_and_as_many_forms_as_its_language(language: str) -> None:
    forms = file_of(language).num_plurals
    for one in file_of(language):
        if one.id:
            assert places(one.string) == places(one.id), one.id
            assert set(plurals(one.string)) <= {forms}, one.id


@pytest.mark.parametrize("language", languages())
def test_every_message_can_be_said(language: str) -> None:
    for context, id_ in extracted():
        message = Message(id_, {name: 2 for name, _ in places(id_)}, context)
        assert in_words(message, language).strip() or not id_.strip(), id_


def test_a_third_language_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "qps" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "pronto.po").open("wb") as file:
        write_po(file, pseudo_catalogue(extracted()))
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path)
    catalogue.languages.cache_clear()
    catalogue._speech.cache_clear()
    try:
        assert languages() == ("en", "qps")
        message = Message("  {name}: not running", {"name": Message("Down.")})
        assert in_words(message, "qps") == pseudo_text("  {name}: not running").format(name=pseudo_text("Down."))
    finally:
        catalogue.languages.cache_clear()
        catalogue._speech.cache_clear()
