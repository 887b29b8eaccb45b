"""Controllers on both databases: a company that is renamed stays the one that consents and registers know."""

import pytest

from dialer.access.controllers.model import NOTHING_TOLD, Privacy
from dialer.campaigns.model import CampaignDraft
from dialer.compliance.vocabulary import Proof
from dialer.core.errors import Changed, InUse, NameTaken, NotFound
from dialer.core.request_errors import Invalid
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.people.registers.model import REGISTERS
from tests.support.stores import NOW, ROME, Centre

NUMBERS = ("+39333000001", "+39333000002", "+39333000003")
DAY = 86400.0
TOLD = Privacy(email="privacy@acme.example", recipients=("the call centre",))


async def renamed(centre: Centre, *names: str) -> None:
    for name in names:
        await centre.store.controllers.rename(centre.controller.id, name, actor="test", now=NOW)


async def test_a_renamed_controller_keeps_what_it_was_called(centre: Centre) -> None:
    await renamed(centre, "Acme Energy", "Aurora")
    found = await centre.store.controllers.get(centre.controller.id, sees=EVERYTHING)
    assert (found.name, found.former_names, found.first_name) == ("Aurora", ("Acme", "Acme Energy"), "Acme")
    assert [found.is_called(name) for name in ("AURORA ", "acme", "Acme Energy", "Acme Gas")] == [True] * 3 + [False]
    lines = await centre.store.audit.list(action="controller.rename")
    assert sorted((line.facts["before"], line.facts["name"]) for line in lines) == [
        ("Acme", "Acme Energy"),
        ("Acme Energy", "Aurora"),
    ]


async def test_a_controller_may_take_a_name_of_its_own_back_and_stays_the_same_to_the_rules(centre: Centre) -> None:
    await renamed(centre, "Aurora", "Acme", "Aurora")
    found = await centre.store.controllers.get(centre.controller.id, sees=EVERYTHING)
    assert (found.name, found.former_names, found.first_name) == ("Aurora", ("Acme", "Aurora"), "Acme")


async def test_nobody_else_gets_a_name_that_a_controller_has_or_had(centre: Centre) -> None:
    controllers = centre.store.controllers
    await renamed(centre, "Aurora")
    other = await controllers.create("Other")
    for taken in ("Acme", "acme", "Aurora"):
        with pytest.raises(NameTaken):
            await controllers.create(taken)
        with pytest.raises(NameTaken):
            await controllers.rename(other.id, taken, actor="test", now=NOW)
    assert [one.name for one in await controllers.list(sees=EVERYTHING)] == ["Aurora", "Other"]


async def test_a_controller_is_renamed_as_it_was_read_or_not_at_all(centre: Centre) -> None:
    controllers = centre.store.controllers
    before = await controllers.get(centre.controller.id, sees=EVERYTHING)
    told = Privacy(email="privacy@acme.example")
    await controllers.update(before.id, told, expected=before)
    with pytest.raises(Changed):
        await controllers.rename(before.id, "Aurora", privacy=NOTHING_TOLD, actor="test", now=NOW, expected=before)
    with pytest.raises(NotFound):
        await controllers.rename(4711, "Aurora", actor="test", now=NOW)
    there = await controllers.get(before.id, sees=EVERYTHING)
    assert (there.name, there.privacy, there.former_names) == ("Acme", told, ())
    assert await centre.store.audit.list(action="controller.rename") == []


