"""Call-backs in the database: promised with the disposition, bound to their lead, kept by its call."""

from dataclasses import replace

import pytest

from dialer.campaigns.attempts.model import DisposedAttempt
from dialer.core.enums import CallbackKind, CallbackState, LeadState, Outcome
from dialer.core.errors import BadReference, CallbackOver, UnknownCallback
from dialer.core.visibility import EVERYTHING
from dialer.people.callbacks.model import BY_HAND, Callback, NewCallback, OffList
from dialer.people.callbacks.store.callbacks import CallbackLine
from dialer.people.leads.rules.retry import LeadStep
from tests.support.stores import NOW, Centre

LATER = NOW + 3600.0


async def promise(
    centre: Centre, attempt_id: str, *, agent_id: int | None = None, due_at: float = LATER, asked: bool = True
) -> DisposedAttempt:
    return await centre.store.attempts.dispose(
        attempt_id,
        agent_id=None,
        code="call_back",
        note="after lunch",
        now=NOW + 60.0,
        step=LeadStep(state=LeadState.BOOKED, due_at=due_at, next_phone=0),
        suppress=False,
        actor="ann",
        booking=NewCallback(
            agent_id=agent_id, due_at=due_at, deadline_at=due_at + 900.0, note="after lunch", asked=asked
        ),
    )


async def booked(centre: Centre, *, agent_id: int | None = None, asked: bool = True) -> tuple[int, Callback]:
    """A lead that was talked to and is called back later."""
    attempt = await centre.talked()
    await promise(centre, attempt.id, agent_id=agent_id, asked=asked)
    [callback] = await waiting(centre)
    return attempt.lead_id, callback


async def waiting(centre: Centre, until: float = LATER) -> list[Callback]:
    return await centre.store.callbacks.waiting([centre.campaign.id], until=until)


async def place(centre: Centre, lead_id: int, *, now: float) -> str | None:
    """The lead is fetched and called, as an engine does; the attempt's id."""
    lead = await centre.store.leads.claim_one(lead_id, owner="engine", now=now, lease_s=60.0)
    if lead is None:
        return None
    attempt = centre.attempt(lead, suffix=f"-{now}", callback_id=lead.callback_id)
    placed = await centre.store.attempts.place([attempt], owner="engine", now=now)
    return attempt.id if placed else None


async def test_a_promise_books_the_lead_and_no_ordinary_claim_takes_it(centre):
    lead_id, callback = await booked(centre)
    lead = await centre.store.leads.get(lead_id, sees=EVERYTHING)
    assert (lead.state, lead.due_at) == (LeadState.BOOKED, LATER)
    assert (callback.lead_id, callback.kind, callback.due_at) == (lead_id, CallbackKind.PROMISE, LATER)
    assert (callback.deadline_at, callback.note, callback.made_by) == (LATER + 900.0, "after lunch", "ann")
    assert await centre.claim(now=LATER + 10.0) == []
    assert await waiting(centre, until=LATER - 1.0) == []
    assert await centre.store.leads.next_due(centre.campaign.id) == LATER


async def test_an_engine_reads_whose_promise_it_is(centre):
    ann = await centre.store.agents.create(name="ann", phone="PJSIP/1", display_name="Anna B.")
    bo = await centre.store.agents.create(name="bo", phone="PJSIP/2")
    for agent_id, name in ((None, ""), (ann.id, "Anna B."), (bo.id, "bo")):
        attempt = await centre.talked()
        await promise(centre, attempt.id, agent_id=agent_id)
        assert [(one.agent_id, one.agent_name) for one in await waiting(centre)][-1] == (agent_id, name)


async def test_the_call_keeps_the_promise(centre):
    lead_id, callback = await booked(centre)
    attempt_id = await place(centre, lead_id, now=LATER)
    kept = await centre.store.callbacks.get(callback.id, sees=EVERYTHING)
    assert (kept.state, kept.ended_at, kept.ended_by) == (CallbackState.CALLED, LATER, attempt_id)
    assert await waiting(centre) == []


