"""Results are what a recount of the raw attempts says, counted ahead or not, whatever changes afterwards."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, insert, select

from dialer.campaigns.model import draft_of
from dialer.campaigns.results.model import STAGES, Counts, Dimension, Figures
from dialer.campaigns.results.rules import day_start, hour_of, hours_at, period_of, shift_of
from dialer.campaigns.results.store.counting import Clocks
from dialer.core.enums import LeadState, Outcome
from dialer.core.visibility import EVERYTHING, NOTHING, Visibility
from dialer.people.leads.rules.retry import LeadStep
from dialer.storage.schema import ATTEMPT, RESULT_CHANGE, RESULT_COUNT, RESULT_LEAD
from tests.support.stores import NOW, ROME, Centre

DAY_S: Final = 86_400.0
CODES: Final = (None, None, "sale", "not_interested", "call_back", "answering_machine", "wrong_number", "gone")
SUCCESSES: Final = {"sale"}
NOT_RIGHT: Final = {"answering_machine", "wrong_number", "gone"}  # the last is no disposition of the campaign
DAYS: Final = 9


def made_up(
    centre: Centre, lead_ids: Sequence[int], agents: Sequence[int], count: int, seed: int
) -> list[dict[str, Any]]:
    """Attempts of all kinds over some days, with what real ones may lack."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        placed_at = NOW - chance.randrange(int(DAYS * DAY_S * 8)) / 8
        outcome = chance.choice([*Outcome, Outcome.CONNECTED, Outcome.CONNECTED, Outcome.CONNECTED])
        is_answered = outcome in (Outcome.CONNECTED, Outcome.ABANDONED, Outcome.MACHINE) or chance.random() < 0.1
        joined = placed_at + 8.5 if outcome is Outcome.CONNECTED and chance.random() < 0.95 else None
        code = chance.choice(CODES) if outcome in (Outcome.CONNECTED, Outcome.LOST) else None
        rows.append(
            {
                "id": f"made-{seed}-{number}",
                "campaign_id": centre.campaign.id,
                "list_id": centre.leads.id,
                "lead_id": chance.choice(lead_ids),
                "node_id": centre.node.id,
                "trunk_id": centre.trunk.id,
                "agent_id": chance.choice(agents) if joined is not None else None,
                "number": "+393330000001",
                "caller_id": chance.choice(["+390612345678", "+390612345679", ""]),
                "mode": "predictive",
                "state": "ended",
                "placed_at": placed_at,
                "answered_at": placed_at + 6.25 if is_answered else None,
                "agent_joined_at": joined,
                "ended_at": placed_at + chance.randrange(80, 4800) / 8,
                "outcome": outcome.value,
                "cause": chance.choice([None, 16, 17, 19]),
                "disposition": code,
                "disposition_reason": "price" if code == "not_interested" and chance.random() < 0.5 else None,
                "heard": "machine" if code == "answering_machine" or chance.random() < 0.03 else None,
            }
        )
    return rows


def stage_of(row: Mapping[str, Any], successes: set[str] = SUCCESSES) -> int:
    """How far an attempt came, said once more in plain Python."""
    if row["disposition"] in successes:
        return 4
    if row["disposition"] is not None and row["disposition"] not in NOT_RIGHT:
        return 3
    if row["outcome"] in ("connected", "abandoned") and row["heard"] != "machine":
        return 2
    return 1 if row["answered_at"] is not None else 0


