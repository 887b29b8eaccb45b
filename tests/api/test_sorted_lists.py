"""Lists that grow: page by page, in an order that is asked for, and found by a filter."""

from typing import Any

import httpx
import pytest

from tests.support.api_clients import Door, Estate, items_of, made

ORDERS = {
    "audit": ("-id", "id"),
    "imports": ("-id", "id"),
    "jobs": ("-id", "id"),
    "agents": ("name", "-name", "id", "-id"),
    "campaigns": ("id", "name", "-created_at"),
    "caller-ids": ("id", "-number"),
    "companies": ("id", "-name"),
    "keys": ("id", "name", "-expires_at"),
    "lists": ("id", "name", "-name", "created_at"),
    "teams": ("name", "-id"),
    "users": ("name", "-created_at"),
}


async def several(door: Door, estate: Estate) -> httpx.AsyncClient:
    """A client, with five more of each thing, out of alphabetical order."""
    admin = await door.admin()
    campaign: dict[str, Any] = {"company_id": estate.company_id, "node_id": estate.node_id}
    for which in ("d", "b", "e", "a", "c"):
        await made(admin, "POST", "/api/v1/agents", {"name": which, "phone": f"PJSIP/2{ord(which)}"})
        await made(admin, "POST", "/api/v1/campaigns", {**campaign, "name": which})
        number = {"company_id": estate.company_id, "number": f"+3902123456{ord(which)}"}
        await made(admin, "POST", "/api/v1/caller-ids", number)
        await made(admin, "POST", "/api/v1/companies", {"name": which})
        await made(admin, "POST", "/api/v1/lists", {"name": which, "company_id": estate.company_id})
        await made(admin, "POST", "/api/v1/teams", {"name": which})
        await made(admin, "POST", "/api/v1/users", {"name": which, "grants": [{"role": "supervisor"}]})
        await door.parts.store.jobs.queue("anything", which, {}, actor="test", now=1000.0)
        imported = await door.parts.store.imports.start(estate.list_id, f"{which}.csv", now=1000.0)
        await door.parts.store.imports.end(imported.id, status="finished", now=1001.0)
    return admin


async def test_suppressions_are_read_page_by_page_in_both_orders_of_their_digests(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), "/api/v1/suppressions"
    numbers = [f"+39021234567{number}" for number in range(5)]
    await made(admin, "POST", path, {"scope": "all", "numbers": numbers, "reason": "asked"})
    whole = await items_of(admin, f"{path}?limit=1000")
    assert len(whole) == 5
    assert await read(admin, path, "digest") == whole
    assert await read(admin, path, "-digest") == whole[::-1]
    for own in ("shoe_size", "added_at"):
        assert (await admin.get(f"{path}?sort={own}")).status_code == 422


async def read(client: httpx.AsyncClient, path: str, sort: str) -> list[dict[str, Any]]:
    """All items, two at a time."""
    found: list[dict[str, Any]] = []
    params: dict[str, Any] = {"sort": sort, "limit": 2}
    while True:
        answer = await client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert len(page["items"]) <= 2
        found += page["items"]
        if page["next"] is None:
            return found
        params["cursor"] = page["next"]


async def test_a_list_is_read_page_by_page_in_the_order_asked_for(door: Door, estate: Estate) -> None:
    admin = await several(door, estate)
    for thing, orders in ORDERS.items():
        whole = await items_of(admin, f"/api/v1/{thing}?limit=1000")
        for sort in orders:
            field = sort.removeprefix("-")
            expected = sorted(whole, key=lambda one: (one[field], one["id"]), reverse=sort != field)
            assert await read(admin, f"/api/v1/{thing}", sort) == expected, (thing, sort)


async def test_what_is_added_meanwhile_shifts_no_page(door: Door, estate: Estate) -> None:
    admin = await several(door, estate)
    first = (await admin.get("/api/v1/agents?limit=3")).json()
    await made(admin, "POST", "/api/v1/agents", {"name": "aa", "phone": "PJSIP/3000"})
    rest = await items_of(admin, f"/api/v1/agents?cursor={first['next']}")
    names = [one["name"] for one in (*first["items"], *rest)]
    assert names == ["a", "anna", "b", "c", "d", "e"]


@pytest.mark.parametrize("thing", ORDERS)
async def test_an_unknown_order_and_a_cursor_of_another_are_refused(door: Door, estate: Estate, thing: str) -> None:
    admin = await several(door, estate)
    refused = await admin.get(f"/api/v1/{thing}?sort=shoe_size")
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid")
    assert f"'{ORDERS[thing][0]}'" in refused.json()["detail"], "it names what may be asked for"
    there = (await admin.get(f"/api/v1/{thing}?limit=1&sort={ORDERS[thing][0]}")).json()["next"]
    if there is not None:
        other = await admin.get(f"/api/v1/{thing}?limit=1&sort={ORDERS[thing][1]}&cursor={there}")
        assert (other.status_code, other.json()["type"]) == (422, "/problems/invalid")


async def test_lists_are_filtered_by_the_same_names(door: Door, estate: Estate) -> None:
    admin = await several(door, estate)
    team = (await items_of(admin, "/api/v1/teams"))[0]["id"]
    await made(admin, "POST", "/api/v1/agents", {"name": "zoe", "phone": "PJSIP/9", "team_id": team})

    async def names(query: str) -> list[str]:
        return [one["name"] for one in await items_of(admin, f"/api/v1/{query}")]

    assert await names("agents?q=NN") == ["anna"]
    assert await names(f"agents?team_id={team}") == ["zoe"]
    assert await names("agents?name=b") == ["b"]
    assert await names("lists?q=E&sort=name") == [one for one in await names("lists?sort=name") if "e" in one.lower()]
    assert await names(f"lists?campaign_id={estate.campaign_id}&q=zzz") == []
    assert await names("campaigns?status=running") == []
    assert await names("users?q=%25") == [], "a wildcard is a text like another"
    assert await names("companies?name=b") == ["b"]
