"""Signing in through an OpenID Connect provider that runs beside: what is believed, and whose account it opens."""

import logging
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from dialer.access.model import MACHINE
from dialer.core.enums import Role
from dialer.core.settings import Settings, SettingsError, read_settings
from dialer.core.visibility import EVERYTHING
from tests.api.test_log_ins import written
from tests.api.test_session import ManualClock, made_by
from tests.support.api_clients import Door, open_door
from tests.support.openid_provider import ANNA, CLIENT_ID, CLIENT_SECRET, Provider, started_provider
from tests.support.patience import PATIENCE_S
from tests.support.people import OURS, PASSWORD, client_of, new_user

LEAVE, RETURN = "/api/v1/session/provider", "/api/v1/session/provider/answer"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with started_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider) -> Provider:
    running.wish()
    return running


@pytest.fixture
def settings(settings: Settings, provider: Provider) -> Settings:
    given = settings.model_dump(exclude_unset=True, exclude={"database_url"})
    return Settings(
        **given,
        oidc_issuer=provider.issuer,
        oidc_client_secret=CLIENT_SECRET,
        oidc_roles="dialer-admins=admin, floor = supervisor",
    )


@pytest.fixture
async def door(settings: Settings) -> AsyncIterator[Door]:
    async with open_door(settings) as opened:
        yield opened


async def brought_back(client: httpx.AsyncClient, **asked: Any) -> dict[str, str]:
    """Go to the provider, which knows who it is, and come back with what stands in the address then."""
    url = str((await made_by(client, LEAVE, asked))["url"])
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as outside:
        answer = await outside.get(url)
    assert answer.status_code == 302, answer.text
    address = urlsplit(answer.headers["location"])
    assert (address.netloc, address.path) == ("127.0.0.1:8080", "/sign-in")
    return dict(parse_qsl(address.query))


async def answered(client: httpx.AsyncClient, said: dict[str, str]) -> httpx.Response:
    return await client.post(RETURN, json=said, headers=OURS)


async def arrived(door: Door, address: str = "127.0.0.1") -> httpx.Response:
    """The answer to a fresh browser that goes to the provider and comes back."""
    client = await client_of(door, address)
    return await answered(client, await brought_back(client))


