"""What custom fields hold is said once for a campaign, and every list of it is read by it."""

from typing import Any

import pytest

from dialer.leads.lead import NewLead
from dialer.leads.typed import FieldKind, fits
from tests.api.door import Door, Estate, made
from tests.api.test_previews import previewed

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
    await door.parts.service.uploads.wait()
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
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "field_types.score")
    await made(admin, "PATCH", path, {"campaign_id": None})
    assert (await made(admin, "GET", path))["types"]["score"]["kind"] == "text"  # its own again


async def test_a_campaign_that_is_written_anew_keeps_its_types_unless_it_says_some(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await typed(door, estate)
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    body = {"name": "Spring", "controller_id": estate.controller_id, "node_id": estate.node_id}
    assert set((await made(admin, "PUT", path, body))["field_types"]) == {"Score", "plan"}
    assert (await made(admin, "PUT", path, body | {"field_types": {}}))["field_types"] == {}


@pytest.mark.parametrize(
    ("types", "said"),
    [
        ({"plan": {"kind": "choice"}}, "a choice needs its choices"),
        ({"score": {"kind": "whole", "choices": ["1"]}}, "nothing else has any"),
        ({"Score": {"kind": "whole"}, "score": {"kind": "text"}}, "said twice"),
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
    assert (set(shown["field_types"]), shown["unfit"]) == ({"Score", "plan"}, {"plan": 1, "score": 1})
    assert (await admin.get("/api/v1/campaigns/99/fields")).status_code == 404


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (FieldKind.WHOLE, 7, True),
        (FieldKind.WHOLE, -1, "7"),
        (FieldKind.DECIMAL, 1.5, "1.5"),
        (FieldKind.DATE, "2026-01-31", "31/01/2026"),
        (FieldKind.YES_NO, False, "no"),
        (FieldKind.CHOICE, "Gold", "gold"),
        (FieldKind.TEXT, "7", 7),
    ],
)
def test_a_value_fits_the_kind_that_it_was_read_as(kind: FieldKind, good: object, bad: object) -> None:
    assert fits(good, kind, ("Gold",))
    assert not fits(bad, kind, ("Gold",))
    assert fits("", kind, ("Gold",))
