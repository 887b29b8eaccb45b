"""The stream as a WebSocket, over Pronto's own server: the same events, who may open it, and what a client may send."""

import asyncio
import json

import pytest
from starlette.types import Message
from starlette.websockets import WebSocket
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api.callers import COOKIE
from api.live import hub, reader
from api.live.web_socket import listen
from dialer.core.enums import Role
from dialer.messaging.bus import Topic
from tests.api.test_connections import until
from tests.support.api_clients import Door, Estate, items_of
from tests.support.patience import PATIENCE_S
from tests.support.people import signed_in
from tests.support.streams import listening, opened, served, serving

BOARD = {"at": 1000.5, "engine": "up", "campaigns": []}
DRAINING = BOARD | {"engine": "draining"}


async def authority(door: Door, role: Role, agent_id: int | None = None) -> dict[str, str]:
    return {"Authorization": (await door.client(role, agent_id)).headers["authorization"]}


async def test_pages_and_programs_get_the_same_events(door: Door, estate: Estate) -> None:
    boss, agent = await door.client(Role.SUPERVISOR), f"agent:{estate.agent_id}"
    door.parts.bus.publish(Topic.BOARD, BOARD)
    async with (
        served(door) as url,
        opened(url, await authority(door, Role.SUPERVISOR)) as page,
        listening(url, boss, "board", agent) as program,
    ):
        await page.order("subscribe", "board")
        await page.order("subscribe", "board")  # once is enough
        await page.order("subscribe", agent)
        both = [[await one.event() for _ in range(2)] for one in (page, program)]
        assert both[0] == both[1]
        door.parts.bus.publish(Topic.BOARD, DRAINING)
        door.parts.bus.publish(Topic.SCREEN, {"agent_id": estate.agent_id, "state": "ready"})
        both = [sorted([await one.event() for _ in range(2)], key=str) for one in (page, program)]
        assert both[0] == both[1]
        assert (await page.event(beats=True))["op"] == "heartbeat"
        await page.order("unsubscribe", "board")
        await page.order("subscribe", "job:import:1")
        assert (await page.event())["channel"] == "job:import:1"
        door.parts.bus.publish(Topic.BOARD, BOARD)
        door.parts.bus.publish(Topic.IMPORT, {"import_id": 1, "status": "running"})
        assert (await page.event())["channel"] == "job:import:1"


async def test_a_page_that_comes_back_says_what_it_has_and_gets_the_rest(door: Door) -> None:
    headers = await authority(door, Role.WALLBOARD)
    door.parts.bus.publish(Topic.BOARD, BOARD)
    async with served(door) as url:
        async with opened(url, headers) as page:
            await page.order("subscribe", "board")
            known = await page.event()
        door.parts.bus.publish(Topic.BOARD, DRAINING)
        async with opened(url, headers) as page:
            await page.order("subscribe", "board", epoch=known["epoch"], seq=known["seq"])
            event = await page.event()
            assert (event["op"], event["seq"], event["body"]) == ("merge", known["seq"] + 1, {"engine": "draining"})
        async with opened(url, headers) as page:
            await page.order("subscribe", "board", epoch="of another life", seq=1)
            assert (await page.event())["op"] == "snapshot"


async def test_what_cannot_be_followed_is_refused_with_a_reason_and_the_connection_stays(
    door: Door, estate: Estate
) -> None:
    async with (
        served(door) as url,
        opened(url, await authority(door, Role.AGENT, estate.agent_id), "/api/v1/stream?language=it") as page,
    ):
        for channel, status in (("board", 403), (f"agent:{estate.agent_id + 1}", 403), ("nonsense", 404), ("", 404)):
            await page.order("subscribe", channel)
            refused = await page.event()
            assert (refused["op"], refused["channel"], refused["body"]["status"]) == ("refused", channel, status)
        assert refused["body"]["title"] == "Il canale non esiste"
        for text in ("[]", "{", '{"op": "dance", "channel": "board"}', '{"op": 1}', "7"):
            await page.connection.send(text)
            assert (await page.event())["op"] == "refused"
        await page.connection.send(b"bytes")
        assert (await page.event())["body"]["type"] == "/problems/not-understood"
        await page.order("subscribe", f"agent:{estate.agent_id}")
        assert (await page.event())["op"] == "snapshot"


async def test_a_connection_follows_so_many_channels(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "CHANNELS", 2)
    async with served(door) as url, opened(url, await authority(door, Role.SUPERVISOR)) as page:
        for channel in ("board", "job:import:1", "job:import:2"):
            await page.order("subscribe", channel)
        assert sorted([(await page.event())["op"] for _ in range(3)]) == ["refused", "snapshot", "snapshot"]


