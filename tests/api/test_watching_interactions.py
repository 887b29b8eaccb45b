"""A law that locks the watching of agents: interactions of a live call, and messages that were written in it."""

from sqlalchemy import Connection, insert

from dialer.core.enums import Role
from dialer.storage.schema import SENT_MESSAGE
from tests.support.agent_in_call import AtWork, at_work
from tests.support.api_clients import Door, items_of, made
from tests.support.called_campaign import settings

__all__ = ["settings"]


def of_call(call_id: str) -> str:
    return f"/api/v1/attempts/{call_id}/interaction"


async def write(work: AtWork, person_id: int, interaction_id: int) -> None:
    """A message, as the agent sends it in a call."""
    row = {"company_id": work.estate.company_id, "person_id": person_id, "interaction_id": interaction_id}
    row |= {"channel": "email", "by": "agent", "actor": "agent", "made_at": work.door.parts.clock(), "template": "note"}
    row |= {"language": "it", "recipient": "a@example.org", "subject": "", "text": "", "state": "queued", "tries": 0}
    row |= {"due_at": 0.0, "trouble": "", "sent_at": None, "external_id": f"m{interaction_id}"}

    def add(connection: Connection) -> None:
        connection.execute(insert(SENT_MESSAGE), row)

    await work.door.parts.store.database.write(add)


async def test_every_request_about_a_live_call_hides_its_agent_from_others(door: Door) -> None:
    work = await at_work(door, "IT")
    anna, boss = await door.client(Role.AGENT, work.estate.agent_id), await door.client(Role.SUPERVISOR)
    own = await made(anna, "PUT", of_call(work.live))
    assert own["agent_id"] == work.estate.agent_id
    path = f"/api/v1/interactions/{own['id']}"
    for method, where, body in (("PUT", of_call(work.live), None), ("GET", path, None), ("PATCH", path, {})):
        assert (await made(boss, method, where, body))["agent_id"] is None, method
    over = await made(boss, "PUT", of_call(work.ended))
    assert over["agent_id"] == work.estate.agent_id


async def test_a_change_by_others_applies_to_the_version_that_they_read(door: Door) -> None:
    work = await at_work(door, "IT")
    anna, boss = await door.client(Role.AGENT, work.estate.agent_id), await door.client(Role.SUPERVISOR)
    path = f"/api/v1/interactions/{(await made(anna, 'PUT', of_call(work.live)))['id']}"
    read = await boss.get(path)
    done = await boss.patch(path, json={"topic": "price"}, headers={"If-Match": read.headers["etag"]})
    assert (done.status_code, done.json()["topic"], done.json()["agent_id"]) == (200, "price", None)
    late = await boss.patch(path, json={"topic": "line"}, headers={"If-Match": read.headers["etag"]})
    assert (late.status_code, late.json()["present"]["agent_id"]) == (412, None)


async def test_a_message_of_a_live_call_does_not_tell_who_talks(door: Door) -> None:
    work = await at_work(door, "IT")
    anna, boss = await door.client(Role.AGENT, work.estate.agent_id), await door.client(Role.SUPERVISOR)
    for call_id, seen in ((work.live, None), (work.ended, work.estate.agent_id)):
        one = await made(anna, "PUT", of_call(call_id))
        await write(work, one["person_id"], one["id"])
        path = f"/api/v1/persons/{one['person_id']}/history"
        told = {entry["kind"]: entry["agent_id"] for entry in await items_of(boss, path)}
        assert told == {"attempt": seen, "message": seen}
        assert {entry["agent_id"] for entry in await items_of(anna, path)} == {work.estate.agent_id}
        [message] = await items_of(boss, f"/api/v1/messages?interaction_id={one['id']}")
        assert message["actor"] == ("agent" if seen else "")
        assert (await made(boss, "GET", f"/api/v1/messages/{message['id']}"))["actor"] == message["actor"]
        [own] = await items_of(anna, f"/api/v1/messages?interaction_id={one['id']}")
        assert own["actor"] == "agent"
