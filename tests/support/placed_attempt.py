"""One attempt placed in a new store."""

from dialer.campaigns.attempts.model import NewAttempt
from dialer.campaigns.model import CampaignDraft
from dialer.people.leads.model import NewLead
from dialer.stores.everything import Store
from tests.support.cells import NOW, ROME


async def a_placed_attempt(store: Store) -> tuple[int, str]:
    """Lead and attempt of a campaign in a new store."""
    company = await store.companies.create("Acme")
    node = await store.nodes.upsert("one", host="127.0.0.1")
    trunk = await store.trunks.upsert(node.id, "carrier", dial="PJSIP/{number}@carrier", country="IT")
    draft = CampaignDraft(name="Spring", company_id=company.id, node_id=node.id, trunk_ids=(trunk.id,))
    campaign = await store.campaigns.create(draft, actor="test", now=NOW)
    listed = await store.lists.create(name="March", company_id=company.id, campaign_id=campaign.id, now=NOW)
    [lead_id] = await store.leads.add(listed.id, [NewLead(phones=(("+39333000001", ""),), zone_key=ROME)])
    [lead] = await store.leads.claim(campaign.id, owner="engine", now=NOW, lease_s=60.0, limit=1, zone_keys=(ROME,))
    agent = await store.agents.create(name="ann", phone="PJSIP/1")
    attempt = NewAttempt(
        id="pc-1-" + "a" * 32,
        campaign_id=campaign.id,
        company_id=company.id,
        list_id=listed.id,
        lead_id=lead.lead_id,
        node_id=node.id,
        trunk_id=trunk.id,
        number="+39333000001",
        agent_id=agent.id,
    )
    assert await store.attempts.place([attempt], owner="engine", now=NOW) == {attempt.id}
    return lead_id, attempt.id
