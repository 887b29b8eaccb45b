"""The board in a real browser: signing in, figures, languages, old news, and nothing that the policy forbids."""

from pathlib import Path

import pytest

from dialer.live.bus import Topic
from dialer.words import Role
from tests.api.browser import Page, browser, chromium
from tests.api.door import Door
from tests.api.test_board import BOARD, CAMPAIGN, REST, RESTING, SEEMS
from tests.api.test_live import served

pytestmark = [pytest.mark.browser]

STATES = ["talking"] * 12 + ["ready"] * 2 + ["wrap_up"] * 3 + ["reserved", "paused", "no_phone"]


def board(door: Door) -> dict[str, object]:
    """A board of this instant."""
    now = door.parts.clock()
    rows = [
        {"id": n, "name": f"agent {n:02}", "state": state, "since": now - 7.0 * n, "attempt_id": None}
        for n, state in enumerate(STATES)
    ]
    history = [{"at": now, "occupancy": 0.5 + (n % 7) / 20} for n in range(90)]
    return BOARD | {"at": now, "campaigns": [CAMPAIGN | {"agent_rows": rows, "history": history}]}


OVER = "(above, below) => rectangle(above).bottom > rectangle(below).top".replace(
    "rectangle", "((one) => document.querySelector(one).getBoundingClientRect())"
)


async def sign_in(page: Page, door: Door, url: str) -> None:
    secret = await door.parts.service.access.create_token(name="wall", role=Role.WALLBOARD, agent_id=None, actor="test")
    await page.open(f"{url}/board")
    await page.until("location.pathname === '/login' && document.getElementById('send').textContent")
    await page.ask(
        f"document.getElementById('token').value = {secret!r}; document.getElementById('form').requestSubmit()"
    )
    await page.until("location.pathname === '/board' && document.querySelector('.campaign h2')")


async def test_the_board_shows_what_the_engine_says(door: Door, tmp_path: Path) -> None:
    assert chromium(), "install chromium"
    door.parts.bus.publish(Topic.BOARD, board(door))
    async with served(door) as url, browser(tmp_path / "profile") as page:
        await sign_in(page, door, url)
        text = await page.ask("document.body.innerText")
        for words in ("Spring [bold]", "Nine calls ahead.", "1.5%", "87.4%", "2.1 ms", "milan", "The secret is wrong."):
            assert words in text, words
        assert "All called at 15:40." in text
        assert "31.0% called" in text
        assert await page.ask(f"({OVER})('.lists', '.dry')") is False, "the bar lies over the sentence below it"
        assert await page.ask("document.querySelector('.lists i').style.width") == "31%"
        assert await page.ask("document.querySelectorAll('.agents li').length") == len(STATES)
        assert await page.ask("document.querySelectorAll('.agents li[data-state=ready]').length") == 2
        changed = board(door)
        changed["campaigns"][0]["agents"]["ready"] = 17  # type: ignore[index]
        changed |= {"trunks": [RESTING["trunks"][0] | {"rest": REST | {"until": changed["at"] + 5.0}, "seems": SEEMS}]}  # type: ignore[operator]
        door.parts.bus.publish(Topic.BOARD, changed)
        await page.until("document.querySelector('.figure strong').textContent === '17'")
        assert "29/60 (seems to have only 29) refuses calls of Spring, rests for 5 s: SIP 503" in await page.ask(
            "document.body.innerText"
        )
        await page.ask("document.getElementById('language').click()")
        assert (
            "29/60 (sembra averne solo 29) rifiuta le chiamate di Spring, a riposo per 5 s: SIP 503"
            in await page.ask("document.body.innerText")
        )
        assert "Nove chiamate avanti." in await page.ask("document.body.innerText")
        assert await page.ask("document.documentElement.lang") == "it"
        await page.until("!document.getElementById('stale').hidden")  # no news for five seconds
        door.parts.bus.publish(Topic.BOARD, board(door))
        await page.until("document.getElementById('stale').hidden")
        assert await page.ask("document.documentElement.scrollWidth <= innerWidth")
        assert [one for one in page.complaints if "401" not in one] == []


async def test_a_revoked_token_brings_the_page_back_to_the_door(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.live.RECHECK_S", 0.1)
    door.parts.bus.publish(Topic.BOARD, board(door))
    async with served(door) as url, browser(tmp_path / "profile") as page:
        await sign_in(page, door, url)
        (token,) = [one for one in await door.parts.service.access.tokens() if one.role is Role.WALLBOARD]
        await door.parts.service.access.revoke_token(token.id, actor="test")
        await page.until("location.pathname === '/login'")


async def test_a_wrong_token_is_said_so(door: Door, tmp_path: Path) -> None:
    async with served(door) as url, browser(tmp_path / "profile") as page:
        await page.open(f"{url}/login")
        await page.until("document.getElementById('send').textContent")
        await page.ask("document.getElementById('token').value = 'x'; document.getElementById('form').requestSubmit()")
        assert await page.until("document.getElementById('trouble').textContent")
        assert await page.ask("location.pathname") == "/login"