def slug(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def with_email(door: Door, *roles: Role, name: str = "anna", email: str = "anna@example.org") -> int:
    person = await new_user(door, *roles, name=name)
    await door.parts.service.access.update_user(MACHINE, person.id, {"email": email})
    return person.id


async def test_the_address_is_known_by_its_verified_email_once_and_by_its_subject_from_then_on(
    door: Door, provider: Provider
) -> None:
    user_id = await with_email(door, Role.SUPERVISOR)
    client = await client_of(door)
    answer = await answered(client, await brought_back(client))
    assert (answer.status_code, answer.json()["state"]) == (200, "signed_in"), answer.text
    assert (answer.json()["me"]["id"], answer.json()["me"]["has_provider"]) == (user_id, True)
    assert (await client.get("/api/v1/me")).json()["name"] == "anna"
    assert [one["way"] for one in (await client.get("/api/v1/me/sessions")).json()] == ["provider"]
    provider.wish(person={"sub": ANNA["sub"], "email": "anna.verdi@example.org", "email_verified": False})
    assert (await arrived(door)).json()["me"]["id"] == user_id, "she has married"
    who = {"actor": "user:anna", "subject": f"user:{user_id}", "client": "127.0.0.1", "way": "provider"}
    assert await written(door, "sign_in") == [who, who]
    assert [one["actor"] for one in await written(door, "user.provider_tie")] == ["user:anna"]


async def test_the_session_is_as_after_a_password(door: Door) -> None:
    await with_email(door, Role.MANAGER)
    client = await client_of(door)
    await answered(client, await brought_back(client))
    [session] = (await client.get("/api/v1/me/sessions")).json()
    by_password = await client_of(door)
    await made_by(by_password, "/api/v1/session", {"login": "anna", "password": PASSWORD})
    other = next(one for one in (await by_password.get("/api/v1/me/sessions")).json() if one["is_this"])
    assert abs(_epoch(session["ends_at"]) - _epoch(other["ends_at"])) < 60
    assert "pronto_departure" not in client.cookies
    assert (await client.delete("/api/v1/session", headers=OURS)).status_code == 204
    assert (await client.get("/api/v1/me")).status_code == 401


def _epoch(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp()


async def test_a_second_factor_of_pronto_is_not_asked_for(door: Door) -> None:
    user_id = await with_email(door, Role.MANAGER)
    await door.parts.store.users.update(user_id, {"totp_secret": "x"})
    assert (await arrived(door)).json()["state"] == "signed_in"


@pytest.mark.parametrize(
    "wish",
    [
        {"claims": {"nonce": "of another sign-in"}},
        {"left_out": ["nonce"]},
        {"claims": {"aud": ["another program"]}},
        {"claims": {"aud": [CLIENT_ID, "another program"]}},
        {"claims": {"aud": [CLIENT_ID, "another program"], "azp": "another program"}},
        {"left_out": ["aud"]},
        {"claims": {"iss": "https://login.example.org"}},
        {"claims": {"exp": 1_700_000_000, "iat": 1_699_990_000}},
        {"left_out": ["exp"]},
        {"claims": {"iat": 4_000_000_000, "exp": 4_000_003_600}},
        {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
        {"claims": {"sub": ""}},
        {"claims": {"sub": 7}},
        {"left_out": ["sub"]},
        {"algorithm": "none"},
        {"algorithm": "HS256"},
        {"forged": True},
    ],
    ids=str,
)
async def test_a_token_that_is_not_meant_for_this_sign_in_opens_nothing(
    door: Door, provider: Provider, wish: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    await with_email(door, Role.SUPERVISOR)
    provider.wish(**wish)
    client = await client_of(door)
    said = await brought_back(client)
    with caplog.at_level(logging.DEBUG):
        answer = await answered(client, said)
    assert slug(answer) == (401, "token-refused")
    assert "pronto_session" not in client.cookies
    logged = " ".join(str(vars(one)) for one in caplog.records if one.name.startswith(("dialer", "api")))
    assert "an ID token is refused" in logged
    for secret in (said["code"], said["state"], CLIENT_SECRET, "anna@example.org"):
        assert secret not in logged
    provider.wish()
    assert (await arrived(door)).status_code == 200


@pytest.mark.parametrize("verified", [False, "true", None], ids=str)
async def test_an_email_that_is_not_verified_opens_no_account(door: Door, provider: Provider, verified: object) -> None:
    await with_email(door, Role.ADMIN)
    person = {**ANNA, "email_verified": verified, "groups": ["dialer-admins"]}
    provider.wish(person={name: value for name, value in person.items() if value is not None})
    assert slug(await arrived(door)) == (401, "email-not-verified")
    assert len(await door.parts.store.users.list(sees=EVERYTHING)) == 1


async def test_a_stranger_gets_no_account(door: Door, provider: Provider) -> None:
    provider.wish(person={**ANNA, "groups": ["everybody"]})
    assert slug(await arrived(door)) == (401, "no-account")
    assert await door.parts.store.users.list(sees=EVERYTHING) == []


async def test_a_newcomer_whose_group_has_a_role_gets_an_account_with_it_and_it_is_kept(
    door: Door, provider: Provider
) -> None:
    await new_user(door, Role.AGENT, name="anna")  # another one
    provider.wish(person={**ANNA, "groups": ["everybody", "floor"]})
    me = (await arrived(door)).json()["me"]
    assert (me["name"], me["display_name"], me["email"]) == ("anna-2", "Anna Rossi", "anna@example.org")
    assert [(one["role"], one["company_id"]) for one in me["grants"]] == [("supervisor", None)]
    provider.wish(person={**ANNA, "groups": ["dialer-admins"]})
    again = (await arrived(door)).json()["me"]
    assert (again["id"], [one["role"] for one in again["grants"]]) == (me["id"], ["supervisor"])
    assert (await written(door, "user.create"))[-1]["actor"] == "user:anna-2"


async def test_what_only_userinfo_tells_is_read_there(door: Door, provider: Provider) -> None:
    provider.wish(person={"sub": "7"}, in_userinfo={**ANNA, "sub": "7", "groups": ["floor"]})
    assert (await arrived(door)).json()["me"]["name"] == "anna"
    provider.wish(person={"sub": "8"}, in_userinfo={**ANNA, "sub": "7", "groups": ["floor"]})
    assert slug(await arrived(door)) == (401, "token-refused")


async def test_an_address_that_has_passed_to_somebody_else_opens_nothing_until_an_administrator_writes_it(
    door: Door, provider: Provider
) -> None:
    user_id = await with_email(door, Role.SUPERVISOR)
    await arrived(door)
    provider.wish(person={**ANNA, "sub": "another anna"})
    assert slug(await arrived(door)) == (401, "no-account")
    admin = await door.admin()
    for email in (None, "anna@example.org"):
        assert (await admin.patch(f"/api/v1/users/{user_id}", json={"email": email})).status_code == 200
    assert (await arrived(door)).json()["me"]["id"] == user_id


async def test_a_disabled_user_stays_out(door: Door) -> None:
    user_id = await with_email(door, Role.SUPERVISOR)
    await with_email(door, Role.ADMIN, name="berta", email="berta@example.org")
    await arrived(door)
    await door.parts.service.access.disable_user(MACHINE, user_id)
    assert slug(await arrived(door)) == (401, "no-account")


async def test_an_answer_counts_once_and_in_its_own_browser(door: Door) -> None:
    await with_email(door, Role.SUPERVISOR)
    client, thief = await client_of(door), await client_of(door)
    said = await brought_back(client)
    kept = client.cookies["pronto_departure"]
    assert slug(await answered(thief, said)) == (401, "sign-in-not-begun")
    theirs = await brought_back(thief)
    assert slug(await answered(thief, {**said, "state": theirs["state"]}))[0] == 401, "a code of another departure"
    assert slug(await answered(client, {**said, "state": said["state"] + "x"})) == (401, "sign-in-not-begun")
    assert (await answered(client, said)).status_code == 200
    assert slug(await answered(client, said)) == (401, "sign-in-not-begun")
    client.cookies.set("pronto_departure", kept, domain="127.0.0.1")
    assert slug(await answered(client, said)) == (401, "sign-in-not-begun"), "the cookie was kept aside"


async def test_an_answer_that_comes_too_late_or_in_a_cookie_of_ones_own_making_counts_nothing(door: Door) -> None:
    await with_email(door, Role.SUPERVISOR)
    client = await client_of(door)
    said = await brought_back(client)
    kept = client.cookies["pronto_departure"]
    assert said["state"] not in kept
    client.cookies.set("pronto_departure", kept[:-8] + "AAAAAAA=", domain="127.0.0.1")
    assert slug(await answered(client, said)) == (401, "sign-in-not-begun")
    client.cookies.set("pronto_departure", kept, domain="127.0.0.1")
    identity = door.parts.service.sign_ins._provider
    assert identity is not None
    identity._clock = ManualClock(door.parts.clock() + 601.0)
    assert slug(await answered(client, said)) == (401, "sign-in-not-begun")


async def test_keys_change_and_nobody_notices(door: Door, provider: Provider) -> None:
    await with_email(door, Role.SUPERVISOR)
    assert (await arrived(door)).status_code == 200
    identity = door.parts.service.sign_ins._provider
    assert identity is not None
    provider.rotate_keys()
    assert slug(await arrived(door)) == (401, "token-refused"), "keys are not asked for with each token"
    identity._keys_at -= 11.0
    assert (await arrived(door)).status_code == 200


async def test_a_withdrawn_key_is_believed_for_an_hour_at_most(door: Door, provider: Provider) -> None:
    await with_email(door, Role.SUPERVISOR)
    await arrived(door)
    identity = door.parts.service.sign_ins._provider
    assert identity is not None
    before = identity._keys
    await arrived(door)
    assert identity._keys is before
    identity._metadata_at -= 3601.0
    assert (await arrived(door)).status_code == 200
    assert identity._keys is not before


async def test_what_is_delicate_asks_the_provider_again(door: Door, provider: Provider) -> None:
    await with_email(door, Role.ADMIN)
    provider.wish(claims={"auth_time": int(door.parts.clock()) - 3600})
    client = await client_of(door)
    await answered(client, await brought_back(client))
    refused = await client.post("/api/v1/users", json={"name": "bruno"}, headers=OURS)
    assert slug(refused) == (403, "confirm-first")
    url = str((await made_by(client, LEAVE, {"again": True}))["url"])
    assert {("prompt", "login"), ("max_age", "0")} <= set(parse_qsl(urlsplit(url).query))
    assert slug(await answered(client, await brought_back(client, again=True))) == (401, "token-refused")
    provider.wish()
    assert (await answered(client, await brought_back(client, again=True))).status_code == 200
    assert (await client.post("/api/v1/users", json={"name": "bruno"}, headers=OURS)).status_code == 201


async def test_what_the_provider_refuses_is_told_in_the_language_that_was_asked_for(
    door: Door, provider: Provider
) -> None:
    provider.wish(error="access_denied")
    client = await client_of(door)
    said = await brought_back(client)
    headers = OURS | {"accept-language": "it"}
    answer = await client.post(RETURN, json=said, headers=headers)
    assert slug(answer) == (401, "provider-refused")
    assert "access_denied" in answer.json()["detail"]
    assert answer.headers["content-language"] == "it"


@pytest.mark.parametrize("methods", [["client_secret_basic"], ["client_secret_post"]])
async def test_the_secret_goes_the_way_that_the_provider_takes(
    door: Door, provider: Provider, methods: list[str]
) -> None:
    await with_email(door, Role.SUPERVISOR)
    provider.wish(auth_methods=methods)
    assert (await arrived(door)).status_code == 200


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"issuer": "https://login.example.org"}, "PRONTO_OIDC_ISSUER"),
        ({"token_endpoint": "http://login.example.org/token"}, "without TLS"),
        ({"jwks_uri": None}, "jwks_uri"),
    ],
    ids=["another name", "without TLS", "without keys"],
)
async def test_a_provider_that_is_set_up_wrongly_is_told_in_words(
    door: Door, provider: Provider, metadata: dict[str, Any], words: str
) -> None:
    provider.wish(metadata=metadata)
    answer = await (await client_of(door)).post(LEAVE, json={}, headers=OURS)
    assert slug(answer) == (409, "provider-unusable")
    assert words in answer.json()["detail"]


