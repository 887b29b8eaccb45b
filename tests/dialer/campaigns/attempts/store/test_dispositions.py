"""Dispositions and their consequences."""

from dataclasses import replace

import pytest

from dialer.core.enums import CallbackState, LeadState, Outcome
from dialer.core.errors import AttemptOfAnother, UndoOver, UnknownAttempt, UnknownDisposition
from dialer.core.visibility import EVERYTHING
from dialer.people.callbacks.model import NewCallback
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.suppression.store.lookup import of_company

NOW = 1_700_000_000.0
DONE = LeadStep(state=LeadState.DONE, reason="disposition:sale")
LATER = LeadStep(state=LeadState.OPEN, due_at=NOW + 7200.0, next_phone=0)


async def dispose(
    centre, attempt_id, *, code="sale", step=DONE, agent_id=None, suppress=False, note="", now=NOW + 40.0
):
    return await centre.store.attempts.dispose(
        attempt_id,
        agent_id=agent_id,
        code=code,
        note=note,
        now=now,
        step=step,
        suppress=suppress,
        actor="agent:ann",
    )


async def test_a_disposition_is_written_with_its_step_and_audit_line(centre):
    attempt = await centre.talked()
    done = await dispose(centre, attempt.id, note="wants two")
    assert (done.lead_id, done.code, done.previous_code, done.ended) == (attempt.lead_id, "sale", None, True)
    written = await centre.store.attempts.get(attempt.id, sees=EVERYTHING)
    assert (written.disposition, written.note, written.disposed_at) == ("sale", "wants two", NOW + 40.0)
    lead = await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)
    assert (lead.state, lead.done_reason, lead.attempts) == (LeadState.DONE, "disposition:sale", 1)
    [line] = await centre.store.audit.list(subject=f"attempt:{attempt.id}")
    assert (line.actor, line.action, line.facts["code"]) == ("agent:ann", "attempt.dispose", "sale")


async def test_a_disposition_during_the_talk_waits_for_the_end(centre, finished):
    [attempt] = await centre.placed()
    done = await dispose(centre, attempt.id, code="call_back", step=LATER)
    assert done.ended is False
    lead = await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)
    assert (lead.state, lead.due_at) == (LeadState.CALLING, NOW + 7200.0)
    wrapping = LeadStep(state=LeadState.WRAPPING)
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.CONNECTED, step=wrapping)])
    lead = await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)
    assert (lead.state, lead.due_at, lead.attempts, lead.lease_owner) == (LeadState.OPEN, NOW + 7200.0, 1, None)


async def test_the_agent_who_talks_is_believed_until_the_engine_has_written_who_it_is(centre):
    [attempt] = await centre.placed()
    ann = await centre.store.agents.create(name="ann", phone="PJSIP/1001")
    done = await dispose(centre, attempt.id, agent_id=ann.id)
    assert done.agent_id == ann.id


async def test_done_during_the_talk_stays_done_at_its_end(centre, finished):
    [attempt] = await centre.placed()
    await dispose(centre, attempt.id)
    again = LeadStep(state=LeadState.OPEN, due_at=NOW)
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.CONNECTED, step=again)])
    lead = await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)
    assert (lead.state, lead.attempts) == (LeadState.DONE, 1)


async def test_done_in_a_talk_can_be_corrected_in_the_same_talk(centre, finished):
    [attempt] = await centre.placed()
    await dispose(centre, attempt.id)
    await dispose(centre, attempt.id, code="language_barrier", step=LATER)
    lead = await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)
    assert (lead.state, lead.done_reason) == (LeadState.CALLING, "")  # nobody else dials a person who is talking
    wrapping = LeadStep(state=LeadState.WRAPPING)
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.CONNECTED, step=wrapping)])
    lead = await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)
    assert (lead.state, lead.due_at, lead.attempts) == (LeadState.OPEN, NOW + 7200.0, 1)


async def test_who_pressed_the_key_is_suppressed_whatever_the_agent_says_of_the_talk(centre, finished):
    [attempt] = await centre.placed()
    await dispose(centre, attempt.id, code="language_barrier", step=LATER)
    wrapping = LeadStep(state=LeadState.WRAPPING, reason="opted_out", suppress=True)
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.CONNECTED, step=wrapping)])
    assert await centre.store.suppressions.contains(centre.company.id, attempt.number)


async def test_an_agent_can_correct_a_disposition_and_both_are_in_the_audit(centre):
    attempt = await centre.talked()
    await dispose(centre, attempt.id, code="call_back", step=LATER)
    assert (await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)).state is LeadState.OPEN
    done = await dispose(centre, attempt.id)
    assert done.previous_code == "call_back"
    assert (await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)).state is LeadState.DONE
    lines = await centre.store.audit.list(subject=f"attempt:{attempt.id}")
    assert [(line.facts["code"], line.facts["previous"]) for line in lines] == [
        ("sale", "call_back"),
        ("call_back", None),
    ]


