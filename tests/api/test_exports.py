"""Lists and attempts as tables: which columns, whose numbers, and nothing that a spreadsheet would run."""

import csv
import io

import httpx
import pytest

from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.people.lists import exports
from dialer.people.lists.rules.export_columns import OFFERED
from tests.api.test_lists import upload
from tests.support.api_clients import Door, Estate, items_of, made

REASON = "the client asked for its list"
TABLE = (
    b"id,name,phone,mobile,fuso,town,note\r\n"
    b'A1,"=HYPERLINK(""x"")",0612345678,3331234567,,@Roma,-1\r\n'
    b"A2,Bob,+12125550123,,,,\r\n"
)


def path(estate: Estate) -> str:
    return f"/api/v1/lists/{estate.list_id}/leads.csv"


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), strict=True))


@pytest.fixture
async def loaded(door: Door, estate: Estate) -> Estate:
    ended = await upload(door, await door.admin(), estate.list_id, TABLE)
    assert (ended["loaded"], ended["rejected"]) == (2, 0)
    return estate


async def test_an_export_masks_numbers_and_disarms_every_cell(door: Door, loaded: Estate) -> None:
    answer = await (await door.client(Role.SUPERVISOR)).get(path(loaded))
    assert answer.headers["content-disposition"] == f'attachment; filename="leads-{loaded.list_id}.csv"'
    assert not answer.content.startswith(b"\xef\xbb\xbf")
    ada, bob = rows(answer)
    assert (ada["phone"], ada["phone2"], bob["phone2"]) == ("'+39********78", "'+39********67", "")
    assert (ada["name"], ada["town"], ada["notes"]) == ('\'=HYPERLINK("x")', "'@Roma", "'-1")
    assert (ada["pronto state"], ada["pronto list"], ada["pronto attempts"]) == ("open", "March", "0")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in (ada, bob) for cell in row.values())


async def test_columns_are_chosen_and_come_in_that_order(door: Door, loaded: Estate) -> None:
    answer = await (await door.admin()).get(path(loaded), params={"fields": "fields.town,external_id", "excel": "true"})
    assert answer.content == b"\xef\xbb\xbf" + b'"town","external_id"\r\n"\'@Roma","A1"\r\n"","A2"\r\n'


async def test_a_column_that_there_is_not_is_refused_with_those_there_are(door: Door, loaded: Estate) -> None:
    admin = await door.admin()
    for where, offered in ((path(loaded), [*OFFERED, "fields.town"]), ("/api/v1/attempts.csv", ["id", "number"])):
        answer = await admin.get(where, params={"fields": "name,salary"})
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")
        assert "salary" in answer.json()["detail"]
        assert all(name in answer.json()["detail"] for name in offered)


@pytest.mark.parametrize("where", ["leads", "attempts"])
async def test_whole_numbers_are_for_administrators_with_a_reason_that_is_kept(
    door: Door, loaded: Estate, where: str
) -> None:
    admin, manager = await door.admin(), await door.client(Role.MANAGER)
    [lead, _] = await items_of(admin, f"/api/v1/leads?list_id={loaded.list_id}")
    number = (await door.parts.store.leads.get(lead["lead_id"], sees=EVERYTHING)).phones[0].number
    attempt = loaded.attempt("attempt-1", lead["lead_id"], number)
    [claimed, _] = await claim(door, loaded)
    assert await door.parts.store.attempts.place([attempt], owner="engine", now=door.parts.clock())
    assert claimed == lead["lead_id"]
    to = path(loaded) if where == "leads" else "/api/v1/attempts.csv"
    assert number not in (await admin.get(to)).text
    assert (await manager.get(to, params={"reason": REASON})).status_code == 403
    assert (await admin.get(to, params={"reason": "x"})).status_code == 422
    shown = await admin.get(to, params={"reason": REASON})
    assert f"'{number}" in next(iter(rows(shown))).values()
    lines = await items_of(admin, "/api/v1/audit?action=number.unmask")
    assert [line["facts"]["reason"] for line in lines] == [REASON]
    assert lines[0]["subject"] == (f"list:{loaded.list_id}" if where == "leads" else "attempts")
    assert len(await items_of(admin, "/api/v1/audit?action=export")) == 1


async def claim(door: Door, estate: Estate) -> list[int]:
    leads, now = door.parts.store.leads, door.parts.clock()
    zones = await leads.zone_keys(estate.campaign_id)
    found = await leads.claim(estate.campaign_id, owner="engine", now=now, lease_s=60.0, limit=10, zone_keys=zones)
    return sorted(lead.lead_id for lead in found)


async def test_an_exported_list_is_there_already_when_it_is_loaded_again(door: Door, loaded: Estate) -> None:
    admin = await door.admin()
    content = (await admin.get(path(loaded), params={"reason": REASON})).content
    again = await upload(door, admin, loaded.list_id, content)
    assert (again["loaded"], again["rejected"], again["duplicates"]) == (0, 0, 2)
    before = await items_of(admin, f"/api/v1/leads?list_id={loaded.list_id}")
    body = {"name": "Copy", "company_id": loaded.company_id}
    copy = await made(admin, "POST", "/api/v1/lists", body)
    ended = await upload(door, admin, copy["id"], content)
    assert (ended["loaded"], ended["rejected"]) == (2, 0)
    after = await items_of(admin, f"/api/v1/leads?list_id={copy['id']}")
    told = ("external_id", "name", "language", "fields", "zone_key", "priority")
    assert [[lead[name] for name in told] for lead in after] == [[lead[name] for name in told] for lead in before]
    assert [[phone["number"] for phone in lead["phones"]] for lead in after] == [
        [phone["number"] for phone in lead["phones"]] for lead in before
    ]


async def test_a_long_list_leaves_page_by_page_and_archived_too(
    door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    leads = [NewLead(phones=((f"+39333{place:07d}", ""),), external_id=f"x{place}") for place in range(3000)]
    await door.parts.store.leads.add(estate.list_id, leads)
    admin = await door.admin()
    await made(admin, "POST", f"/api/v1/lists/{estate.list_id}/archive")
    monkeypatch.setattr(exports, "PAGE_LEADS", 400)
    chunks = await door.parts.service.exports.leads(estate.list_id, fields="external_id", reason=None, actor="test")
    counts = [chunk.count("\r\n") async for chunk in chunks]
    assert counts == [1, *[400] * 7, 200]
    found = rows(await admin.get(path(estate), params={"fields": "external_id"}))
    assert [row["external_id"] for row in found] == [f"x{place}" for place in range(3000)]
