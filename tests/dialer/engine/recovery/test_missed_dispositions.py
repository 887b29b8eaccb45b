"""What agents said of calls and the bus did not bring: found in the database, and taken as if it had been told."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.cell.agents.roster import AgentState
from dialer.core.enums import LeadState, Outcome
from dialer.engine.engine_events import Item, MachinesMet
from dialer.engine.inbox import Inbox
from dialer.engine.recovery.missed_dispositions import COUNT_BACK_S, COUNT_EVERY_S, MissedDispositions
from dialer.engine.stored_facts import take_stock
from dialer.people.leads.rules.retry import LeadStep
from dialer.stores.everything import Store
from pacing.windowed_counts import Tally
from tests.support.cells import NOW, a_cell, an_agent
from tests.support.databases import sqlite_url
from tests.support.placed_attempt import a_placed_attempt
from tests.support.story import Story

CALL = "pc-1-" + "a" * 32
JOINED = NOW + 5.0


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A talk has ended, and its agent has not said what came of it."""
    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as opened:
        lead_id, attempt_id = await a_placed_attempt(opened)
        end = FinishedAttempt(
            id=attempt_id,
            lead_id=lead_id,
            outcome=Outcome.CONNECTED,
            ended_at=NOW + 60.0,
            answered_at=NOW + 4.0,
            agent_joined_at=JOINED,
            agent_id=1,
            step=LeadStep(state=LeadState.WRAPPING),
        )
        await opened.attempts.note([], [end])
        yield opened


class Listener:
    """An engine that no message reaches; `now` is its clock."""

    def __init__(self, store: Store, state: AgentState = AgentState.WRAP_UP) -> None:
        self.now = NOW + 70.0
        self.cell = a_cell(agents=(an_agent(1, state, call_id=CALL),))
        self.cell.learned.tally.add(JOINED, served=1)
        self.inbox = Inbox(lambda: self.now)
        self.unheard = MissedDispositions(store=store, inbox=self.inbox, clock=lambda: self.now, cells={1: self.cell})

    async def looks(self) -> list[Item]:
        """What the engine's loop is told by a look."""
        await self.unheard.look()
        told = []
        while (item := self.inbox.take()) is not None:
            told.append(item[0])
        return told

    async def counts(self) -> int:
        """Look when it is time to count again, and let the cell know; how many machines it knows of then."""
        self.now += COUNT_EVERY_S
        for item in await self.looks():
            if isinstance(item, MachinesMet):
                assert take_stock(self.cell, item, now=self.now)
        return self.cell.learned.tally.met


async def says(store: Store, code: str) -> None:
    step = LeadStep(state=LeadState.OPEN, due_at=NOW + 7200.0, next_phone=0)
    await store.attempts.dispose(
        CALL, agent_id=1, code=code, note="", now=NOW + 65.0, step=step, suppress=False, actor="ann"
    )


async def test_a_disposition_of_which_nobody_told_ends_the_wrap_up_all_the_same(store: Store) -> None:
    listener = Listener(store)
    assert await listener.looks() == []
    await says(store, "not_interested")
    [told] = await listener.looks()
    story = in_wrap_up()
    story.take(told)
    assert story.agent().state is AgentState.READY


def in_wrap_up() -> Story:
    """Agent 1 writes down what came of the call."""
    story = Story().begin(leads=0)
    story.log_in()
    story.cell.roster.put(an_agent(1, AgentState.WRAP_UP, call_id=CALL, leg_free=True))
    return story


async def test_who_talks_is_not_asked_about(store: Store) -> None:
    listener = Listener(store, AgentState.TALKING)
    await says(store, "not_interested")
    assert await listener.looks() == []


async def test_a_machine_of_which_nobody_told_leaves_the_people_and_comes_back_if_it_was_none(store: Store) -> None:
    listener = Listener(store, AgentState.READY)
    assert await listener.counts() == 0
    await says(store, "answering_machine")
    assert await listener.counts() == 1
    assert listener.cell.learned.tally.since(None).people == 0
    await says(store, "not_interested")
    assert await listener.counts() == 0


async def test_what_was_told_is_not_counted_twice_and_nothing_is_read_again(store: Store) -> None:
    listener = Listener(store, AgentState.READY)
    await says(store, "answering_machine")
    listener.cell.learned.met_machine(JOINED)
    assert await listener.looks() == []
    assert await listener.counts() == 1


async def test_each_count_is_of_the_last_hours_however_long_the_campaign_has_run(store: Store) -> None:
    listener = Listener(store, AgentState.READY)
    listener.cell.learned.tally = Tally()
    listener.cell.learned.tally.add(JOINED - 9.0 * COUNT_BACK_S, served=3)
    listener.cell.learned.met_machine(JOINED - 9.0 * COUNT_BACK_S, 2)  # as many as there are not in this database
    listener.cell.learned.tally.add(JOINED, served=1)
    assert await listener.looks() == []
    await says(store, "answering_machine")
    listener.now = JOINED + 60.0 + COUNT_BACK_S
    assert await listener.counts() == 2
    listener.now = JOINED - COUNT_EVERY_S - 60.0 + COUNT_BACK_S
    listener.unheard.count_at = 0.0
    assert await listener.counts() == 1  # then all of them are read


async def test_machines_are_counted_now_and_then_and_dispositions_each_time(store: Store) -> None:
    listener = Listener(store)
    assert await listener.looks() == []
    await says(store, "answering_machine")
    listener.now += COUNT_EVERY_S / 2
    assert [type(item).__name__ for item in await listener.looks()] == ["BusMessage"]
    listener.now += COUNT_EVERY_S / 2
    assert [type(item).__name__ for item in await listener.looks()] == ["BusMessage", "MachinesMet"]


async def test_a_campaign_that_has_counted_nothing_yet_has_nothing_to_count_anew(store: Store) -> None:
    listener = Listener(store)
    await says(store, "answering_machine")
    listener.unheard.cells = {1: a_cell()}
    assert await listener.looks() == []


def test_the_machines_of_a_campaign_that_is_gone_are_nobody_s() -> None:
    story = in_wrap_up()
    story.take(MachinesMet(99, [NOW, NOW]))
    assert story.cell.learned.tally.met == 0
    story.take(MachinesMet(story.config.id, [NOW, NOW]))
    assert story.cell.learned.tally.met == 2
