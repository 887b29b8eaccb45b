"""The way of an attempt: placed, going on, finished; and what stops it."""

import asyncio
import dataclasses

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from dialer.campaigns.attempts.model import AttemptProgress
from dialer.campaigns.attempts.store import lifecycle
from dialer.campaigns.model import draft_of
from dialer.core.enums import AttemptState, LeadState, Outcome, Side
from dialer.core.errors import UnknownAttempt
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.suppression.store.lookup import of_company
from dialer.storage.database import PostgresDatabase
from tests.support.statements import statements

NOW = 1_700_000_000.0


async def test_a_placed_attempt_is_written_and_its_lead_is_calling(centre):
    [attempt] = await centre.placed()
    written = await centre.store.attempts.get(attempt.id, sees=EVERYTHING)
    assert (written.state, written.placed_at, written.number) == (AttemptState.PLACED, NOW, attempt.number)
    assert (written.trunk_id, written.mode, written.caller_id) == (centre.trunk.id, "predictive", "+390612345678")
    assert (await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)).state is LeadState.CALLING


async def test_only_the_holder_of_a_lead_can_place_it(centre):
    await centre.add_leads(1)
    [lead] = await centre.claim(owner="a")
    attempt = centre.attempt(lead)
    assert await centre.store.attempts.place([attempt], owner="b", now=NOW) == set()
    assert await centre.store.attempts.place([attempt], owner="a", now=NOW) == {attempt.id}
    again = dataclasses.replace(attempt, id="again")
    assert await centre.store.attempts.place([again], owner="a", now=NOW) == set()


async def test_several_leads_placed_at_once_are_all_calling(centre):
    await centre.add_leads(3)
    batch = [centre.attempt(lead) for lead in await centre.claim()]
    assert await centre.store.attempts.place(batch, owner="engine", now=NOW) == {attempt.id for attempt in batch}
    states = {(await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)).state for attempt in batch}
    assert states == {LeadState.CALLING}


async def test_a_lead_is_called_once_at_a_time_even_within_a_batch(centre):
    await centre.add_leads(1)
    [lead] = await centre.claim()
    first, second = centre.attempt(lead), centre.attempt(lead, suffix="-b")
    assert await centre.store.attempts.place([first, second], owner="engine", now=NOW) == {first.id}
    assert len(await centre.store.attempts.list(centre.campaign.id, sees=EVERYTHING)) == 1


async def test_a_suppressed_number_is_not_placed_and_its_lead_is_done(centre):
    await centre.add_leads(2)
    stopped, free = await centre.claim()
    number = stopped.phones[0].number
    await centre.store.suppressions.add(of_company(centre.company.id), [number], reason="asked", actor="test", now=NOW)
    batch = [centre.attempt(stopped), centre.attempt(free)]
    assert await centre.store.attempts.place(batch, owner="engine", now=NOW) == {batch[1].id}
    lead = await centre.store.leads.get(stopped.lead_id, sees=EVERYTHING)
    assert (lead.state, lead.done_reason, lead.attempts) == (LeadState.DONE, "suppressed", 0)


async def test_another_companies_suppression_does_not_count(centre):
    await centre.add_leads(1)
    [lead] = await centre.claim()
    other = await centre.store.companies.create("Other")
    await centre.store.suppressions.add(of_company(other.id), [lead.phones[0].number], reason="", actor="test", now=NOW)
    assert await centre.store.attempts.place([centre.attempt(lead)], owner="engine", now=NOW)


@pytest.mark.gate
async def test_whatever_is_placed_after_a_suppression_returned_is_refused(centre):
    """Suppressions and batches race; what is placed must have been placed before its number was suppressed."""
    await centre.add_leads(60)
    leads = await centre.claim(limit=60)
    suppressed: set[str] = set()
    broken: list[str] = []

    async def suppress() -> None:
        for lead in leads:
            number = lead.phones[0].number
            await centre.store.suppressions.add(
                of_company(centre.company.id), [number], reason="", actor="test", now=NOW
            )
            suppressed.add(number)

    async def place() -> set[str]:
        placed: set[str] = set()
        for start in range(0, 60, 4):
            batch = [centre.attempt(lead) for lead in reversed(leads[start : start + 4])]
            known = set(suppressed)
            done = await centre.store.attempts.place(batch, owner="engine", now=NOW)
            broken.extend(attempt.number for attempt in batch if attempt.id in done and attempt.number in known)
            placed |= done
        return placed

    placed, _ = await asyncio.gather(place(), suppress())
    assert broken == []
    states = [(await centre.store.leads.get(lead.lead_id, sees=EVERYTHING)).state for lead in leads]
    assert states.count(LeadState.CALLING) == len(placed)
    assert states.count(LeadState.DONE) == 60 - len(placed)


