"""One agent at the workplace's page in a real browser, beside the simulated ones: by keyboard alone, as a person would.

Chromium plays the microphone; its phone is the page's own. Playwright comes with Pronto's development tools.
"""

import asyncio
import random
import secrets
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from dialer.access.model import MACHINE, Grant
from dialer.campaigns.attempts.model import AttemptRecord
from dialer.core.enums import LegKind, Role
from dialer.demo.fixtures import ACTOR
from dialer.lab.chromium import FAKE_AUDIO, FLAGS, chromium
from dialer.lab.ports import free_port
from dialer.services import Service
from dialer.stores.everything import Store

if TYPE_CHECKING:
    from playwright.async_api import Page

TALK_S: Final = (4.0, 12.0)  # how long the agent talks before hanging up, if the person does not
DISPOSITIONS: Final = 7  # keys 1 to 7 dispose; a call-back asks when, and its first proposal is taken
MARKS: Final = "(name) => performance.getEntriesByName(name).map((one) => one.detail)"
SAVED_WITHIN_S: Final = 2.0
PATIENCE_MS: Final = 30_000.0


def can_browse() -> bool:
    """Whether this machine has Chromium, and Playwright to drive it with."""
    return chromium() is not None and find_spec("playwright") is not None


@dataclass(slots=True)
class Painted:
    """When names were painted and voices heard, in epoch milliseconds of the browser's machine."""

    names: dict[str, float] = field(default_factory=dict)  # attempt -> when its name was first painted
    voices: list[float] = field(default_factory=list)  # whenever the far end became audible

    def before_voice(self, joined: Mapping[str, float]) -> tuple[int, int]:
        """Of how many talks the name was painted before the voice was heard, and of how many both are known.

        `joined` says when each attempt got its agent, in epoch milliseconds.
        """
        voices = sorted(self.voices)
        heard = {
            attempt: voices[place]
            for attempt, at in joined.items()
            if attempt in self.names and (place := bisect_left(voices, at)) < len(voices)
        }
        return sum(self.names[attempt] <= at for attempt, at in heard.items()), len(heard)


async def create_browser_agent(store: Store, service: Service, *, name: str, seed: int) -> "BrowserAgent":
    """An agent who signs in with a password of this run, and takes calls in the page."""
    agent = await service.agents.create(
        name=name, phone="", display_name=name.title(), leg_kind=LegKind.BROWSER, language="it", actor=ACTOR
    )
    user = await service.access.create_user(MACHINE, name=name, agent_id=agent.id, grants=[Grant(role=Role.AGENT)])
    password = secrets.token_urlsafe(12)
    await store.users.update(user.id, {"password_hash": await service.passwords.hash(password)})
    return BrowserAgent(agent_id=agent.id, login=name, password=password, seed=seed)


class BrowserAgent:
    """Works through calls at the page until cancelled."""

    def __init__(self, *, agent_id: int, login: str, password: str, seed: int) -> None:
        self.agent_id = agent_id
        self._login, self._password = login, password
        self._chance = random.Random(seed)  # noqa: S311 - a demonstration
        self._painted = Painted()
        self._disposed = 0

    async def run(self, url: str, began: Callable[[int], object], ready: Callable[[], object] = lambda: None) -> None:
        """Sign in, begin work, and take calls.

        `began` gets the port at which the browser can be watched; `ready` is called once calls may come.
        """
        from playwright.async_api import async_playwright  # a tool of development

        port = free_port()
        flags = [*FLAGS, *FAKE_AUDIO, f"--remote-debugging-port={port}"]
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium(), args=flags)
            context = await browser.new_context(
                base_url=url, locale="en-GB", permissions=["microphone"], viewport={"width": 1366, "height": 768}
            )
            context.set_default_timeout(PATIENCE_MS)
            page = await context.new_page()
            began(port)
            await self._begin_work(page)
            ready()
            while True:
                await self._talk(page)

    def report(self, attempts: Iterable[AttemptRecord]) -> dict[str, Any]:
        """What came of it."""
        before, known = self._painted.before_voice(
            {one.id: 1000.0 * one.agent_joined_at for one in attempts if one.agent_joined_at is not None}
        )
        return {
            "calls": self._disposed,
            "talks_heard": known,
            "names_painted_before_the_voice": round(before / known, 4) if known else None,
        }

    async def _begin_work(self, page: "Page") -> None:
        await page.goto("/sign-in")
        await page.get_by_role("textbox").first.wait_for()
        await page.keyboard.type(self._login)
        await page.keyboard.press("Tab")
        await page.keyboard.type(self._password)
        await page.keyboard.press("Enter")
        for name in ("Switch the phone on", "Begin work"):
            await page.get_by_role("button", name=name, disabled=False).press("Enter")
        await page.locator("[data-moment=ready], [data-moment=talking]").first.wait_for()

    async def _talk(self, page: "Page") -> None:
        await page.locator("[data-moment=talking]").wait_for(timeout=0)
        over = page.locator("[data-moment=wrap_up]")
        try:
            async with asyncio.timeout(self._chance.uniform(*TALK_S)):
                await over.wait_for(timeout=0)
        except TimeoutError:
            await page.keyboard.press("F4")
            await over.wait_for()
        await self._read_marks(page)
        await page.keyboard.press(str(self._chance.randint(1, DISPOSITIONS)))
        try:
            async with asyncio.timeout(SAVED_WITHIN_S):
                await over.wait_for(state="detached", timeout=0)
        except TimeoutError:
            await page.keyboard.press("1")  # the call-back's first proposal
            await over.wait_for(state="detached")
        self._disposed += 1

    async def _read_marks(self, page: "Page") -> None:
        names: Sequence[Mapping[str, Any]] = await page.evaluate(MARKS, "name-painted")
        voices: Sequence[Mapping[str, Any]] = await page.evaluate(MARKS, "voice-heard")
        for one in names:
            self._painted.names.setdefault(str(one["attempt_id"]), float(one["at"]))
        self._painted.voices = sorted({*self._painted.voices, *(float(one["at"]) for one in voices)})