async def test_whoever_takes_a_living_call_over_learns_which_promise_it_keeps(centre):
    lead_id, callback = await booked(centre)
    attempt_id = await place(centre, lead_id, now=LATER)
    [ordinary] = await centre.placed()
    live = {one.id: one.callback_id for one in await centre.store.attempts.live(centre.node.id)}
    assert live == {attempt_id: callback.id, ordinary.id: None}


async def test_a_fetched_lead_that_is_not_called_is_booked_again(centre):
    lead_id, callback = await booked(centre)
    lead = await centre.store.leads.claim_one(lead_id, owner="engine", now=LATER, lease_s=60.0)
    assert lead is not None
    assert lead.callback_id == callback.id
    await centre.store.leads.release([lead_id], owner="engine")
    assert (await centre.store.leads.get(lead_id, sees=EVERYTHING)).state is LeadState.BOOKED
    await centre.store.leads.claim_one(lead_id, owner="dead", now=LATER, lease_s=60.0)
    await centre.claim(now=LATER + 61.0)  # opens what the dead engine held
    assert (await centre.store.leads.get(lead_id, sees=EVERYTHING)).state is LeadState.BOOKED


async def test_a_promise_the_gate_puts_off_moves_with_its_lead_and_its_deadline(centre):
    lead_id, callback = await booked(centre)
    await centre.store.leads.claim_one(lead_id, owner="engine", now=LATER, lease_s=60.0)
    assert await centre.store.leads.defer(lead_id, owner="engine", until=LATER + 7200.0, reason="calling_hours")
    moved = await centre.store.callbacks.get(callback.id, sees=EVERYTHING)
    assert (moved.due_at, moved.deadline_at) == (LATER + 7200.0, LATER + 8100.0)
    assert [moved.is_expected(at) for at in (LATER, LATER + 7200.0)] == [True, False]  # the person asked for no other
    lead = await centre.store.leads.get(lead_id, sees=EVERYTHING)
    assert (lead.state, lead.due_at, lead.wait_reason) == (LeadState.BOOKED, LATER + 7200.0, "calling_hours")


async def test_a_promise_that_the_person_did_not_ask_for_in_so_many_words_is_expected_at_no_time(centre):
    _, callback = await booked(centre, asked=False)
    assert (callback.asked_at, callback.confirmed_at, callback.confirmed_by) == (None, None, "")
    assert not callback.is_expected(LATER)


async def test_who_confirmed_the_persons_word_and_when_is_kept(centre):
    _, callback = await booked(centre)
    assert (callback.asked_at, callback.confirmed_at, callback.confirmed_by) == (LATER, NOW + 60.0, "ann")


async def test_to_move_a_promise_is_not_the_persons_word_until_it_is_confirmed_anew(centre):
    _, callback = await booked(centre)
    new = {"due_at": LATER + 7200.0, "deadline_at": LATER + 8100.0, "agent_id": None}
    moved = await centre.store.callbacks.move(callback.id, **new, actor="bob", now=NOW + 90.0)
    assert (moved.asked_at, moved.confirmed_at, moved.confirmed_by) == (None, None, "")
    assert not any(moved.is_expected(at) for at in (LATER, LATER + 7200.0))
    asked = await centre.store.callbacks.move(callback.id, **new, asked=True, actor="bob", now=NOW + 95.0)
    assert [asked.is_expected(at) for at in (LATER, LATER + 7200.0, LATER + 8101.0)] == [False, True, False]
    assert (asked.confirmed_at, asked.confirmed_by) == (NOW + 95.0, "bob")


async def test_to_give_a_promise_to_another_agent_leaves_the_persons_word(centre):
    _, callback = await booked(centre)
    same = {"due_at": callback.due_at, "deadline_at": callback.deadline_at, "agent_id": None}
    given = await centre.store.callbacks.move(callback.id, **same, actor="bob", now=NOW + 90.0)
    assert given.is_expected(LATER)
    assert given.confirmed_by == "ann"


