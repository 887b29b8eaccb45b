"""Accounts of phones in the browser: who gets one, what Asterisk is told, when it goes, and whose signalling passes."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace

import httpx
import pytest
from starlette.types import Message
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api import phone_socket
from api.callers import COOKIE
from dialer.access.model import Caller
from dialer.campaigns.model import CampaignDraft
from dialer.core.enums import AgentWish, LegKind, Role
from dialer.core.visibility import EVERYTHING
from dialer.provisioning.phones.service import PATH
from dialer.telephony.nodes import browser_phones
from tests.api.test_connections import loud, until
from tests.support.api_clients import Door, Estate
from tests.support.paper_ari import SECRET, USER, PaperAri, paper_ari
from tests.support.paper_link import SECRET_ENV, node_with_ari
from tests.support.people import OURS, client_of, new_user, signed_in
from tests.support.streams import served, serving

NAMES = ["auth pronto-elena", "aor pronto-elena", "endpoint pronto-elena"]


@pytest.fixture
async def ari(door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PaperAri]:
    """The estate's node takes phones in the browser; agent elena is its agent."""
    monkeypatch.setenv(SECRET_ENV, SECRET)
    async with paper_ari() as paper:
        await node_with_ari(door.parts.store, paper)
        yield paper


async def agent_of(door: Door, name: str = "elena") -> int:
    agent = await door.parts.store.agents.create(name=name, phone=f"PJSIP/{name}")
    return agent.id


@asynccontextmanager
async def an_agent(door: Door, name: str = "elena") -> AsyncIterator[tuple[int, httpx.AsyncClient]]:
    """The agent, and the browser in which this agent has signed in."""
    agent_id = await agent_of(door, name)
    person, client = await new_user(door, Role.AGENT, name=name, agent_id=agent_id), await client_of(door)
    answer = await client.post("/api/v1/session", json=person.proof, headers=OURS)
    assert answer.status_code == 200
    yield agent_id, client


async def asked(client: httpx.AsyncClient, agent_id: int, **body: object) -> httpx.Response:
    return await client.post(f"/api/v1/agents/{agent_id}/phone-account", json=body, headers=OURS)


async def test_an_agent_gets_an_account_that_asterisk_has_and_nobody_else_sees(door: Door, ari: PaperAri) -> None:
    async with an_agent(door) as (agent_id, client):
        answer = await asked(client, agent_id)
        assert answer.status_code == 201, answer.text
        made = answer.json()
        assert made["uri"] == f"sip:pronto-elena@{browser_phones.DOMAIN}"
        assert made["websocket"].startswith("/phone/")
        assert ari.acts == [f"PUT {name}" for name in NAMES]
        assert ari.objects["auth", "pronto-elena"]["password"] == made["password"]
        assert ari.objects["endpoint", "pronto-elena"]["media_encryption"] == "dtls"
        assert ari.objects["aor", "pronto-elena"]["max_contacts"] == "1"
        lines = await door.parts.store.audit.list(action="agent.phone")
        assert [one.subject for one in lines] == [f"agent:{agent_id}"]
        assert made["password"] not in str(lines)
        assert made["password"] not in repr(await door.parts.service.phones.make(agent_id, session_id=1, actor="t"))


async def test_a_repeated_request_does_not_give_the_password_again(door: Door, ari: PaperAri) -> None:
    async with an_agent(door) as (agent_id, client):
        path, headers = f"/api/v1/agents/{agent_id}/phone-account", OURS | {"Idempotency-Key": "one"}
        assert (await client.post(path, json={}, headers=headers)).status_code == 201
        again = await client.post(path, json={}, headers=headers)
        assert (again.status_code, again.json()["type"]) == (409, "/problems/done-before")


async def test_nobody_gets_one_for_somebody_else_nor_by_a_key(door: Door, ari: PaperAri) -> None:
    other = await agent_of(door, "dario")
    async with an_agent(door) as (agent_id, client):
        assert (await asked(client, other)).status_code == 403
        key = await door.client(Role.AGENT, agent_id)
        assert (await key.post(f"/api/v1/agents/{agent_id}/phone-account", json={})).status_code == 403
        boss = await signed_in(door, Role.ADMIN, name="carla")
        assert (await asked(boss, agent_id)).status_code == 403
        assert ari.acts == []


