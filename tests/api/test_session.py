"""Sessions: a cookie that cannot be read, borrowed by another site, or guessed; a password, and a second factor."""

from datetime import UTC, datetime

import httpx
import pyotp
import pytest
from sqlalchemy import select

from dialer.access import second_factor
from dialer.access.model import MACHINE, Session
from dialer.access.waits import ACCOUNT
from dialer.core.enums import Role
from dialer.core.errors import DatabaseBusy
from dialer.core.visibility import EVERYTHING
from dialer.storage.schema import SIGN_IN
from tests.support.api_clients import Door, made
from tests.support.people import OURS, PASSWORD, Person, client_of, new_user, signed_in


class ManualClock:
    """A clock that a test turns."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def time(self) -> float:
        return self.now


async def test_the_cookie_opens_what_the_users_roles_do(door: Door) -> None:
    client = await signed_in(door, Role.SUPERVISOR)
    me = (await client.get("/api/v1/me")).json()
    assert me["upload_limit_bytes"] == door.parts.settings.upload_limit_bytes
    assert me["screen_lock_s"] == door.parts.settings.screen_lock_s
    assert (me["kind"], me["name"], [one["role"] for one in me["grants"]]) == ("user", "anna", ["supervisor"])
    assert ("campaign.stop" in me["permissions"], "campaign.start" in me["permissions"]) == (True, False)


async def test_the_cookie_is_for_no_script_and_holds_nothing_that_is_kept(door: Door) -> None:
    person = await new_user(door, Role.ADMIN)
    client = await client_of(door)
    answer = await client.post("/api/v1/session", json=person.proof, headers=OURS)
    assert answer.json()["state"] == "signed_in"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("pronto_session=")
    assert {"httponly", "samesite=lax", "path=/"} <= {part.strip().lower() for part in cookie.split(";")}
    secret = client.cookies["pronto_session"]
    assert secret not in answer.text
    rows = await door.parts.store.database.read(lambda connection: list(connection.execute(select(SIGN_IN)).all()))
    assert len(rows) == 1
    assert secret not in str(rows)


async def test_behind_tls_the_cookie_is_bound_to_this_host(door: Door) -> None:
    person = await new_user(door, Role.ADMIN)
    transport = httpx.ASGITransport(app=door.app)
    async with httpx.AsyncClient(transport=transport, base_url="https://127.0.0.1:8080") as client:
        answer = await client.post("/api/v1/session", json=person.proof, headers={"origin": "https://127.0.0.1:8080"})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-pronto_session=")
        assert "Secure" in cookie
        assert "Domain" not in cookie
        assert (await client.get("/api/v1/me")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8081"},
        OURS | {"sec-fetch-site": "cross-site"},
        OURS | {"sec-fetch-site": "same-site"},
    ],
    ids=["no origin", "another site", "opaque origin", "another port", "told cross-site", "told same-site"],
)
async def test_another_site_cannot_write_with_the_cookie(door: Door, headers: dict[str, str]) -> None:
    client = await signed_in(door, Role.ADMIN)
    answer = await client.post("/api/v1/companies", json={"name": "Acme"}, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/wrong-origin"
    assert await door.parts.store.companies.list(sees=EVERYTHING) == []


async def test_a_form_cannot_write_with_the_cookie(door: Door) -> None:
    client = await signed_in(door, Role.ADMIN)
    headers = OURS | {"content-type": "text/plain"}
    answer = await client.post("/api/v1/companies", content=b'{"name": "Acme"}', headers=headers)
    assert answer.status_code == 415


async def test_our_own_page_can_write_with_the_cookie(door: Door) -> None:
    client = await signed_in(door, Role.ADMIN)
    headers = OURS | {"sec-fetch-site": "same-origin"}
    answer = await client.post("/api/v1/companies", json={"name": "Acme"}, headers=headers)
    assert answer.status_code == 201


async def test_signing_out_ends_the_session_itself(door: Door) -> None:
    client = await signed_in(door, Role.ADMIN)
    stolen = client.cookies["pronto_session"]
    assert (await client.delete("/api/v1/session", headers=OURS)).status_code == 204
    assert (await client.get("/api/v1/me")).status_code == 401
    thief = await client_of(door)
    thief.cookies.set("pronto_session", stolen)
    assert (await thief.get("/api/v1/me")).status_code == 401


async def test_a_session_is_a_new_one_after_signing_in(door: Door) -> None:
    """A cookie that somebody else set before opens nothing afterwards."""
    person = await new_user(door, Role.ADMIN)
    client = await client_of(door)
    await made_by(client, "/api/v1/session", person.proof)
    first = client.cookies["pronto_session"]
    await made_by(client, "/api/v1/session", person.proof)
    assert client.cookies["pronto_session"] != first
    thief = await client_of(door)
    thief.cookies.set("pronto_session", first)
    assert (await thief.get("/api/v1/me")).status_code == 401


async def made_by(client: httpx.AsyncClient, path: str, body: object, method: str = "POST") -> dict[str, object]:
    """The JSON of a good answer to a page of ours."""
    answer = await client.request(method, path, json=body, headers=OURS)
    assert answer.is_success, answer.text
    found: dict[str, object] = answer.json() if answer.content else {}
    return found


@pytest.mark.parametrize(
    ("role", "idle_s", "ends_s"),
    [(Role.MANAGER, 1800.0, 12 * 3600.0), (Role.AGENT, None, 12 * 3600.0), (Role.WALLBOARD, None, None)],
)
async def test_a_session_ends_as_its_role_says(
    door: Door, role: Role, idle_s: float | None, ends_s: float | None
) -> None:
    client = await signed_in(door, role)
    clock = door.parts.service.sign_ins._clock = ManualClock(door.parts.clock())
    door.parts.service.last_used._clock = clock
    if idle_s is not None:
        clock.now += idle_s - 5.0
        assert (await client.get("/api/v1/me")).status_code == 200
        await door.parts.service.last_used.close()  # the use is written
        clock.now += idle_s - 5.0
        assert (await client.get("/api/v1/me")).status_code == 200, "a request begins the idle time anew"
        clock.now += idle_s + 5.0
        assert (await client.get("/api/v1/me")).status_code == 401
        return
    clock.now += 11.9 * 3600.0
    assert (await client.get("/api/v1/me")).status_code == 200
    clock.now += 3600.0
    assert (await client.get("/api/v1/me")).status_code == (401 if ends_s else 200)


async def test_a_wrong_password_and_an_unknown_user_get_the_same_answer(door: Door) -> None:
    person = await new_user(door, Role.ADMIN)
    client = await client_of(door)
    wrong = await client.post("/api/v1/session", json=person.proof | {"password": "x" * 12}, headers=OURS)
    unknown = await client.post("/api/v1/session", json={"login": "bruno", "password": "x" * 12}, headers=OURS)
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.json() == unknown.json()
    await door.parts.service.access.disable_user(MACHINE, (await second_admin(door)).id)
    gone = await client.post("/api/v1/session", json={"login": "berta", "password": PASSWORD}, headers=OURS)
    assert gone.json() == wrong.json()


async def second_admin(door: Door) -> Person:
    return await new_user(door, Role.ADMIN, name="berta")


def clock_of_waits(monkeypatch: pytest.MonkeyPatch) -> ManualClock:
    """The clock by which waits are counted, at the beginning of a minute of their windows."""
    clock = ManualClock(1_000_020.0)
    for module in ("limits.aio.storage.memory.time", "limits.aio.strategies.time", "dialer.access.waits.time"):
        monkeypatch.setattr(module, clock)
    return clock


async def test_failures_make_the_next_try_wait_longer_and_longer_and_never_for_ever(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await new_user(door, Role.ADMIN)
    clock = clock_of_waits(monkeypatch)
    client = await client_of(door)

    async def tried(password: str) -> httpx.Response:
        return await client.post("/api/v1/session", json=person.proof | {"password": password}, headers=OURS)

    waited = []
    for _ in range(40):
        answer = await tried("wrong-password")
        if answer.status_code == 429:
            wait = int(answer.headers["retry-after"])
            waited.append(wait)
            assert (await tried(PASSWORD)).status_code == 429, "the right password waits too, or it could be guessed"
            clock.now += wait
    assert len(waited) > 3
    assert max(waited[len(waited) // 2 :]) > waited[0]
    assert max(waited) <= 3600
    clock.now += 2 * 3600.0
    assert (await tried(PASSWORD)).status_code == 200


async def test_strangers_do_not_lock_a_user_out_of_the_own_desk(door: Door) -> None:
    person = await new_user(door, Role.ADMIN)
    desk = await client_of(door, "198.51.100.7")
    await made_by(desk, "/api/v1/session", person.proof)
    for n in range(30):
        stranger = await client_of(door, f"203.0.113.{n}")
        await stranger.post("/api/v1/session", json=person.proof | {"password": "x" * 12}, headers=OURS)
    elsewhere = await client_of(door, "192.0.2.9")
    assert (await elsewhere.post("/api/v1/session", json=person.proof, headers=OURS)).status_code == 429
    assert (await desk.post("/api/v1/session", json=person.proof, headers=OURS)).status_code == 200


async def test_more_sign_ins_than_the_queue_holds_are_told_to_come_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await new_user(door, Role.ADMIN)
    monkeypatch.setattr(door.parts.service.passwords, "_under_way", 22)
    client = await client_of(door)
    answer = await client.post("/api/v1/session", json=person.proof, headers=OURS)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert answer.json()["type"] == "/problems/sign-ins-busy"


async def test_a_second_factor_is_asked_for_and_each_code_opens_once(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await signed_in(door, Role.MANAGER)
    offer = await made_by(client, "/api/v1/me/totp", {})
    assert "<svg" in str(offer["qr_svg"])
    app = pyotp.TOTP(str(offer["secret"]))
    clock = door.parts.service.second_factor._clock = ManualClock(door.parts.clock())
    codes = (await made_by(client, "/api/v1/me/totp/confirm", {"code": app.at(int(clock.now))}))["codes"]
    assert isinstance(codes, list)
    assert len(set(codes)) == 10
    assert (await client.get("/api/v1/me")).json()["totp"] is True

    other = await client_of(door)
    proof = {"login": "anna", "password": PASSWORD}
    assert await made_by(other, "/api/v1/session", proof) == {"state": "code_wanted", "me": None}
    waiting = other.cookies["pronto_session"]
    assert (await other.get("/api/v1/me")).status_code == 401
    used = await other.post("/api/v1/session/code", json={"code": app.at(int(clock.now))}, headers=OURS)
    assert (used.status_code, used.json()["type"]) == (401, "/problems/code-refused"), "it was used to set it up"
    clock.now += second_factor.STEP_S
    said = await made_by(other, "/api/v1/session/code", {"code": app.at(int(clock.now))})
    assert said["state"] == "signed_in"
    assert other.cookies["pronto_session"] != waiting, "the cookie is exchanged at the second factor"
    assert (await other.get("/api/v1/me")).status_code == 200

    paper = await client_of(door)
    await made_by(paper, "/api/v1/session", proof)
    assert (await made_by(paper, "/api/v1/session/code", {"code": codes[0].upper()}))["state"] == "signed_in"
    await made_by(paper, "/api/v1/session", proof)
    again = await paper.post("/api/v1/session/code", json={"code": codes[0]}, headers=OURS)
    assert again.status_code == 401


async def test_codes_with_a_known_password_count_against_the_account_from_wherever_they_come(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock_of_waits(monkeypatch)
    client = await signed_in(door, Role.MANAGER)
    offer = await made_by(client, "/api/v1/me/totp", {})
    app = pyotp.TOTP(str(offer["secret"]))
    clock = door.parts.service.second_factor._clock = ManualClock(door.parts.clock())
    await made_by(client, "/api/v1/me/totp/confirm", {"code": app.at(int(clock.now))})
    thieves = [await client_of(door, f"203.0.113.{n}") for n in range(12)]
    for thief in thieves:
        await made_by(thief, "/api/v1/session", {"login": "anna", "password": PASSWORD})
    tried = 0
    for thief in thieves:
        for _ in range(4):
            answer = await thief.post("/api/v1/session/code", json={"code": "000000"}, headers=OURS)
            tried += answer.json()["type"] == "/problems/code-refused"
    assert tried == ACCOUNT[0].amount
    clock.now += second_factor.STEP_S
    desk = await client_of(door)  # whose address was used before
    await made_by(desk, "/api/v1/session", {"login": "anna", "password": PASSWORD})
    assert (await made_by(desk, "/api/v1/session/code", {"code": app.at(int(clock.now))}))["state"] == "signed_in"


async def test_what_needs_it_asks_for_the_password_again(door: Door) -> None:
    client = await signed_in(door, Role.ADMIN)
    clock = ManualClock(door.parts.clock() + 301.0)
    object.__setattr__(door.parts, "clock", clock)
    body = {"name": "bruno"}
    refused = await client.post("/api/v1/users", json=body, headers=OURS)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/confirm-first")
    door.parts.service.sign_ins._clock = clock
    wrong = await client.post("/api/v1/session/confirm", json={"password": "x" * 12}, headers=OURS)
    assert wrong.status_code == 401
    await made_by(client, "/api/v1/session/confirm", {"password": PASSWORD})
    assert (await client.post("/api/v1/users", json=body, headers=OURS)).status_code == 201
    key = await door.admin()
    assert (await key.post("/api/v1/users", json={"name": "carla"})).status_code == 201, (
        "a key has nothing to give again"
    )


async def test_what_leaves_with_numbers_or_opens_a_board_asks_for_the_password_again(door: Door) -> None:
    """Whether what is asked for exists or not."""
    client = await signed_in(door, Role.ADMIN)
    object.__setattr__(door.parts, "clock", ManualClock(door.parts.clock() + 301.0))
    person = {"number": "+390612345678"}
    answers = [
        await client.post("/api/v1/lists/1/scrubs?register=RPO", headers=OURS),
        await client.get("/api/v1/imports/1/rejected.csv"),
        await client.get("/api/v1/audit.jsonl"),
        await client.post("/api/v1/companies/1/persons/access", json=person, headers=OURS),
        await client.post("/api/v1/board-tokens", json={"name": "wall", "board": "main"}, headers=OURS),
        await client.post("/api/v1/pseudonyms/rotate", json={}, headers=OURS),
        await client.post("/api/v1/desk-phones", json={"node_id": 1, "name": "1001"}, headers=OURS),
        await client.post("/api/v1/desk-phones/1/secret", headers=OURS),
    ]
    assert [one.json().get("type") for one in answers] == ["/problems/confirm-first"] * len(answers)


async def test_a_key_opens_nothing_from_other_networks_than_its_own(door: Door) -> None:
    admin = await door.admin()
    made = await made_by(
        admin,
        "/api/v1/keys",
        {
            "name": "crm",
            "grants": [{"role": "integration"}],
            "networks": ["192.0.2.0/24", "2001:db8::/32"],
            "expires_at": datetime.fromtimestamp(door.parts.clock() + 3600.0, UTC).isoformat(),
        },
    )
    answers = {}
    for address in ("192.0.2.7", "::ffff:192.0.2.7", "2001:db8::7", "198.51.100.7", "2001:db9::7"):
        program = await client_of(door, address)
        program.headers["Authorization"] = f"Bearer {made['secret']}"
        answer = await program.get("/api/v1/campaigns")
        answers[address] = answer.json().get("type", answer.status_code)
    refused = "/problems/wrong-network"
    assert list(answers.values()) == [200, 200, 200, refused, refused], answers


async def test_a_new_password_ends_the_other_sessions(door: Door) -> None:
    client, other = await signed_in(door, Role.MANAGER), await client_of(door)
    await made_by(other, "/api/v1/session", {"login": "anna", "password": PASSWORD})
    assert len((await client.get("/api/v1/me/sessions")).json()) == 2
    easy = ("password1234", "qwertyuiop12", "Summer2024!!", "1234567890ab", "iloveyou2023")
    for wrong in ("short", "anna anna anna", "a" * 30, *easy):
        answer = await client.put("/api/v1/me/password", json={"password": wrong}, headers=OURS)
        assert answer.status_code == 422, wrong
    await made_by(client, "/api/v1/me/password", {"password": "four words of mine"}, "PUT")
    assert (await other.get("/api/v1/me")).status_code == 401
    assert [one["is_this"] for one in (await client.get("/api/v1/me/sessions")).json()] == [True]
    fresh = await client_of(door)
    await made_by(fresh, "/api/v1/session", {"login": "anna", "password": "four words of mine"})


async def test_a_new_password_ends_links_that_were_not_used(door: Door) -> None:
    client = await signed_in(door, Role.MANAGER)
    me = (await client.get("/api/v1/me")).json()["id"]
    url = (await made(await door.admin(), "POST", f"/api/v1/users/{me}/link"))["url"]
    await made_by(client, "/api/v1/me/password", {"password": "four words of mine"}, "PUT")
    thief, token = await client_of(door), url.partition("#link=")[2]
    answer = await thief.post("/api/v1/session/link", json={"token": token}, headers=OURS)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/link-refused")


async def test_a_link_signs_in_once(door: Door) -> None:
    person = await new_user(door, Role.MANAGER)
    url = (await made(await door.admin(), "POST", f"/api/v1/users/{person.id}/link"))["url"]
    before, _, secret = url.partition("#link=")
    assert before == "http://127.0.0.1:8080/sign-in"
    client = await client_of(door)
    assert (await made_by(client, "/api/v1/session/link", {"token": secret}))["state"] == "signed_in"
    again = await (await client_of(door)).post("/api/v1/session/link", json={"token": secret}, headers=OURS)
    assert (again.status_code, again.json()["type"]) == (401, "/problems/link-refused")


async def test_a_link_whose_first_request_fails_is_not_used_up(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    person = await new_user(door, Role.MANAGER)
    secret = (await made(await door.admin(), "POST", f"/api/v1/users/{person.id}/link"))["url"].partition("#link=")[2]
    sessions, client = door.parts.store.sessions, await client_of(door)

    async def away(*_: object, **__: object) -> Session:
        raise DatabaseBusy

    with monkeypatch.context() as first:
        first.setattr(sessions, "create", away)
        answer = await client.post("/api/v1/session/link", json={"token": secret}, headers=OURS)
        assert answer.status_code == 503, answer.text
    assert (await made_by(client, "/api/v1/session/link", {"token": secret}))["state"] == "signed_in"


async def test_a_board_link_opens_its_board_and_nothing_else_until_it_is_revoked(door: Door) -> None:
    admin = await door.admin()
    shared = await made(admin, "POST", "/api/v1/board-tokens", {"name": "hall", "board": "floor"})
    secret = shared["url"].partition("#token=")[2]
    screen = await client_of(door)
    await made_by(screen, "/api/v1/session/board", {"token": secret})
    assert (await screen.get("/api/v1/board")).status_code == 200
    assert (await screen.get("/api/v1/lists")).status_code == 403
    assert (await screen.get("/api/v1/me")).json()["kind"] == "board"
    answer = await screen.post("/api/v1/companies", json={"name": "Acme"}, headers=OURS)
    assert answer.status_code == 403
    await admin.delete(f"/api/v1/board-tokens/{shared['token']['id']}")
    assert (await screen.get("/api/v1/board")).status_code == 401


async def test_every_answer_carries_the_security_headers(door: Door) -> None:
    client = await door.client(None)
    for path in ("/", "/board", "/docs", "/healthz", "/nowhere", "/pages/docs.css"):
        headers = (await client.get(path)).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        # The console shows a board in its own page.
        assert headers["x-frame-options"] == ("SAMEORIGIN" if path == "/board" else "DENY")


async def test_pages_hold_nothing_inline_and_nothing_from_elsewhere(door: Door) -> None:
    client = await door.client(None)
    for path in ("/board", "/docs"):
        text = (await client.get(path)).text
        assert " style=" not in text
        assert " onclick" not in text
        assert "<style" not in text
        assert "http://" not in text.replace("http://www.w3.org/", "")
        assert "https://" not in text
