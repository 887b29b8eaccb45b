"""An agent at the page, in a real browser on the real Asterisk: name before voice, key to screen, reloads in a talk.

    python -m benchmarks.workplace [--calls 30] [--reloads 100] [--refusals 20]

Beside each figure stands what it should not exceed. The name is painted when the frame that shows it has been drawn; a
voice is heard when a tone after silence comes out of the browser, by its own account of its output. Both are marks of
the browser's own clock. What the person waits for at a reload is read from the carrier's recording: how long the
agent's tone was away. How soon "never again" holds everywhere is looked at on a colleague's page, which shows the same
person of another campaign, with an Asterisk that does as it is told: nothing of that goes through it.
"""

import argparse
import asyncio
import tempfile
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page, expect
from playwright.sync_api import expect as sync_expect

from dialer.cell.tally import quantiles
from dialer.lab.audio import tone_shares
from dialer.lab.scenario import Outcome, Plan
from dialer.people.leads.model import NewLead
from tests.lab.test_browser_phone import begin_work
from tests.support.browser_phone import AGENT_HZ, PERSON_HZ, Workplace, workplace
from tests.support.call_centre import until
from tests.support.lab import running_lab
from tests.support.pages import started_browser
from tests.support.workplace import a_floor, moment

SHORT: Final = Plan(outcome=Outcome.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=4.0)
LONG: Final = Plan(outcome=Outcome.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=3600.0, record=True)
WINDOW_S: Final = 0.1
KEYS: Final = 50
DEAF_S: Final = 1.0  # longer than digits are ignored after an end that the agent did not ask for
TALK_S: Final = 2.0  # heard between two reloads, so that the silence of one does not run into that of the next
BEFORE_MS: Final = 1500.0  # a voice that is so much earlier than a name is the call's before
# From a key to the first frame in which what it does can be seen.
TIMED: Final = """
([key, shown]) => new Promise((done) => {
  let at = 0;
  const seen = () => Boolean(document.querySelector(shown));
  const before = seen();
  addEventListener('keydown', () => { at = performance.now(); }, { capture: true, once: true });
  const watch = new MutationObserver(() => {
    if (seen() === before) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - at)));
  });
  watch.observe(document, { subtree: true, childList: true, attributes: true });
  window.timing = true;
})
"""


DESK: Final[dict[str, Any]] = {"width": 1366, "height": 768}
PRESSED: Final = """
() => addEventListener('keydown', () => { window.pressedAt = Date.now(); }, { capture: true, once: true })
"""
# When this person's name has gone from the page, by the clock of the machine.
TAKEN_OFF: Final = """
(name) => {
  window.takenOff = new Promise((done) => {
    const gone = () => document.querySelector('[data-name]')?.textContent !== name;
    const watch = new MutationObserver(() => {
      if (!gone()) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(Date.now())));
    });
    watch.observe(document, { subtree: true, childList: true, characterData: true });
  });
}
"""


async def timed(page: Page, key: str, shown: str) -> float:
    """Milliseconds from this key until a selector fits that did not, or the other way round."""
    await page.evaluate("window.timing = false")
    waiting = asyncio.create_task(page.evaluate(TIMED, [key, shown]))
    await until(lambda: page.evaluate("window.timing"), "the page takes the time")
    await page.keyboard.press(key)
    return float(await asyncio.wait_for(waiting, 30))


