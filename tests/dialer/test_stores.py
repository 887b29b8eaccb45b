"""Campaigns, what they stand on, agents, keys, suppressions, imports, leases, memory."""

import asyncio
import dataclasses

import pytest

from dialer.access.credentials import digest_of
from dialer.access.model import Grant
from dialer.campaigns.model import CampaignDraft, Disposition, completed, default_dispositions, default_rules, draft_of
from dialer.core import clock
from dialer.core.enums import AgentWish, CampaignStatus, LegKind, Role, Then
from dialer.core.errors import (
    BadReference,
    InUse,
    NameTaken,
    NotFound,
    PhoneTaken,
    UnknownAgent,
    UnknownCampaign,
    UnknownKey,
    UnknownList,
)
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.rules.retry import RetryRule
from dialer.people.suppression.store.lookup import of_company
from dialer.storage.pages import PageRequest
from dialer.telephony.nodes.store.leases import Leases
from dialer.work.agents import store as agents_store
from tests.dialer.people.leads.test_racing_claims import not_seen_yet, someone_waits

NOW = 1_700_000_000.0


async def test_a_new_campaign_is_stopped_and_has_the_default_rules(centre):
    campaign = await centre.store.campaigns.get(centre.campaign.id, sees=EVERYTHING)
    assert campaign == centre.campaign
    assert campaign.status is CampaignStatus.STOPPED
    assert campaign.rules == default_rules()
    assert campaign.dispositions == default_dispositions()
    assert campaign.company == centre.company
    assert campaign.trunks == (centre.trunk,)


async def test_a_campaign_written_again_is_the_same(centre):
    again = await centre.store.campaigns.update(centre.campaign.id, draft_of(centre.campaign), actor="test", now=NOW)
    assert again == centre.campaign


async def test_a_campaign_can_be_changed_in_all_its_parts(centre):
    store = centre.store
    shown = await store.caller_ids.create(centre.company.id, "+390612345678", label="Sales")
    second = await store.trunks.upsert(centre.node.id, "backup", dial="PJSIP/{number}@backup")
    hours = ({"days": [1, 2], "from": "09:00", "to": "18:00"},)
    draft = dataclasses.replace(
        draft_of(centre.campaign),
        name="Summer",
        trunk_ids=(second.id, centre.trunk.id),
        caller_id_id=shown.id,
        hours=hours,
        rules=tuple(rule for rule in completed([RetryRule(on="busy", then=Then.RETIRE)]) if ":" not in rule.on),
        dispositions=(Disposition(code="yes", label="Yes", is_success=True),),
    )
    changed = await store.campaigns.update(centre.campaign.id, draft, actor="test", now=NOW)
    assert draft_of(changed) == draft
    assert [trunk.name for trunk in changed.trunks] == ["backup", "carrier"]
    assert changed.caller_id == shown
    [line] = await store.audit.list(action="campaign.update")
    told = {name: one["after"] for name, one in line.facts.items()}
    assert {name: told[name] for name in ("name", "caller_id_id", "hours")} == {
        "name": "Summer",
        "caller_id_id": shown.id,
        "hours": list(hours),
    }
    assert line.facts["name"]["before"] == centre.campaign.name
    assert told["trunk_ids"] == list(draft.trunk_ids)
    assert [one["then"] for one in told["rules"] if one["on"] == "busy"] == ["retire"]
    assert [one["code"] for one in told["dispositions"]] == ["yes"]


async def test_who_changes_one_rule_still_calls_nobody_again_who_said_no(centre):
    alone = dataclasses.replace(draft_of(centre.campaign), rules=(RetryRule(on="busy", then=Then.RETRY, wait_s=60),))
    changed = await centre.store.campaigns.update(centre.campaign.id, alone, actor="test", now=NOW)
    rules = {rule.on: rule for rule in changed.rules}
    assert rules["busy"].wait_s == 60
    assert rules["disposition:do_not_call"].then is Then.SUPPRESS
    assert {on: rule for on, rule in rules.items() if on != "busy"} == {
        rule.on: rule for rule in default_rules() if rule.on != "busy"
    }


