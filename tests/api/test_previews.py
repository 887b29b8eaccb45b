"""A file is looked at before it is loaded: what each column is taken for, what each row would become."""

from typing import Any

import httpx
import pytest

from tests.api.door import Door, Estate, made
from tests.api.test_lists import left_over

PEOPLE = (
    "codice;nome;cognome;recapito 1;altro;provincia;base giuridica;priorità;cap;lingua;note;fonte consenso\r\n"
    "1;Ada;Rossi;06 1234 5678;333 1234567;RM;consenso;5;00100;italiano;richiamare;fiera\r\n"
    "2;Bob;Bianchi;12;;MI;;;;;;\r\n"
    "3;Cleo;Verdi;333 1234567 / 02 1234567;;TO;;;;;;\r\n"
    "4;Ada;Rossi;+39 06 12345678;;RM;;;;;;\r\n"
)


async def previewed(
    client: httpx.AsyncClient, list_id: int, content: bytes, *, kind: str = "text/csv", query: str = ""
) -> Any:
    answer = await client.post(
        f"/api/v1/lists/{list_id}/preview?filename=people.csv{query}", content=content, headers={"content-type": kind}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_preview_says_what_each_column_is_taken_for_and_what_each_row_would_become(
    door: Door, estate: Estate
) -> None:
    admin = await door.admin()
    found = await previewed(admin, estate.list_id, PEOPLE.encode("cp1252"))
    assert {one["name"]: one["meaning"] for one in found["columns"]} == {
        "codice": "external_id",
        "nome": "first_name",
        "cognome": "last_name",
        "recapito 1": "phone",
        "altro": "field",
        "provincia": "field",
        "base giuridica": "basis",
        "priorità": "priority",
        "cap": "postcode",
        "lingua": "language",
        "note": "notes",
        "fonte consenso": "consent_source",
    }
    assert (found["kind"], found["encoding"], found["separator"], found["total"]) == ("text", "cp1252", ";", 4)
    ada, bob, cleo, again = found["rows"]
    consent = ada["lead"].pop("consent")
    assert (consent["basis"], consent["source"]) == ("consent", "fiera")
    assert ada["lead"] == {
        "phones": [["+390612345678", "recapito 1"]],
        "external_id": "1",
        "name": "Ada Rossi",
        "language": "it",
        "fields": {"altro": "333 1234567", "provincia": "RM"},
        "zone_key": "Europe/Rome",
        "priority": 5,
        "notes": "richiamare",
        "postcode": "00100",
        "owner": "",
    }
    assert (bob["lead"], bob["line"], bob["column"]) == (None, 3, "recapito 1")
    assert bob["reason"]
    assert bob["mend"]
    assert [number for number, _ in cleo["lead"]["phones"]] == ["+393331234567", "+39021234567"]
    assert (again["same_as"], found["checked"], found["rejected"]) == (2, 4, 1)
    assert found["upload"]["status"] == "waiting"
    assert (await made(admin, "GET", f"/api/v1/lists/{estate.list_id}"))["leads"]["open"] == 0


async def test_a_person_corrects_the_columns_looks_again_and_confirms(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    found = await previewed(admin, estate.list_id, PEOPLE.encode())
    path = f"/api/v1/imports/{found['upload']['id']}"
    asked = {"map": {"altro": "phone", "provincia": "ignore"}, "duplicates": {"then": "update", "by": ["any_phone"]}}
    again = await made(admin, "POST", f"{path}/preview", asked)
    ada = again["rows"][0]["lead"]
    assert [number for number, _ in ada["phones"]] == ["+390612345678", "+393331234567"]
    assert ada["fields"] == {}
    begun = await admin.post(f"{path}/start", json=asked)
    assert (begun.status_code, begun.headers["location"]) == (202, path)
    await door.parts.service.uploads.wait()
    ended = await made(admin, "GET", path)
    assert (ended["status"], ended["loaded"], ended["rejected"], ended["options"]["map"]) == (
        "finished",
        1,
        1,
        asked["map"],
    )
    [lead] = await made(admin, "GET", f"/api/v1/leads?list_id={estate.list_id}")
    # The third row has the first's mobile, and the fourth its land line: one person, with what each adds.
    assert [phone["number"] for phone in lead["phones"]] == ["+390612345678", "+393331234567", "+39021234567"]
    assert left_over(door) == []
    for late in ("start", "preview"):
        refused = await admin.post(f"{path}/{late}", json=asked)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/import-not-waiting")


async def test_a_file_without_a_phone_column_is_shown_so_that_somebody_can_say_which_it_is(
    door: Door, estate: Estate
) -> None:
    admin = await door.admin()
    found = await previewed(admin, estate.list_id, b"who,line\nAda,0612345678\n")
    assert "phone column" in found["problem"]
    assert [one["samples"] for one in found["columns"]] == [["Ada"], ["0612345678"]]
    assert (found["rows"][0]["cells"], found["rows"][0]["lead"]) == (["Ada", "0612345678"], None)
    again = await made(
        admin, "POST", f"/api/v1/imports/{found['upload']['id']}/preview", {"map": {"line": "phone", "who": "name"}}
    )
    assert (again["problem"], again["rows"][0]["lead"]["name"]) == ("", "Ada")


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"map": {"tel": "phone", "nobody": "name"}}, "no column 'nobody'"),
        ({"map": {"tel": "name", "nome": "name"}}, "two columns were said to be name"),
    ],
)
async def test_a_meaning_that_cannot_be_is_said(door: Door, estate: Estate, asked: Any, why: str) -> None:
    admin = await door.admin()
    found = await previewed(admin, estate.list_id, b"tel,nome\n0612345678,Ada\n")
    assert why in (await made(admin, "POST", f"/api/v1/imports/{found['upload']['id']}/preview", asked))["problem"]


async def test_a_file_that_is_no_table_is_refused_and_not_kept(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    answer = await admin.post(
        f"/api/v1/lists/{estate.list_id}/preview",
        content=b"%PDF-1.7",
        headers={"content-type": "application/octet-stream"},
    )
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")
    assert "PDF" in answer.json()["detail"]
    assert left_over(door) == []


async def test_only_the_first_twenty_of_the_rows_are_shown(door: Door, estate: Estate) -> None:
    rows = b"".join(b"06123456%02d\n" % number for number in range(90)) + b"12\n"
    found = await previewed(await door.admin(), estate.list_id, b"tel\n" + rows)
    assert (len(found["rows"]), found["checked"], found["rejected"], found["total"]) == (20, 91, 1, 91)


async def test_a_file_that_waits_can_be_dropped_and_leaves_nothing(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    found = await previewed(admin, estate.list_id, PEOPLE.encode())
    assert len(left_over(door)) == 1
    dropped = await made(admin, "POST", f"/api/v1/imports/{found['upload']['id']}/cancel")
    assert (dropped["status"], left_over(door)) == ("cancelled", [])


async def test_a_file_whose_disk_copy_is_gone_cannot_be_started(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    found = await previewed(admin, estate.list_id, PEOPLE.encode())
    for path in left_over(door):
        path.unlink()
    refused = await admin.post(f"/api/v1/imports/{found['upload']['id']}/start", json={})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/upload-elsewhere")