async def test_a_new_password_replaces_the_old_one_and_nothing_else(door: Door, ari: PaperAri) -> None:
    async with an_agent(door) as (agent_id, client):
        first = (await asked(client, agent_id)).json()["password"]
        ari.acts.clear()
        second = (await asked(client, agent_id)).json()["password"]
        assert (first != second, ari.acts) == (True, ["PUT auth pronto-elena"])
        assert ari.objects["auth", "pronto-elena"]["password"] == second


async def test_what_fails_midway_is_undone(door: Door, ari: PaperAri) -> None:
    async with an_agent(door) as (agent_id, client):
        ari.refuses["PUT endpoint pronto-elena"] = 400
        answer = await asked(client, agent_id)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/ari-refused")
        assert ari.names() == []
        ari.refuses.clear()
        ari.alters["media_encryption"] = "no"
        answer = await asked(client, agent_id)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/ari-refused")
        assert ari.names() == []


async def test_an_asterisk_that_is_away_or_takes_none_is_said_so(door: Door, ari: PaperAri) -> None:
    async with an_agent(door) as (agent_id, client):
        [node] = await door.parts.store.nodes.list()
        for url, status, problem in (("http://127.0.0.1:1", 503, "ari-silent"), ("", 409, "no-browser-phones")):
            await door.parts.store.nodes.upsert(
                node.name, host=node.host, port=node.port, ari_url=url, ari_secret_env=node.ari_secret_env
            )
            answer = await asked(client, agent_id)
            assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}")


async def test_the_account_goes_at_the_log_out_unless_a_call_lives(door: Door, ari: PaperAri, estate: Estate) -> None:
    async with an_agent(door) as (agent_id, client):
        await asked(client, agent_id, campaign_id=estate.campaign_id)
        await door.parts.service.agent_commands.log_in(
            agent_id, estate.campaign_id, ready=True, leg_kind=LegKind.BROWSER, actor="t"
        )
        agent = await door.parts.store.agents.get(agent_id, sees=EVERYTHING)
        assert (agent.phone, agent.leg_kind, agent.wish) == ("PJSIP/pronto-elena", LegKind.BROWSER, AgentWish.READY)
        assert ari.names() == NAMES
        assert (await client.post(f"/api/v1/agents/{agent_id}/log-out", headers=OURS, json={})).status_code == 200
        assert ari.acts[-3:] == [f"DELETE {name}" for name in reversed(NAMES)]
        assert ari.names() == []
        await asked(client, agent_id)  # for the device check before the next log-in
        await door.parts.service.phones.sweep()
        assert ari.names() == NAMES


async def test_the_account_goes_with_the_session_and_when_it_expires(door: Door, ari: PaperAri) -> None:
    async with an_agent(door) as (agent_id, client):
        await asked(client, agent_id)
        await client.delete("/api/v1/session", headers=OURS | {"content-type": "application/json"})
        assert ari.names() == []
    async with an_agent(door, "dario") as (agent_id, client):
        await asked(client, agent_id)
        account = await door.parts.store.phones.of_agent(agent_id)
        assert account is not None
        assert await door.parts.store.phones.over(now=account.expires_at - 1.0) == []
        assert await door.parts.store.phones.over(now=account.expires_at) == [account]


async def test_what_cannot_be_taken_away_now_is_taken_away_later(door: Door, ari: PaperAri) -> None:
    async with an_agent(door) as (agent_id, client):
        await asked(client, agent_id)
        ari.refuses["DELETE aor pronto-elena"] = 500
        await client.delete("/api/v1/session", headers=OURS | {"content-type": "application/json"})
        assert "auth pronto-elena" in ari.names()
        ari.refuses.clear()
        await door.parts.service.phones.sweep()
        assert ari.names() == []


async def test_an_asterisk_that_is_away_keeps_no_agent_from_another_one(
    door: Door, ari: PaperAri, estate: Estate
) -> None:
    store = door.parts.store
    async with an_agent(door) as (agent_id, client), paper_ari() as other:
        assert (await asked(client, agent_id, campaign_id=estate.campaign_id)).status_code == 201
        [node] = await store.nodes.list()
        second = await store.nodes.upsert(
            "second", host="127.0.0.2", ari_url=other.url, ari_username=USER, ari_secret_env=node.ari_secret_env
        )
        campaign = await store.campaigns.get(estate.campaign_id, sees=EVERYTHING)
        draft = CampaignDraft(name="Elsewhere", company_id=estate.company_id, node_id=second.id, law=campaign.law)
        elsewhere = await store.campaigns.create(draft, actor="t", now=door.parts.clock())
        ari.refuses |= {f"DELETE {name}": 500 for name in NAMES}
        answer = await asked(client, agent_id, campaign_id=elsewhere.id)
        assert (answer.status_code, answer.json()["websocket"]) == (201, "/phone/second")
        assert (ari.names(), other.names()) == (NAMES, NAMES)
        [stale, used] = await store.phones.all_of_agent(agent_id)
        assert (stale.node_id, used.node_id) == (node.id, second.id)
        phones = door.parts.service.phones
        assert await phones.upstream(agent_id, used.session_id, node.name) is None
        assert await phones.upstream(agent_id, used.session_id, "second") is not None
        ari.refuses.clear()
        await phones.sweep()
        assert (ari.names(), other.names()) == ([], NAMES)
        assert await store.phones.all_of_agent(agent_id) == [used]


