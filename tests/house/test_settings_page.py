"""docs/settings.md is what the code says, and each example in it is one that Pronto takes."""

import pytest

from dialer.core.settings import PREFIX, Settings, read_settings
from docs.settings_page import GROUPS, PAGE, page


def test_the_settings_page_says_what_the_code_says() -> None:
    assert PAGE.read_text() == page(), "`make docs` writes it anew"


def test_every_variable_has_a_section_with_words_a_type_and_a_default() -> None:
    sections = dict(part.split("`\n\n", 1) for part in page().split("### `")[1:])
    for name in Settings.model_fields:
        words, facts = sections[f"PRONTO_{name.upper()}"].split("\n\n")[:2]
        assert words.strip(), name
        assert " · default " in facts.replace("\n", " "), name


def test_every_example_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    examples = {name: value for group in GROUPS.values() for name, value in group.items()}
    for name, value in examples.items():
        monkeypatch.setenv(f"{PREFIX}{name.upper()}", value)
    settings = read_settings()
    assert settings.model_fields_set >= examples.keys()
