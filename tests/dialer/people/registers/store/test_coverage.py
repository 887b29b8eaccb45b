"""The numbers of a campaign's lists, and what registers have said of them: of the list's country, and of others."""

import pytest

from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.people.leads.store.returns import PutAway
from dialer.people.registers.model import REGISTERS, NumbersChecked
from dialer.people.registers.store import coverage, list_numbers
from tests.support.stores import NOW, ROME, Centre

HOME, LATE, BRITISH, OTHER_BRITISH = "+39333000001", "+39333000002", "+442079460001", "+442079460002"
NOWHERE = "+88216000001"


async def add(centre: Centre, *phones: str) -> list[int]:
    return await centre.store.leads.add(
        centre.leads.id, [NewLead(phones=tuple((one, "") for one in phones), zone_key=ROME)]
    )


async def answer(centre: Centre, register: str, number: str) -> None:
    """The register has answered on the list, and said of this number that it is free."""
    registers = centre.store.registers
    asked = await registers.open_scrub(centre.leads.id, REGISTERS[register], actor="test", now=NOW)
    await registers.out(asked, REGISTERS[register], after=(0, -1), older_than=None)
    await registers.sent(asked.id, sha256="", now=NOW)
    await registers.answer(asked.id, {centre.store.digests.number(number): False}, checked_at=NOW)


async def looked(centre: Centre, *, at_home: bool) -> list[NumbersChecked]:
    return [one for one in await every(centre) if one.at_home is at_home]


async def every(centre: Centre) -> list[NumbersChecked]:
    lists = [one.id for one in await centre.store.lists.list(sees=EVERYTHING) if one.enabled]
    return await centre.store.numbers.of(centre.campaign.id, await centre.store.lists.extents(lists))


async def test_numbers_abroad_are_counted_by_country_and_by_what_their_registers_answered(centre: Centre):
    for phones in ((HOME, BRITISH), (OTHER_BRITISH,), (NOWHERE,), (BRITISH,)):
        await add(centre, *phones)
    await answer(centre, "TPS", BRITISH)
    nowhere, british = await looked(centre, at_home=False)
    assert (british.list_name, british.country) == ("March", "GB")
    assert british.answers == {frozenset({("TPS", NOW)}): 1, frozenset(): 1}
    assert (nowhere.country, nowhere.answers) == ("", {frozenset(): 1})
    assert (british.whole, nowhere.whole) == (True, True)


async def test_numbers_abroad_are_told_for_each_list_of_another_country(centre: Centre):
    british = await centre.store.lists.create(
        name="Albion", company_id=centre.company.id, campaign_id=centre.campaign.id, country="GB", now=NOW
    )
    await add(centre, HOME, BRITISH)
    await centre.store.leads.add(british.id, [NewLead(phones=((HOME, ""), (OTHER_BRITISH, "")))])
    abroad = [(one.list_name, one.country) for one in await looked(centre, at_home=False)]
    at_home = [(one.list_name, one.country) for one in await looked(centre, at_home=True)]
    assert (abroad, at_home) == ([("Albion", "IT"), ("March", "GB")], [("Albion", "GB"), ("March", "IT")])


@pytest.mark.parametrize(("most", "whole", "count"), [(2, True, 2), (1, False, 2)])
async def test_where_the_database_holds_very_many_numbers_abroad_leads_of_the_list_are_looked_at(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, most: int, whole: bool, count: int
):
    monkeypatch.setattr(list_numbers, "FOREIGN", most)
    await add(centre, HOME, BRITISH)
    await add(centre, OTHER_BRITISH)
    [british] = await looked(centre, at_home=False)
    assert (british.whole, british.answers) == (whole, {frozenset(): count})


def test_what_comes_after_a_calling_code_is_not_one_of_its_numbers():
    assert [list_numbers._beyond(code) for code in ("+1", "+39", "+44", "+299")] == ["+2", "+4", "+45", "+3"]


async def test_numbers_at_home_that_came_after_the_list_s_answer_have_none(centre: Centre):
    await add(centre, HOME, BRITISH)
    await answer(centre, "RPO", HOME)
    await add(centre, LATE)
    await add(centre, LATE, HOME)
    [found] = await looked(centre, at_home=True)
    assert (found.list_name, found.country, found.whole) == ("March", "IT", True)
    assert found.answers == {frozenset({("RPO", NOW)}): 1, frozenset(): 1}


async def test_of_a_long_list_the_newest_leads_are_looked_at(centre: Centre, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(coverage, "MOST", 1)
    await add(centre, HOME)
    await answer(centre, "RPO", HOME)
    await add(centre, LATE)
    [found] = await looked(centre, at_home=True)
    assert (found.answers, found.whole) == ({frozenset(): 1}, False)


async def test_a_list_that_is_off_and_leads_that_are_done_are_left_out(centre: Centre):
    [lead_id] = await add(centre, BRITISH)
    assert len(await looked(centre, at_home=False)) == 1
    await centre.claim()
    await centre.store.away.write(PutAway(now=NOW, actor="rules", retired=[(lead_id, "engine", "suppressed")]))
    assert await every(centre) == []