async def test_a_wrong_secret_is_the_administrators_to_mend(settings: Settings) -> None:
    given = settings.model_dump(exclude_unset=True, exclude={"database_url"}) | {"oidc_client_secret": "wrong"}
    async with open_door(Settings(**given)) as door:
        answer = await arrived(door)
    assert slug(answer) == (409, "provider-unusable")
    assert "PRONTO_OIDC_CLIENT_ID" in answer.json()["detail"]


async def test_a_provider_that_is_away_is_no_failure_of_the_person(settings: Settings) -> None:
    given = settings.model_dump(exclude_unset=True, exclude={"database_url"}) | {"oidc_issuer": "http://127.0.0.1:9"}
    async with open_door(Settings(**given)) as door:
        answer = await (await client_of(door)).post(LEAVE, json={}, headers=OURS)
        assert slug(answer) == (503, "provider-away")


async def test_refused_answers_are_counted_and_wait(door: Door) -> None:
    client = await client_of(door, "198.51.100.7")
    statuses = [(await answered(client, {"state": "x", "code": "y"})).status_code for _ in range(31)]
    assert statuses == [401] * 30 + [429]
    await with_email(door, Role.SUPERVISOR)
    assert (await arrived(door, "198.51.100.8")).status_code == 200, "others do not wait for it"
    assert sum(line["attempts"] for line in await written(door, "sign_in.refused")) == 31


