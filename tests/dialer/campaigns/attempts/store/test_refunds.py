"""Attempts that a trunk at fault has refused are given back to their leads."""

import pytest

from dialer.campaigns.attempts.model import SparedAttempt
from dialer.core.enums import CallbackState, LeadState, Outcome
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.rules.retry import LeadStep
from tests.dialer.people.callbacks.store.test_callbacks import LATER, booked
from tests.support.stores import NOW

SOON = NOW + 60.0


@pytest.mark.parametrize(
    "step",
    [
        LeadStep(state=LeadState.OPEN, due_at=NOW + 86_400.0),
        LeadStep(state=LeadState.DONE, reason="attempts_used_up"),
        LeadStep(state=LeadState.DONE, reason=Outcome.CONGESTION),
    ],
)
async def test_a_lead_has_its_attempt_back_and_is_due_soon(centre, finished, step):
    [attempt] = await centre.placed()
    spared = SparedAttempt(id=attempt.id, lead_id=attempt.lead_id, due_at=SOON)
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.CONGESTION, step=step)])
    await centre.store.attempts.note([], [], [spared])
    lead = await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)
    assert (lead.state, lead.due_at, lead.attempts, lead.done_reason) == (LeadState.OPEN, SOON, 0, "")


async def test_an_attempt_is_given_back_once_however_often_that_is_written(centre, finished):
    """A commit whose answer was lost is written again."""
    first = (await centre.placed())[0]
    due = LeadStep(state=LeadState.OPEN, due_at=NOW)
    await centre.store.attempts.note([], [finished(first, outcome=Outcome.NO_ANSWER, step=due)])
    lead = await centre.store.leads.claim_one(first.lead_id, owner="engine", now=LATER, lease_s=60.0)
    second = centre.attempt(lead, suffix="-2")
    await centre.store.attempts.place([second], owner="engine", now=LATER)
    spared = [SparedAttempt(id=second.id, lead_id=second.lead_id, due_at=SOON)]
    await centre.store.attempts.note([], [finished(second, outcome=Outcome.CONGESTION, step=due)], spared)
    await centre.store.attempts.note([], [finished(second, outcome=Outcome.CONGESTION, step=due)], spared)
    assert (await centre.store.leads.get(first.lead_id, sees=EVERYTHING)).attempts == 1


async def test_who_was_told_no_or_was_called_again_meanwhile_stays_as_it_is(centre, finished):
    gone, again = await centre.placed(2)
    done = LeadStep(state=LeadState.DONE, reason="suppressed")
    due = LeadStep(state=LeadState.OPEN, due_at=NOW)
    await centre.store.attempts.note(
        [], [finished(gone, outcome=Outcome.CONGESTION, step=done), finished(again, outcome=Outcome.FAILED, step=due)]
    )
    lead = await centre.store.leads.claim_one(again.lead_id, owner="engine", now=LATER, lease_s=60.0)
    second = centre.attempt(lead, suffix="-2")
    await centre.store.attempts.place([second], owner="engine", now=LATER)
    waits = LeadStep(state=LeadState.OPEN, due_at=LATER + 3600.0)
    await centre.store.attempts.note([], [finished(second, outcome=Outcome.NO_ANSWER, step=waits)])
    spared = [SparedAttempt(id=one.id, lead_id=one.lead_id, due_at=SOON) for one in (gone, again)]
    await centre.store.attempts.note([], [], spared)
    leads = [await centre.store.leads.get(one.lead_id, sees=EVERYTHING) for one in (gone, again)]
    assert [(lead.state, lead.due_at, lead.attempts) for lead in leads] == [
        (LeadState.DONE, 0.0, 0),
        (LeadState.OPEN, LATER + 3600.0, 1),
    ]


async def test_a_promise_that_was_not_kept_by_it_waits_again(centre, finished):
    lead_id, callback = await booked(centre)
    lead = await centre.store.leads.claim_one(lead_id, owner="engine", now=LATER, lease_s=60.0)
    attempt = centre.attempt(lead, suffix="-2", callback_id=callback.id)
    await centre.store.attempts.place([attempt], owner="engine", now=LATER)
    step = LeadStep(state=LeadState.OPEN, due_at=LATER + 300.0)
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.CONGESTION, step=step)])
    spared = SparedAttempt(id=attempt.id, lead_id=lead_id, due_at=LATER + 30.0)
    await centre.store.attempts.note([], [], [spared])
    [line] = await centre.store.callbacks.list(state=CallbackState.WAITING, sees=EVERYTHING)
    assert (line.callback.id, line.callback.due_at) == (callback.id, LATER + 30.0)
    assert (await centre.store.leads.get(lead_id, sees=EVERYTHING)).state is LeadState.BOOKED
