"""A whole call at the agent's page, in each language: what is said in another one is found."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, Page

from dialer.campaigns.scripts.model import ScriptRole
from dialer.campaigns.scripts.rules.reading import read_script, script_as_data
from dialer.demo.scripts import SCRIPTS
from dialer.i18n.catalogue import LOCALE
from tests.support.pages import PSEUDO, take_picture, untranslated
from tests.support.pseudo_language import pseudo_text, spoken_too
from tests.support.workplace import Floor, a_floor
from tests.web.test_workplace_cases_scripts import at_step, maria
from tests.web.test_workplace_views import NAMES

pytestmark = [pytest.mark.browser, pytest.mark.long(60)]

DESK: Final = {"width": 1366, "height": 768}
WORDS: Final = Path(__file__).parents[2] / "web/src/apps/agent/words/it.po"
# What is nobody's to translate: the person of the call, and the words that a script has in its own languages.
OF_THE_CALL: Final = {
    *("anna", "Maria", "Torino", "fibra", "fibre", "birth", "year", "city"),
    *("Yes", "No", "Will", "not", "say", "Does", "know", "Non", "risponde", "sa"),
}
# The script's way to a sale: the keys of each step's answer, and the step after it.
TO_A_SALE: Final = (
    ("1", "born"),
    ("1961\n", "needs"),
    ("1", "decides"),
    ("1", "recap_before"),
    ("", "price"),
    ("1", "recap"),
    ("", "sold"),
)
TEXTS: Final = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: at } = walker.currentNode;
    if (!at.closest('script, style') && at.checkVisibility()) found.push(walker.currentNode.textContent);
  }
  for (const one of document.querySelectorAll('[aria-label], [placeholder], [title]'))
    for (const name of ['aria-label', 'placeholder', 'title']) found.push(one.getAttribute(name) ?? '');
  return found.map((one) => one.trim()).filter(Boolean);
}"""


def fibre() -> dict[str, Any]:
    """The script of the demonstration."""
    body = script_as_data(read_script(yaml.safe_load((SCRIPTS / "fibre.yaml").read_text(encoding="utf-8"))))
    return {name: one for name, one in body.items() if name != "profile"}  # the floor has its own


def in_pseudo(body: Any) -> Any:
    """A script whose every text is in the language nobody speaks: what is not, is the page's."""
    if isinstance(body, dict):
        texts = set(body) <= {"it", "en"}
        return {key: pseudo_text(one) if texts else in_pseudo(one) for key, one in body.items()}
    return [in_pseudo(one) for one in body] if isinstance(body, list) else body


def english() -> set[str]:
    """English texts that have an Italian translation, and what the script calls its steps, stages and duties."""
    found = set()
    for path in (WORDS, LOCALE / "it" / "LC_MESSAGES" / "pronto.po"):
        with path.open("rb") as file:
            found |= {str(one.id) for one in read_po(file) if one.id and one.string and one.string != one.id}
    steps = fibre()["steps"]
    codes = {one["id"] for one in steps} | {one.get("stage", "") for one in steps}
    codes |= {duty for one in steps for duty in one.get("duty", ())}
    return found | codes | {code.replace("_", " ") for code in codes}


def test_in_italian_a_whole_call_shows_no_english(browser: Browser, tmp_path: Path) -> None:
    foreign = english()

    def look(page: Page) -> set[str]:
        return foreign.intersection(page.evaluate(TEXTS))

    with a_floor(tmp_path, leads=0, running=False) as floor:
        assert whole_call(browser, floor, "it", fibre(), look) == {}


def test_every_word_of_a_whole_call_is_in_a_catalogue(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        spoken_too(tmp_path / "locale", monkeypatch, also=("en", "it")),
        a_floor(tmp_path, leads=0, running=False) as floor,
    ):
        script = {name: in_pseudo(one) for name, one in fibre().items()}
        found = whole_call(browser, floor, PSEUDO, script, lambda page: untranslated(page, *NAMES, *OF_THE_CALL))
        assert found == {}


def whole_call(
    browser: Browser, floor: Floor, language: str, script: dict[str, Any], look: Callable[[Page], set[str]]
) -> dict[str, set[str]]:
    """From the log-in to the disposition; by moment, the foreign words that are seen."""
    found: dict[str, set[str]] = {}

    def see(what: str) -> None:
        take_picture(page, f"call-{what}-{language}")
        if words := look(page):
            found[what] = words

    campaign = floor.campaign_with([maria()], name="fibra")
    floor.use_script(campaign, ScriptRole.SALES_SCRIPT, "fibre", **script)
    with floor.opened(browser, language=language, **DESK) as page:
        floor.go_to_work(page, "anna")
        page.get_by_role("radio", name="fibra").check()
        see("log-in")
        page.locator("[type=submit]").click()
        floor.answer()
        page.locator("[data-moment=talking]").wait_for()
        at_step(page, "opening")
        page.locator("[data-region=work] h2").first.wait_for()
        see("opening")
        for keys, after in TO_A_SALE:
            page.locator("[data-script] [data-region-start]").first.focus()
            if keys.strip():
                page.keyboard.type(keys)
            if keys.endswith("\n"):
                page.locator("[data-script] form").wait_for(state="detached")
            page.keyboard.press("PageDown")
            at_step(page, after)
            see(after)
        page.keyboard.press("PageDown")
        page.keyboard.press("F2")
        page.locator("[role=option]").first.wait_for()
        see("commands")
        page.keyboard.press("Escape")
        page.keyboard.press("F4")
        page.locator("[data-moment=wrap_up]").wait_for()
        see("wrap-up")
        page.locator("[data-item]").first.focus()
        page.keyboard.press("2")
        page.locator("[data-region=foot] form input").first.wait_for()
        see("callback")
        page.locator("[data-region=foot] [role=group]").first.locator("button").last.click()
        page.locator("[data-lands]").first.focus()
        page.keyboard.press("1")
        page.locator("[data-moment=ready]").wait_for()
        see("after")
    return found
