"""A manager's first campaign on pages alone: made, loaded with 100,000 people, paced, played, stopped and closed."""

import asyncio
import csv
import io
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect
from sqlalchemy import Connection, func, select, update

from dialer.access.model import MACHINE, Grant
from dialer.app.composition import build
from dialer.campaigns.store.closing import WRAPPED_UP
from dialer.core.enums import LegKind, Role
from dialer.core.settings import Settings
from dialer.demo.fixtures import CALLER_ID
from dialer.lab import Lab
from dialer.lab.ports import free_port
from dialer.lab.scenario import Outcome, Plan
from dialer.storage.schema import ATTEMPT, SIGN_IN, SIMULATION
from tests.support.call_centre import CALLS_S, ENDS_S, settings_for
from tests.support.keys import Keys
from tests.support.pages import JOB_MS, enter, opened, started_browser, take_picture, wrong_for_some
from tests.support.people import PASSWORD
from tests.support.shared_lab import SharedLab

pytestmark = [pytest.mark.lab, pytest.mark.browser, pytest.mark.long(200)]

T = TypeVar("T")
ROWS = 100_000
AGENTS = 6
LOADED_MS = 1_200_000  # of 100,000 rows, beside other tests
PLANS = (
    Plan(outcome=Outcome.PERSON, ring_s=1.5, greeting_s=0.5, talk_s=2.0),
    Plan(outcome=Outcome.BUSY, ring_s=0.5),
)
LEAST_CALLS, LEAST_PEOPLE = 110, 25  # a little more than a simulation asks for


