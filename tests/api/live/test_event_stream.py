"""The stream as server-sent events, over a real server: channels, roles, coming back, and ends."""

import asyncio
import re

import pytest

from api.live import hub, reader
from dialer.access.model import MACHINE, Grant
from dialer.core.enums import Role
from dialer.i18n.message import msg
from dialer.jobs.model import Job, JobKind
from dialer.messaging.bus import Topic
from tests.support.api_clients import Door, Estate, items_of, made
from tests.support.board import BOARD as FULL
from tests.support.board import CAMPAIGN
from tests.support.patience import PATIENCE_S
from tests.support.people import client_of
from tests.support.streams import STREAM, listening, served

BOARD = {"at": 1000.5, "engine": "up", "campaigns": []}
ENGINE = {"engine": "up", "engine_id": "", "health": {}}
DRAINING = BOARD | {"engine": "draining"}


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions are checked, and heartbeats sent, many times a second."""
    monkeypatch.setattr(reader, "RECHECK_S", 0.05)
    monkeypatch.setattr(hub, "HEARTBEAT_S", 0.02)


async def test_a_listener_gets_the_present_state_at_once_and_then_what_changes(door: Door) -> None:
    wall = await door.client(Role.WALLBOARD)
    door.parts.bus.publish(Topic.BOARD, BOARD)
    async with served(door) as url, listening(url, wall, "board", **{"Last-Event-ID": "nonsense"}) as stream:
        assert await stream.next() == ("snapshot", "", {"engine": ENGINE})
        door.parts.bus.publish(Topic.BOARD, BOARD | {"at": 1001.0})
        door.parts.bus.publish(Topic.BOARD, DRAINING)
        assert await stream.next() == ("merge", "engine", {"engine": "draining"})


async def test_a_heartbeat_tells_the_servers_time_and_the_age_of_the_engines_board(door: Door, hurried: None) -> None:
    wall = await door.client(Role.WALLBOARD)
    at = door.parts.clock() - 30.0
    door.parts.bus.publish(Topic.BOARD, BOARD | {"at": at})
    async with served(door) as url, listening(url, wall, "board") as stream:
        beat = await stream.event()
        while beat["op"] != "heartbeat" or beat["body"]["engine_at"] is None:
            beat = await stream.event(beats=True)
    assert beat["body"]["engine_at"] == at
    assert 30.0 <= beat["body"]["engine_age_s"] < 90.0
    assert beat["at"] == pytest.approx(door.parts.clock(), abs=60.0)


async def test_whoever_comes_back_with_the_last_id_gets_just_what_was_missed(door: Door, estate: Estate) -> None:
    boss = await door.client(Role.SUPERVISOR)
    agent = f"agent:{estate.agent_id}"
    door.parts.bus.publish(Topic.BOARD, BOARD)
    async with served(door) as url:
        async with listening(url, boss, "board", agent) as stream:
            assert [(await stream.event())["channel"] for _ in range(2)] == ["board", agent]
            door.parts.bus.publish(Topic.BOARD, DRAINING)
            assert (await stream.next())[0] == "merge"
            door.parts.bus.publish(Topic.SCREEN, {"agent_id": estate.agent_id, "state": "ready"})
            assert (await stream.next())[0] == "set"
            last = stream.id
        assert re.fullmatch(r"\w{12}\.2,\w{12}\.1", last) or re.fullmatch(r"\w{12}\.2,\w{12}\.0", last)
        door.parts.bus.publish(Topic.BOARD, BOARD)
        async with listening(url, boss, agent, "board", **{"Last-Event-ID": last}) as stream:
            events = [await stream.event()]
            if events[0]["op"] == "set":  # the id came before the last screen
                events = [await stream.event()]
            assert [(one["op"], one["seq"], one["body"]) for one in events] == [("merge", 3, {"engine": "up"})]


async def test_a_campaigns_channel_has_the_boards_keys_of_that_campaign_alone(door: Door, estate: Estate) -> None:
    wall = await door.client(Role.WALLBOARD)
    own = CAMPAIGN | {"id": estate.campaign_id, "agent_rows": CAMPAIGN["agent_rows"][:1]}
    other = CAMPAIGN | {"id": estate.campaign_id + 1}
    door.parts.bus.publish(Topic.BOARD, FULL | {"campaigns": [own, other]})
    number = estate.campaign_id
    async with served(door) as url, listening(url, wall, f"campaign:{number}") as stream:
        _, _, parts = await stream.next()
        assert list(parts) == [f"campaign:{number}", f"history:{number}", f"agent:{number}:0"]
        door.parts.bus.publish(Topic.BOARD, FULL | {"campaigns": [own, other | {"status": "paused"}]})
        door.parts.bus.publish(Topic.BOARD, FULL | {"campaigns": [own | {"status": "paused"}, other]})
        assert await stream.next() == ("merge", f"campaign:{number}", {"status": "paused"})


async def test_an_agent_hears_only_the_own_screen(door: Door, estate: Estate) -> None:
    anna = await door.client(Role.AGENT, estate.agent_id)
    async with served(door) as url, listening(url, anna, f"agent:{estate.agent_id}") as stream:
        assert await stream.next() == ("snapshot", "", {})
        door.parts.bus.publish(Topic.BOARD, BOARD)
        door.parts.bus.publish(Topic.SCREEN, {"agent_id": estate.agent_id + 1, "state": "ready"})
        door.parts.bus.publish(
            Topic.SCREEN, {"agent_id": estate.agent_id, "state": "ringing", "name": "علي\r\n\r\nid: 1"}
        )
        op, key, body = await stream.next()
        assert (op, key, body["state"], body["name"]) == ("set", "screen", "ringing", "علي\r\n\r\nid: 1")


async def test_a_supervisor_may_watch_an_agents_screen_beside_the_board(door: Door, estate: Estate) -> None:
    boss = await door.client(Role.SUPERVISOR)
    door.parts.bus.publish(Topic.BOARD, BOARD)
    door.parts.bus.publish(Topic.SCREEN, {"agent_id": estate.agent_id, "state": "talking"})
    async with served(door) as url, listening(url, boss, "board", f"agent:{estate.agent_id}") as stream:
        assert [list((await stream.next())[2]) for _ in range(2)] == [["engine"], ["screen"]]


async def test_a_screen_that_the_law_locks_is_sent_to_its_agent_alone(door: Door, estate: Estate) -> None:
    anna, boss = await door.client(Role.AGENT, estate.agent_id), await door.client(Role.SUPERVISOR)
    locked = {"agent_id": estate.agent_id, "state": "talking", "locked_by": "IT-MONITOR"}
    door.parts.bus.publish(Topic.SCREEN, locked)
    agent = f"agent:{estate.agent_id}"
    async with served(door) as url, listening(url, anna, agent) as own, listening(url, boss, agent, "board") as others:
        assert (await own.next())[2]["screen"]["state"] == "talking"
        assert await others.next() == ("snapshot", "", {})
        assert await others.next() == ("snapshot", "", {})
        door.parts.bus.publish(Topic.SCREEN, locked | {"state": "wrap_up"})
        door.parts.bus.publish(Topic.BOARD, BOARD)
        assert await own.next() == ("merge", "screen", {"state": "wrap_up"})
        assert (await others.next())[1] == "engine", "not even that something changed is told"
        door.parts.bus.publish(Topic.SCREEN, locked | {"locked_by": ""})
        assert (await others.next())[0] == "set"
        door.parts.bus.publish(Topic.SCREEN, locked)
        assert await others.next() == ("gone", "screen", None)


async def test_managers_hear_how_far_long_work_is(door: Door) -> None:
    boss = await door.client(Role.MANAGER)
    far = {"import_id": 7, "status": "running", "rows": 10, "total": 20, "rows_per_s": 5.0, "remaining_s": 2.0}
    channels = ("job:import:7", "job:scrub:3", "job:numbers")
    async with served(door) as url, listening(url, boss, *channels) as stream:
        assert [await stream.next() for _ in channels] == [("snapshot", "", {})] * 3
        door.parts.bus.publish(Topic.IMPORT, far | {"import_id": 8})
        door.parts.bus.publish(Topic.IMPORT, far)
        assert await stream.next() == ("set", "progress", far)
        door.parts.bus.publish(Topic.SCRUB, answer := {"scrub_id": 3, "phase": "reading", "done": 1, "total": 2})
        assert await stream.next() == ("set", "progress", answer)
        door.parts.bus.publish(Topic.NUMBERS, numbers := {"scope": "all", "source": "no.csv", "rows": 1})
        assert await stream.next() == ("set", "progress", numbers)
        async with listening(url, boss, "job:import:7") as late:
            assert await late.next() == ("snapshot", "", {"progress": far})


async def test_every_kind_of_job_is_heard_of_from_its_first_to_its_last_state(door: Door) -> None:
    boss, jobs, work = await door.client(Role.MANAGER), door.parts.store.jobs, door.parts.service.jobs
    go, far = asyncio.Event(), asyncio.Event()

    async def play(job: Job) -> None:
        await go.wait()
        work.report(job, 3, 9, msg("Days are played"))
        await far.wait()

    work.add(JobKind(name="anything", run=play))
    job = await jobs.queue("anything", "list:7", {"secret": "x"}, actor="bruno", now=1000.0)
    async with served(door) as url, listening(url, boss, f"job:{job.id}") as stream:
        [op, _, body] = await stream.next()
        shown = await made(boss, "GET", f"/api/v1/jobs/{job.id}")
        assert op == "snapshot"
        assert body["job"].keys() == shown.keys() - {"file", "bulk"}
        same = ("id", "kind", "subject", "status", "actor", "done", "total", "phase", "message")
        assert [body["job"][name] for name in same] == [shown[name] for name in same]
        work.wake()
        assert await stream.next() == ("merge", "job", {"status": "running"})
        go.set()
        assert await stream.next() == ("merge", "job", {"done": 3, "total": 9, "phase": "Days are played"})
        far.set()
        op, key, body = await stream.next()
        assert (op, key, body["status"], body["ended_at"] > 1000.0) == ("merge", "job", "done", True)
        async with listening(url, boss, f"job:{job.id}") as late:
            assert (await late.next())[2]["job"]["status"] == "done"


async def test_a_job_that_is_called_off_is_told_of_before_it_is_gone(door: Door, estate: Estate) -> None:
    """It goes with what it works on: its list, or its campaign."""
    boss, store = await door.client(Role.MANAGER), door.parts.store
    listed = await store.lists.create(name="May", company_id=estate.company_id, country="IT", now=1000.0)
    of_list = await store.jobs.queue("anything", f"list:{listed.id}", {}, actor="bruno", now=1000.0)
    empty = await made(boss, "POST", f"/api/v1/campaigns/{estate.campaign_id}/copy", {"name": "Other"})
    of_campaign = await store.jobs.queue("anything", f"campaign:{empty['id']} x", {}, actor="bruno", now=1000.0)
    works_on = ((of_list, f"/api/v1/lists/{listed.id}"), (of_campaign, f"/api/v1/campaigns/{empty['id']}"))
    async with served(door) as url:
        for job, path in works_on:
            async with listening(url, boss, f"job:{job.id}") as stream:
                assert (await stream.next())[2]["job"]["status"] == "queued"
                gone = await boss.delete(path)
                assert gone.status_code == 204, gone.text
                op, key, body = await stream.next()
                assert (op, key, body["status"], body["ended_at"] > 1000.0) == ("merge", "job", "cancelled", True)
            assert (await boss.get(f"/api/v1/jobs/{job.id}")).status_code == 404


async def test_who_sees_single_companies_hears_of_the_own_jobs_alone(door: Door) -> None:
    admin = await door.admin()
    for number in (1, 2):
        assert (await made(admin, "POST", "/api/v1/companies", {"name": f"company {number}"}))["id"] == number
    grants, ends_at = [Grant(role=Role.MANAGER, company_id=1)], door.parts.clock() + 86_400.0
    _, secret = await door.parts.service.access.create_key(MACHINE, name="crm", grants=grants, expires_at=ends_at)
    client = await client_of(door)
    client.headers["Authorization"] = f"Bearer {secret}"
    own, other = [
        await door.parts.store.jobs.queue("anything", "", {}, actor=actor, now=1000.0) for actor in ("key:crm", "bruno")
    ]
    refused = await client.get(STREAM, params={"channel": f"job:{other.id}"})
    assert (refused.status_code, refused.json()["type"]) == (404, "/problems/unknown-channel")
    async with served(door) as url, listening(url, client, f"job:{own.id}") as stream:
        assert (await stream.next())[2]["job"]["id"] == own.id


async def test_who_may_not_listen_gets_a_problem_not_a_stream(door: Door, estate: Estate) -> None:
    anna, wall = await door.client(Role.AGENT, estate.agent_id), await door.client(Role.WALLBOARD)
    boss, nobody = await door.client(Role.SUPERVISOR), await door.client(None)
    own, other = f"agent:{estate.agent_id}", f"agent:{estate.agent_id + 1}"
    for client, channel, status in (
        (anna, "board", 403),
        (anna, f"campaign:{estate.campaign_id}", 403),
        (anna, other, 403),
        (wall, own, 403),
        (wall, "job:import:7", 403),
        (wall, "job:7", 403),
        (boss, "job:numbers", 403),
        (boss, "job:999", 404),
        (nobody, "board", 401),
        (boss, other, 404),
        (boss, "campaign:999", 404),
        *((boss, name, 404) for name in ("", "boards", "board:", "agent", "agent:x", "agent:01", f"agent:{2**63}")),
        *((boss, name, 404) for name in ("job:import", "job:numbers:1", "job:lists:1", "job:import:0", "agent:-1")),
    ):
        answer = await client.get(STREAM, params={"channel": channel})
        assert (channel, answer.status_code) == (channel, status), answer.text
    assert (await boss.get(STREAM)).status_code == 422
    assert (await boss.get(STREAM, params={"channel": ["board"] * 21})).status_code == 422


async def test_a_stream_ends_when_its_token_is_revoked(door: Door, hurried: None) -> None:
    wall, admin = await door.client(Role.WALLBOARD), await door.admin()
    async with served(door) as url, listening(url, wall, "board") as stream:
        assert (await stream.next())[0] == "snapshot"
        keys = await items_of(admin, "/api/v1/keys")
        key = next(one for one in keys if one["grants"][0]["role"] == "wallboard")
        await admin.delete(f"/api/v1/keys/{key['id']}")
        assert await stream.next() == ("end", "", {"reason": "signed_out", "come_back": False})
        with pytest.raises(StopAsyncIteration):
            await stream.event()


async def test_a_busy_board_does_not_keep_a_revoked_token_listening(door: Door, hurried: None) -> None:
    wall, admin = await door.client(Role.WALLBOARD), await door.admin()
    async with served(door) as url, listening(url, wall, "board") as stream:
        keys = await items_of(admin, "/api/v1/keys")
        key = next(one for one in keys if one["grants"][0]["role"] == "wallboard")
        await admin.delete(f"/api/v1/keys/{key['id']}")
        ops = []
        for n in range(1000):
            door.parts.bus.publish(Topic.BOARD, BOARD | {"engine": f"up {n}"})
            ops.append((await stream.next())[0])
            if ops[-1] == "end":
                break
        assert ops[-1] == "end"


async def test_a_connection_is_recycled_with_a_last_event_that_tells_to_come_back(
    door: Door, hurried: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "LIFE_S", 0.1)
    wall = await door.client(Role.WALLBOARD)
    async with served(door) as url, listening(url, wall, "board") as stream:
        assert (await stream.next())[0] == "snapshot"
        assert await stream.next() == ("end", "", {"reason": "recycled", "come_back": True})


async def test_at_the_end_every_reader_gets_a_last_event_and_new_ones_are_refused(door: Door) -> None:
    wall = await door.client(Role.WALLBOARD)
    async with served(door) as url, listening(url, wall, "board") as one, listening(url, wall, "board") as two:
        for stream in (one, two):
            assert (await stream.next())[0] == "snapshot"
        await door.app.state.live.end()
        for stream in (one, two):
            assert await stream.next() == ("end", "", {"reason": "restart", "come_back": True})
        answer = await wall.get(STREAM, params={"channel": "board"})
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/ending")


async def test_a_caller_has_so_many_streams_open_and_a_closed_one_makes_room(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "STREAMS_PER_CALLER", 2)
    wall, boss = await door.client(Role.WALLBOARD), await door.client(Role.SUPERVISOR)
    async with served(door) as url:
        async with listening(url, wall, "board"), listening(url, wall, "board"), listening(url, boss, "board"):
            answer = await wall.get(STREAM, params={"channel": "board"})
            assert (answer.status_code, answer.json()["type"]) == (429, "/problems/too-many-streams")
        async with asyncio.timeout(PATIENCE_S):
            await door.app.state.live._no_readers.wait()
        async with listening(url, wall, "board") as stream:
            assert (await stream.next())[0] == "snapshot"


async def test_the_board_can_be_read_once(door: Door) -> None:
    wall = await door.client(Role.WALLBOARD)
    assert await made(wall, "GET", "/api/v1/board") == {}
    door.parts.bus.publish(Topic.BOARD, BOARD)
    assert await made(wall, "GET", "/api/v1/board") == BOARD
