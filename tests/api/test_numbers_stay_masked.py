"""Numbers that are shown masked cannot be learned by asking for them otherwise."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from dialer.core.enums import Role
from dialer.messaging.bus import Topic
from dialer.people.leads import searches
from dialer.people.leads.model import NewLead
from tests.api.test_agents import talked
from tests.support.api_clients import Door, Estate, items_of, made
from tests.support.streams import listening, served

SECRET = "+393339876543"
NUMBER_2 = "+393339876544"
ASKS = 200


class Attacker:
    """A supervisor who grows what is known of a lead's number digit by digit, by whether it is still found."""

    def __init__(self, client: httpx.AsyncClient, lead_id: int) -> None:
        self._client, self._lead_id = client, lead_id
        self.asks = 0

    async def finds(self, text: str) -> bool:
        self.asks += 1
        found = await items_of(self._client, f"/api/v1/leads?q={text.replace('+', '%2B')}")
        return self._lead_id in [one["lead_id"] for one in found]

    async def grow(self, known: str, *, at_end: bool) -> str:
        """The longest text that is found, from what is known on."""
        while self.asks < ASKS:
            tries = [f"{known}{digit}" if at_end else f"{digit}{known}" for digit in "0123456789"]
            for one in tries:
                if await self.finds(one):
                    known = one
                    break
            else:
                break
        return known


@pytest.mark.parametrize(("known", "at_end"), [("+39", True), ("43", False), ("6543", False), ("Ada ", True)])
async def test_a_number_cannot_be_grown_by_searches(door: Door, estate: Estate, known: str, at_end: bool) -> None:
    [lead_id] = await door.parts.store.leads.add(
        estate.list_id, [NewLead(phones=((SECRET, ""),), name="Ada 333 987 6543", fields={"cell": "333/9876543"})]
    )
    attacker = Attacker(await door.client(Role.SUPERVISOR), lead_id)
    assert await attacker.grow(known, at_end=at_end) == known


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.MANAGER, Role.ADMIN])
async def test_a_number_is_found_by_its_last_four_digits_or_whole_and_by_no_other_part(
    door: Door, estate: Estate, role: Role
) -> None:
    await door.parts.store.leads.add(estate.list_id, [NewLead(phones=((SECRET, ""),), name="Ada")])
    client = await door.client(role)

    async def found(text: str) -> int:
        return len((await client.get("/api/v1/leads", params={"q": text})).json()["items"])

    asked = ["6543", SECRET, "333 9876543", "333/98.76.543", "Ada"]
    assert [await found(text) for text in asked] == [1] * len(asked)
    asked = ["43", "543", "76543", "9876543", "+3933398", "333", "9876", "39876543", "_6543", "%6543", "+6543"]
    assert [await found(text) for text in asked] == [0] * len(asked)


async def test_an_administrator_with_a_reason_finds_any_part_and_the_audit_has_the_reason(
    door: Door, estate: Estate
) -> None:
    [lead_id] = await door.parts.store.leads.add(estate.list_id, [NewLead(phones=((SECRET, ""),), name="Ada")])
    admin = await door.admin()
    found = await items_of(admin, "/api/v1/leads?q=33398&reason=a+complaint")
    assert [one["phones"][0]["number"] for one in found] == [SECRET]
    [line] = await door.parts.store.audit.list(action="number.unmask")
    assert (line.facts["reason"], line.facts["export"]) == ("a complaint", {"leads": [lead_id]})
    await door.parts.service.searches.close()
    assert await door.parts.store.audit.list(action="number.search") == []


async def test_searches_by_number_are_counted_and_limited(
    door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searches, "IN_AN_HOUR", 4)
    boss, other = await door.client(Role.SUPERVISOR), await door.client(Role.MANAGER)
    codes = [(await boss.get("/api/v1/leads", params={"q": f"654{n}"})).status_code for n in range(2)]
    codes += [(await boss.get("/api/v1/leads", params={"q": SECRET})).status_code]
    codes += [(await boss.post("/api/v1/leads/find", json={"number": SECRET})).status_code for _ in range(2)]
    assert codes == [200] * 4 + [429]
    refused = await boss.get("/api/v1/leads", params={"q": "6543"})
    assert refused.json()["type"] == "/problems/too-many-searches"
    assert 1 <= int(refused.headers["retry-after"]) <= 3601
    assert (await boss.get("/api/v1/leads", params={"q": "Ada"})).status_code == 200
    assert (await other.get("/api/v1/leads", params={"q": "6543"})).status_code == 200
    await door.parts.service.searches.close()
    lines = await door.parts.store.audit.list(action="number.search")
    told = {line.actor: {} for line in lines}
    for line in lines:
        for name, count in line.facts.items():
            told[line.actor][name] = told[line.actor].get(name, 0) + count
    assert told == {
        "key:supervisor:None": {"last_digits": 2, "number": 2, "refused": 2},
        "key:manager:None": {"last_digits": 1},
    }
    assert SECRET[-7:] not in str(lines)


