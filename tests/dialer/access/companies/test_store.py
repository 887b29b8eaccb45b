"""Companies on both databases: a company that is renamed stays the one that consents and registers know."""

import pytest

from dialer.access.companies.model import NOTHING_TOLD, Privacy
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
        await centre.store.companies.rename(centre.company.id, name, actor="test", now=NOW)


async def test_a_renamed_company_keeps_what_it_was_called(centre: Centre) -> None:
    await renamed(centre, "Acme Energy", "Aurora")
    found = await centre.store.companies.get(centre.company.id, sees=EVERYTHING)
    assert (found.name, found.former_names, found.first_name) == ("Aurora", ("Acme", "Acme Energy"), "Acme")
    assert [found.is_called(name) for name in ("AURORA ", "acme", "Acme Energy", "Acme Gas")] == [True] * 3 + [False]
    lines = await centre.store.audit.list(action="company.rename")
    assert sorted((line.facts["before"], line.facts["name"]) for line in lines) == [
        ("Acme", "Acme Energy"),
        ("Acme Energy", "Aurora"),
    ]


async def test_a_company_may_take_a_name_of_its_own_back_and_stays_the_same_to_the_rules(centre: Centre) -> None:
    await renamed(centre, "Aurora", "Acme", "Aurora")
    found = await centre.store.companies.get(centre.company.id, sees=EVERYTHING)
    assert (found.name, found.former_names, found.first_name) == ("Aurora", ("Acme", "Aurora"), "Acme")


async def test_nobody_else_gets_a_name_that_a_company_has_or_had(centre: Centre) -> None:
    companies = centre.store.companies
    await renamed(centre, "Aurora")
    other = await companies.create("Other")
    for taken in ("Acme", "acme", "Aurora"):
        with pytest.raises(NameTaken):
            await companies.create(taken)
        with pytest.raises(NameTaken):
            await companies.rename(other.id, taken, actor="test", now=NOW)
    assert [one.name for one in await companies.list(sees=EVERYTHING)] == ["Aurora", "Other"]


async def test_a_company_is_renamed_as_it_was_read_or_not_at_all(centre: Centre) -> None:
    companies = centre.store.companies
    before = await companies.get(centre.company.id, sees=EVERYTHING)
    told = Privacy(email="privacy@acme.example")
    await companies.update(before.id, told, expected=before)
    with pytest.raises(Changed):
        await companies.rename(before.id, "Aurora", privacy=NOTHING_TOLD, actor="test", now=NOW, expected=before)
    with pytest.raises(NotFound):
        await companies.rename(4711, "Aurora", actor="test", now=NOW)
    there = await companies.get(before.id, sees=EVERYTHING)
    assert (there.name, there.privacy, there.former_names) == ("Acme", told, ())
    assert await centre.store.audit.list(action="company.rename") == []


async def test_consents_that_name_a_former_name_and_answers_of_registers_hold_after_a_renaming(centre: Centre) -> None:
    consents = [{"basis": "consent", "company": name} for name in (" ACME", "Aurora", "Another")]
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
        lead.phones[0].number: [Proof.COMPANY in basis.evidence for basis in lead.contact.bases or ()][:1]
        for lead in claimed
    }
    assert named == dict(zip(NUMBERS, ([True], [True], [False]), strict=True))
    # An engine that has not read the campaign anew yet, and one that has, match these answers alike.
    after = await centre.store.campaigns.get(centre.campaign.id, sees=EVERYTHING)
    assert (before.company.name, after.company.name) == ("Acme", "Aurora")
    keys = {before.company.first_name, after.company.first_name}
    assert keys == {one.company for lead in claimed for one in lead.contact.scrubs or ()}
    seen = await centre.store.law.seen(centre.campaign.id)
    assert [Proof.COMPANY in basis.evidence for basis in seen.bases] == [True]


async def test_one_lead_claimed_by_itself_is_judged_by_the_former_names_too(centre: Centre) -> None:
    lead = NewLead(phones=((NUMBERS[0], ""),), zone_key=ROME, consent={"basis": "consent", "company": "Acme"})
    [lead_id] = await centre.store.leads.add(centre.leads.id, [lead])
    await renamed(centre, "Aurora")
    claimed = await centre.store.leads.claim_one(lead_id, owner="engine", now=NOW, lease_s=60.0)
    assert claimed is not None
    assert [Proof.COMPANY in basis.evidence for basis in claimed.contact.bases or ()] == [True]


async def test_a_company_is_retired_once_its_campaigns_have_ended_and_comes_back_as_it_was(centre: Centre) -> None:
    store, owner = centre.store, centre.company
    renamed = await store.companies.rename(owner.id, "Aurora", privacy=TOLD, actor="test", now=NOW)
    with pytest.raises(InUse) as refused:
        await store.retiring.company(owner.id, actor="test", now=NOW)
    assert refused.value.facts == {"company": "Aurora", "campaigns": ["Spring"]}
    await store.campaigns.close(centre.campaign.id, cancel_callbacks=False, actor="test", now=NOW)
    with pytest.raises(Changed):
        await store.retiring.company(owner.id, actor="test", now=NOW, expected=owner)
    await store.retiring.company(owner.id, actor="test", now=NOW, expected=renamed)
    with pytest.raises(NotFound):
        await store.retiring.company(owner.id, actor="test", now=NOW)
    assert await store.companies.list(sees=EVERYTHING) == []
    assert await store.companies.by_name("Aurora", sees=EVERYTHING) is None
    [there] = await store.companies.list(retired=True, sees=EVERYTHING)
    assert (there.name, there.retired_at) == ("Aurora", NOW)
    for taken in ("Acme", "Aurora"):
        with pytest.raises(NameTaken):
            await store.companies.create(taken)
    assert await store.companies.bring_back(owner.id, actor="test", now=NOW) == renamed
    with pytest.raises(NotFound):
        await store.companies.bring_back(owner.id, actor="test", now=NOW)


async def test_a_retired_company_gets_no_campaign_new_or_opened_again(centre: Centre) -> None:
    store, owner = centre.store, centre.company
    await store.campaigns.close(centre.campaign.id, cancel_callbacks=False, actor="test", now=NOW)
    await store.retiring.company(owner.id, actor="test", now=NOW)
    with pytest.raises(Invalid, match="company Acme is retired"):
        await store.companies.check(owner.id, sees=EVERYTHING)
    draft = CampaignDraft(name="Summer", company_id=owner.id, node_id=centre.node.id, trunk_ids=(centre.trunk.id,))
    with pytest.raises(Invalid, match="company Acme is retired"):
        await store.campaigns.create(draft, actor="test", now=NOW)
    with pytest.raises(Invalid, match="company Acme is retired"):
        await store.campaigns.open_again(centre.campaign.id, actor="test", now=NOW)