async def refusal(url: str, headers: dict[str, str]) -> tuple[int, str]:
    """Status and type of the problem that a handshake is answered with."""
    with pytest.raises(InvalidStatus) as caught:
        async with opened(url, headers):
            pass
    answer = caught.value.response
    assert answer.headers["content-type"] == "application/problem+json"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return answer.status_code, json.loads(answer.body)["type"]


async def test_a_socket_opens_for_own_pages_and_for_programs_with_a_token_alone(door: Door) -> None:
    bearer = await authority(door, Role.WALLBOARD)
    browser = await signed_in(door, Role.WALLBOARD)
    cookie = {"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}
    async with served(door) as url:
        assert await refusal(url, {}) == (401, "/problems/not-signed-in")
        assert await refusal(url, {"Authorization": "Bearer no"}) == (401, "/problems/not-signed-in")
        assert await refusal(url, cookie) == (403, "/problems/wrong-origin")
        for secret in (cookie, bearer):
            strange = {**secret, "Origin": "https://elsewhere.example"}
            assert await refusal(url, strange) == (403, "/problems/wrong-origin")
            assert await refusal(url, {**secret, "Origin": "null"}) == (403, "/problems/wrong-origin")
            async with opened(url, {**secret, "Origin": url}) as page:
                await page.order("subscribe", "board")
                assert (await page.event())["op"] == "snapshot"
        rebound = url.replace("127.0.0.1", "elsewhere.example")
        assert await refusal(rebound, bearer) == (421, "/problems/wrong-host")


async def test_a_socket_ends_when_its_session_is_revoked(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "RECHECK_S", 0.05)
    monkeypatch.setattr(hub, "HEARTBEAT_S", 0.02)
    admin = await door.admin()
    async with served(door) as url, opened(url, await authority(door, Role.WALLBOARD)) as page:
        await page.order("subscribe", "board")
        assert (await page.event())["op"] == "snapshot"
        keys = await items_of(admin, "/api/v1/keys")
        key = next(one for one in keys if one["grants"][0]["role"] == "wallboard")
        await admin.delete(f"/api/v1/keys/{key['id']}")
        assert (await page.event())["body"] == {"reason": "signed_out", "come_back": False}
        with pytest.raises(ConnectionClosed) as closed:
            await page.event()
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1008, "signed_out")


async def test_a_client_that_sends_too_much_is_cut_off(door: Door) -> None:
    headers = await authority(door, Role.WALLBOARD)
    async with served(door) as url:
        async with opened(url, headers) as page:
            await page.connection.send("x" * 5000)
            with pytest.raises(ConnectionClosed) as closed:
                await page.event()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1009
        async with opened(url, headers) as page:
            for _ in range(70):
                await page.order("unsubscribe", "board")
            assert (await page.event())["body"] == {"reason": "too_many_messages", "come_back": False}


async def test_connections_of_sockets_are_counted_and_given_back(door: Door) -> None:
    headers = await authority(door, Role.WALLBOARD)
    async with serving(door) as there:
        quota = there.server.config.http.keywords["quota"]  # type: ignore[union-attr]
        async with opened(there.url, headers) as page:
            await page.order("subscribe", "board")
            await page.event()
            assert (quota.open, len(there.hub.readers)) == (1, 1)
        async with asyncio.timeout(PATIENCE_S):
            await there.hub._no_readers.wait()
            await until(lambda: not quota.open)


async def test_at_the_end_a_socket_gets_a_last_event(door: Door) -> None:
    async with served(door) as url, opened(url, await authority(door, Role.WALLBOARD)) as page:
        await page.order("subscribe", "board")
        await page.event()
        ending = asyncio.create_task(door.app.state.live.end())
        assert (await page.event())["body"] == {"reason": "restart", "come_back": True}
        with pytest.raises(ConnectionClosed):
            await page.event()
        await ending


async def test_a_client_that_goes_while_it_is_let_in_is_no_error(door: Door) -> None:
    headers = await authority(door, Role.WALLBOARD)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(_: Message) -> None:
        raise OSError("the client is gone")  # as the server says it

    scope = {"type": "websocket", "app": door.app, "path": "/api/v1/ws", "query_string": b"", "subprotocols": []}
    sent = [(b"host", b"127.0.0.1:8080"), (b"authorization", headers["Authorization"].encode())]
    scope |= {"headers": sent, "client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", 8080), "scheme": "ws"}
    await listen(WebSocket(scope, receive, send))
    assert door.app.state.live.readers == set()
