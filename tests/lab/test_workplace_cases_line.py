"""Acceptance case 23 on a real Asterisk, by keyboard alone: nothing that happens to the page ends the talk.

The agent's microphone is a tone and the person's voice another, so that what each side hears is known. Between the
page and Pronto stands a line that can be cut: what the page asks, hears of and registers by. The voice itself goes
from the browser to Asterisk; where it is cut too, it goes by a path of the test's own.
"""

import asyncio
from itertools import count, cycle, groupby
from pathlib import Path

import pytest
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Locator, Page, expect

from dialer.core import clock
from dialer.lab.audio import tone_shares
from dialer.lab.carrier_cdr import EndedBy
from dialer.lab.scenario import Outcome, Plan
from tests.support.ami_proxy import line_to
from tests.support.browser_phone import (
    AGENT_HZ,
    PERSON_HZ,
    Workplace,
    kill_browser,
    opened_browser,
    signed_in_page,
    workplace,
)
from tests.support.call_centre import until
from tests.support.shared_lab import SharedLab
from tests.support.voice_path import voice_path_of

pytestmark = [pytest.mark.lab, pytest.mark.browser, pytest.mark.long(120)]

RELOADS = 10  # benchmarks/workplace.py does a hundred, and measures how long the person waits
CUT_S = 10.0
KEPT_S = 60  # the person, without the page: a browser that was killed starts anew, on a machine that has much to do
AT_RISK_S = 1.0  # of typing, when the browser is killed
TALKS = Plan(outcome=Outcome.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=900.0, record=True)
VOICE_S = 5.0  # from the join to the first voice: keys are agreed on, which takes computing
WINDOW_S = 0.1
PACKETS_OF_A_TALK = 250  # of 20 ms each


