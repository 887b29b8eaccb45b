"""What custom fields hold is said once for a campaign, and every list of it is read by it."""

from typing import Any

import pytest

from dialer.people.leads.model import NewLead
from dialer.people.lists.rules.field_types import FieldKind, FieldType, fits
from tests.api.test_previews import previewed
from tests.support.api_clients import Door, Estate, made, written

TYPES: dict[str, Any] = {"Score": {"kind": "whole"}, "plan": {"kind": "choice", "choices": ["Gold", "Silver"]}}
ROWS = b"telefono;score;plan;born\n3331234567;7;gold;31/01/1980\n3331234568;many;gold;\n3331234569;1;tin;\n"


async def typed(door: Door, estate: Estate, types: dict[str, Any] = TYPES) -> Any:
    return await made(
        await door.admin(), "PUT", f"/api/v1/campaigns/{estate.campaign_id}/fields", {"field_types": types}
    )


async def test_a_list_is_read_by_what_its_campaign_says_of_its_fields_whatever_case_they_are_in(
    door: Door, estate: Estate
) -> None:
    admin = await door.admin()
    shown = await typed(door, estate)
    assert shown["field_types"]["Score"] == {"kind": "whole", "choices": []}
    found = await previewed(admin, estate.list_id, ROWS)
    good, many, tin = found["rows"]
    assert good["lead"]["fields"] == {"score": 7, "plan": "Gold", "born": "31/01/1980"}
    assert (many["line"], many["column"], many["value"]) == (3, "score", "many")
    assert many["mend"] == "write digits only"
    assert (tin["column"], tin["value"]) == ("plan", "tin")
    assert "Gold, Silver" in tin["mend"]


async def test_rejected_rows_say_row_column_value_and_how_to_mend_it(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await typed(door, estate)
    begun = await admin.post(
        f"/api/v1/lists/{estate.list_id}/import", content=ROWS, headers={"content-type": "text/csv"}
    )
    await door.parts.service.jobs.wait()
    path = f"/api/v1/imports/{begun.json()['id']}"
    assert (await made(admin, "GET", path))["rejected"] == 2
    first, second, *_ = (await admin.get(f"{path}/rejected.csv")).text.splitlines()[1:]
    assert first == '"3","score","many","not a whole number","write digits only","3331234568","many","gold",""'
    assert second.startswith('"4","plan","tin",')


async def test_a_list_keeps_what_its_campaign_does_not_say_and_cannot_say_otherwise(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/lists/{estate.list_id}"
    own = {"born": {"kind": "date"}, "score": {"kind": "text"}}
    assert (await made(admin, "PATCH", path, {"field_types": own}))["types"]["score"]["kind"] == "text"
    await typed(door, estate)
    shown = await made(admin, "GET", path)
    assert {name: said["kind"] for name, said in shown["types"].items()} == {
        "born": "date",
        "score": "whole",
        "plan": "choice",
    }
    refused = await admin.patch(path, json={"field_types": own})
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "/field_types/score")
    await made(admin, "PATCH", path, {"campaign_id": None})
    assert (await made(admin, "GET", path))["types"]["score"]["kind"] == "text"  # its own again


async def test_a_campaign_that_is_written_anew_keeps_its_types_unless_it_says_some(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await typed(door, estate)
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    body = written(await made(admin, "GET", path))
    del body["field_types"]
    assert set((await made(admin, "PUT", path, body))["field_types"]) == {"Score", "plan"}
    assert (await made(admin, "PUT", path, body | {"field_types": {}}))["field_types"] == {}


@pytest.mark.parametrize(
    ("types", "said"),
    [
        ({"plan": {"kind": "choice"}}, "a choice needs its choices"),
        ({"score": {"kind": "whole", "choices": ["1"]}}, "nothing else has any"),
        ({"Score": {"kind": "whole"}, "score": {"kind": "text"}}, "given twice"),
        ({"score": {"kind": "money"}}, "whole"),
    ],
)
async def test_types_that_cannot_be_are_refused(door: Door, estate: Estate, types: Any, said: str) -> None:
    admin = await door.admin()
    answer = await admin.put(f"/api/v1/campaigns/{estate.campaign_id}/fields", json={"field_types": types})
    assert answer.status_code == 422
    assert said in answer.text


async def test_leads_that_came_before_a_type_was_said_are_counted_where_they_hold_something_else(
    door: Door, estate: Estate
) -> None:
    admin = await door.admin()
    fields = [{"SCORE": "7", "plan": "Gold"}, {"score": 7, "plan": "tin"}, {"score": "", "other": "x"}]
    leads = [
        NewLead(phones=((f"+39333000010{place}", ""),), zone_key="Europe/Rome", fields=said)
        for place, said in enumerate(fields)
    ]
    await door.parts.store.leads.add(estate.list_id, leads)
    path = f"/api/v1/campaigns/{estate.campaign_id}/fields"
    assert await made(admin, "GET", path) == {"field_types": {}, "unfit": {}}
    await typed(door, estate)
    shown = await made(admin, "GET", path)
    assert (set(shown["field_types"]), shown["unfit"]) == ({"Score", "plan"}, {"plan": 1})  # 7 can be read, as text too
    assert (await admin.get("/api/v1/campaigns/99/fields")).status_code == 404


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (FieldKind.WHOLE, 7, True),
        (FieldKind.WHOLE, -1, "many"),
        (FieldKind.WHOLE, "1.000", 7.5),
        (FieldKind.DECIMAL, 1.5, "1.2.3"),
        (FieldKind.DATE, "2026-01-31", "31/02/2026"),
        (FieldKind.DATE, "31 gennaio 2026", 7),
        (FieldKind.YES_NO, False, "perhaps"),
        (FieldKind.CHOICE, "gold", "tin"),
        (FieldKind.TEXT, "7", 7),
    ],
)
def test_a_value_fits_the_kind_that_it_was_read_as_or_can_be_read_as(
    kind: FieldKind, good: object, bad: object
) -> None:
    wanted = FieldType(kind=kind, choices=("Gold",))
    assert fits(good, wanted, "IT")
    assert not fits(bad, wanted, "IT")
    assert fits("", wanted, "IT")


