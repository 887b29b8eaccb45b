"""Who says no is not waited for any more: a promise to call back ends with it, and no new one is made."""

import pytest

from dialer.campaigns.attempts.model import AttemptProgress
from dialer.core.enums import AttemptState, CallbackState, LeadState, Outcome
from dialer.core.errors import NoPromise
from dialer.core.visibility import EVERYTHING
from dialer.people.callbacks.model import NewCallback
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.suppression.store.lookup import of_campaign, of_company
from tests.dialer.people.leads.test_claim_order import another_list
from tests.support.stores import NOW, ROME, Centre

NUMBER, OTHER = "+393330000001", "+393330000002"
LATER = NOW + 3600.0


async def disposed(centre: Centre, attempt_id: str, *, code: str = "call_back", booked: bool = True) -> None:
    later = LeadStep(state=LeadState.BOOKED, due_at=LATER)
    await centre.store.attempts.dispose(
        attempt_id,
        agent_id=None,
        code=code,
        note="",
        now=NOW + 60.0,
        step=later if booked else LeadStep(state=LeadState.DONE, reason=f"disposition:{code}"),
        suppress=not booked,
        actor="anna",
        booking=NewCallback(agent_id=None, due_at=LATER, deadline_at=LATER + 900.0) if booked else None,
    )


async def talked(centre: Centre, finished, *numbers: str, list_id: int = 0) -> tuple[int, str]:
    """A lead that somebody has just talked to, and the call."""
    lead = NewLead(phones=tuple((number, "") for number in numbers), zone_key=ROME)
    await centre.store.leads.add(list_id or centre.leads.id, [lead])
    [held] = await centre.claim()
    attempt = centre.attempt(held)
    await centre.store.attempts.place([attempt], owner="engine", now=NOW)
    step = LeadStep(state=LeadState.WRAPPING)
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.CONNECTED, step=step)])
    return held.lead_id, attempt.id


async def promised(centre: Centre, finished, *numbers: str, list_id: int = 0) -> int:
    lead_id, attempt_id = await talked(centre, finished, *numbers, list_id=list_id)
    await disposed(centre, attempt_id)
    return lead_id


async def stands(centre: Centre, lead_id: int) -> tuple[LeadState, str, list[CallbackState]]:
    lead = await centre.store.leads.get(lead_id, sees=EVERYTHING)
    found = await centre.store.callbacks.list(campaign_id=centre.campaign.id, sees=EVERYTHING)
    return lead.state, lead.done_reason, [one.callback.state for one in found if one.callback.lead_id == lead_id]


OVER = (LeadState.DONE, "suppressed", [CallbackState.CANCELLED])
WAITS = (LeadState.BOOKED, "", [CallbackState.WAITING])


@pytest.mark.parametrize("scope", ["all", "company", "campaign"])
async def test_a_promise_ends_when_the_person_says_no(centre, finished, scope):
    lead_id = await promised(centre, finished, NUMBER, OTHER)
    own = {"company": of_company(centre.company.id), "campaign": of_campaign(centre.campaign.id)}
    await centre.store.suppressions.add(own.get(scope, "all"), [NUMBER], reason="r", actor="x", now=NOW + 90.0)
    assert await stands(centre, lead_id) == OVER


async def test_a_promise_ends_when_the_person_says_no_at_another_phone(centre, finished):
    lead_id = await promised(centre, finished, NUMBER, OTHER)
    await centre.store.suppressions.add("all", [OTHER], reason="r", actor="x", now=NOW)
    assert await stands(centre, lead_id) == OVER


async def test_what_another_company_is_told_ends_no_promise(centre, finished):
    lead_id = await promised(centre, finished, NUMBER, OTHER)
    other = await centre.store.companies.create("Other")
    await centre.store.suppressions.add(of_company(other.id), [NUMBER], reason="r", actor="x", now=NOW)
    assert await stands(centre, lead_id) == WAITS


async def test_a_no_to_an_agent_ends_the_promise_that_the_person_had_in_another_list(centre, finished):
    lead_id = await promised(centre, finished, NUMBER)
    listed, _ = await another_list(centre, "B", 0)
    _, attempt_id = await talked(centre, finished, NUMBER, list_id=listed)
    await disposed(centre, attempt_id, code="do_not_call", booked=False)
    assert await stands(centre, lead_id) == OVER


async def test_nothing_is_promised_to_who_has_said_no_meanwhile(centre, finished):
    lead_id, attempt_id = await talked(centre, finished, NUMBER)
    await centre.store.suppressions.add("all", [NUMBER], reason="r", actor="x", now=NOW + 40.0)
    with pytest.raises(NoPromise):
        await disposed(centre, attempt_id)
    assert await stands(centre, lead_id) == (LeadState.WRAPPING, "", [])
    await disposed(centre, attempt_id, code="do_not_call", booked=False)
    assert (await centre.store.leads.get(lead_id, sees=EVERYTHING)).state is LeadState.DONE


async def test_who_has_answered_talks_on_and_is_not_counted_as_called_off(centre):
    talking, ringing = await centre.placed(2)
    news = AttemptProgress(id=talking.id, state=AttemptState.ANSWERED, answered_at=NOW + 5.0)
    await centre.store.attempts.note([news], [])
    both = [talking.number, ringing.number]
    done = await centre.store.suppressions.add("all", both, reason="r", actor="x", now=NOW + 10.0)
    assert (len(done.live), done.ringing) == (2, [ringing.id])


async def test_a_promise_made_in_a_talk_ends_though_the_talk_goes_on(centre, finished):
    [talking] = await centre.placed(1)
    news = AttemptProgress(id=talking.id, state=AttemptState.ANSWERED, answered_at=NOW + 5.0)
    await centre.store.attempts.note([news], [])
    await disposed(centre, talking.id)
    await centre.store.suppressions.add("all", [talking.number], reason="r", actor="x", now=NOW + 90.0)
    assert await stands(centre, talking.lead_id) == OVER
    step = LeadStep(state=LeadState.WRAPPING)
    await centre.store.attempts.note([], [finished(talking, outcome=Outcome.CONNECTED, step=step)])
    assert await stands(centre, talking.lead_id) == OVER


async def test_a_call_that_keeps_a_promise_goes_on_as_that(centre, finished):
    lead_id = await promised(centre, finished, NUMBER)
    held = await centre.store.leads.claim_one(lead_id, owner="engine", now=LATER, lease_s=60.0)
    assert held is not None
    attempt = centre.attempt(held, suffix="-kept")
    await centre.store.attempts.place([attempt], owner="engine", now=LATER)
    await centre.store.suppressions.add("all", [NUMBER], reason="r", actor="x", now=LATER + 5.0)
    state, _, promises = await stands(centre, lead_id)
    assert (state, CallbackState.CANCELLED in promises) == (LeadState.CALLING, False)
