"""Pauses, a day and issue reports on both databases."""

from dataclasses import replace

import pytest

from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.core.enums import AgentWish, LeadState, Outcome
from dialer.core.errors import Changed, NotFound
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.rules.retry import LeadStep
from dialer.storage.pages import newest
from dialer.work.issue_reports.model import IssueReportKind
from dialer.work.pauses.model import DEFAULTS, Pause
from dialer.work.pauses.store import KEPT_DAYS, Begun, Ended

NOW = 1_700_000_000.0


async def an_agent(centre, name="anna"):
    agent = await centre.store.agents.create(name=name, phone=f"PJSIP/{name}")
    return await centre.store.agents.wish(agent.id, AgentWish.READY, campaign_id=centre.campaign.id, now=NOW)


async def test_a_pause_ends_when_the_next_begins_and_one_said_again_goes_on(centre):
    anna, pauses = await an_agent(centre), centre.store.pauses
    await pauses.note([Begun(agent_id=anna.id, reason="lunch", rests=True, at=NOW)])
    await pauses.note([Begun(agent_id=anna.id, reason="lunch", rests=True, at=NOW + 5.0)])  # after a restart
    await pauses.note(
        [
            Begun(agent_id=anna.id, reason="training", rests=False, at=NOW + 10.0),
            Ended(agent_id=anna.id, at=NOW + 20.0),
            Ended(agent_id=anna.id, at=NOW + 30.0),
        ]
    )
    assert await pauses.taken(anna.id, since=NOW, until=NOW + 100.0) == [
        Pause(agent_id=anna.id, reason="lunch", rests=True, started_at=NOW, ended_at=NOW + 10.0),
        Pause(agent_id=anna.id, reason="training", rests=False, started_at=NOW + 10.0, ended_at=NOW + 20.0),
    ]
    assert await pauses.taken(anna.id, since=NOW + 20.0, until=NOW + 100.0) == []
    later = NOW + (KEPT_DAYS + 1) * 86_400.0
    await pauses.note([Begun(agent_id=anna.id, reason="lunch", rests=True, at=later)])
    assert [one.started_at for one in await pauses.taken(anna.id, since=0.0, until=later + 1.0)] == [later]


async def test_reasons_are_a_teams_the_installations_or_those_that_come_along(centre):
    pauses, own = centre.store.pauses, DEFAULTS[:2]
    assert await pauses.reasons(7) == DEFAULTS
    await pauses.replace_reasons(None, DEFAULTS[1:3], expected=())
    await pauses.replace_reasons(7, own)
    assert (await pauses.reasons(7), await pauses.reasons(8)) == (own, DEFAULTS[1:3])
    with pytest.raises(Changed):
        await pauses.replace_reasons(7, [], expected=())
    await pauses.replace_reasons(7, [], expected=own)
    assert await pauses.reasons(7) == DEFAULTS[1:3]


async def test_a_return_is_written_once_and_never_over_a_later_wish(centre):
    anna, store = await an_agent(centre), centre.store
    recovery_break = {"pause_reason": "after_hard_call", "pause_s": 75.0, "pause_rests": False}
    await store.agents.wish(anna.id, AgentWish.PAUSED, now=NOW + 1.0, **recovery_break)
    await store.pauses.note([Ended(agent_id=anna.id, at=NOW + 76.0, wish_at=NOW + 1.0)])
    back = await store.agents.get(anna.id, sees=EVERYTHING)
    assert (back.wish, back.pause_reason, back.pause_s, back.pause_rests) == (AgentWish.READY, "", None, True)
    assert back.wish_at == NOW + 1.0
    await store.agents.wish(anna.id, AgentWish.PAUSED, pause_reason="lunch", now=NOW + 80.0)
    await store.pauses.note([Ended(agent_id=anna.id, at=NOW + 81.0, wish_at=NOW + 1.0)])
    assert (await store.agents.get(anna.id, sees=EVERYTHING)).wish is AgentWish.PAUSED


