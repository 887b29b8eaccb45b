"""The board in a real browser: signing in, figures, languages, old news, and nothing that the policy forbids."""

import os
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dialer.cell.dialling.idle_reasons import reason
from dialer.core.enums import Role
from dialer.i18n.message import to_plain
from dialer.messaging.bus import Topic
from tests.api.test_board import ALARM, BOARD, CAMPAIGN, REST, RESTING
from tests.api.test_live import served
from tests.support.api_clients import Door
from tests.support.browser import Page, browser, chromium
from tests.support.spoken import in_english, in_italian

pytestmark = [pytest.mark.browser]

ZONE = ZoneInfo("UTC")
PREDICTED = to_plain(reason("predicted", {}, ZONE))
STATES = ["talking"] * 12 + ["ready"] * 2 + ["wrap_up"] * 3 + ["reserved", "paused", "no_phone"]


def board(door: Door) -> dict[str, object]:
    """A board of this instant."""
    now = door.parts.clock()
    rows = [
        {"id": n, "name": f"agent {n:02}", "state": state, "since": now - 7.0 * n, "attempt_id": None}
        for n, state in enumerate(STATES)
    ]
    history = [{"at": now, "occupancy": 0.5 + (n % 7) / 20} for n in range(90)]
    why = {"code": "predicted", "text": PREDICTED}
    return BOARD | {"at": now, "campaigns": [CAMPAIGN | {"agent_rows": rows, "history": history, "why": why}]}


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
        for words in (
            "Spring [bold]",
            in_english(PREDICTED),
            "1.5%",
            "87.4%",
            "2.1 ms",
            "milan",
            "The secret is wrong.",
        ):
            assert words in text, words
        assert "All called at 15:40." in text
        assert "31.0% called" in text
        assert await page.ask(f"({OVER})('.lists', '.dry')") is False, "the bar lies over the sentence below it"
        assert await page.ask("document.querySelector('.lists i').style.width") == "31%"
        assert await page.ask("document.querySelectorAll('.agents li').length") == len(STATES)
        assert await page.ask("document.querySelectorAll('.agents li[data-state=ready]').length") == 2
        changed = board(door)
        changed["campaigns"][0]["agents"]["ready"] = 17  # type: ignore[index]
        changed |= {"trunks": [RESTING["trunks"][0] | {"rest": REST | {"until": changed["at"] + 5.0}, "alarm": ALARM}]}  # type: ignore[operator]
        door.parts.bus.publish(Topic.BOARD, changed)
        await page.until("document.querySelector('.figure strong').textContent === '17'")
        assert (
            "29/60 (carrier refuses calls above 29) refuses calls of Spring, suspended for 5 s: SIP 503"
            in await page.ask("document.body.innerText")
        )
        await page.ask("document.getElementById('language').click()")
        await page.until("document.documentElement.lang === 'it' && document.querySelector('.campaign h2')")
        assert (
            "29/60 (il carrier rifiuta oltre 29) rifiuta le chiamate di Spring, sospeso per 5 s: SIP 503"
            in await page.ask("document.body.innerText")
        )
        assert in_italian(PREDICTED) in await page.ask("document.body.innerText")
        assert await page.ask("document.documentElement.lang") == "it"
        await page.until("!document.getElementById('stale').hidden")  # no news for five seconds
        door.parts.bus.publish(Topic.BOARD, board(door))
        await page.until("document.getElementById('stale').hidden")
        assert await page.ask("document.documentElement.scrollWidth <= innerWidth")
        assert [one for one in page.complaints if "401" not in one] == []


WORKING = {"nodes": [{"id": 1, "name": "milan", "state": "up", "trouble": None, "version": "22", "text": None}]}
AWAY = to_plain(reason("link_down", {"node": "milan"}, ZONE))
RESTS = to_plain(reason("trunk_rests", {"trunks": "carrier", "cause": "SIP 503", "tried_at": 0.0}, ZONE))
SLOW = to_plain(reason("behind_answer", {"behind_ms": 700, "starts": 2.5}, ZONE))
STRIPE = "getComputedStyle(document.querySelector('.campaign')).borderTopColor"
COLOUR = "getComputedStyle(document.documentElement).getPropertyValue('--{}').trim()"


