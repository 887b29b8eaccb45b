"""The day's run is one process's; what each campaign holds is found apart; every run leaves its report."""

import asyncio

import pytest

from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.core.enums import LeadState, Outcome
from dialer.data_protection.retention.store.retention import Search
from dialer.data_protection.retention.store.runs import Progress, TakenOver
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.storage.pages import newest

PART = {"name": "Spring", "kind": "call_events", "limit": "P30D", "rule": "X", "cutoff": 1_697_408_000.0, "rows": 3}
NOW = 1_700_000_000.0
DAY = 86400.0


async def take(centre, owner):
    """Queue the day's run and take it from whoever has it; its id, or None where another was quicker or it ended."""
    await centre.store.retention_runs.queue("2026-11-25", now=NOW)
    for job in await centre.store.jobs.open():
        if await centre.store.jobs.take(job, owner, lease_until=NOW + 60.0):
            return job.id
    return None


@pytest.mark.gate
async def test_one_of_two_processes_does_the_days_run(centre):
    runs = centre.store.retention_runs
    assert await runs.last_day() is None
    await asyncio.gather(*(runs.queue("2026-11-25", now=NOW) for _ in range(2)))
    [job] = await centre.store.jobs.open()
    taken = await asyncio.gather(*(centre.store.jobs.take(job, one, lease_until=NOW) for one in ("a", "b")))
    assert sorted(taken) == [False, True]
    owner = "a" if taken[0] else "b"
    run_id = job.id
    other = {"a": "b", "b": "a"}[owner]
    assert await take(centre, other) == run_id  # it was left behind
    with pytest.raises(TakenOver):
        await runs.plan(run_id, owner, [PART])
    with pytest.raises(TakenOver):
        await runs.end(run_id, owner, [], now=NOW)
    await runs.end(run_id, other, [PART], now=NOW + 5.0)
    assert await take(centre, owner) is None
    [run] = await runs.list(newest(5))
    assert (run.day, run.ended_at, run.report) == ("2026-11-25", NOW + 5.0, [PART])
    assert await runs.last_day() == "2026-11-25"
    [line] = [one for one in await centre.store.audit.onwards() if one.action == "retention.run"]
    assert (line.facts["limits"], line.facts["expired"]) == ({"call_events": 30.0}, {"call_events": 3})


async def test_what_a_run_has_done_is_in_its_report_before_it_ends(centre):
    """So that one which is broken off, asked for or due, tells it, and its heir goes on from there."""
    runs, retention = centre.store.retention_runs, centre.store.retention
    await centre.load([NewLead(phones=((f"+39333111111{i}", ""),), name="Ada") for i in range(3)], [])
    run_id = await take(centre, "a")
    planned = {**PART, "kind": "contact_data", "rows": 0}
    assert await runs.plan(run_id, "a", [PART | {"rows": 0}, planned]) == [PART | {"rows": 0}, planned]
    search = Search(kind="contact_data", cutoff=NOW + 40 * DAY)
    mine = Progress(run_id=run_id, owner="a", part=1)
    assert await retention.expire(search, mine) == (3, (3,))
    [run] = await runs.list(newest(5))
    assert ([part["rows"] for part in run.report], run.ended_at) == ([0, 3], None)
    assert await take(centre, "b") == run_id
    renamed = {**PART, "name": "Summer", "rows": 0}
    assert await runs.plan(run_id, "b", [renamed]) == [renamed, {**planned, "rows": 3}]


async def test_who_has_lost_a_run_changes_nothing_more(centre):
    runs, retention = centre.store.retention_runs, centre.store.retention
    await centre.load([NewLead(phones=(("+393331111111", ""),), name="Ada")], [])
    run_id = await take(centre, "a")
    await runs.plan(run_id, "a", [{**PART, "rows": 0}])
    await take(centre, "b")
    search = Search(kind="contact_data", cutoff=NOW + 40 * DAY)
    with pytest.raises(TakenOver):
        await retention.expire(search, Progress(run_id=run_id, owner="a", part=0))
    assert await retention.expired(search) == (1, (1,))


async def test_each_campaign_and_each_list_without_one_is_a_scope_of_its_own(centre):
    apart = await centre.store.lists.create(name="apart", company_id=centre.company.id, country="US", now=NOW)
    scopes = {one.name: one for one in await centre.store.retention.scopes()}
    assert (scopes["apart"].lists, scopes["apart"].countries) == ((apart.id,), {"US"})
    assert scopes[centre.campaign.name].lists == (centre.leads.id,)
    await centre.load([NewLead(phones=(("+393331111111", ""),), name="Ada")], [])
    [held] = await centre.claim(zones=("",))
    attempt = centre.attempt(held)
    await centre.store.attempts.place([attempt], owner="engine", now=NOW)
    step = LeadStep(state=LeadState.DONE)
    end = FinishedAttempt(id=attempt.id, lead_id=held.lead_id, outcome=Outcome.BUSY, ended_at=NOW, step=step)
    await centre.store.attempts.note([], [end])
    for kind in ("call_events", "contact_data"):
        searches = {name: Search(kind=kind, cutoff=NOW + 40 * DAY, scope=scope) for name, scope in scopes.items()}
        counts = {name: (await centre.store.retention.expired(search))[0] for name, search in searches.items()}
        assert counts == {centre.campaign.name: 1, "apart": 0}, kind