FIELDS: dict[str, Any] = {
    "cell": "333/9876543",
    "as a number": 3339876543,
    "said": "call cell3339876543 after 2026-01-31 10:00, not 06 12345678",
    "nested": {"also": ["+39 333 9876543"]},
    "contract": "20231234567",
    "amount": 1250000.5,
}


async def test_numbers_in_names_fields_and_notes_are_masked_too(door: Door, estate: Estate) -> None:
    lead = NewLead(
        phones=((SECRET, "or 06 12345678"),), name="Ada 333 9876543", fields=FIELDS, notes="call 333 987 6543"
    )
    store, now = door.parts.store, door.parts.clock()
    [lead_id] = await store.leads.add(estate.list_id, [lead])
    boss, admin = await door.client(Role.SUPERVISOR), await door.admin()
    shown = await made(boss, "GET", f"/api/v1/leads/{lead_id}")
    assert shown["name"] == "Ada *** *****43"
    assert shown["phones"] == [{"position": 0, "number": "+39********43", "label": "or ** ******78"}]
    assert shown["fields"] == {
        "cell": "***/*****43",
        "as a number": "********43",
        "said": "call cell********43 after 2026-01-31 10:00, not ** ******78",
        "nested": {"also": ["+39 *** *****43"]},
        "contract": "20231234567",
        "amount": 1250000.5,
    }
    table = (await boss.get(f"/api/v1/lists/{estate.list_id}/leads.csv")).text
    assert "Ada *** *****43" in table
    assert "call *** *** **43" in table
    assert await store.leads.claim_one(lead_id, owner="engine", now=now, lease_s=60.0)
    assert await store.attempts.place([estate.attempt("a-1", lead_id, SECRET)], owner="engine", now=now)
    places = ["/api/v1/leads", f"/api/v1/leads/{lead_id}", f"/api/v1/lists/{estate.list_id}/leads.csv"]
    for place in places:
        for client in (boss, admin):
            text = (await client.get(place)).text
            assert not any(part in text for part in ("9876", "1234567 ", "987 6543", "12345678")), place
        assert "9876543" in (await admin.get(place, params={"reason": "a complaint"})).text


PREFIX = 'phone starts with "+393339"'


async def held(door: Door, estate: Estate, client: httpx.AsyncClient, **change: str) -> int:
    """How many leads a list holds once its filter is set."""
    path = f"/api/v1/lists/{estate.list_id}"
    await made(client, "PATCH", path, change)
    await door.parts.service.jobs.wait()
    held: int = (await made(client, "GET", path))["leads"]["held"]
    return held


async def test_a_filter_sees_as_much_of_numbers_as_who_wrote_it(door: Door, estate: Estate) -> None:
    await door.parts.store.leads.add(estate.list_id, [NewLead(phones=((SECRET, ""),), fields={"cell": "333/9876543"})])
    boss, admin = await door.client(Role.MANAGER), await door.admin()
    path = f"/api/v1/lists/{estate.list_id}"
    assert await held(door, estate, boss, filter='phone starts with "+3933"') == 0
    refused = await boss.patch(path, json={"filter": PREFIX}, headers={"accept-language": "it"})
    assert (refused.status_code, "due cifre dopo il prefisso" in refused.text) == (422, True), refused.text
    assert await held(door, estate, boss, filter='cell starts with "333"') == 1
    assert await held(door, estate, boss, filter='not cell starts with "333"') == 0
    assert await held(door, estate, admin, filter=PREFIX) == 0
    assert (await made(boss, "GET", path))["filter_sees_numbers"] is True
    assert await held(door, estate, boss, order_by="newest", filter=PREFIX) == 0
    assert await held(door, estate, admin, filter='phone starts with "+393338"') == 1
    assert await held(door, estate, boss, filter='phone contains "9876"') == 1
    assert (await made(boss, "GET", path))["filter_sees_numbers"] is False
    assert await held(door, estate, admin, filter='phone contains "9876"') == 0


