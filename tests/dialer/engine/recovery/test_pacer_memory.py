"""What a pacer begins with: its campaign's memory, else past calls, else those of a campaign like it, else nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dialer.campaigns.attempts.model import AnswerCounts, AttemptRecord, FinishedAttempt, NewAttempt
from dialer.campaigns.facts_reader import FactsReader
from dialer.campaigns.model import CampaignConfig, draft_of
from dialer.cell.dialling.forecast_accounts import LiveLearned
from dialer.core.enums import AttemptState, LeadState, Outcome
from dialer.core.local_time import day_of
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.engine.recovery.pacer_memory import KIN_CALLS, Memory
from dialer.engine.recovery.pacer_warmup import learned_from, tally_of
from dialer.engine.shared_budgets import Budgets
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.stores.everything import Store
from tests.support.cells import NOW, ROME, a_campaign, a_cell
from tests.support.databases import sqlite_url
from tests.support.placed_attempt import a_placed_attempt

CALLS = 200


def ended(number: int, outcome: Outcome, **facts: Any) -> AttemptRecord:
    """One of many calls, placed two seconds apart; who answers does so after eight seconds, and talks for forty."""
    placed = NOW - 3600.0 + 2.0 * number
    talked = outcome in (Outcome.CONNECTED, Outcome.ABANDONED)
    known: dict[str, Any] = dict.fromkeys(AttemptRecord.__dataclass_fields__) | {
        "id": f"call {number}",
        "list_id": 1 + number % 2,
        "agent_id": number,
        "state": AttemptState.ENDED,
        "outcome": outcome,
        "placed_at": placed,
        "answered_at": placed + 8.0 if talked else None,
        "agent_joined_at": placed + 8.0 if outcome is Outcome.CONNECTED else None,
        "ended_at": placed + (48.0 if outcome is Outcome.CONNECTED else 10.0),
        "first_disposed_at": placed + 53.0 if outcome is Outcome.CONNECTED else None,
    }
    return AttemptRecord(**known | facts)


def a_past() -> list[AttemptRecord]:
    """Every fourth call was answered, all of them of the first list; two found no agent; newest first."""
    calls = [ended(n, Outcome.CONNECTED if n % 4 == 0 else Outcome.NO_ANSWER) for n in range(CALLS)]
    return [*calls, ended(CALLS, Outcome.ABANDONED), ended(CALLS + 2, Outcome.ABANDONED)][::-1]


def test_past_calls_teach_hit_rates_durations_and_the_budget():
    learned = learned_from(a_past())
    assert learned.rate("1").mean == pytest.approx(0.5, abs=0.07)
    assert learned.rate("2").mean < 0.05
    assert learned.talk.mean() == pytest.approx(40.0, rel=0.25)
    assert learned.wrap_up.mean() == pytest.approx(5.0, rel=0.4)
    assert (learned.tally.served, learned.tally.abandoned) == (CALLS // 4, 2)


def test_anothers_calls_teach_all_but_its_lists_and_its_budget():
    learned = learned_from(a_past(), own=False)
    assert learned.rate("whatever").mean == pytest.approx(0.25, abs=0.06)
    assert (learned.tally.served, learned.tally.abandoned) == (0, 0)


def test_what_nobody_saw_ring_teaches_nothing():
    unseen = [ended(1, Outcome.NOT_PLACED), ended(2, Outcome.LOST), ended(3, Outcome.BUSY, state=AttemptState.PLACED)]
    assert learned_from(unseen).rate("").calls == 0


def test_machines_and_calls_called_off_are_told_as_what_they_were():
    machine = ended(1, Outcome.MACHINE, answered_at=NOW - 3590.0, screened_at=NOW - 3588.0)
    learned = learned_from([machine, ended(2, Outcome.CANCELLED)])
    assert learned.tally.machines == 1
    assert learned.rate("2").calls == 1


@dataclass
class Kept:
    """A database with a campaign that has dialled once, and the engine's memory over it."""

    store: Store
    memory: Memory

    async def begin(self, campaign: CampaignConfig) -> LiveLearned:
        await self.memory.recall(campaign, {})
        past = self.memory.take(campaign.id)
        assert past is not None
        return past.learned

    async def another(self, name: str, **changes: Any) -> CampaignConfig:
        draft = replace(draft_of(await self.store.campaigns.get(1, sees=EVERYTHING)), name=name, **changes)
        return await self.store.campaigns.create(draft, actor="test", now=NOW)

    async def end(self, lead_id: int, attempt_id: str, outcome: Outcome, **facts: Any) -> None:
        step = LeadStep(state=LeadState.DONE)
        known: dict[str, Any] = {"ended_at": NOW + 9.0} | facts
        finished = FinishedAttempt(id=attempt_id, lead_id=lead_id, outcome=outcome, step=step, **known)
        await self.store.attempts.note([], [finished])

    async def dial(
        self, count: int, outcome: Outcome = Outcome.NO_ANSWER, *, at: float = NOW, trunk: int = 0, **facts: Any
    ) -> None:
        """So many more calls of the first campaign, which all end so, at NOW + 9 if nothing else is said."""
        first = await self.store.campaigns.get(1, sees=EVERYTHING)
        leads = [NewLead(phones=((f"+3933301{n:05d}", ""),), zone_key=ROME) for n in range(count)]
        await self.store.leads.add(1, leads)
        claimed = await self.store.leads.claim(1, owner="engine", now=NOW, lease_s=60.0, limit=count, zone_keys=(ROME,))
        for lead in claimed:
            attempt = NewAttempt(
                id=f"call {lead.lead_id}",
                campaign_id=1,
                company_id=first.company.id,
                list_id=lead.list_id,
                lead_id=lead.lead_id,
                node_id=first.node_id,
                trunk_id=first.trunks[trunk].id,
                number=lead.phones[0].number,
            )
            assert await self.store.attempts.place([attempt], owner="engine", now=at)
            await self.end(lead.lead_id, attempt.id, outcome, **facts)


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Kept]:
    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as store:
        lead_id, attempt_id = await a_placed_attempt(store)
        opened = Kept(store, Memory(store=store, clock=lambda: NOW + 60.0))
        await opened.end(lead_id, attempt_id, Outcome.NO_ANSWER)
        yield opened


