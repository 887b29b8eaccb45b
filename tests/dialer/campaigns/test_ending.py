"""How campaigns end, on either database: nobody comes to one that closes, and what it did is kept as the law says."""

import asyncio

import pytest

from dialer.core.enums import AgentWish, CampaignStatus
from dialer.core.errors import CampaignClosed, CampaignHasAgents
from dialer.core.visibility import EVERYTHING
from dialer.data_protection.retention.store.retention import _scopes
from tests.support.stores import NOW, Centre


async def close(centre: Centre) -> None:
    await centre.store.campaigns.close(centre.campaign.id, cancel_callbacks=False, actor="test", now=NOW)


@pytest.mark.gate
async def test_of_a_log_in_and_a_closing_at_the_same_time_one_is_refused(centre: Centre):
    agent = await centre.store.agents.create(name="ann", phone="PJSIP/1")
    wish = centre.store.agents.wish(agent.id, AgentWish.READY, campaign_id=centre.campaign.id, now=NOW)
    refused = await asyncio.gather(wish, close(centre), return_exceptions=True)
    assert sum(isinstance(one, CampaignClosed | CampaignHasAgents) for one in refused) == 1


@pytest.mark.gate
async def test_of_a_list_that_comes_and_a_closing_at_the_same_time_none_is_left_in_a_closed_campaign(centre: Centre):
    await centre.store.assigning.assign(centre.leads.id, None, actor="test", now=NOW)
    assign = centre.store.assigning.assign(centre.leads.id, centre.campaign.id, actor="test", now=NOW)
    await asyncio.gather(assign, close(centre), return_exceptions=True)
    assert (await centre.store.campaigns.get(centre.campaign.id, sees=EVERYTHING)).status is CampaignStatus.CLOSED
    assert (await centre.store.lists.get(centre.leads.id, sees=EVERYTHING)).campaign_id is None
    with pytest.raises(CampaignClosed):
        await centre.store.assigning.assign(centre.leads.id, centre.campaign.id, actor="test", now=NOW)


async def test_the_rules_of_retention_go_over_what_an_archived_campaign_did(centre: Centre):
    await close(centre)
    await centre.store.campaigns.archive(centre.campaign.id, actor="test", now=NOW)
    scopes = await centre.store.database.read(_scopes)
    assert centre.campaign.id in [one.campaign_id for one in scopes]
    [of_list] = [one for one in scopes if one.lists == (centre.leads.id,)]
    assert len(of_list.laws) == 1  # that of the campaign that dialled it
