"""What a claim tells the rules of each number: registers, suppressions, past calls, consents."""

from dataclasses import replace

from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.campaigns.model import Disposition, draft_of
from dialer.compliance.settings import LawSettings
from dialer.compliance.vocabulary import BasisKind, Proof
from dialer.core.enums import LeadState, Outcome
from dialer.core.visibility import EVERYTHING
from dialer.people.imports.rows.duplicates import DuplicateAction, Duplicates
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.caps import Cap, Per, Span
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.leads.store.returns import PutAway
from dialer.people.registers.model import REGISTERS
from dialer.people.suppression.store.lookup import of_campaign, of_company
from tests.support.stores import NOW, ROME, Centre

NUMBER, OTHER = "+39333000001", "+39333000002"
DAY = 86400.0
LATER = 1_800_000_000.0  # behind the days that proofs are dated


async def claimed(centre: Centre, campaign_id: int | None = None):
    leads = await centre.store.leads.claim(
        campaign_id or centre.campaign.id, owner="engine", now=NOW, lease_s=60.0, limit=10, zone_keys=(ROME,)
    )
    return {lead.phones[0].number: lead for lead in leads}


async def add(centre: Centre, number: str = NUMBER, **facts) -> int:
    [lead_id] = await centre.store.leads.add(centre.leads.id, [NewLead(phones=((number, ""),), zone_key=ROME, **facts)])
    return lead_id


async def scrub(centre: Centre, *, listed: bool, checked_at: float) -> None:
    registers = centre.store.registers
    asked = await registers.open_scrub(centre.leads.id, REGISTERS["RPO"], actor="test", now=checked_at)
    await registers.out(asked, REGISTERS["RPO"], after=(0, -1), older_than=None)
    await registers.sent(asked.id, sha256="", now=checked_at)
    await registers.answer(asked.id, {centre.store.digests.number(NUMBER): listed}, checked_at=checked_at)
    await registers.returned(
        asked.id, receipt="R1", version="7", sha256="", actor="test", checked_at=checked_at, now=checked_at
    )


async def test_a_claim_brings_the_answer_of_the_register_for_this_company(centre: Centre):
    await add(centre)
    await add(centre, OTHER)
    await scrub(centre, listed=False, checked_at=NOW - DAY)
    leads = await claimed(centre)
    [found] = leads[NUMBER].contact.scrubs
    assert (found.register, found.company, found.checked_at, found.listed) == ("RPO", "Acme", NOW - DAY, False)
    assert (found.receipt, found.version) == ("R1", "7")
    assert leads[OTHER].contact.scrubs == ()
    assert leads[NUMBER].country == "IT"


async def test_a_lead_that_goes_on_to_another_phone_is_judged_by_what_is_known_of_that_one(centre: Centre):
    """The first number was called today, and a cap sends the lead on to the second, which is in the register."""
    await centre.store.leads.add(centre.leads.id, [NewLead(phones=((OTHER, ""), (NUMBER, "")), zone_key=ROME)])
    await scrub(centre, listed=True, checked_at=NOW - DAY)
    await add(centre, OTHER)
    [called] = [lead for lead in (await claimed(centre)).values() if len(lead.phones) == 1]
    await centre.store.attempts.place([centre.attempt(called)], owner="engine", now=NOW)
    await centre.store.leads.release_all("engine")
    await centre.store.campaigns.update(
        centre.campaign.id,
        replace(draft_of(centre.campaign), caps=(Cap(per=Per.NUMBER, span=Span.DAY, at_most=1),)),
        actor="test",
        now=NOW,
    )
    [lead] = (await claimed(centre)).values()
    assert lead.phones[lead.next_phone].number == NUMBER
    assert [one.listed for one in lead.contact.scrubs] == [True]


async def test_a_claim_brings_a_no_and_what_was_said_to_other_campaigns(centre: Centre):
    other = await centre.store.campaigns.create(
        replace(draft_of(centre.campaign), name="Other", law=LawSettings(topic="insurance")), actor="test", now=NOW
    )
    suppressions = centre.store.suppressions
    scope = of_company(centre.company.id)
    await suppressions.add(scope, [NUMBER], reason="asked", actor="test", now=NOW - 60.0)
    await suppressions.add(of_campaign(other.id), [OTHER], reason="asked", actor="test", now=NOW - 60.0)
    await add(centre)  # without the checks of an import
    await add(centre, OTHER)
    leads = await claimed(centre)
    assert (leads[NUMBER].contact.suppressed, leads[OTHER].contact.suppressed) == (True, False)
    assert [(one.at, one.topic) for one in leads[OTHER].contact.revocations] == [(NOW - 60.0, "insurance")]