async def test_whatever_happens_to_the_page_the_talk_goes_on(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with (
        shared_lab.taken(agents=1, plans=(TALKS,)) as lab,
        workplace(lab, tmp_path, people=1, language="it", rejoin_s=KEPT_S) as place,
        line_to(place.port) as line,
    ):
        place.url = f"http://127.0.0.1:{line.port}"
        await begin_work(place)
        await place.centre.run_campaign()
        await in_talk(place)
        attempt_id = (await place.screen())["attempt_id"]

        for _ in range(RELOADS):
            await place.page.reload()
            await in_talk(place)

        await to_the_note(place.page)
        await place.page.keyboard.type("prima della rete, ")
        line.cut()
        until_s = clock.now() + CUT_S
        await place.page.keyboard.type("senza rete, ")
        await asyncio.sleep(until_s - clock.now())  # this is how long the cut lasts
        line.mend()
        await in_talk(place)
        await expect(note(place.page)).to_have_value("prima della rete, senza rete, ")

        other = await place.context.new_page()
        await other.goto(f"{place.url}/work")
        await expect(other.get_by_role("button", name="Lavora qui")).to_be_visible()
        assert len(await place.legs()) == 1
        await other.close()
        await in_talk(place)

        await to_the_note(place.page)
        before = await note(place.page).input_value()
        typed = await type_until_killed(place, tmp_path)
        killed_at = clock.now()
        async with opened_browser(tmp_path) as place.context:
            place.page = await signed_in_page(place.context, place.url, "anna")
            await place.page.goto(f"{place.url}/work")
            await in_talk(place)
            await expect(note(place.page)).not_to_have_value("")
            kept = await note(place.page).input_value()
            whole = before + "".join(character for _, character in typed)
            assert whole.startswith(kept)
            lost = typed[len(typed) - (len(whole) - len(kept)) :]
            assert all(killed_at - at <= AT_RISK_S for at, _ in lost), (killed_at, lost)
            assert (await place.screen())["attempt_id"] == attempt_id

            await place.page.keyboard.press("F4")
            await expect(place.page.locator("[data-moment=wrap_up]")).to_be_visible()
        assert max(await gaps_in_what_the_person_heard(place)) <= KEPT_S + VOICE_S
        assert [one.id for one in await place.centre.attempts()] == [attempt_id]


async def test_a_cut_of_page_and_voice_heals_by_itself_and_both_hear_each_other_again(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with (
        shared_lab.taken(agents=1, plans=(TALKS,)) as lab,
        workplace(lab, tmp_path, people=1, language="it") as place,
        line_to(place.port) as line,
        voice_path_of(place.context) as voice,
    ):
        place.url = f"http://127.0.0.1:{line.port}"
        await begin_work(place)
        await place.centre.run_campaign()
        await in_talk(place)
        attempt_id = (await place.screen())["attempt_id"]
        await to_the_note(place.page)

        line.cut()
        voice.cut()
        until_s = clock.now() + CUT_S
        await place.page.keyboard.type("senza rete, ")
        await place.hears_nothing()
        before = await voices_received(place)
        await asyncio.sleep(until_s - clock.now())  # this is how long the cut lasts
        after = await voices_received(place)
        assert [one for one in zip(before, after, strict=False) if None not in one and one[0] != one[1]] == []
        assert voice.lost_from_agent > 0
        assert voice.lost_from_asterisk > 0
        line.mend()
        voice.mend()
        await in_talk(place)
        await expect(note(place.page)).to_have_value("senza rete, ")
        assert (await place.screen())["attempt_id"] == attempt_id
        assert len(await place.legs()) == 1

        async def spoke_again() -> bool:
            return voice.passed_from_agent > PACKETS_OF_A_TALK

        await until(spoke_again, "the agent's voice passes")  # the recording tells what the person heard of it
        await place.page.keyboard.press("F4")
        await expect(place.page.locator("[data-moment=wrap_up]")).to_be_visible()
        # Between tones: the agent was heard before it, and after it.
        assert max(await gaps_in_what_the_person_heard(place)) > CUT_S / 2
        assert [one.id for one in await place.centre.attempts()] == [attempt_id]


async def voices_received(place: Workplace) -> list[int | None]:
    """How many packets of voice have reached the page, on each of its lines."""
    return [one["received"] for one in await place.page.evaluate("window.lines()")]


async def begin_work(place: Workplace) -> None:
    """Sit down at the page, with the phone in it."""
    page = place.page
    await page.goto(f"{place.url}/work")
    await reach(page, page.get_by_label("Sul mio tavolo"))
    await page.keyboard.press("ArrowDown")
    await reach(page, page.get_by_role("button", name="Accendi il telefono"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Telefono pronto").first).to_be_visible()
    await reach(page, page.get_by_role("button", name="Inizia a lavorare"))
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-moment=ready]")).to_be_visible()


async def in_talk(place: Workplace) -> None:
    """The page shows the talk, and the agent hears the person."""
    await expect(place.page.locator("[data-moment=talking]")).to_be_visible()

    async def hears() -> bool:
        return abs(await place.tone_heard() - PERSON_HZ) < 50

    await until(hears, "the agent hears the person", instead=place.line_seen)


async def reach(page: Page, wanted: Locator) -> None:
    """Go to something with the Tab key."""
    await wanted.wait_for()
    for _ in range(60):
        if await wanted.evaluate("one => one === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"not reached by Tab: {wanted}")


def note(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Nota", exact=True)


async def to_the_note(page: Page) -> None:
    """Go to the note by the key from part to part."""
    for _ in range(12):
        if await note(page).evaluate("one => one === document.activeElement"):
            return
        await page.keyboard.press("F6")
    raise AssertionError("no key leads to the note")


async def type_until_killed(place: Workplace, folder: Path) -> list[tuple[float, str]]:
    """Type into the note without a pause, and kill the browser in the middle; what was typed by then, and when."""
    typed: list[tuple[float, str]] = []
    for number, character in zip(count(1), cycle("una nota che non finisce ")):
        if number == 120:
            kill_browser(folder)
        try:
            await place.page.keyboard.press("Space" if character == " " else character)
        except PlaywrightError:
            return typed
        typed.append((clock.now(), character))
    raise AssertionError("the browser lives")


async def gaps_in_what_the_person_heard(place: Workplace) -> list[float]:
    """For how long the person, whom the agent hung up, did not hear the agent, each time (s)."""
    [call] = await place.lab.wait_for_record(1, patience_s=30.0)
    assert (call.outcome, call.ended_by) == (Outcome.PERSON, EndedBy.DIALER)
    heard = await place.lab.wait_for_recording(call.number)
    gaps = gaps_s(await asyncio.to_thread(tone_shares, heard, AGENT_HZ))
    print(f"the person did not hear the agent for {[round(gap, 1) for gap in gaps]} s")  # noqa: T201
    return gaps


def gaps_s(shares: list[float]) -> list[float]:
    """For how long at a time the agent's tone was not heard, between its first and its last window."""
    hears = [share > 0.5 for share in shares]
    first, last = hears.index(True), len(hears) - hears[::-1].index(True)
    runs = [(is_heard, len(list(run))) for is_heard, run in groupby(hears[first:last])]
    return [length * WINDOW_S for is_heard, length in runs if not is_heard]
