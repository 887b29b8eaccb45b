"""What must not be called does not come in, however many numbers are suppressed."""

import pytest

from dialer.people.leads.model import NewLead
from dialer.people.suppression.store.lookup import EVERYONE, of_company
from tests.support.leads_found import leads_found
from tests.support.stores import NOW, Centre

NUMBERS = [f"+39333{number:07d}" for number in range(120)]


@pytest.mark.parametrize("others", [0, 500], ids=["few are suppressed", "many are suppressed"])
async def test_suppressed_numbers_are_left_out_while_loading(centre: Centre, others: int) -> None:
    mine = of_company(centre.company.id)
    elsewhere = of_company((await centre.store.companies.create("Other")).id)
    strangers = [f"+39347{number:07d}" for number in range(others)]
    for scope, numbers in ((mine, [*strangers, NUMBERS[1]]), (EVERYONE, NUMBERS[1:4]), (elsewhere, [NUMBERS[5]])):
        if numbers:
            await centre.store.suppressions.add(scope, numbers, reason="asked", actor="test", now=NOW)
    leads = [NewLead(phones=((number, "tel"),), name=number) for number in NUMBERS]
    two = NewLead(phones=((NUMBERS[1], "home"), ("+390250123456", "work")), name="two")
    done = await centre.load([*leads, two])
    assert (done.rows, done.suppressed, done.loaded, done.duplicates) == (121, 3, 118, 0)
    found = {lead.name: lead for lead in await leads_found(centre.store, list_id=centre.leads.id)}
    assert set(NUMBERS) - set(found) == set(NUMBERS[1:4])
    assert [phone.number for phone in found["two"].phones] == ["+390250123456"]
