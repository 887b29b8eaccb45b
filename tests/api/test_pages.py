"""How the built pages are served: the console wherever nothing else is, with styles by nonce and scripts by file."""

import re

import pytest

from api.pages import BUILT
from tests.support.api_clients import Door

PAGE = {"accept": "text/html,application/xhtml+xml"}


def test_the_pages_are_built() -> None:
    assert (BUILT / "console.html").is_file(), "make web"


@pytest.mark.parametrize("path", ["/", "/campaigns", "/campaigns/3/leads"])
async def test_the_console_answers_at_its_own_paths_with_another_nonce_each_time(door: Door, path: str) -> None:
    client = await door.client(None)
    nonces = set()
    for _ in range(2):
        answer = await client.get(path, headers=PAGE)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        policy = answer.headers["content-security-policy"]
        [nonce] = re.findall(r"'nonce-([\w-]+)'", policy)
        assert f"style-src 'self' 'nonce-{nonce}';" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert f'content="{nonce}"' in answer.text
        nonces.add(nonce)
    assert len(nonces) == 2


async def test_the_wallboard_needs_no_nonce(door: Door) -> None:
    answer = await (await door.client(None)).get("/board")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert "style-src 'self';" in answer.headers["content-security-policy"]


async def test_the_console_alone_may_show_the_wallboard_in_a_frame(door: Door) -> None:
    client = await door.client(None)
    board, console = await client.get("/board"), await client.get("/", headers=PAGE)
    assert "frame-ancestors 'self'" in board.headers["content-security-policy"]
    assert board.headers["x-frame-options"] == "SAMEORIGIN"
    assert "frame-ancestors 'none'" in console.headers["content-security-policy"]
    assert console.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    ("method", "path", "accept", "status"),
    [
        ("GET", "/campaigns", "application/json", 404),
        ("GET", "/api/v1/nowhere", "text/html", 404),
        ("GET", "/nowhere.txt", "text/html", 404),
        ("POST", "/campaigns", "text/html", 404),
        ("PUT", "/api/v1/session", "text/html", 405),
        ("GET", "/assets/../__init__.py", "*/*", 404),
        ("GET", "/assets/console.js", "*/*", 404),
    ],
)
async def test_the_console_does_not_hide_that_there_is_nothing(
    door: Door, method: str, path: str, accept: str, status: int
) -> None:
    answer = await (await door.client(None)).request(method, path, headers={"accept": accept})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("page", ["/", "/board"])
async def test_scripts_and_styles_are_kept_forever_and_come_compressed(door: Door, page: str) -> None:
    client = await door.client(None)
    named = re.findall(r'(?:src|href)="(/assets/[^"]+)"', (await client.get(page)).text)
    assert named
    for path in named:
        answer = await client.get(path)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("page", ["/", "/board"])
async def test_a_page_holds_nothing_inline_and_nothing_from_elsewhere(door: Door, page: str) -> None:
    text = (await (await door.client(None)).get(page)).text
    assert not re.search(r" style=| on\w+=|<style|https?://", text)