async def test_what_was_saved_is_recalled_once(kept):
    cell = a_cell()
    for number in range(30):
        cell.learned.launched(f"{number}", NOW)
        cell.learned.ended_unanswered(f"{number}", NOW + 5.0)
    await kept.memory.save({1: cell})
    first = await kept.store.campaigns.get(1, sees=EVERYTHING)
    assert (await kept.begin(first)).rate("").calls == 30
    assert kept.memory.take(1) is None
    await kept.memory.recall(first, {1: cell})  # its cell stands already
    assert kept.memory.take(1) is None


async def test_the_day_goes_on_after_a_restart(kept):
    await kept.dial(3, Outcome.ABANDONED)
    await kept.memory.recall(await kept.store.campaigns.get(1, sees=EVERYTHING), {})
    past = kept.memory.take(1)
    assert past is not None
    day = past.tally
    assert (day.day, day.placed, day.abandoned) == (day_of(NOW, ZoneInfo(ROME)), 4, 3)
    assert day.outcomes == {Outcome.ABANDONED: 3, Outcome.NO_ANSWER: 1}
    next_day = Memory(store=kept.store, clock=lambda: NOW + 86_400.0)
    await next_day.recall(await kept.store.campaigns.get(1, sees=EVERYTHING), {})
    past = next_day.take(1)
    assert past is not None
    assert past.tally.placed == 0


async def test_whom_an_outage_abandoned_before_a_memory_was_saved_is_counted(kept):
    await kept.dial(8, Outcome.ABANDONED)  # while no engine ran: until NOW + 9
    cell = a_cell()
    cell.learned.tally.add(NOW - 60.0, abandoned=4)
    await Memory(store=kept.store, clock=lambda: NOW + 20.0).save({1: cell})  # by an engine that had not looked yet
    assert (await kept.begin(await kept.store.campaigns.get(1, sees=EVERYTHING))).tally.abandoned == 8


async def test_counts_begin_with_the_rows_however_often_an_engine_starts(kept):
    await kept.dial(3, Outcome.ABANDONED)
    for _ in range(2):
        begun = await kept.begin(await kept.store.campaigns.get(1, sees=EVERYTHING))
        assert (begun.tally.served, begun.tally.abandoned) == (0, 3)
        await kept.memory.save({1: a_cell(learned=begun)})


def test_what_is_older_than_a_day_is_counted_by_the_hour():
    minutes = [AnswerCounts(minute_at=NOW - NOW % 60.0 - 60.0 * back, served=1) for back in range(3000, 0, -1)]
    tally = tally_of(minutes, now=NOW)
    assert (tally.served, tally.since(NOW - 600.0).served) == (3000, 10)
    assert tally.since(NOW - 86_400.0 - 7200.0).served == pytest.approx(1440 + 120, abs=61)
    assert len(list(tally.by_minute(0.0))) < 1440 + 30


def test_whose_agent_came_when_the_time_was_up_counts_as_the_law_counts():
    joined = ended(1, Outcome.CONNECTED)
    late = replace(joined, id="late", unserved_at=joined.agent_joined_at)
    learned = learned_from([joined, late])
    assert (learned.tally.served, learned.tally.abandoned) == (1, 1)


