"""Leads are found by anything that is known of them, by statements with a bound, however many there are."""

import pytest

from dialer.core.enums import Role
from dialer.core.settings import Settings
from dialer.people.leads import service
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules import searching
from tests.support.api_clients import Door, Estate, build_estate, items_of, made
from tests.support.statements import statements
from tests.support.stores import empty_url, postgres_server  # noqa: F401 - fixtures


@pytest.fixture
def settings(settings: Settings, empty_url: str) -> Settings:  # noqa: F811 - the fixture
    """As for every test of the API, and once more on PostgreSQL: fields are searched otherwise there."""
    return settings if empty_url.startswith("sqlite") else settings.model_copy(update={"database_url": empty_url})


@pytest.fixture
async def estate(door: Door) -> Estate:
    return await build_estate(door)


async def fill(door: Door, list_id: int, count: int = 4) -> list[int]:
    people = [
        NewLead(phones=(("+393331234567", ""),), name="Ada Rossi", external_id="C-1", fields={"city": "Forlì"}),
        NewLead(phones=(("+393331234568", ""),), name="Bruno Bianchi", external_id="4567", owner="anna"),
        NewLead(phones=(("+390612344567", ""),), name="Carla", notes="evening", fields={"contract": 'a"b', "x": True}),
        NewLead(phones=(("+390612340000", ""),), name="Ada Verdi", fields={"city": "Roma", "score": 77}),
    ]
    more = [NewLead(phones=((f"+3934700{place:05}", ""),), name=f"nobody {place}") for place in range(count - 4)]
    return await door.parts.store.leads.add(list_id, [*people, *more])


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("ada", [0, 3]),
        ("C-1", [0]),
        ("333 1234567", [0]),
        ("+39 06 1234-0000", [3]),
        ("4567", [1, 0, 2]),
        ("forlì", [0]),
        ('a"b', [2]),
        ("77", [3]),
        ("city", []),
        ("1234", []),
        ("nobody at all", []),
    ],
)
async def test_a_lead_is_found_by_anything_that_is_known_of_it(
    door: Door, estate: Estate, text: str, places: list[int]
) -> None:
    admin = await door.admin()
    ids = await fill(door, estate.list_id)
    answer = await admin.get("/api/v1/leads", params={"q": text})
    assert [ids.index(lead["lead_id"]) for lead in answer.json()["items"]] == places
    assert answer.json()["next"] is None


async def test_leads_are_filtered_by_what_a_change_of_many_names(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    ids = await fill(door, estate.list_id)
    await made(admin, "PATCH", f"/api/v1/leads/{ids[3]}", {"state": "done"})
    assert [one["name"] for one in await items_of(admin, "/api/v1/leads?owner=anna")] == ["Bruno Bianchi"]
    assert [one["name"] for one in await items_of(admin, "/api/v1/leads?done_reason=by_hand")] == ["Ada Verdi"]
    assert await items_of(admin, "/api/v1/leads?state=held") == []
    assert [one["lead_id"] for one in await items_of(admin, "/api/v1/leads?sort=-id&limit=2")] == ids[:1:-1]


async def test_pages_go_on_where_the_one_before_ended_and_repeat_nobody(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    ids = await fill(door, estate.list_id)
    for order in ("id", "-id"):
        found, cursor = [], None
        for _ in range(9):
            params = {"q": "4567", "limit": "1", "sort": order} | ({"cursor": cursor} if cursor else {})
            page = (await admin.get("/api/v1/leads", params=params)).json()
            found += [lead["lead_id"] for lead in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        rest = [ids[0], ids[2]] if order == "id" else [ids[2], ids[0]]
        assert found == [ids[1], *rest], order


async def test_a_search_takes_few_statements_and_goes_on_later(
    door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await door.admin()
    monkeypatch.setattr(service, "FIRST_STRETCH", 10)
    monkeypatch.setattr(service, "LOOKS_AT_MOST", 3)
    ids = await fill(door, estate.list_id, 400)
    with statements() as asked:
        first = (await admin.get("/api/v1/leads", params={"q": "ada", "sort": "-id"})).json()
    assert (first["items"], first["next"] is None) == ([], False)
    of_leads = [one for one in asked if "FROM lead " in one or "FROM lead\n" in one]
    assert 0 < len(of_leads) <= 3 + 3, of_leads
    found, cursor = [], first["next"]
    for _ in range(20):
        page = (await admin.get("/api/v1/leads", params={"q": "ada", "sort": "-id", "cursor": cursor})).json()
        found += [lead["lead_id"] for lead in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == [ids[3], ids[0]]


async def test_the_first_page_takes_as_many_statements_for_many_leads_as_for_few(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    counts = []
    for more in (60, 3000):
        await fill_more(door, estate.list_id, more)
        with statements() as asked:
            page = await items_of(admin, "/api/v1/leads?sort=-id&limit=50")
        assert len(page) == 50
        counts.append(len(asked))
    assert counts[0] == counts[1]


async def fill_more(door: Door, list_id: int, count: int) -> None:
    await door.parts.store.leads.add(list_id, [NewLead(phones=(("+393331234567", ""),)) for _ in range(count)])


async def test_a_lead_shows_its_notes_owner_and_what_suppresses_it(door: Door, estate: Estate) -> None:
    boss, admin = await door.client(Role.SUPERVISOR), await door.admin()
    ids = await fill(door, estate.list_id)
    lead = await made(boss, "GET", f"/api/v1/leads/{ids[2]}")
    assert (lead["notes"], lead["owner"], lead["import_id"]) == ("evening", "", None)
    path = f"/api/v1/leads/{ids[0]}/suppressions"
    assert await made(boss, "GET", path) == []
    stop = {"scope": f"company:{estate.company_id}", "numbers": ["+393331234567"], "reason": "said no"}
    await made(admin, "POST", "/api/v1/suppressions", stop)
    found = await made(boss, "GET", path)
    assert [(one["position"], one["of_what"], one["reason"]) for one in found] == [
        (0, "number", "said no"),
        (None, "person", "said no"),
    ]
    other = await made(admin, "POST", "/api/v1/suppressions", {"scope": "all", "numbers": ["+390612344567"]})
    assert other["added"] == 1
    assert [one["scope"] for one in await made(boss, "GET", f"/api/v1/leads/{ids[2]}/suppressions")] == ["all"]


async def test_of_two_who_change_a_lead_the_second_is_told(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    [lead_id, *_] = await fill(door, estate.list_id)
    path = f"/api/v1/leads/{lead_id}"
    etag = (await admin.get(path)).headers["etag"]
    first = await admin.patch(path, json={"notes": "call after six"}, headers={"if-match": etag})
    assert first.status_code == 200, first.text
    second = await admin.patch(path, json={"notes": "never mind"}, headers={"if-match": etag})
    assert second.status_code == 412
    assert second.json()["present"]["notes"] == "call after six"
    again = await admin.patch(path, json={"notes": "both"}, headers={"if-match": first.headers["etag"]})
    assert again.json()["notes"] == "both"


def test_stretches_cover_every_id_once() -> None:
    whole = searching.Stretch(first=3, last=25)
    for newest_first in (True, False):
        ids: list[int] = []
        rest: searching.Stretch | None = whole
        while rest is not None:
            here = searching.end_of(rest, 4, newest_first=newest_first)
            ids += range(here.first, here.last + 1)
            place = searching.SearchPlace(lead_id=here.first if newest_first else here.last)
            rest = searching.beyond(rest, place, newest_first=newest_first)
        assert sorted(ids) == list(range(3, 26))