async def test_a_late_correction_does_not_open_a_lead_that_is_being_called(centre):
    attempt = await centre.talked()
    now = LeadStep(state=LeadState.OPEN, due_at=NOW)
    await dispose(centre, attempt.id, code="call_back", step=now)
    [lead] = await centre.claim(now=NOW + 50.0)
    second = centre.attempt(lead, suffix="-2")
    await centre.store.attempts.place([second], owner="engine", now=NOW + 50.0)
    await dispose(centre, attempt.id, code="language_barrier", step=LATER)
    assert (await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)).state is LeadState.CALLING


async def test_do_not_call_suppresses_every_number_of_the_person_at_once(centre, finished):
    phones = (("+393331111111", "mobile"), ("+390612345678", "home"))
    await centre.store.leads.add(centre.leads.id, [NewLead(phones=phones, zone_key="Europe/Rome")])
    [lead] = await centre.claim()
    attempt = centre.attempt(lead)
    await centre.store.attempts.place([attempt], owner="engine", now=NOW)
    no = LeadStep(state=LeadState.DONE, reason="disposition:do_not_call", suppress=True)
    done = await dispose(centre, attempt.id, code="do_not_call", step=no)
    assert done.suppressed == 2
    found = await centre.store.suppressions.list(of_company(centre.company.id), after="", limit=9, sees=EVERYTHING)
    numbers = {centre.store.digests.number(number) for number, _ in phones}
    assert {one.digest for one in found} == numbers
    assert {(one.reason, one.added_by) for one in found} == {("disposition:do_not_call", "agent:ann")}


async def test_what_cannot_be_disposed_says_why_and_changes_nothing(centre):
    attempt = await centre.talked()
    ann = await centre.store.agents.create(name="ann", phone="PJSIP/1001")
    with pytest.raises(UnknownAttempt):
        await dispose(centre, "nobody")
    with pytest.raises(AttemptOfAnother) as caught:
        await dispose(centre, attempt.id, agent_id=ann.id)
    assert caught.value.problem == "attempt-of-another"
    with pytest.raises(UnknownDisposition, match="code nonsense"):
        await dispose(centre, attempt.id, code="nonsense")
    with pytest.raises(ValueError, match="open, booked or done"):
        await dispose(centre, attempt.id, step=LeadStep(state=LeadState.CLAIMED))
    assert (await centre.store.attempts.get(attempt.id, sees=EVERYTHING)).disposition is None
    assert await centre.store.audit.list(action="attempt.dispose") == []


async def test_undisposed_talks_are_found_and_can_be_settled(centre):
    attempt = await centre.talked()
    attempts = centre.store.attempts
    assert await attempts.undisposed(NOW + 30.0) == []
    assert [found.id for found in await attempts.undisposed(NOW + 31.0)] == [attempt.id]
    assert await attempts.settle(attempt.id, step=LATER)
    lead = await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)
    assert (lead.state, lead.due_at) == (LeadState.OPEN, NOW + 7200.0)
    assert await attempts.undisposed(NOW + 31.0) == []
    assert not await attempts.settle(attempt.id, step=DONE)


NEVER = LeadStep(state=LeadState.DONE, reason="disposition:do_not_call", suppress=True)
PROMISED = LeadStep(state=LeadState.BOOKED, due_at=NOW + 7200.0, next_phone=0)
BOOKING = NewCallback(agent_id=None, due_at=NOW + 7200.0, deadline_at=NOW + 9000.0, note="after ten", asked=True)


async def promises(centre, attempt_id, *, now):
    await centre.store.attempts.dispose(
        attempt_id,
        agent_id=None,
        code="call_back",
        note="",
        now=now,
        step=PROMISED,
        suppress=False,
        actor="agent:ann",
        booking=BOOKING,
    )


async def undo(centre, attempt_id, *, since=NOW + 40.0, again=None):
    return await centre.store.attempts.undo(
        attempt_id, agent_id=None, since=since, now=NOW + 45.0, again=again, actor="agent:ann"
    )


async def suppressed(centre, number) -> bool:
    return await centre.store.suppressions.contains(centre.company.id, number)