async def test_status_is_written_and_audited(centre):
    campaigns = centre.store.campaigns
    running = await campaigns.set_status(centre.campaign.id, CampaignStatus.RUNNING, "boss", NOW)
    assert running.status is CampaignStatus.RUNNING
    assert [found.id for found in await campaigns.list([CampaignStatus.RUNNING], sees=EVERYTHING)] == [running.id]
    [line] = await centre.store.audit.list(action="campaign.status")
    assert (line.actor, line.facts) == ("boss", {"status": "running"})
    with pytest.raises(UnknownCampaign):
        await campaigns.set_status(4711, CampaignStatus.RUNNING, "boss", NOW)


async def test_only_an_empty_campaign_can_be_deleted(centre):
    campaigns = centre.store.campaigns
    with pytest.raises(InUse, match="by lead list"):
        await campaigns.delete(centre.campaign.id, actor="test", now=NOW)
    await centre.store.assigning.assign(centre.leads.id, None, actor="test", now=NOW)
    await campaigns.delete(centre.campaign.id, actor="test", now=NOW)
    with pytest.raises(UnknownCampaign):
        await campaigns.get(centre.campaign.id, sees=EVERYTHING)


@pytest.mark.gate
async def test_names_are_taken_once_and_references_must_exist(centre):
    store = centre.store
    with pytest.raises(NameTaken, match="campaign Spring"):
        await store.campaigns.create(
            CampaignDraft(name="Spring", company_id=centre.company.id, node_id=centre.node.id),
            actor="test",
            now=NOW,
        )
    with pytest.raises(BadReference):
        await store.campaigns.create(
            CampaignDraft(name="New", company_id=4711, node_id=centre.node.id), actor="test", now=NOW
        )
    with pytest.raises(NameTaken):
        await store.companies.create("Acme")
    with pytest.raises(BadReference):
        await store.assigning.assign(centre.leads.id, 4711, actor="test", now=NOW)
    with pytest.raises(UnknownList):
        await store.lists.get(4711, sees=EVERYTHING)


async def test_nodes_and_trunks_are_written_over_by_name(centre):
    store = centre.store
    moved = await store.nodes.upsert("one", host="10.0.0.1", max_channels=30)
    assert moved.id == centre.node.id
    assert await store.nodes.list() == [moved]
    wider = await store.trunks.upsert(centre.node.id, "carrier", dial="PJSIP/{number}@carrier", max_channels=90)
    assert (wider.id, wider.max_channels) == (centre.trunk.id, 90)
    off = await store.trunks.set_enabled(wider.id, enabled=False)
    assert await store.trunks.get(wider.id) == off
    with pytest.raises(NotFound):
        await store.trunks.set_enabled(4711, enabled=True)


async def test_an_agents_wish_is_kept_and_found(centre):
    agents = centre.store.agents
    ann = await agents.create(name="ann", phone="PJSIP/1001", leg_kind=LegKind.RING)
    assert (ann.wish, ann.leg_kind) == (AgentWish.LOGGED_OUT, LegKind.RING)
    assert await agents.logged_in(centre.node.id) == []
    ready = await agents.wish(ann.id, AgentWish.READY, campaign_id=centre.campaign.id, now=NOW)
    assert await agents.logged_in(centre.node.id) == [ready]
    paused = await agents.wish(ann.id, AgentWish.PAUSED, pause_reason="lunch", now=NOW + 1.0)
    assert (paused.campaign_id, paused.pause_reason, paused.wish_at) == (centre.campaign.id, "lunch", NOW + 1.0)
    assert await agents.by_name("ann") == paused
    assert await agents.by_name("bob") is None
    with pytest.raises(NameTaken):
        await agents.create(name="ann", phone="PJSIP/1002")
    with pytest.raises(UnknownAgent):
        await agents.wish(4711, AgentWish.READY, now=NOW)
    with pytest.raises(BadReference):
        await agents.wish(ann.id, AgentWish.READY, campaign_id=4711, now=NOW)


