"""Where trunks may call, over the API."""

from typing import Any

from dialer.core.enums import Role
from dialer.i18n.message import msg, to_plain
from dialer.messaging.bus import Topic
from tests.support.api_clients import Door, Estate, made

WHOLE = {
    "allowed": ["+39", "+41"],
    "refused": ["+39899"],
    "premium": False,
    "calls_per_hour": 100,
    "minutes_per_hour": None,
    "spend_per_hour": 2.5,
    "currency": "EUR",
    "prices": [{"prefix": "+39", "per_minute": 0.01}],
}


async def test_destinations_are_the_countrys_then_those_that_an_admin_writes(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/trunks/{estate.trunk_id}/destinations"
    [listed] = await made(admin, "GET", "/api/v1/destinations")
    assert (listed["trunk"], listed["allowed"], listed["hour"]) == ("carrier", None, None)
    assert listed["places"] == [{"prefix": "+39", "country": "IT", "allowed": True}]
    written = await made(admin, "PUT", path, WHOLE)
    assert {name: written[name] for name in WHOLE} == WHOLE
    assert written["places"] == [
        {"prefix": "+39", "country": "IT", "allowed": True},
        {"prefix": "+39899", "country": "IT", "allowed": False},
        {"prefix": "+41", "country": "CH", "allowed": True},
    ]
    left_out = await admin.put(path, json={"allowed": ["+39"]})
    assert (left_out.status_code, left_out.json()["type"].rpartition("/")[2]) == (422, "left-out")
    patched = await made(admin, "PATCH", path, {"calls_per_hour": None})
    assert (patched["calls_per_hour"], patched["allowed"]) == (None, ["+39", "+41"])
    lines = await door.parts.store.audit.list(subject=f"trunk:{estate.trunk_id}", limit=5)
    assert [line.action for line in lines].count("trunk.destinations") == 2


async def test_two_admins_do_not_overwrite_each_other(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/trunks/{estate.trunk_id}/destinations"
    etag = (await admin.get(path)).headers["etag"]
    await made(admin, "PUT", path, WHOLE)
    late = await admin.patch(path, json={"premium": True}, headers={"If-Match": etag})
    assert late.status_code == 412
    assert late.json()["present"]["calls_per_hour"] == 100
    assert late.json()["changed_by"]["action"] == "trunk.destinations"


async def test_what_says_more_than_was_meant_is_refused_in_words(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/trunks/{estate.trunk_id}/destinations"
    for body, where, what in (
        ({"allowed": ["+8"]}, "allowed", "the beginning of several countries' codes"),
        ({"allowed": ["0039"]}, "/allowed/0", ""),
        ({"allowed": ["+39"], "refused": ["+39"]}, "refused", "cannot be allowed and refused"),
        ({"spend_per_hour": 5.0}, "prices", "needs the price of a minute"),
    ):
        refused = await admin.put(path, json=body)
        assert refused.status_code == 422, body
        [error] = [one for one in refused.json()["errors"] if where in one["where"]]
        assert what in error["what"]


async def test_a_number_is_tried_without_a_call(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/trunks/{estate.trunk_id}/destinations"
    await made(admin, "PUT", path, WHOLE)
    allowed = await made(admin, "POST", f"{path}/try", {"number": "+39 06 1234 5678"})
    assert (allowed["allowed"], allowed["number"], allowed["price"]) == (True, "+390612345678", 0.01)
    refused = await made(admin, "POST", f"{path}/try", {"number": "+442079460000"})
    assert (refused["allowed"], refused["refusal"], refused["country"]) == (False, "not_allowed", "GB")
    assert refused["text"] == "The number is in none of the destinations that the trunk carrier may call."
    assert (await admin.post(f"{path}/try", json={"number": "hello"})).status_code == 422
    supervisor = await door.client(Role.SUPERVISOR)
    assert (await supervisor.post(f"{path}/try", json={"number": "+442079460000"})).status_code == 200
    assert (await supervisor.put(path, json=WHOLE)).status_code == 403
    assert (await admin.get("/api/v1/trunks/999/destinations")).status_code == 404


async def test_the_hour_is_told_by_the_engines_board(door: Door, estate: Estate) -> None:
    admin, now = await door.admin(), door.parts.clock()
    guard: dict[str, Any] = {"calls": 7, "minutes": 1.5, "spend": 0.1, "refused": 2, "reached": ["calls"]}
    guard |= {"frees_at": now, "alarm": {"what": "calls", "since": now, "text": to_plain(msg("Enough."))}}
    door.parts.bus.publish(Topic.BOARD, {"at": now, "trunks": [{"id": estate.trunk_id, "guard": guard}]})
    [listed] = await made(admin, "GET", "/api/v1/destinations")
    assert (listed["hour"]["calls"], listed["hour"]["refused"], listed["hour"]["reached"]) == (7, 2, ["calls"])
    assert listed["hour"]["alarm"] == "Enough."


async def test_leads_are_due_again_when_the_trunks_country_changes(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/nodes/{estate.node_id}/trunks/carrier"
    async with door.parts.bus.subscribe(Topic.CAMPAIGN) as told:
        await made(admin, "PATCH", path, {"country": "CH"})
        message = await anext(aiter(told))
    assert message.body == {"campaign_id": estate.campaign_id}
    assert (await door.parts.store.trunks.get(estate.trunk_id)).country == "CH"
