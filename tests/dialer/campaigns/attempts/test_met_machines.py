"""Machines that agents met: what a disposition changes of what a call counts for, and what an engine reads of it."""

from dataclasses import replace

from dialer.campaigns.attempts.model import AnswerCounts, AttemptProgress, DisposedAttempt
from dialer.core.enums import LeadState, Outcome
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.rules.retry import LeadStep
from tests.support.stores import NOW, Centre, finished

IN_TIME, LATE = NOW + 4.5, NOW + 6.0  # of calls whose time was up at NOW + 5


async def says(centre: Centre, attempt_id: str, code: str = "answering_machine") -> DisposedAttempt:
    return await centre.store.attempts.dispose(
        attempt_id,
        agent_id=None,
        code=code,
        note="",
        now=NOW + 40.0,
        step=LeadStep(state=LeadState.OPEN, due_at=NOW + 7200.0, next_phone=0),
        suppress=False,
        actor="ann",
    )


async def talked(centre: Centre, joined_at: float | None, outcome: Outcome = Outcome.CONNECTED) -> str:
    """A call that an agent joined then, or nobody, and that is over."""
    [attempt] = await centre.placed()
    news = AttemptProgress(id=attempt.id, agent_joined_at=joined_at)
    wrapping = LeadStep(state=LeadState.WRAPPING)
    await centre.store.attempts.note([news], [finished(attempt, outcome=outcome, step=wrapping)])
    return attempt.id


async def heard(centre: Centre, attempt_id: str) -> str | None:
    return (await centre.store.attempts.get(attempt_id, sees=EVERYTHING)).heard


async def test_a_machine_that_was_served_in_time_is_told_once_and_taken_back(centre):
    attempt_id = await talked(centre, IN_TIME)
    said = await says(centre, attempt_id)
    assert (said.met, said.met_at, await heard(centre, attempt_id)) == (1, IN_TIME, "machine")
    assert await centre.store.attempts.met_machines(centre.campaign.id) == [IN_TIME]
    assert (await says(centre, attempt_id)).met == 0
    taken_back = await says(centre, attempt_id, "not_interested")
    assert (taken_back.met, taken_back.met_at, await heard(centre, attempt_id)) == (-1, IN_TIME, None)
    assert await centre.store.attempts.met_machines(centre.campaign.id) == []


async def test_an_engine_that_was_not_told_counts_them_from_an_instant_on_and_finds_which_calls_were_spoken_of(centre):
    early, late = await talked(centre, IN_TIME), await talked(centre, LATE)
    said, calls = centre.store.dispositions, [early, late, "unknown"]
    assert (await said.disposed(calls), await said.met(centre.campaign.id, since=0.0)) == ([], 0)
    await says(centre, early)
    await says(centre, late)  # too late: abandoned for the guard
    assert sorted(await said.disposed(calls)) == sorted([early, late])
    assert [await said.met(centre.campaign.id, since=since) for since in (IN_TIME, IN_TIME + 1.0)] == [1, 0]
    assert await said.met(centre.campaign.id + 1, since=0.0) == 0


async def test_who_came_too_late_has_met_a_machine_and_the_call_stays_abandoned_for_the_guard(centre):
    attempt_id = await talked(centre, LATE)
    assert ((await says(centre, attempt_id)).met, await heard(centre, attempt_id)) == (0, "machine")
    assert await centre.store.attempts.met_machines(centre.campaign.id) == []


async def test_of_a_call_that_nobody_joined_nobody_has_heard_a_machine(centre):
    attempt_id = await talked(centre, None, Outcome.ABANDONED)
    assert ((await says(centre, attempt_id)).met, await heard(centre, attempt_id)) == (0, None)


async def test_said_in_the_talk_before_the_engine_has_written_it_counts_from_then(centre):
    [attempt] = await centre.placed()
    said = await says(centre, attempt.id)
    assert (said.met, said.met_at, await heard(centre, attempt.id)) == (1, NOW + 40.0, "machine")
    joined = AttemptProgress(id=attempt.id, agent_joined_at=IN_TIME)
    await centre.store.attempts.note([joined], [finished(attempt, outcome=Outcome.CONNECTED)])
    assert await centre.store.attempts.met_machines(centre.campaign.id) == [IN_TIME]


async def test_answered_calls_are_counted_by_the_minute_as_the_law_counts_them(centre):
    """In time, too late, nobody came, a machine, no answer; and one whose time was up and that still lives."""
    minute = NOW - NOW % 60.0 + 600.0
    cases = {
        "served": ({"agent_joined_at": minute + 5.0}, Outcome.CONNECTED),
        "too late": ({"unserved_at": minute + 59.0, "agent_joined_at": minute + 61.0}, Outcome.CONNECTED),
        "abandoned": ({"unserved_at": minute + 70.0}, Outcome.ABANDONED),
        "left": ({"answered_at": minute + 3.0}, Outcome.ABANDONED),
        "machine": ({"screened_at": minute + 2.0}, Outcome.MACHINE),
        "lost after the limit": ({"unserved_at": minute + 9.0}, Outcome.LOST),
        "no answer": ({}, Outcome.NO_ANSWER),
        "lives": ({"unserved_at": minute + 61.0}, None),
    }
    step = LeadStep(state=LeadState.DONE)
    for attempt, (facts, outcome) in zip(await centre.placed(len(cases)), cases.values(), strict=True):
        await centre.store.attempts.note([AttemptProgress(id=attempt.id, **facts)], [])
        if outcome is not None:
            end = finished(attempt, outcome=outcome, step=step, ended_at=minute + 130.0)
            await centre.store.attempts.note([], [replace(end, **{"unserved_at": None, **facts})])
    assert await centre.store.attempts.counts(centre.campaign.id) == [
        AnswerCounts(minute_at=minute, served=1, abandoned=1, machines=1),
        AnswerCounts(minute_at=minute + 60.0, abandoned=2),
        AnswerCounts(minute_at=minute + 120.0, abandoned=1),
    ]
    assert await centre.store.attempts.counts(centre.campaign.id + 1) == []
