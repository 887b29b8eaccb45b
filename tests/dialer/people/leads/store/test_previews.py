"""Which of the leads that agents look at may still be called: read while they look."""

from dataclasses import replace

import pytest

from dialer.core.enums import Withdrawn
from dialer.people.imports.rows.duplicates import DuplicateAction, Duplicates
from dialer.people.leads.model import ClaimedLead, NewLead
from dialer.people.leads.rules.preview_offer import Offer
from dialer.people.suppression.store.lookup import of_campaign, of_company
from tests.support.stores import NOW, ROME, Centre

NUMBER, OTHER = "+393330000001", "+393330000002"


async def on_screen(centre: Centre) -> tuple[ClaimedLead, Offer]:
    """A lead of two phones that an agent looks at."""
    both = NewLead(phones=((NUMBER, ""), (OTHER, "")), zone_key=ROME, name="Ada")
    await centre.store.leads.add(centre.leads.id, [both])
    [lead] = await centre.claim()
    return lead, Offer(
        lead_id=lead.lead_id,
        number=NUMBER,
        campaign_id=centre.campaign.id,
        company_id=centre.company.id,
        owner="engine",
    )


async def test_a_lead_that_may_be_called_stays(centre):
    _, offer = await on_screen(centre)
    other = await centre.store.companies.create("Other")
    await centre.store.suppressions.add(of_company(other.id), [NUMBER], reason="r", actor="x", now=NOW)
    assert await centre.store.leads.withdrawn([offer]) == {}


async def test_who_has_said_no_at_another_phone_is_withdrawn(centre):
    _, offer = await on_screen(centre)
    await centre.store.suppressions.add("all", [OTHER], reason="r", actor="x", now=NOW)
    assert await centre.store.leads.withdrawn([offer]) == {offer.lead_id: Withdrawn.SUPPRESSED}


@pytest.mark.parametrize("scope", ["all", "company", "campaign"])
async def test_who_has_said_no_is_withdrawn(centre, scope):
    _, offer = await on_screen(centre)
    own = {"company": of_company(centre.company.id), "campaign": of_campaign(centre.campaign.id)}
    await centre.store.suppressions.add(own.get(scope, "all"), [NUMBER], reason="r", actor="x", now=NOW)
    assert await centre.store.leads.withdrawn([offer]) == {offer.lead_id: Withdrawn.SUPPRESSED}


async def test_who_is_erased_is_withdrawn(centre):
    _, offer = await on_screen(centre)
    found = await centre.store.persons.find(centre.company.id, number=OTHER, external_id=None)
    await centre.store.persons.erase(found)
    assert await centre.store.leads.withdrawn([offer]) == {offer.lead_id: Withdrawn.ERASED}


async def test_whose_record_an_import_has_changed_is_withdrawn(centre):
    _, offer = await on_screen(centre)
    news = NewLead(phones=((NUMBER, ""),), zone_key=ROME, fields={"town": "Bari"})
    await centre.load([news], duplicates=Duplicates(then=DuplicateAction.UPDATE))
    assert await centre.store.leads.withdrawn([offer]) == {offer.lead_id: Withdrawn.CHANGED}


async def test_who_is_called_from_elsewhere_by_now_is_withdrawn(centre):
    lead, offer = await on_screen(centre)
    assert await centre.store.leads.withdrawn([replace(offer, owner="another")]) == {lead.lead_id: Withdrawn.CHANGED}
    await centre.store.attempts.place([centre.attempt(lead)], owner="engine", now=NOW)
    assert await centre.store.leads.withdrawn([offer]) == {lead.lead_id: Withdrawn.CHANGED}