async def test_a_claim_brings_the_consent_of_the_row_or_else_of_the_list(centre: Centre):
    own = {"basis": "consent", "source": "form", "obtained_at": "2023-01-01T00:00:00+00:00", "company": "ACME"}
    await add(centre, consent=own)
    await add(centre, OTHER, consent={**own, "company": "Somebody else"})
    leads = await claimed(centre)
    [basis] = leads[NUMBER].contact.bases
    assert (basis.kind, basis.obtained_at) == (BasisKind.CONSENT, 1672531200.0)
    assert basis.evidence == {Proof.SOURCE, Proof.OBTAINED_AT, Proof.COMPANY}
    assert leads[NUMBER].contact.stated == own  # in its own words, to be kept with the call
    [not_ours] = leads[OTHER].contact.bases
    assert Proof.COMPANY not in not_ours.evidence


async def test_what_is_put_away_is_written_with_its_log_line(centre: Centre):
    first, second, third = await add(centre), await add(centre, OTHER), await add(centre, "+39333000003")
    await claimed(centre)
    batch = PutAway(now=NOW, actor="rules")
    batch.deferred.append((first, "engine", NOW + 900.0, "IT-RPO"))
    batch.retired.append((second, "engine", "suppressed"))
    batch.released.append((third, "somebody else"))
    batch.rulings[(centre.campaign.id, "pre_dial", "defer", "IT-RPO", "hash")] = [
        {"lead": first, "facts": {"check": "missing"}}
    ]
    await centre.store.away.write(batch)
    leads = [await centre.store.leads.get(lead_id, sees=EVERYTHING) for lead_id in (first, second, third)]
    assert [lead.state.value for lead in leads] == ["open", "done", "claimed"]
    assert (leads[0].due_at, leads[1].done_reason) == (NOW + 900.0, "suppressed")
    [line] = await centre.store.audit.list(action="ruling", limit=10)
    assert (line.facts["point"], line.facts["rule"]) == ("pre_dial", "IT-RPO")
    assert line.facts["leads"] == [{"lead": first, "facts": {"check": "missing"}}]


async def test_the_lists_show_their_register_age_bases_and_source(centre: Centre):
    await add(centre, consent={"basis": "consent", "source": "form"})
    seen = await centre.store.law.seen(centre.campaign.id)
    assert (seen.lists, seen.countries, answers(seen), seen.provenance_known) == (1, {"IT"}, {"March": {}}, True)
    assert [basis.kind for basis in seen.bases] == [BasisKind.CONSENT]
    await scrub(centre, listed=False, checked_at=NOW - DAY)
    asked = await centre.store.registers.open_scrub(centre.leads.id, REGISTERS["RPO"], actor="test", now=NOW)
    await centre.store.registers.sent(asked.id, sha256="", now=NOW)
    seen = await centre.store.law.seen(centre.campaign.id)
    assert answers(seen) == {"March": {"RPO": NOW - DAY}}
    assert (seen.registers_waiting, seen.dialled[0].waiting) == ({"RPO"}, {"RPO"})
    made = {"company_id": centre.company.id, "campaign_id": centre.campaign.id, "now": NOW}
    empty = await centre.store.lists.create(name="empty", **made)
    seen = await centre.store.law.seen(centre.campaign.id)
    assert (answers(seen), seen.lists, seen.provenance_known) == ({"March": {"RPO": NOW - DAY}}, 2, True)
    await centre.store.leads.add(empty.id, [NewLead(phones=(("+390650123456", ""),))])
    seen = await centre.store.law.seen(centre.campaign.id)
    assert (answers(seen), seen.provenance_known) == ({"empty": {}, "March": {"RPO": NOW - DAY}}, False)


async def test_a_list_whose_leads_are_all_done_is_none_of_those_to_be_dialled(centre: Centre):
    lead_id = await add(centre)
    made = {"company_id": centre.company.id, "campaign_id": centre.campaign.id, "now": NOW}
    other = await centre.store.lists.create(name="other", **made)
    await centre.store.leads.add(other.id, [NewLead(phones=((OTHER, ""),), zone_key=ROME)])
    assert answers(await centre.store.law.seen(centre.campaign.id)).keys() == {"March", "other"}
    await claimed(centre)
    await centre.store.away.write(PutAway(now=NOW, actor="rules", retired=[(lead_id, "engine", "suppressed")]))
    assert answers(await centre.store.law.seen(centre.campaign.id)).keys() == {"other"}


def answers(seen) -> dict[str, dict[str, float]]:
    """By list, when each register answered on it."""
    return {one.name: dict(one.scrubbed) for one in seen.dialled}