def recount(rows: Sequence[Mapping[str, Any]], successes: set[str] = SUCCESSES) -> dict[Any, Counts]:
    """Counts of the rows by each thing that they are counted by."""
    found: dict[Any, Counts] = {}
    for row in rows:
        stage = stage_of(row, successes)
        talked = row["agent_joined_at"] is not None and row["ended_at"] is not None
        talk_s = row["ended_at"] - row["agent_joined_at"] if talked else 0.0
        counts = Counts(1, stage >= 1, stage >= 2, stage >= 3, stage >= 4, int(talked), talk_s)
        keys = [
            ("hour", int(row["placed_at"] // 3600) * 3600, ""),
            (Dimension.LIST, str(row["list_id"]), ""),
            (Dimension.CALLER_ID, row["caller_id"], ""),
            (Dimension.TRUNK, str(row["trunk_id"]), ""),
            (Dimension.OUTCOME, row["outcome"] or "", ""),
            (Dimension.CAUSE, "" if row["cause"] is None else str(row["cause"]), ""),
        ]
        if row["agent_id"] is not None and row["outcome"] is not None:
            keys.append((Dimension.AGENT, str(row["agent_id"]), ""))
        if row["disposition"] is not None:
            keys.append((Dimension.DISPOSITION, row["disposition"], row["disposition_reason"] or ""))
        for key in keys:
            found[key] = found.get(key, Counts()) + counts
    return found


def said(figures: Figures) -> dict[Any, Counts]:
    found: dict[Any, Counts] = {("hour", one.at, ""): one.counts for one in figures.hours}
    for dimension, parts in figures.parts.items():
        found |= {(dimension, one.value, one.detail): one.counts for one in parts}
    return found


def close(counts: Mapping[Any, Counts]) -> dict[Any, Counts]:
    return {key: replace(one, talk_s=round(one.talk_s, 3)) for key, one in counts.items()}


async def rows_of(centre: Centre) -> list[dict[str, Any]]:
    def read(connection: Connection) -> list[dict[str, Any]]:
        return [dict(row) for row in connection.execute(select(ATTEMPT)).mappings()]

    return await centre.store.database.read(read)


async def clocks_of(centre: Centre) -> Clocks:
    [clocks] = await centre.store.counting.clocks(centre.campaign.id)
    return clocks


async def count_all(centre: Centre, now: float = NOW) -> int:
    """Count ahead and again, as the job does, until nothing is left."""
    counting, done = centre.store.counting, 0
    for clocks in await counting.waiting(now=now):
        while (count := await counting.ahead(clocks, now=now)) is not None:
            assert await counting.write(count)
            done += 1
        while (count := await counting.again(clocks)) is not None:
            assert await counting.write(count)
            done += 1
    return done


async def check_equal(centre: Centre, *, first: int = DAYS, last: int = 0, successes: set[str] = SUCCESSES) -> None:
    """The figures of some days are those of a recount of the raw rows."""
    zone = ZoneInfo(ROME)
    today = datetime.fromtimestamp(NOW, UTC).astimezone(zone).date()
    period = period_of(today - timedelta(days=first), today - timedelta(days=last), ROME)
    scope = (await clocks_of(centre)).scope(period.since, period.until)
    figures = await centre.store.results.read(scope, sees=EVERYTHING, names_agents=True)
    rows = [row for row in await rows_of(centre) if period.since <= row["placed_at"] < period.until]
    assert close(said(figures)) == close(recount(rows, successes))
    leads: dict[int, int] = {}
    for row in rows:
        leads[row["lead_id"]] = max(leads.get(row["lead_id"], 0), stage_of(row, successes))
    wanted = {stage: sum(1 for one in leads.values() if one >= place) for place, stage in enumerate(STAGES)}
    assert dict(figures.leads) == wanted
    assert figures.total.attempts == len(rows)


async def fill(centre: Centre, count: int = 700, seed: int = 1) -> list[int]:
    lead_ids = await centre.add_leads(80)
    agents = [(await centre.store.agents.create(name=name, phone=f"PJSIP/{name}")).id for name in ("ann", "bob")]
    rows = made_up(centre, lead_ids, agents, count, seed)
    await centre.store.database.write(lambda connection: connection.execute(insert(ATTEMPT), rows).rowcount)
    return lead_ids


@pytest.mark.gate
async def test_results_equal_a_recount_before_and_after_they_are_counted_ahead(centre: Centre) -> None:
    await fill(centre)
    await check_equal(centre)
    assert await count_all(centre) > 50
    for first, last in ((DAYS, 0), (6, 2), (3, 3), (0, 0), (1, 0)):
        await check_equal(centre, first=first, last=last)
    stored = await centre.store.database.read(lambda c: c.execute(select(RESULT_COUNT)).all())
    assert len(stored) > 500
    assert await count_all(centre) == 0


async def test_leads_of_the_day_that_lasts_are_counted_by_hour_and_folded_once_it_is_over(centre: Centre) -> None:
    await fill(centre, 1500)
    zone, hour = ZoneInfo(ROME), 3600.0
    today = day_start(NOW, zone)

    async def stretches() -> set[int]:
        return set(await centre.store.database.read(lambda c: c.execute(select(RESULT_LEAD.c.day)).scalars()))

    for now in (today + 5 * hour, today + 9 * hour, NOW):
        await count_all(centre, now)
        assert len({one for one in await stretches() if one >= today}) >= (now - today) // hour - 3
        for first, last in ((DAYS, 0), (0, 0), (1, 0), (3, 1)):
            await check_equal(centre, first=first, last=last)
    assert await count_all(centre, today + DAY_S + 2 * hour) > 0
    assert {one for one in await stretches() if one >= today} == {today}
    await check_equal(centre)
    await check_equal(centre, first=0)


async def test_a_correction_after_the_hour_was_counted_is_in_the_results_at_once_and_after_the_next_count(
    centre: Centre,
) -> None:
    await fill(centre)
    await count_all(centre)
    chance = random.Random(5)
    changed = chance.sample([row for row in await rows_of(centre) if row["outcome"] == "connected"], 12)
    step = LeadStep(state=LeadState.DONE, reason="disposition:sale")
    for row in changed:
        code = chance.choice(["sale", "wrong_number", "not_interested", "answering_machine"])
        await centre.store.attempts.dispose(
            row["id"], agent_id=None, code=code, note="", now=NOW, step=step, suppress=False, actor="test"
        )
    await check_equal(centre)
    await check_equal(centre, first=4, last=2)
    assert await count_all(centre) > 0
    await check_equal(centre)
    await check_equal(centre, first=4, last=2)
    assert await centre.store.database.read(lambda c: c.execute(select(RESULT_CHANGE)).all()) == []


async def test_a_disposition_soon_after_the_call_writes_nothing_more(centre: Centre) -> None:
    attempt = await centre.talked()
    step = LeadStep(state=LeadState.DONE, reason="disposition:sale")
    told = {"agent_id": None, "code": "sale", "note": "", "step": step, "suppress": False, "actor": "test"}
    await centre.store.attempts.dispose(attempt.id, now=NOW + 90.0, **told)
    assert await centre.store.database.read(lambda c: c.execute(select(RESULT_CHANGE)).all()) == []
    await centre.store.attempts.dispose(attempt.id, now=NOW + 1200.0, **told)
    assert len(await centre.store.database.read(lambda c: c.execute(select(RESULT_CHANGE)).all())) == 1


async def test_calls_that_live_keep_their_hour_open_until_they_have_ended(centre: Centre, finished: Any) -> None:
    await fill(centre, 60)
    [attempt] = await centre.placed()
    later = NOW + 3 * DAY_S
    await count_all(centre, later)
    await check_equal(centre)
    await centre.store.attempts.note([], [finished(attempt, outcome=Outcome.CONNECTED)])
    await check_equal(centre)
    await count_all(centre, later)
    assert await centre.store.database.read(lambda c: c.execute(select(RESULT_CHANGE)).all()) == []
    await check_equal(centre)


async def test_what_a_disposition_means_now_counts_for_calls_counted_before(centre: Centre) -> None:
    await fill(centre)
    await count_all(centre)
    draft = draft_of(centre.campaign)
    dispositions = [replace(one, is_success=one.code in ("sale", "call_back")) for one in draft.dispositions or ()]
    changed = replace(draft, dispositions=tuple(dispositions))
    await centre.store.campaigns.update(centre.campaign.id, changed, actor="test", now=NOW)
    await check_equal(centre, successes={"sale", "call_back"})
    assert await count_all(centre) > 50
    await check_equal(centre, successes={"sale", "call_back"})


@pytest.mark.gate
async def test_two_processes_count_once_and_a_change_between_reading_and_writing_stays(centre: Centre) -> None:
    await fill(centre, 200)
    counting, clocks = centre.store.counting, await clocks_of(centre)
    first, second = await counting.ahead(clocks, now=NOW), await counting.ahead(clocks, now=NOW)
    assert first is not None
    assert second is not None
    assert await counting.write(first)
    assert not await counting.write(second)
    await count_all(centre)
    row = next(one for one in await rows_of(centre) if one["outcome"] == "connected")
    step = LeadStep(state=LeadState.DONE, reason="disposition:sale")
    told = {"agent_id": None, "note": "", "step": step, "suppress": False, "actor": "test", "now": NOW}
    await centre.store.attempts.dispose(row["id"], code="wrong_number", **told)
    again = await counting.again(clocks)
    assert again is not None
    await centre.store.attempts.dispose(row["id"], code="sale", **told)
    assert await counting.write(again)
    await check_equal(centre)
    await count_all(centre)
    await check_equal(centre)


async def test_erasure_takes_the_number_and_leaves_the_counts(centre: Centre) -> None:
    from dialer.data_protection.store.erasure import erase_attempts

    await fill(centre, 200)
    ids = [row["id"] for row in await rows_of(centre)][:100]
    await count_all(centre)
    await centre.store.database.write(lambda c: erase_attempts(c, centre.store.digests, ids))
    await check_equal(centre)


async def test_who_sees_nothing_of_a_company_gets_no_figures_of_it(centre: Centre) -> None:
    await fill(centre, 200)
    await count_all(centre)
    scope = (await clocks_of(centre)).scope(NOW - DAYS * DAY_S, NOW)
    figures = await centre.store.results.read(scope, sees=NOTHING, names_agents=True)
    assert (figures.total, list(figures.hours)) == (Counts(), [])
    own = Visibility(frozenset({centre.company.id}), frozenset())
    figures = await centre.store.results.read(scope, sees=own, names_agents=True)
    assert figures.total.attempts > 100
    [others] = figures.parts[Dimension.AGENT]
    assert (others.value, others.name) == ("", "")
    assert (await centre.store.results.read(scope, sees=own, names_agents=False)).parts[Dimension.AGENT] == []


@pytest.mark.parametrize(
    ("zone", "shift"), [("Europe/Rome", 0), ("Asia/Kolkata", 1800), ("Asia/Kathmandu", 900), ("UTC", 0)]
)
def test_hours_begin_by_the_clocks_of_the_zone(zone: str, shift: int) -> None:
    assert shift_of(ZoneInfo(zone)) == shift
    at = hour_of(NOW, shift)
    assert at <= NOW < at + 3600
    local = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone))
    assert (local.minute, local.second) == (0, 0)


def test_the_hours_of_a_weekday_are_found_over_a_change_of_clocks() -> None:
    period = period_of(date(2026, 10, 19), date(2026, 11, 1), ROME)  # clocks went back on 25 October
    mondays = hours_at(period.since, period.until, ROME, weekday=0, hour=9)
    assert [(end - since) for since, end in mondays] == [3600.0, 3600.0]
    assert sum(end - since for since, end in hours_at(period.since, period.until, ROME, weekday=6, hour=None)) == (
        25 * 3600.0 + 24 * 3600.0
    )
    assert day_start(period.since + 5.0, ZoneInfo(ROME)) == period.since
