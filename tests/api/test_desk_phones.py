"""Phones on the desk: planned, made, given, compared, healed and taken away, on an Asterisk of paper."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from dialer.core.enums import AgentWish, LegKind, Role
from dialer.core.errors import Changed
from dialer.core.visibility import EVERYTHING
from dialer.provisioning.desk_phones.rules import ALPHABET, SECRET_LENGTH
from dialer.provisioning.passwords import unseal
from tests.support.api_clients import Door, Estate
from tests.support.paper_ari import OPTIONS_22, SECRET, PaperAri, paper_ari
from tests.support.paper_link import SECRET_ENV, PaperLink, node_with_ari, paper_link

PATH = "/api/v1/desk-phones"
NAME = "pronto-phone-1001"


@dataclass
class Place:
    """An administrator before an Asterisk of paper, and two agents."""

    door: Door
    node_id: int
    ari: PaperAri
    link: PaperLink
    admin: httpx.AsyncClient
    agents: list[int] = field(default_factory=list)

    async def ask(self, method: str, path: str = "", *, status: int, json: Any = None, **headers: str) -> Any:
        answer = await self.admin.request(method, PATH + path, json=json, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def made(self, name: str = "1001", **more: Any) -> Any:
        return await self.ask("POST", status=201, json={"node_id": self.node_id, "name": name, **more})

    async def agent(self, place: int) -> Any:
        return await self.door.parts.store.agents.get(self.agents[place], sees=EVERYTHING)


@pytest.fixture
async def place(door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    monkeypatch.setenv(SECRET_ENV, SECRET)
    service = door.parts.service
    async with paper_ari() as ari:
        ari.options = OPTIONS_22
        node = await node_with_ari(door.parts.store, ari)
        async with paper_link(door.parts, node.id, ari) as link:
            there = Place(door, node.id, ari, link, await door.client(Role.ADMIN))
            for name in ("desk-anna", "desk-bruno"):
                made = await service.agents.create(
                    name=name, phone="", display_name=name, leg_kind=LegKind.BROWSER, language="en", actor="user:test"
                )
                there.agents.append(made.id)
            yield there


async def test_a_plan_shows_what_would_be_written_and_writes_nothing(place: Place) -> None:
    plan = await place.ask("POST", "/plan", status=200, json={"node_id": place.node_id, "name": "1001"})
    assert plan["door"] == "ari"
    assert f"[{NAME}]\ntype = auth\nauth_type = digest\nusername = {NAME}\npassword = ********" in plan["text"]
    assert "context = pronto-closed" in plan["text"]
    assert place.ari.acts == []
    no_transport = {"node_id": place.node_id, "name": "1001", "transport": "tls"}
    refused = await place.ask("POST", "/plan", status=422, json=no_transport)
    assert (refused["errors"][0]["where"], "transport-tls" in refused["errors"][0]["what"]) == ("/transport", True)


async def test_a_phone_is_made_with_a_secret_that_is_shown_once(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    made = await place.made(agent_id=place.agents[0])
    secret = made["secret"]
    assert (len(secret), set(secret) <= set(ALPHABET)) == (SECRET_LENGTH, True)
    assert (made["user"], made["phone"]["agent_id"]) == (NAME, place.agents[0])
    assert place.ari.acts == [f"PUT {kind} {NAME}" for kind in ("auth", "aor", "endpoint")]
    auth, endpoint = place.ari.objects["auth", NAME], place.ari.objects["endpoint", NAME]
    assert (auth["username"], auth["password"]) == (NAME, secret)
    assert (endpoint["allow"], endpoint["transport"]) == ("!all,alaw,ulaw", "transport-udp")
    # The agent's seat is this phone, so that a log-in with no word about it rings it.
    agent = await place.agent(0)
    assert (agent.phone, agent.leg_kind) == (f"PJSIP/{NAME}", LegKind.STANDING)
    # The secret stands nowhere but encrypted, and in Asterisk.
    store = place.door.parts.store
    kept = await store.desk_phones.get(made["phone"]["id"])
    assert unseal(place.door.parts.settings.state_dir, kept.sealed) == secret
    shown = [await place.ask("GET", status=200), await place.ask("GET", f"/{kept.id}/state", status=200)]
    assert secret not in str([shown, kept, kept.told, await store.audit.list()])
    assert secret not in caplog.text
    assert [one.actor for one in await store.audit.list(action="phone.create")] != ["pronto"]


async def test_a_repeated_request_makes_no_second_phone_and_keeps_no_secret(place: Place) -> None:
    body = {"node_id": place.node_id, "name": "1001"}
    await place.ask("POST", status=201, json=body, **{"Idempotency-Key": "k-1"})
    again = await place.ask("POST", status=409, json=body, **{"Idempotency-Key": "k-1"})
    assert again["type"] == "/problems/done-before"
    taken = await place.ask("POST", status=409, json=body)
    assert taken["type"] == "/problems/name-taken"
    assert len(await place.door.parts.store.desk_phones.list()) == 1


@pytest.mark.parametrize("name", ["", "a b", "1001;x", "1001\n", "../x", "é", "x" * 41, "-1"])
async def test_names_that_pjsip_or_a_file_would_read_otherwise_are_refused(place: Place, name: str) -> None:
    await place.ask("POST", status=422, json={"node_id": place.node_id, "name": name})
    assert place.ari.acts == []


async def test_what_is_not_there_is_refused_and_nothing_stays_of_it(place: Place) -> None:
    body = {"node_id": place.node_id, "name": "1001"}
    for wrong in ({"node_id": 9999}, {"agent_id": 9999}):
        refused = await place.ask("POST", status=422, json=body | wrong)
        assert refused["type"] == "/problems/bad-reference"
    place.ari.refuses[f"PUT endpoint {NAME}"] = 403
    refused = await place.ask("POST", status=409, json=body)
    assert refused["type"] == "/problems/ari-refused"
    place.ari.refuses.clear()
    place.ari.wrong = {("context", "pronto-closed")}
    refused = await place.ask("POST", status=422, json=body)
    assert "does not take pronto-closed for context" in refused["errors"][0]["what"]
    assert place.ari.objects == {}
    assert await place.door.parts.store.desk_phones.list() == []


async def test_a_phone_goes_from_one_agent_to_another(place: Place) -> None:
    made = await place.made(agent_id=place.agents[0])
    path, service = f"/{made['phone']['id']}", place.door.parts.service
    answer = await place.admin.get(PATH + path)
    etag = answer.headers["ETag"]
    moved = await place.ask("PATCH", path, status=200, json={"agent_id": place.agents[1]}, **{"If-Match": etag})
    assert moved["agent_id"] == place.agents[1]
    assert (await place.agent(0)).leg_kind is LegKind.BROWSER
    assert (await place.agent(1)).phone == f"PJSIP/{NAME}"
    stale = await place.ask("PATCH", path, status=412, json={"agent_id": None}, **{"If-Match": etag})
    assert stale["type"] == "/problems/changed"
    # Who works at it keeps it.
    store = place.door.parts.store
    [campaign, *_] = await store.campaigns.list(sees=EVERYTHING)
    await store.agents.wish(place.agents[1], AgentWish.PAUSED, campaign_id=campaign.id, now=1.0)
    for act in ("PATCH", "DELETE"):
        body = {"agent_id": None} if act == "PATCH" else None
        refused = await place.ask(act, path, status=409, json=body)
        assert refused["type"] == "/problems/phone-in-use"
    await service.agent_commands.log_out(place.agents[1], actor="user:test")
    free = await place.ask("PATCH", path, status=200, json={"agent_id": None})
    assert free["agent_id"] is None
    assert (await place.agent(1)).leg_kind is LegKind.BROWSER


async def test_a_new_secret_takes_the_place_of_the_old(place: Place) -> None:
    made = await place.made()
    renewed = await place.ask("POST", f"/{made['phone']['id']}/secret", status=201)
    assert renewed["secret"] != made["secret"]
    assert place.ari.objects["auth", NAME]["password"] == renewed["secret"]
    assert len(await place.door.parts.store.audit.list(action="phone.secret")) == 1
    state = await place.ask("GET", f"/{made['phone']['id']}/state", status=200)
    assert (state["drift"], state["why_unasked"]) == ([], "")


async def test_another_transport_is_written(place: Place) -> None:
    place.ari.transports.add("transport-tls")
    made = await place.made()
    changed = await place.ask("PATCH", f"/{made['phone']['id']}", status=200, json={"transport": "tls"})
    assert changed["transport"] == "tls"
    endpoint = place.ari.objects["endpoint", NAME]
    assert (endpoint["transport"], endpoint["media_encryption"]) == ("transport-tls", "sdes")
    assert place.ari.objects["auth", NAME]["password"] == made["secret"]
    await place.ask("PATCH", f"/{made['phone']['id']}", status=200, json={"transport": "udp"})
    assert place.ari.objects["endpoint", NAME]["media_encryption"] == "no"


async def test_a_change_by_hand_is_shown_told_once_and_healed(place: Place) -> None:
    made = await place.made()
    path = f"/{made['phone']['id']}"
    place.ari.objects["auth", NAME]["password"] = "other"
    place.ari.objects["endpoint", NAME]["context"] = "public"
    state = await place.ask("GET", f"{path}/state", status=200)
    shown = {one["kind"]: [option["option"] for option in one["options"]] for one in state["drift"]}
    assert shown == {"auth": ["password"], "endpoint": ["context"]}
    assert "context = public" in state["found"]
    await place.ask("GET", f"{path}/state", status=200)
    assert len(await place.door.parts.store.audit.list(action="phone.drift")) == 1
    assert (await place.ask("GET", path, status=200))["is_changed_by_hand"]
    healed = await place.ask("POST", f"{path}/heal", status=200)
    assert (healed["drift"], healed["phone"]["is_changed_by_hand"]) == ([], False)
    assert place.ari.objects["auth", NAME]["password"] == made["secret"]
    # All of it lost, as with a new Asterisk: found when the link comes up, and healed.
    place.ari.objects.clear()
    await place.door.parts.service.desk_phones.watch()
    assert (await place.ask("GET", path, status=200))["is_changed_by_hand"]
    await place.ask("POST", f"{path}/heal", status=200)
    assert place.ari.objects["auth", NAME]["password"] == made["secret"]


async def test_where_the_telephone_is_registered_is_told_without_its_user(place: Place) -> None:
    made = await place.made()
    path = f"/{made['phone']['id']}/state"
    assert (await place.ask("GET", path, status=200))["state"] == "unreached"
    place.ari.objects["aor", NAME]["contact"] = f"sip:{NAME}@192.0.2.31:5062;ob"
    state = await place.ask("GET", path, status=200)
    assert state["state"] == "registered"
    assert state["drift"] == []  # that it is registered is no change by hand
    assert state["contacts"] == [{"address": "192.0.2.31:5062", "status": "Reachable", "roundtrip_ms": 2.5}]
    place.link.is_up = False
    place.link.publish_board()
    assert (await place.ask("GET", path, status=200))["state"] == "unasked"


async def test_a_phone_is_taken_away_with_its_seat(place: Place) -> None:
    made = await place.made(agent_id=place.agents[0])
    await place.ask("DELETE", f"/{made['phone']['id']}", status=204)
    assert place.ari.objects == {}
    assert (await place.agent(0)).leg_kind is LegKind.BROWSER
    await place.ask("GET", f"/{made['phone']['id']}", status=404)
    await place.made()


async def test_a_phone_that_was_changed_since_it_was_read_is_not_taken_away(place: Place) -> None:
    made = await place.made(agent_id=place.agents[0])
    path, parts = f"/{made['phone']['id']}", place.door.parts
    read = await parts.store.desk_phones.get(made["phone"]["id"])
    etag = (await place.admin.get(PATH + path)).headers["ETag"]
    await place.ask("POST", f"{path}/secret", status=201)
    stale = await place.ask("DELETE", path, status=412, **{"If-Match": etag})
    assert stale["present"] == await place.ask("GET", path, status=200)
    with pytest.raises(Changed):
        await parts.service.desk_phones.remove(read.id, actor="slow", expected=read.version)
    assert (await place.agent(0)).phone == f"PJSIP/{NAME}"
    etag = (await place.admin.get(PATH + path)).headers["ETag"]
    await place.ask("DELETE", path, status=204, **{"If-Match": etag})
    assert place.ari.objects == {}


async def test_a_phone_whose_asterisk_is_silent_goes_as_soon_as_it_answers(place: Place) -> None:
    made = await place.made()
    path = f"/{made['phone']['id']}"
    place.ari.refuses[f"DELETE endpoint {NAME}"] = 500
    await place.ask("DELETE", path, status=204)
    assert (await place.ask("GET", path, status=200))["removed_at"] is not None
    going = await place.ask("POST", f"{path}/heal", status=409)
    assert going["type"] == "/problems/phone-going"
    place.ari.refuses.clear()
    await place.door.parts.service.desk_phones.watch()
    assert place.ari.objects == {}
    await place.ask("GET", path, status=404)


async def test_phones_are_listed_with_whose_they_are(place: Place) -> None:
    await place.made(agent_id=place.agents[0])
    await place.made("1002")
    page = await place.ask("GET", f"?node_id={place.node_id}&limit=1", status=200)
    assert [(one["name"], one["agent_name"]) for one in page["items"]] == [("1001", "desk-anna")]
    rest = await place.ask("GET", f"?node_id={place.node_id}&limit=1&cursor={page['next']}", status=200)
    assert ([one["name"] for one in rest["items"]], rest["next"]) == (["1002"], None)
    assert (await place.ask("GET", "?q=02", status=200))["items"] == rest["items"]
