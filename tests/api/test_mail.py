"""Messages to people: written by template, sent to a real mail server by a job, tried again, and kept."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest

from dialer.core.enums import Role
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.demo.law import PROFILES
from dialer.people.mail.model import AGAIN_AFTER_S, MessageState
from tests.api.test_promises import ann_promises_a_call, colleague
from tests.support.api_clients import Door, Estate, build_estate, items_of, made, open_door
from tests.support.mail_server import MailServer, mail_server
from tests.support.people import OURS, signed_in
from tests.support.talks import VISA, anna_of, opened

BOB = "bob@example.org"


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as kept:
        yield kept


@pytest.fixture
async def door(tmp_path: Path, empty_state: Path, server: MailServer) -> AsyncIterator[Door]:
    """An application with this mail server, and a template of its own."""
    import shutil

    state, templates = tmp_path / "state", tmp_path / "mail"
    shutil.copytree(empty_state, state)
    templates.mkdir()
    (templates / "offer.it.txt.j2").write_text("Offerta {{ company }}\nGentile {{ name }},\n{{ text }}\n")
    (templates / "broken.it.txt.j2").write_text("{{ ''.__class__.__mro__ }}\n")
    (templates / "Not a name.it.txt.j2").write_text("x")
    settings = Settings(
        state_dir=state,
        profiles_dir=PROFILES,
        clock_kept=True,
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        smtp_security="off",
        smtp_from="calls@example.net",
        mail_templates_dir=templates,
    )
    async with open_door(settings) as opened_door:
        yield opened_door


@pytest.fixture
async def estate(door: Door) -> Estate:
    return await build_estate(door)


async def sent(door: Door) -> None:
    """Do what the next look of the server's process would do."""
    await door.parts.service.jobs.look()
    await door.parts.service.jobs.wait()


async def written(door: Door, estate: Estate, **body: Any) -> Any:
    anna = await anna_of(door, estate)
    one = await opened(anna, "b1")
    return await made(anna, "POST", f"/api/v1/interactions/{one['id']}/messages", {"template": "note", **body})


async def test_a_message_is_sent_kept_and_stands_in_the_history(door: Door, talks: Estate, server: MailServer) -> None:
    admin, anna = await door.admin(), await anna_of(door, talks)
    privacy = {"email": "privacy@acme.example"}
    await made(admin, "PATCH", f"/api/v1/companies/{talks.company_id}", {"privacy": privacy})
    queued = await written(door, talks, text="Ecco il modulo: è pronto.", language="it")
    assert (queued["recipient"], queued["by"], queued["language"]) == (BOB, "agent", "it")
    await sent(door)
    [mail] = server.received
    assert server.recipients == [BOB]
    assert (mail["From"], mail["To"], mail["Reply-To"]) == ("Acme <calls@example.net>", BOB, "privacy@acme.example")
    assert mail["Subject"] == "Un messaggio da Acme"
    assert mail["Message-ID"].endswith("@example.net>")
    assert mail["Auto-Submitted"] is None
    text = mail.get_content()
    assert "Gentile Bob Bianchi," in text
    assert "Ecco il modulo: è pronto." in text
    kept = await made(anna, "GET", f"/api/v1/messages/{queued['id']}")
    assert (kept["state"], kept["tries"], kept["trouble"]) == ("sent", 1, "")
    entries = await items_of(anna, f"/api/v1/persons/{queued['person_id']}/history")
    assert {(one["kind"], one["state"]) for one in entries} == {("message", "sent"), ("attempt", None)}
    assert [one["id"] for one in await items_of(anna, "/api/v1/messages")] == [queued["id"]]
    assert BOB not in str(await items_of(admin, "/api/v1/audit?limit=1000"))
    await sent(door)
    assert len(server.received) == 1


