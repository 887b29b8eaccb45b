"""Suppressions over the API: scopes, files, questions, and the engine's being told of calls that live."""

from dialer.leads.lead import NewLead
from dialer.live.bus import Topic
from dialer.words import Role
from tests.api.door import Door, Estate, made

NUMBER = "+390212345678"
BASE = "/api/v1/suppressions"


async def check(door: Door, number: str, **where: int) -> list[str]:
    supervisor = await door.client(Role.SUPERVISOR)
    found = await made(supervisor, "POST", f"{BASE}/check", {"number": number, **where})
    return [one["scope"] for one in found]


async def test_each_scope_answers_for_itself(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    mine = {"controller_id": estate.controller_id, "campaign_id": estate.campaign_id}
    for scope in (f"campaign:{estate.campaign_id}", f"controller:{estate.controller_id}", "all"):
        body = {"scope": scope, "numbers": [NUMBER], "reason": "asked"}
        assert await made(admin, "POST", BASE, body) == {"added": 1, "called_off": 0}
        assert await made(admin, "POST", BASE, body) == {"added": 0, "called_off": 0}
    assert len(await check(door, NUMBER, **mine)) == 3
    assert await check(door, NUMBER, controller_id=4711) == ["all"]
    assert await check(door, NUMBER) == ["all"]
    lifted = await admin.post(f"{BASE}/remove", json={"scope": "all", "number": NUMBER})
    assert lifted.status_code == 204
    assert await check(door, NUMBER) == []
    again = await admin.post(f"{BASE}/remove", json={"scope": "all", "number": NUMBER})
    assert again.status_code == 404


async def test_a_scope_or_number_that_is_none_is_refused(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    real = "+393331234567"
    for scope, number in [("controller:4711", real), ("nobody", real), ("all", "33312345"), ("all", "x")]:
        answer = await admin.post(BASE, json={"scope": scope, "numbers": [number]})
        assert answer.status_code == 422, (scope, number, answer.text)
        assert "33312345" not in answer.text


async def test_a_number_without_a_country_is_of_the_one_that_is_named_or_that_the_lists_have(
    door: Door, estate: Estate
) -> None:
    admin = await door.admin()
    scope = f"controller:{estate.controller_id}"
    assert (await made(admin, "POST", BASE, {"scope": scope, "numbers": ["333 1234567", "02/12345678"]}))["added"] == 2
    assert await check(door, "+393331234567", controller_id=estate.controller_id) == [scope]
    assert await check(door, "333 123.4567", controller_id=estate.controller_id) == [scope]
    american = {"scope": "all", "numbers": ["(212) 736-5000"], "country": "US"}
    assert (await made(admin, "POST", BASE, american))["added"] == 1
    assert await check(door, "+12127365000") == ["all"]
    lifted = await admin.post(f"{BASE}/remove", json={"scope": "all", "number": "2127365000", "country": "US"})
    assert lifted.status_code == 204
    other = {"name": "May", "controller_id": estate.controller_id, "country": "US"}
    await made(admin, "POST", "/api/v1/lists", other)
    for wrong in ({"numbers": ["333 1234568"]}, {"numbers": ["333 1234568"], "country": "ZZ"}):
        refused = await admin.post(BASE, json={"scope": scope, **wrong})
        assert (refused.status_code, "country" in refused.json()["detail"]) == (422, True), refused.text
    campaign = {"scope": f"campaign:{estate.campaign_id}", "numbers": ["333 1234568"]}
    assert (await made(admin, "POST", BASE, campaign))["added"] == 1


async def test_no_answer_and_no_audit_line_tells_the_number(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/controllers/{estate.controller_id}/suppressions"
    await made(admin, "POST", path, {"numbers": [NUMBER], "reason": "asked"})
    listed = await admin.get(path)
    assert [one["reason"] for one in listed.json()] == ["asked"]
    assert (await admin.delete(f"{path}/{NUMBER}")).status_code == 204
    assert (await admin.get(path)).json() == []
    said = listed.text + (await admin.get("/api/v1/audit")).text
    assert "212345678" not in said


async def test_a_file_is_read_whatever_its_form(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    files = {
        "one a row": "02 1234 5678\r\n+39 333 1234567\nnonsense\n\n",
        "a header": "nome;telefono\nAda;0212345679\nBob;n/a\n",
        "commas": '\ufeffnumber,why\n"+390212345670","said, so"\n',
    }
    told = {}
    for name, text in files.items():
        answer = await admin.post(
            f"{BASE}/import",
            params={"scope": "all", "reason": name},
            content=text.encode(),
            headers={"Content-Type": "text/csv"},
        )
        assert answer.status_code == 200, answer.text
        body = answer.json()
        told[name] = (body["rows"], body["added"], [row["line"] for row in body["rejected"]])
    assert told == {"one a row": (3, 2, [3]), "a header": (2, 1, [3]), "commas": (1, 1, [])}
    for number in (NUMBER, "+393331234567", "+390212345679", "+390212345670"):
        assert await check(door, number) == ["all"]


async def test_a_file_of_another_kind_or_country_is_refused(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    answer = await admin.post(f"{BASE}/import", params={"scope": "all"}, content=b"{}", headers={"Content-Type": "a/b"})
    assert answer.status_code == 415
    headers = {"Content-Type": "text/csv"}
    answer = await admin.post(f"{BASE}/import", params={"scope": "all", "country": "XX"}, content=b"", headers=headers)
    assert answer.status_code == 422


async def test_many_numbers_arrive_whole_over_chunk_borders(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    lines = "".join(f"+39333{index:07d}\n" for index in range(2500)).encode()

    async def pieces():
        for start in range(0, len(lines), 777):
            yield lines[start : start + 777]

    answer = await admin.post(
        f"{BASE}/import", params={"scope": "all"}, content=pieces(), headers={"Content-Type": "text/plain"}
    )
    assert answer.json()["added"] == 2500, answer.text
    assert await door.parts.store.suppressions.count("all") == 2500


async def test_the_engine_is_told_which_calls_to_call_off(door: Door, estate: Estate) -> None:
    admin, store = await door.admin(), door.parts.store
    await store.leads.add(estate.list_id, [NewLead(phones=((NUMBER, ""),), name="Ada")])
    zones = list(await store.leads.zone_keys(estate.campaign_id))
    [lead] = await store.leads.claim(estate.campaign_id, owner="e", now=9e9, lease_s=60.0, limit=1, zone_keys=zones)
    attempt = estate.attempt("ringing", lead.lead_id, NUMBER)
    assert await store.attempts.place([attempt], owner="e", now=9e9) == {"ringing"}
    async with door.parts.bus.subscribe(Topic.SUPPRESSED) as told:
        body = {"scope": "all", "numbers": [NUMBER], "reason": "asked"}
        assert await made(admin, "POST", BASE, body) == {"added": 1, "called_off": 1}
        message = told.get_nowait()
    assert message is not None
    assert message.body["attempt_ids"] == ["ringing"]
