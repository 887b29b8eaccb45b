"""The filter and order builder: which fields there are, and what a filter would do before it is set."""

import pytest

from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.people.lists.store import arrangement
from tests.support.api_clients import Door, Estate, build_estate, made
from tests.support.stores import empty_url, postgres_server  # noqa: F401 - fixtures


@pytest.fixture
def settings(settings: Settings, empty_url: str) -> Settings:  # noqa: F811 - the fixture
    """As for every test of the API, and once more on PostgreSQL: samples are other statements there."""
    return settings if empty_url.startswith("sqlite") else settings.model_copy(update={"database_url": empty_url})


@pytest.fixture
async def estate(door: Door) -> Estate:
    return await build_estate(door)


async def fill(door: Door, list_id: int, count: int) -> None:
    leads = [
        NewLead(
            phones=((f"+3933300{place:05}", ""),),
            name=f"Ada {place}",
            fields={"Score": place % 10, "City": ["Roma", "Milano"][place % 2], "tel": f"+3934700{place:05}"},
        )
        for place in range(count)
    ]
    await door.parts.store.leads.add(list_id, leads)


async def test_a_filter_is_counted_before_it_is_set(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await fill(door, estate.list_id, 40)
    path = f"/api/v1/lists/{estate.list_id}/arrangement/preview"
    conditions = {
        "match": "all",
        "items": [
            {"field": "Score", "test": "at_least", "values": [5]},
            {"field": "City", "test": "one_of", "values": ["Roma", "Bari"]},
        ],
    }
    seen = await made(admin, "POST", path, {"conditions": conditions, "order_by": "score desc"})
    assert seen["filter"] == 'Score >= 5 and City in ("Roma", "Bari")'
    assert (seen["leads"], seen["looked_at"], seen["passing"], seen["is_exact"]) == (40, 40, 8, True)
    assert [one["values"]["score"] for one in seen["first"]] == [8, 8, 8, 8, 6, 6, 6, 6]
    assert seen["conditions"]["items"][1]["values"] == ["Roma", "Bari"]
    there = await door.parts.store.lists.get(estate.list_id, sees=EVERYTHING)
    assert (there.filter, there.order_by, there.task) == ("", "", "")
    whole = await made(admin, "POST", path, {"filter": "score > 8 or (score = 0 and city = 'Roma')"})
    assert (whole["passing"], whole["conditions"]) == (8, None)
    as_it_is = await made(admin, "POST", path, {})
    assert (as_it_is["filter"], as_it_is["conditions"], as_it_is["passing"]) == ("", {"match": "all", "items": []}, 40)


async def test_what_cannot_be_a_filter_is_refused_with_its_place(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await fill(door, estate.list_id, 2)
    path = f"/api/v1/lists/{estate.list_id}/arrangement/preview"
    for body, where in (
        ({"filter": "score >"}, "/filter"),
        ({"filter": "nothing = 1"}, "/filter"),
        ({"order_by": "nothing desc"}, "/order_by"),
        ({"conditions": {"items": [{"field": "nothing", "test": "is", "values": [1]}]}}, "/filter"),
        ({"conditions": {"items": [{"field": "score", "test": "is", "values": []}]}}, "/conditions/items/0"),
        ({"conditions": {"items": []}, "filter": ""}, ""),
    ):
        answer = await admin.post(path, json=body)
        assert answer.status_code == 422, (body, answer.text)
        assert any(one["where"].startswith(where) for one in answer.json()["errors"]), answer.text


async def test_of_a_long_list_a_sample_is_read_that_lies_all_over_it(
    door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await door.admin()
    monkeypatch.setattr(arrangement, "LOOKED_AT", 50)
    await fill(door, estate.list_id, 600)
    path = f"/api/v1/lists/{estate.list_id}/arrangement/preview"
    seen = await made(admin, "POST", path, {"filter": "city = 'Roma'"})
    assert (seen["leads"], seen["is_exact"]) == (600, False)
    assert 40 <= seen["looked_at"] <= 50
    assert len(seen["first"]) == 10


async def test_numbers_cannot_be_counted_out_by_a_filter(door: Door, estate: Estate) -> None:
    from dialer.core.enums import Role

    boss, admin = await door.client(Role.MANAGER), await door.admin()
    await fill(door, estate.list_id, 5)
    path = f"/api/v1/lists/{estate.list_id}/arrangement/preview"
    refused = await boss.post(path, json={"filter": "phone starts with '+39333000'"})
    assert refused.status_code == 422
    sent = {"filter": "tel starts with '+3934700'", "order_by": "tel"}
    masked = await made(boss, "POST", path, sent)
    assert masked["passing"] == 0
    seen = await made(admin, "POST", path, sent)
    assert seen["passing"] == 5
    assert "+3934700" not in str(seen["first"])


async def test_the_fields_of_a_list_have_their_types_and_usual_values(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await fill(door, estate.list_id, 4)
    types = {"plan": {"kind": "choice", "choices": ["Gold", "Silver"]}, "born": {"kind": "date"}}
    await made(admin, "PATCH", f"/api/v1/lists/{estate.list_id}", {"field_types": types})
    fields = {one["name"]: one for one in await made(admin, "GET", f"/api/v1/lists/{estate.list_id}/fields")}
    assert (fields["City"]["kind"], fields["City"]["values"]) == ("text", ["Milano", "Roma"])
    assert fields["Score"]["kind"] == "whole"
    assert fields["plan"]["values"] == ["Gold", "Silver"]
    assert fields["born"]["kind"] == "date"
    assert fields["priority"] == {"name": "priority", "kind": "whole", "is_own": True, "values": []}
    assert "+3934700" not in str(fields)


async def test_the_leads_of_several_lists_are_counted_at_once(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await fill(door, estate.list_id, 3)
    other = await made(admin, "POST", "/api/v1/lists", {"name": "other", "company_id": estate.company_id})
    path = f"/api/v1/lists/counts?list_id={estate.list_id}&list_id={other['id']}&list_id=999"
    counts = {one["list_id"]: one["leads"]["open"] for one in await made(admin, "GET", path)}
    assert counts == {estate.list_id: 3, other["id"]: 0}
