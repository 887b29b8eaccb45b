"""Every state of the workplace: seen without a scroll at 1366 by 768, by everybody, in every language and scheme."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.pages import PSEUDO, opened, sideways, take_picture, untranslated, wrong_for_some
from tests.support.people import PASSWORD
from tests.support.pseudo_language import spoken_too
from tests.support.rings import first_in_gate
from tests.support.workplace import Floor, a_floor

pytestmark = [pytest.mark.browser, pytest.mark.long(90)]

DESK: Final = {"width": 1366, "height": 768}
ESSENTIAL: Final = ("[data-moment]", "[data-name]", "[data-region=script]", "textarea", "[data-item] >> nth=6")
# The seller's own words, which have the seller's own languages.
WITHOUT_SCRIPT: Final = """
for (const one of document.querySelectorAll('[data-script]')) {
  one.style.display = 'none';
  one.ariaHidden = 'true';
}
"""
# What is nobody's to translate: names, keys, units, and what the demonstration's list holds.
NAMES: Final = frozenset(
    re.findall(
        r"[^\W\d_]+",
        "Pronto Asterisk English italiano elsa Elsa Alt Nov Dec Jan demo Servizi "
        "Esempio S p A PJSIP city Roma Milano Napoli Torino Palermo Genova "
        "Bologna Firenze Giulia Marco Sofia Luca Aurora Matteo Emma Davide Zoë José Chloé Søren Rossi Bianchi Ferrari "
        "Esposito Romano Colombo D Angelo De Luca Nuñez Øster F K L s min mins Policlinico di MultiMedica",
    )
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    with a_floor(tmp_path_factory.mktemp("views"), agents=("elsa",)) as floor:
        yield floor


@pytest.fixture
def floor(house: Floor) -> Iterator[Floor]:
    yield house
    house.close()


def fits(page: Page, *parts: str) -> list[str]:
    """What of these parts does not stand on the screen as a whole, and whether the page scrolls."""
    found = []
    for part in parts:
        box = page.locator(part).first.bounding_box()
        if box is None or box["y"] < 0 or box["y"] + min(box["height"], 40) > DESK["height"]:
            found.append(f"{part}: {box}")
    height = page.evaluate("document.documentElement.scrollHeight")
    return found + ([f"scrolls: {height}"] if height > DESK["height"] else [])


def look(page: Page, name: str, language: str, *parts: str) -> list[str]:
    take_picture(page, name)
    wrong = wrong_for_some(page) + fits(page, *parts)
    if language == PSEUDO:
        page.evaluate(WITHOUT_SCRIPT)
        wrong += sorted(untranslated(page, *NAMES))
    if sideways(page) > 0:
        wrong.append("is wider than the screen")
    return [f"{name}: {one}" for one in wrong]


@pytest.mark.parametrize(
    ("language", "scheme"),
    first_in_gate([(PSEUDO, "light"), ("en", "dark"), ("it", "light")]),
)
def test_every_state_is_seen_whole_and_by_everybody(
    browser: Browser, floor: Floor, language: str, scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong: list[str] = []
    with (
        spoken_too(tmp_path, monkeypatch, also=("en", "it")),
        opened(browser, floor.served.url, language=language, scheme=scheme, **DESK) as page,
    ):
        tail = f"{language}-{scheme}"
        floor.go_to_work(page, "elsa")
        page.locator("[type=submit]").wait_for()
        wrong += look(page, f"work-log-in-{tail}", language, "[type=submit]")
        page.keyboard.press("Enter")
        page.locator("[data-moment=ready]").wait_for()
        wrong += look(page, f"work-ready-{tail}", language, "[data-moment]")
        floor.answer()
        page.locator("[data-moment=talking]").wait_for()
        page.locator("[data-region=work] h2").wait_for()
        wrong += look(page, f"work-talking-{tail}", language, *ESSENTIAL)
        page.keyboard.press("F2")
        page.locator("[role=option]").first.wait_for()
        wrong += look(page, f"work-commands-{tail}", language)
        page.keyboard.press("Escape")
        page.locator("[role=dialog]").wait_for(state="detached")
        page.keyboard.press("F4")
        page.locator("[data-moment=wrap_up]").wait_for()
        wrong += look(page, f"work-wrap-up-{tail}", language, *ESSENTIAL)
        page.set_viewport_size({"width": 683, "height": 384})  # as enlarged twice
        take_picture(page, f"work-enlarged-{tail}")
        if sideways(page) > 0:
            wrong.append("is wider than the screen when it is enlarged twice")
        page.set_viewport_size(DESK)
        page.locator("[data-item]").first.focus()
        page.keyboard.press("3")
        page.locator("[data-moment=ready]").wait_for()
        page.keyboard.press("Control+Shift+L")
        page.locator("input[type=password]").wait_for()
        wrong += look(page, f"work-locked-{tail}", language)
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("input[type=password]")).to_have_count(0)
        page.locator("[data-moment=paused]").wait_for()
        wrong += look(page, f"work-paused-{tail}", language, "[data-moment]")
    assert wrong == []


# The dialogs of an agent who waits for a call, by their commands: what tells that each is there.
DIALOGS: Final = {
    "keys": "table",
    "pause_after": "button >> nth=1",
    "plan": "input >> nth=0",
    "day": "table, h3, h4",
    "recorded": "table",
    "report": "textarea",
    "dial": "[type=search]",
    "correct": "[data-item]",
}


@pytest.mark.parametrize(("language", "scheme"), first_in_gate([(PSEUDO, "light"), ("it", "dark")]))
def test_every_dialog_and_the_check_of_the_phone_are_read_by_everybody(
    browser: Browser, floor: Floor, language: str, scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong: list[str] = []
    with (
        spoken_too(tmp_path, monkeypatch, also=("en", "it")),
        opened(browser, floor.served.url, language=language, scheme=scheme, **DESK) as page,
    ):
        tail = f"{language}-{scheme}"
        floor.go_to_work(page, "elsa")
        page.locator("[type=radio][value=here]").click()
        page.locator("meter").first.wait_for()
        wrong += look_in(page, f"work-check-{tail}", language)
        page.locator("form section").first.locator("xpath=preceding-sibling::*[1]//button").click()
        page.locator("header [role=alert]").wait_for()
        wrong += look_in(page, f"work-check-failed-{tail}", language)
        page.locator("[type=radio][value=desk]").click()
        page.locator("[type=submit]").click()
        page.locator("[data-moment=ready]").wait_for()
        floor.answer()
        page.locator("[data-moment=talking]").wait_for()
        page.keyboard.press("F2")
        page.locator("[role=option][id$='-conflict']").click()
        card = page.locator("[data-region=work] section")
        card.wait_for()
        wrong += look_in(page, f"work-card-conflict-{tail}", language)
        page.keyboard.press("Escape")
        card.wait_for(state="detached")
        page.keyboard.press("F4")
        page.locator("[data-moment=wrap_up]").wait_for()
        page.locator("[data-item]").first.focus()
        page.keyboard.press("3")
        page.locator("[data-moment=ready]").wait_for()
        for command, awaited in DIALOGS.items():
            page.keyboard.press("F2")
            page.locator(f"[role=option][id$='-{command}']").click()
            page.locator(f"[role=dialog] {awaited}").first.wait_for()
            wrong += look_in(page, f"work-dialog-{command}-{tail}", language)
            if command == "dial":
                page.locator("[role=dialog] button").last.click()
                page.locator("[type=tel]").wait_for()
                wrong += look_in(page, f"work-dialog-number-{tail}", language)
            page.keyboard.press("Escape")
            page.locator("[role=dialog]").wait_for(state="detached")
    assert wrong == []


def look_in(page: Page, name: str, language: str) -> list[str]:
    """What is wrong with a page that may scroll within."""
    take_picture(page, name)
    wrong = wrong_for_some(page)
    if language == PSEUDO:
        page.evaluate(WITHOUT_SCRIPT)
        wrong += sorted(untranslated(page, *NAMES))
    if sideways(page) > 0:
        wrong.append("is wider than the screen")
    return [f"{name}: {one}" for one in wrong]
