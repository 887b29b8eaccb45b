"""A phone in the browser on a real Asterisk: registered through Pronto, joined to people, heard on both sides."""

import asyncio
import itertools
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from dialer.lab import EndedBy
from dialer.lab.audio import longest_silence_ms, tone_shares
from dialer.lab.scenario import Outcome, Plan
from dialer.work.agents.rules import BROWSER_REJOIN_S
from tests.support.browser_phone import (
    AGENT_HZ,
    PERSON_HZ,
    kill_browser,
    opened_browser,
    signed_in_page,
    workplace,
)
from tests.support.call_centre import until
from tests.support.shared_lab import SharedLab

pytestmark = [pytest.mark.lab, pytest.mark.browser, pytest.mark.long(60)]

LONG_TALK = Plan(outcome=Outcome.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=40.0, record=True)
ENDLESS_TALK = Plan(outcome=Outcome.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=600.0, record=True)
RELOADS = 3
SHORT_TALK = Plan(outcome=Outcome.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=4.0)
TALKS = Plan(outcome=Outcome.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=8.0, record=True)


async def begin_work(page: Page, url: str) -> None:
    """Sit down at the page: by keyboard, the phone in the page, whatever the agent had before."""
    await page.goto(f"{url}/work")
    await page.get_by_label("In this page, with the headset").press("Space")
    await page.get_by_role("button", name="Switch the phone on").press("Enter")
    await expect(page.get_by_text("Phone ready").first).to_be_visible()
    begin = page.get_by_role("button", name="Begin work")
    await expect(begin).to_be_enabled()
    await begin.press("Enter")
    await phone_is_up(page)


async def phone_is_up(page: Page) -> None:
    await expect(page.get_by_role("button", name="Mute")).to_be_visible()


