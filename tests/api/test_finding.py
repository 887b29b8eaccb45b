"""A lead is found by any of its phones, whichever list it is in."""

from dialer.people.leads.model import NewLead
from tests.support.api_clients import Door, Estate, made

FIND = "/api/v1/leads/find"
HOME, MOBILE = "+390612345678", "+393331234567"


async def test_a_lead_is_found_by_any_of_its_phones_in_any_list(door: Door, estate: Estate) -> None:
    admin, leads = await door.admin(), door.parts.store.leads
    other = (await made(admin, "POST", "/api/v1/companies", {"name": "Other"}))["id"]
    may = await made(admin, "POST", "/api/v1/lists", {"name": "May", "company_id": other})
    [ada] = await leads.add(estate.list_id, [NewLead(phones=((HOME, "home"), (MOBILE, "mobile")), name="Ada")])
    [ugo] = await leads.add(may["id"], [NewLead(phones=((MOBILE, ""),), name="Ugo")])

    async def found(number: str, **more: object) -> list[int]:
        return [one["lead_id"] for one in await made(admin, "POST", FIND, {"number": number, **more})]

    assert await found("06/1234.5678") == [ada]
    assert await found("+39 333 1234567") == [ada, ugo]
    assert await found("333 1234567", company_id=other) == [ugo]
    assert await found("333 1234568") == []
    assert await found("2127365000", country="US") == []
    for wrong, status in (({"number": "12"}, 422), ({"number": MOBILE, "company_id": 9}, 404)):
        assert (await admin.post(FIND, json=wrong)).status_code == status
    [shown] = await made(admin, "POST", FIND, {"number": HOME})
    assert [phone["number"] for phone in shown["phones"]] == ["+39********78", "+39********67"]
    [whole] = await made(admin, "POST", f"{FIND}?reason=they+asked", {"number": HOME})
    assert whole["phones"][1]["number"] == MOBILE