async def test_a_key_opens_until_it_is_revoked_or_expires(centre):
    keys, grants = centre.store.keys, [Grant(role=Role.WALLBOARD)]
    key = await keys.create(name="board", digest=digest_of("secret"), grants=grants, expires_at=NOW + 9.0, now=NOW)
    found = await keys.find(digest_of("secret"), now=NOW)
    assert found is not None
    assert (found.key, found.owner) == (key, None)
    assert (key.name, key.grants) == ("board", (Grant(role=Role.WALLBOARD),))
    assert await keys.find(digest_of("secretx"), now=NOW) is None
    assert await keys.find(digest_of("secret"), now=NOW + 9.0) is None
    assert (await keys.revoke(key.id, now=NOW + 1.0)).revoked_at == NOW + 1.0
    with pytest.raises(UnknownKey):
        await keys.revoke(key.id, now=NOW + 2.0)
    assert await keys.find(digest_of("secret"), now=NOW) is None
    assert [known.revoked_at for known in await keys.list(sees=EVERYTHING)] == [NOW + 1.0]


async def test_suppressions_are_counted_once_and_can_be_lifted(centre):
    suppressions, company_id = centre.store.suppressions, centre.company.id
    scope = of_company(company_id)
    numbers = ["+390612345678", "+390612345678", "+393331234567"]
    assert (await suppressions.add(scope, numbers, reason="register", actor="test", now=NOW)).added == 2
    assert (await suppressions.add(scope, numbers, reason="register", actor="test", now=NOW)).added == 0
    digests = sorted({centre.store.digests.number(number) for number in numbers})
    assert [one.digest for one in await suppressions.list(scope, after="", limit=9, sees=EVERYTHING)] == digests
    assert [one.digest for one in await suppressions.list(scope, after=digests[0], limit=1, sees=EVERYTHING)] == [
        digests[1]
    ]
    assert await suppressions.remove(scope, numbers[0], actor="test", now=NOW)
    assert not await suppressions.remove(scope, numbers[0], actor="test", now=NOW)
    assert not await suppressions.contains(company_id, numbers[0])
    with pytest.raises(BadReference):
        await suppressions.add(of_company(4711), numbers, reason="", actor="test", now=NOW)


def at(now: float, leases: Leases) -> Leases:
    """These leases when the database's clock says so."""
    leases.clock = lambda _: now
    return leases


@pytest.mark.gate
async def test_a_lease_has_one_owner_and_a_growing_fence(centre):
    leases, node_id = centre.store.leases, centre.node.id
    assert (await at(NOW, leases).take(node_id, "a", 10.0)).fence == 1
    assert (await at(NOW + 1.0, leases).take(node_id, "a", 10.0)).fence == 1
    assert await at(NOW + 2.0, leases).take(node_id, "b", 10.0) is None
    assert await at(NOW + 5.0, leases).renew(node_id, "a", 1, 10.0)
    assert await at(NOW + 14.0, leases).take(node_id, "b", 10.0) is None
    assert (await at(NOW + 16.0, leases).take(node_id, "b", 10.0)).fence == 2
    assert not await at(NOW + 17.0, leases).renew(node_id, "a", 1, 10.0)
    assert not await leases.free(node_id, "a", 1)
    assert await leases.free(node_id, "b", 2)
    assert (await at(NOW + 18.0, leases).take(node_id, "a", 10.0)).fence == 3


async def test_who_takes_a_lease_that_nobody_let_go_is_told_when_its_owner_was_last_seen(centre):
    leases, node_id = centre.store.leases, centre.node.id
    assert (await at(NOW, leases).take(node_id, "a", 10.0)).deserted_at is None
    assert await at(NOW + 5.0, leases).renew(node_id, "a", 1, 10.0)
    assert (await at(NOW + 16.0, leases).take(node_id, "b", 10.0)).deserted_at == NOW + 5.0
    assert (await at(NOW + 17.0, leases).take(node_id, "b", 10.0)).deserted_at is None
    assert await leases.free(node_id, "b", 2)
    assert (await at(NOW + 18.0, leases).take(node_id, "a", 10.0)).deserted_at is None


async def test_leases_are_compared_by_the_clock_of_the_database_whatever_engines_take_the_time_to_be(centre):
    """An engine whose clock is ahead would take a node that is in use."""
    leases, node_id = centre.store.leases, centre.node.id
    assert (await leases.take(node_id, "a", 10.0)).fence == 1
    assert await leases.take(node_id, "b", 10.0) is None
    before, seen = clock.now(), await centre.store.database.read(leases.clock)
    assert before - 1.0 <= seen <= clock.now() + 1.0