async def test_a_desk_phone_is_named_after_a_seat_at_a_page(door: Door, ari: PaperAri) -> None:
    agent_id = await agent_of(door)
    boss = await door.client(Role.ADMIN)
    path = f"/api/v1/agents/{agent_id}"
    patched = await boss.patch(path, json={"leg_kind": "browser"})
    assert (patched.status_code, patched.json()["phone"]) == (200, "PJSIP/pronto-elena")
    refused = await boss.patch(path, json={"leg_kind": "standing"})
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "/phone")
    back = await boss.patch(path, json={"leg_kind": "standing", "phone": "PJSIP/1777"})
    assert (back.status_code, back.json()["phone"]) == (200, "PJSIP/1777")


# The signalling ---------------------------------------------------------------------------------------------------


@contextmanager
def looked_at_often() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patching:
        patching.setattr(phone_socket, "RECHECK_S", 0.05)
        yield


@asynccontextmanager
async def a_phone(url: str, client: httpx.AsyncClient, path: str, **more: str) -> AsyncIterator[ClientConnection]:
    """The page's WebSocket, as a browser opens it."""
    headers = {
        "Cookie": f"{COOKIE}={client.cookies[COOKIE]}",
        "Origin": OURS["origin"],
        "Host": "127.0.0.1:8080",
    } | more
    here = {"host": "127.0.0.1", "port": httpx.URL(url).port}
    async with connect(
        f"ws://127.0.0.1:8080{path}",
        additional_headers={name: value for name, value in headers.items() if name not in ("Host", "Origin")},
        origin=headers["Origin"] or None,  # type: ignore[arg-type]
        subprotocols=["sip"],  # type: ignore[list-item]
        proxy=None,
        compression=None,
        **here,
    ) as connection:
        yield connection


async def all_of(phone: ClientConnection) -> None:
    """Read until it is closed."""
    while True:
        await phone.recv()


async def test_the_signalling_passes_both_ways_also_when_it_is_long(door: Door, ari: PaperAri) -> None:
    async with an_agent(door) as (agent_id, client), served(door) as url:
        path = (await asked(client, agent_id)).json()["websocket"]
        async with a_phone(url, client, path) as phone:
            assert phone.subprotocol == "sip"
            for said in ("REGISTER sip:pronto.invalid SIP/2.0\r\n\r\n", "x" * 20_000):
                await phone.send(said)
                assert await phone.recv() == said
            assert ari.phones == 1
        await until(lambda: ari.phones == 0)