async def test_an_undo_takes_back_the_do_not_call_entry_and_gives_back_what_it_withdrew(centre):
    attempt = await centre.talked()
    [other] = await centre.store.leads.add(
        centre.leads.id, [NewLead(phones=((attempt.number, ""),), zone_key="Europe/Rome")]
    )
    await centre.store.callbacks.next(
        other, campaign_id=centre.campaign.id, agent_id=None, expires_at=NOW + 9000.0, actor="x", now=NOW
    )
    await dispose(centre, attempt.id, code="do_not_call", step=NEVER, suppress=True)
    assert await suppressed(centre, attempt.number)
    assert (await centre.store.leads.get(other, sees=EVERYTHING)).done_reason == "suppressed"
    undone = await undo(centre, attempt.id)
    assert (undone.code, undone.undone_code, undone.lifted) == (None, "do_not_call", 1)
    assert not await suppressed(centre, attempt.number)
    lead = await centre.store.leads.get(other, sees=EVERYTHING)
    assert (lead.state, lead.done_reason) == (LeadState.BOOKED, "")
    [line] = await centre.store.callbacks.list(lead_id=other, sees=EVERYTHING)
    assert line.callback.state is CallbackState.WAITING
    written = await centre.store.attempts.get(attempt.id, sees=EVERYTHING)
    assert (written.disposition, written.disposed_at, written.note) == (None, None, "")
    assert (await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)).state is LeadState.WRAPPING


async def test_a_correction_takes_back_the_do_not_call_entry_and_an_undo_of_it_restores_the_entry(centre):
    attempt = await centre.talked()
    await dispose(centre, attempt.id, code="do_not_call", step=NEVER, suppress=True, note="very angry")
    await dispose(centre, attempt.id)
    assert not await suppressed(centre, attempt.number)
    undone = await undo(centre, attempt.id, again=NEVER)
    assert (undone.code, undone.undone_code) == ("do_not_call", "sale")
    assert await suppressed(centre, attempt.number)
    written = await centre.store.attempts.get(attempt.id, sees=EVERYTHING)
    assert (written.disposition, written.note, written.disposed_at) == ("do_not_call", "very angry", NOW + 40.0)


async def test_a_correction_leaves_the_wrap_up_as_long_as_it_was(centre, finished):
    [attempt] = await centre.placed()
    ann = await centre.store.agents.create(name="ann", phone="PJSIP/1001")
    ended = finished(attempt, outcome=Outcome.CONNECTED, step=LeadStep(state=LeadState.WRAPPING), agent_id=ann.id)
    await centre.store.attempts.note([], [replace(ended, agent_joined_at=NOW + 8.0, unserved_at=None)])
    await dispose(centre, attempt.id, now=NOW + 34.0)
    for now in (NOW + 44.0, NOW + 54.0):
        await dispose(centre, attempt.id, code="not_interested", now=now)
        figures = await centre.store.workdays.figures([ann.id], since=NOW - 60.0, until=NOW + 60.0)
        assert (figures.wrap_up_s, figures.dispositions) == (4.0, {"not_interested": 1})
    await undo(centre, attempt.id, again=DONE)
    assert (await centre.store.workdays.figures([ann.id], since=NOW - 60.0, until=NOW + 60.0)).wrap_up_s == 4.0


async def test_an_objection_that_was_made_in_another_way_since_stays(centre):
    attempt = await centre.talked()
    await dispose(centre, attempt.id, code="do_not_call", step=NEVER, suppress=True)
    await centre.store.suppressions.add(
        of_company(centre.company.id), [attempt.number], reason="letter", source="by hand", actor="boss", now=NOW
    )
    assert (await undo(centre, attempt.id)).lifted == 0
    assert await suppressed(centre, attempt.number)


async def test_an_undo_cancels_the_call_back_and_of_a_live_call_the_lead_stays_in_it(centre):
    [attempt] = await centre.placed()
    await promises(centre, attempt.id, now=NOW + 40.0)
    await undo(centre, attempt.id)
    [line] = await centre.store.callbacks.list(lead_id=attempt.lead_id, sees=EVERYTHING)
    assert line.callback.state is CallbackState.CANCELLED
    lead = await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)
    assert lead.state is LeadState.CALLING


async def test_neither_an_undo_nor_a_correction_touches_a_later_call_of_the_lead(centre, finished):
    attempt = await centre.talked()
    await dispose(centre, attempt.id, code="call_back", step=LeadStep(state=LeadState.OPEN, due_at=NOW))
    [held] = await centre.claim(now=NOW + 50.0)
    second = centre.attempt(held, suffix="-2")
    await centre.store.attempts.place([second], owner="engine", now=NOW + 50.0)
    wrapping = LeadStep(state=LeadState.WRAPPING)
    await centre.store.attempts.note([], [finished(second, outcome=Outcome.CONNECTED, step=wrapping)])
    await promises(centre, second.id, now=NOW + 90.0)
    await dispose(centre, attempt.id)
    await undo(centre, attempt.id, again=LATER)
    await undo(centre, attempt.id)
    lead = await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)
    assert (lead.state, lead.due_at) == (LeadState.BOOKED, NOW + 7200.0)
    [line] = await centre.store.callbacks.list(lead_id=attempt.lead_id, sees=EVERYTHING)
    assert line.callback.state is CallbackState.WAITING


