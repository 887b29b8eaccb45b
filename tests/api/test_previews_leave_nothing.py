"""A file that is only looked at leaves nothing behind, and what it was looked at by is what it is loaded by."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api.test_lists import left_over, upload
from tests.support.api_clients import Door, Estate, items_of, made
from tests.support.command_line import Desk

AMERICAN = b"name,phone\nAda,(212) 736-5000\n"
RAW = {"content-type": "text/csv"}


def new(estate: Estate, **more: Any) -> str:
    return json.dumps({"name": "May", "company_id": estate.company_id, **more})


async def test_a_file_is_looked_at_for_a_list_that_is_not_made(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    query = {"new_list": new(estate, country="US"), "map": ["name=last_name"]}
    answer = await admin.post("/api/v1/previews", params=query, content=AMERICAN, headers=RAW)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["country"], found["rows"][0]["lead"]["phones"]) == ("US", [["+12127365000", "phone"]])
    assert [one["meaning"] for one in found["columns"]] == ["last_name", "phone"]
    assert [one["name"] for one in await items_of(admin, "/api/v1/lists")] == ["March"]
    assert (await items_of(admin, "/api/v1/imports"), left_over(door)) == ([], [])


async def test_a_file_is_looked_at_for_a_list_that_is_there_without_a_trace(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await upload(door, admin, estate.list_id, b"phone\n0612345678\n")
    query = {"list_id": estate.list_id}
    answer = await admin.post("/api/v1/previews", params=query, content=b"phone\n06 1234 5678\n", headers=RAW)
    assert answer.json()["rows"][0]["becomes"] == "known"
    assert (len(await items_of(admin, "/api/v1/imports")), left_over(door)) == (1, [])


@pytest.mark.parametrize(
    ("query", "status", "why"),
    [
        ({}, 422, "list_id"),
        ({"list_id": "1", "new_list": "{}"}, 422, "new_list"),
        ({"new_list": '{"name": "March", "company_id": 1}'}, 409, "March"),
        ({"new_list": '{"name": "May", "company_id": 9}'}, 422, "bad-reference"),
        ({"new_list": '{"name": "May", "company_id": 1, "country": "ZZ"}'}, 422, "country"),
        ({"list_id": "1", "map": "name"}, 422, "COLUMN=MEANING"),
        ({"list_id": "1", "country": "italy"}, 422, "country"),
        ({"list_id": "99"}, 404, "list"),
        ({"list_id": "1", "header_row": str(10**20)}, 422, "header_row"),
    ],
)
async def test_what_cannot_be_looked_at_is_refused(
    door: Door, estate: Estate, query: dict[str, str], status: int, why: str
) -> None:
    admin = await door.admin()
    answer = await admin.post("/api/v1/previews", params=query, content=AMERICAN, headers=RAW)
    assert (answer.status_code, why in answer.text) == (status, True), answer.text
    assert left_over(door) == []


async def test_the_country_of_a_preview_is_that_of_its_import(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/lists/{estate.list_id}/preview"
    italian = (await admin.post(path, content=AMERICAN, headers=RAW)).json()
    assert (italian["country"], italian["rejected"]) == ("IT", 1)
    american = (await admin.post(path, params={"country": "US"}, content=AMERICAN, headers=RAW)).json()
    assert (american["country"], american["rejected"]) == ("US", 0)
    assert american["upload"]["options"]["country"] == "US"
    begun = f"/api/v1/imports/{italian['upload']['id']}"
    assert (await made(admin, "POST", f"{begun}/preview", {"country": "US"}))["country"] == "US"
    await made(admin, "POST", f"{begun}/start", {"country": "US"})
    await door.parts.service.jobs.wait()
    ended = await made(admin, "GET", begun)
    assert (ended["loaded"], ended["options"]["country"]) == (1, "US")
    assert (await made(admin, "GET", f"/api/v1/lists/{estate.list_id}"))["country"] == "IT"


async def test_a_list_that_holds_nobody_can_be_deleted(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    listed = await made(admin, "POST", "/api/v1/lists", {"name": "May", "company_id": estate.company_id})
    path = f"/api/v1/lists/{listed['id']}"
    ended = await upload(door, admin, listed["id"], b"phone\n12\n")
    assert ended["rejected"] == 1
    waiting = (await admin.post(f"{path}/preview", content=b"phone\n0612345678\n", headers=RAW)).json()["upload"]
    refused = await admin.delete(path)
    assert (refused.status_code, "cancel it" in refused.text) == (409, True)
    await made(admin, "POST", f"/api/v1/imports/{waiting['id']}/cancel")
    assert (await admin.delete(path)).status_code == 204
    assert (await admin.get(path)).status_code == 404
    assert await items_of(admin, "/api/v1/imports") == []
    [line] = await items_of(admin, "/api/v1/audit?action=list.delete")
    assert line["facts"] == {"name": "May"}
    await upload(door, admin, estate.list_id, b"phone\n0612345678\n")
    refused = await admin.delete(f"/api/v1/lists/{estate.list_id}")
    assert (refused.status_code, "archive it" in refused.text) == (409, True)


async def test_the_command_line_makes_a_list_only_for_a_file_that_is_loaded(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(AMERICAN)
    new_list = ("May", str(file), "--country", "US")
    said = await desk.says("list", "preview", *new_list)
    assert ("read as of US" in said, "+12127365000" in said) == (True, True), said
    assert "come di US" in await desk.says("list", "preview", *new_list, "--language", "it")
    file.write_text("name,line\nAda,(212) 736-5000\n")
    assert "names no phone column" in await desk.says("list", "import", *new_list, code=1)
    assert [one["name"] for one in await items_of(desk.client, "/api/v1/lists")] == ["March"]
    assert await items_of(desk.client, "/api/v1/imports") == []
    assert "1 lead loaded" in await desk.says("list", "import", *new_list, "--map", "line=phone")
    assert "US" in await desk.says("list", "show", "May")
    file.write_text("phone\n(212) 736-5001\n")
    said = await desk.says("list", "import", "March", str(file), code=1)
    assert all(words in said for words in ("1 row rejected", "Nothing of the file was received", "list watch ")), said
    assert "1 lead loaded" in await desk.says("list", "import", "March", str(file), "--country", "US")
    assert "archive it" in await desk.says("list", "delete", "March", code=1)
    await made(desk.client, "POST", "/api/v1/lists", {"name": "June", "company_id": 1})
    assert "June è cancellata" in await desk.says("list", "delete", "June", "--language", "it")