async def test_a_page_takes_its_standing_leg_and_both_sides_hear_each_other(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with shared_lab.taken(agents=1, plans=(TALKS,)) as lab, workplace(lab, tmp_path, people=1) as place:
        await begin_work(place.page, place.url)
        await place.centre.run_campaign()
        await place.is_state("talking")
        await place.hears(PERSON_HZ)
        [call] = await place.lab.wait_for_record(1)
        heard = await place.lab.wait_for_recording(call.number)
        shares = await asyncio.to_thread(tone_shares, heard, AGENT_HZ)
        assert sum(share > 0.5 for share in shares) > 30, shares  # of tenths of a second, in a talk of eight seconds
        await place.is_state("wrap_up")
        await phone_is_up(place.page)  # the leg stands


async def test_every_talk_of_a_standing_leg_is_heard(shared_lab: SharedLab, tmp_path: Path) -> None:
    """Each person's voice begins anew; after the first, a browser would take it for one that is late."""
    async with (
        shared_lab.taken(agents=1, plans=(SHORT_TALK,)) as lab,
        workplace(lab, tmp_path, people=3, mode="progressive") as place,
    ):
        await begin_work(place.page, place.url)
        await place.centre.run_campaign()
        for _ in range(3):
            await place.is_state("talking")
            await place.hears(PERSON_HZ)
            await place.is_state("wrap_up")
            await place.hears_nothing()
            await expect(place.page.locator("[data-lands]").first).to_be_focused()

            async def is_disposed() -> bool:  # a digit right after the end was meant for the script
                await place.page.keyboard.press("3")
                return bool((await place.screen())["state"] != "wrap_up")

            await until(is_disposed, "the call has its disposition")


async def test_a_page_that_is_loaded_again_has_its_phone_back_at_once(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with shared_lab.taken(agents=1, plans=(TALKS,)) as lab, workplace(lab, tmp_path, people=1) as place:
        await begin_work(place.page, place.url)
        for _ in range(3):
            before = await place.legs()
            await place.page.reload()
            await phone_is_up(place.page)

            async def is_new(before: list[str] = before) -> bool:
                legs = await place.legs()
                return len(legs) == 1 and legs != before

            await until(is_new, "one leg, and another than before")


async def test_a_page_that_is_loaded_again_in_a_talk_keeps_the_person(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with shared_lab.taken(agents=1, plans=(LONG_TALK,)) as lab, workplace(lab, tmp_path, people=1) as place:
        await begin_work(place.page, place.url)
        await place.centre.run_campaign()
        await place.is_state("talking")
        for _ in range(RELOADS):
            await place.hears(PERSON_HZ)
            await place.page.reload()
            await phone_is_up(place.page)
        await place.hears(PERSON_HZ)
        [call] = await place.lab.wait_for_record(1)
        assert call.answered_ms is not None
        assert call.ended_by is EndedBy.NETWORK
        assert call.ended_ms - call.answered_ms >= LONG_TALK.talk_s * 1000
        heard = await place.lab.wait_for_recording(call.number)
        shares = await asyncio.to_thread(tone_shares, heard, AGENT_HZ)
        is_agent = [share > 0.5 for share in shares]
        gaps = [len(list(tenths)) for heard, tenths in itertools.groupby(is_agent) if not heard]
        print("without the agent, in tenths of a second:", [gap for gap in gaps[1:-1] if gap > 2])  # noqa: T201
        # What lies before the join and behind the end is no gap. How long a gap is: benchmarks/workplace.py.
        assert max(gaps[1:-1]) < BROWSER_REJOIN_S * 10, gaps
        assert sum(gap > 2 for gap in gaps[1:-1]) <= RELOADS, gaps


async def test_a_browser_that_is_killed_in_a_talk_leaves_nobody_in_silence_and_the_next_has_the_person(
    shared_lab: SharedLab,
    tmp_path: Path,
) -> None:
    async with shared_lab.taken(agents=1, plans=(LONG_TALK,)) as lab, workplace(lab, tmp_path, people=1) as place:
        await begin_work(place.page, place.url)
        await place.centre.run_campaign()
        await place.is_state("talking")
        await place.hears(PERSON_HZ)
        legs = await place.legs()
        kill_browser(tmp_path)

        async def is_gone() -> bool:
            return not set(legs) & set(await place.legs())

        await until(is_gone, "the dead leg is hung up", seconds=BROWSER_REJOIN_S)
        async with opened_browser(tmp_path) as context:
            place.page = await signed_in_page(context, place.url, "anna")
            await place.page.goto(f"{place.url}/work")
            await place.hears(PERSON_HZ)
            assert len(await place.legs()) == 1
            [call] = await place.lab.wait_for_record(1)
        assert call.ended_by is EndedBy.NETWORK
        heard = await place.lab.wait_for_recording(call.number)
        silent_ms = await asyncio.to_thread(longest_silence_ms, heard)
        print("the person heard nothing for", silent_ms, "ms")  # noqa: T201
        assert silent_ms <= BROWSER_REJOIN_S / 2 * 1000, "comfort sound fills the rest"


async def test_a_talk_goes_on_while_the_api_is_away(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with shared_lab.taken(agents=1, plans=(ENDLESS_TALK,)) as lab, workplace(lab, tmp_path, people=1) as place:
        await begin_work(place.page, place.url)
        await place.centre.run_campaign()
        await place.is_state("talking")
        await place.hears(PERSON_HZ)
        legs = await place.legs()
        place.kill_api()
        await place.hears(PERSON_HZ)
        await place.is_state("talking")  # answered by another API
        await expect(place.page.get_by_text("Network away")).to_have_count(0)
        await place.hears(PERSON_HZ)
        assert await place.legs() == legs
        await place.post(f"/agents/{place.agent_id}/hang-up")
        [call] = await place.lab.wait_for_record(1)
        assert call.ended_by is EndedBy.DIALER


async def test_of_two_tabs_one_has_the_phone_and_the_other_can_take_it(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with shared_lab.taken(agents=1, plans=(TALKS,)) as lab, workplace(lab, tmp_path, people=1) as place:
        await begin_work(place.page, place.url)
        other = await place.context.new_page()
        await other.goto(f"{place.url}/work")
        take = other.get_by_role("button", name="Work here instead")
        await expect(take).to_be_visible()
        await phone_is_up(place.page)
        await take.press("Enter")
        await phone_is_up(other)
        await expect(place.page.get_by_role("button", name="Work here instead")).to_be_visible()

        async def is_one() -> bool:
            return len(await place.legs()) == 1

        await until(is_one, "one leg")


async def test_after_the_log_out_and_the_sign_out_asterisk_has_no_account(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with shared_lab.taken(agents=1, plans=(TALKS,)) as lab, workplace(lab, tmp_path, people=1) as place:
        await begin_work(place.page, place.url)
        assert "pronto-anna" in await place.lab.dialer.cli("pjsip show endpoints")
        await place.post(f"/agents/{place.agent_id}/log-out")
        assert "pronto-anna" not in await place.lab.dialer.cli("pjsip show endpoints")
        assert "pronto-anna" not in await place.lab.dialer.cli("database show")
