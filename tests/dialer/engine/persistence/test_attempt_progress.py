"""The writer keeps what the database refused, and loses and doubles nothing."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from dialer.campaigns.attempts.model import AttemptProgress, FinishedAttempt, SparedAttempt
from dialer.cell.call.state_machine import Call, CallState
from dialer.cell.effects import Finish
from dialer.core.enums import AttemptState, LeadState, Outcome
from dialer.core.visibility import EVERYTHING
from dialer.engine.persistence import attempt_progress
from dialer.engine.persistence.attempt_progress import Writer
from dialer.people.leads.rules.retry import LeadStep
from dialer.stores.everything import Store
from tests.support.cells import NOW, a_call
from tests.support.databases import sqlite_url
from tests.support.patience import PATIENCE_S
from tests.support.placed_attempt import a_placed_attempt

LATER = LeadStep(state=LeadState.OPEN, due_at=NOW + 60.0)


@dataclass
class StubbornAttempts:
    """A table of attempts that refuses as long as it is told to."""

    refuses: bool = False
    transactions: int = 0
    written: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    finishing: asyncio.Event = field(default_factory=asyncio.Event)
    held: asyncio.Event | None = None

    async def note(
        self,
        changes: Sequence[AttemptProgress],
        ends: Sequence[FinishedAttempt],
        spared: Sequence[SparedAttempt] = (),
    ) -> None:
        self.finishing.set()
        if self.held is not None:
            await self.held.wait()
        self._refuse()
        self.transactions += 1
        if changes:
            self.written.append(("progress", tuple(change.id for change in changes)))
        if ends:
            self.written.append(("finish", tuple(end.id for end in ends)))
            self.finished.set()
        if spared:
            self.written.append(("spare", tuple(one.id for one in spared)))

    def _refuse(self) -> None:
        if self.refuses:
            raise OperationalError("INSERT", {}, Exception("disk full"))


@dataclass
class StubbornStore:
    attempts: StubbornAttempts = field(default_factory=StubbornAttempts)


def a_writer() -> tuple[Writer, StubbornAttempts]:
    store = StubbornStore()
    return Writer(store), store.attempts  # type: ignore[arg-type]


def talking(call_id: str, agent_id: int = 4) -> Call:
    return a_call(CallState.TALKING, id=call_id, answered_at=NOW, agent_joined_at=NOW + 1.0, agent_id=agent_id)


def ended(call_id: str, lead_id: int = 1) -> Finish:
    call = a_call(
        CallState.ENDED, id=call_id, lead_id=lead_id, outcome=Outcome.CONNECTED, ended_at=NOW + 9.0, answered_at=NOW
    )
    return Finish(call, LATER)


async def test_attempts_are_given_back_once_in_one_transaction_with_the_ends_of_calls():
    """A crash in between would lose them: the row is over then, and nobody looks back."""
    writer, table = a_writer()
    table.refuses = True
    one = ended("a")
    writer.finish(one)
    writer.spare([one.call], NOW + 60.0)
    assert not await writer.flush()
    assert writer.backlog == 2
    table.refuses = False
    assert await writer.flush()
    assert table.transactions == 1
    assert await writer.flush()
    assert table.written == [("finish", ("a",)), ("spare", ("a",))]


async def test_many_notes_are_one_transaction():
    writer, table = a_writer()
    writer.progress(talking("a"))
    writer.progress(talking("b"))
    writer.finish(ended("c"))
    writer.finish(ended("d"))
    assert writer.backlog == 4
    assert await writer.flush()
    assert table.written == [("progress", ("a", "b")), ("finish", ("c", "d"))]
    assert table.transactions == 1
    assert (writer.backlog, await writer.flush(), len(table.written)) == (0, True, 2)


async def test_the_end_of_a_call_makes_its_progress_needless():
    writer, table = a_writer()
    writer.progress(talking("a"))
    writer.finish(ended("a"))
    await writer.flush()
    assert table.written == [("finish", ("a",))]


async def test_only_the_latest_progress_is_written():
    writer, table = a_writer()
    writer.progress(a_call(CallState.WAITING, id="a", answered_at=NOW))
    writer.progress(talking("a"))
    await writer.flush()
    assert table.written == [("progress", ("a",))]


async def test_what_was_refused_is_kept_and_said_once(caplog):
    writer, table = a_writer()
    table.refuses = True
    writer.progress(talking("a"))
    writer.finish(ended("b"))
    with caplog.at_level(logging.WARNING):
        assert not await writer.flush()
        assert not await writer.flush()
        assert (writer.backlog, writer.healthy, writer.pending("b")) == (2, False, True)
        table.refuses = False
        assert await writer.flush()
    assert (writer.backlog, writer.healthy, writer.pending("b")) == (0, True, False)
    assert table.written == [("progress", ("a",)), ("finish", ("b",))]
    assert [record.getMessage() for record in caplog.records] == [
        "the database takes no results, trying again until it does: OperationalError",
        "the database takes results again",
    ]


async def test_news_that_comes_while_it_writes_is_not_lost():
    writer, table = a_writer()
    table.held = asyncio.Event()
    writer.progress(talking("a"))
    writer.finish(ended("b"))
    flushing = asyncio.create_task(writer.flush())
    async with asyncio.timeout(PATIENCE_S):
        await table.finishing.wait()
    writer.progress(a_call(CallState.TALKING, id="a", answered_at=NOW, agent_joined_at=NOW + 2.0, agent_id=9))
    writer.finish(ended("c"))
    table.held.set()
    assert await flushing
    assert writer.backlog == 2
    await writer.flush()
    assert table.written[2:] == [("progress", ("a",)), ("finish", ("c",))]


async def test_it_runs_until_cancelled_and_writes_what_comes():
    writer, table = a_writer()
    task = asyncio.create_task(writer.run())
    writer.finish(ended("a"))
    async with asyncio.timeout(PATIENCE_S):
        await table.finished.wait()
        table.finished.clear()
        writer.finish(ended("b"))
        await table.finished.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [ids for kind, ids in table.written if kind == "finish"] == [("a",), ("b",)]


async def test_a_join_is_written_at_once_with_all_that_waits(monkeypatch):
    monkeypatch.setattr(attempt_progress, "BATCH_WAIT_S", 1e9)
    writer, table = a_writer()
    task = asyncio.create_task(writer.run())
    writer.finish(ended("a"))
    writer.progress(a_call(CallState.WAITING, id="b", answered_at=NOW))
    writer.progress(talking("c"))
    async with asyncio.timeout(PATIENCE_S):
        await table.finished.wait()
    assert table.written == [("progress", ("b", "c")), ("finish", ("a",))]
    task.cancel()


async def test_who_waits_for_an_end_is_let_go_when_nothing_is_written_any_more():
    writer, table = a_writer()
    table.refuses = True
    running = asyncio.create_task(writer.run())
    writer.finish(ended("a1"))
    waiting = asyncio.create_task(writer.written("a1"))
    await asyncio.sleep(0)
    running.cancel()
    assert await waiting is False
    assert await writer.written("a1") is False
    table.refuses = False
    await writer.flush()
    assert await writer.written("a1") is True


async def test_on_a_real_database(tmp_path: Path):
    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as store:
        lead_id, call_id = await a_placed_attempt(store)
        writer = Writer(store)
        writer.progress(talking(call_id, agent_id=1))
        await writer.flush()
        assert (await store.attempts.get(call_id, sees=EVERYTHING)).state is AttemptState.TALKING
        writer.finish(ended(call_id, lead_id))
        await writer.flush()
        written = await store.attempts.get(call_id, sees=EVERYTHING)
        assert (written.state, written.outcome, written.agent_joined_at) == (
            AttemptState.ENDED,
            Outcome.CONNECTED,
            NOW + 1.0,
        )
        assert (await store.leads.get(lead_id, sees=EVERYTHING)).state is LeadState.OPEN
        writer.finish(ended(call_id, lead_id))
        await writer.flush()
        assert (await store.leads.get(lead_id, sees=EVERYTHING)).attempts == 1


async def test_what_does_not_fit_the_tables_holds_up_nothing(tmp_path: Path, caplog):
    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as store:
        lead_id, call_id = await a_placed_attempt(store)
        writer = Writer(store)
        stranger = replace(ended(call_id, lead_id).call, agent_id=99)
        writer.finish(Finish(stranger, LATER))
        writer.progress(talking("never written"))
        assert await writer.flush()
        assert (writer.backlog, writer.healthy) == (0, True)
        written = await store.attempts.get(call_id, sees=EVERYTHING)
        assert (written.outcome, written.agent_id) == (Outcome.CONNECTED, 1)
        assert f"attempt {call_id} cannot be written as it is: IntegrityError" in caplog.text
