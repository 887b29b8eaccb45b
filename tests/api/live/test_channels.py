"""Who hears what of a board: within the reader's grants, of a wallboard what it shows, and while the grants last."""

from typing import Any

import httpx
import pytest

from api.live import hub, reader
from dialer.access.model import MACHINE, Grant
from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING
from dialer.messaging.bus import Topic
from tests.support.api_clients import Door, Estate, made
from tests.support.people import OURS, client_of, signed_in
from tests.support.streams import STREAM, listening, opened, served


def row(agent_id: int | None, team_id: int | None) -> dict[str, Any]:
    return {"id": agent_id, "name": f"a{agent_id}", "state": "ready", "since": 990.0, "team_id": team_id}


def campaign(number: int, company_id: int, *rows: dict[str, Any]) -> dict[str, Any]:
    return {"id": number, "name": f"c{number}", "company_id": company_id, "agent_rows": list(rows)}


BOARD = {
    "at": 1000.0,
    "engine": "up",
    "trunks": [{"id": 1, "name": "carrier", "rest": {"campaigns": ["c3", "c4", "c5"]}}],
    "campaigns": [
        campaign(3, 1, row(7, 1), row(8, 2), row(9, None)),
        campaign(4, 1, row(7, 1) | {"state": "talking"}, row(None, None)),
        campaign(5, 2, row(10, 1)),
    ],
}
ALL = {"campaign:3", "campaign:4", "campaign:5", "agent:3:7", "agent:3:8", "agent:3:9", "agent:4:7", "agent:5:10"}


@pytest.fixture
async def teams(door: Door) -> None:
    """Two companies and two teams, and the board above."""
    admin = await door.admin()
    for number in (1, 2):
        assert (await made(admin, "POST", "/api/v1/companies", {"name": f"company {number}"}))["id"] == number
        assert (await made(admin, "POST", "/api/v1/teams", {"name": f"team {number}"}))["id"] == number
    door.parts.bus.publish(Topic.BOARD, BOARD)


async def program(door: Door, **grant: int) -> httpx.AsyncClient:
    """A program with a supervisor's key, for one company or one team."""
    grants = [Grant(role=Role.SUPERVISOR, **grant)]
    ends_at = door.parts.clock() + 86_400.0
    _, secret = await door.parts.service.access.create_key(MACHINE, name="crm", grants=grants, expires_at=ends_at)
    client = await client_of(door)
    client.headers["Authorization"] = f"Bearer {secret}"
    return client


