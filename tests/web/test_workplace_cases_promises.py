"""Acceptance cases of what was promised, played at the page by keyboard alone, in a process whose time is passed in.

Case 10, a call-back promised and kept; 11, one that cannot be kept: moved to colleagues, and the people told by mail
through a mail server of the test. `tests/lab/test_workplace_cases.py` plays the same on a real Asterisk.
"""

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from dialer.core import clock
from dialer.core.enums import CallbackFallback, Role
from dialer.people.leads.model import NewLead
from tests.support.mail_server import MailServer, mail_server
from tests.support.pages import take_picture, wrong_for_some
from tests.support.patience import PATIENCE_S
from tests.support.rings import first_in_gate
from tests.support.workplace import Floor, a_floor, moment

pytestmark = [pytest.mark.browser]

DESK: Final[dict[str, Any]] = {"width": 1366, "height": 768, "language": "it"}
PROMISED: Final = 7
GRACE_S: Final = 60.0
COMING: Final = ("call_back", "ringing", "connecting", "talking")


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    with a_floor(tmp_path, agents=("anna", "bruno"), leads=1, running=False) as floor:
        yield floor


def promises(page: Page, **asked: Any) -> list[dict[str, Any]]:
    """What the API says is owed."""
    answer = page.request.get("/api/v1/promises", params=asked)
    assert answer.ok, answer.text()
    return list(answer.json()["items"])


