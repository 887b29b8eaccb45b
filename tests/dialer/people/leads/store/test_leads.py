"""Leads counted, found and read."""

from typing import Any

import pytest

from dialer.core.enums import LeadState
from dialer.core.errors import UnknownLead
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import LeadSearch, NewLead, NumberPart
from dialer.people.leads.rules.searching import Stretch

NOW = 1_700_000_000.0
ROME = "Europe/Rome"


async def test_leads_are_counted_by_state_and_by_zone(centre):
    await centre.add_leads(3)
    await centre.add_leads(2, zone="America/New_York")
    [lead] = await centre.claim(limit=1)
    await centre.store.leads.retire(lead.lead_id, owner="engine", reason="test")
    await centre.claim(limit=1)
    counts = await centre.store.leads.counts(centre.campaign.id)
    there = {LeadState.OPEN: 3, LeadState.CLAIMED: 1, LeadState.DONE: 1}
    assert counts == dict.fromkeys(LeadState, 0) | there
    assert await centre.store.lists.counts(centre.leads.id) == counts
    assert await centre.store.leads.zone_keys(centre.campaign.id) == ("America/New_York", ROME)


async def test_next_due_is_the_earliest_open_lead_of_the_zones(centre):
    leads, campaign_id = centre.store.leads, centre.campaign.id
    assert await leads.next_due(campaign_id) is None
    await centre.add_leads(1, due_at=NOW + 50.0)
    await centre.add_leads(1, due_at=NOW + 20.0, zone="America/New_York")
    assert await leads.next_due(campaign_id) == NOW + 20.0
    assert await leads.next_due(campaign_id, [ROME]) == NOW + 50.0
    assert await leads.next_due(campaign_id, ["Asia/Tokyo"]) is None


async def test_dialable_leads_are_those_that_are_due_in_zones_that_are_open(centre):
    await centre.add_leads(3, due_at=NOW)
    await centre.add_leads(2, due_at=NOW + 60.0)
    await centre.add_leads(4, zone="Asia/Tokyo")
    await centre.claim(limit=1)
    leads, campaign_id, list_id = centre.store.leads, centre.campaign.id, centre.leads.id
    assert await leads.dialable(campaign_id, [ROME], now=NOW) == {list_id: 2}
    assert await leads.dialable(campaign_id, [ROME, "Asia/Tokyo"], now=NOW + 60.0) == {list_id: 8}
    assert await leads.dialable(campaign_id, [], now=NOW) == {}


@pytest.mark.gate
async def test_search_finds_name_number_and_external_id(centre):
    leads = centre.store.leads
    ids = await leads.add(
        centre.leads.id,
        [
            NewLead(phones=(("+390612345678", ""),), name="Anna Bianchi", external_id="X-1"),
            NewLead(phones=(("+390698765432", ""),), name="100% Verdi"),
            NewLead(phones=(("+390611111111", ""),), name="Carlo Neri"),
        ],
    )

    finding = centre.store.finding

    async def found(text: str, number: NumberPart | None = None, **more: Any) -> list[int]:
        wanted = LeadSearch(text=text, number=number or NumberPart("anywhere", text), **more)
        stretch = await finding.extent(wanted)
        exact = await finding.exact(wanted, after=0, limit=100, sees=EVERYTHING) if text else []
        within = await finding.within(wanted, stretch, limit=100, sees=EVERYTHING) if stretch else []
        return [lead.lead_id for lead in (*exact, *within)]

    assert await found("bianchi") == [ids[0]]
    assert await found("X-1") == [ids[0]]
    assert await found("98765") == [ids[1]]
    assert await found("0%") == [ids[1]]
    assert await found("") == ids
    for number, there in (
        (NumberPart("at_end", "2345678"), [ids[0]]),
        (NumberPart("at_end", "234567"), []),
        (NumberPart("whole", "+390611111111"), [ids[2]]),
        (NumberPart("whole", "+39061111111"), []),
    ):
        assert await found("no name", number) == there
    assert await found("bianchi", list_id=centre.leads.id + 1) == []
    beyond = Stretch(first=ids[1], last=ids[-1])
    page = await finding.within(LeadSearch(list_id=centre.leads.id), beyond, limit=1, sees=EVERYTHING)
    assert [(lead.lead_id, lead.phones[0].number) for lead in page] == [(ids[1], "+390698765432")]
    page = await finding.within(LeadSearch(newest_first=True), beyond, limit=1, sees=EVERYTHING)
    assert [lead.lead_id for lead in page] == [ids[2]]


async def test_a_lead_that_is_not_there_is_said_so(centre):
    with pytest.raises(UnknownLead, match="no such lead") as caught:
        await centre.store.leads.get(4711, sees=EVERYTHING)
    assert caught.value.problem == "unknown-lead"