async def test_a_batch_that_fails_in_the_middle_leaves_nothing_behind(centre):
    [attempt] = await centre.placed()
    await centre.add_leads(2)
    first, second = await centre.claim()
    twin = dataclasses.replace(centre.attempt(second), id=attempt.id)  # this id is taken: its insert fails
    with pytest.raises(IntegrityError):
        await centre.store.attempts.place([centre.attempt(first), twin], owner="engine", now=NOW)
    for lead in (first, second):
        assert (await centre.store.leads.get(lead.lead_id, sees=EVERYTHING)).state is LeadState.CLAIMED
    assert len(await centre.store.attempts.list(centre.campaign.id, sees=EVERYTHING)) == 1


@pytest.mark.gate
async def test_a_transaction_broken_off_after_its_writes_is_undone(centre, finished):
    [attempt] = await centre.placed()

    def finish_and_die(connection: Connection) -> None:
        lifecycle.finish(connection, centre.store.digests, [finished(attempt)])
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        await centre.store.database.write(finish_and_die)
    assert (await centre.store.attempts.get(attempt.id, sees=EVERYTHING)).state is AttemptState.PLACED
    assert (await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)).state is LeadState.CALLING


async def test_progress_writes_only_what_it_knows(centre):
    first, second = await centre.placed(2)
    attempts = centre.store.attempts
    agent = await centre.store.agents.create(name="ann", phone="PJSIP/1001")
    await attempts.note(
        [
            AttemptProgress(id=first.id, ringing_at=NOW + 1),
            AttemptProgress(id=second.id, state=AttemptState.ANSWERED, answered_at=NOW + 2),
        ],
        [],
    )
    talking = AttemptState.TALKING
    await attempts.note([AttemptProgress(id=first.id, state=talking, agent_joined_at=NOW + 3, agent_id=agent.id)], [])
    one, two = await attempts.get(first.id, sees=EVERYTHING), await attempts.get(second.id, sees=EVERYTHING)
    assert (one.state, one.ringing_at, one.answered_at, one.agent_joined_at, one.agent_id) == (
        AttemptState.TALKING,
        NOW + 1,
        None,
        NOW + 3,
        agent.id,
    )
    assert (two.state, two.ringing_at, two.answered_at) == (AttemptState.ANSWERED, None, NOW + 2)


async def test_a_finished_attempt_moves_its_lead_on(centre, finished):
    [attempt] = await centre.placed()
    step = LeadStep(state=LeadState.OPEN, due_at=NOW + 600.0, next_phone=2)
    count = await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.BUSY, step=step)])
    assert count.ended == {attempt.id}
    ended = await centre.store.attempts.get(attempt.id, sees=EVERYTHING)
    assert (ended.state, ended.outcome, ended.cause, ended.tech_cause) == (
        AttemptState.ENDED,
        Outcome.BUSY,
        19,
        "480",
    )
    assert (ended.ended_by, ended.greeting_started_at, ended.unserved_at) == (Side.THEIRS, NOW + 4.0, NOW + 5.0)
    lead = await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)
    assert (lead.state, lead.due_at, lead.next_phone, lead.attempts, lead.lease_owner) == (
        LeadState.OPEN,
        NOW + 600.0,
        2,
        1,
        None,
    )


async def test_an_ended_attempt_is_never_changed_again(centre, finished):
    [attempt] = await centre.placed()
    attempts = centre.store.attempts
    await attempts.note([], [finished(attempt)])
    before, lead = (
        await attempts.get(attempt.id, sees=EVERYTHING),
        await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING),
    )
    done = LeadStep(state=LeadState.DONE, reason="late")
    count = await attempts.note([], [finished(attempt, outcome=Outcome.LOST, step=done, ended_at=NOW + 99.0)])
    assert (count.ended, count.repeated) == (frozenset(), {attempt.id})
    await attempts.note([AttemptProgress(id=attempt.id, state=AttemptState.ANSWERED, answered_at=NOW)], [])
    assert await attempts.get(attempt.id, sees=EVERYTHING) == before
    assert await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING) == lead


