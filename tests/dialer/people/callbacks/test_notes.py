"""What an agent wrote of a call that was promised goes with what was written of the talk, once nobody needs it."""

import pytest

from dialer.core.enums import LeadState
from dialer.core.visibility import EVERYTHING
from dialer.data_protection.retention.store.retention import Search
from dialer.people.callbacks.model import NewCallback
from dialer.people.leads.rules.retry import LeadStep
from tests.support.stores import NOW, Centre

LATER, LIMIT = NOW + 3600.0, NOW + 86400.0
SAID = "about the fibre, after the operation"


async def promised(centre: Centre) -> int:
    """A promise with a note, of a talk; returns the call-back."""
    attempt = await centre.talked()
    await centre.store.attempts.dispose(
        attempt.id,
        agent_id=None,
        code="call_back",
        note=SAID,
        now=NOW + 60.0,
        step=LeadStep(state=LeadState.BOOKED, due_at=LATER),
        suppress=False,
        actor="anna",
        booking=NewCallback(agent_id=None, due_at=LATER, deadline_at=LATER + 900.0, note=SAID),
    )
    [line] = await centre.store.callbacks.list(campaign_id=centre.campaign.id, sees=EVERYTHING)
    return line.callback.id


async def notes(centre: Centre) -> tuple[str, str]:
    """Of the talk and of the call-back."""
    [line] = await centre.store.callbacks.list(campaign_id=centre.campaign.id, sees=EVERYTHING)
    attempt = await centre.store.attempts.get(line.callback.attempt_id or "", sees=EVERYTHING)
    return attempt.note, line.callback.note


@pytest.mark.parametrize("kind", ["call_events", "notes"])
async def test_the_note_of_a_promise_that_is_over_goes_with_that_of_the_talk(centre, kind):
    callback_id = await promised(centre)
    await centre.store.callbacks.cancel(callback_id, reopen=False, actor="anna", now=LATER)
    await centre.store.retention.expire(Search(kind=kind, cutoff=LIMIT))
    assert await notes(centre) == ("", "")


async def test_the_note_of_a_promise_that_is_to_be_kept_stays_until_it_is(centre):
    callback_id = await promised(centre)
    await centre.store.retention.expire(Search(kind="notes", cutoff=LIMIT))
    assert await notes(centre) == ("", SAID)
    await centre.store.callbacks.cancel(callback_id, reopen=False, actor="anna", now=LATER)
    assert (await centre.store.retention.expire(Search(kind="notes", cutoff=LIMIT)))[0] == 1
    assert await notes(centre) == ("", "")
