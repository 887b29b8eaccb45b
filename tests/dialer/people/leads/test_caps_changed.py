"""Leads that wait for a cap or a rule, when the campaign's caps or legal settings change."""

from dataclasses import replace

import pytest

from dialer.campaigns.model import CampaignConfig
from dialer.compliance.settings import LawSettings
from dialer.core.enums import Outcome
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.caps import Cap, Per, Span
from tests.dialer.people.leads.test_claim_order import call_now, set_campaign
from tests.support.stores import NOW, ROME, Centre

ONE_A_DAY = Cap(per=Per.NUMBER, span=Span.DAY, at_most=1)
TWO_A_DAY = Cap(per=Per.NUMBER, span=Span.DAY, at_most=2)
ONE_A_WEEK = Cap(per=Per.LEAD, span=Span.WEEK, at_most=1)
LATER = NOW + 3600.0


def now_capped(centre: Centre) -> CampaignConfig:
    return replace(centre.campaign, caps=(ONE_A_DAY,))


async def a_lead_that_waits(centre: Centre, finished) -> int:
    """Called once, and put off by the claim since one call a day is all."""
    await set_campaign(centre, caps=[{"per": "number", "span": "day", "at_most": 1}])
    [lead_id] = await centre.store.leads.add(centre.leads.id, [NewLead(phones=(("+393330000001", ""),), zone_key=ROME)])
    await call_now(centre, finished, now=NOW, outcome=Outcome.NO_ANSWER)
    assert await centre.claim(now=NOW + 60.0) == []
    return lead_id


@pytest.mark.parametrize(
    ("caps", "due_at", "reason"),
    [
        ((), LATER, ""),
        ((TWO_A_DAY,), LATER, ""),
        ((ONE_A_DAY, TWO_A_DAY), NOW + DAY_S, "cap:number:day:1"),
        ((TWO_A_DAY, ONE_A_WEEK), NOW + 7 * DAY_S, "cap:lead:week:1"),
    ],
)
async def test_a_lead_waits_for_the_caps_that_there_are_and_no_others(centre, finished, caps, due_at, reason):
    lead_id = await a_lead_that_waits(centre, finished)
    await centre.store.campaigns.wait_anew(now_capped(centre), replace(centre.campaign, caps=caps), now=LATER)
    waiting = await centre.store.leads.get(lead_id, sees=EVERYTHING)
    assert (waiting.due_at, waiting.wait_reason) == (due_at, reason)
    await set_campaign(centre, caps=[{"per": one.per, "span": one.span, "at_most": one.at_most} for one in caps])
    assert [one.lead_id for one in await centre.claim(now=LATER)] == ([lead_id] if reason == "" else [])


async def test_who_waits_for_something_else_waits_on(centre, finished):
    await set_campaign(centre, caps=[])
    ids = await centre.add_leads(3)
    await centre.claim()
    for lead_id, reason in zip(ids, ("skipped", "IT-RPO", ""), strict=True):
        await centre.store.leads.defer(lead_id, owner="engine", until=NOW + DAY_S, reason=reason)
    await centre.store.campaigns.wait_anew(now_capped(centre), centre.campaign, now=LATER)
    assert {(await centre.store.leads.get(lead_id, sees=EVERYTHING)).due_at for lead_id in ids} == {NOW + DAY_S}


async def test_with_other_legal_settings_whom_the_rules_have_put_off_is_asked_about_again(centre):
    [lead_id] = await centre.add_leads(1)
    await centre.claim()
    await centre.store.leads.defer(lead_id, owner="engine", until=NOW + DAY_S, reason="IT-RPO")
    after = replace(centre.campaign, law=LawSettings(topic="fibre"))
    await centre.store.campaigns.wait_anew(centre.campaign, after, now=LATER)
    assert (await centre.store.leads.get(lead_id, sees=EVERYTHING)).due_at == LATER