@contextmanager
def posting() -> Iterator[MailServer]:
    """A mail server in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    running = mail_server()
    try:
        yield asyncio.run_coroutine_threadsafe(running.__aenter__(), loop).result(PATIENCE_S)
    finally:
        asyncio.run_coroutine_threadsafe(running.__aexit__(None, None, None), loop).result(PATIENCE_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def promise_a_call(page: Page) -> None:
    """After a talk: a call-back by digits, in an hour and by oneself."""
    page.keyboard.press("F4")
    moment(page, "wrap_up")
    page.keyboard.press("2")
    page.get_by_role("group", name="“Richiamare”: quando?").wait_for()
    page.keyboard.press("1")
    expect(page.locator("[data-moment=wrap_up]")).to_have_count(0)


def test_a_call_back_is_promised_held_for_its_agent_and_kept(browser: Browser, floor: Floor) -> None:
    call_back_kept(browser, floor)


def call_back_kept(browser: Browser, floor: Floor) -> None:
    """Case 10: anna promises to call back herself; when it is due it comes to her, and its outcome closes it."""
    floor.start(floor.campaign)
    with floor.opened(browser, **DESK) as page:
        floor.go_to_work(page, "anna")
        floor.begin_work(page)
        first = floor.answer()
        moment(page, "talking")
        floor.hears(page)
        name = page.locator("[data-name]").inner_text()
        promise_a_call(page)
        moment(page, "ready")
        row = page.get_by_role("region", name="Da fare").get_by_role("listitem").filter(has_text=name)
        expect(row).to_have_count(1)
        take_picture(page, "case-10-promised")
        assert wrong_for_some(page) == []
        [owed] = promises(page)
        assert (owed["kind"], owed["state"], owed["agent_id"]) == ("callback", "open", floor.agents["anna"])

        floor.later_s = datetime.fromisoformat(owed["due_at"]).timestamp() - clock.now() + 1.0
        floor.goes_on()
        page.locator(", ".join(f"[data-moment={one}]" for one in COMING)).first.wait_for()
        second = floor.answer()
        moment(page, "talking")
        floor.hears(page)
        assert page.locator("[data-name]").inner_text() == name
        page.keyboard.press("F4")
        moment(page, "wrap_up")
        page.keyboard.press("3")
        moment(page, "ready")
        expect(row).to_have_count(0)
        assert promises(page) == []
        [kept] = promises(page, owed=False)
        assert (kept["kind"], kept["state"]) == ("callback", "kept")
    assert (floor.attempt(first).disposition, floor.attempt(second).disposition) == ("call_back", "not_interested")


NOTE: Final = "vuole sapere della penale"


@pytest.mark.parametrize("fallback", first_in_gate([CallbackFallback.ANYONE, CallbackFallback.WAIT]))
def test_a_call_back_due_in_a_talk_is_a_colleagues_or_waits(
    browser: Browser, tmp_path: Path, fallback: CallbackFallback
) -> None:
    with a_floor(tmp_path, agents=("anna", "bruno"), leads=0, running=False) as floor:
        due_in_a_talk(browser, floor, fallback)


def due_in_a_talk(browser: Browser, floor: Floor, fallback: CallbackFallback) -> None:
    """Case 10: anna is in a long call when hers is due: it goes to bruno with her note, or is kept, by the campaign."""
    campaign = floor.campaign_with(
        ["+442079460031", "+442079460032"], name="lunga", callback_fallback=fallback, callback_grace_s=GRACE_S
    )
    with floor.opened(browser, **DESK) as anna, floor.opened(browser, **DESK) as bruno:
        floor.go_to_work(anna, "anna")
        floor.begin_work(anna, campaign.name)
        floor.answer()
        moment(anna, "talking")
        name = anna.locator("[data-name]").inner_text()
        write_note(anna, NOTE)
        promise_a_call(anna)
        [owed] = promises(anna)
        long_call = floor.answer()
        moment(anna, "talking")
        floor.hears(anna)
        expect(anna.locator("[data-name]")).not_to_have_text(name)

        floor.go_to_work(bruno, "bruno")
        floor.begin_work(bruno, campaign.name)
        moment(bruno, "ready")
        floor.later_s = datetime.fromisoformat(owed["due_at"]).timestamp() - clock.now() + GRACE_S + 1.0
        floor.goes_on()
        if fallback is CallbackFallback.ANYONE:
            takes_over = bruno
        else:
            anna.keyboard.press("F4")
            moment(anna, "wrap_up")
            anna.keyboard.press("3")
            takes_over = anna
        second = floor.answer()
        moment(takes_over, "talking")
        floor.hears(takes_over)
        expect(takes_over.locator("[data-name]")).to_have_text(name)
        expect(takes_over.get_by_role("region", name="Storia")).to_contain_text(f"“{NOTE}”")
        take_picture(takes_over, f"case-10-due-in-a-talk-{fallback.value}")
        assert wrong_for_some(takes_over) == []
        takes_over.keyboard.press("F4")
        moment(takes_over, "wrap_up")
        takes_over.keyboard.press("3")
        moment(takes_over, "ready")
        assert floor.is_up(long_call) is (takes_over is bruno)  # nobody's talk was cut off for it
        assert promises(anna) == []
        [kept] = promises(anna, owed=False)
        assert (kept["kind"], kept["state"]) == ("callback", "kept_late")
    taker = "bruno" if fallback is CallbackFallback.ANYONE else "anna"
    assert floor.attempt(second).agent_id == floor.agents[taker]
    assert floor.asterisk.calls == 3


def write_note(page: Page, text: str) -> None:
    """Go by keys to the note, write, and go on: who stays in it is not taken away from it when the call ends."""
    note = page.get_by_role("textbox", name="Nota").last
    for _ in range(8):
        page.keyboard.press("F6")
        if note.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.type(text)
    page.keyboard.press("F6")


@pytest.mark.full
def test_what_cannot_be_kept_is_moved_and_the_people_are_told(browser: Browser, tmp_path: Path) -> None:
    with posting() as server, a_floor(tmp_path, **moving(server)) as floor:
        promises_moved(browser, floor, server)


def moving(server: MailServer) -> dict[str, Any]:
    """The floor of case 11."""
    mail = {
        "smtp_host": "127.0.0.1",
        "smtp_port": server.port,
        "smtp_security": "off",
        "smtp_from": "calls@example.net",
    }
    return {"agents": ("anna", "bruno"), "leads": 0, "running": False, **mail}


def promises_moved(browser: Browser, floor: Floor, server: MailServer) -> None:
    """Case 11: anna is ill, and carla moves her seven promises: each has a new owner, each person a message."""
    people = [
        NewLead(
            phones=((f"+44207946002{place}", ""),),
            external_id=f"p{place}",
            name=f"Person {place}",
            language="it",
            fields={"email": f"person{place}@example.org"},
        )
        for place in range(PROMISED)
    ]
    campaign = floor.campaign_with(people, name="promesse")
    with floor.opened(browser, **DESK) as page:
        floor.go_to_work(page, "anna")
        floor.begin_work(page, campaign.name)
        for _ in range(PROMISED):
            floor.answer()
            moment(page, "talking")
            promise_a_call(page)
        moment(page, "ready")
        assert len(promises(page)) == PROMISED
        carla = floor.as_user(browser, Role.SUPERVISOR, "carla")
        anna, bruno = floor.agents["anna"], floor.agents["bruno"]
        answer = carla.request.post(
            "/api/v1/promises/move",
            data={"from_agent_id": anna, "to_agent_ids": [bruno]},
            headers={"origin": floor.served.url},
        )
        assert answer.ok, answer.text()
        moved = answer.json()["moved"]
        assert [(one["agent_id"], one["refused"], one["is_told"]) for one in moved] == [(bruno, "", True)] * PROMISED
        assert promises(page) == []
        page.reload()
        moment(page, "ready")
        expect(page.get_by_role("region", name="Da fare").get_by_role("listitem")).to_have_count(0)
        owed = promises(carla, agent_id=bruno)
        assert len(owed) == PROMISED
    with floor.opened(browser, **DESK) as page:
        floor.go_to_work(page, "bruno")
        floor.begin_work(page, campaign.name)
        expect(page.get_by_text(re.compile("Promesse: 7"))).to_be_visible()
        take_picture(page, "case-11-new-owner")
        assert wrong_for_some(page) == []
    floor.do(floor.served.parts.service.jobs.look())
    floor.do(floor.served.parts.service.jobs.wait())
    assert sorted(server.recipients) == [f"person{place}@example.org" for place in range(PROMISED)]