async def test_a_promise_the_gate_forbids_is_over(centre):
    lead_id, callback = await booked(centre)
    await centre.store.leads.claim_one(lead_id, owner="engine", now=LATER, lease_s=60.0)
    assert await centre.store.leads.retire(lead_id, owner="engine", reason="register")
    over = await centre.store.callbacks.get(callback.id, sees=EVERYTHING)
    assert (over.state, over.ended_by) == (CallbackState.CANCELLED, "register")


async def test_a_person_who_said_no_since_is_not_called_back(centre):
    lead_id, callback = await booked(centre)
    number = (await centre.store.leads.get(lead_id, sees=EVERYTHING)).phones[0].number
    await centre.store.suppressions.add("all", [number], reason="asked", actor="test", now=NOW)
    assert await place(centre, lead_id, now=LATER) is None
    assert (await centre.store.leads.get(lead_id, sees=EVERYTHING)).done_reason == "suppressed"
    assert (await centre.store.callbacks.get(callback.id, sees=EVERYTHING)).ended_by == "suppressed"


async def test_a_promise_in_talk_books_the_lead_when_the_talk_ends(centre, finished):
    [attempt] = await centre.placed()
    await promise(centre, attempt.id)
    assert (await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)).state is LeadState.CALLING
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.CONNECTED)])
    lead = await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)
    assert (lead.state, lead.due_at) == (LeadState.BOOKED, LATER)


async def test_another_disposition_takes_the_promise_back(centre):
    attempt = await centre.talked()
    await promise(centre, attempt.id)
    await promise(centre, attempt.id, due_at=LATER + 60.0)
    [callback] = await waiting(centre, until=LATER + 60.0)
    assert callback.due_at == LATER + 60.0
    await centre.store.attempts.dispose(
        attempt.id,
        agent_id=None,
        code="not_interested",
        note="",
        now=NOW + 70.0,
        step=LeadStep(state=LeadState.DONE, reason="disposition:not_interested"),
        suppress=False,
        actor="ann",
    )
    assert await waiting(centre, until=LATER + 60.0) == []
    assert (await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)).state is LeadState.DONE


async def test_a_call_that_was_not_placed_after_all_leaves_the_promise_waiting(centre, finished):
    lead_id, callback = await booked(centre)
    lead = await centre.store.leads.claim_one(lead_id, owner="engine", now=LATER, lease_s=60.0)
    assert lead is not None
    attempt = centre.attempt(lead, suffix="-2", callback_id=callback.id)
    await centre.store.attempts.place([attempt], owner="engine", now=LATER)
    again = LeadStep(state=LeadState.BOOKED, due_at=LATER + 30.0, callback_id=callback.id, counts=False)
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.NOT_PLACED, step=again)])
    [waits] = await waiting(centre, until=LATER + 30.0)
    assert (waits.id, waits.due_at, waits.deadline_at, waits.ended_at) == (
        callback.id,
        LATER + 30.0,
        LATER + 900.0,
        None,
    )
    assert (await centre.store.leads.get(lead_id, sees=EVERYTHING)).state is LeadState.BOOKED


async def test_a_call_back_may_be_moved_and_given_to_another(centre):
    lead_id, callback = await booked(centre)
    ann = await centre.store.agents.create(name="ann", phone="PJSIP/1001")
    moved = await centre.store.callbacks.move(
        callback.id, due_at=LATER + 60.0, deadline_at=LATER + 120.0, agent_id=ann.id, actor="boss", now=NOW
    )
    assert (moved.due_at, moved.deadline_at, moved.agent_id) == (LATER + 60.0, LATER + 120.0, ann.id)
    assert (await centre.store.leads.get(lead_id, sees=EVERYTHING)).due_at == LATER + 60.0
    [line] = await centre.store.callbacks.list(agent_id=ann.id, state=CallbackState.WAITING, sees=EVERYTHING)
    assert line == CallbackLine(callback=moved, lead_name="Lead 0", agent_name="ann")
    assert await centre.store.callbacks.list(campaign_id=centre.campaign.id, until=LATER, sees=EVERYTHING) == []
    with pytest.raises(BadReference):
        await centre.store.callbacks.move(
            callback.id, due_at=LATER, deadline_at=LATER, agent_id=999, actor="boss", now=NOW
        )


