"""Pages sign in with a cookie: it cannot be read, borrowed by another site, or guessed."""

import httpx
import pytest

from dialer.core.enums import Role
from tests.support.api_clients import Door

OURS = {"origin": "http://127.0.0.1:8080"}


async def signed_in(door: Door, role: Role) -> httpx.AsyncClient:
    """A client that holds the cookie and no header."""
    secret = await door.parts.service.access.create_token(name="page", role=role, agent_id=None, actor="test")
    client = await door.client(None)
    answer = await client.post("/api/v1/session", json={"token": f" {secret}\n"}, headers=OURS)
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert secret not in answer.text
    return client


async def test_the_cookie_opens_what_the_token_opens(door: Door) -> None:
    client = await signed_in(door, Role.SUPERVISOR)
    assert (await client.get("/api/v1/me")).json() == {"name": "page", "role": "supervisor", "agent_id": None}


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://127.0.0.1:8081"}],
    ids=["no origin", "another site", "opaque origin", "another port"],
)
async def test_another_site_cannot_write_with_the_cookie(door: Door, headers: dict[str, str]) -> None:
    client = await signed_in(door, Role.ADMIN)
    answer = await client.post("/api/v1/controllers", json={"name": "Acme"}, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/wrong-origin"
    assert await door.parts.store.controllers.list() == []


async def test_our_own_page_can_write_with_the_cookie(door: Door) -> None:
    client = await signed_in(door, Role.ADMIN)
    answer = await client.post("/api/v1/controllers", json={"name": "Acme"}, headers=OURS)
    assert answer.status_code == 201


async def test_signing_out_takes_the_cookie_away(door: Door) -> None:
    client = await signed_in(door, Role.ADMIN)
    assert (await client.delete("/api/v1/session", headers=OURS)).status_code == 204
    assert (await client.get("/api/v1/me")).status_code == 401


async def test_failed_log_ins_are_slowed_down_and_the_minute_after_forgets_them(door: Door) -> None:
    client = await door.client(None)
    clock = ManualClock(1000.0)
    door.app.state.failed_logins = type(door.app.state.failed_logins)(clock)
    codes = [
        (await client.post("/api/v1/session", json={"token": f"guess {n}"}, headers=OURS)).status_code
        for n in range(12)
    ]
    assert codes == [401] * 10 + [429] * 2
    blocked = await client.get("/api/v1/me", headers={"authorization": "Bearer guess"})
    assert blocked.status_code == 429
    assert 1 <= int(blocked.headers["retry-after"]) <= 61
    clock.now += 61.0
    assert (await client.get("/api/v1/me", headers={"authorization": "Bearer guess"})).status_code == 401


class ManualClock:
    """A clock that a test turns."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


async def test_every_answer_carries_the_security_headers(door: Door) -> None:
    client = await door.client(None)
    for path in ("/board", "/login", "/docs", "/healthz", "/nowhere", "/pages/board.js"):
        headers = (await client.get(path)).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


async def test_pages_hold_nothing_inline_and_nothing_from_elsewhere(door: Door) -> None:
    client = await door.client(None)
    for path in ("/board", "/login", "/docs"):
        text = (await client.get(path)).text
        assert " style=" not in text
        assert " onclick" not in text
        assert "<style" not in text
        assert "http://" not in text.replace("http://www.w3.org/", "")
        assert "https://" not in text