async def loaded(door: Door, estate: Estate, rows: bytes, **query: str) -> Any:
    admin = await door.admin()
    begun = await admin.post(
        f"/api/v1/lists/{estate.list_id}/import", params=query, content=rows, headers={"content-type": "text/csv"}
    )
    await door.parts.service.jobs.wait()
    await door.parts.service.jobs.wait()
    return await made(admin, "GET", f"/api/v1/imports/{begun.json()['id']}")


async def test_unfit_cells_reject_their_rows_or_stay_as_they_are_written_as_the_import_says(
    door: Door, estate: Estate
) -> None:
    admin = await door.admin()
    await typed(door, estate)
    found = await previewed(admin, estate.list_id, ROWS)
    assert (found["checked"], found["rejected"], found["unfit"]) == (3, 2, 2)
    path = f"/api/v1/imports/{found['upload']['id']}"
    kept = await made(admin, "POST", f"{path}/preview", {"unfit": "keep"})
    assert (kept["rejected"], kept["unfit"]) == (0, 2)
    good, many, tin = kept["rows"]
    assert (good["unfit"], many["lead"]["fields"]) == ([], {"score": "many", "plan": "Gold"})
    assert many["unfit"] == [
        {"column": "score", "value": "many", "reason": "not a whole number", "mend": "write digits only"}
    ]
    assert (tin["line"], tin["unfit"][0]["column"], tin["becomes"]) == (4, "plan", "added")
    rejected = await loaded(door, estate, ROWS)
    assert (rejected["loaded"], rejected["rejected"], rejected["unfit"]) == (1, 2, 2)
    taken = await loaded(door, estate, ROWS, unfit="keep")
    assert (taken["loaded"], taken["rejected"], taken["unfit"], taken["options"]["unfit"]) == (2, 0, 2, "keep")


async def test_filters_and_orders_see_what_a_field_holds_whenever_it_was_typed(door: Door, estate: Estate) -> None:
    """Leads that came in as text before their campaign said what their fields hold take their places by it."""
    admin = await door.admin()
    rows = b"telefono;codice;spesa\n3331234567;a;1.250,50\n3331234568;b;900\n3331234569;c;boh\n3331234560;d;2.000\n"
    await loaded(door, estate, rows)
    asked = {"filter": "spesa >= 1000 or spesa is empty", "order_by": "spesa desc"}
    await made(admin, "PATCH", f"/api/v1/lists/{estate.list_id}", asked)
    await door.parts.service.jobs.wait()
    await typed(door, estate, {"Spesa": {"kind": "decimal"}})
    await door.parts.service.jobs.wait()
    leads = door.parts.store.leads
    claimed = await leads.claim(estate.campaign_id, owner="x", now=1e9, lease_s=60, limit=10, zone_keys=["Europe/Rome"])
    assert [lead.external_id for lead in claimed] == ["d", "a", "c"]  # what is no number counts as empty
