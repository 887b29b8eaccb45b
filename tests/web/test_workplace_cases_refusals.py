"""Acceptance cases of people who refuse, played at the page by keyboard alone.

Case 7, "never again". The engine is in the test's process and its Asterisk does as it is told: what is looked at is how
far a refusal reaches. `tests/lab/test_workplace_cases.py` plays the same with voices on a real one.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dialer.core.enums import LeadState
from tests.support.pages import take_picture, wrong_for_some
from tests.support.workplace import Floor, a_floor, moment

pytestmark = [pytest.mark.browser]

DESK = {"width": 1366, "height": 768, "language": "it"}


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    with a_floor(tmp_path, agents=("anna", "bruno"), leads=1, running=False) as floor:
        yield floor


def test_never_again_holds_everywhere_at_once(browser: Browser, floor: Floor) -> None:
    never_again(browser, floor)


def never_again(browser: Browser, floor: Floor) -> None:
    """Case 7: anna talks to somebody whom bruno sees in another campaign's preview; a third campaign has them too."""
    [lead] = floor.leads(floor.campaign)
    [phone] = lead.phones
    preview = floor.campaign_with([phone.number], name="anteprima", mode="preview")
    hopper = floor.campaign_with([phone.number], name="serbatoio", running=False)
    with floor.opened(browser, **DESK) as bruno, floor.opened(browser, **DESK) as anna:
        floor.go_to_work(bruno, "bruno")
        floor.begin_work(bruno, preview.name)
        moment(bruno, "preview")
        name = bruno.locator("[data-name]").inner_text()
        floor.start(floor.campaign)
        floor.go_to_work(anna, "anna")
        floor.begin_work(anna, floor.campaign.name)
        call = floor.answer()
        moment(anna, "talking")
        floor.hears(anna)

        anna.keyboard.press("Shift+F4")
        closing = anna.get_by_role("status").filter(has_text="Mai più: vale da subito")
        expect(closing).to_contain_text("«Non la richiameremo più. Mi scuso per il disturbo. Arrivederci.»")
        moment(anna, "talking")  # there is time to say it
        take_picture(anna, "case-7-closing-words")
        expect(
            bruno.get_by_text("Il contatto è stato tolto dallo schermo: la persona non va più chiamata.")
        ).to_be_visible()
        expect(bruno.get_by_text(name)).to_have_count(0)
        take_picture(bruno, "case-7-taken-off")
        assert wrong_for_some(anna) == wrong_for_some(bruno) == []

        said = floor.attempt(call)
        assert (said.disposition, said.agent_id) == ("do_not_call", floor.agents["anna"])
        shown = floor.screen("bruno")
        assert shown["withdrawn"]["reason"] == "suppressed"
        assert shown["since"] >= floor.suppressed_at(phone.number)  # written first, once, and for every campaign
        for campaign in (preview, hopper):
            [other] = floor.leads(campaign)
            assert (other.state, other.done_reason) == (LeadState.DONE, "suppressed")
        [line] = floor.do(floor.served.parts.store.audit.list(subject=f"attempt:{call}", action="attempt.dispose"))
        assert line.actor == "user:anna"
        assert line.facts == {"code": "do_not_call", "previous": None, "suppressed": 1}

        anna.keyboard.press("F4")
        moment(anna, "ready")  # disposed already: no wrap-up
        [talked] = floor.leads(floor.campaign)
        assert (talked.state, talked.done_reason) == (LeadState.DONE, "disposition:do_not_call")

        list_id = floor.leads(hopper)[0].list_id
        rows = f"phone,name\n{phone.number},{name}\n+442079460099,Bar Sole\n".encode()
        done = floor.import_again(list_id, rows)
        assert (done.status, done.loaded, done.suppressed) == ("finished", 1, 1)
        floor.start(hopper)
        assert floor.asterisk.calls == 1