async def test_consents_that_name_a_former_name_and_answers_of_registers_hold_after_a_renaming(centre: Centre) -> None:
    consents = [{"basis": "consent", "controller": name} for name in (" ACME", "Aurora", "Another")]
    leads = [
        NewLead(phones=((number, ""),), zone_key=ROME, consent=consent)
        for number, consent in zip(NUMBERS, consents, strict=True)
    ]
    await centre.store.leads.add(centre.leads.id, leads)
    registers = centre.store.registers
    asked = await registers.open_scrub(centre.leads.id, REGISTERS["RPO"], actor="test", now=NOW - DAY)
    await registers.out(asked, REGISTERS["RPO"], after=(0, -1), older_than=None)
    await registers.sent(asked.id, sha256="", now=NOW - DAY)
    answer = {centre.store.digests.number(number): False for number in NUMBERS}
    await registers.answer(asked.id, answer, checked_at=NOW - DAY)
    told = {"receipt": "R1", "version": "7", "sha256": "", "actor": "test"}
    await registers.returned(asked.id, **told, checked_at=NOW - DAY, now=NOW - DAY)
    before = await centre.store.campaigns.get(centre.campaign.id, sees=EVERYTHING)
    await renamed(centre, "Aurora")
    claimed = await centre.store.leads.claim(
        centre.campaign.id, owner="engine", now=NOW, lease_s=60.0, limit=10, zone_keys=(ROME,)
    )
    named = {
        lead.phones[0].number: [Proof.CONTROLLER in basis.evidence for basis in lead.contact.bases or ()][:1]
        for lead in claimed
    }
    assert named == dict(zip(NUMBERS, ([True], [True], [False]), strict=True))
    # An engine that has not read the campaign anew yet, and one that has, match these answers alike.
    after = await centre.store.campaigns.get(centre.campaign.id, sees=EVERYTHING)
    assert (before.controller.name, after.controller.name) == ("Acme", "Aurora")
    keys = {before.controller.first_name, after.controller.first_name}
    assert keys == {one.controller for lead in claimed for one in lead.contact.scrubs or ()}
    seen = await centre.store.law.seen(centre.campaign.id)
    assert [Proof.CONTROLLER in basis.evidence for basis in seen.bases] == [True]


async def test_one_lead_claimed_by_itself_is_judged_by_the_former_names_too(centre: Centre) -> None:
    lead = NewLead(phones=((NUMBERS[0], ""),), zone_key=ROME, consent={"basis": "consent", "controller": "Acme"})
    [lead_id] = await centre.store.leads.add(centre.leads.id, [lead])
    await renamed(centre, "Aurora")
    claimed = await centre.store.leads.claim_one(lead_id, owner="engine", now=NOW, lease_s=60.0)
    assert claimed is not None
    assert [Proof.CONTROLLER in basis.evidence for basis in claimed.contact.bases or ()] == [True]


async def test_a_controller_is_retired_once_its_campaigns_have_ended_and_comes_back_as_it_was(centre: Centre) -> None:
    store, owner = centre.store, centre.controller
    renamed = await store.controllers.rename(owner.id, "Aurora", privacy=TOLD, actor="test", now=NOW)
    with pytest.raises(InUse) as refused:
        await store.retiring.controller(owner.id, actor="test", now=NOW)
    assert refused.value.facts == {"controller": "Aurora", "campaigns": ["Spring"]}
    await store.campaigns.close(centre.campaign.id, cancel_callbacks=False, actor="test", now=NOW)
    with pytest.raises(Changed):
        await store.retiring.controller(owner.id, actor="test", now=NOW, expected=owner)
    await store.retiring.controller(owner.id, actor="test", now=NOW, expected=renamed)
    with pytest.raises(NotFound):
        await store.retiring.controller(owner.id, actor="test", now=NOW)
    assert await store.controllers.list(sees=EVERYTHING) == []
    assert await store.controllers.by_name("Aurora", sees=EVERYTHING) is None
    [there] = await store.controllers.list(retired=True, sees=EVERYTHING)
    assert (there.name, there.retired_at) == ("Aurora", NOW)
    for taken in ("Acme", "Aurora"):
        with pytest.raises(NameTaken):
            await store.controllers.create(taken)
    assert await store.controllers.bring_back(owner.id, actor="test", now=NOW) == renamed
    with pytest.raises(NotFound):
        await store.controllers.bring_back(owner.id, actor="test", now=NOW)


async def test_a_retired_controller_gets_no_campaign_new_or_opened_again(centre: Centre) -> None:
    store, owner = centre.store, centre.controller
    await store.campaigns.close(centre.campaign.id, cancel_callbacks=False, actor="test", now=NOW)
    await store.retiring.controller(owner.id, actor="test", now=NOW)
    with pytest.raises(Invalid, match="controller Acme is retired"):
        await store.controllers.check(owner.id, sees=EVERYTHING)
    draft = CampaignDraft(name="Summer", controller_id=owner.id, node_id=centre.node.id, trunk_ids=(centre.trunk.id,))
    with pytest.raises(Invalid, match="controller Acme is retired"):
        await store.campaigns.create(draft, actor="test", now=NOW)
    with pytest.raises(Invalid, match="controller Acme is retired"):
        await store.campaigns.open_again(centre.campaign.id, actor="test", now=NOW)
