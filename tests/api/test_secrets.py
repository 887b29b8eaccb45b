"""No secret of a user, key, link or board stands in logs, errors, addresses, exports or the state folder."""

import base64
import logging
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest

from dialer.access import second_factor
from dialer.core.clock import now
from dialer.core.enums import Role
from dialer.core.settings import Settings
from dialer.demo.law import PROFILES
from tests.api.test_mail import sent, written
from tests.support.api_clients import Door, build_estate, items_of, open_door
from tests.support.mail_server import mail_server
from tests.support.paper_ari import paper_ari
from tests.support.people import OURS, client_of
from tests.support.processes import environment, pronto
from tests.support.talks import talk_and_talked

GUESS, PASSWORD = "a wrong guess of mine", "four words of mine"
EXPORTS = (
    *("/api/v1/audit", "/api/v1/audit.jsonl", "/api/v1/users", "/api/v1/keys", "/api/v1/board-tokens"),
    *("/api/v1/attempts.csv", "/api/v1/me", "/openapi.json", "/metrics", "/readyz"),
)
KEPT_IN_FILES = {
    "machine-key",
    "first-sign-in",
    "sign-in-key",
    "trunk-key",
}  # each is a secret itself, for its owner alone


MACHINES_SECRETS = {
    "PRONTO_AMI_SECRET": "the manager's own word",
    "PRONTO_ARI_SECRET": "the interface's own word",
    "PRONTO_SMTP_PASSWORD": "the post office's own word",
}


@dataclass
class Ear:
    """What the API said: all answers but those that hand a secret over."""

    heard: dict[str, str] = field(default_factory=dict)

    async def ask(
        self,
        client: httpx.AsyncClient,
        method: str,
        path: str,
        body: object = None,
        *,
        status: int,
        gives: bool = False,
    ) -> Any:
        """The JSON of an answer with this status."""
        answer = await client.request(method, path, json=body, headers=OURS)
        assert answer.status_code == status, answer.text
        said = [str(answer.request.url), *(f"{k}: {v}" for k, v in answer.headers.items() if k != "set-cookie")]
        if not gives:
            said.append(answer.text)
        self.heard[f"{len(self.heard)} {method} {path} {status}"] = "\n".join(said)
        return answer.json() if answer.content and answer.headers["content-type"].endswith("json") else None


async def bearer_of(door: Door, secret: str) -> httpx.AsyncClient:
    """A program that sends this key."""
    client = await client_of(door)
    client.headers["Authorization"] = f"Bearer {secret}"
    return client


