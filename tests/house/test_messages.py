"""Every message is in every language, with the same places, and can be said; a third language is one file more."""

import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from dialer.i18n import catalogue
from dialer.i18n.catalogue import ENGLISH, in_words, languages
from dialer.i18n.message import Message
from tests.support.pseudo_language import PSEUDO, extracted, pseudo_text, spoken_too

TRANSLATED = [language for language in languages() if language != ENGLISH]


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
    with spoken_too(tmp_path, monkeypatch):
        assert languages() == ("en", PSEUDO)
        message = Message("  {name}: not running", {"name": Message("Down.")})
        assert in_words(message, PSEUDO) == pseudo_text("  {name}: not running").format(name=pseudo_text("Down."))