def people() -> FilePayload:
    """Numbers of British mobile telephones, none next to another; nothing of them leaves the lab."""
    text = io.StringIO()
    rows = ([f"Person {at}", f"+44{7_511_000_017 + 13 * at}", ("Leeds", "York", "Bath")[at % 3]] for at in range(ROWS))
    csv.writer(text).writerows([["name", "phone", "city"], *rows])
    return {"name": "spring.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()}


async def prepare(settings: Settings, lab: Lab) -> None:
    """What an admin has set up before: a company, its number, a trunk, agents, and the manager."""
    async with build(settings) as parts:
        store, service = parts.store, parts.service
        company = await store.companies.create("Acme")
        await store.caller_ids.create(company.id, CALLER_ID, label="sales")
        node = (await store.nodes.list())[0]
        limits = {"max_channels": 60, "calls_per_second": 20.0}
        await store.trunks.upsert(node.id, lab.trunk, dial=f"PJSIP/{{number}}@{lab.trunk}", country="GB", **limits)
        for at, phone in enumerate(lab.phones, start=1):
            await service.agents.create(
                name=f"agent{at}",
                phone=f"PJSIP/{phone}",
                display_name=f"Agent {at}",
                leg_kind=LegKind.STANDING,
                language="en",
                actor="test",
            )
        user = await service.access.create_user(MACHINE, name="anna", agent_id=None, grants=[Grant(role=Role.MANAGER)])
        await store.users.update(user.id, {"password_hash": await service.passwords.hash(PASSWORD)})


@contextmanager
def running_pronto(settings: Settings, log: Path) -> Iterator[str]:
    """`pronto run` over what was prepared, on a port of its own."""
    port = free_port()
    own = {
        "PRONTO_STATE_DIR": str(settings.state_dir),
        "PRONTO_PORT": str(port),
        "PRONTO_AMI_PORT": str(settings.ami_port),
        "PRONTO_AMI_USERNAME": settings.ami_username,
        "PRONTO_AMI_SECRET": settings.ami_secret.get_secret_value(),
        "PRONTO_PROFILES_DIR": str(settings.profiles_dir),
        "PRONTO_CLOCK_KEPT": "true",
    }
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PRONTO_")} | own
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-m", "api.cli", "run"], env=environ, stdout=out, stderr=out)
    try:
        url = f"http://127.0.0.1:{port}"
        while not serves(url):
            assert process.poll() is None, log.read_text()
            time.sleep(0.2)  # another program starts
        yield url
    finally:
        process.terminate()
        process.wait(ENDS_S)


def serves(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", trust_env=False).is_success
    except httpx.HTTPError:
        return False


class Manager:
    """The manager at the keyboard."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, Keys(page)

    def press(self, name: str | re.Pattern[str]) -> None:
        self.keys.press(self.page.get_by_role("button", name=name, exact=True).first)

    def write(self, label: str, text: str) -> None:
        self.keys.write(self.page.get_by_label(label, exact=True), text)

    def seen(self, name: str) -> None:
        """A picture, of a page that everybody can use."""
        self.page.evaluate("scrollTo(0, 0)")
        take_picture(self.page, f"manager-day-{name}")
        assert wrong_for_some(self.page) == [], name

    def save(self) -> None:
        self.press("Save")
        expect(self.page.get_by_role("region", name="Changes that are not saved")).to_have_count(0)


def do(work: Coroutine[Any, Any, T]) -> T:
    """What comes of a coroutine, beside the browser's own loop."""
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(asyncio.run, work).result()


def test_a_campaign_is_made_loaded_paced_played_stopped_and_closed_on_pages_alone(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    with shared_lab.taken_by_many(agents=AGENTS, plans=PLANS) as many, started_browser() as browser:
        settings = settings_for(many.lab, tmp_path)
        do(prepare(settings, many.lab))
        with running_pronto(settings, tmp_path / "pronto.log") as url, opened(browser, url) as page:
            enter(page, url, "anna")
            manager = Manager(page)
            begun = time.monotonic()

            def step(name: str) -> None:
                print(f"{time.monotonic() - begun:7.1f} s {name}")  # noqa: T201 - pytest shows it on failure

            campaign_id = make(manager)
            step("campaign")
            load(manager)
            step("list")
            do(an_hour_passed(settings))  # since she signed in
            scrub(manager)
            step("register")
            work(manager, campaign_id)
            step("at work")
            change_pace(manager, campaign_id)
            step("pace")
            do(enough_calls(settings))
            step("calls")
            play(manager, campaign_id, settings)
            step("played")
            end(manager, campaign_id, settings)
            step("ended")


def make(manager: Manager) -> int:
    """From a template, with hours in which this test runs."""
    page = manager.page
    page.goto("/campaigns")
    manager.press("New campaign")
    dialog = page.get_by_role("dialog", name="New campaign")
    manager.keys.reach(dialog.get_by_role("radio", checked=True).last)
    while not dialog.get_by_role("radio", name="Sales, United Kingdom").is_checked():
        page.keyboard.press("ArrowDown")
    manager.keys.write(dialog.get_by_label("Name"), "Spring")
    manager.keys.write(dialog.get_by_label("What is offered"), "fibre")
    manager.keys.write(dialog.get_by_label("Sector"), "telecoms")
    manager.seen("template")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Spring")).to_be_visible()
    campaign_id = int(page.url.split("/")[-1].split("?")[0])
    page.goto(f"/campaigns/{campaign_id}?tab=hours")
    for day in ("Sat", "Sun"):
        manager.keys.press(page.get_by_label(day, exact=True), "Space")
    manager.write("From", "00:00")
    manager.write("To", "24:00")
    manager.save()
    expect(page.get_by_role("region", name="The coming week").get_by_text("00:00–24:00")).to_have_count(7)
    manager.seen("hours")
    return campaign_id


def load(manager: Manager) -> None:
    """The list, from the campaign's own page."""
    page = manager.page
    manager.keys.press(page.get_by_role("tab", selected=True))
    page.keyboard.press("ArrowLeft")
    manager.keys.press(page.get_by_role("link", name="Load or assign lists"))
    manager.press("New list")
    dialog = page.get_by_role("dialog", name="New list")
    manager.keys.write(dialog.get_by_label("Name"), "Spring people")
    expect(dialog.get_by_role("combobox", name="Campaign")).to_have_value("Spring")
    manager.keys.choose(dialog.get_by_role("combobox", name="Country of the numbers"), "United Kingdom")
    manager.keys.choose(dialog.get_by_role("combobox", name="Legal basis"), "consent")
    manager.keys.write(dialog.get_by_label("Where it was given"), "a form")
    manager.keys.press(dialog.get_by_label("Given on"))
    manager.keys.press(page.get_by_role("button", name="Previous month"))
    day = page.locator("td button[tabindex='0']")
    manager.keys.reach(day)
    page.keyboard.press("Enter")
    day.wait_for(state="hidden")
    expect(dialog.get_by_role("button", name="Given on")).to_be_focused()
    manager.keys.write(dialog.get_by_label("Version of its text"), "1")
    manager.seen("new-list")
    manager.keys.press(page.get_by_role("button", name="Make the list"))
    expect(page.get_by_role("heading", name="Spring people")).to_be_visible()
    page.locator("input[type=file]").set_input_files(people())
    page.get_by_role("button", name="Load 100,000 rows").wait_for(timeout=JOB_MS)
    manager.press("Load 100,000 rows")
    expect(page.get_by_role("row", name="came in")).to_contain_text("100,000", timeout=LOADED_MS)
    manager.seen("loaded")


def scrub(manager: Manager) -> None:
    """The register's answer on all numbers, which leave only for who gives the password once more."""
    page = manager.page
    manager.keys.press(page.get_by_role("tab", name="Files"))
    for _ in ("Filter and order", "Registers"):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("combobox", name="Register", exact=True)).to_have_value("TPS (United Kingdom)")
    with page.expect_download(timeout=LOADED_MS) as download:
        manager.press("Download the numbers")
        manager.keys.write(page.get_by_label("Password"), PASSWORD)
        page.keyboard.press("Enter")
    assert len(download.value.path().read_text().split()) == ROWS
    manager.press(re.compile("^Load the answer to TPS"))
    receipt = page.get_by_role("textbox", name="Receipt")
    expect(receipt).to_be_focused()
    manager.keys.write(receipt, "2026-1")
    manager.press("The register lists none of them")
    expect(page.get_by_text(re.compile("^answered, valid from"))).to_be_visible(timeout=LOADED_MS)
    manager.seen("register")


def work(manager: Manager, campaign_id: int) -> None:
    """Agents are logged in, and the campaign is started from its own page."""
    page = manager.page
    page.goto(f"/campaigns/{campaign_id}?tab=agents")
    manager.press("Log in others")
    for at in range(1, AGENTS + 1):
        manager.press(f"Log in Agent {at}")
    manager.press("Only those of this campaign")
    expect(page.get_by_role("table", name="Agents").get_by_text("ready", exact=True)).to_have_count(AGENTS)
    manager.seen("agents")
    manager.press("Start")
    dialog = page.get_by_role("dialog", name="Start Spring")
    begin = dialog.get_by_role("button", name="Start", exact=True)
    expect(begin).to_be_enabled()
    manager.seen("start")
    manager.keys.press(begin)
    expect(dialog).to_have_count(0)
    page.goto(f"/campaigns/{campaign_id}")
    top = page.get_by_role("region", name="Whether it dials")
    expect(top).to_contain_text("It dials")
    expect(figure(page, "talks today")).not_to_have_text("0")
    manager.seen("dials")


def figure(page: Page, name: str) -> Locator:
    """A figure of this moment."""
    return page.locator(f"dt:text-is('{name}') + dd")


def change_pace(manager: Manager, campaign_id: int) -> None:
    """From a call for each free agent to calls ahead of them, as far as their risk allows."""
    page = manager.page
    page.goto(f"/campaigns/{campaign_id}?tab=pacing")
    now = page.get_by_role("region", name="What it does now")
    expect(now).to_contain_text("Agents:")
    expect(now).not_to_contain_text("against a price")
    manager.seen("progressive")
    mode = page.get_by_label("Mode", exact=True)
    manager.keys.reach(mode)
    page.keyboard.type("pred")
    expect(mode).to_have_value("predictive")
    manager.write("Wrap-up, at most", "1")
    manager.save()
    expect(now).to_contain_text(re.compile(r"Risk \d+\.\d+.% against a price of \d+\.\d+.%"))
    manager.seen("predictive")


async def enough_calls(settings: Settings) -> None:
    """Wait until there are as many calls as a simulation needs."""
    async with build(settings) as parts, asyncio.timeout(600):
        while True:
            calls, answered = await parts.store.database.read(_calls)
            if calls >= LEAST_CALLS and answered >= LEAST_PEOPLE:
                return
            await asyncio.sleep(0.5)  # another program calls


def _calls(connection: Connection) -> tuple[int, int]:
    ended = ATTEMPT.c.ended_at.is_not(None)
    columns = (func.count(), func.count(ATTEMPT.c.agent_joined_at))
    return tuple(connection.execute(select(*columns).where(ended)).one())


def play(manager: Manager, campaign_id: int, settings: Settings) -> None:
    """What other settings would bring, by the calls of this hour; one is taken, and stands beside what happened."""
    page = manager.page
    page.goto(f"/campaigns/{campaign_id}?tab=pacing")
    manager.press("Play other settings")
    table = page.get_by_role("table", name="What each setting would bring")
    expect(table).to_be_visible(timeout=LOADED_MS)
    happened = page.get_by_role("region", name="What was foretold, and what happened")
    expect(happened.get_by_role("row").filter(has_text="as it was")).to_contain_text(re.compile(r"[1-9][0-9.]*\u00a0%"))
    manager.seen("what-if")
    manager.press("Use predictive, at most 1.0\u00a0%")
    manager.save()
    do(an_hour_passed(settings))  # what happens after a change is counted from the next quarter of an hour on
    page.reload()
    taken = happened.get_by_role("row").filter(has_text="predictive, at most 1.0\u00a0%")
    expect(taken).to_contain_text(re.compile(r"–[0-9]+\u00a0%\s*[0-9.]+\u00a0%"))  # foretold, then what happened
    manager.seen("what-happened")


async def an_hour_passed(settings: Settings) -> None:
    """Let an hour have passed since what was chosen and proven."""
    async with build(settings) as parts:
        await parts.store.database.write(_hour_passed)


def _hour_passed(connection: Connection) -> None:
    connection.execute(update(SIMULATION).values(chosen_at=SIMULATION.c.chosen_at - 3600.0))
    connection.execute(update(SIGN_IN).values(confirmed_at=SIGN_IN.c.confirmed_at - 3600.0))


def end(manager: Manager, campaign_id: int, settings: Settings) -> None:
    """Stopped, counted, closed: the page's figures are a recount of the attempts."""
    page = manager.page
    manager.press("Stop now")
    manager.keys.press(page.get_by_role("dialog").get_by_role("button", name="Stop now"))
    top = page.get_by_role("region", name="Whether it dials")
    expect(top).to_contain_text("The campaign is stopped.")
    counted = do(recounted(settings))
    page.goto(f"/results?campaign={campaign_id}&by=agent")
    for what, count in counted.items():
        expect(page.get_by_role("button", name=f"{what}: ")).to_have_text(f"{count:,}")
    manager.seen("results")
    page.goto(f"/campaigns/{campaign_id}?tab=agents")
    for at in range(1, AGENTS + 1):
        manager.press(f"Log out Agent {at}")
    expect(page.get_by_role("button", name=re.compile("^Log out Agent"))).to_have_count(0)
    do(wrapped_up(settings, campaign_id))
    manager.keys.pick(page.get_by_role("button", name="More"), "Close…")
    manager.keys.press(page.get_by_role("dialog").get_by_role("button", name="Close the campaign"))
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(top).to_contain_text("The campaign is closed")
    manager.seen("closed")


async def recounted(settings: Settings) -> dict[str, int]:
    """The figures of the results, from the attempts' rows, once none of these lives."""
    async with build(settings) as parts, asyncio.timeout(CALLS_S):
        while await parts.store.database.read(_living):  # noqa: ASYNC110
            await asyncio.sleep(0.5)  # another program talks
        rows = await parts.store.database.read(_rows)
    found = Counter(f"Agent {agent}, tried" for _, agent, _ in rows if agent is not None)
    return dict(found) | {
        "Attempts, tried": len(rows),
        "Attempts, answered": sum(answered_at is not None for *_, answered_at in rows),
        "Attempts, person": sum(outcome in ("connected", "abandoned") for outcome, *_ in rows),
    }


async def wrapped_up(settings: Settings, campaign_id: int) -> None:
    """Wait until nobody is at work on a call any more: a campaign is closed only then."""
    async with build(settings) as parts, asyncio.timeout(CALLS_S):
        while await parts.store.database.read(_at_work, campaign_id):  # noqa: ASYNC110
            await asyncio.sleep(0.5)  # another program wraps up


def _at_work(connection: Connection, campaign_id: int) -> int:
    return connection.execute(WRAPPED_UP, {"campaign": campaign_id}).scalar_one()


def _living(connection: Connection) -> int:
    return connection.execute(select(func.count()).where(ATTEMPT.c.ended_at.is_(None))).scalar_one()


def _rows(connection: Connection) -> list[tuple[Any, ...]]:
    return list(map(tuple, connection.execute(select(ATTEMPT.c.outcome, ATTEMPT.c.agent_id, ATTEMPT.c.answered_at))))
