"""Destinations in the browser: what a trunk may call is seen, tried and changed, by keyboard too."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import msg, to_plain
from dialer.messaging.bus import Topic
from dialer.telephony.trunks.model import Trunk
from tests.support.pages import Served, enter, opened, take_picture, wrong_for_some
from tests.support.people import new_user

pytestmark = [pytest.mark.browser]


async def seeded(served: Served, name: str, country: str) -> Trunk:
    store = served.parts.store
    node = next(iter(await store.nodes.list()), None) or await store.nodes.upsert("one", host="127.0.0.1")
    return await store.trunks.upsert(node.id, name, dial=f"PJSIP/{{number}}@{name}", country=country)


@pytest.fixture
def admin(browser: Browser, served: Served) -> Any:
    if not served.do(served.parts.store.users.list(sees=EVERYTHING)):
        served.do(new_user(served, Role.ADMIN, name="anna"))
        served.do(new_user(served, Role.SUPERVISOR, name="sara"))
    with opened(browser, served.url) as page:
        enter(page, served.url, "anna")
        yield page


def test_what_a_trunk_may_call_is_seen_tried_and_changed(admin: Page, served: Served) -> None:
    trunk = served.do(seeded(served, "milan", "IT"))
    admin.goto(f"/destinations?trunk={trunk.id}")
    row = admin.get_by_role("row").filter(has_text="milan")
    expect(row).to_contain_text("Italy")
    expect(row).to_contain_text("(the trunk's country)")
    section = admin.get_by_role("region", name="milan")
    number = section.get_by_role("textbox", name="Try a number")
    number.fill("+44 20 7946 0000")
    number.press("Enter")
    expect(section.get_by_role("status").first).to_contain_text("is in none of the destinations")
    expect(section.get_by_role("status").first).to_contain_text("United Kingdom")
    assert wrong_for_some(admin) == []
    take_picture(admin, "destinations")
    section.get_by_role("radio", name="these prefixes").check()
    section.locator("[name=allowed]").fill("0039\n+44")
    section.locator("[name=calls_per_hour]").fill("500")
    section.locator("[name=spend_per_hour]").fill("20")
    section.get_by_role("button", name="Save").click()
    expect(section).to_contain_text("a cap on spend needs the price of a minute")
    section.locator("[name=prices]").fill("+39 0,008\n+44 0.012")
    section.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Italy, United Kingdom")
    expect(section.get_by_text("Saved: it applies within a second.")).to_be_visible()
    number = section.get_by_role("textbox", name="Try a number")
    number.fill("+442079460000")
    number.press("Enter")
    expect(section.get_by_role("status").first).to_contain_text("may call this number")
    expect(section.get_by_role("status").first).to_contain_text("0.0120 EUR a minute")
    assert served.do(served.parts.store.destinations.get(trunk.id)).prices == {"+39": 0.008, "+44": 0.012}


def test_the_hour_is_live_and_an_alarm_is_seen_at_once(admin: Page, served: Served) -> None:
    trunk = served.do(seeded(served, "rome", "IT"))
    admin.goto(f"/destinations?trunk={trunk.id}")
    row = admin.get_by_role("row").filter(has_text="rome")
    expect(row).to_contain_text("no engine has it")
    told = msg("The cap of {most:g} {cap} an hour is reached on {trunk}: it starts no calls.")
    text = to_plain(told.__class__(told.id, {"most": 7.0, "cap": "calls", "trunk": "rome"}))
    now = served.parts.clock()
    guard = {"calls": 7, "minutes": 3.0, "spend": 0.02, "refused": 2, "reached": ["calls"], "frees_at": now + 600.0}
    guard |= {"alarm": {"what": "calls", "since": now, "text": text}}
    body = {"id": trunk.id, "name": "rome", "node_id": trunk.node_id, "state": "up", "guard": guard}
    served.do(published(served, {"at": now, "trunks": [body], "nodes": [], "campaigns": []}))
    expect(row).to_contain_text(re.compile("cap on calls reached, until"))
    expect(admin.get_by_role("region", name="rome")).to_contain_text("The cap of 7 calls an hour is reached on rome")
    assert wrong_for_some(admin) == []
    take_picture(admin, "destinations-alarm")
    admin.goto("/trunks")
    expect(row).to_contain_text("Italy")
    expect(row).to_contain_text(re.compile("cap on calls reached, until"))
    assert wrong_for_some(admin) == []
    take_picture(admin, "trunks-guard")
    row.get_by_role("link", name="Italy").click()
    expect(admin.get_by_role("region", name="rome")).to_be_visible()


async def published(served: Served, board: dict[str, Any]) -> None:
    served.parts.bus.publish(Topic.BOARD, board)


def test_a_supervisor_sees_and_tries_and_changes_nothing(browser: Browser, served: Served, admin: Page) -> None:
    trunk = served.do(seeded(served, "turin", "IT"))
    with opened(browser, served.url, language="it") as page:
        enter(page, served.url, "sara")
        page.goto(f"/destinations?trunk={trunk.id}")
        section = page.get_by_role("region", name="turin")
        expect(section.get_by_role("table", name="Prefissi")).to_contain_text("Italia")
        expect(section.get_by_role("button", name="Salva")).to_have_count(0)
        assert wrong_for_some(page) == []
        take_picture(page, "destinations-it")
