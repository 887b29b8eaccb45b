"""A register's answer on its way in: read whole before anything counts, and what a stop in the middle leaves."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from dialer.app.composition import Parts, build
from dialer.core.errors import AnswerCancelled, ScrubNotOpen
from dialer.core.request_errors import AnswerNotRead, AnswerNotWritten, Invalid
from dialer.core.settings import Settings
from dialer.core.time_units import DAY_S as DAY
from dialer.core.visibility import EVERYTHING
from dialer.jobs.model import Interrupted
from dialer.jobs.runner import Runner
from dialer.messaging.bus import Topic
from dialer.people.imports.readers.number_file import NumberFileOptions
from dialer.people.leads.model import NewLead
from dialer.people.registers import answer_worker
from dialer.people.registers import service as registers
from dialer.people.registers.answer_spool import Spool
from dialer.people.registers.model import REGISTERS, AnswerState, NumberForm, ResultForm
from dialer.people.registers.service import Answered, AnswerProgress, RegisterService
from dialer.people.registers.store.registers import Registers
from dialer.storage.schema import REGISTER_CHECK
from tests.support.killed_process import killed_when_it_first_tells
from tests.support.leads_found import leads_found

MANY = [f"+39333{index:07d}" for index in range(3000)]


class Desk:
    """A store in which a register was asked about 3,000 numbers, and its answers."""

    def __init__(self, parts: Parts, folder: Path) -> None:
        self.service, self.store, self.bus, self._folder = parts.service, parts.store, parts.bus, folder
        self.told: list[AnswerProgress] = []

    async def ask(self) -> None:
        self.company_id = (await self.store.companies.create("Acme")).id
        leads = await self.store.lists.create(name="March", company_id=self.company_id, now=1.0)
        await self.store.leads.add(leads.id, [NewLead(phones=((number, ""),)) for number in MANY])
        scrub, chunks = await self.service.registers.send_out(
            leads.id, "RPO", form=NumberForm.E164, only_after_days=None, actor="test"
        )
        assert len(b"".join([chunk async for chunk in chunks]).split()) == len(MANY)
        self.scrub_id = scrub.id

    async def take_in(self, content: str, form: str, tell: Callable[[AnswerProgress], None] | None = None) -> Answered:
        file = self._folder / "answer.csv"
        file.write_text(content)
        return await self.service.registers.take_in(
            self.scrub_id,
            NumberFileOptions(path=str(file)),
            form=ResultForm(form),
            receipt="R",
            version="7",
            answered_at=None,
            actor="test",
            on_progress=tell or self.told.append,
        )

    async def listed(self, *numbers: str) -> list[bool | None]:
        """What counts of each number; None where there is no answer."""
        return [(await self.service.registers.facts(number, self.company_id))[0].listed for number in numbers]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with build(Settings(state_dir=tmp_path / "state")) as parts:
        made = Desk(parts, tmp_path)
        await made.ask()
        yield made


@pytest.mark.parametrize(
    ("register", "number", "form"),
    [("RPO", "+390212345678", "listed"), ("TPS", "+442079460000", "free"), ("NDNC", "+12125550100", "listed")],
)
async def test_an_answer_without_a_date_is_as_old_as_its_request_and_its_entries_as_young_as_its_file(
    tmp_path: Path, register: str, number: str, form: str
) -> None:
    async with build(Settings(state_dir=tmp_path / "state")) as parts:
        now, age, store = DAY, REGISTERS[register].max_age_s, parts.store
        runner = Runner(store.jobs, parts.settings.database_url, lambda: now)
        desk = RegisterService(store, runner, parts.bus, parts.settings, lambda: now)
        company_id = (await store.companies.create("Acme")).id
        leads = await store.lists.create(name="March", company_id=company_id, now=1.0)
        await store.leads.add(leads.id, [NewLead(phones=((number, ""), (f"{number[:-1]}1", "")))])
        file = tmp_path / "answer.csv"
        file.write_text(f"{number}\n" if form == "listed" else f"{number[:-1]}1\n")
        entry, seen = select(REGISTER_CHECK.c.listed_since).where(REGISTER_CHECK.c.listed.is_(True)), []
        for answered_at in (None, DAY, 2 * DAY):
            now = DAY + 30.0
            scrub, chunks = await desk.send_out(
                leads.id, register, form=NumberForm.E164, only_after_days=None, actor="test"
            )
            assert [chunk async for chunk in chunks]
            now = brought_at = DAY + age
            facts: dict[str, Any] = {"receipt": "R", "version": "7", "answered_at": answered_at, "actor": "test"}
            asked = NumberFileOptions(path=str(file))
            await desk.take_in(scrub.id, asked, form=ResultForm(form), **facts)
            since = await store.database.read(lambda one: one.execute(entry).scalar())
            now = DAY + age + 31.0
            [fact] = [one for one in await desk.facts(number, company_id) if one.register_name == register]
            seen.append((fact.state, fact.checked_at, fact.listed, since))
        assert seen == [
            (AnswerState.STALE, DAY + 30.0, True, brought_at),
            (AnswerState.STALE, DAY + 30.0, True, None),
            (AnswerState.FRESH, 2 * DAY, True, None),
        ]
        await runner.wait()


async def test_a_long_answer_tells_how_far_it_is(desk: Desk) -> None:
    async with desk.bus.subscribe(Topic.SCRUB) as news:
        done = await desk.take_in("\n".join(MANY[:2500]), "listed")
        heard = [message.body for message in iter(news.get_nowait, None)]
    assert [body.get("phase") for body in heard] == [*(one.phase for one in desk.told), None]
    assert heard[-1] == {"scrub_id": desk.scrub_id, "status": "returned"}
    assert (done.rows, done.answered, done.scrub.listed, done.scrub.receipt) == (2500, 3000, 2500, "R")
    assert (done.scrub.phase, done.scrub.done) == ("", 0)
    assert list(dict.fromkeys(one.phase for one in desk.told)) == ["reading", "writing", "concluding"]
    assert all(one.done <= one.total and one.scrub_id == desk.scrub_id for one in desk.told)
    assert await desk.listed(MANY[0], MANY[2499], MANY[2500]) == [True, True, False]


async def test_of_two_rows_far_apart_the_one_that_forbids_counts(desk: Desk) -> None:
    rows = [f"{MANY[0]};S", *(f"{number};N" for number in MANY), f"{MANY[1]};S"]
    done = await desk.take_in("numero;esito\n" + "\n".join(rows), "flags")
    assert (done.answered, done.scrub.listed) == (3000, 2)
    assert await desk.listed(*MANY[:3]) == [True, True, False]


async def test_what_is_wrong_in_the_last_row_leaves_the_rows_before_without_an_answer(desk: Desk) -> None:
    for last in ("02-unreadable", "+390699999999"):
        with pytest.raises(Invalid):
            await desk.take_in("\n".join([*MANY[:2500], last]), "listed")
        assert await desk.listed(MANY[0], MANY[2999]) == [None, None]
    assert {one.phase for one in desk.told} == {"reading"}
    assert (await desk.store.registers.get(desk.scrub_id, sees=EVERYTHING)).phase == ""


async def test_the_answer_to_another_asking_is_not_read_to_its_end(desk: Desk) -> None:
    with pytest.raises(Invalid, match="more numbers than the 3000"):
        await desk.take_in("\n".join(f"+39347{index:07d}" for index in range(9000)), "free")


async def test_whoever_is_stopped_before_all_is_read_has_written_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, apart, database = asyncio.Event(), registers.work_apart, tmp_path / "state" / "pronto.db"
    with closing(sqlite3.connect(database, isolation_level=None, check_same_thread=False)) as held:

        async def held_up(*work: Any) -> Any:
            # Nothing can be written while this is open: the process stands still behind its reading.
            await asyncio.to_thread(held.execute, "BEGIN IMMEDIATE")
            return await apart(*work)

        monkeypatch.setattr(registers, "work_apart", held_up)
        taking = asyncio.create_task(desk.take_in("\n".join(MANY), "free", lambda _: read.set()))
        await asyncio.wait([taking, asyncio.create_task(read.wait())], return_when=asyncio.FIRST_COMPLETED)
        taking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await taking
    scrub = await desk.store.registers.get(desk.scrub_id, sees=EVERYTHING)
    assert (scrub.status, scrub.receipt, await desk.listed(MANY[0])) == ("sent", "", [None])
    assert list((tmp_path / "state" / "uploads").iterdir()) == []


class Crash(Exception):  # noqa: N818 - reads as what it is
    """The process is gone."""


async def crashed(desk: Desk, patch: pytest.MonkeyPatch, content: str, form: str, at: str) -> None:
    """Take an answer in here, up to the second transaction of this kind."""
    calls = count(1)
    real = getattr(Registers, at)

    async def work(*args: Any, **said: Any) -> Any:
        if next(calls) == 2:
            raise Crash
        return await real(*args, **said)

    async def here(_work: object, job: dict[str, Any], hear: Callable[[Any], None]) -> None:
        patch.setattr(answer_worker, "tell", hear)
        patch.setattr(answer_worker, "step_back", lambda: None)
        with suppress(Crash):
            await answer_worker.take_in(answer_worker.job_of(job))
        raise Interrupted("killed", died=True)

    with patch.context() as patch:
        patch.setattr(Registers, at, work)
        patch.setattr(answer_worker, "AT_MOST", 1000)  # so that there is a second one however quick the first was
        patch.setattr(registers, "work_apart", here)
        with pytest.raises(AnswerNotWritten, match=rf"The asking still waits.* \(scrub {desk.scrub_id}\)"):
            await desk.take_in(content, form)
    scrub = await desk.store.registers.get(desk.scrub_id, sees=EVERYTHING)
    assert (scrub.status, scrub.phase, scrub.total) == ("sent", "", 0)


@pytest.mark.parametrize("at", ["answer", "answer_rest"])
async def test_after_a_crash_another_file_is_believed_and_nothing_of_the_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    await crashed(desk, monkeypatch, "\n".join(MANY[:2000]), "free", at)
    assert desk.told[-1].phase == {"answer": "writing", "answer_rest": "concluding"}[at]
    [facts] = await desk.service.registers.facts(MANY[0], desk.company_id)
    assert (facts.listed, facts.receipt, facts.version) == (False, "R", "7")
    done = await desk.take_in("\n".join(MANY[2000:]), "free")
    assert (done.answered, done.scrub.listed) == (3000, 2000)
    assert await desk.listed(MANY[0], MANY[1999], MANY[2000]) == [True, True, False]
    with pytest.raises(ScrubNotOpen):
        await desk.take_in("\n".join(MANY[2000:]), "free")


async def test_after_a_crash_a_number_that_the_next_file_does_not_name_has_no_answer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await crashed(desk, monkeypatch, "\n".join(f"{number};N" for number in reversed(MANY)), "flags", "answer")
    assert await desk.listed(MANY[0], MANY[2999]) == [None, False]
    done = await desk.take_in("\n".join(f"{number};N" for number in MANY[:1500]), "flags")
    assert done.answered == 1500
    assert await desk.listed(MANY[0], MANY[1500], MANY[2999]) == [False, None, None]


@pytest.mark.parametrize("at", ["asked", "begin", "answer", "answer_rest", "counted"])
async def test_an_answer_that_is_cancelled_on_its_way_in_leaves_nothing_and_can_be_sent_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """By whoever does it, wherever the answer is taken in, at whatever step."""
    real = getattr(Registers, at)

    async def work(*args: Any, **said: Any) -> Any:
        if not await desk.store.audit.list(action="register.in.cancel", limit=1):
            await desk.service.registers.cancel(desk.scrub_id, actor="ann")
        return await real(*args, **said)

    async def here(_work: object, job: dict[str, Any], hear: Callable[[Any], None]) -> dict[str, Any]:
        patch.setattr(answer_worker, "tell", hear)
        return await answer_worker.take_in(answer_worker.job_of(job))

    with monkeypatch.context() as patch:
        patch.setattr(Registers, at, work)
        patch.setattr(registers, "work_apart", here)
        with pytest.raises(AnswerCancelled):
            await desk.take_in("\n".join(MANY[:2000]), "free")
    scrub = await desk.store.registers.get(desk.scrub_id, sees=EVERYTHING)
    assert (scrub.status, scrub.phase, scrub.cancelled_at is not None) == ("sent", "", True)
    assert set(await desk.listed(*MANY[:20], *MANY[-20:])) == {None}
    [line] = await desk.store.audit.list(action="register.in.cancel", limit=10)
    assert (line.actor, line.facts["scrub"]) == ("ann", desk.scrub_id)
    done = await desk.take_in("\n".join(MANY[:2]), "listed")
    assert (done.answered, done.scrub.listed, done.scrub.cancelled_at) == (3000, 2, None)
    with pytest.raises(ScrubNotOpen):
        await desk.service.registers.cancel(desk.scrub_id, actor="test")


async def test_a_process_that_is_killed_while_it_reads_has_written_nothing_and_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        killed_when_it_first_tells(patch, registers)
        with pytest.raises(AnswerNotRead, match="nothing of it was written"):
            await desk.take_in("\n".join(MANY), "listed")
    assert await desk.listed(MANY[0], MANY[2999]) == [None, None]
    scrub = await desk.store.registers.get(desk.scrub_id, sees=EVERYTHING)
    assert (scrub.status, scrub.phase) == ("sent", "")
    assert (await desk.take_in("\n".join(MANY), "listed")).answered == 3000


def test_what_waits_to_be_written_comes_back_in_parts_as_it_was(tmp_path: Path) -> None:
    answers = {f"{index:064x}": index % 3 == 0 for index in range(10)}
    with (tmp_path / "spool").open("w+b") as file:
        waiting = Spool(file)
        waiting.put(answers, {f"{3:064x}": 7.5})
        waiting.put({f"{1:064x}": True, f"{0:064x}": False}, {f"{1:064x}": 8.5})
        waiting.rewind()
        assert waiting.next(4) == (dict(list(answers.items())[:4]), {f"{3:064x}": 7.5})
        assert waiting.next(4) == (dict(list(answers.items())[4:8]), {})
        rest = dict(list(answers.items())[8:]) | {f"{1:064x}": True, f"{0:064x}": False}
        assert waiting.next(9) == (rest, {f"{1:064x}": 8.5})
        assert waiting.next(4) == ({}, {})
        waiting.rewind()
        assert waiting.next(99)[0] == answers | {f"{1:064x}": True}


async def test_a_lead_that_an_engine_holds_is_judged_anew_once_the_answer_on_it_is_cancelled(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have been claimed by an answer that nobody stands by any more."""
    await crashed(desk, monkeypatch, "\n".join(MANY[:2000]), "free", "answer_rest")
    [found] = await leads_found(desk.store, number=MANY[0])
    assert await desk.store.leads.claim_one(found.lead_id, owner="engine", now=2.0, lease_s=60.0) is not None
    await desk.service.registers.cancel(desk.scrub_id, actor="ann")
    assert list(await desk.store.leads.held("engine")) == []