async def test_of_a_lead_that_goes_on_to_its_next_phone_the_claim_brings_what_is_known_of_that_phone(centre: Centre):
    capped = replace(draft_of(centre.campaign), caps=(Cap(per=Per.NUMBER, span=Span.DAY, at_most=1),))
    await centre.store.campaigns.update(centre.campaign.id, capped, actor="test", now=NOW)
    await add(centre, OTHER)
    both = NewLead(phones=((OTHER, ""), (NUMBER, "")), zone_key=ROME)
    await centre.store.leads.add(centre.leads.id, [both])
    await scrub(centre, listed=False, checked_at=NOW - DAY)
    [first] = await centre.claim(limit=1)
    assert await centre.store.attempts.place([centre.attempt(first)], owner="engine", now=NOW)
    [lead] = await centre.claim()
    assert lead.next_phone == 1
    assert [found.register for found in lead.contact.scrubs] == ["RPO"]
    assert lead.contact.history.attempts == ()


async def test_the_proofs_of_lists_are_counted_by_what_they_say_not_by_when(centre: Centre):
    said = {"basis": "consent", "source": "fair"}
    for number, day in ((NUMBER, "01"), (OTHER, "02")):
        await add(centre, number, consent={**said, "obtained_at": f"2026-03-{day}"})
    await add(centre, "+39333000003", consent=said)
    await add(centre, "+39333000004")
    found = await centre.store.law.proofs([centre.leads.id], now=LATER)
    assert {one.country for one in found} == {"IT"}
    counts = {(one.consent.get("basis"), one.consent.get("obtained_at")): one.leads for one in found}
    assert counts == {("consent", "2026-03-02"): 2, ("consent", None): 1, (None, None): 1}
    assert await centre.store.law.proofs([], now=LATER) == []


async def test_a_consent_that_an_import_changes_counts_for_leads_that_wait_to_be_dialled(centre: Centre):
    said = {"basis": "consent", "source": "fair"}
    await add(centre, consent=said)
    await add(centre, OTHER, consent=said)
    held = await claimed(centre)
    rows = [NewLead(phones=((NUMBER, ""),), zone_key=ROME, consent={"basis": "request"}, name="Ada")]
    rows.append(NewLead(phones=((OTHER, ""),), zone_key=ROME, consent=said, name="Bob"))
    done = await centre.load(rows, duplicates=Duplicates(then=DuplicateAction.UPDATE))
    assert done.updated == 2
    attempts = [centre.attempt(held[number]) for number in (NUMBER, OTHER)]
    placed = await centre.store.attempts.place(attempts, owner="engine", now=NOW)
    assert placed == {attempts[1].id}  # the other has a new name only
    anew = await claimed(centre)
    assert [basis.kind for basis in anew[NUMBER].contact.bases] == [BasisKind.REQUEST]


async def test_a_disposition_of_ones_own_by_which_people_turn_the_offer_down_begins_the_pause(centre: Centre):
    """Whichever campaign of the company it was said in; one that is no refusal begins none."""
    own = [
        Disposition(code="no_thanks", label="No, thanks", is_refusal=True),
        Disposition(code="undecided", label="Undecided"),
    ]
    await centre.store.campaigns.update(
        centre.campaign.id, replace(draft_of(centre.campaign), dispositions=own), actor="test", now=NOW
    )
    for number in (NUMBER, OTHER):
        await add(centre, number)
    for lead, code in zip((await claimed(centre)).values(), ("no_thanks", "undecided"), strict=True):
        attempt = centre.attempt(lead)
        await centre.store.attempts.place([attempt], owner="engine", now=NOW)
        step = LeadStep(state=LeadState.WRAPPING)
        ended = {"outcome": Outcome.CONNECTED, "ended_at": NOW + 60.0, "agent_joined_at": NOW + 5.0}
        await centre.store.attempts.note([], [FinishedAttempt(id=attempt.id, lead_id=lead.lead_id, step=step, **ended)])
        said = {"agent_id": None, "code": code, "note": "", "now": NOW + 70.0, "actor": "test", "booking": None}
        done = LeadStep(state=LeadState.OPEN, due_at=NOW)
        await centre.store.attempts.dispose(attempt.id, step=done, suppress=False, **said)
    other = await centre.store.campaigns.create(
        replace(draft_of(centre.campaign), name="Other", dispositions=None), actor="test", now=NOW
    )
    made = {"company_id": centre.company.id, "campaign_id": other.id, "now": NOW}
    listed = await centre.store.lists.create(name="other", **made)
    for number in (NUMBER, OTHER):
        await centre.store.leads.add(listed.id, [NewLead(phones=((number, ""),), zone_key=ROME)])
    found = await claimed(centre, other.id)
    refused = {number: lead.contact.history.refused_at for number, lead in found.items()}
    assert refused == {NUMBER: NOW + 70.0, OTHER: None}