async def test_what_the_server_refuses_for_now_is_tried_again_under_the_same_id(
    door: Door,
    talks: Estate,
    server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.answers = ["451 try later", "421 busy"]
    queued = await written(door, talks, text="Salve")
    service, now = door.parts.service.mail, door.parts.clock()
    await sent(door)
    anna = await anna_of(door, talks)
    path = f"/api/v1/messages/{queued['id']}"
    waits = await made(anna, "GET", path)
    assert (waits["state"], waits["tries"], waits["trouble"]) == ("queued", 1, "451 try later")
    assert [one["kind"] for one in await items_of(anna, "/api/v1/promises")] == ["message"]
    later = now
    for place in (0, 1):
        later += AGAIN_AFTER_S[place] + 5.0
        monkeypatch.setattr(service, "_clock", lambda later=later: later)
        await sent(door)
    assert (await made(anna, "GET", path))["state"] == "sent"
    assert len(server.received) == 1
    assert await items_of(anna, "/api/v1/promises") == []


async def test_a_message_that_is_refused_for_good_or_too_often_has_failed(
    door: Door,
    talks: Estate,
    server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.refused_recipients = {BOB: "550 no such mailbox"}
    anna = await anna_of(door, talks)
    first = await written(door, talks, text="Salve")
    await sent(door)
    failed = await made(anna, "GET", f"/api/v1/messages/{first['id']}")
    assert (failed["state"], failed["trouble"]) == ("failed", "550 no such mailbox")
    server.refused_recipients = {}
    server.answers = ["451 later"] * (len(AGAIN_AFTER_S) + 1)
    second, now = await written(door, talks, text="Salve"), door.parts.clock()
    for wait_s in (0.0, *AGAIN_AFTER_S):
        now += wait_s + 5.0
        monkeypatch.setattr(door.parts.service.mail, "_clock", lambda now=now: now)
        await sent(door)
    failed = await made(anna, "GET", f"/api/v1/messages/{second['id']}")
    assert (failed["state"], failed["tries"]) == ("failed", len(AGAIN_AFTER_S) + 1)
    assert server.received == []


async def test_a_message_waits_while_no_server_answers(door: Door, talks: Estate, server: MailServer) -> None:
    queued = await written(door, talks, text="Salve")
    service = door.parts.service.mail
    there = service._settings
    service._settings = there.model_copy(update={"smtp_port": 1})
    await sent(door)
    waits = await made(await anna_of(door, talks), "GET", f"/api/v1/messages/{queued['id']}")
    assert (waits["state"], waits["tries"], waits["trouble"] != "") == ("queued", 1, True)


async def test_only_what_a_template_takes_is_sent_and_only_to_the_persons_own_address(
    door: Door,
    talks: Estate,
    server: MailServer,
) -> None:
    anna = await anna_of(door, talks)
    ada, bob = await opened(anna, "a1"), await opened(anna, "b1")
    path = f"/api/v1/interactions/{bob['id']}/messages"
    for body, where in (
        ({"template": "note", "text": f"carta {VISA}"}, "/text"),
        ({"template": "note"}, "/text"),
        ({"template": "callback_promised", "text": "a"}, "/text"),
        ({"template": "callback_promised"}, "/template"),  # nobody was promised a call
        ({"template": "nothing", "text": "a"}, "/template"),
        ({"template": "note", "text": "a", "to": "eve@example.org"}, "/to"),
        ({"template": "note", "text": "a", "language": "de"}, "/language"),
        ({"template": "broken", "text": "a", "language": "it"}, "/template"),  # the sandbox lets nothing out
    ):
        refused = await anna.post(path, json=body)
        assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, where), body
    refused = await anna.post(f"/api/v1/interactions/{ada['id']}/messages", json={"template": "note", "text": "a"})
    assert refused.json()["errors"][0]["where"] == "/to"  # no address is known
    templates = await made(anna, "GET", "/api/v1/message-templates")
    assert {one["name"] for one in templates} == {
        *("note", "information", "callback_promised", "promise_moved"),
        *("offer", "broken"),
    }
    own = await made(anna, "POST", path, {"template": "offer", "text": "{{ 7 * 7 }}", "language": "it"})
    assert (own["subject"], own["text"]) == ("Offerta Acme", "Gentile Bob Bianchi,\n{{ 7 * 7 }}")
    await ann_promises_a_call(door, talks)
    promised = await made(anna, "POST", path, {"template": "callback_promised", "language": "it"})
    assert "anna La chiamerà" in promised["text"]


async def test_who_refused_such_mail_gets_none(door: Door, talks: Estate, server: MailServer) -> None:
    anna = await anna_of(door, talks)
    bob = await opened(anna, "b1")
    no = {"is_given": False, "channel": "email"}
    await made(anna, "POST", f"/api/v1/persons/{bob['person_id']}/permissions", no)
    path = f"/api/v1/interactions/{bob['id']}/messages"
    refused = await anna.post(path, json={"template": "information", "text": "a"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/contact-refused")
    assert (await anna.post(path, json={"template": "note", "text": "a"})).status_code == 201
    await made(anna, "POST", f"/api/v1/persons/{bob['person_id']}/permissions", no | {"is_given": True})
    assert (await anna.post(path, json={"template": "information", "text": "a"})).status_code == 201


async def test_a_no_said_while_a_message_waits_for_another_try_stops_it(
    door: Door, talks: Estate, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers = ["451 try later"]
    anna = await anna_of(door, talks)
    queued = await written(door, talks, template="information", text="Salve")
    await sent(door)
    no = {"is_given": False, "channel": "email"}
    await made(anna, "POST", f"/api/v1/persons/{queued['person_id']}/permissions", no)
    later = door.parts.clock() + AGAIN_AFTER_S[0] + 5.0
    monkeypatch.setattr(door.parts.service.mail, "_clock", lambda: later)
    await sent(door)
    kept = await made(anna, "GET", f"/api/v1/messages/{queued['id']}")
    assert (kept["state"], kept["sent_at"], server.received) == ("cancelled", None, [])
    assert await items_of(anna, "/api/v1/promises") == []


async def test_a_message_that_no_header_can_hold_fails_and_the_others_are_sent(
    door: Door, talks: Estate, server: MailServer
) -> None:
    row = dict.fromkeys(("subject", "text"), "a") | {"external_id": "<1@example.net>", "template": "note"}
    row |= {"company_id": talks.company_id, "person_id": None, "interaction_id": None, "recipient": '"'}
    row |= {"language": "it", "channel": "email", "by": "system"}
    bad = await door.parts.store.messages.queue(row, actor="it", now=1.0)
    good = await written(door, talks, text="Salve")
    await sent(door)
    get = door.parts.store.messages.get
    failed, gone = await get(bad.id, sees=EVERYTHING), await get(good["id"], sees=EVERYTHING)
    assert (failed.state, failed.trouble != "", gone.state) == (MessageState.FAILED, True, MessageState.SENT)
    assert server.recipients == [BOB]


async def test_a_message_whose_sender_never_comes_back_is_given_up(
    door: Door, talks: Estate, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers = ["451 try later"]
    queued, messages = await written(door, talks, text="Salve"), door.parts.store.messages
    await sent(door)
    later = door.parts.clock() + AGAIN_AFTER_S[0] + 5.0
    for _ in AGAIN_AFTER_S:
        assert await messages.take(queued["id"], until=later, now=later) is not None
    monkeypatch.setattr(door.parts.service.mail, "_clock", lambda: later)
    await sent(door)
    kept = await messages.get(queued["id"], sees=EVERYTHING)
    assert (kept.state, server.received) == (MessageState.FAILED, [])


async def test_a_companies_address_for_answers_is_an_e_mail_address(door: Door, talks: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/companies/{talks.company_id}"
    for address, status in (("privacy@[", 422), ("nobody", 422), ("", 200), ("privacy@acme.example", 200)):
        answer = await admin.patch(path, json={"privacy": {"email": address}})
        assert answer.status_code == status, address


async def test_people_whose_promises_are_moved_are_told(door: Door, talks: Estate, server: MailServer) -> None:
    await opened(await anna_of(door, talks), "b1")
    await ann_promises_a_call(door, talks)
    bruno = await colleague(door, "bruno", "PJSIP/1002")
    supervisor = await door.client(Role.SUPERVISOR)
    body = {"from_agent_id": talks.agent_id, "to_agent_ids": [bruno]}
    [moved] = (await made(supervisor, "POST", "/api/v1/promises/move", body))["moved"]
    assert moved["is_told"]
    await sent(door)
    [mail] = server.received
    assert (mail["To"], mail["Auto-Submitted"]) == (BOB, "auto-generated")
    assert "bruno will call you now" in mail.get_content()


async def test_without_a_mail_server_nothing_is_sent_and_nothing_offered(door: Door, talks: Estate) -> None:
    service = door.parts.service.mail
    service._settings = service._settings.model_copy(update={"smtp_host": None})
    anna = await anna_of(door, talks)
    one = await opened(anna, "b1")
    refused = await anna.post(f"/api/v1/interactions/{one['id']}/messages", json={"template": "note", "text": "a"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/mail-off")
    assert await made(anna, "GET", "/api/v1/message-templates") == []


async def test_users_are_told_of_each_change_to_how_they_sign_in(door: Door, server: MailServer) -> None:
    client = await signed_in(door, Role.MANAGER)
    user_id = (await client.get("/api/v1/me")).json()["id"]
    admin, me = await door.admin(), f"/api/v1/users/{user_id}"
    client.headers.update(OURS)

    async def done(who: httpx.AsyncClient, method: str, path: str, body: object = None) -> None:
        assert (await who.request(method, path, json=body)).is_success

    await done(client, "PUT", "/api/v1/me/password", {"password": "four words of mine"})
    await sent(door)
    assert server.received == [], "a user without an address is told nothing"
    await made(admin, "PATCH", me, {"email": "anna@example.org", "language": "it", "display_name": "Anna Rossi"})
    server.answers = ["451 try again later"]
    await done(client, "PUT", "/api/v1/me/password", {"password": "five words of my own"})
    await sent(door)
    assert server.received == []
    later = door.parts.clock() + AGAIN_AFTER_S[0]
    door.parts.service.jobs._clock = lambda: later
    await sent(door)
    [mail] = server.received
    assert (mail["To"], mail["From"]) == ("anna@example.org", "Pronto <calls@example.net>")
    assert mail["Content-Language"] == "it"
    assert "Anna Rossi" in mail.get_content()

    secret = (await made(client, "POST", "/api/v1/me/totp"))["secret"]
    code = pyotp.TOTP(secret).at(int(door.parts.clock()))
    await made(client, "POST", "/api/v1/me/totp/confirm", {"code": code})
    await made(client, "POST", "/api/v1/me/totp/backup-codes")
    await done(admin, "DELETE", f"{me}/totp")
    await done(admin, "POST", f"{me}/link")
    await sent(door)
    assert len({one.get_content() for one in server.received}) == 5
    assert server.recipients == ["anna@example.org"] * 5
    assert not any(token in str(one) for one in server.received for token in (secret, "#link"))