async def test_a_promise_given_after_a_no_in_the_same_talk_is_kept(centre, finished):
    [attempt] = await centre.placed()
    no = LeadStep(state=LeadState.DONE, reason="disposition:not_interested")
    await centre.store.attempts.dispose(
        attempt.id, agent_id=None, code="not_interested", note="", now=NOW + 50.0, step=no, suppress=False, actor="ann"
    )
    await promise(centre, attempt.id)
    wrapping = LeadStep(state=LeadState.WRAPPING)
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.CONNECTED, step=wrapping)])
    assert (await centre.store.leads.get(attempt.lead_id, sees=EVERYTHING)).state is LeadState.BOOKED
    assert await place(centre, attempt.lead_id, now=LATER) is not None


@pytest.mark.parametrize(("reopen", "state"), [(True, LeadState.OPEN), (False, LeadState.DONE)])
@pytest.mark.parametrize("held", [True, False])
async def test_a_cancelled_call_back_leaves_an_ordinary_lead_or_none(centre, reopen, state, held):
    lead_id, callback = await booked(centre)
    if held:
        await centre.store.leads.claim_one(lead_id, owner="engine", now=LATER, lease_s=60.0)
    ended = await centre.store.callbacks.cancel(callback.id, reopen=reopen, actor="boss", now=NOW + 99.0)
    assert (ended.state, ended.ended_at, ended.ended_by) == (CallbackState.CANCELLED, NOW + 99.0, "boss")
    if held:
        await centre.store.leads.release([lead_id], owner="engine")
    assert (await centre.store.leads.get(lead_id, sees=EVERYTHING)).state is state
    with pytest.raises(CallbackOver):
        await centre.store.callbacks.cancel(callback.id, reopen=reopen, actor="boss", now=NOW)
    with pytest.raises(UnknownCallback):
        await centre.store.callbacks.cancel(999, reopen=reopen, actor="boss", now=NOW)


async def enable(centre: Centre, enabled: bool) -> None:
    await centre.store.lists.set_enabled(centre.leads.id, enabled=enabled, actor="boss", now=NOW)


async def test_promises_on_a_list_that_is_off_are_kept_counted_and_made_when_it_is_on_again(centre):
    _, callback = await booked(centre)
    assert await centre.store.callbacks.off([centre.campaign.id]) == []
    await enable(centre, enabled=False)
    assert await waiting(centre) == []
    campaign_id = centre.campaign.id
    assert await centre.store.callbacks.off([campaign_id]) == [
        OffList(campaign_id=campaign_id, name="March", waiting=1)
    ]
    assert (await centre.store.callbacks.get(callback.id, sees=EVERYTHING)).state is CallbackState.WAITING
    await enable(centre, enabled=True)
    assert await waiting(centre) == [callback]


async def test_an_agents_own_call_by_hand_into_a_list_that_is_off_is_made(centre):
    [lead_id] = await centre.add_leads(1)
    await enable(centre, enabled=False)
    assert await centre.store.callbacks.next(
        lead_id,
        campaign_id=centre.campaign.id,
        agent_id=None,
        expires_at=NOW + 60.0,
        kind=CallbackKind.MANUAL,
        actor="ann",
        now=NOW,
    )
    assert [one.lead_id for one in await waiting(centre, until=NOW)] == [lead_id]
    assert await centre.store.callbacks.off([centre.campaign.id]) == []


async def test_promises_to_people_who_were_called_by_hand_are_kept_though_their_list_is_off(centre):
    by_hand = await centre.store.lists.create(
        name=f"Spring{BY_HAND}", company_id=centre.company.id, campaign_id=centre.campaign.id, now=NOW
    )
    _, callback = await booked(replace(centre, leads=by_hand))
    await centre.store.lists.set_enabled(by_hand.id, enabled=False, actor="ann", now=NOW)
    assert await waiting(centre) == [callback]
    assert await centre.store.callbacks.off([centre.campaign.id]) == []