async def calls(folder: Path, count: int) -> dict[str, Any]:
    """Short talks, each written down by a digit; and the command bar opened between them."""
    async with (
        running_lab(agents=1, plans=(SHORT,), lines=40) as lab,
        workplace(lab, folder, people=count, mode="progressive") as place,
    ):
        page = place.page
        await begin_work(page, place.url)
        local = [await timed(page, key, "[role=combobox]") for _ in range(KEYS // 2) for key in ("F2", "Escape")]
        await place.centre.run_campaign()
        ready = []
        for _ in range(count):
            await expect(page.locator("[data-moment=wrap_up]")).to_be_visible(timeout=60_000)
            await asyncio.sleep(DEAF_S)
            ready.append(await timed(page, "3", "[data-moment=wrap_up]"))
        marks = await page.evaluate(
            "['name-painted', 'voice-heard'].map((name) => performance.getEntriesByName(name).map((one) => one.detail))"
        )
    return {"local": local, "ready": ready, "leads": name_leads(*marks)}


def name_leads(painted: list[dict[str, Any]], heard: list[dict[str, Any]]) -> list[float]:
    """For each call with a marked voice by how many milliseconds its name was painted before; below 0: after."""
    first: dict[str, float] = {}
    for one in painted:
        if one["attempt_id"]:
            first.setdefault(one["attempt_id"], float(one["at"]))
    names = sorted(first.values())
    voices = sorted(float(one["at"]) for one in heard)
    found = []
    for name, after in zip(names, [*names[1:], float("inf")], strict=True):
        voice = next((one for one in voices if name - BEFORE_MS <= one < after - BEFORE_MS), None)
        if voice is not None:
            found.append(voice - name)
    return found


async def reloads(folder: Path, count: int) -> tuple[list[float], int]:
    """For how long the person did not hear the agent at each reload, and how many were hung up by one."""
    async with running_lab(agents=1, plans=(LONG,), lines=40) as lab, workplace(lab, folder, people=1) as place:
        await begin_work(place.page, place.url)
        await place.centre.run_campaign()
        await _hears(place)
        call = (await place.is_state("talking"))["attempt_id"]
        lost = 0
        for _ in range(count):
            await asyncio.sleep(TALK_S)
            await place.page.reload()
            await _hears(place)
            lost += (await place.screen()).get("attempt_id") != call
        await place.post(f"/agents/{place.agent_id}/hang-up")
        [one] = await place.lab.wait_for_record(1, patience_s=60.0)
        heard = await place.lab.wait_for_recording(one.number)
        return _gaps(await asyncio.to_thread(tone_shares, heard, AGENT_HZ)), lost


def refusals(folder: Path, count: int) -> list[float]:
    """Milliseconds from "never again" until the person is off the screen of a colleague in another campaign."""
    numbers = [f"+44207946{place:04}" for place in range(count)]
    people = [
        NewLead(phones=((number, ""),), external_id=number, name=f"Person {number[-4:]}", language="it")
        for number in numbers
    ]
    taken = []
    with started_browser() as browser, a_floor(folder, agents=("anna", "bruno"), leads=0, running=False) as floor:
        preview = floor.campaign_with(people, name="preview", mode="preview")
        with floor.opened(browser, **DESK) as bruno, floor.opened(browser, **DESK) as anna:
            floor.go_to_work(bruno, "bruno")
            floor.begin_work(bruno, preview.name)
            floor.campaign_with(people, name="calls")
            floor.go_to_work(anna, "anna")
            floor.begin_work(anna, "calls")
            for _ in range(count):
                floor.answer()
                moment(anna, "talking")
                name = anna.locator("[data-name]").inner_text()
                bruno.locator("[data-moment=preview]").wait_for()
                sync_expect(bruno.locator("[data-name]")).to_have_text(name)
                bruno.evaluate(TAKEN_OFF, name)
                anna.evaluate(PRESSED)
                anna.keyboard.press("Shift+F4")
                taken.append(bruno.evaluate("window.takenOff") - anna.evaluate("window.pressedAt"))
                anna.keyboard.press("F4")
    return taken


async def _hears(place: Workplace) -> None:
    async def hears() -> bool:
        return abs(await place.tone_heard() - PERSON_HZ) < 50

    await until(hears, "the agent hears the person")


def _gaps(shares: list[float]) -> list[float]:
    hears = [share > 0.5 for share in shares]
    first, last = hears.index(True), len(hears) - hears[::-1].index(True)
    runs = [(is_heard, len(list(run))) for is_heard, run in groupby(hears[first:last])]
    return [length * WINDOW_S for is_heard, length in runs if not is_heard and length > 1]


def _line(what: str, values: list[float], unit: str, most: str) -> str:
    found = quantiles(values) or {"p50": 0.0, "p95": 0.0, "max": 0.0}
    return f"| {what} | {found['p50']:.1f} | {found['p95']:.1f} | {found['max']:.1f} | {unit} | {most} |"


async def measure(count: int, times: int, refused: list[float]) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        taken = await calls(Path(one), count)
        away, lost = await reloads(Path(other), times)
    print("| what | median | p95 | most | unit | limit |\n|---|---:|---:|---:|---|---|")
    print(_line("key → screen, of what the page does alone", taken["local"], "ms", "p95 50"))
    print(_line("disposition key → ready", taken["ready"], "ms", "150"))
    print(_line("never again → off a colleague's screen", refused, "ms", "1000"))
    print(_line("a reload keeps the person waiting", away, "s", "3"))
    leads = sorted(taken["leads"])
    first = sum(lead > 0 for lead in leads)
    print(f"\nName painted before the voice: {first} of {len(leads)} calls with a marked voice (aim: 99 %).")
    print(f"By how many milliseconds, in each call: {', '.join(f'{lead:.0f}' for lead in leads)}.")
    print(f"Reloads in a talk: {times}; people hung up: {lost} (none).")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=30)
    parser.add_argument("--reloads", type=int, default=100)
    parser.add_argument("--refusals", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        refused = refusals(Path(folder), asked.refusals)
    asyncio.run(measure(asked.calls, asked.reloads, refused))


if __name__ == "__main__":
    main()
