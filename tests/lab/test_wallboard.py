"""The wallboard over a restart: within three seconds it says that its figures are old, and comes back by itself."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import expect

from dialer.access.model import MACHINE
from dialer.lab.ports import free_port
from dialer.lab.scenario import Outcome, Plan
from tests.lab.test_engine_killed import bridged
from tests.support.call_centre import SERVES_S, STARTS_S, call_centre, said, until
from tests.support.pages import opened, started_browser, take_picture
from tests.support.shared_lab import SharedLab

pytestmark = [pytest.mark.lab, pytest.mark.browser, pytest.mark.long(60)]

T = TypeVar("T")
AGENTS = 3
TALKS = Plan(outcome=Outcome.PERSON, ring_s=0.5, talk_s=600)  # nobody goes by himself
# When the page says that its figures are old, by its own clock.
NOTE = """new MutationObserver(() => {
  if (document.querySelector('.board.stale')) window.saidAt ??= Date.now();
}).observe(document.body, { subtree: true, childList: true, attributes: true });"""


async def test_a_wallboard_says_that_the_engine_is_gone_and_comes_back_with_right_figures(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with (
        shared_lab.taken(agents=AGENTS, plans=(TALKS,)) as lab,
        call_centre(lab, tmp_path, numbers=lab.numbers(None, 20), agents=AGENTS, mode="progressive") as centre,
    ):
        port = free_port()
        centre.environment["PRONTO_PORT"] = str(port)  # the same again, after the restart
        access = centre.parts.service.access
        await access.arrange_board(MACHINE, "main", {"layouts": ["campaigns"]})
        _, secret = await access.share_board(MACHINE, name="wall", board="main")
        await centre.run_engine()
        await centre.run_campaign()

        async def all_talk() -> bool:
            return len(bridged(await centre.channels())) == AGENTS

        await until(all_talk, "every agent talks")
        await until(said(centre.log, "Started server process"), "the API serves", seconds=SERVES_S)
        loop = asyncio.get_running_loop()

        def do(work: Coroutine[Any, Any, T]) -> T:
            return asyncio.run_coroutine_threadsafe(work, loop).result(STARTS_S)

        await asyncio.to_thread(look, f"http://127.0.0.1:{port}", secret, do, centre)
        assert len(bridged(await centre.channels())) == AGENTS


def look(url: str, secret: str, do: Callable[..., Any], centre: Any) -> None:
    """In a thread: the browser's driver has a loop of its own."""
    with started_browser() as browser, opened(browser, url, width=1920, height=1080) as page:
        page.goto(f"/board#token={secret}")
        page.locator(".board.fresh").wait_for()
        [talking, ready, paused] = [page.locator(".campaigns td").nth(place) for place in range(3)]
        expect(talking).to_have_text(str(AGENTS))
        page.evaluate(NOTE)
        do(centre.kill_engine())
        killed_at = page.evaluate("Date.now()") / 1000
        page.locator(".board.stale").wait_for()
        said_after_s = page.evaluate("window.saidAt") / 1000 - killed_at
        assert said_after_s < 8.0  # three, and up to one until the page's clock ticks, which a loaded machine does late
        expect(page.get_by_role("alert")).to_contain_text("No news since")
        take_picture(page, "board-engine-killed")
        do(centre.run_engine())
        page.locator(".board.fresh").wait_for()
        expect(page.get_by_role("alert")).to_have_count(0)
        expect(talking).to_have_text(str(AGENTS))  # taken over from Asterisk
        expect(ready).to_have_text("0")
        expect(paused).to_have_text("0")
        take_picture(page, "board-engine-back")