async def test_figures_are_those_of_the_agents_asked_for(centre):
    anna, bruno = await an_agent(centre), await an_agent(centre, "bruno")
    for number, agent in enumerate((anna, anna, bruno)):
        [attempt] = await centre.placed()
        ended = FinishedAttempt(
            id=attempt.id,
            lead_id=attempt.lead_id,
            outcome=Outcome.CONNECTED,
            ended_at=NOW + 100.0,
            agent_id=agent.id,
            agent_joined_at=NOW + 40.0,
            step=LeadStep(state=LeadState.WRAPPING),
        )
        await centre.store.attempts.note([], [ended])
        if number:
            said = {"code": "not_interested", "note": "", "step": LeadStep(state=LeadState.DONE), "suppress": False}
            await centre.store.attempts.dispose(attempt.id, agent_id=agent.id, now=NOW + 112.0, actor="a", **said)
    workdays = centre.store.workdays
    one = await workdays.figures([anna.id], since=NOW, until=NOW + 1.0)
    assert (one.talks, one.talk_s, one.wrap_up_s, one.undisposed) == (2, 120.0, 12.0, 1)
    both = await workdays.figures([anna.id, bruno.id], since=NOW, until=NOW + 1.0)
    assert (both.talks, both.wrap_up_s, both.dispositions) == (3, 24.0, {"not_interested": 2})
    nobody = await workdays.figures([], since=NOW, until=NOW + 1.0)
    assert (nobody.talks, nobody.talk_s) == (0, 0.0)
    [left] = await workdays.unfinished(anna.id, since=NOW)
    assert left.ended_at == NOW + 100.0
    assert await workdays.zone(anna.id) == centre.campaign.time_zone
    assert await workdays.promises(anna.id, until=NOW) == []
    assert await workdays.tasks(anna.id, until=NOW) == []
    rows, first, last = (await workdays.recorded(anna.id))["calls"]
    assert (rows, first, last) == (2, NOW, NOW)


async def test_an_issue_report_is_resolved_by_who_has_read_it(centre):
    anna, issue_reports = await an_agent(centre), centre.store.issue_reports
    facts = {"campaign_id": centre.campaign.id, "attempt_id": None, "kind": IssueReportKind.LINE, "note": "crackles"}
    made = await issue_reports.add(anna.id, now=NOW, **facts)
    assert [one.id for one in await issue_reports.list(is_open=True, page=newest(10), sees=EVERYTHING)] == [made.id]
    with pytest.raises(Changed):
        await issue_reports.resolve(made.id, answer="", actor="a", now=NOW, expected=replace(made, note="other"))
    done = await issue_reports.resolve(made.id, answer="mended", actor="user:carla", now=NOW + 1.0, expected=made)
    assert (done.answer, done.resolved_by, done.resolved_at) == ("mended", "user:carla", NOW + 1.0)
    with pytest.raises(NotFound):
        await issue_reports.resolve(999, answer="", actor="a", now=NOW)
    later = NOW + (KEPT_DAYS + 1) * 86_400.0
    await issue_reports.add(anna.id, now=later, **facts)
    assert len(await issue_reports.list(page=newest(10), sees=EVERYTHING)) == 1


async def test_hands_are_listed_longest_waiting_first_and_fall_at_log_out(centre):
    anna, bruno, agents = await an_agent(centre), await an_agent(centre, "bruno"), centre.store.agents
    await agents.raise_hand(bruno.id, note="", asks="", now=NOW)
    await agents.raise_hand(anna.id, note="the boss", asks="", now=NOW + 1.0)
    assert [one.name for one in await agents.hands(sees=EVERYTHING)] == ["bruno", "anna"]
    await agents.wish(bruno.id, AgentWish.LOGGED_OUT, now=NOW + 2.0)
    assert [one.hand_note for one in await agents.hands(sees=EVERYTHING)] == ["the boss"]
    await agents.lower_hand(anna.id)
    assert await agents.hands(sees=EVERYTHING) == []