async def test_the_same_end_twice_in_a_batch_counts_once_and_a_stranger_is_named(centre, finished):
    [attempt] = await centre.placed()
    stranger = dataclasses.replace(finished(attempt), id="nobody")
    count = await centre.store.attempts.note([], [finished(attempt), finished(attempt), stranger])
    assert (count.ended, count.repeated, count.unknown) == ({attempt.id}, {attempt.id}, {"nobody"})
    assert (await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)).attempts == 1


async def test_an_outcome_whose_rule_suppresses_the_number_does_so(centre, finished):
    [attempt] = await centre.placed()
    step = LeadStep(state=LeadState.DONE, reason="invalid_number", suppress=True)
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.INVALID_NUMBER, step=step)])
    assert await centre.store.suppressions.contains(centre.company.id, attempt.number)


async def test_live_attempts_are_those_that_have_not_ended(centre, finished):
    first, second, third = await centre.placed(3)
    await centre.store.attempts.note([], [finished(second)])
    live = await centre.store.attempts.live(centre.node.id)
    assert [attempt.id for attempt in live] == [first.id, third.id]
    assert (live[0].lead_name, live[0].lead_state, live[0].lead_attempts) == ("Lead 0", LeadState.CALLING, 0)
    other = await centre.store.nodes.upsert("two", host="127.0.0.2")
    assert await centre.store.attempts.live(other.id) == []


async def test_attempts_are_listed_newest_first_in_pages(centre, finished):
    batch = await centre.placed(5)
    await centre.store.attempts.note([], [finished(batch[0], outcome=Outcome.BUSY)])
    attempts = centre.store.attempts
    ids = sorted((attempt.id for attempt in batch), reverse=True)
    page = await attempts.list(centre.campaign.id, limit=3, sees=EVERYTHING)
    assert [attempt.id for attempt in page] == ids[:3]
    rest = await attempts.list(centre.campaign.id, after=(page[-1].placed_at, page[-1].id), sees=EVERYTHING)
    assert [attempt.id for attempt in rest] == ids[3:]
    assert [found.id for found in await attempts.list(outcome=Outcome.BUSY, sees=EVERYTHING)] == [batch[0].id]
    assert [found.id for found in await attempts.list(lead_id=batch[1].lead_id, sees=EVERYTHING)] == [batch[1].id]
    assert await attempts.list(until=NOW, sees=EVERYTHING) == []
    assert len(await attempts.list(since=NOW, sees=EVERYTHING)) == 5


async def test_totals_add_up(centre, finished):
    talked, abandoned, busy, _live = await centre.placed(4)
    wrapping = LeadStep(state=LeadState.WRAPPING)
    end = dataclasses.replace(
        finished(talked, outcome=Outcome.CONNECTED, step=wrapping), answered_at=NOW + 5, agent_joined_at=NOW + 6
    )
    left = dataclasses.replace(finished(abandoned, outcome=Outcome.ABANDONED), answered_at=NOW + 5)
    await centre.store.attempts.note([], [end, left, finished(busy, outcome=Outcome.BUSY)])
    totals = await centre.store.attempts.totals(centre.campaign.id, NOW)
    assert (totals.placed, totals.live, totals.answered, totals.connected, totals.abandoned) == (4, 1, 2, 1, 1)
    assert totals.talk_s == pytest.approx(24.0)
    assert totals.outcomes == {Outcome.CONNECTED: 1, Outcome.ABANDONED: 1, Outcome.BUSY: 1}
    assert (await centre.store.attempts.totals(centre.campaign.id, NOW + 1)).placed == 0


@pytest.mark.gate
async def test_batches_that_cross_each_other_all_finish(centre, finished):
    batch = await centre.placed(40)
    crossing = [batch[:30], batch[:9:-1], batch[::2], batch[::-3]]
    counts = await asyncio.gather(
        *(centre.store.attempts.note([], [finished(attempt) for attempt in part]) for part in crossing)
    )
    ended = [attempt_id for count in counts for attempt_id in count.ended]
    assert sorted(ended) == sorted(attempt.id for attempt in batch)