async def test_the_lease_of_a_dead_process_is_taken_at_once(centre):
    leases, node_id = centre.store.leases, centre.node.id
    await at(NOW, leases).take(node_id, "host:1:x", 10.0)
    assert await at(NOW, leases).take(node_id, "b", 10.0, is_dead=lambda owner: owner == "host:2:x") is None
    assert (await at(NOW, leases).take(node_id, "b", 10.0, is_dead=lambda owner: owner == "host:1:x")).fence == 2


async def test_memory_is_written_over(centre):
    memory = centre.store.memory
    assert await memory.load(centre.campaign.id) is None
    await memory.save(centre.campaign.id, {"answer": [0.3, 12]}, now=NOW)
    await memory.save(centre.campaign.id, {"answer": [0.4, 13]}, now=NOW + 1.0)
    loaded = await memory.load(centre.campaign.id)
    assert loaded is not None
    assert (loaded.saved_at, loaded.learned) == (NOW + 1.0, {"answer": [0.4, 13]})


async def test_imports_left_running_by_a_crash_are_found_and_an_end_is_an_end(centre):
    imports = centre.store.imports
    first = await imports.start(centre.leads.id, "a.csv", now=NOW)
    await imports.end(first.id, status="finished", now=NOW + 1.0)
    second = await imports.start(centre.leads.id, "b.csv", now=NOW + 2.0)
    assert [found.id for found in await imports.open()] == [second.id]
    assert await imports.cancel(second.id, message="Cancelled.", now=NOW + 3.0) is not None
    assert await imports.cancel(second.id, message="Cancelled.", now=NOW + 4.0) is None
    assert (await imports.end(second.id, status="finished", now=NOW + 5.0)).status == "cancelled"
    assert [(found.id, found.status) for found in await imports.list(sees=EVERYTHING)] == [
        (second.id, "cancelled"),
        (first.id, "finished"),
    ]
    with pytest.raises(BadReference):
        await imports.start(4711, "c.csv", now=NOW)


async def test_audit_lines_come_newest_first_in_pages(centre):
    audit = centre.store.audit
    for number in range(3):
        await audit.add(actor="ann", action="test", facts={"number": number}, now=NOW)
    lines = await audit.list(action="test", limit=2)
    assert [line.facts["number"] for line in lines] == [2, 1]
    further = PageRequest(sort="-id", after=(lines[-1].id, lines[-1].id), limit=9)
    [last] = await audit.list(action="test", page=further)
    assert last.facts["number"] == 0


@pytest.mark.gate
@pytest.mark.parametrize("empty_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_a_phone_that_is_given_to_two_agents_at_once_is_refused_to_the_second(store):
    agents = store.agents
    ann, bob = [await agents.create(name=name, phone=f"PJSIP/{name}") for name in ("ann", "bob")]
    facts = {"display_name": "", "leg_kind": LegKind.RING, "language": "it"}
    async with not_seen_yet(store, agents_store._change, ann.id, {"phone": "PJSIP/1001"}, ...):
        second = asyncio.create_task(agents.update(bob.id, phone="PJSIP/1001", **facts))
        await someone_waits(store)
    with pytest.raises(PhoneTaken):
        await second
    assert (await agents.get(ann.id, sees=EVERYTHING)).phone == "PJSIP/1001"


async def test_an_agent_works_in_several_campaigns_until_the_next_log_in(centre):
    store = centre.store
    agent = await store.agents.create(name="anna", phone="PJSIP/1001")
    draft = dataclasses.replace(draft_of(centre.campaign), name="Autumn")
    autumn = await store.campaigns.create(draft, actor="test", now=NOW)
    first = centre.campaign.id
    both = await store.agents.wish(agent.id, AgentWish.READY, campaign_id=first, also=(autumn.id, first), now=NOW)
    assert both.also_campaign_ids == (autumn.id,)
    await store.agents.wish(agent.id, AgentWish.PAUSED, now=NOW + 1)
    [seated] = await store.agents.logged_in(centre.node.id)
    assert (seated.campaign_id, seated.also_campaign_ids) == (first, (autumn.id,))
    with pytest.raises(BadReference):
        await store.agents.wish(agent.id, AgentWish.READY, campaign_id=first, also=(999,), now=NOW + 2)
    await store.agents.wish(agent.id, AgentWish.READY, campaign_id=autumn.id, now=NOW + 3)
    assert (await store.agents.get(agent.id, sees=EVERYTHING)).also_campaign_ids == ()
