"""Numbers of another country than their list, and what registers have said of them."""

from dialer.leads.lead import NewLead
from dialer.registers import REGISTERS
from dialer.store.away import PutAway
from tests.dialer.store.conftest import NOW, ROME, Centre

HOME, BRITISH, OTHER_BRITISH, NOWHERE = "+39333000001", "+442079460001", "+442079460002", "+88216000001"


async def test_numbers_abroad_are_counted_by_country_and_by_what_their_registers_answered(centre: Centre):
    store = centre.store
    for phones in ((HOME, BRITISH), (OTHER_BRITISH,), (NOWHERE,), (BRITISH,)):
        await store.leads.add(centre.leads.id, [NewLead(phones=tuple((one, "") for one in phones), zone_key=ROME)])
    asked = await store.registers.open_scrub(centre.leads.id, REGISTERS["TPS"], actor="test", now=NOW)
    await store.registers.out(asked, REGISTERS["TPS"], after=(0, -1), older_than=None)
    await store.registers.sent(asked.id, sha256="", now=NOW)
    await store.registers.answer(asked.id, {store.digests.number(BRITISH): False}, checked_at=NOW)
    nowhere, british = await store.abroad.of(centre.campaign.id)
    assert (british.list_name, british.country) == ("March", "GB")
    assert british.answers == {frozenset({("TPS", NOW)}): 1, frozenset(): 1}
    assert (nowhere.country, nowhere.answers) == ("", {frozenset(): 1})


async def test_a_list_that_is_off_and_leads_that_are_done_are_left_out(centre: Centre):
    [lead_id] = await centre.store.leads.add(centre.leads.id, [NewLead(phones=((BRITISH, ""),), zone_key=ROME)])
    assert len(await centre.store.abroad.of(centre.campaign.id)) == 1
    await centre.claim()
    await centre.store.away.write(PutAway(now=NOW, actor="rules", retired=[(lead_id, "engine", "suppressed")]))
    assert await centre.store.abroad.of(centre.campaign.id) == []