async def test_the_check_tells_of_a_filter_that_lets_nobody_through(door: Door, estate: Estate) -> None:
    await door.parts.store.leads.add(estate.list_id, [NewLead(phones=((SECRET, ""),))])
    boss, check = await door.client(Role.MANAGER), f"/api/v1/campaigns/{estate.campaign_id}/check"
    said = [one["what"] for one in (await made(boss, "GET", check))["findings"]]
    assert [what for what in said if "filter" in what] == []
    await held(door, estate, boss, filter='phone contains "9876"')
    said = [one["what"] for one in (await made(boss, "GET", check))["findings"]]
    assert [what for what in said if "filter" in what] == [
        "the filter of the list March leaves out everybody who is still to be called: 1"
    ]


SCREEN = {
    "state": "talking",
    "attempt_id": "a-1",
    "number": SECRET,
    "note": "call 333 9876543",
    "lead": {
        "lead_id": 1,
        "name": "Ada",
        "language": "it",
        "fields": {"cell": "333/9876543"},
        "phones": [{"position": 0, "number": SECRET, "label": ""}],
        "attempts": 1,
    },
}


async def test_a_screen_shows_numbers_whole_to_its_agent_alone(door: Door, estate: Estate) -> None:
    anna, boss = await door.client(Role.AGENT, estate.agent_id), await door.client(Role.SUPERVISOR)
    screen = {**SCREEN, "agent_id": estate.agent_id}
    door.parts.bus.publish(Topic.SCREEN, screen)
    where = f"/api/v1/agents/{estate.agent_id}/screen"
    assert await made(anna, "GET", where) == screen
    masked = await made(boss, "GET", where)
    assert "9876" not in str(masked)
    assert (masked["number"], masked["lead"]["fields"]["cell"]) == ("+39********43", "***/*****43")
    assert {name: masked[name] for name in ("state", "attempt_id")} == {"state": "talking", "attempt_id": "a-1"}
    channel = f"agent:{estate.agent_id}"
    async with served(door) as url, listening(url, boss, channel) as others, listening(url, anna, channel) as own:
        assert await others.next() == ("snapshot", "", {"screen": masked})
        assert await own.next() == ("snapshot", "", {"screen": screen})
        door.parts.bus.publish(Topic.SCREEN, screen | {"state": "wrap_up", "number": NUMBER_2})
        assert await own.next() == ("merge", "screen", {"state": "wrap_up", "number": NUMBER_2})
        merged = {"state": "wrap_up", "number": "+39********44"}
        assert await others.next() == ("merge", "screen", merged)


async def test_numbers_in_notes_of_calls_and_call_backs_are_masked_but_for_their_agent(
    door: Door, estate: Estate
) -> None:
    await talked(door, estate)
    anna, boss = await door.client(Role.AGENT, estate.agent_id), await door.client(Role.SUPERVISOR)
    admin = await door.admin()
    mine = f"/api/v1/agents/{estate.agent_id}"
    at = datetime.fromtimestamp(door.parts.clock() + 3600.0, UTC).isoformat()
    said = {"attempt_id": "attempt-1", "code": "call_back", "callback_at": at, "note": "ring 333 9876543"}
    await made(anna, "POST", f"{mine}/dispose", said)
    [callback] = await items_of(boss, "/api/v1/callbacks")
    places = ["/api/v1/attempts", "/api/v1/attempts/attempt-1", "/api/v1/attempts.csv", "/api/v1/callbacks"]
    for place in [*places, f"/api/v1/callbacks/{callback['id']}"]:
        text = (await boss.get(place)).text
        assert ("ring *** *****43" in text, "9876" in text) == (True, False), place
    for place in places[:3]:
        assert "ring 333 9876543" in (await admin.get(place, params={"reason": "a complaint"})).text
    await made(boss, "PATCH", f"/api/v1/callbacks/{callback['id']}", {"agent_id": estate.agent_id})
    assert "ring *** *****43" in (await boss.get(f"{mine}/callbacks")).text
    assert "ring 333 9876543" in (await anna.get(f"{mine}/callbacks")).text
