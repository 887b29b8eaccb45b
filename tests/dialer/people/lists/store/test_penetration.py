"""How far a campaign has come, and when its lists run dry, counted on both databases."""

import pytest
from sqlalchemy import update

from dialer.cell.legal.calling_hours import LawfulHours
from dialer.compliance.campaign_limits import Rules
from dialer.compliance.hours import DAY_NAMES, read_hours
from dialer.people.leads.model import NewLead
from dialer.people.lists.rules.exhaustion import Always, Hours
from dialer.storage.schema import LEAD_LIST
from tests.support.stores import NOW, ROME, Centre


async def test_penetration_counts_what_is_due(centre: Centre):
    [attempt] = await centre.placed()
    await centre.add_leads(2)
    now = NOW + 900.0  # it has dialled for a quarter of an hour
    await centre.add_leads(1, due_at=now + 1200.0)
    await centre.add_leads(4, due_at=now + 2 * 86_400.0)
    await centre.store.leads.claim_one((await centre.add_leads(1))[0], owner="engine", now=now, lease_s=60.0)
    told = await centre.store.penetration.of(centre.campaign.id, now=now)
    [listed] = told.lists
    assert (listed.dialled, listed.due, listed.total, attempt.list_id) == (1, 2, 9, listed.list_id)
    assert told.calls_per_hour == pytest.approx(4.0)
    assert told.dry_at == pytest.approx(now + 2 * 900.0, abs=0.01)


async def test_a_campaign_that_began_two_minutes_ago_has_the_rate_of_these_two_minutes(centre: Centre):
    await centre.placed(40)
    await centre.add_leads(20)
    told = await centre.store.penetration.of(centre.campaign.id, now=NOW + 120.0)
    assert told.calls_per_hour == pytest.approx(1200.0)
    assert told.dry_at == pytest.approx(NOW + 120.0 + 60.0, abs=0.01)


async def another_list(centre: Centre, name: str, leads: int, *, weight: int = 0, enabled: bool = True) -> int:
    lists = centre.store.lists
    made = await lists.create(name=name, company_id=centre.company.id, campaign_id=centre.campaign.id, now=NOW)
    await centre.store.database.write(
        lambda connection: connection.execute(
            update(LEAD_LIST).where(LEAD_LIST.c.id == made.id).values(weight=weight, enabled=enabled)
        )
    )
    numbers = [f"+3902{made.id:03}{index:04}" for index in range(leads)]
    await centre.store.leads.add(made.id, [NewLead(phones=((one, ""),), zone_key=ROME) for one in numbers])
    return made.id


async def foretold(centre: Centre, hours: Hours) -> dict[str, float | None]:
    """In how many seconds each list runs dry, at 60 calls a minute; "" is the campaign."""
    told = await centre.store.penetration.of(centre.campaign.id, now=NOW, hours=hours)
    every = {"": told.dry_at, **{one.name: one.dry_at for one in told.lists}}
    return {name: at if at is None else pytest.approx(at - NOW, abs=0.01) for name, at in every.items()}


async def test_each_list_has_its_own_instant_by_its_share_and_one_that_is_off_has_none(centre: Centre):
    await centre.placed(60)  # within the minute that is the least
    await another_list(centre, "twice", 60, weight=2)
    await another_list(centre, "once", 60, weight=1)
    await another_list(centre, "behind", 30)
    await another_list(centre, "off", 500, enabled=False)
    expected = {"": 150.0, "twice": 90.0, "once": 150.0, "behind": 150.0, "off": None, "March": 0.0}
    assert await foretold(centre, Always()) == expected
    told = await centre.store.penetration.of(centre.campaign.id, now=NOW)
    assert {one.name for one in told.lists if one.is_off} == {"off"}


async def test_out_of_calling_hours_no_list_runs_dry(centre: Centre):
    await centre.placed(60)
    await another_list(centre, "more", 60)
    rules = Rules(
        hours=read_hours([{"days": list(DAY_NAMES), "from": "09:00", "to": "20:00"}]), time_zone=ROME, max_attempts=3
    )
    hours = LawfulHours(rules, ())
    opens_at = hours.opens(ROME, NOW)
    assert opens_at is not None
    assert opens_at > NOW
    assert (await foretold(centre, hours))["more"] == opens_at - NOW + 60.0


async def test_a_lead_that_was_taken_before_it_was_due_is_not_counted_off_those_that_are(centre: Centre):
    await centre.placed()
    await centre.add_leads(1)
    for lead_id in await centre.add_leads(2, due_at=NOW + 1200.0):
        await centre.store.leads.claim_one(lead_id, owner="engine", now=NOW, lease_s=60.0)
    [listed] = (await centre.store.penetration.of(centre.campaign.id, now=NOW)).lists
    assert listed.due == 1