async def test_a_page_that_goes_while_its_line_is_opened_is_no_error(
    door: Door, ari: PaperAri, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A page is loaded again while Asterisk's web server takes its time."""
    to_asterisk, asked_for, was_closed = phone_socket._line_to_asterisk, asyncio.Event(), asyncio.Event()

    async def late(socket: WebSocket, caller: Caller) -> ClientConnection:
        line = await to_asterisk(socket, caller)
        asked_for.set()
        while (await socket.receive())["type"] != "websocket.disconnect":
            pass
        monkeypatch.setattr(line, "close", closed)
        return line

    async def closed() -> None:
        was_closed.set()

    monkeypatch.setattr(phone_socket, "_line_to_asterisk", late)
    async with an_agent(door) as (agent_id, client), serving(door) as there:
        path = (await asked(client, agent_id)).json()["websocket"]

        async def opens() -> None:
            async with a_phone(there.url, client, path):
                pass

        opening = asyncio.create_task(opens())
        await asked_for.wait()
        opening.cancel()
        await was_closed.wait()
        await until(lambda: not there.server.server_state.tasks)
    assert loud(caplog) == []


async def test_only_the_agents_own_page_with_an_account_may_open_it(door: Door, ari: PaperAri) -> None:
    async with an_agent(door) as (agent_id, client), an_agent(door, "dario") as (_, other), served(door) as url:
        path = (await asked(client, agent_id)).json()["websocket"]
        boss = await signed_in(door, Role.ADMIN, name="carla")
        for browser, where, more in (
            (other, path, {}),  # no account
            (boss, path, {}),  # no agent
            (client, "/phone/nowhere", {}),
            (client, path, {"Origin": "https://elsewhere.example"}),
            (client, path, {"Origin": ""}),
        ):
            with pytest.raises(InvalidStatus) as refused:
                async with a_phone(url, browser, where, **more):
                    pass
            assert refused.value.response.status_code == 403
        assert ari.phones == 0


async def test_a_second_connection_of_a_session_ends_the_first(door: Door, ari: PaperAri) -> None:
    async with an_agent(door) as (agent_id, client), served(door) as url:
        path = (await asked(client, agent_id)).json()["websocket"]
        async with a_phone(url, client, path) as first, a_phone(url, client, path) as second:
            with pytest.raises(ConnectionClosed):
                await first.recv()
            await second.send("OPTIONS")
            assert await second.recv() == "OPTIONS"


async def test_the_signalling_ends_with_the_session(door: Door, ari: PaperAri) -> None:
    async with an_agent(door) as (agent_id, client), served(door) as url:
        path = (await asked(client, agent_id)).json()["websocket"]
        async with a_phone(url, client, path) as phone:
            await client.delete("/api/v1/session", headers=OURS | {"content-type": "application/json"})
            with pytest.raises(ConnectionClosed):
                await phone.recv()
        await until(lambda: ari.phones == 0)


async def test_a_session_that_another_process_ended_is_noticed(door: Door, ari: PaperAri) -> None:
    async with an_agent(door) as (agent_id, client), served(door) as url:
        path = (await asked(client, agent_id)).json()["websocket"]
        account = await door.parts.store.phones.of_agent(agent_id)
        assert account is not None
        with looked_at_often():
            async with a_phone(url, client, path) as phone:
                await phone.send("OPTIONS")
                await phone.recv()
                await door.parts.store.sessions.end(account.session_id)
                with pytest.raises(ConnectionClosed) as closed:
                    await phone.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.reason == "signed_out"


async def test_a_page_that_floods_or_sends_too_much_is_cut_off(door: Door, ari: PaperAri) -> None:
    async with an_agent(door) as (agent_id, client), served(door) as url:
        path = (await asked(client, agent_id)).json()["websocket"]
        async with a_phone(url, client, path) as phone:
            await phone.send("x" * (phone_socket.SIP_BYTES + 1))
            with pytest.raises(ConnectionClosed) as closed:
                await phone.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1009
        async with a_phone(url, client, path) as phone:
            for _ in range(phone_socket.MESSAGES + 1):
                await phone.send("x")
            with pytest.raises(ConnectionClosed) as closed:
                await all_of(phone)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.reason == "too_many_messages"


async def test_a_page_that_is_found_gone_by_what_asterisk_says_is_no_error(
    door: Door, ari: PaperAri, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def to_nobody(socket: WebSocket, data: str) -> None:
        if socket.url.path.startswith(PATH):
            monkeypatch.setattr(socket, "_send", gone)
        await socket.send({"type": "websocket.send", "text": data})

    async def gone(message: Message) -> None:
        raise OSError  # as the server says that the other end is gone

    monkeypatch.setattr(WebSocket, "send_text", to_nobody)
    async with an_agent(door) as (agent_id, client), served(door) as url:
        path = (await asked(client, agent_id)).json()["websocket"]
        async with a_phone(url, client, path) as phone:
            await phone.send("OPTIONS")
            await until(lambda: ari.phones == 0)
    assert [line.getMessage() for line in caplog.records if line.levelname == "ERROR"] == []


async def test_an_asterisk_without_a_web_server_is_said_so(door: Door, ari: PaperAri) -> None:
    async with an_agent(door) as (agent_id, client), served(door) as url:
        path = (await asked(client, agent_id)).json()["websocket"]
        [node] = await door.parts.store.nodes.list()
        gone = replace(node, ari_url="http://127.0.0.1:1")
        await door.parts.store.nodes.upsert(
            gone.name, host=gone.host, port=gone.port, ari_url=gone.ari_url, ari_secret_env=gone.ari_secret_env
        )
        with pytest.raises(InvalidStatus) as refused:
            async with a_phone(url, client, path):
                pass
        assert refused.value.response.status_code == 503
        await asyncio.sleep(0)