async def test_another_sites_page_cannot_begin_or_complete_a_sign_in(door: Door) -> None:
    client = await client_of(door)
    for path, body in ((LEAVE, {}), (RETURN, {"state": "x", "code": "y"})):
        answer = await client.post(path, json=body, headers={"origin": "https://evil.example"})
        assert slug(answer) == (403, "wrong-origin")


async def test_the_ways_to_sign_in_are_told_to_everybody(door: Door) -> None:
    answer = await (await client_of(door)).get("/api/v1/session/ways")
    assert answer.json() == {"ways": ["password", "provider"]}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("oidc_issuer", "http://login.example.org", "https://"),
        ("oidc_issuer", "https://login.example.org/?realm=office", "https://"),
        ("oidc_issuer", "login.example.org", "https://"),
        ("oidc_roles", "floor", "dialer-admins=admin"),
        ("oidc_roles", "floor=boss", "supervisor"),
        ("oidc_roles", "floor=agent", "supervisor"),
    ],
)
def test_wrong_settings_are_told_in_words(name: str, value: str, words: str) -> None:
    with pytest.raises(SettingsError) as told:
        read_settings(**{name: value})
    assert f"PRONTO_{name.upper()}" in str(told.value)
    assert words in str(told.value)


def test_without_the_extra_a_start_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "authlib", None)
    with pytest.raises(SettingsError, match=r"pronto-dialer\[oidc\]"):
        read_settings(oidc_issuer="https://login.example.org")
    assert read_settings().oidc_issuer is None


def test_an_installation_without_a_provider_imports_nothing_of_the_extra() -> None:
    asked = "import sys, api.app, dialer.services; print({'authlib', 'joserfc'} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout == "set()\n"
