"""A number typed by hand, and what a talk was about by two digits: at the page, with an Asterisk that does as told."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dialer.campaigns.model import Required, draft_of
from dialer.core import clock
from dialer.core.visibility import EVERYTHING
from dialer.demo.law import scrub
from tests.support.pages import take_picture, wrong_for_some
from tests.support.workplace import Floor, a_floor, moment, profiles_with

pytestmark = [pytest.mark.browser]

DESK: Final[dict[str, Any]] = {"width": 1366, "height": 768, "language": "it"}
NEW: Final = "+442079469999"


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    with a_floor(tmp_path, leads=1, profiles=profiles_with(tmp_path / "laws", "IT-BASIS")) as floor:
        yield floor


def test_a_number_typed_by_hand_is_called_when_basis_and_register_let_it_pass(browser: Browser, floor: Floor) -> None:
    with floor.opened(browser, **DESK) as page:
        end_the_only_lead(page, floor)
        dialog = to_type_a_number(page)
        page.keyboard.type(NEW)
        page.keyboard.press("Enter")
        expect(dialog.get_by_role("alert")).to_contain_text("base giuridica")
        assert [one.number for one in floor.attempts()][1:] == []
        page.get_by_label("Base giuridica").select_option("consent")
        page.get_by_label("Dove è stata raccolta").fill("modulo sul sito")
        page.get_by_label("Raccolta il").fill("2026-11-02")
        page.get_by_label("Versione del testo").fill("3")
        page.keyboard.press("Enter")
        expect(dialog.get_by_role("alert")).to_contain_text("XX-REGISTER")
        take_picture(page, "work-number-refused")
        assert wrong_for_some(page) == []
        scrub_new_leads(floor)
        page.get_by_role("button", name="Chiama questo numero").click()
        expect(dialog).to_have_count(0)
        call = floor.answer()
        moment(page, "talking")
        assert (floor.attempt(call).number, floor.attempt(call).mode) == (NEW, "manual")


def test_what_a_talk_was_about_is_said_by_two_digits_where_its_disposition_needs_it(
    browser: Browser, floor: Floor
) -> None:
    needy = [
        replace(one, requires=(Required.TOPIC,)) if one.code == "not_interested" else one
        for one in draft_of(floor.campaign).dispositions
    ]
    campaign = floor.campaign_with(["+442079461234"], name="argomenti", mode="progressive", dispositions=tuple(needy))
    with floor.opened(browser, **DESK) as page:
        floor.go_to_work(page, "anna")
        floor.begin_work(page, campaign.name)
        call = floor.answer()
        moment(page, "talking")
        page.keyboard.press("F4")
        moment(page, "wrap_up")
        page.get_by_role("group", name="Esito").get_by_role("button", name="Non interessato").focus()
        page.keyboard.press("3")
        page.get_by_role("group", name="Argomento").get_by_role("button", name="reclamo").last.wait_for()
        take_picture(page, "work-topic")
        assert wrong_for_some(page) == []
        page.keyboard.press("2")
        page.get_by_role("group", name="Argomento «prezzo»: che cosa?").wait_for()
        page.keyboard.press("2")
        moment(page, "ready")
        store = floor.served.parts.store
        noted = floor.do(store.interactions.of_attempt(call, agent_id=floor.agents["anna"], now=clock.now()))
        assert (noted.topic, noted.topic_2, floor.attempt(call).disposition) == ("price", "discount", "not_interested")


def end_the_only_lead(page: Page, floor: Floor) -> None:
    """Talk to the only lead of the list, so that the agent waits for nobody any more."""
    floor.go_to_work(page, "anna")
    floor.begin_work(page)
    floor.answer()
    moment(page, "talking")
    page.keyboard.press("F4")
    moment(page, "wrap_up")
    page.get_by_role("group", name="Esito").get_by_role("button", name="Non interessato").click()
    moment(page, "ready")


def to_type_a_number(page: Page) -> Locator:
    """Open the dialog for a number that is in no list, by keyboard."""
    page.keyboard.press("F2")
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    page.keyboard.type("manualmente")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Chiama manualmente")
    dialog.get_by_role("button", name="Inserisci un numero…").press("Enter")
    expect(page.get_by_label("Numero")).to_be_focused()
    return dialog


def scrub_new_leads(floor: Floor) -> None:
    """Let the register answer for the list of calls by hand."""
    store = floor.served.parts.store
    for one in floor.do(store.lists.list(campaign_id=floor.campaign.id, sees=EVERYTHING)):
        if not one.enabled:
            floor.do(scrub(store, one.id, clock.now()))
