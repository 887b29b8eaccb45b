"""How many leads are in each state: of all states, or of the few that move."""

from dialer.core.enums import LeadState
from dialer.people.leads.store.counts import COUNTED
from tests.support.stores import Centre

MOVING = (LeadState.BOOKED, LeadState.CLAIMED, LeadState.CALLING, LeadState.WRAPPING)


async def test_leads_are_counted_by_state_over_all_shelves(centre: Centre):
    await centre.add_leads(5)
    await centre.add_leads(3, zone="Europe/London", priority=1)
    await centre.talked()
    await centre.claim(limit=2)
    counts = await centre.store.leads.counts(centre.campaign.id)
    assert (counts[LeadState.OPEN], counts[LeadState.CLAIMED], counts[LeadState.WRAPPING]) == (6, 2, 1)
    assert set(counts) == set(LeadState)
    assert set(COUNTED) < set(LeadState)


async def test_only_the_states_that_are_asked_for_are_counted(centre: Centre):
    await centre.add_leads(4)
    await centre.claim(limit=1)
    counts = await centre.store.leads.counts(centre.campaign.id, MOVING)
    assert counts == {LeadState.BOOKED: 0, LeadState.CLAIMED: 1, LeadState.CALLING: 0, LeadState.WRAPPING: 0}
