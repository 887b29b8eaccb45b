"""Shares of a campaign's lists, written for all of them at once; and a list's name corrected."""

from tests.support.api_clients import Door, Estate, made


async def another_list(door: Door, estate: Estate, name: str, *, campaign_id: int | None) -> int:
    store = door.parts.store
    listed = await store.lists.create(
        name=name, company_id=estate.company_id, campaign_id=campaign_id, now=door.parts.clock()
    )
    return listed.id


async def test_weights_of_several_lists_are_written_at_once_and_left_out_ones_stay(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    april = await another_list(door, estate, "April", campaign_id=estate.campaign_id)
    may = await another_list(door, estate, "May", campaign_id=estate.campaign_id)
    path = f"/api/v1/campaigns/{estate.campaign_id}/list-shares"
    shown = await made(admin, "GET", path)
    assert [(one["name"], one["weight"], one["is_dialled"]) for one in shown["lists"]] == [
        ("April", 0, True),
        ("March", 0, True),
        ("May", 0, True),
    ]
    wanted = {"weights": [{"list_id": april, "weight": 3}, {"list_id": estate.list_id, "weight": 1}]}
    changed = await made(admin, "PATCH", path, wanted)
    assert [one["weight"] for one in changed["lists"]] == [3, 1, 0]
    assert (await made(admin, "GET", f"/api/v1/lists/{april}"))["weight"] == 3
    assert (await made(admin, "GET", f"/api/v1/lists/{may}"))["weight"] == 0
    [line] = await door.parts.store.audit.list(subject=f"campaign:{estate.campaign_id}", limit=1)
    assert (line.action, line.facts["weights"]) == ("campaign.list_shares", {str(april): 3, str(estate.list_id): 1})


async def test_a_second_manager_is_told_and_overwrites_nothing(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    april = await another_list(door, estate, "April", campaign_id=estate.campaign_id)
    path = f"/api/v1/campaigns/{estate.campaign_id}/list-shares"
    tag = (await admin.get(path)).headers["etag"]
    first = {"weights": [{"list_id": april, "weight": 5}]}
    one = await admin.patch(path, json=first, headers={"if-match": tag})
    assert one.is_success, one.text
    other = {"weights": [{"list_id": april, "weight": 2}, {"list_id": estate.list_id, "weight": 2}]}
    late = await admin.patch(path, json=other, headers={"if-match": tag})
    said = late.json()
    assert (late.status_code, said["type"]) == (412, "/problems/changed")
    assert [one["weight"] for one in said["present"]["lists"]] == [5, 0]
    assert said["etag"] == one.headers["etag"]
    assert said["changed_by"]["action"] == "campaign.list_shares"
    again = await admin.patch(path, json=other, headers={"if-match": said["etag"]})
    assert [one["weight"] for one in again.json()["lists"]] == [2, 2]


async def test_a_list_of_another_campaign_has_no_share_here_and_nothing_is_half_written(
    door: Door, estate: Estate
) -> None:
    admin = await door.admin()
    stray = await another_list(door, estate, "Stray", campaign_id=None)
    path = f"/api/v1/campaigns/{estate.campaign_id}/list-shares"
    asked = {"weights": [{"list_id": estate.list_id, "weight": 4}, {"list_id": stray, "weight": 1}]}
    refused = await admin.patch(path, json=asked)
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "/weights")
    assert [one["weight"] for one in (await made(admin, "GET", path))["lists"]] == [0]


async def test_a_lists_name_is_corrected_and_is_nobody_elses(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await another_list(door, estate, "April", campaign_id=None)
    path = f"/api/v1/lists/{estate.list_id}"
    assert (await made(admin, "PATCH", path, {"name": "March, corrected"}))["name"] == "March, corrected"
    [line] = await door.parts.store.audit.list(subject=f"list:{estate.list_id}", limit=1)
    assert (line.action, line.facts) == ("list.rename", {"name": "March, corrected", "before": "March"})
    taken = await admin.patch(path, json={"name": "April"})
    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/name-taken")