def page_of(client: httpx.AsyncClient, url: str) -> dict[str, str]:
    """The header fields of a WebSocket that a page in this browser opens."""
    return {"Cookie": "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar), "Origin": url}


async def keys_heard(url: str, client: httpx.AsyncClient, channel: str) -> set[str]:
    """The keys of a channel's snapshot that are campaigns or agents."""
    async with listening(url, client, channel) as stream:
        event = await stream.event()
        assert (event["op"], event["channel"]) == ("snapshot", channel)
        return {key for key in event["body"] if key.partition(":")[0] in ("campaign", "agent", "unnamed")}


@pytest.mark.usefixtures("teams")
async def test_a_reader_hears_the_campaigns_and_agents_of_its_grants(door: Door) -> None:
    everybody, company, team = (
        await program(door),
        await program(door, company_id=1),
        await program(door, team_id=1),
    )
    both = await program(door, company_id=2, team_id=2)
    async with served(door) as url:
        for client, channel, heard in (
            (everybody, "board", ALL | {"unnamed:4"}),
            (company, "board", ALL - {"campaign:5", "agent:5:10"} | {"unnamed:4"}),
            (team, "board", ALL - {"agent:3:8", "agent:3:9"} | {"unnamed:4"}),
            (both, "board", {"campaign:5"}),
            (everybody, "team:1", {"agent:3:7", "agent:4:7", "agent:5:10"}),
            (company, "team:1", {"agent:3:7", "agent:4:7"}),
            (company, "team:2", {"agent:3:8"}),
            (team, "team:1", {"agent:3:7", "agent:4:7", "agent:5:10"}),
            (both, "team:2", set()),
        ):
            assert (channel, await keys_heard(url, client, channel)) == (channel, heard)
    for client, channel in ((team, "team:2"), (both, "team:1"), (everybody, "team:3"), (everybody, "team:")):
        answer = await client.get(STREAM, params={"channel": channel})
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/unknown-channel")
    auditor = await door.client(Role.AUDITOR)
    assert (await auditor.get(STREAM, params={"channel": "team:1"})).status_code == 403
    board = (await team.get("/api/v1/board")).json()
    assert [[one["id"] for one in shown["agent_rows"]] for shown in board["campaigns"]] == [[7], [7, None], [10]]


@pytest.mark.usefixtures("teams")
async def test_a_teams_channel_follows_what_its_agents_do(door: Door) -> None:
    async with served(door) as url, listening(url, await program(door, team_id=2), "team:2") as stream:
        assert (await stream.event())["body"]["agent:3:8"]["state"] == "ready"
        moved = campaign(3, 1, row(7, 1) | {"state": "paused"}, row(8, 2) | {"state": "talking"})
        door.parts.bus.publish(Topic.BOARD, BOARD | {"campaigns": [moved]})
        assert await stream.next() == ("merge", "agent:3:8", {"state": "talking"})
        door.parts.bus.publish(Topic.BOARD, BOARD | {"campaigns": [campaign(3, 1, row(8, 1))]})
        assert await stream.next() == ("gone", "agent:3:8", None)


@pytest.mark.usefixtures("teams")
async def test_a_wallboards_channel_has_its_campaigns_within_the_readers_grants(door: Door) -> None:
    access = door.parts.service.access
    for name, campaigns in (("floor", [3, 5]), ("42", [4]), ("empty", [])):
        await access.arrange_board(MACHINE, name, {"campaigns": campaigns})
    everybody, company = await program(door), await program(door, company_id=1)
    async with served(door) as url:
        for client, board, numbers in (
            (everybody, "floor", {3, 5}),
            (company, "floor", {3}),
            (everybody, "42", {4}),
            (company, "empty", {3, 4}),
            (everybody, "nobody has arranged this", {3, 4, 5}),
        ):
            heard = await keys_heard(url, client, f"board:{board}")
            assert (board, {key for key in heard if key.startswith("campaign")}) == (
                board,
                {f"campaign:{number}" for number in numbers},
            )
        async with listening(url, company, "board:floor") as stream:
            assert (await stream.event())["body"]["trunk:1"]["rest"]["campaigns"] == ["c3"]
    for name in ("board:", "board: ", "board:a\nb", f"board:{'x' * 101}"):
        assert (await everybody.get(STREAM, params={"channel": name})).status_code in (404, 422), name


@pytest.mark.usefixtures("teams")
async def test_a_screen_that_came_by_a_boards_link_hears_exactly_that_board(door: Door) -> None:
    admin = await door.admin()
    for name, campaigns in (("floor", [3]), ("hall", [4])):
        await door.parts.service.access.arrange_board(MACHINE, name, {"campaigns": campaigns})
    shared = {"name": "screen", "board": "floor", "company_id": 1}
    secret = (await made(admin, "POST", "/api/v1/board-tokens", shared))["url"].partition("#token=")[2]
    screen = await client_of(door)
    assert (await screen.post("/api/v1/session/board", json={"token": secret}, headers=OURS)).status_code == 200
    for channel in ("board", "board:hall", "campaign:3", "team:1", "agent:7", "job:numbers"):
        answer = await screen.get(STREAM, params={"channel": channel})
        assert (channel, answer.status_code) == (channel, 404)
    assert [one["id"] for one in (await screen.get("/api/v1/board")).json()["campaigns"]] == [3]
    assert [one["name"] for one in (await screen.get("/api/v1/boards")).json()] == ["floor"]
    assert (await screen.get("/api/v1/boards/floor")).status_code == 200
    assert (await screen.get("/api/v1/boards/hall")).status_code == 404
    for path in ("/metrics", "/api/v1/campaigns"):
        assert (path, (await screen.get(path)).status_code) == (path, 403)
    async with served(door) as url, opened(url, page_of(screen, url)) as socket:
        for channel in ("board:hall", "board:floor"):
            await socket.order("subscribe", channel)
        assert ((await socket.event())["op"]) == "refused"
        event = await socket.event()
        assert (event["channel"], "campaign:3" in event["body"], "campaign:4" in event["body"]) == (
            "board:floor",
            True,
            False,
        )


@pytest.mark.usefixtures("teams")
async def test_whose_grants_change_is_asked_anew_what_may_be_heard(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "RECHECK_S", 0.05)
    monkeypatch.setattr(hub, "HEARTBEAT_S", 0.02)
    eva = await signed_in(door, Role.SUPERVISOR, name="eva")
    access, [user] = door.parts.service.access, await door.parts.store.users.list(sees=EVERYTHING)
    async with served(door) as url:
        async with opened(url, page_of(eva, url)) as socket:
            await socket.order("subscribe", "board")
            assert "campaign:5" in (await socket.event())["body"]
            await access.give_role(MACHINE, user.id, Grant(role=Role.WALLBOARD, company_id=1))
            await access.take_role(MACHINE, user.id, user.grants[0].id)
            end = await socket.event()
            assert (end["op"], end["body"]) == ("end", {"reason": "recycled", "come_back": True})
        async with opened(url, page_of(eva, url)) as socket:
            await socket.order("subscribe", "board")
            heard = (await socket.event())["body"]
            assert ("campaign:3" in heard, "campaign:5" in heard) == (True, False)


async def test_an_agent_who_leaves_a_campaign_hears_it_no_more_from_then_on(door: Door, estate: Estate) -> None:
    admin, anna = await door.admin(), await door.client(Role.AGENT, estate.agent_id)
    agent, own, channel = (
        f"/api/v1/agents/{estate.agent_id}",
        f"agent:{estate.agent_id}",
        f"campaign:{estate.campaign_id}",
    )
    await made(admin, "POST", f"{agent}/log-in", {"campaign_id": estate.campaign_id})
    door.parts.bus.publish(Topic.BOARD, BOARD | {"campaigns": [campaign(estate.campaign_id, estate.company_id)]})
    supervisor = await door.client(Role.SUPERVISOR)
    async with (
        served(door) as url,
        opened(url, {"Authorization": anna.headers["authorization"]}) as page,
        listening(url, anna, channel) as program,
        listening(url, supervisor, channel) as boss,
    ):
        for followed in (channel, own):
            await page.order("subscribe", followed)
        for heard in (page, program, boss):
            assert channel in (await heard.event())["body"]
        assert (await page.event())["channel"] == own
        await made(anna, "POST", f"{agent}/log-out")
        for heard in (page, program):
            refused = await heard.event()
            assert (refused["op"], refused["channel"], refused["body"]["status"]) == ("refused", channel, 403)
        stopped = campaign(estate.campaign_id, estate.company_id) | {"status": "stopped"}
        door.parts.bus.publish(Topic.BOARD, BOARD | {"campaigns": [stopped]})
        door.parts.bus.publish(Topic.SCREEN, {"agent_id": estate.agent_id, "state": "logged_out"})
        assert (await boss.next())[0] == "merge"
        assert (await page.event())["channel"] == own, "the agent's own page goes on, and nothing else came before it"
        await made(anna, "POST", f"{agent}/log-in", {"campaign_id": estate.campaign_id})
        await page.order("subscribe", channel)
        assert (await page.event())["body"][channel]["status"] == "stopped"
