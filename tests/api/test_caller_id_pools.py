"""Pools of caller ids over the API: their numbers, what became of these, the law, and test calls."""

from typing import Any, Final

from sqlalchemy import insert

from dialer.core.enums import Outcome
from dialer.core.settings import Settings
from dialer.core.shipped_files import PROFILES as SHIPPED
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.storage.schema import ATTEMPT
from dialer.telephony.caller_ids.model import Appearance, NumberTest
from tests.support.api_clients import Door, Estate, build_estate, deleted, made, open_door

POOLS: Final = "/api/v1/caller-id-pools"


def a_pool(estate: Estate, **changes: Any) -> dict[str, Any]:
    return {"company_id": estate.company_id, "name": "north"} | changes


async def test_a_pool_is_made_filled_used_and_deleted(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    pool = await made(admin, "POST", POOLS, a_pool(estate, rest_hours=72))
    assert (pool["numbers"], pool["keeps_number"], pool["rest_hours"]) == (0, True, 72)
    path = f"{POOLS}/{pool['id']}"
    pasted = "+390212345678\n+39 02 1234 5679; +390212345678\nnobody, +39021"
    added = await made(admin, "POST", f"{path}/numbers", {"numbers": pasted, "areas": ["+3902"], "calls_per_hour": 60})
    assert added["added"] == added["made"] == ["+390212345678", "+390212345679"]
    assert [(one["line"], one["text"], one["why"]) for one in added["refused"]] == [
        (4, "nobody", "it is no phone number"),
        (5, "+39021", "no number of its country has so many digits"),
    ]
    again = await made(admin, "POST", f"{path}/numbers", {"numbers": "+390212345678"})
    assert (again["added"], again["there"]) == ([], ["+390212345678"])
    campaign = f"/api/v1/campaigns/{estate.campaign_id}"
    shown = await made(admin, "PATCH", campaign, {"caller_id_pool_id": pool["id"]})
    assert shown["caller_id_pool_id"] == pool["id"]
    config = await door.parts.store.campaigns.get(estate.campaign_id, sees=EVERYTHING)
    assert config.caller_id_pool is not None
    assert [(one.number, one.areas, one.calls_per_hour) for one in config.caller_id_pool.numbers] == [
        ("+390212345678", ("+3902",), 60),
        ("+390212345679", ("+3902",), 60),
    ]
    [listed] = await made(admin, "GET", f"{POOLS}?company_id={estate.company_id}")
    assert [one["id"] for one in listed["campaigns"]] == [estate.campaign_id]
    assert (await admin.delete(path)).status_code == 409  # a campaign uses it
    number = config.caller_id_pool.numbers[0].caller_id.id
    assert (await admin.delete(f"/api/v1/caller-ids/{number}")).status_code == 409  # a pool has it
    copy = await made(admin, "POST", f"{campaign}/copy", {"name": "Copied"})
    assert (await made(admin, "GET", f"/api/v1/campaigns/{copy['id']}"))["caller_id_pool_id"] == pool["id"]
    for one in (estate.campaign_id, copy["id"]):
        await made(admin, "PATCH", f"/api/v1/campaigns/{one}", {"caller_id_pool_id": None})
    assert (await deleted(admin, path)).status_code == 204
    assert (await deleted(admin, f"/api/v1/caller-ids/{number}")).status_code == 204  # it has stayed until now


async def test_a_number_rests_is_capped_and_taken_out(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    pool = await made(admin, "POST", POOLS, a_pool(estate))
    path = f"{POOLS}/{pool['id']}/numbers"
    await made(admin, "POST", path, {"numbers": "+390212345678"})
    [number] = await made(admin, "GET", path)
    assert (number["last_hour"], number["fall"], len(number["days"]), number["refused_by"]) == (0, None, 14, [])
    own = f"{path}/{number['id']}"
    rested = await made(admin, "PATCH", own, {"rests_until": "2099-01-01T00:00:00+00:00", "calls_per_day": 300})
    assert (rested["rests_because"], rested["calls_per_day"]) == ("by_hand", 300)
    assert (await made(admin, "GET", f"{POOLS}/{pool['id']}"))["resting"] == 1
    woken = await made(admin, "PATCH", own, {"rests_until": None})
    assert (woken["rests_until"], woken["rests_because"]) == (None, None)
    stale = await admin.patch(own, json={"enabled": False}, headers={"If-Match": '"old"'})
    assert (stale.status_code, stale.json()["present"]["calls_per_day"]) == (412, 300)
    assert stale.json()["changed_by"]["action"] == "caller_id_pool.number"
    wrong = await admin.patch(own, json={"areas": ["02"]})
    assert wrong.status_code == 422
    assert (await deleted(admin, own)).status_code == 204
    assert await made(admin, "GET", path) == []


async def test_figures_are_counted_from_the_attempts_that_showed_the_number(door: Door, estate: Estate) -> None:
    admin, now, number = await door.admin(), door.parts.clock(), "+390612345678"
    pool = await made(admin, "POST", POOLS, a_pool(estate))
    path = f"{POOLS}/{pool['id']}/numbers"
    await made(admin, "POST", path, {"numbers": f"{number}\n+390212345678"})
    [lead] = await door.parts.store.leads.add(estate.list_id, [NewLead(phones=(("+393330000011", ""),))])
    base = {"campaign_id": estate.campaign_id, "list_id": estate.list_id, "node_id": estate.node_id}
    base |= {"trunk_id": estate.trunk_id, "lead_id": lead, "number": "+393330000011", "state": "ended"}
    ago = (60.0, 1800.0, 7200.0, 40 * 3600.0, 400 * 3600.0)
    rows = [
        {
            **base,
            "id": f"r{place}",
            "caller_id": number,
            "placed_at": now - one,
            "outcome": "connected" if place % 2 else "no_answer",
        }
        for place, one in enumerate(ago)
    ]
    await door.parts.store.database.write(lambda connection: connection.execute(insert(ATTEMPT), rows))
    door.parts.service.caller_ids.forget()
    [own, other] = await made(admin, "GET", path)
    assert (own["last_hour"], own["last_day"], other["last_day"]) == (2, 3, 0)
    assert [(day["calls"], day["persons"]) for day in own["days"] if day["calls"]] == [(1, 1), (3, 1)]


async def test_a_campaign_takes_only_a_pool_of_its_company(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    other = await made(admin, "POST", "/api/v1/companies", {"name": "Other"})
    pool = await made(admin, "POST", POOLS, {"company_id": other["id"], "name": "theirs"})
    refused = await admin.patch(f"/api/v1/campaigns/{estate.campaign_id}", json={"caller_id_pool_id": pool["id"]})
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "/caller_id_pool_id")
    assert (await admin.post(POOLS, json={"company_id": other["id"], "name": "theirs"})).status_code == 409


async def test_the_law_of_each_campaign_is_said_of_each_number(settings: Settings) -> None:
    async with open_door(settings.model_copy(update={"profiles_dir": SHIPPED})) as door:
        estate, admin = await build_estate(door, profile="IT"), await door.admin()
        pool = await made(admin, "POST", POOLS, a_pool(estate))
        path = f"{POOLS}/{pool['id']}/numbers"
        await made(admin, "POST", path, {"numbers": "+390212345678"})
        change = {"caller_id_pool_id": pool["id"], "law": {"profile": "IT", "sector": "telecoms"}}
        await made(admin, "PATCH", f"/api/v1/campaigns/{estate.campaign_id}", change)
        [number] = await made(admin, "GET", path)
        [said] = number["refused_by"]
        assert (said["campaign_id"], said["rule"]) == (estate.campaign_id, "IT-CLI")
        assert said["what"].startswith("the number shown, or the trunk, is not as the law wants")


async def test_how_a_test_call_showed_is_kept(door: Door, estate: Estate) -> None:
    admin, store = await door.admin(), door.parts.store
    body = {"company_id": estate.company_id, "number": "+390212345678"}
    caller_id = await made(admin, "POST", "/api/v1/caller-ids", body)
    test = NumberTest(
        id=0,
        caller_id_id=caller_id["id"],
        placed_at=door.parts.clock(),
        actor="chiara",
        node="default",
        trunk="carrier",
        called="+39*******21",
        stage="number",
        outcome=Outcome.NO_ANSWER,
        cause=19,
    )
    kept = await store.number_tests.add(test)
    path = f"/api/v1/caller-ids/{caller_id['id']}/tests"
    [listed] = await made(admin, "GET", path)
    assert (listed["actor"], listed["outcome"], listed["appearance"]) == ("chiara", "no_answer", None)
    said = await made(admin, "POST", f"{path}/{kept.id}/appearance", {"appearance": "marked", "note": "Spam"})
    assert (said["appearance"], said["note"]) == (Appearance.MARKED, "Spam")
    elsewhere = await admin.post(f"/api/v1/caller-ids/99/tests/{kept.id}/appearance", json={"appearance": "other"})
    assert elsewhere.status_code == 404
    assert (await deleted(admin, f"/api/v1/caller-ids/{caller_id['id']}")).status_code == 204