def in_state(door: Door, name: str) -> dict[str, Any]:
    """A board of this instant on which the campaign is in this state."""
    shown: dict[str, Any] = dict(board(door)) | WORKING
    campaign, node, trunk = dict(shown["campaigns"][0]), WORKING["nodes"][0], dict(shown["trunks"][0])
    away = {"node": node | {"state": "down", "trouble": "The connection was refused."}, "trunk": {"state": "unknown"}}
    match name:
        case "the PBX is dead":
            campaign |= {"blocked": True, "why": {"code": "link_down", "text": AWAY}}
            shown |= {"nodes": [away["node"]], "trunks": [trunk | away["trunk"]]}
        case "every trunk rests":
            campaign |= {"blocked": True, "why": {"code": "trunk_rests", "text": RESTS}}
            shown |= {"trunks": [RESTING["trunks"][0] | {"rest": REST | {"until": shown["at"] + 5.0}}]}
        case "Asterisk is slow":
            shown |= {"nodes": [node | {"lag": {"text": SLOW}}]}
        case "the engine is going":
            shown |= {"engine": "draining"}
        case "no disposition":
            rows = [row | {"undisposed": 2 if row["id"] == 3 else 0} for row in campaign["agent_rows"]]
            campaign |= {"agent_rows": rows, "today": campaign["today"] | {"undisposed": 3}}
        case "stopped":
            campaign |= {"status": "stopped"}
    return shown | {"campaigns": [campaign]}


async def seen_as(page: Page, colour: str) -> None:
    """Wait until the campaign's stripe has this colour of the page."""
    probe = f"(() => {{ const one = document.createElement('i'); one.style.color = {COLOUR.format(colour)};"
    probe += " document.body.append(one); const seen = getComputedStyle(one).color; one.remove(); return seen; })()"
    await page.until(f"{STRIPE} === {probe}")


async def test_the_stripe_of_a_campaign_is_green_only_while_it_can_dial(door: Door, tmp_path: Path) -> None:
    door.parts.bus.publish(Topic.BOARD, in_state(door, "all is well"))
    async with served(door) as url, browser(tmp_path / "profile") as page:
        await sign_in(page, door, url)
        await seen_as(page, "good")
        for name, colour, english, italian in (
            ("the PBX is dead", "bad", "running, cannot dial · predictive", "attiva, non può chiamare · predittiva"),
            ("every trunk rests", "bad", "running, cannot dial · predictive", "attiva, non può chiamare · predittiva"),
            ("Asterisk is slow", "good", in_english(SLOW), in_italian(SLOW)),
            ("the engine is going", "wait", "engine finishing", "motore in chiusura"),
            ("no disposition", "good", "2 without a disposition", "2 senza esito"),
            ("all is well", "good", "ready", "libero"),
            ("stopped", "dim", "stopped · predictive", "ferma · predittiva"),
        ):
            for said in (english, italian):
                door.parts.bus.publish(Topic.BOARD, in_state(door, name))
                await page.until(f"document.body.innerText.includes({said!r})")
                await seen_as(page, colour)
                if folder := os.environ.get("PRONTO_TEST_PICTURES"):
                    lang = await page.ask("document.documentElement.lang")
                    (Path(folder) / f"{name} {lang}.png").write_bytes(await page.picture())
                await page.ask("document.getElementById('language').click()")
        door.parts.bus.publish(Topic.BOARD, in_state(door, "all is well"))
        await seen_as(page, "good")
        await page.until("!document.getElementById('stale').hidden")  # the engine is gone: no news for five seconds
        await seen_as(page, "bad")
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
