"""A file is looked at before it is loaded: what each column is taken for, what each row would become."""

import io
import zipfile
from typing import Any

import httpx
import pytest

from tests.api.test_lists import left_over
from tests.support.api_clients import Door, Estate, items_of, made

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
    await door.parts.service.jobs.wait()
    ended = await made(admin, "GET", path)
    assert (ended["status"], ended["loaded"], ended["rejected"], ended["options"]["map"]) == (
        "finished",
        1,
        1,
        asked["map"],
    )
    [lead] = await items_of(admin, f"/api/v1/leads?list_id={estate.list_id}&reason=to+compare")
    # The third row has the first's mobile, and the fourth its land line: one person. A corrected number comes first.
    assert [phone["number"] for phone in lead["phones"]] == ["+393331234567", "+39021234567", "+390612345678"]
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


async def loaded(door: Door, admin: httpx.AsyncClient, import_id: int, asked: Any) -> Any:
    await made(admin, "POST", f"/api/v1/imports/{import_id}/start", asked)
    await door.parts.service.jobs.wait()
    ended = await made(admin, "GET", f"/api/v1/imports/{import_id}")
    assert ended["status"] == "finished"
    return ended


@pytest.mark.parametrize("then", ["skip", "update", "keep"])
async def test_the_sums_of_a_preview_are_those_of_the_import(door: Door, estate: Estate, then: str) -> None:
    admin = await door.admin()
    stop = {"scope": f"company:{estate.company_id}", "numbers": ["+390655500000"], "reason": "said no"}
    await made(admin, "POST", "/api/v1/suppressions", stop)
    there = b"tel,nome\n0655500001,Ada\n0655500002,Bob\n0655500003,Cleo\n"
    await loaded(door, admin, (await previewed(admin, estate.list_id, there))["upload"]["id"], {})
    rows = [
        *("0655500000,Suppressed", "12,Rejected", "0655500001,Ada", "0655500002,Bobby", "0655500003,"),
        *("0655500010,New", "0655500010,New", "0655500010,", "0655500010,Newer", "0655500010,Newer"),
        *(f"06555001{place:02d},Fresh" for place in range(30)),
        "0655500100,Fresh",  # repeats a row that is not shown
    ]
    asked = {"duplicates": {"by": ["any_phone", "external_id"], "scope": "list", "then": then}}
    upload = (await previewed(admin, estate.list_id, "\n".join(["tel,nome", *rows]).encode()))["upload"]["id"]
    found = await made(admin, "POST", f"/api/v1/imports/{upload}/preview", asked)
    assert sum(found["becomes"].values()) == found["checked"] == len(rows)
    assert len(found["rows"]) == 20
    done = await loaded(door, admin, upload, asked)
    assert found["becomes"] == {
        "added": done["loaded"],
        "updated": done["updated"],
        "known": done["duplicates"],
        "suppressed": done["suppressed"],
        "rejected": done["rejected"],
    }
    expected = {
        "skip": {"added": 31, "updated": 0, "known": 8},
        "update": {"added": 31, "updated": 2, "known": 6},
        "keep": {"added": 33, "updated": 0, "known": 6},
    }[then]
    assert found["becomes"] == {**expected, "suppressed": 1, "rejected": 1}


async def test_a_file_that_cannot_be_loaded_has_no_sums(door: Door, estate: Estate) -> None:
    found = await previewed(await door.admin(), estate.list_id, b"nome\nAda\n")
    assert (bool(found["problem"]), found["becomes"]) == (True, {})


async def test_only_the_first_twenty_of_the_rows_are_shown(door: Door, estate: Estate) -> None:
    rows = b"".join(b"06123456%02d\n" % number for number in range(90)) + b"12\n"
    found = await previewed(await door.admin(), estate.list_id, b"tel\n" + rows)
    assert (len(found["rows"]), found["checked"], found["rejected"], found["total"]) == (20, 91, 1, 91)