async def called_again(centre):
    [held] = await centre.claim(now=NOW + 50.0)
    second = centre.attempt(held, suffix="-2")
    await centre.store.attempts.place([second], owner="engine", now=NOW + 50.0)
    return second


async def talked_twice(centre, finished):
    """A call that was left without a disposition, and a later one to the same lead."""
    attempt = await centre.talked()
    await centre.store.attempts.settle(attempt.id, step=LeadStep(state=LeadState.OPEN, due_at=NOW))
    second = await called_again(centre)
    wrapping = LeadStep(state=LeadState.WRAPPING)
    await centre.store.attempts.note([], [finished(second, outcome=Outcome.CONNECTED, step=wrapping)])
    return attempt, second


async def waiting(centre, lead_id) -> list[str | None]:
    """The calls in which the lead's waiting call-backs were promised."""
    lines = await centre.store.callbacks.list(lead_id=lead_id, state=CallbackState.WAITING, sees=EVERYTHING)
    return [line.callback.attempt_id for line in lines]


async def test_what_is_said_late_of_an_earlier_call_ends_the_promise_of_the_later_one_until_it_is_undone(
    centre, finished
):
    attempt, second = await talked_twice(centre, finished)
    await promises(centre, second.id, now=NOW + 35.0)
    await dispose(centre, attempt.id, code="do_not_call", step=NEVER, suppress=True)
    assert await waiting(centre, attempt.lead_id) == []
    await undo(centre, attempt.id)
    assert await waiting(centre, attempt.lead_id) == [second.id]
    await promises(centre, attempt.id, now=NOW + 41.0)
    assert await waiting(centre, attempt.lead_id) == [attempt.id]
    await dispose(centre, attempt.id, code="sale", step=DONE, now=NOW + 42.0)
    await undo(centre, attempt.id, again=PROMISED)
    assert await waiting(centre, attempt.lead_id) == [attempt.id]
    lead = await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)
    assert (lead.state, lead.due_at) == (LeadState.BOOKED, NOW + 7200.0)


async def test_an_undo_of_a_promise_in_an_earlier_call_gives_back_that_of_the_later_one(centre, finished):
    attempt, second = await talked_twice(centre, finished)
    await promises(centre, second.id, now=NOW + 35.0)
    await promises(centre, attempt.id, now=NOW + 40.0)
    await undo(centre, attempt.id)
    assert await waiting(centre, attempt.lead_id) == [second.id]
    assert (await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)).state is LeadState.BOOKED


async def test_an_undo_of_a_no_in_an_earlier_call_leaves_the_lead_as_the_later_one_left_it(centre, finished):
    attempt, second = await talked_twice(centre, finished)
    await dispose(centre, second.id)
    await dispose(centre, attempt.id, code="do_not_call", step=NEVER, suppress=True)
    await undo(centre, attempt.id)
    lead = await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)
    assert (lead.state, lead.done_reason) == (LeadState.DONE, "disposition:sale")


@pytest.mark.parametrize("ends", [False, True])
async def test_an_undo_of_a_no_in_an_earlier_call_gives_the_lead_back_to_the_later_one(centre, finished, ends):
    attempt = await centre.talked()
    await centre.store.attempts.settle(attempt.id, step=LeadStep(state=LeadState.OPEN, due_at=NOW))
    second = await called_again(centre)
    await dispose(centre, attempt.id, code="do_not_call", step=NEVER, suppress=True)
    if ends:
        wrapping = LeadStep(state=LeadState.WRAPPING)
        await centre.store.attempts.note([], [finished(second, outcome=Outcome.CONNECTED, step=wrapping)])
    await undo(centre, attempt.id)
    lead = await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)
    assert lead.state is (LeadState.WRAPPING if ends else LeadState.CALLING)


async def test_what_was_given_before_or_is_undone_already_cannot_be_undone(centre):
    attempt = await centre.talked()
    with pytest.raises(UndoOver):
        await undo(centre, attempt.id)
    await dispose(centre, attempt.id)
    with pytest.raises(UndoOver):
        await undo(centre, attempt.id, since=NOW + 41.0)
    await undo(centre, attempt.id)
    with pytest.raises(UndoOver):
        await undo(centre, attempt.id)
