"""The live stream over a real server: boards, screens, roles, and the end of a revoked token."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
import pytest
import uvicorn

from api import live
from dialer.core.enums import Role
from dialer.messaging.bus import Topic
from tests.support.api_clients import Door, Estate, made

BOARD = {"at": 1000.5, "engine": "up", "campaigns": []}


@asynccontextmanager
async def served(door: Door) -> AsyncIterator[str]:
    """The door's application on a free port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(door.app, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


class Listener:
    """An open stream, read event by event."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self) -> tuple[str, Any, str]:
        """The next event: name, body, id. Comments and `retry` are passed over."""
        event: dict[str, str] = {}
        async with asyncio.timeout(60):
            async for line in self._lines:
                if line.startswith(":"):
                    continue
                if line:
                    field, _, value = line.partition(": ")
                    event[field] = value
                elif "data" in event:
                    break
        return event.get("event", "message"), orjson.loads(event["data"]), event.get("id", "")


@asynccontextmanager
async def listening(url: str, client: httpx.AsyncClient, path: str = "", **headers: str) -> AsyncIterator[Listener]:
    auth = {"Authorization": client.headers["authorization"], **headers}
    async with (
        httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as own,
        own.stream("GET", f"/api/v1/live{path}", headers=auth) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.aiter_lines()
        assert await anext(lines) == ": connected"
        yield Listener(lines)


async def test_a_listener_gets_the_last_board_at_once_and_every_new_one(door: Door) -> None:
    wall = await door.client(Role.WALLBOARD)
    door.parts.bus.publish(Topic.BOARD, BOARD)
    async with served(door) as url, listening(url, wall, **{"Last-Event-ID": "nonsense"}) as stream:
        assert await stream.next() == ("board", BOARD, "1000.5")
        door.parts.bus.publish(Topic.BOARD, BOARD | {"at": 1001.0})
        assert await stream.next() == ("board", BOARD | {"at": 1001.0}, "1001.0")


async def test_an_agent_hears_only_the_own_screen(door: Door, estate: Estate) -> None:
    anna = await door.client(Role.AGENT, estate.agent_id)
    async with served(door) as url, listening(url, anna, f"?agent={estate.agent_id}") as stream:
        door.parts.bus.publish(Topic.BOARD, BOARD)
        door.parts.bus.publish(Topic.SCREEN, {"agent_id": estate.agent_id + 1, "state": "ready"})
        door.parts.bus.publish(
            Topic.SCREEN, {"agent_id": estate.agent_id, "state": "ringing", "name": "علي\r\n\r\nid: 1"}
        )
        name, body, _ = await stream.next()
        assert (name, body["state"], body["name"]) == ("screen", "ringing", "علي\r\n\r\nid: 1")


async def test_a_supervisor_may_watch_an_agents_screen_beside_the_board(door: Door, estate: Estate) -> None:
    boss = await door.client(Role.SUPERVISOR)
    door.parts.bus.publish(Topic.BOARD, BOARD)
    door.parts.bus.publish(Topic.SCREEN, {"agent_id": estate.agent_id, "state": "talking"})
    async with served(door) as url, listening(url, boss, f"?agent={estate.agent_id}") as stream:
        assert [(await stream.next())[0] for _ in range(2)] == ["board", "screen"]


async def test_a_screen_that_the_law_locks_is_sent_to_its_agent_alone(door: Door, estate: Estate) -> None:
    anna, boss = await door.client(Role.AGENT, estate.agent_id), await door.client(Role.SUPERVISOR)
    locked = {"agent_id": estate.agent_id, "state": "talking", "locked_by": "IT-MONITOR"}
    door.parts.bus.publish(Topic.SCREEN, locked)
    asked = f"?agent={estate.agent_id}"
    async with served(door) as url, listening(url, anna, asked) as own, listening(url, boss, asked) as others:
        door.parts.bus.publish(Topic.SCREEN, locked | {"state": "wrap_up"})
        door.parts.bus.publish(Topic.BOARD, BOARD)
        assert [(await own.next())[1]["state"] for _ in range(2)] == ["talking", "wrap_up"]
        assert (await others.next())[0] == "board"


async def test_supervisors_hear_how_far_imports_are_and_wallboards_do_not(door: Door) -> None:
    boss, wall = await door.client(Role.SUPERVISOR), await door.client(Role.WALLBOARD)
    far = {"import_id": 7, "status": "running", "rows": 10, "total": 20, "rows_per_s": 5.0, "remaining_s": 2.0}
    async with served(door) as url, listening(url, boss) as stream, listening(url, wall) as silent:
        door.parts.bus.publish(Topic.IMPORT, far)
        door.parts.bus.publish(Topic.SCRUB, answer := {"scrub_id": 3, "phase": "reading", "done": 1, "total": 2})
        door.parts.bus.publish(Topic.BOARD, BOARD)
        assert (await stream.next())[:2] == ("import", far)
        assert (await stream.next())[:2] == ("scrub", answer)
        assert (await silent.next())[0] == "board"


async def test_who_may_not_listen_gets_a_problem_not_a_stream(door: Door, estate: Estate) -> None:
    anna = await door.client(Role.AGENT, estate.agent_id)
    wall = await door.client(Role.WALLBOARD)
    nobody = await door.client(None)
    assert (await anna.get("/api/v1/live")).status_code == 403
    assert (await anna.get(f"/api/v1/live?agent={estate.agent_id + 1}")).status_code == 403
    assert (await wall.get(f"/api/v1/live?agent={estate.agent_id}")).status_code == 403
    assert (await nobody.get("/api/v1/live")).status_code == 401


async def test_a_stream_ends_when_its_token_is_revoked(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "RECHECK_S", 0.05)
    wall, admin = await door.client(Role.WALLBOARD), await door.admin()
    async with served(door) as url, listening(url, wall) as stream:
        token = next(one for one in await made(admin, "GET", "/api/v1/tokens") if one["role"] == "wallboard")
        await admin.delete(f"/api/v1/tokens/{token['id']}")
        assert (await stream.next())[0] == "signed_out"


async def test_a_busy_board_does_not_keep_a_revoked_token_listening(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "RECHECK_S", 0.05)
    wall, admin = await door.client(Role.WALLBOARD), await door.admin()
    async with served(door) as url, listening(url, wall) as stream:
        token = next(one for one in await made(admin, "GET", "/api/v1/tokens") if one["role"] == "wallboard")
        await admin.delete(f"/api/v1/tokens/{token['id']}")
        names = []
        for n in range(1000):
            door.parts.bus.publish(Topic.BOARD, BOARD | {"at": float(n)})
            names.append((await stream.next())[0])
            if names[-1] == "signed_out":
                break
        assert names[-1] == "signed_out"


async def test_the_board_can_be_read_once(door: Door) -> None:
    wall = await door.client(Role.WALLBOARD)
    assert await made(wall, "GET", "/api/v1/board") == {}
    door.parts.bus.publish(Topic.BOARD, BOARD)
    assert await made(wall, "GET", "/api/v1/board") == BOARD
