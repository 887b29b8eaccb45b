"""With whom there was a conflict, as claims and an agent's own figures tell it, on both databases."""

from dialer.campaigns.attempts.model import FinishedAttempt, NewAttempt
from dialer.core.enums import LeadState, Outcome
from dialer.people.leads.model import ClaimedLead, NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.work.workday.model import TalkCounts
from tests.support.cells import ROME
from tests.support.stores import NOW, Centre


async def talked(centre: Centre, attempt: NewAttempt, agent_id: int | None = None, *, mood: int | None = None) -> None:
    """The attempt was a talk in this mood; its lead may be called again at once."""
    contact = await centre.store.interactions.of_attempt(attempt.id, agent_id=agent_id, now=NOW)
    if mood is not None:
        await centre.store.interactions.change(contact.id, {"mood": mood})
    ended = FinishedAttempt(
        id=attempt.id,
        lead_id=attempt.lead_id,
        outcome=Outcome.CONNECTED,
        ended_at=NOW + 100.0,
        agent_id=agent_id,
        agent_joined_at=None if agent_id is None else NOW + 40.0,
        step=LeadStep(state=LeadState.OPEN),
    )
    await centre.store.attempts.note([], [ended])


async def claimed(centre: Centre) -> dict[int, ClaimedLead]:
    return {lead.lead_id: lead for lead in await centre.claim(now=NOW + 200.0)}


async def test_a_claim_tells_of_a_conflict_with_the_person_in_whatever_list(centre: Centre) -> None:
    store = centre.store
    angry, cool, silent = await centre.placed(3)
    await talked(centre, angry, mood=-2)
    await talked(centre, cool, mood=-1)
    await talked(centre, silent)
    [again, unlinked] = await store.leads.add(
        centre.leads.id, [NewLead(phones=((number, ""),), zone_key=ROME) for number in (angry.number, "+390299999999")]
    )
    await store.person_records.of_lead(again, now=NOW)
    leads = await claimed(centre)
    assert {lead_id: lead.is_hard for lead_id, lead in leads.items()} == {
        angry.lead_id: True,
        cool.lead_id: False,
        silent.lead_id: False,
        again: True,
        unlinked: False,
    }
    assert await store.leads.release(leads, owner="engine")
    one = await store.leads.claim_one(angry.lead_id, owner="engine", now=NOW + 300.0, lease_s=60.0)
    assert one is not None
    assert one.is_hard


async def test_hard_talks_are_counted_by_agent_with_the_conflicts_before(centre: Centre) -> None:
    store = centre.store
    anna, bruno = [(await store.agents.create(name=name, phone=f"PJSIP/{name}")).id for name in ("anna", "bruno")]
    angry, cool = await centre.placed(2)
    await talked(centre, angry, anna, mood=-2)
    await talked(centre, cool, bruno)
    lead = await store.leads.claim_one(angry.lead_id, owner="engine", now=NOW + 200.0, lease_s=60.0)
    assert lead is not None
    second = centre.attempt(lead, suffix="-again")
    assert await store.attempts.place([second], owner="engine", now=NOW + 200.0)
    await talked(centre, second, bruno)
    workdays = store.workdays
    counted = await workdays.hard_talks([anna, bruno], since=NOW)
    assert counted == {anna: TalkCounts(talks=1, hard=1), bruno: TalkCounts(talks=2, hard=1)}
    assert await workdays.hard_talks([anna], since=NOW + 1.0) == {}
    assert await workdays.script_talks(anna, [centre.campaign.id], since=NOW) == []
