"""From an empty database to the first joined call, from the link that `pronto run` prints, by the keyboard alone."""

import itertools
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from dialer.core import clock
from dialer.demo.law import PROFILES
from dialer.lab import Lab
from dialer.lab.scenario import Outcome, Plan
from tests.support.call_centre import ENDS_S
from tests.support.keys import Keys
from tests.support.pages import (
    JOB_MS,
    LANGUAGES,
    PSEUDO,
    SCHEMES,
    opened,
    started_browser,
    take_picture,
    untranslated,
    wrong_for_some,
)
from tests.support.patience import PATIENCE_MS
from tests.support.shared_lab import SharedLab

pytestmark = [pytest.mark.lab, pytest.mark.browser, pytest.mark.long(120)]

PERSON = Plan(outcome=Outcome.PERSON, ring_s=1.0, greeting_s=0.5, talk_s=20.0)
PASSWORD = "twelve green parrots"


@contextmanager
def running_pronto(lab: Lab, folder: Path) -> Iterator[str]:
    """`pronto run` over an empty state folder, on this lab's Asterisk; gives the link that it prints."""
    ami = lab.dialer.ami
    own = {
        "PRONTO_STATE_DIR": str(folder / "state"),
        "PRONTO_PROFILES_DIR": str(PROFILES),
        "PRONTO_PORT": "0",
        "PRONTO_CLOCK_KEPT": "true",
        "PRONTO_AMI_HOST": ami.host,
        "PRONTO_AMI_PORT": str(ami.port),
        "PRONTO_AMI_USERNAME": ami.username,
        "PRONTO_AMI_SECRET": ami.secret,
    }
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PRONTO_")} | own
    ours, theirs = pty.openpty()  # the link is printed on a terminal alone
    process = subprocess.Popen([sys.executable, "-m", "api.cli", "run"], env=environ, stderr=theirs)
    os.close(theirs)
    try:
        link = _link(ours)
        threading.Thread(target=_drain, args=(ours,), daemon=True).start()
        yield link
    finally:
        process.terminate()
        process.wait(ENDS_S)


def _drain(terminal: int) -> None:
    with suppress(OSError):  # the other side is gone
        while os.read(terminal, 4096):
            pass


def _link(terminal: int) -> str:
    said = ""
    while not (found := re.search(r"(http://\S+/sign-in#link=\S+)\s", said)):
        said += os.read(terminal, 4096).decode()
    return found[1]


def test_the_first_run_leads_from_the_link_to_a_joined_call(shared_lab: SharedLab, tmp_path: Path) -> None:
    with shared_lab.taken_by_many(agents=2, plans=(PERSON,)) as many, started_browser() as browser:
        lab = many.lab
        with running_pronto(lab, tmp_path) as link:
            url, _, path = link.partition("/sign-in")
            with opened(browser, url) as page:
                page.goto(f"/sign-in{path}")
                walk(page, lab, tmp_path)
                cookies = page.context.cookies()
            # All is done by now: what the steps show then, pairwise as in tests/web/test_every_page.py.
            for language, scheme in itertools.product(LANGUAGES, SCHEMES):
                own = STEPS[(LANGUAGES.index(language) + SCHEMES.index(scheme)) % 2 :: 2]
                with opened(browser, url, language=language, scheme=scheme) as page:
                    page.context.add_cookies(cookies)
                    for step in own:
                        see(page, step)
                        take_picture(page, f"setup-done-{step}-{language}-{scheme}")
                        assert wrong_for_some(page) == [], (step, language, scheme)
            with opened(browser, url, language=PSEUDO) as page:
                page.context.add_cookies(cookies)
                # What the API says is looked at by tests/house/test_messages.py.
                said = [page.request.get(f"{url}/api/v1/{path}").text() for path in ("setup", "campaign-templates")]
                names = {
                    *("csv", "tsv", "txt", "xlsx", "ods", "zip"),  # endings of files
                    "Pronto",
                    "Asterisk",
                    "Acme",
                    "people",
                    "Anna",
                    "Rossi",
                    "spring",
                    "admin",
                    *re.findall(r"\w+", " ".join(said)),
                }
                for step in STEPS:
                    see(page, step)
                    assert untranslated(page, *names) == set(), step


STEPS = ("administrator", "asterisk", "trunk", "caller_id", "agents", "campaign", "list", "check", "start")


def numbers(lab: Lab) -> list[str]:
    """Twelve people: ten for the list, the last for the test call."""
    return lab.numbers(Outcome.PERSON, 12)


def see(page: Page, step: str) -> None:
    page.goto(f"/setup?step={step}")
    page.locator("[aria-current=step]").wait_for()
    page.locator("main h2").wait_for()
    page.wait_for_load_state("networkidle")


def taken(page: Page, step: str) -> None:
    """A picture of a step, which everybody can use."""
    take_picture(page, f"first-run-{step}")
    assert wrong_for_some(page) == [], step