async def test_secrets_are_told_once_and_stand_nowhere_else(
    door: Door, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        if name.startswith(("api", "dialer", "uvicorn", "sqlalchemy")):
            caplog.set_level(logging.DEBUG, logger=name)
    ear, admin, browser = Ear(), await door.client(Role.ADMIN), await client_of(door)
    ask = ear.ask

    user = await ask(admin, "POST", "/api/v1/users", {"name": "anna", "grants": [{"role": "admin"}]}, status=201)
    url = (await ask(admin, "POST", f"/api/v1/users/{user['id']}/link", status=201, gives=True))["url"]
    link = url.partition("#link=")[2]
    await ask(browser, "POST", "/api/v1/session/link", {"token": link}, status=200)
    await ask(browser, "POST", "/api/v1/session/link", {"token": link}, status=401)
    sessions = [browser.cookies["pronto_session"]]
    await ask(browser, "POST", "/api/v1/session/link", {"token": link}, status=401)
    await ask(browser, "PUT", "/api/v1/me/password", {"password": PASSWORD}, status=204)
    totp = (await ask(browser, "POST", "/api/v1/me/totp", status=201, gives=True))["secret"]
    started, step = now(), 0

    def code() -> str:
        at = started + step * second_factor.STEP_S
        monkeypatch.setattr(door.parts.service.second_factor, "_clock", lambda: at)
        return pyotp.TOTP(totp).at(int(at))

    codes = [code()]
    confirmed = await ask(browser, "POST", "/api/v1/me/totp/confirm", {"code": codes[0]}, status=200, gives=True)

    desk = await client_of(door)
    for wrong in ({"password": GUESS}, {"password": [PASSWORD]}, {"password": PASSWORD, "more": GUESS}):
        status = 401 if wrong == {"password": GUESS} else 422
        await ask(desk, "POST", "/api/v1/session", {"login": "anna"} | wrong, status=status)
    await ask(desk, "POST", "/api/v1/session", {"login": "anna", "password": PASSWORD}, status=200)
    sessions.append(desk.cookies["pronto_session"])
    await ask(desk, "POST", "/api/v1/session/code", {"code": codes[0]}, status=401)
    step = 1
    codes.append(code())
    await ask(desk, "POST", "/api/v1/session/code", {"code": codes[1]}, status=200)
    sessions.append(desk.cookies["pronto_session"])
    await ask(desk, "POST", "/api/v1/session/confirm", {"code": confirmed["codes"][0]}, status=200)
    await ask(desk, "POST", "/api/v1/session/confirm", {"password": GUESS}, status=401)

    expires_at = (await ask(admin, "GET", "/api/v1/keys", status=200))["items"][0]["expires_at"]
    body = {"name": "crm", "grants": [{"role": "integration"}], "expires_at": expires_at}
    key = (await ask(admin, "POST", "/api/v1/keys", body, status=201, gives=True))["secret"]
    program = await bearer_of(door, key)
    await ask(program, "GET", "/api/v1/campaigns", status=200)
    await ask(program, "GET", "/api/v1/audit", status=403)
    mistyped = key[:-1] + ("a" if key[-1] != "a" else "b")
    await ask(await bearer_of(door, mistyped), "GET", "/api/v1/campaigns", status=401)

    shared = await ask(
        admin, "POST", "/api/v1/board-tokens", {"name": "hall", "board": "floor"}, status=201, gives=True
    )
    token = shared["url"].partition("#token=")[2]
    screen = await client_of(door)
    await ask(screen, "POST", "/api/v1/session/board", {"token": token}, status=200)
    sessions.append(screen.cookies["pronto_session"])
    await ask(admin, "DELETE", f"/api/v1/board-tokens/{shared['token']['id']}", status=204)
    await ask(await client_of(door), "POST", "/api/v1/session/board", {"token": token}, status=401)
    await ask(await client_of(door), "POST", "/api/v1/session/board", {"token": token, "x": token}, status=422)
    for path in EXPORTS:
        await ask(admin, "GET", path, status=503 if path == "/readyz" else 200)
    await door.parts.service.log_ins.close()
    await door.parts.service.last_used.close()
    await ask(admin, "GET", "/api/v1/audit.jsonl", status=200)

    own_key = admin.headers["Authorization"].removeprefix("Bearer ")
    secrets = {
        "link": [link],
        "password": [PASSWORD, GUESS],
        "second factor": [totp, *confirmed["codes"], *(one.replace("-", "") for one in confirmed["codes"])],
        "session": sessions,
        "key": [key, mistyped, own_key],
        "board": [token],
    }
    files = [path for path in door.parts.settings.state_dir.rglob("*") if path.is_file()]
    kept = {path.name: path.read_bytes().decode(errors="replace") for path in files if path.name not in KEPT_IN_FILES}
    assert any(name.startswith("pronto.db") for name in kept)
    logged = {f"log of {one.name}": f"{one.getMessage()} {one.__dict__}" for one in caplog.records}
    assert logged
    found = [
        (what, where)
        for what, values in secrets.items()
        for where, text in {**ear.heard, **kept, **logged}.items()
        if any(value in text for value in values)
    ]
    assert found == []


@pytest.fixture
async def equipped(tmp_path: Path, empty_state: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Door]:
    """An application that knows the passwords of Asterisk and of a mail server, none of which answers to them."""
    for name, value in MACHINES_SECRETS.items():
        monkeypatch.setenv(name, value)
    shutil.copytree(empty_state, tmp_path / "state")
    async with mail_server() as mail:
        settings = Settings(
            state_dir=tmp_path / "state",
            profiles_dir=PROFILES,
            clock_kept=True,
            smtp_host="127.0.0.1",
            smtp_port=mail.port,
            smtp_security="off",
            smtp_from="calls@example.net",
            smtp_username="pronto",
        )
        async with open_door(settings) as opened:
            yield opened


async def test_passwords_of_asterisk_and_of_the_mail_server_stand_nowhere(
    equipped: Door, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ear, parts, admin = Ear(), equipped.parts, await equipped.admin()
    estate = await build_estate(equipped)
    async with paper_ari() as ari:  # which knows another password
        node = await parts.store.nodes.get(estate.node_id)
        ours = {"host": "127.0.0.1", "port": 1, "ari_url": ari.url, "ari_username": "pronto"}
        await parts.store.nodes.upsert(node.name, **ours)
        trunk = {"template": "address", "hosts": ["192.0.2.1"], "authentication": "address", "country": "IT"}
        for method, path, body in (
            ("POST", f"/api/v1/nodes/{node.id}/trunks/milan/plan", trunk),
            ("POST", "/api/v1/desk-phones/plan", {"node_id": node.id, "name": "1001"}),
        ):
            answer = await admin.request(method, path, json=body)
            assert answer.status_code >= 400, answer.text
            ear.heard[path] = answer.text
    await talk_and_talked(equipped, estate)
    await written(equipped, estate, text="Salve")
    await sent(equipped)
    [message] = await items_of(admin, "/api/v1/messages")
    assert message["trouble"], "the server takes no password"
    for path in (*EXPORTS, "/api/v1/messages", "/api/v1/nodes", "/api/v1/jobs"):
        ear.heard[path] = (await admin.get(path)).text
    ear.heard["settings"] = f"{parts.settings!r} {parts.settings}"
    env = environment(parts.settings.state_dir, **MACHINES_SECRETS)
    for more in ({}, {"PRONTO_SMTP_PORT": "many"}):
        _, ear.heard[f"doctor {more}"] = await pronto({**env, **more}, "doctor")
    logged = {f"log of {one.name}": f"{one.getMessage()} {one.__dict__}" for one in caplog.records}
    assert logged
    found = [
        (name, where)
        for name, value in MACHINES_SECRETS.items()
        for where, text in {**ear.heard, **logged}.items()
        if value in text or base64.b64encode(f"pronto:{value}".encode()).decode() in text
    ]
    assert found == []