async def test_a_campaign_that_was_deleted_keeps_no_other_from_being_saved(kept):
    first, deleted = await kept.store.campaigns.get(1, sees=EVERYTHING), await kept.another("Autumn")
    await kept.store.campaigns.delete(deleted.id, actor="test", now=NOW)
    cell = a_cell()
    cell.learned.launched("a call", NOW)
    cell.learned.ended_unanswered("a call", NOW + 5.0)
    await kept.memory.save({deleted.id: a_cell(campaign=replace(a_campaign(), id=deleted.id)), 1: cell})
    assert (await kept.begin(first)).rate("").calls == 1


async def test_a_campaign_that_is_deleted_while_the_engine_looks_shows_nothing(kept):
    deleted = await kept.another("Autumn")
    await kept.store.campaigns.delete(deleted.id, actor="test", now=NOW)
    seen = await FactsReader(kept.store, Settings()).look([deleted], now=NOW)
    assert seen[deleted.id].lists == 0


async def test_a_campaign_without_a_memory_is_taught_by_its_own_calls(kept):
    await kept.dial(3)
    assert (await kept.begin(await kept.store.campaigns.get(1, sees=EVERYTHING))).rate("1").calls == 4


async def test_a_memory_that_cannot_be_read_is_replaced_by_the_calls(kept):
    await kept.store.memory.save(1, {"format": 99}, now=NOW)
    assert (await kept.begin(await kept.store.campaigns.get(1, sees=EVERYTHING))).rate("1").calls == 1


async def test_an_account_of_forecasts_in_other_bins_is_begun_anew_and_nothing_else(kept):
    cell = a_cell()
    for number in range(30):
        cell.learned.launched(f"{number}", NOW)
        cell.learned.ended_unanswered(f"{number}", NOW + 5.0)
    dump = cell.learned.dump()
    dump["foretold"]["frees"]["edges"] = [0.0, 7.0]
    await kept.store.memory.save(1, dump, now=NOW)
    begun = await kept.begin(await kept.store.campaigns.get(1, sees=EVERYTHING))
    assert (begun.rate("").calls, begun.frees_foretold.pairs) == (30, 0.0)


@pytest.mark.parametrize("saved", [False, True], ids=["no memory", "counts that cannot be read"])
async def test_counts_that_are_lost_are_counted_anew_to_the_last_call(kept, monkeypatch, saved):
    monkeypatch.setattr("dialer.engine.recovery.pacer_memory.PAST_CALLS", 5)
    await kept.dial(12, Outcome.ABANDONED)
    if saved:
        await kept.store.memory.save(1, {"tally": "?"}, now=NOW + 30.0)
    begun = await kept.begin(await kept.store.campaigns.get(1, sees=EVERYTHING))
    assert begun.tally.abandoned == 12
    assert begun.rate("1").calls == 5


async def test_however_many_an_engine_abandoned_since_its_last_save_is_counted(kept, monkeypatch):
    monkeypatch.setattr("dialer.engine.recovery.pacer_memory.PAST_CALLS", 5)
    await Memory(store=kept.store, clock=lambda: NOW).save({1: a_cell()})
    await kept.dial(12, Outcome.ABANDONED)
    assert (await kept.begin(await kept.store.campaigns.get(1, sees=EVERYTHING))).tally.abandoned == 12


async def test_a_new_campaign_begins_with_the_last_calls_of_one_like_it(kept):
    await kept.dial(KIN_CALLS)
    begun = await kept.begin(await kept.another("Autumn"))
    assert begun.rate("").calls == KIN_CALLS
    assert begun.rate("").mean < 0.1
    assert begun.tally.served + begun.tally.abandoned == 0


@pytest.mark.parametrize("changes", [{"amd": "default"}, {}], ids=["another detection", "too few calls"])
async def test_without_one_like_it_a_new_campaign_knows_nothing(kept, changes):
    if changes:
        await kept.dial(KIN_CALLS)
    begun = await kept.begin(await kept.another("Autumn", **changes))
    assert begun.rate("").mean == pytest.approx(LiveLearned().rate("").mean)


async def test_counts_of_a_shared_budget_go_to_the_other_engine_and_come_from_it(kept):
    far = await kept.another("Autumn")
    budgets = Budgets(of={1: (1, "spring"), far.id: (1, "spring")})
    here, there = a_cell(), a_cell(campaign=replace(a_campaign(), id=far.id))
    here.learned.tally.add(NOW, served=5)
    there.learned.tally.add(NOW, served=90, abandoned=2)
    assert await kept.memory.exchange(budgets, {far.id: there}) == {}
    tallies = await kept.memory.exchange(budgets, {1: here})
    assert tallies is not None
    assert tallies[far.id].since(None).abandoned == 2
    tallies = await kept.memory.exchange(budgets, {far.id: there})
    assert tallies is not None
    assert tallies[1].since(None).served == 5
    assert await kept.memory.exchange(Budgets(), {1: here}) is None
