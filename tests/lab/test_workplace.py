"""A whole talk of an agent with a phone on the desk, on the real Asterisk: the page loads nothing of a phone."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from dialer.core.visibility import EVERYTHING
from dialer.lab.scenario import Outcome, Plan
from tests.support.browser_phone import workplace
from tests.support.call_centre import until
from tests.support.shared_lab import SharedLab

pytestmark = [pytest.mark.lab, pytest.mark.gate, pytest.mark.browser, pytest.mark.long(60)]

TALKS = Plan(outcome=Outcome.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=60.0)


async def test_an_agent_with_a_desk_phone_works_by_keyboard_at_the_same_page(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with shared_lab.taken(agents=1, plans=(TALKS,)) as lab, workplace(lab, tmp_path, people=2) as place:
        page, loaded = place.page, list[str]()
        page.on("request", lambda request: loaded.append(request.url))
        await page.goto(f"{place.url}/work")
        name = page.get_by_label("Name of the phone")
        await name.fill(f"PJSIP/{place.lab.phones[0]}")
        await page.keyboard.press("Enter")
        await page.locator("[data-moment=ready]").wait_for()
        await place.centre.run_campaign()
        await page.locator("[data-moment=talking]").wait_for()
        [call] = await place.centre.attempts()
        await page.wait_for_function("performance.getEntriesByName('name-painted').length > 0")
        painted = await page.evaluate("performance.getEntriesByName('name-painted').map((one) => one.detail)")
        assert {one["attempt_id"] for one in painted} == {call.id}
        await page.keyboard.press("F4")
        await page.locator("[data-moment=wrap_up]").wait_for()
        await expect(page.get_by_role("button", name="Sale")).to_be_focused()
        await page.keyboard.press("3")

        async def disposed() -> bool:
            found = await place.centre.parts.store.attempts.get(call.id, sees=EVERYTHING)
            return found.disposition == "not_interested"

        await until(disposed, "the digit is written down")
        await page.locator("[data-moment=ready], [data-moment=connecting], [data-moment=talking]").first.wait_for()
        assert [url for url in loaded if "/assets/sip" in url or "/phone/" in url] == []
