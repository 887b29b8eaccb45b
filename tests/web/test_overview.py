"""The overview: what campaigns do now, as the engine says it, and that old news are not taken for new."""

import time
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from dialer.core.enums import Role
from dialer.messaging.bus import Topic
from tests.support.board import BOARD, CAMPAIGN
from tests.support.pages import Served, enter, opened
from tests.support.people import new_user

pytestmark = [pytest.mark.browser]


def publish(served: Served, **changes: Any) -> None:
    board = BOARD | {"at": time.time(), "campaigns": [CAMPAIGN | {"company_id": 1} | changes]}  # noqa: TID251
    served.loop.call_soon_threadsafe(served.parts.bus.publish, Topic.BOARD, board)


def test_figures_follow_the_engine_and_turn_grey_when_it_is_silent(browser: Browser, served: Served) -> None:
    served.do(new_user(served, Role.ADMIN, name="anna"))  # type: ignore[arg-type]
    publish(served)
    with opened(browser, served.url) as page:
        enter(page, served.url, "anna")
        page.goto("/")
        campaign = page.get_by_role("article", name="Spring [bold]")
        expect(campaign).to_contain_text("Nine calls ahead.")
        expect(campaign.locator("dd").nth(4)).to_have_text("1.5\u00a0%")
        publish(served, agents=CAMPAIGN["agents"] | {"talking": 17}, status="paused")
        expect(campaign.locator("dd").first).to_have_text("17")
        expect(campaign).to_contain_text("paused")
        expect(page.get_by_text("No news of the engine since")).to_be_visible()