async def test_a_file_that_waits_can_be_dropped_and_leaves_nothing(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    found = await previewed(admin, estate.list_id, PEOPLE.encode())
    assert len(left_over(door)) == 1
    dropped = await made(admin, "POST", f"/api/v1/imports/{found['upload']['id']}/cancel")
    assert (dropped["status"], left_over(door)) == ("declined", [])


async def test_a_file_whose_disk_copy_is_gone_cannot_be_started(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    found = await previewed(admin, estate.list_id, PEOPLE.encode())
    for path in left_over(door):
        path.unlink()
    refused = await admin.post(f"/api/v1/imports/{found['upload']['id']}/start", json={})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/upload-elsewhere")


SEEN_BEFORE = b"codice;nome;telefono\n1;Ada;0612345678\n2;Bob;0287654321\n"
NOW_SEEN = (
    b"codice;nome;telefono;altro telefono;note\n"
    b"1;Ada;0612345678;;\n"  # nothing new
    b"2;Bob;0287654321;;a note\n"
    b"3;Cleo;3331234567;;\n"  # must not be called
    b"4;Dan;3331234568;3331234567;\n"
    b"5;Eve;3331234568;;\n"  # Dan's number
    b"6;Flo;12;;\n"
)


@pytest.mark.parametrize(
    ("then", "becomes"),
    [
        ("skip", ["known", "known", "suppressed", "added", "known", "rejected"]),
        ("update", ["known", "updated", "suppressed", "added", "updated", "rejected"]),
        ("keep", ["known", "known", "suppressed", "added", "added", "rejected"]),
    ],
)
async def test_each_row_says_what_it_would_really_become_and_then_does(
    door: Door, estate: Estate, then: str, becomes: list[str]
) -> None:
    admin = await door.admin()
    stop = {"scope": f"company:{estate.company_id}", "numbers": ["+393331234567"], "reason": "said no"}
    await made(admin, "POST", "/api/v1/suppressions", stop)
    kind = {"headers": {"content-type": "text/csv"}}
    await admin.post(f"/api/v1/lists/{estate.list_id}/import", content=SEEN_BEFORE, **kind)  # type: ignore[arg-type]
    await door.parts.service.jobs.wait()
    leads = {lead["external_id"]: lead["lead_id"] for lead in await items_of(admin, "/api/v1/leads")}

    waiting = await previewed(admin, estate.list_id, NOW_SEEN)
    path = f"/api/v1/imports/{waiting['upload']['id']}"
    asked = {"duplicates": {"then": then}}
    found = await made(admin, "POST", f"{path}/preview", asked)
    assert found["asked"]
    rows = found["rows"]
    assert [row["becomes"] for row in rows] == becomes
    assert [row["suppressed"] for row in rows] == [0, 0, 1, 1, 0, 0]
    assert rows[0]["lead_id"] == leads["1"]
    assert rows[4]["same_as"] == 5
    assert len(await items_of(admin, "/api/v1/leads")) == 2  # nothing was loaded by looking

    await made(admin, "POST", f"{path}/start", asked)
    await door.parts.service.jobs.wait()
    ended = await made(admin, "GET", path)
    counts = {"added": "loaded", "updated": "updated", "known": "duplicates"}
    counts |= {"suppressed": "suppressed", "rejected": "rejected"}
    assert {word: ended[name] for word, name in counts.items()} == {word: becomes.count(word) for word in counts}


async def test_a_zip_of_several_tables_is_looked_into_as_a_whole(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    made_zip = io.BytesIO()
    with zipfile.ZipFile(made_zip, "w") as archive:
        archive.writestr("north.csv", "nome;telefono\nAda;0612345678\n")
        archive.writestr("south.csv", "name,phone,town\nBob,12,Bari\nAda,0612345678,Roma\n")
        archive.writestr("towns.csv", "town\nBari\n")
    found = await previewed(admin, estate.list_id, made_zip.getvalue(), kind="application/zip")
    assert [(one["name"], one["total"], bool(one["problem"])) for one in found["tables"]] == [
        ("north.csv", 1, False),
        ("south.csv", 2, False),
        ("towns.csv", 1, True),
    ]
    assert found["problem"].startswith("towns.csv: ")
    rows = {(row["table"], row["line"]): row for row in found["rows"]}
    assert (rows["south.csv", 2]["column"], rows["south.csv", 2]["value"]) == ("phone", "12")
    assert (rows["south.csv", 3]["same_as"], rows["south.csv", 3]["same_as_table"]) == (2, "north.csv")
    assert found["total"] == 4
