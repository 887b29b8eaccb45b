"""Profiles in words: every rule that comes with Pronto is said in sentences, in each language, with its source."""

import pytest

from dialer.compliance.load import load
from dialer.compliance.profile import AnyRule
from dialer.documents.law_profile.citations import CITATIONS, TITLES, citation, title
from dialer.documents.law_profile.sentences import sentences
from dialer.i18n.catalogue import in_words
from dialer.i18n.message import Message

PROFILES = load().by_id
RULES: list[AnyRule] = [
    rule
    for profile in PROFILES.values()
    for rule in (*profile.rules, *(one for overlay in profile.overlays for one in overlay.rules))
]


def test_every_source_and_title_is_in_the_table() -> None:
    known = {one.id for one in (*CITATIONS, *TITLES)}
    assert sorted({rule.basis.text for rule in RULES} - known) == []
    assert sorted({profile.title for profile in PROFILES.values()} - known) == []


@pytest.mark.parametrize("language", ["en", "it"])
def test_every_rule_is_said_in_whole_sentences(language: str) -> None:
    for rule in RULES:
        said = [in_words(one, language) for one in sentences(rule)]
        assert said, rule.id
        assert [one for one in said if not one.endswith(".") or "{" in one or "_" in one] == [], rule.id


def test_italian_sentences_are_italian() -> None:
    def both(one: Message) -> tuple[str, str]:
        return in_words(one, "en"), in_words(one, "it")

    same = {said[0] for rule in RULES for one in sentences(rule) if (said := both(one))[0] == said[1]}
    assert same == set()
    assert both(title("Italy, calls that sell"))[1] == "Italia, chiamate di vendita"
    assert both(citation("an own rule {of the house}")) == ("an own rule {of the house}",) * 2