class Walk:
    """The set-up in a browser, without a mouse: each step is left once, and taken up again where it was."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, Keys(page)

    def press(self, name: str | re.Pattern[str], role: Literal["button", "link"] = "button") -> None:
        self.keys.press(self.page.get_by_role(role, name=name, exact=True))

    def write(self, label: str, text: str) -> None:
        self.keys.write(self.page.get_by_label(label, exact=True), text)

    def choose(self, field: str, option: str) -> None:
        self.keys.choose(self.page.get_by_role("combobox", name=field), option)

    def next_step(self, title: str) -> None:
        self.press("Next")
        self.at(title)
        self.press("Go on later")
        self.press("Go on with the set-up", "link")
        self.at(title)

    def at(self, title: str) -> None:
        """Wait for a step, whose heading has the focus if another was seen before."""
        self.page.get_by_role("heading", name=title, level=2).wait_for()

    def sees(self, text: str, within_ms: float = PATIENCE_MS) -> None:
        self.page.get_by_text(text).first.wait_for(timeout=within_ms)

    def choose_radio(self, name: str) -> None:
        """The arrows go from one to the next."""
        self.keys.reach(self.page.get_by_role("radio", checked=True))
        while not self.page.get_by_label(name).is_checked():
            self.page.keyboard.press("ArrowDown")

    def choose_hour(self, day: int, hour: int) -> None:
        """An hour of the grid, which has one place in the order of Tab."""
        self.keys.reach(self.page.locator("[data-at][tabindex='0']"))
        here = self.page.evaluate("document.activeElement.dataset.at").split("-")
        for steps, forth, back in ((day - int(here[0]), "Down", "Up"), (hour - int(here[1]), "Right", "Left")):
            for _ in range(abs(steps)):
                self.page.keyboard.press(f"Arrow{forth if steps > 0 else back}")
        cell = self.page.locator(f"[data-at='{day}-{hour}']")
        expect(cell).to_be_focused()
        if cell.get_attribute("aria-pressed") == "false":
            self.page.keyboard.press("Space")

    def choose_last_week(self, field: str) -> None:
        """A date of a week ago."""
        self.press(field)
        calendar = self.page.get_by_role("dialog")
        self.keys.reach(calendar.locator("td button[tabindex='0']"))
        self.page.keyboard.press("ArrowUp")
        self.page.keyboard.press("Enter")
        calendar.wait_for(state="hidden")


def walk(page: Page, lab: Lab, folder: Path) -> None:
    step = Walk(page)
    # Administrator
    step.write("New password", PASSWORD)
    step.write("Once more", PASSWORD)
    step.press("Save and go on")
    page.get_by_role("heading", name="Set-up", level=1).wait_for()
    assert "/setup" in page.url
    # Asterisk: the engine's link may still be coming up
    step.keys.press(page.get_by_role("button", name=re.compile("Asterisk")))
    step.sees("Pronto is linked to Asterisk")
    taken(page, "asterisk")
    step.next_step("Trunk")
    step.choose("Endpoint", lab.trunk)
    step.choose("Where its calls enter the public network", "United Kingdom")  # and calls no other
    step.press("Add the trunk")
    step.sees(f"the endpoint {lab.trunk} can be reached")
    number = numbers(lab)[11]
    step.choose("Phone", lab.phones[1])
    step.write("Number to call", number)
    step.press("Place the test call")
    step.sees(f"{number} has answered and is joined", within_ms=JOB_MS)
    taken(page, "trunk")
    step.next_step("Caller id")
    step.write("Company that calls", "Acme")
    step.write("Number that people see", "+44 20 7946 0999")
    step.choose("Whom do you reach", "an agent")
    taken(page, "caller-id")
    step.press("Add the number")
    step.sees("+442079460999")
    step.next_step("Agents")
    # Who comes back another day signs in, and is where the set-up was left.
    step.keys.pick(page.get_by_role("button", name="admin", exact=True), "Sign out")
    step.write("Name or e-mail address", "admin")
    step.write("Password", PASSWORD)
    step.press("Sign in")
    step.at("Agents")
    step.write("Short name", "anna")
    step.write("First and last name", "Anna Rossi")
    step.choose("Phone", lab.phones[0])
    step.press("Add the agent")
    step.sees(f"anna: the endpoint {lab.phones[0]} can be reached")
    taken(page, "agents")
    step.next_step("Campaign")
    step.choose_radio("Sales, United Kingdom")
    step.write("Name of the campaign", "spring")
    step.write("What is offered", "fibre")
    step.write("Sector", "telecoms")
    now = datetime.fromtimestamp(clock.now(), ZoneInfo("Europe/London"))
    for day, hour in {(now.weekday(), now.hour), ((now.weekday() + (now.hour == 23)) % 7, (now.hour + 1) % 24)}:
        step.choose_hour(day, hour)  # the test runs at any hour
    taken(page, "campaign")
    step.press("Create the campaign")
    step.sees("The campaign spring has been created.")
    step.next_step("List")
    step.choose("Legal basis", "consent")
    step.write("Where it was given", "a form")
    step.choose_last_week("Given on")
    step.write("Version of its text", "1")
    people = folder / "people.csv"
    rows = [f"{number},Person {index}" for index, number in enumerate(numbers(lab)[:10])]
    people.write_text("phone,name\n" + "\n".join(rows) + "\nno number,Nobody\n")
    taken(page, "list")
    with page.expect_file_chooser() as choosing:
        step.keys.press(page.locator(".mantine-Dropzone-root"))
    choosing.value.set_files(people)
    step.sees("Of the first 11 rows: 10 come in, 1 is rejected", within_ms=JOB_MS)
    taken(page, "mapping")
    step.press("Load 11 rows")
    step.sees("10 people are loaded.", within_ms=JOB_MS)
    step.next_step("Check")
    # The register, and an agent at work
    step.sees("Register of objections")
    taken(page, "check")
    step.choose("Register", "TPS")
    with page.expect_download():
        step.press("Download the numbers")
    step.keys.write(page.get_by_label("Receipt"), "2026-1")
    step.press("The register lists none of them")
    step.sees("The answer is loaded.", within_ms=JOB_MS)
    step.press("Log in Anna Rossi")
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_enabled()
    taken(page, "checked")
    step.next_step("First call")
    step.press("Start spring")
    step.sees("The first call is joined")
    taken(page, "first-call")
