"""What a report is made of is read chunk after chunk, and nothing that was written later is in it."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection, update

from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.campaigns.model import draft_of
from dialer.core.enums import LeadState, Outcome
from dialer.documents.store import campaign_report
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.leads.store.returns import PutAway
from dialer.storage.digests import stand_in_of
from dialer.storage.schema import ATTEMPT
from tests.support.stores import NOW, Centre

RULING = '{"profile":"ab12","stated":{"source":"fair","evidence_id":"%s"},"seen":{"IT-BASIS":{"basis":"consent"}}}'


async def called(
    centre: Centre, count: int, *, outcome: Outcome = Outcome.BUSY, answered_at: float | None = None
) -> list[str]:
    """Calls that ended a minute apart, each with a ruling of its own."""
    await centre.add_leads(count)
    leads = await centre.claim(limit=count)
    batch = [replace(centre.attempt(lead), ruling=RULING % lead.lead_id) for lead in leads]
    await centre.store.attempts.place(batch, owner="engine", now=NOW)
    step = LeadStep(state=LeadState.DONE)
    ends = [
        FinishedAttempt(
            id=one.id,
            lead_id=one.lead_id,
            outcome=outcome,
            answered_at=answered_at,
            ended_at=NOW + 60.0 * place,
            step=step,
        )
        for place, one in enumerate(batch, start=1)
    ]
    await centre.store.attempts.note([], ends)
    return [one.id for one in ends]


async def test_calls_are_read_in_chunks_and_their_evidence_is_counted(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign_report, "CHUNK", 2)
    ids = await called(centre, 5)
    read = await centre.store.proving.read(centre.campaign, until=NOW + 60.0 * 4)
    assert {call.id for call in read.calls} == set(ids[:4])
    assert {(call.profile, call.list_id) for call in read.calls} == {("ab12", centre.leads.id)}
    assert read.bases.by_rule == {("IT-BASIS", "consent"): 4}
    [(proof, count)] = read.bases.by_proof.items()
    assert (proof.list_id, proof.kinds, proof.said[0], count) == (centre.leads.id, "consent", "fair", 4)
    grounds = await centre.store.proving.grounds(ids[3:])
    assert grounds.keys() == set(ids[3:])
    assert len({one.stated for one in grounds.values()}) == 2


async def test_the_answered_calls_of_campaigns_that_share_the_budget_are_read_too(centre: Centre) -> None:
    await called(centre, 1)
    [answered] = await called(centre, 1, outcome=Outcome.ABANDONED, answered_at=NOW + 5.0)
    store, mine = centre.store, replace(draft_of(centre.campaign), shared_budget="spring")
    campaign = await store.campaigns.update(centre.campaign.id, mine, actor="test", now=NOW)
    far, other = [
        await store.campaigns.create(replace(mine, name=name, shared_budget=name), actor="test", now=NOW)
        for name in ("spring", "autumn")
    ]
    shared = [(await store.proving.read(one, until=NOW + 300.0)).sharing for one in (campaign, far, other)]
    assert [{name: [call.id for call in calls] for name, calls in one.items()} for one in shared] == [
        {"spring": []},
        {campaign.name: [answered]},
        {},
    ]


async def test_rules_that_warned_before_calls_that_were_allowed_or_put_off_are_counted(centre: Centre) -> None:
    await centre.add_leads(3)
    soft = '{"profile":"ab12","warned":["IT-ATTEMPTS","IT-RING"],"seen":{}}'
    batch = [replace(centre.attempt(lead), ruling=soft) for lead in await centre.claim(limit=3)]
    await centre.store.attempts.place(batch, owner="engine", now=NOW)
    step = LeadStep(state=LeadState.DONE)
    ends = [
        FinishedAttempt(id=one.id, lead_id=one.lead_id, outcome=Outcome.BUSY, ended_at=NOW + place, step=step)
        for place, one in enumerate(batch)
    ]
    await centre.store.attempts.note([], ends)
    said = PutAway(now=NOW, actor="rules")
    for answer, rule in (("defer", "IT-RPO"), ("degrade", "IT-MUTE-LOCKOUT")):  # the second goes with its call
        warned = [{"lead": 7, "facts": {}, "warned": ["IT-ATTEMPTS"]}]
        said.rulings[(centre.campaign.id, "pre_dial", answer, rule, "ab12")] = warned
    await centre.store.away.write(said)
    read = await centre.store.proving.read(centre.campaign, until=NOW + 1.0)
    assert read.rulings == {
        "defer IT-RPO": 1,
        "degrade IT-MUTE-LOCKOUT": 1,
        "warn IT-ATTEMPTS": 2 + 1,
        "warn IT-RING": 2,
    }


async def test_what_the_companies_other_campaigns_called_at_the_same_numbers_is_read_erased_or_not(
    centre: Centre,
) -> None:
    mine, theirs = await called(centre, 2), await called(centre, 1)
    store = centre.store
    other = await store.campaigns.create(replace(draft_of(centre.campaign), name="autumn"), actor="test", now=NOW)
    numbers = [call.number for call in (await store.proving.read(centre.campaign, until=NOW + 999.0)).calls]

    def spread(connection: Connection) -> None:
        """The third call is the other campaign's, at the first one's number, which it bears no more."""
        stand_in = stand_in_of(store.digests.number(numbers[0]))
        change = update(ATTEMPT).where(ATTEMPT.c.id == theirs[0])
        connection.execute(change.values(campaign_id=other.id, number=stand_in))

    await store.database.write(spread)
    read = await store.proving.read(centre.campaign, until=NOW + 999.0)
    assert {call.id for call in read.calls} == set(mine)
    [(number, [call])] = read.elsewhere.items()
    assert (number, call.campaign, call.outcome, call.placed_at) == (numbers[0], "autumn", "busy", NOW)
    assert (await store.proving.read(other, until=NOW + 59.0)).elsewhere == {}