async def test_an_attempt_that_is_not_there_is_said_so(centre):
    with pytest.raises(UnknownAttempt):
        await centre.store.attempts.get("nobody", sees=EVERYTHING)


async def test_a_call_that_was_called_off_does_not_count_as_an_attempt(centre, finished):
    [attempt] = await centre.placed()
    step = LeadStep(state=LeadState.OPEN, due_at=NOW + 300.0, counts=False)
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.CANCELLED, step=step)])
    lead = await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)
    assert (lead.state, lead.due_at, lead.attempts) == (LeadState.OPEN, NOW + 300.0, 0)


async def test_a_campaign_that_has_left_a_node_is_named_while_attempts_live_there(centre, finished):
    store, old = centre.store, centre.node
    going, ended = await centre.placed(2)
    await store.attempts.note([], [finished(ended)])
    assert await store.attempts.left_on([old.id]) == {}  # it is there still
    new = await store.nodes.upsert("another", host="127.0.0.2")
    draft = dataclasses.replace(draft_of(centre.campaign), node_id=new.id, trunk_ids=())
    await store.campaigns.update(centre.campaign.id, draft, actor="test", now=NOW)
    assert await store.attempts.left_on([old.id, new.id]) == {centre.campaign.id: old.id}
    assert await store.attempts.left_on([new.id]) == {}
    assert await store.attempts.left_on([]) == {}
    states = {going.id: AttemptState.PLACED, ended.id: AttemptState.ENDED}
    assert await store.attempts.states([going.id, ended.id, "another's"]) == states
    assert await store.attempts.states([]) == {}
    await store.attempts.note([], [finished(going)])
    assert await store.attempts.left_on([old.id]) == {}


@pytest.mark.parametrize("put_together", [0, 100], ids=["by time", "by campaign"])
async def test_attempts_of_companies_that_are_not_seen_are_not_listed(centre, monkeypatch, put_together):
    monkeypatch.setattr("dialer.campaigns.attempts.store.listing.PUT_TOGETHER", put_together)
    ids = sorted((attempt.id for attempt in await centre.placed(5)), reverse=True)
    attempts, own = centre.store.attempts, Visibility(frozenset({centre.company.id}))
    page = await attempts.list(limit=3, sees=own)
    assert [attempt.id for attempt in page] == ids[:3]
    rest = await attempts.list(after=(page[-1].placed_at, page[-1].id), sees=own)
    assert [attempt.id for attempt in rest] == ids[3:]
    assert await attempts.list(outcome=Outcome.BUSY, sees=own) == []
    other = await centre.store.companies.create("another")
    assert await attempts.list(sees=Visibility(frozenset({other.id}))) == []
    assert await attempts.list(centre.campaign.id, sees=Visibility(frozenset({other.id}))) == []


@pytest.mark.gate
@pytest.mark.parametrize("newest_first", [True, False])
async def test_attempts_of_several_campaigns_are_put_together_without_a_round_trip_for_each(centre, newest_first):
    store, own = centre.store, Visibility(frozenset({centre.company.id}))
    for number in range(4):
        draft = dataclasses.replace(draft_of(centre.campaign), name=f"campaign {number}")
        campaign = await store.campaigns.create(draft, actor="test", now=NOW)
        leads = await store.lists.create(
            name=draft.name, company_id=centre.company.id, campaign_id=campaign.id, now=NOW
        )
        there = dataclasses.replace(centre, campaign=campaign, leads=leads)
        await there.add_leads(number)  # the first has none
        batch = [there.attempt(lead) for lead in await there.claim()]
        for place, attempt in enumerate(batch):
            await store.attempts.place([attempt], owner="engine", now=NOW + 10.0 * (place // 2) + number)
    everything = await store.attempts.list(sees=EVERYTHING, newest_first=newest_first)
    assert len(everything) == 6
    seen: list[str] = []
    after = None
    with statements() as asked:
        while page := await store.attempts.list(after=after, limit=2, sees=own, newest_first=newest_first):
            seen += [one.id for one in page]
            after = (page[-1].placed_at, page[-1].id)
    assert seen == [one.id for one in everything]
    if isinstance(store.database, PostgresDatabase):
        assert len(asked) == 4 * 2  # of each page: which campaigns are seen, and the page
