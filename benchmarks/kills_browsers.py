"""Agents at a page while the engine is killed: their phones are Chromium's, which are loaded again and killed as well.

What they do with their calls is asked of the API (`benchmarks/kills_agents.py`), as for the others; here are the page
and its phone, which come back after whatever was done to them.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.async_api import BrowserContext, Error, Page

from dialer.core import clock
from tests.support.browser_phone import browser_agent, kill_browser, opened_browser, signed_in_page
from tests.support.call_centre import Centre

LOOKS_S: Final = (15.0, 45.0)  # between what is done to a page
KILLED, LOADED_AGAIN = 0.15, 0.5  # of these looks, at most
SEATED_WITHIN_S: Final = 60.0


@dataclass(slots=True, kw_only=True)
class Browsers:
    """Agents in browsers. `done` counts what was done to them."""

    centre: Centre
    folder: Path
    agents: Mapping[str, int]  # by name
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)

    @classmethod
    async def of(cls, centre: Centre, folder: Path, names: Sequence[str], chance: random.Random) -> "Browsers":
        """Store an agent for each name, who can sign in."""
        agents = {name: await browser_agent(centre, name) for name in names}
        return cls(centre=centre, folder=folder, agents=agents, chance=chance)

    @property
    def url(self) -> str:
        """Where every engine of this trial serves its pages."""
        return f"http://127.0.0.1:{self.centre.environment['PRONTO_PORT']}"

    async def work(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            for name in self.agents:
                group.create_task(self._come_back(name, self.folder / name))

    async def _come_back(self, name: str, folder: Path) -> None:
        folder.mkdir(parents=True)  # noqa: ASYNC240 - once, before anything is timed
        while True:
            # A browser that was killed; an API that is not there, or answers late.
            with suppress(Error, AssertionError):
                async with opened_browser(folder) as context:
                    await self._stay(context, name, folder)
            self.done["browser opened again"] += 1

    async def _stay(self, context: BrowserContext, name: str, folder: Path) -> None:
        page = await signed_in_page(context, self.url, name)
        await page.goto(f"{self.url}/work")
        while True:
            await self._sit_down(page)
            await asyncio.sleep(self.chance.uniform(*LOOKS_S))
            luck = self.chance.random()
            if luck < KILLED:
                kill_browser(folder)
                self.done["browser killed"] += 1
            elif luck < LOADED_AGAIN:
                await page.reload()
                self.done["page loaded again"] += 1
            await page.keyboard.press("Shift")  # a page that nobody touches asks whether its agent is there

    async def _sit_down(self, page: Page) -> None:
        """Press what stands between the agent and the next call, until nothing does."""
        end = clock.now() + SEATED_WITHIN_S
        while True:
            waits = [await self._press(page, name) for name in ("Switch the phone on", "Begin work")]
            if not any(waits) and await page.get_by_role("button", name="Mute").is_visible():
                return
            if clock.now() > end:
                raise Error(f"no seat within {SEATED_WITHIN_S:g} s")
            await asyncio.sleep(0.5)

    async def _press(self, page: Page, name: str) -> bool:
        button = page.get_by_role("button", name=name, exact=True)
        if not await button.is_visible():
            return False
        if await button.is_enabled():
            await button.press("Enter")
            self.done[name.lower()] += 1
        return True
