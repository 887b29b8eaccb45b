"""How far a campaign has come, and when its lists run dry, counted on both databases."""

import pytest

from tests.dialer.store.conftest import NOW, Centre


async def test_penetration_counts_what_is_due_and_what_comes_due_in_time(centre: Centre):
    [attempt] = await centre.placed()
    await centre.add_leads(2)
    now = NOW + 900.0  # it has dialled for a quarter of an hour
    await centre.add_leads(1, due_at=now + 1200.0)  # while the two are called
    await centre.add_leads(4, due_at=now + 2 * 86_400.0)
    await centre.store.leads.claim_one((await centre.add_leads(1))[0], owner="engine", now=now, lease_s=60.0)
    told = await centre.store.penetration.of(centre.campaign.id, now=now)
    [listed] = told.lists
    assert (listed.dialled, listed.due, listed.total, attempt.list_id) == (1, 2, 9, listed.list_id)
    assert told.calls_per_hour == pytest.approx(4.0)
    assert told.dry_at == pytest.approx(now + 3 * 900.0)


async def test_a_campaign_that_began_two_minutes_ago_has_the_rate_of_these_two_minutes(centre: Centre):
    await centre.placed(40)
    await centre.add_leads(20)
    told = await centre.store.penetration.of(centre.campaign.id, now=NOW + 120.0)
    assert told.calls_per_hour == pytest.approx(1200.0)
    assert told.dry_at == pytest.approx(NOW + 120.0 + 60.0)


async def test_a_lead_that_was_taken_before_it_was_due_is_not_counted_off_those_that_are(centre: Centre):
    await centre.placed()
    await centre.add_leads(1)
    for lead_id in await centre.add_leads(2, due_at=NOW + 1200.0):
        await centre.store.leads.claim_one(lead_id, owner="engine", now=NOW, lease_s=60.0)
    [listed] = (await centre.store.penetration.of(centre.campaign.id, now=NOW)).lists
    assert listed.due == 1
